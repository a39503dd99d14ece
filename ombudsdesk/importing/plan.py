"""The whole of an import, tried out: nothing is stored here, and no row of the file is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.units import Unit
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.lines import Columns, Line, find_columns, never_a_visit
from ombudsdesk.importing.mapping import Mapping, check
from ombudsdesk.importing.planned import ImportPlan, PlannedCase
from ombudsdesk.importing.reading import CaseReader
from ombudsdesk.importing.reasons import Reason, Remark
from ombudsdesk.importing.report import summary
from ombudsdesk.importing.sheets import Sheet
from ombudsdesk.importing.texts import key

__all__ = ["ImportPlan", "PlannedCase", "plan", "summary"]


def plan(
    sheet: Sheet, mapping: Mapping, catalogue: Catalogue, *, today: date, known_units: Sequence[Unit] = ()
) -> ImportPlan:
    """What an import of a sheet would bring. `known_units` are those the office has already: they are not made again.

    Raises UserError where the mapping does not belong to the file or uses codes that do not exist.
    """
    check(mapping, catalogue)
    columns = find_columns(sheet, mapping)
    reader = CaseReader(mapping, catalogue, today=today, known_units=known_units)
    cases: list[PlannedCase] = []
    remarks = [*_above(sheet, mapping.header_row), *_undecided(sheet, columns, mapping.header_row)]
    for row in sheet.after(mapping.header_row):
        line = Line(row, columns)
        reason = never_a_visit(line)
        case = None if reason else reader.read(line)
        if reason:
            remarks.append(Remark(row.number, reason, text=" ".join(row.cells).strip()))
        else:
            remarks += line.remarks if case else [remark for remark in line.remarks if remark.reason.leaves_out]
        if case:
            cases.append(case)
    remarks += _repeated(cases, columns)
    return ImportPlan(
        rows=len(sheet.rows),
        cases=tuple(cases),
        units=_new_units(mapping, cases, known_units),
        remarks=tuple(sorted(remarks, key=lambda remark: remark.row)),
        unreadable=mapping.unreadable,
        close=mapping.close,
        without=tuple(field for field in Field if field not in columns.places),
        ignored=len(columns.headers) - len(columns.places) - len(columns.unmapped) - len(columns.unnamed),
        sheet=sheet.name if len(sheet.names) > 1 else "",
    )


def _above(sheet: Sheet, header_row: int) -> Iterator[Remark]:
    for row in sheet.rows[: header_row - 1]:
        yield Remark(row.number, Reason.BLANK_ROW if row.blank else Reason.TITLE, text=" ".join(row.cells).strip())
    yield Remark(header_row, Reason.HEADER)


def _undecided(sheet: Sheet, columns: Columns, header_row: int) -> Iterator[Remark]:
    """Columns with a header and something in them that the mapping neither takes nor leaves out."""
    for index in columns.unmapped:
        if any(row.cell(index).strip() for row in sheet.after(header_row)):
            yield Remark(header_row, Reason.COLUMN_NOT_MAPPED, None, columns.headers[index])


def _repeated(cases: Sequence[PlannedCase], columns: Columns) -> Iterator[Remark]:
    """Rows whose own number an earlier row has: perhaps the same visit written down twice."""
    seen: set[str] = set()
    for case in cases:
        if case.reference and case.reference in seen:
            column = columns.headers[columns.places[Field.REFERENCE]]
            yield Remark(case.row, Reason.NUMBER_REPEATED, Field.REFERENCE, column, case.reference)
        seen.add(case.reference)


def _new_units(mapping: Mapping, cases: Sequence[PlannedCase], known: Sequence[Unit]) -> tuple[Unit, ...]:
    used = {case.unit for case in cases}
    there = {key(unit.name) for unit in known}
    return tuple(unit for unit in mapping.units if unit.name in used and key(unit.name) not in there)
