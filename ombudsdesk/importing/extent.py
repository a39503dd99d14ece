"""How far a workbook's cells reach, counted before it is opened.

The library that reads workbooks makes room for the whole rectangle up to the farthest cell. One stray text in the last
corner of a sheet asks for 500 GB, and the program would end on the spot, with the vault open. So cells are counted first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _

MAX_CELLS = 20_000_000
MAX_UNPACKED = 300 * 1024 * 1024

# cells that hold something: an empty one that only has a colour closes itself and takes no room
_XLSX_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r=["\']([A-Za-z]{1,3})(\d{1,7})["\'][^>]*(?<!/)>')
_XLSX_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*\st=["\']str)[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?>[^<]*</(?:\w+:)?f>\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ODS_PART = re.compile(rb"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>")
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated=["\'](\d+)')
# how many parts are said to follow: the library makes room for all of them before it reads the first
_ANNOUNCED = re.compile(rb'\s(?:count|uniqueCount)\s*=\s*["\'](\d+)')


def check(data: bytes, *, max_rows: int, max_columns: int) -> None:
    """Raise UserError for a zipped workbook (XLSX, ODS) that is damaged, too large, or holds formulas without results."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, max_rows, max_columns)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        # all that the standard library says to damaged archives; RuntimeError is a part with a password
        raise UserError(
            _("This file is damaged or not a spreadsheet."),
            _("Open it in a spreadsheet program, save it as “CSV UTF-8” or XLSX, and choose that file."),
        ) from error


def _check(archive: zipfile.ZipFile, max_rows: int, max_columns: int) -> None:
    if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
        raise too_far()
    if "xl/workbook.bin" in archive.namelist():
        raise UserError(_("This kind of workbook (XLSB) cannot be read."), _("Save it as XLSX, and choose that file."))
    # every part, whatever it is called: a workbook may name its parts as it likes
    for member in archive.namelist():
        part = archive.read(member)
        if any(int(number) > len(part) for number in _ANNOUNCED.findall(part)):
            raise zipfile.BadZipFile
        for rows, columns in (_xlsx_extent(part), *_ods_extents(part)):
            if rows * columns > MAX_CELLS or rows > max_rows or columns > max_columns:
                raise too_far()


def _xlsx_extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the farthest cell that says where it stands; one that does not follows another."""
    if _XLSX_UNCOUNTED.search(xml):
        raise UserError(
            _("The workbook holds formulas whose results were never saved."),
            _("Open it in a spreadsheet program, save it there, and choose it again."),
        )
    rows = columns = 0
    for cell in _XLSX_CELL.finditer(xml):
        rows = max(rows, int(cell[2]))
        columns = max(columns, _column(cell[1]))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for code in letters.upper():
        number = number * 26 + code - ord("A") + 1
    return number


def _ods_extents(xml: bytes) -> Iterator[tuple[int, int]]:
    """Rows and columns of every sheet. A repeated part counts as often as it stands, if something comes in or after it."""
    rows = columns = row = column = 0
    for part in _ODS_PART.finditer(xml):
        repeated = _ODS_REPEATED.search(part[2])
        times = int(repeated[1]) if repeated else 1
        if part[1] == b"table":
            yield rows, columns
            rows = columns = row = column = 0
        elif part[1] == b"table-row":
            row, column = row + times, 0
        else:
            column += times
            if b"value-type=" in part[2]:
                rows, columns = max(rows, row), max(columns, column)
    yield rows, columns


def too_far() -> UserError:
    """What is said of a workbook that reaches too far."""
    return UserError(
        _("The cells of this workbook reach too far right or down, or it is too large."),
        _("Copy the log into a new, empty workbook, save it, and choose that file."),
    )
