"""Whether the tags and the marks on the pages point at each other: two defects that page-validation does not see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

Owner = tuple[int, int]


@dataclass
class Node:
    """An element as a reader meets it. `pages` are those that its own text stands on."""

    tag: str
    alt: str
    scope: str
    children: list[Node]
    pages: set[Owner]

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
    marks = {mark for mark, _owner in tagged}
    return [
        *(f"mark {mark} is on a page and in no tag" for mark in sorted(painted - marks)),
        *(f"mark {mark} is in a tag and on no page" for mark in sorted(marks - painted)),
        *(f"mark {mark} is not in the parent tree as the tag's" for mark, _owner in sorted(tagged - listed)),
        *(f"mark {mark} is in the parent tree and not in that tag" for mark, _owner in sorted(listed - tagged)),
    ]


def elements(data: bytes) -> list[Node]:
    """All structure elements in reading order."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_node(pdf.Root.StructTreeRoot.K).walk())


def first(pdf: Any, tag: str) -> Any:
    """The first element of a kind in an open file, to be changed."""
    return next(element for element in _walk(pdf.Root.StructTreeRoot.K) if str(element.S) == tag)


def _node(element: Any) -> Node:
    kids = _kids(element)
    return Node(
        tag=str(element.S),
        alt=str(element.get("/Alt", "")),
        scope=str(element.get("/A", {}).get("/Scope", "")),
        children=[_node(kid) for kid in kids if kid.Type == "/StructElem"],
        pages={kid.Pg.objgen for kid in kids if kid.Type == "/MCR"},
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
    entries = list(tree.Nums)
    for key, owners in zip(entries[::2], entries[1::2], strict=True):
        for mark, owner in enumerate(owners):
            yield (numbers[int(key)], mark), owner.objgen
