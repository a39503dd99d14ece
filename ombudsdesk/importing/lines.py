"""One row of the log, asked for its fields by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.importing import mapping as decisions
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.reasons import Reason, Remark
from ombudsdesk.importing.sheets import Row, Sheet
from ombudsdesk.importing.texts import key

_TOTALS = frozenset(
    key(text)
    for text in ("Total", "Totals", "Grand total", "Subtotal", "Sum", "Total general", "Gran total", "Totales", "Suma")
)
_NUMBERS = re.compile(r"[0-9.,:]+")
_FIGURE = re.compile(r"[0-9.,:%$ ]*")


@dataclass(frozen=True)
class Columns:
    """Where the fields stand. `unnamed` are columns without a header that nobody decided about."""

    headers: tuple[str, ...]
    places: Mapping[Field, int]
    unnamed: tuple[int, ...]
    unmapped: tuple[int, ...]


def find_columns(sheet: Sheet, mapping: decisions.Mapping) -> Columns:
    """The columns of a sheet as a mapping names them. Raises UserError for a header that the file does not have."""
    row = sheet.row(mapping.header_row)
    if row is None:
        raise UserError(
            _("The file has fewer rows than the mapping expects."),
            _("Choose the file that the mapping was made for, or make a new mapping."),
        )
    headers = sheet.headers(mapping.header_row)
    by_key = {key(header): index for index, header in enumerate(headers)}
    places = {}
    for field, header in mapping.columns.items():
        if key(header) not in by_key:
            raise UserError(
                _("The file has no column “{header}” in the row of headers.").format(header=header),
                _("Choose the file that the mapping was made for, or make a new mapping."),
            )
        places[field] = by_key[key(header)]
    decided = set(places.values()) | {by_key[key(header)] for header in mapping.ignore if key(header) in by_key}
    open_ones = [index for index in range(len(headers)) if index not in decided]
    return Columns(
        headers,
        places,
        unnamed=tuple(index for index in open_ones if not row.cell(index).strip()),
        unmapped=tuple(index for index in open_ones if row.cell(index).strip()),
    )


@dataclass(frozen=True)
class Line:
    """A row, its columns, and the remarks that gather while it is read."""

    row: Row
    columns: Columns
    remarks: list[Remark] = attribute(default_factory=list)

    def has(self, field: Field) -> bool:
        """Whether the file has a column for a field."""
        return field in self.columns.places

    def text(self, field: Field) -> str:
        """What stands there, without spaces at its ends; "" where the file has no such column."""
        place = self.columns.places.get(field)
        return "" if place is None else self.row.cell(place).strip()

    def remark(self, field: Field, reason: Reason, text: str = "") -> None:
        """Note that a cell is not taken as it stands."""
        place = self.columns.places.get(field)
        column = "" if place is None else self.columns.headers[place]
        self.remarks.append(Remark(self.row.number, reason, field, column, text or self.text(field)))

    @property
    def readable(self) -> bool:
        """Whether a case can come of what was read so far."""
        return not any(remark.reason.leaves_out for remark in self.remarks)


def never_a_visit(line: Line) -> Reason | None:
    """Why a row is no visit at all; None for a row that should become a case. Also notes cells that nobody can place."""
    row, columns = line.row, line.columns
    if row.blank:
        return Reason.BLANK_ROW
    if _is_header(row, columns):
        return Reason.HEADER
    written = [cell.strip() for cell in row.cells if cell.strip()]
    if key(_NUMBERS.sub(" ", written[0])) in _TOTALS and all(_FIGURE.fullmatch(cell) for cell in written[1:]):
        return Reason.TOTALS
    if len(written) == 1 and _FIGURE.fullmatch(line.text(Field.REFERENCE) or "-"):
        return Reason.ONLY_NUMBER
    for index in columns.unnamed:
        if row.cell(index).strip():
            text = row.cell(index).strip()
            line.remarks.append(Remark(row.number, Reason.CELL_WITHOUT_HEADER, None, columns.headers[index], text))
    return None


def _is_header(row: Row, columns: Columns) -> bool:
    """Whether the headers stand here once more, as at the top of a printed page."""
    return bool(columns.places) and all(
        key(row.cell(index)) == key(columns.headers[index]) for index in columns.places.values()
    )
