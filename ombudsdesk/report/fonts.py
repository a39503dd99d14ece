"""The letters of a report: embedded in every file, and checked before a line is drawn."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from ombudsdesk import paths
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.report.reportlab_safely import TTFont, pdfmetrics

REGULAR = "SourceSans3"
BOLD = "SourceSans3-Bold"
ITALIC = "SourceSans3-Italic"
_FILES = {REGULAR: "SourceSans3-Regular.ttf", BOLD: "SourceSans3-Bold.ttf", ITALIC: "SourceSans3-It.ttf"}


class _StrictFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font that would rather fail than draw the empty box for a letter that it lacks."""

    def splitString(self, text: Any, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802 - ReportLab's name
        if any(letter != "\xa0" and ord(letter) not in self.face.charToGlyph for letter in text):
            raise ValueError("a text was not checked before it was drawn")
        return super().splitString(text, doc, encoding)


@cache
def _glyphs() -> frozenset[int]:
    """Register the fonts once; the code points that all of them can draw."""
    fonts = [_StrictFont(name, str(paths.resource("fonts", file))) for name, file in _FILES.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def names() -> frozenset[str]:
    """The names of the fonts, which are registered when this returns: the only ones that a report may use."""
    _glyphs()
    return frozenset(_FILES)


def preflight(text: str) -> str:
    """The text as it will be drawn: accents composed, any run of white space one space.

    Raises UserError, naming the sign, if the report's fonts cannot draw one of its letters.
    """
    drawn = " ".join(unicodedata.normalize("NFC", text).split())
    for sign in drawn:
        if ord(sign) not in _glyphs():
            what = _("The report cannot show the sign “{sign}” ({code}).").format(sign=sign, code=f"U+{ord(sign):04X}")
            raise UserError(what, _("Write it in another way and make the report again."))
    return drawn


def markup(text: str) -> str:
    """A text as a paragraph takes it: checked, and with nothing in it that could be read as a command."""
    return escape(preflight(text))


def width(text: str, style: Any) -> float:
    """How wide a text is on one line, in points. Raises UserError as `preflight` does."""
    return float(pdfmetrics.stringWidth(preflight(text), style.fontName, style.fontSize))
