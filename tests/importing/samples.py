"""The office's log, its mapping, and small sheets made for one question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ombudsdesk import paths
from ombudsdesk.domain.catalogue import Catalogue, load
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import ConcernCode, ConcernList, Mapping
from ombudsdesk.importing.plan import ImportPlan, plan
from ombudsdesk.importing.reasons import Reason
from ombudsdesk.importing.sheets import Sheet, read_sheet
from ombudsdesk.importing.values import DateOrder

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 22)

# what a CSV file can hold: neither halves of letters nor the sign that ends a text
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)

HEADERS = ("#", "Date", "Who", "Issues", "Time", "Outcome", "Notes")


@cache
def catalogue() -> Catalogue:
    return load(lambda name: paths.read_json("taxonomies", name))


@cache
def log() -> bytes:
    return (DATA / "office_log.csv").read_bytes()


def log_rows() -> list[list[str]]:
    """The log as the standard library reads it: the count that the import is checked against."""
    return list(csv.reader(io.StringIO(log().decode("utf-8-sig"), newline="")))


def log_mapping() -> Mapping:
    return Mapping.from_json((DATA / "office_log.mapping.json").read_text(encoding="utf-8"))


def as_csv(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]], *, title: str = "Log") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if value != "":
                page.cell(number, column).value = value
                if isinstance(value, str):
                    page.cell(number, column).data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> Sheet:
    return read_sheet(as_csv([headers, *rows]), "log.csv")


def small_mapping(**changes: Any) -> Mapping:
    """A mapping for sheets under `HEADERS`."""
    mapping = Mapping(
        header_row=1,
        columns={
            Field.REFERENCE: "#",
            Field.DATE: "Date",
            Field.ROLE: "Who",
            Field.CONCERNS: "Issues",
            Field.MINUTES: "Time",
            Field.OUTCOME: "Outcome",
            Field.NOTE: "Notes",
        },
        date_order=DateOrder.MDY,
        values={Field.ROLE: {"Teacher": "teacher", "Padre": "parent"}, Field.OUTCOME: {"referred": "referred"}},
        concerns={
            "promotion": ConcernCode(ConcernList.OFFICE, "career.promotion"),
            "ascenso": ConcernCode(ConcernList.OFFICE, "career.promotion"),
            "bus": ConcernCode(ConcernList.K12, "transportation"),
            "meals": ConcernCode(ConcernList.K12, "meals_health"),
        },
        open_values=frozenset({"pending"}),
    )
    return replace(mapping, **changes)


def plan_of(*rows: Sequence[str], **changes: Any) -> ImportPlan:
    """The plan for rows under `HEADERS`."""
    return plan(sheet_of(*rows), small_mapping(**changes), catalogue(), today=TODAY)


def reasons(found: ImportPlan, row: int) -> set[Reason]:
    return {remark.reason for remark in found.remarks if remark.row == row}


def row(
    *, number: str = "1", day: str = "2025-09-01", who: str = "Teacher", issues: str = "promotion", time: str = "30",
    outcome: str = "referred", note: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """One visit under `HEADERS` that can be taken as it stands."""
    return (number, day, who, issues, time, outcome, note)
