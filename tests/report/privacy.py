"""What a file tells beside its page: planted words wherever they may hide, and whatever nobody asked for."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdf

_ENCODINGS = ("utf-8", "latin-1", "utf-16-be", "utf-16-le")
_TRAILER = {"/Root", "/Info", "/ID", "/Size"}
_INFO = {"/Title", "/Producer"}
_CATALOGUE = {
    *("/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/OutputIntents", "/Outlines", "/PageMode", "/StructTreeRoot"),
    "/ViewerPreferences",
}
_PAGE = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/StructParents", "/Rotate", "/Trans"}
_RESOURCES = {"/Font", "/ProcSet"}


def fold(text: str) -> str:
    """Letters and digits only, without accents and case: nothing hides behind a hyphen, a line end or a %20."""
    plain = unicodedata.normalize("NFKD", unquote(text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def leaks(data: bytes, canaries: Iterable[str]) -> set[str]:
    """Those of the words that can be read somewhere in the file. Short or common ones are found by chance."""
    heaps = [fold(text) for text in _texts(data)]
    return {canary for canary in canaries if any(fold(canary) in heap for heap in heaps)}


def surprises(data: bytes) -> list[str]:
    """Everything in the file that a report has no business with: unknown keys, annotations, images, hidden objects."""
    found = []
    if data[data.rindex(b"%%EOF") + 5 :].strip() or data.count(b"%%EOF") != 1:
        found.append("bytes after the end")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found += _unknown("trailer", pdf.trailer, _TRAILER)
        found += _unknown("information", pdf.trailer.Info, _INFO)
        found += _unknown("catalogue", pdf.Root, _CATALOGUE)
        for number, page in enumerate(pdf.pages, 1):
            found += _unknown(f"page {number}", page.obj, _PAGE)
            found += _unknown(f"resources of page {number}", page.Resources, _RESOURCES)
        reachable = set(_reachable(pdf.trailer))
    written = {int(number) for number in re.findall(rb"(?m)^(\d+) 0 obj\b", data)}
    return found + [f"object {number} is reached from nowhere" for number in sorted(written - reachable)]


def _unknown(place: str, dictionary: Any, allowed: set[str]) -> list[str]:
    return [f"{place} {key}" for key in dictionary.keys() if key not in allowed]  # noqa: SIM118 - a pikepdf object


def _texts(data: bytes) -> Iterator[str]:
    yield from _decoded(data)
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        yield page.extract_text()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            yield from _strings(thing)
            if isinstance(thing, pikepdf.Stream):
                yield from _decoded(thing.read_raw_bytes())
                yield from _decoded(thing.read_bytes())
        for page in pdf.pages:
            yield "".join(str(part) for part in _literals(page))


def _decoded(data: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield data.decode(encoding, errors="replace")


def _literals(page: Any) -> Iterator[str]:
    for operands, _operator in pikepdf.parse_content_stream(page):
        yield from (str(operand) for operand in operands if isinstance(operand, pikepdf.String))


def _strings(thing: Any) -> Iterator[str]:
    """Every string, name and key of one object; what it only refers to is an object of its own."""
    if isinstance(thing, (pikepdf.String, pikepdf.Name)):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            if not _is_reference(item):
                yield from _strings(item)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in thing.keys():  # noqa: SIM118 - a pikepdf object
            yield key
            if not _is_reference(thing[key]):
                yield from _strings(thing[key])


def _is_reference(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _reachable(start: Any) -> Iterator[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        thing = waiting.pop()
        if _is_reference(thing):
            if thing.objgen[0] in seen:
                continue
            seen.add(thing.objgen[0])
            yield thing.objgen[0]
        if isinstance(thing, pikepdf.Array):
            waiting += list(thing)
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting += [thing[key] for key in thing.keys()]  # noqa: SIM118 - a pikepdf object
