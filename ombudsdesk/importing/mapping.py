"""How one office's log is read: which column is what, and what its words mean. All that an import decides stands here.

A mapping is kept as a JSON file that a person can read and change; `to_json` writes it the same way every time.
"""

from __future__ import annotations

import json
from collections import abc
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Any

from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.importing.fields import LISTS, Field, taxonomy
from ombudsdesk.importing.mapping_file import Reader, wrong
from ombudsdesk.importing.texts import key
from ombudsdesk.importing.values import ClockForm, DateOrder, NumberUnit

FORMAT = 1


@unique
class CloseRule(Enum):
    """What an outcome does to a case without a closing date of its own."""

    WITH_OUTCOME = "with-outcome"
    LEAVE_OPEN = "leave-open"


@unique
class Unreadable(Enum):
    """What becomes of rows that cannot be read: nothing is imported, or everything but these."""

    STOP = "stop"
    LEAVE_OUT = "leave-out"


@unique
class ConcernList(Enum):
    """The list that a concern is coded in: the office's own sub-topics, or the K-12 topics."""

    OFFICE = "office"
    K12 = "k12"


@dataclass(frozen=True)
class ConcernCode:
    """What a text in the column of concerns means."""

    list: ConcernList
    code: str


BLANKS: abc.Mapping[Field, str] = dict.fromkeys((Field.ROLE, Field.CHANNEL, Field.LANGUAGE, Field.INITIATOR), NOT_KNOWN)
"""The codes that empty cells become, unless a mapping says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The decisions. Texts are compared without regard to case, accents and punctuation (`texts.key`).

    `columns` holds headers as `Sheet.headers` names them; `ignore` the headers of columns that are left out on purpose.
    `values` holds the codes of the fields in `fields.LISTS`; `unit_names` turns what stands in the sheet into the name of a
    unit, and `units` are those that the import creates. `date_order` None means that nobody has decided.
    """

    header_row: int
    columns: abc.Mapping[Field, str]
    ignore: frozenset[str] = frozenset()
    sheet: str = ""
    date_order: DateOrder | None = None
    number: NumberUnit = NumberUnit.MINUTES
    clock: ClockForm = ClockForm.HOURS
    separator: str = ";"
    values: abc.Mapping[Field, abc.Mapping[str, str]] = field(default_factory=dict)
    concerns: abc.Mapping[str, ConcernCode] = field(default_factory=dict)
    unit_names: abc.Mapping[str, str] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    blank: abc.Mapping[Field, str] = field(default_factory=lambda: dict(BLANKS))
    close: CloseRule = CloseRule.WITH_OUTCOME
    open_values: frozenset[str] = frozenset()
    unreadable: Unreadable = Unreadable.STOP

    def to_json(self) -> str:
        """The mapping as it is kept in a file: sorted, one line for each decision."""
        values: dict[str, Any] = {each.value: dict(codes) for each, codes in self.values.items()}
        values[Field.UNIT.value] = dict(self.unit_names)
        values[Field.CONCERNS.value] = {text: {code.list.value: code.code} for text, code in self.concerns.items()}
        data = {
            "format": FORMAT,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {each.value: header for each, header in self.columns.items()},
            "ignore": sorted(self.ignore),
            "date_order": self.date_order.value if self.date_order else None,
            "minutes": {"number": self.number.value, "clock": self.clock.value},
            "separator": self.separator,
            "values": values,
            "units": [_unit_data(unit) for unit in self.units],
            "blank": {each.value: code for each, code in self.blank.items()},
            "close": self.close.value,
            "open_values": sorted(self.open_values),
            "unreadable": self.unreadable.value,
        }
        return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """The mapping in a file. Raises UserError that names the key which cannot be used."""
        reader = Reader.of(text)
        if reader.whole("format") != FORMAT:
            raise UserError(
                _("This mapping was written by another version of the program."),
                _("Make a new mapping, or use the version of the program that wrote this one."),
            )
        minutes = reader.part("minutes", {})
        values = reader.part("values", {})
        mapping = cls(
            header_row=reader.whole("header_row"),
            columns=_columns(reader),
            ignore=frozenset(reader.texts("ignore")),
            sheet=reader.text("sheet", ""),
            date_order=reader.choice("date_order", DateOrder, None),
            number=minutes.choice("number", NumberUnit, NumberUnit.MINUTES),
            clock=minutes.choice("clock", ClockForm, ClockForm.HOURS),
            separator=reader.text("separator", ";"),
            values=_values(values),
            concerns=_concerns(values.part(Field.CONCERNS.value, {})),
            unit_names=values.part(Field.UNIT.value, {}).table(),
            units=tuple(map(_unit, reader.parts("units"))),
            blank=_blank(reader.part("blank", {})),
            close=reader.choice("close", CloseRule, CloseRule.WITH_OUTCOME),
            open_values=frozenset(reader.texts("open_values")),
            unreadable=reader.choice("unreadable", Unreadable, Unreadable.STOP),
        )
        reader.finish()
        _check_separator(mapping.separator)
        _check_contradictions(mapping)
        return mapping


