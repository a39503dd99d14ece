"""A plain file of cases and a calendar of reports: the same protection for whoever has no vault of this program.

Columns: case_id, visitor_id, unit, role, language, channel, outcome, quarter, issues (with "." between several). The
calendar: a list of `{"release": name, "slots": [places of the quarters, in the order of their names]}`; `"matters": true`
where a report is to say something new of quarters that others told of, and `"tables": [names]` where it shows these only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ombudsdesk.deidentify.instance import WrongPartError
from ombudsdesk.deidentify.planning import Wish
from ombudsdesk.deidentify.traits import Case, Layout, TableSpec, has, kind_from

SLOT = "quarter"
_PLAIN = ("unit", "role", "language", "channel", "outcome")
_ISSUE = "issue"
COLUMNS = ("case_id", "visitor_id", *_PLAIN, SLOT, "issues")
_UNITS_IN_A_GROUP = 6
"""So many campuses, in the order of their names, are one group: a fixed choice that does not look at the cases."""


@dataclass(frozen=True)
class Series:
    """The cases of a file, what they can be told apart by, and the releases that are wanted, in their order."""

    layout: Layout
    cases: tuple[Case, ...]
    wishes: tuple[Wish, ...]


def read(text: str, calendar: Any) -> Series:
    """The series of a CSV text and a parsed calendar. Raises WrongPartError."""
    rows = _rows(text)
    slots = sorted({row[SLOT] for row in rows}, key=_in_time)
    codes = {name: _codes(row[name] for row in rows) for name in _PLAIN}
    layout = Layout({**codes, _ISSUE: _codes(issue for row in rows for issue in _issues(row))}, frozenset({_ISSUE}))
    cases = tuple(_case(row, layout) for row in rows)
    return Series(layout, cases, _wishes(calendar, slots, tables(layout)))


def tables(layout: Layout) -> tuple[TableSpec, ...]:
    """Every table that a release may show, in the order in which they matter: what comes later gives way first."""
    side = {name: tuple(has(name, code) for code in codes) for name, codes in layout.codes.items()}
    units = layout.codes["unit"]
    groups = tuple(
        has("unit", *units[start : start + _UNITS_IN_A_GROUP]) for start in range(0, len(units), _UNITS_IN_A_GROUP)
    )
    role, issue = side["role"], side[_ISSUE]
    sides = {
        "role": (role,),
        "issue": (issue,),
        "group": (groups,),
        "role*issue": (role, issue),
        "group*issue": (groups, issue),
        "group*role": (groups, role),
        "unit": (side["unit"],),
        "outcome": (side["outcome"],),
        "channel": (side["channel"],),
        "language": (side["language"],),
    }
    return tuple(TableSpec(name, traits) for name, traits in sides.items())


def _rows(text: str) -> list[Mapping[str, str]]:
    reader = csv.DictReader(line + "\n" for line in text.removesuffix("\n").split("\n"))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise WrongPartError(f"{', '.join(missing)} (CSV)")
    rows: list[Mapping[str, str]] = [row for row in reader if any(row.values())]
    for number, row in enumerate(rows, 2):
        # a case without a concern would be in the total and in no line
        if not row[SLOT] or not row["issues"] or None in row.values() or None in row:
            raise WrongPartError(f"CSV {number}")
    return rows


def _issues(row: Mapping[str, str]) -> list[str]:
    return [issue.strip() for issue in row["issues"].split(".") if issue.strip()]


def _codes(found: Any) -> tuple[str, ...]:
    return tuple(sorted(set(found), key=_natural))


def _case(row: Mapping[str, str], layout: Layout) -> Case:
    kind = kind_from({**{name: row[name] for name in _PLAIN}, _ISSUE: _issues(row)}, layout)
    return Case(row[SLOT], kind, row["visitor_id"] or f"case {row['case_id']}")


def _wishes(calendar: Any, slots: Sequence[str], specs: tuple[TableSpec, ...]) -> tuple[Wish, ...]:
    if not isinstance(calendar, list) or not calendar:
        raise WrongPartError("[]")
    wishes = tuple(_wish(one, number, slots, specs) for number, one in enumerate(calendar))
    if len({wish.name for wish in wishes}) < len(wishes):
        raise WrongPartError("release")
    return wishes


def _wish(content: Any, number: int, slots: Sequence[str], specs: tuple[TableSpec, ...]) -> Wish:
    where = f"[{number}]"
    if not isinstance(content, dict) or not isinstance(content.get("release"), str) or not content["release"].strip():
        raise WrongPartError(f"{where}.release")
    places = content.get("slots")
    if not isinstance(places, list) or not places or not all(type(one) is int and 0 <= one < len(slots) for one in places):
        raise WrongPartError(f"{where}.slots")
    names = content.get("tables")
    if names is not None and not (isinstance(names, list) and set(names) <= {spec.name for spec in specs}):
        raise WrongPartError(f"{where}.tables")
    chosen = tuple(spec for spec in specs if names is None or spec.name in names)
    return Wish(content["release"], frozenset(slots[one] for one in places), chosen, adds=content.get("matters") is True)


def _natural(text: str) -> tuple[Any, ...]:
    """An order in which 2 comes before 10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", text))


def _in_time(text: str) -> tuple[Any, ...]:
    """The order of quarters: by the year that a name holds, wherever it stands, then by the rest."""
    year = re.search(r"(?:19|20)[0-9]{2}", text)
    return (year.group() if year else "", _natural(text.replace(year.group(), "", 1) if year else text))
