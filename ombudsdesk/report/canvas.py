"""A canvas on which everything drawn is either tagged or said to be decoration."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ombudsdesk.report import fonts, metadata
from ombudsdesk.report.reportlab_safely import Canvas
from ombudsdesk.report.structure import Element, TagTree

_PDF_VERSION = (1, 7)
_PAINTS = re.compile(r"(?:^|\s)(?:S|s|f|F|f\*|B|B\*|b|b\*|Do|sh|Tj|TJ)(?:\s|$)")
_FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
_DECORATION = "/Artifact BMC"
_END = "EMC"


def decoration_marked(code: Sequence[str]) -> Iterator[str]:
    """A page's drawing commands, with all that paints outside a tag marked as decoration: backgrounds, rules, repeated
    headers. Nothing can stay unmarked, whatever a flowable draws."""
    inside = False
    for command in code:
        if command.endswith(("BDC", "BMC")):
            inside = True
        elif command == _END:
            inside = False
        if not inside and _PAINTS.search(command):
            yield from (_DECORATION, command, _END)
        else:
            yield command


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """Draws one document with its tags and metadata. `language` is a tag such as "es-US"."""

    def __init__(self, filename: Any, *, tree: TagTree, title: str, language: str, **options: Any) -> None:
        options |= {"lang": language, "pdfVersion": _PDF_VERSION, "initialFontName": fonts.REGULAR}
        super().__init__(filename, **options)
        self._tree = tree
        self._title = title
        self._language = language
        self._digest = hashlib.sha256()
        self.setViewerPreference("DisplayDocTitle", "true")

    @property
    def page_index(self) -> int:
        """The page being drawn, counted from nought."""
        return int(self._pageNumber) - 1

    @contextmanager
    def tagged(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to this element. Not to be nested."""
        mark = self._tree.mark(element, page=self.page_index)
        self._code.append(f"/{element.tag.value} <</MCID {mark.number}>> BDC")
        yield
        self._code.append(_END)

    @contextmanager
    def footer(self) -> Iterator[None]:
        """What is drawn inside is the running footer, which is not read aloud."""
        self._code.append(_FOOTER)
        yield
        self._code.append(_END)

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """End the page."""
        self._code[:] = decoration_marked(self._code)
        self._digest.update("\n".join(self._code).encode())
        number = self.page_index
        super().showPage()
        page = self._doc.Pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents"]
        page.StructParents = number

    def save(self) -> None:
        """Write the document. Raises ValueError if a font would not be embedded in it."""
        if self._code:
            self.showPage()
        strangers = set(self._doc.fontMapping) - fonts.names()
        if strangers:
            raise ValueError(f"fonts that are not embedded: {sorted(strangers)}")
        self._tree.write(self._doc)
        metadata.write(self._doc, title=self._title, language=self._language, content=self._digest.digest())
        super().save()
