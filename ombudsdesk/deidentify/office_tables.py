"""The office's own reports in the grammar of planning: what its records become, and what a plan becomes that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ombudsdesk.deidentify.planning import TOTAL, Way, Wish
from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Readers, Release, Row, Table
from ombudsdesk.deidentify.traits import Case, Layout, TableSpec, has
from ombudsdesk.deidentify.written import MONTH
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord

NO_GROUP = "none"
"""Stands in the place of a group where a case has none; no line is printed of it."""

_TABLES = ((Dimension.ROLE,), (Dimension.GROUP,), (Dimension.LEVEL,), (Dimension.LEVEL, Dimension.GROUP))


def layout_of(catalogue: Catalogue) -> Layout:
    """What the office's reports can tell cases apart by."""
    codes = {dimension.value: codes for dimension, codes in _codes(catalogue).items()}
    groups = (*codes[Dimension.GROUP.value], NO_GROUP)
    return Layout({**codes, Dimension.GROUP.value: groups}, frozenset({Dimension.GROUP.value}))


def cases_of(records: Iterable[StatisticalRecord]) -> list[Case]:
    """Records as cases of their month. Where it is not known who came, each counts for a visitor of its own."""
    return [
        Case(
            record.month.isoformat(),
            (frozenset({record.role}), frozenset({record.level}), record.groups or frozenset({NO_GROUP})),
            record.visitor or f"record {number}",
        )
        for number, record in enumerate(records)
    ]


def wish_of(period: Period, catalogue: Catalogue) -> Wish:
    """What a report of a period would like to show. It does not look at the cases."""
    months = frozenset(month.isoformat() for month in period.months)
    return Wish(f"{period.start:%Y-%m}/{period.end:%Y-%m}", months, tuple(_spec(sides, catalogue) for sides in _TABLES))


def release_of(content: Mapping[str, Any], period: Period, readers: Readers) -> Release | None:
    """What may be printed of a proven release (as `written` writes it); None if not even a total may be told."""
    ways = {one["name"]: Way(one["way"]) for one in content["tables"]}
    if ways[TOTAL.name] is Way.LEFT_OUT:
        return None
    (total,) = (one for one in content["statements"] if not _key(one["where"]))
    whole = DistrictTotal(total["lo"]) if total["lo"] == total["hi"] else _band(total)
    told = [sides for sides in _TABLES if ways[_name(sides)] is not Way.LEFT_OUT]
    tables = (_table(sides, content["statements"], ways[_name(sides)]) for sides in told)
    return Release(period, readers, whole, tuple(tables))


def _table(sides: tuple[Dimension, ...], statements: Iterable[Mapping[str, Any]], way: Way) -> Table:
    """A table with the lines that it had when it was planned, whatever the office's lists hold today."""
    rows = []
    for statement in statements:
        codes = dict(_key(statement["where"]))
        if codes.keys() != {side.value for side in sides}:
            continue
        rows.append(Row(tuple(code for side in sides for code in codes[side.value]), _band(statement)))
    if len(sides) == 1:
        # sorted by the band, never by the count behind it: an order is a statement too
        rows.sort(key=lambda row: -row.band.low)
    return Table(sides, tuple(rows), added_up=way is Way.SUM)


def _band(statement: Mapping[str, Any]) -> Band:
    return Band(statement["lo"], statement["hi"], statement["parts"])


def _key(where: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((name, tuple(codes)) for name, codes in where.items() if name != MONTH))


def _spec(sides: tuple[Dimension, ...], catalogue: Catalogue) -> TableSpec:
    codes = _codes(catalogue)
    return TableSpec(_name(sides), tuple(tuple(has(side.value, code) for code in codes[side]) for side in sides))


def _name(sides: tuple[Dimension, ...]) -> str:
    return "*".join(side.value for side in sides)


def _codes(catalogue: Catalogue) -> dict[Dimension, tuple[str, ...]]:
    lists = {Dimension.ROLE: catalogue.roles, Dimension.LEVEL: catalogue.levels, Dimension.GROUP: catalogue.groups}
    return {dimension: entries.codes for dimension, entries in lists.items()}
