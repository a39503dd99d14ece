"""CSV and TSV: which letters the bytes stand for, and which sign stands between the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.importing.fields import spelled

DELIMITERS = (",", ";", "\t")

_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡")
# Excel's three plain kinds of CSV; the first wins a tie. Latin-1 is Windows-1252 where it matters.
_OLD_ENCODINGS = {"windows-1252": "cp1252", "mac-roman": "mac_roman", "cp850": "cp850"}
# An accented letter of UTF-8. In the old encodings these two bytes would be "Ã©" and the like, which nobody writes.
_UTF8_ACCENT = re.compile(rb"\xc3[\x80-\xbf]")
_SAMPLE_ROWS = 500
_HEADER_ROWS = 40
_FIRST_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """Decoded text and the name of the encoding that it was in."""

    text: str = field(repr=False)
    encoding: str


def decode(data: bytes) -> Text:
    """The text of a file that may come from a program of any age. Raises UserError where there is no text in it."""
    found = _marked(data) or _utf8(data) or _old(data)
    if found is None or "\0" in found.text:
        raise UserError(
            _("This file cannot be read as a table."),
            _("Open it in a spreadsheet program, save it as “CSV UTF-8” or XLSX, and choose that file."),
        )
    return found


def _marked(data: bytes) -> Text | None:
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            try:
                return Text(data.decode(name), name)
            except UnicodeDecodeError as error:
                raise _mixed() from error
    return None


def _utf8(data: bytes) -> Text | None:
    try:
        return Text(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        # not UTF-8 is an ordinary answer here: the older encodings are tried next
        return None


def _old(data: bytes) -> Text | None:
    if _UTF8_ACCENT.search(data):
        raise _mixed()
    readings = [text for name in _OLD_ENCODINGS if (text := _reading(data, name))]
    return max(readings, key=lambda reading: sum(sign in _SPANISH for sign in reading.text), default=None)


def _reading(data: bytes, name: str) -> Text | None:
    try:
        return Text(data.decode(_OLD_ENCODINGS[name]), name)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes without a letter: then it was another encoding
        return None


def _mixed() -> UserError:
    return UserError(
        _("The letters in this file are damaged: accents would come out wrong."),
        _("Open it in a spreadsheet program, save it as “CSV UTF-8” or XLSX, and choose that file."),
    )


def delimiter(text: str, *, tabs_likely: bool = False) -> str:
    """The sign between cells, with quotation marks respected.

    It is the one that shows the most headers of a log; where none is known, the one that gives most rows the same width.
    """
    told = _FIRST_LINE.match(text)
    if told and told[1] in DELIMITERS:
        return told[1]
    order = sorted(DELIMITERS, key=lambda sign: tabs_likely and sign != "\t")
    return max(order, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[int, int, int]:
    """How well a sign divides the first rows: headers that are known, rows of the commonest width, and that width."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        found = list(islice(lines, _SAMPLE_ROWS))
    except csv.Error:
        # with the wrong sign a quotation mark may never end
        return 0, 0, 0
    known = max((len({field for cell in cells if (field := spelled(cell))}) for cells in found[:_HEADER_ROWS]), default=0)
    widths = Counter(len(cells) for cells in found if len(cells) > 1)
    count, width = max(((count, width) for width, count in widths.items()), default=(0, 0))
    # a single known word may stand anywhere
    return known if known > 1 else 0, count, width


def rows(text: str, sign: str) -> Iterator[list[str]]:
    """The cells of every row. Raises UserError where a quotation mark is left open: the rest would vanish in one cell."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, 1):  # noqa: B007 - the number is for the error below
            yield cells
    except csv.Error as error:
        raise UserError(
            _("The quotation marks in row {row} do not match, so its cells cannot be told apart.").format(row=number + 1),
            _("Open the file in a spreadsheet program, look at that row, and save the file as XLSX."),
        ) from error