def _columns(reader: Reader) -> dict[Field, str]:
    part = reader.part("columns")
    columns = {each: part.text(each.value) for each in Field if part.has(each.value)}
    if Field.DATE not in columns:
        raise wrong("columns.date")
    seen: set[str] = set()
    for each, header in columns.items():
        if key(header) in seen or not key(header):
            raise wrong(f"columns.{each.value}")
        seen.add(key(header))
    return columns


def _values(part: Reader) -> dict[Field, dict[str, str]]:
    return {each: part.part(each.value).table() for each in LISTS if part.has(each.value)}


def _concerns(part: Reader) -> dict[str, ConcernCode]:
    found: dict[str, ConcernCode] = {}
    for text in part.names():
        if part.is_undecided(text):
            continue
        code = part.part(text)
        chosen = [each for each in ConcernList if code.has(each.value)]
        if len(chosen) != 1:
            raise wrong(code.path)
        found[text] = ConcernCode(chosen[0], code.text(chosen[0].value))
    return found


def _blank(part: Reader) -> dict[Field, str]:
    allowed = (Field.ROLE, Field.CHANNEL, Field.LANGUAGE, Field.INITIATOR, Field.OUTCOME)
    return dict(BLANKS) | {each: part.text(each.value) for each in allowed if part.has(each.value)}


def _unit_data(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "kind": unit.kind.value, "level": unit.level}


def _unit(part: Reader) -> Unit:
    name, kind, level = part.text("name"), part.choice("kind", UnitKind), part.text("level", NOT_KNOWN)
    try:
        return Unit(name=name, kind=kind, level=level)
    except ValueError as error:
        raise wrong(f"{part.path}.level") from error


def _check_separator(separator: str) -> None:
    if not separator or separator.isalnum():
        raise wrong("separator")


def _check_contradictions(mapping: Mapping) -> None:
    """Two spellings of one text may not mean two things: which one was meant would be a guess."""
    tables: dict[str, abc.Mapping[str, object]] = {f"values.{each.value}": table for each, table in mapping.values.items()}
    tables |= {"values.concerns": mapping.concerns, "values.unit": mapping.unit_names}
    for path, table in tables.items():
        seen: dict[str, object] = {}
        for text, meaning in table.items():
            if not key(text) or seen.setdefault(key(text), meaning) != meaning:
                raise wrong(f"{path}.{text}")
    names = [key(unit.name) for unit in mapping.units]
    if len(set(names)) < len(names) or "" in names:
        raise wrong("units")
    still_open = {key(text) for text in mapping.open_values}
    for text in mapping.values.get(Field.OUTCOME, {}):
        if key(text) in still_open:
            raise wrong(f"open_values.{text}")


def check(mapping: Mapping, catalogue: Catalogue) -> None:
    """Raise UserError, naming the key, where a mapping uses a code that is in none of the office's lists."""
    for each, table in mapping.values.items():
        for code in table.values():
            _check_code(code, taxonomy(catalogue, each), f"values.{each.value}")
    for each, code in mapping.blank.items():
        _check_code(code, taxonomy(catalogue, each), f"blank.{each.value}")
    for concern in mapping.concerns.values():
        known = catalogue.topics if concern.list is ConcernList.OFFICE else catalogue.k12
        _check_code(concern.code, known, "values.concerns")
    for unit in mapping.units:
        _check_code(unit.level, catalogue.levels, "units.level")


def _check_code(code: str, known: abc.Container[object], path: str) -> None:
    if code not in known:
        raise UserError(
            # the code, not the text that it stands for: that may be a visitor's
            _("The mapping uses a code that is in none of the office's lists, at “{key}”: {code}").format(
                key=path, code=code
            ),
            _("Correct it in the mapping, or make a new mapping."),
        )
