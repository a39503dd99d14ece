"""The tags of a report: what each mark on the page is, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Any, NamedTuple

from ombudsdesk.report.reportlab_safely import pdfdoc


@unique
class Tag(Enum):
    """The standard structure types (ISO 32000-1, 14.8.4) that reports use."""

    DOCUMENT = "Document"
    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    LIST = "L"
    ITEM = "LI"
    LABEL = "Lbl"
    BODY = "LBody"
    FIGURE = "Figure"
    TABLE = "Table"
    CAPTION = "Caption"
    TABLE_HEAD = "THead"
    TABLE_BODY = "TBody"
    ROW = "TR"
    HEADER_CELL = "TH"
    DATA_CELL = "TD"


_ATTRIBUTE_OWNER = {Tag.LIST: "/List", Tag.FIGURE: "/Layout", Tag.HEADER_CELL: "/Table", Tag.DATA_CELL: "/Table"}


class Mark(NamedTuple):
    """A piece of a page, counted from nought, and its number on that page (MCID)."""

    page: int
    number: int


@dataclass(eq=False)
class Element:
    """One node of the tag tree. Elements are made in reading order; marks join them when the page is drawn.

    `headers` are the header cells that a data cell belongs to, where the scope of these does not say enough.
    """

    tag: Tag
    alt: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    headers: tuple[Element, ...] = ()
    children: list[Element] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def add(
        self, tag: Tag, *, alt: str = "", attributes: Mapping[str, Any] | None = None, headers: tuple[Element, ...] = ()
    ) -> Element:
        """A new last child."""
        child = Element(tag, alt, dict(attributes or {}), headers)
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class TagTree:
    """The tag tree of one document, and which element each mark of each page belongs to."""

    def __init__(self) -> None:
        self.root = Element(Tag.DOCUMENT)
        self._pages: dict[int, list[Element]] = {}

    def mark(self, element: Element, *, page: int) -> Mark:
        """The next mark of a page; it belongs to this element."""
        owners = self._pages.setdefault(page, [])
        mark = Mark(page, len(owners))
        owners.append(element)
        element.marks.append(mark)
        return mark

    def write(self, document: Any) -> None:
        """Put the whole tree into a ReportLab document whose pages are drawn."""
        names = {element: f"Tag{number}" for number, element in enumerate(self.root.walk())}
        parents = dict(_parents(self.root))
        called = {names[header] for element in names for header in element.headers}
        for element, name in names.items():
            parent = names[parents[element]] if element in parents else "TagRoot"
            entries = _entries(element, names, parent)
            if name in called:
                entries["ID"] = pdfdoc.PDFString(name)
            document.Reference(pdfdoc.PDFDictionary(entries), name)
        document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(self._page_numbers(names))}), "TagPages")
        root = {
            "Type": "/StructTreeRoot",
            "K": _reference(names[self.root]),
            "ParentTree": _reference("TagPages"),
            "ParentTreeNextKey": len(self._pages),
        }
        if called:
            root["IDTree"] = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray(_called(sorted(called)))})
        document.Catalog.StructTreeRoot = document.Reference(pdfdoc.PDFDictionary(root), "TagRoot")

    def _page_numbers(self, names: Mapping[Element, str]) -> Iterator[Any]:
        for page, owners in sorted(self._pages.items()):
            yield page
            yield pdfdoc.PDFArray(_reference(names[owner]) for owner in owners)


def _parents(element: Element) -> Iterator[tuple[Element, Element]]:
    for child in element.children:
        yield child, element
        yield from _parents(child)


def _reference(name: str) -> Any:
    return pdfdoc.PDFObjectReference(name)


def page_reference(page: int) -> Any:
    """The reference to a page, counted from nought; ReportLab names pages from one."""
    return _reference(f"Page{page + 1}")


def _called(names: Sequence[str]) -> Iterator[Any]:
    """The identifiers that cells are found by, in the order of their letters, each with its element."""
    for name in names:
        yield pdfdoc.PDFString(name)
        yield _reference(name)


def _entries(element: Element, names: Mapping[Element, str], parent: str) -> dict[str, Any]:
    entries: dict[str, Any] = {"Type": "/StructElem", "S": f"/{element.tag.value}", "P": _reference(parent)}
    kids = [_mark(mark) for mark in element.marks] + [_reference(names[child]) for child in element.children]
    entries["K"] = pdfdoc.PDFArray(kids)
    if element.marks:
        entries["Pg"] = page_reference(element.marks[0].page)
    if element.alt:
        entries["Alt"] = pdfdoc.PDFString(element.alt)
    attributes = dict(element.attributes)
    if element.headers:
        attributes["Headers"] = pdfdoc.PDFArray(pdfdoc.PDFString(names[header]) for header in element.headers)
    if attributes:
        entries["A"] = pdfdoc.PDFDictionary({"O": _ATTRIBUTE_OWNER[element.tag], **attributes})
    return entries


def _mark(mark: Mark) -> Any:
    return pdfdoc.PDFDictionary({"Type": "/MCR", "Pg": page_reference(mark.page), "MCID": mark.number})
