"""The attacker: what a reader of published tables can work out of each count, exactly, and the worlds that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, unique

from ombudsdesk.deidentify.alibis import Alibis
from ombudsdesk.deidentify.certify import World, value_of
from ombudsdesk.deidentify.instance import Instance, Query
from ombudsdesk.deidentify.lumps import ContradictionError, parts
from ombudsdesk.deidentify.reduce import Row, reduced
from ombudsdesk.deidentify.search import Search
from ombudsdesk.deidentify.solver import SecondsLeft

__all__ = ["ContradictionError", "Found", "Progress", "Verdict", "attack", "release_verdict"]

Progress = Callable[[int, int], None]
"""Told how many questions (the least or the most of a sum in a block) are settled, and how many there are."""


@unique
class Verdict(Enum):
    """What is to be said of a protected count; the values are those of the file."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """What can be worked out of a query: exact bounds (None: not in time), a verdict (None: nothing to protect), alibis."""

    least: int | None
    most: int | None
    verdict: Verdict | None
    alibis: tuple[World, ...] = ()


def attack(instance: Instance, *, left: SecondsLeft, progress: Progress | None = None) -> list[Found]:
    """What can be worked out of every query, as far as the seconds that are `left` allow. Raises ContradictionError."""
    return _Attack(instance, left, progress).run()


def release_verdict(found: Sequence[Found]) -> Verdict:
    """Safe only if no query is unsafe or unknown."""
    verdicts = {one.verdict for one in found}
    if Verdict.UNSAFE in verdicts:
        return Verdict.UNSAFE
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.SAFE


@dataclass(frozen=True)
class _Side:
    """One end of a query: the end of each block that it touches, and what its free atoms add to a largest value."""

    largest: bool
    ends: tuple[tuple[int, int], ...]
    free: int


@dataclass(frozen=True)
class _Asked:
    """A query over lumps: those that it counts in part, and its two sides."""

    number: int
    query: Query
    partly: tuple[int, ...]
    low: _Side
    high: _Side


class _Attack:
    def __init__(self, instance: Instance, left: SecondsLeft, progress: Progress | None) -> None:
        self._instance, self._progress = instance, progress
        self._small = reduced(instance)
        self._searches = [Search(block, left, self._tell) for block in self._small.blocks]
        self._home = {
            lump: (number, place)
            for number, block in enumerate(self._small.blocks)
            for place, lump in enumerate(block.lumps)
        }
        self._asked = [self._ask(number, query) for number, query in enumerate(instance.queries)]
        self._worlds = Alibis(instance, self._small, self._searches)

    def run(self) -> list[Found]:
        truth = self._truth()
        for number, search in enumerate(self._searches):
            search.begin(truth[number])
        protected = [asked for asked in self._asked if self._instance.is_protected(asked.query)]
        others = [asked for asked in self._asked if not self._instance.is_protected(asked.query)]
        for wave in (protected, others):
            for search, ends in self._ends(wave):
                search.at_once(ends)
                search.in_fractions(ends)
        # first what decides a verdict, then what is nice to know
        for wave in ([asked for asked in protected if self._verdict(asked) is Verdict.UNKNOWN], protected, others):
            for search, ends in self._ends(wave):
                search.in_whole_numbers(ends)
        return [self._found(asked) for asked in self._asked]

    def _ask(self, number: int, query: Query) -> _Asked:
        touched = parts(self._small.lumps, self._small.place_of, query.atoms)
        room = self._instance.upper
        free = sum(room - self._small.limit[atom] for atom in query.atoms & self._small.free)
        return _Asked(
            number,
            query,
            tuple(lump for lump, part in touched.items() if not part.is_whole),
            # of a lump that it counts in part, all cases may lie outside, and all inside
            self._side([lump for lump, part in touched.items() if part.is_whole], largest=False, free=0),
            self._side(touched, largest=True, free=free),
        )

    def _side(self, touched: Iterable[int], *, largest: bool, free: int) -> _Side:
        places: dict[int, set[int]] = defaultdict(set)
        for lump in touched:
            search, place = self._home[lump]
            places[search].add(place)
        ends = (
            (search, self._searches[search].want(frozenset(members), largest=largest)) for search, members in places.items()
        )
        return _Side(largest, tuple(ends), free)

    def _truth(self) -> dict[int, list[Row]]:
        """What the true counts of queries say of sums over lumps, block by block."""
        found: dict[int, list[Row]] = defaultdict(list)
        for asked in self._asked:
            by_block: dict[int, list[int]] = defaultdict(list)
            certain = 0
            for lump in parts(self._small.lumps, self._small.place_of, asked.query.atoms):
                search, place = self._home[lump]
                one = self._searches[search].block.bounds[place]
                if one.low == one.high:
                    certain += one.low
                else:
                    by_block[search].append(place)
            if len(by_block) == 1 and not asked.partly:
                ((search, places),) = by_block.items()
                found[search].append(Row(tuple(sorted(places)), asked.query.true - certain, asked.query.true - certain))
        return found

    def _ends(self, asked: Iterable[_Asked]) -> list[tuple[Search, list[int]]]:
        """The ends of queries, block by block."""
        wanted: dict[int, dict[int, None]] = defaultdict(dict)
        for one in asked:
            for search, end in (*one.low.ends, *one.high.ends):
                wanted[search][end] = None
        return [(self._searches[search], list(ends)) for search, ends in sorted(wanted.items())]

    def _tell(self) -> None:
        if self._progress is None:
            return
        done, total = 0, 0
        for search in self._searches:
            total += len(search.bound)
            done += int((search.value >= search.bound).sum())
        self._progress(done, total)

    def _bound(self, side: _Side) -> int:
        """What no world goes beyond."""
        ends = sum(int(self._searches[search].bound[end]) for search, end in side.ends)
        return ends + side.free if side.largest else -ends

    def _value(self, side: _Side) -> int | None:
        """What a known world reaches."""
        if not all(search.pool for search in self._searches):
            return None
        ends = sum(int(self._searches[search].value[end]) for search, end in side.ends)
        return ends + side.free if side.largest else -ends

    def _verdict(self, asked: _Asked) -> Verdict | None:
        if not self._instance.is_protected(asked.query):
            return None
        enough = self._instance.threshold - 1
        low, high = self._value(asked.low), self._value(asked.high)
        # only worlds make it safe; only bounds that hold for all worlds make it unsafe
        if low == 0 and high is not None and high >= enough:
            return Verdict.SAFE
        is_told = self._bound(asked.low) > 0 or self._bound(asked.high) < enough
        return Verdict.UNSAFE if is_told else Verdict.UNKNOWN

    def _found(self, asked: _Asked) -> Found:
        exact = [value if (value := self._value(side)) == self._bound(side) else None for side in (asked.low, asked.high)]
        return Found(exact[0], exact[1], self._verdict(asked), self._alibis(asked))

    def _alibis(self, asked: _Asked) -> tuple[World, ...]:
        """The worlds behind the values; none is trusted before the checker, which shares no code, has added up."""
        worlds = []
        for side in (asked.low, asked.high):
            value = self._value(side)
            if value is None:
                continue
            world = self._world(asked, side)
            if value_of(self._instance, world, query=asked.number) != value:
                raise RuntimeError("a world does not have the count that it was found for")
            worlds.append(world)
        return tuple(worlds)

    def _world(self, asked: _Asked, side: _Side) -> World:
        reached = {search: int(self._searches[search].reached_by[end]) for search, end in side.ends}
        chosen = [reached.get(search, 0) for search in range(len(self._searches))]
        atoms = asked.query.atoms
        lifted = atoms & self._small.free if side.largest else ()
        if not asked.partly and not lifted:
            return self._worlds.world(chosen)
        partly = frozenset(atom for lump in asked.partly for atom in self._small.lumps[lump].atoms)
        first = atoms if side.largest else partly - atoms
        return self._worlds.bent(chosen, partly=asked.partly, first=first, lifted=lifted)
