"""The checker of what was published: whole numbers and additions, nothing else.

It reads the plain data that `written` describes and shares no code with whatever planned the releases or found the worlds.
A careful reader who trusts this file need trust nothing else: every world is whole and not negative, agrees with every
statement of its release and of all before it, and shows what it is said to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def check(releases: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with a series of releases, in their order; empty: every proof holds."""
    problems: list[str] = []
    said: list[Mapping[str, Any]] = []
    tied: list[set[str]] = []
    for content in releases:
        name, slot = content["release"], content["alibis"]["slot"]
        fresh = [one for one in content["statements"] if one["parts"] == 1]
        sums = [one for one in content["statements"] if one["parts"] != 1]
        said = said + fresh
        blocks = [set(block["slots"]) for block in content["alibis"]["blocks"]]
        tied = [slots for slots in tied if not any(slots & block for block in blocks)] + blocks
        problems += [f"{name}: a sum is none of earlier statements" for one in sums if not _is_sum(one, said, slot)]
        # what ties slots together, or says something new of them, needs worlds of this release
        if not all(any(set(one["where"][slot]) <= block for block in blocks) for one in fresh):
            problems.append(f"{name}: a statement without worlds")
        if not all(any(set(one["where"][slot]) <= block for block in tied) for one in said):
            problems.append(f"{name}: an earlier statement lost its worlds")
        for block in content["alibis"]["blocks"]:
            problems += [f"{name}: {problem}" for problem in _block(block, content["alibis"], said)]
    return problems


def _is_sum(whole: Mapping[str, Any], said: Sequence[Mapping[str, Any]], slot: str) -> bool:
    """Whether statements about parts of the time, end to end, say at least as much."""
    rest = {name: sorted(codes) for name, codes in whole["where"].items() if name != slot}
    same = [one for one in said if {name: sorted(codes) for name, codes in one["where"].items() if name != slot} == rest]
    return any(low >= whole["lo"] and high <= whole["hi"] for low, high in _covers(set(whole["where"][slot]), same, slot))


def _covers(slots: set[str], said: Sequence[Mapping[str, Any]], slot: str) -> Iterator[tuple[int, int]]:
    if not slots:
        yield 0, 0
        return
    for one in said:
        part = set(one["where"][slot])
        if min(slots) in part and part <= slots:
            for low, high in _covers(slots - part, said, slot):
                yield low + one["lo"], high + one["hi"]


def _block(block: Mapping[str, Any], alibis: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = _Rows(block, alibis)
    mine = set(block["slots"])
    statements = []
    for one in said:
        slots = set(one["where"][alibis["slot"]])
        if slots & mine:
            where = {name: codes for name, codes in one["where"].items() if name != alibis["slot"]}
            statements.append((rows.fitting(slots, where), one["lo"], one["hi"]))
    for number, world in enumerate(rows.worlds):
        if not all(type(cases) is int and cases >= 0 for cases in world.values()):
            yield f"world {number} is no caseload"
        if not all(low <= rows.total(number, fits) <= high for fits, low, high in statements):
            yield f"world {number} does not agree with what was said"
    for place, shown in enumerate(block["shown"]):
        if not _shows(rows, shown):
            yield f"what is said to be shown is not ({place})"


def _shows(rows: _Rows, shown: Mapping[str, Any]) -> bool:
    if not 0 <= shown["world"] < len(rows.worlds):
        return False
    fits = rows.fitting(set(shown["slots"]), shown["where"])
    if shown["without"] is not None:
        fits &= ~rows.fitting(set(shown["slots"]), shown["without"])
    value = rows.total(shown["world"], fits)
    return bool(value >= shown["at_least"] if "at_least" in shown else value <= shown["at_most"])


class _Rows:
    """The rows of a block's worlds. Which of them fit a condition is a whole number with a bit for each."""

    def __init__(self, block: Mapping[str, Any], alibis: Mapping[str, Any]) -> None:
        place: dict[tuple[int, int], int] = {}
        self.worlds: list[dict[int, int]] = []
        for world in block["worlds"]:
            counted: dict[int, int] = {}
            for slot, kind, cases in world:
                bit = place.setdefault((slot, kind), len(place))
                counted[bit] = counted.get(bit, 0) + cases
            self.worlds.append(counted)
        self._present = [sum(1 << bit for bit in world) for world in self.worlds]
        self._slots: dict[str, int] = {}
        self._codes: dict[tuple[str, str], int] = {}
        for (slot, kind), bit in place.items():
            self._slots[block["slots"][slot]] = self._slots.get(block["slots"][slot], 0) | 1 << bit
            for dimension, codes in zip(alibis["dimensions"], alibis["kinds"][kind], strict=True):
                for code in codes:
                    self._codes[dimension, code] = self._codes.get((dimension, code), 0) | 1 << bit

    def fitting(self, slots: set[str], where: Mapping[str, Sequence[str]]) -> int:
        """The rows of these slots that have one of the codes in every dimension that is named."""
        fits = 0
        for slot in slots:
            fits |= self._slots.get(slot, 0)
        for dimension, codes in where.items():
            any_of = 0
            for code in codes:
                any_of |= self._codes.get((dimension, code), 0)
            fits &= any_of
        return fits

    def total(self, world: int, fits: int) -> int:
        """How many cases of a world lie in these rows."""
        left, total = fits & self._present[world], 0
        while left:
            bit = left & -left
            total += self.worlds[world][bit.bit_length() - 1]
            left ^= bit
        return total
