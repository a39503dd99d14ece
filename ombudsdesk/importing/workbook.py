"""XLSX, XLS and ODS, read by calamine; dates and numbers become the texts that a person would have typed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.importing import extent

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Found:
    """The rows of one sheet of a workbook, and what the sheets are called."""

    rows: Iterator[list[str]] = field(repr=False)
    name: str
    names: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin like a workbook's, whatever the file is called."""
    return data.startswith((_ZIP, _OLE))


def read(data: bytes, *, sheet: str, max_rows: int, max_columns: int) -> Found:
    """One sheet of a workbook. Raises UserError where it is damaged, locked, too large or has no such sheet."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data.startswith(_ZIP):
        extent.check(data, max_rows=max_rows, max_columns=max_columns)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = _choose(book, sheet)
        page = book.get_sheet_by_name(name)
        if page.end and (page.end[0] >= max_rows or page.end[1] >= max_columns):
            raise extent.too_far()
        values = page.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise _locked() from error
    except CalamineError as error:
        raise (_locked() if _encrypted(data) else _damaged()) from error
    return Found(([as_text(value) for value in row] for row in values), name, tuple(book.sheet_names))


def _choose(book: CalamineWorkbook, wanted: str) -> str:
    from python_calamine import SheetVisibleEnum

    if wanted:
        if wanted not in book.sheet_names:
            raise UserError(_("The workbook has no sheet of that name."), _("Choose one of its sheets."))
        return wanted
    visible = [page.name for page in book.sheets_metadata if page.visible == SheetVisibleEnum.Visible]
    if not visible:
        raise UserError(
            _("The workbook has no sheet that can be seen."), _("Show the sheet with the log and save the file.")
        )
    return visible[0]


def as_text(value: Any) -> str:
    """What a cell's value looks like when it is typed: days as 2025-07-04, times and durations as 1:15, 45.0 as 45."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        return _clock(value)
    return str(value)


def _clock(length: timedelta) -> str:
    sign = "-" if length < timedelta() else ""
    minutes, seconds = divmod(round(abs(length).total_seconds()), 60)
    clock = f"{sign}{minutes // 60}:{minutes % 60:02}"
    return f"{clock}:{seconds:02}" if seconds else clock


def _encrypted(data: bytes) -> bool:
    # a locked XLSX is an OLE file with this stream in its directory
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _locked() -> UserError:
    return UserError(
        _("This workbook is protected by a password."),
        _("Open it in the program it comes from, save a copy without a password, and delete the copy afterwards."),
    )


def _damaged() -> UserError:
    return UserError(
        _("This file is damaged or not a spreadsheet."),
        _("Open it in a spreadsheet program, save it as “CSV UTF-8” or XLSX, and choose that file."),
    )
