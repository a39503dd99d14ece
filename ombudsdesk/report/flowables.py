"""The pieces that flow onto pages and carry their tags with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ombudsdesk.report.reportlab_safely import Flowable, Paragraph, PDFTextObject
from ombudsdesk.report.structure import Element


class _SpacedText(PDFTextObject):  # type: ignore[misc]  # ReportLab has no types
    """Text whose lines end in a space, so that a screen reader does not join the words around a line's end."""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - ReportLab's names
        super()._textOut(f"{text} " if TStar and text else text, TStar)


class TaggedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab has no types
    """A paragraph and the element that it is read as. Parts on two pages are one element; drawn again, as a repeated
    table header is, it is decoration."""

    element: Element | None = None
    _drawn = False

    @classmethod
    def of(cls, markup: str, style: Any, *, element: Element | None) -> TaggedParagraph:
        """`markup` has been through `fonts.markup`. ReportLab makes paragraphs of its own when it splits one, so the
        element is no argument of `__init__`."""
        paragraph = cls(markup, style)
        paragraph.element = element
        return paragraph

    def split(self, width: float, height: float) -> list[Any]:
        parts: list[Any] = super().split(width, height)
        for part in parts:
            part.element = self.element
        return parts

    def beginText(self, x: float, y: float) -> Any:  # noqa: N802 - ReportLab's name
        return _SpacedText(self.canv, x, y)

    def draw(self) -> None:
        if self.element is None or self._drawn:
            super().draw()
            return
        self._drawn = True
        with self.canv.tagged(self.element):
            super().draw()


class Heading(TaggedParagraph):
    """A paragraph that is also a bookmark of the file. `level` is 0 for the title, 1 below it; keys are unique."""

    level = 0
    key = ""
    bookmark = ""

    def split(self, width: float, height: float) -> list[Any]:
        """A heading is never cut in two."""
        return []

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.key, 0, self.height)
        self.canv.addOutlineEntry(self.bookmark, self.key, self.level)
        super().draw()


class Figure(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A picture that is one element with an alternative text. `paint` draws it on a canvas, from (0, 0) up and right."""

    def __init__(self, element: Element, *, width: float, height: float, paint: Callable[[Any], None]) -> None:
        super().__init__()
        self.element, self.width, self.height, self._paint = element, width, height, paint
        self.spaceAfter = 14

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        corners = (x, y, x + self.width, y + self.height)
        self.element.attributes["BBox"] = "[" + " ".join(f"{corner:.2f}" for corner in corners) + "]"
        with self.canv.tagged(self.element):
            self._paint(self.canv)
