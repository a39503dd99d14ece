"""A spreadsheet as the office wrote it: rows of texts, each with the number that the person sees beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing import plaintext, workbook
from ombudsdesk.importing.texts import key, letter, tidy

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000


@dataclass(frozen=True)
class Row:
    """One row. `number` counts from 1 as a spreadsheet program shows it: a cell with two lines is still one row."""

    number: int
    cells: tuple[str, ...] = field(repr=False)

    def cell(self, index: int) -> str:
        """The text at a column, counted from 0; "" where the row is shorter."""
        return self.cells[index] if index < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in the row."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """What was read, and how it had to be read, so that a person can see it.

    `encoding` is "utf-8", "utf-8-sig", "utf-16", "windows-1252", "mac-roman" or "cp850" and `delimiter` the sign between
    cells; both are "" for a workbook. `names` are all sheets of a workbook and `name` the one that was read.
    """

    rows: tuple[Row, ...] = field(repr=False)
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    names: tuple[str, ...] = ()

    @cached_property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)

    def row(self, number: int) -> Row | None:
        """The row with a number, None where the file has no such row."""
        return self.rows[number - 1] if 1 <= number <= len(self.rows) else None

    def after(self, number: int) -> tuple[Row, ...]:
        """The rows below a row."""
        return self.rows[number:]

    def headers(self, number: int) -> tuple[str, ...]:
        """A name for every column, taken from the header row; no two are alike.

        A second "Notes" is "Notes (2)"; a column without a header goes by its letter, "[C]".
        """
        row = self.row(number)
        taken: set[str] = set()
        return tuple(_unlike(taken, index, row.cell(index) if row else "") for index in range(self.width))


def _unlike(taken: set[str], index: int, text: str) -> str:
    name = wanted = tidy(text) or f"[{letter(index)}]"
    count = 1
    while key(name) in taken:
        count += 1
        name = f"{wanted} ({count})"
    taken.add(key(name))
    return name


def read_sheet(data: bytes, name: str, *, sheet: str = "") -> Sheet:
    """Read the bytes of a CSV, TSV, XLSX, XLS or ODS file; what it is shows in its content, not in its `name`.

    `sheet` names the sheet of a workbook, "" means its first visible one. Cells keep their spaces. Raises UserError
    for what is empty, damaged, protected by a password, too large or not a table.
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    if workbook.is_workbook(data):
        found = workbook.read(data, sheet=sheet, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
        result = Sheet(_numbered(found.rows), name=found.name, names=found.names)
    else:
        text = plaintext.decode(data)
        delimiter = plaintext.delimiter(text.text, tabs_likely=name.lower().endswith((".tsv", ".tab")))
        rows = _limited(plaintext.rows(text.text, delimiter))
        result = Sheet(_numbered(rows), encoding=text.encoding, delimiter=delimiter)
    if all(row.blank for row in result.rows):
        raise UserError(_("There is nothing in this file."), _("Choose the file that holds the office's log."))
    return result


def _limited(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise _too_large()
        yield cells


def _numbered(rows: Iterator[list[str]]) -> tuple[Row, ...]:
    return tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1))


def _too_large() -> UserError:
    return UserError(
        _("This file is too large to be an office's log."),
        ngettext(
            "The limit is {count} row. Divide the file by years and import one after the other.",
            "The limit is {count} rows. Divide the file by years and import one after the other.",
            MAX_ROWS,
        ),
    )
