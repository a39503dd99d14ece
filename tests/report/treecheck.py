"""Whether the tags and the marks on the pages point at each other: two defects that page-validation does not see."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

Owner = tuple[int, int]
Mark = tuple[Owner, int]


@dataclass
class Node:
    """An element as a reader meets it. `pages` are those that its own text stands on.

    `headers` are the identifiers of the header cells that a cell names; `spans` how many rows and columns it covers.
    """

    tag: str
    alt: str
    scope: str
    identifier: str
    headers: list[str]
    spans: tuple[int, int]
    children: list[Node]
    marks: list[Mark]

    @property
    def pages(self) -> set[Owner]:
        return {page for page, _mark in self.marks}

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def problems(data: bytes) -> list[str]:
    """What is wrong between the pages' marks, the tag tree and the parent tree, in words; nothing if all is well."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.StructTreeRoot
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        tagged = {(mark, owner) for mark, owner in _tagged(root.K, pages)}
        painted = {(number, mark) for number, page in enumerate(pdf.pages) for mark in _painted(page)}
        listed = set(_listed(root.ParentTree, pdf))
        called = set(_called(root.K))
        found = {str(name): element.objgen for name, element in _pairs(root.get("/IDTree", {}).get("/Names", []))}
        identified = {str(element.ID): element.objgen for element in _walk(root.K) if "/ID" in element}
    marks = {mark for mark, _owner in tagged}
    return [
        *(f"mark {mark} is on a page and in no tag" for mark in sorted(painted - marks)),
        *(f"mark {mark} is in a tag and on no page" for mark in sorted(marks - painted)),
        *(f"mark {mark} is not in the parent tree as the tag's" for mark, _owner in sorted(tagged - listed)),
        *(f"mark {mark} is in the parent tree and not in that tag" for mark, _owner in sorted(listed - tagged)),
        *(f"the header {name} is called and leads nowhere" for name in sorted(called - set(found))),
        *(f"the list of identifiers is not that of the tags: {name}" for name, _tag in found.items() ^ identified.items()),
    ]


def elements(data: bytes) -> list[Node]:
    """All structure elements in reading order."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_node(pdf.Root.StructTreeRoot.K).walk())


def marked_text(data: bytes) -> dict[Mark, str]:
    """The text of every mark, as a screen reader gets it: with the letters that the fonts say their codes mean."""
    texts: dict[Mark, str] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            maps = {name: _letters(font.ToUnicode.read_bytes()) for name, font in page.Resources.Font.items()}
            for mark, text in _texts_of_marks(page, maps):
                texts[page.objgen, mark] = texts.get((page.objgen, mark), "") + text
    return texts


def _letters(character_map: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>", character_map)
    return {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}


def _texts_of_marks(page: Any, maps: dict[str, dict[int, str]]) -> Iterator[tuple[int, str]]:
    mark, letters = -1, {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            mark = int(operands[1].MCID)
        elif operator == "EMC":
            mark = -1
        elif operator == "Tf":
            letters = maps[str(operands[0])]
        elif operator == "Tj" and mark >= 0:
            yield mark, "".join(letters[code] for code in bytes(operands[0]))


def first(pdf: Any, tag: str) -> Any:
    """The first element of a kind in an open file, to be changed."""
    return next(element for element in walk(pdf) if str(element.S) == tag)


def walk(pdf: Any) -> Iterator[Any]:
    """All elements of an open file, to be changed."""
    return _walk(pdf.Root.StructTreeRoot.K)


def _node(element: Any) -> Node:
    kids, attributes = _kids(element), element.get("/A", {})
    return Node(
        tag=str(element.S),
        alt=str(element.get("/Alt", "")),
        scope=str(attributes.get("/Scope", "")),
        identifier=str(element.get("/ID", "")),
        headers=[str(name) for name in attributes.get("/Headers", [])],
        spans=(int(attributes.get("/RowSpan", 1)), int(attributes.get("/ColSpan", 1))),
        children=[_node(kid) for kid in kids if kid.Type == "/StructElem"],
        marks=[(kid.Pg.objgen, int(kid.MCID)) for kid in kids if kid.Type == "/MCR"],
    )


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            assert kid.P.objgen == element.objgen, "a tag's parent is another tag"
            yield from _walk(kid)


def _tagged(root: Any, pages: dict[Owner, int]) -> Iterator[tuple[Owner, Owner]]:
    for element in _walk(root):
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
                yield (pages[kid.Pg.objgen], int(kid.MCID)), element.objgen


def _painted(page: Any) -> Iterator[int]:
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


def _listed(tree: Any, pdf: Any) -> Iterator[tuple[Owner, Owner]]:
    numbers = {int(page.StructParents): index for index, page in enumerate(pdf.pages) if "/StructParents" in page}
    for key, owners in _pairs(tree.Nums):
        for mark, owner in enumerate(owners):
            yield (numbers[int(key)], mark), owner.objgen


def _called(root: Any) -> Iterator[str]:
    for element in _walk(root):
        yield from (str(name) for name in element.get("/A", {}).get("/Headers", []))


def _pairs(entries: Any) -> Iterator[tuple[Any, Any]]:
    listed = list(entries)
    yield from zip(listed[::2], listed[1::2], strict=True)
