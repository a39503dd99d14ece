"""One block of slots that statements tie together, as numbers: kinds, traits, limits of what was said, and a caseload that
can be changed case by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ombudsdesk.deidentify.traits import Case, Figure, Kind, Layout, Trait

Counts: TypeAlias = npt.NDArray[np.int32]
Row: TypeAlias = tuple[int, int]
"""The slot and the kind of a case, both by number."""

NO_LIMIT = 1 << 30
_SPARE = 12
"""So many cases more than in truth a world may have, where no figure tells how many there are."""


class Space:
    """What is fixed while worlds are looked for. Slots, stretches (sets of slots), traits and kinds have numbers."""

    def __init__(
        self,
        layout: Layout,
        slots: Sequence[str],
        traits: Sequence[Trait],
        figures: Sequence[Figure],
        stretches: Iterable[frozenset[str]] = (),
    ) -> None:
        self.layout, self.slots, self.traits = layout, tuple(slots), tuple(traits)
        self.trait_number = {trait: number for number, trait in enumerate(self.traits)}
        self._slot_number = {slot: number for number, slot in enumerate(self.slots)}
        self.kinds: list[Kind] = []
        self._kind_number: dict[Kind, int] = {}
        self.traits_of: list[tuple[int, ...]] = []
        self.has_trait: list[frozenset[int]] = []
        self._index_traits()
        self.columns_of: list[npt.NDArray[np.intp]] = []
        self.stretches = list(dict.fromkeys([*stretches, *(figure.slots for figure in figures)]))
        self.lows = [[0] * len(self.traits) for _stretch in self.stretches]
        self.highs = [[NO_LIMIT] * len(self.traits) for _stretch in self.stretches]
        self._take_figures(figures)
        self.stretches_of = [
            tuple(number for number, stretch in enumerate(self.stretches) if slot in stretch) for slot in self.slots
        ]

    def _index_traits(self) -> None:
        """What fits a kind is looked up, not tried: kinds are many."""
        self._every = tuple(number for number, trait in enumerate(self.traits) if not trait.parts)
        self._by_code: list[dict[str, list[int]]] = [{} for _name in self.layout.dimensions]
        self._crossed: dict[tuple[int, int], int] = {}
        for number, trait in enumerate(self.traits):
            if len(trait.parts) == 1:
                for name, codes in trait.parts:
                    for code in codes:
                        self._by_code[self.layout.place(name)].setdefault(code, []).append(number)
            elif trait.parts:
                first, second = sorted(self.trait_number[Trait((part,))] for part in trait.parts)
                self._crossed[first, second] = number
        self._in_crossed = {number for pair in self._crossed for number in pair}

    def _take_figures(self, figures: Sequence[Figure]) -> None:
        for figure in figures:
            stretch, trait = self.stretches.index(figure.slots), self.trait_number[figure.trait]
            self.lows[stretch][trait] = max(self.lows[stretch][trait], figure.low)
            self.highs[stretch][trait] = min(self.highs[stretch][trait], figure.high)

    def number_of(self, kind: Kind) -> int:
        """The number of a kind; a new one gets the next."""
        number = self._kind_number.get(kind)
        if number is None:
            number = self._kind_number[kind] = len(self.kinds)
            self.kinds.append(kind)
            fitting = sorted(self._fitting(kind))
            self.traits_of.append(tuple(fitting))
            self.has_trait.append(frozenset(fitting))
            self.columns_of.append(np.array(fitting, dtype=np.intp))
        return number

    def _fitting(self, kind: Kind) -> set[int]:
        found = set(self._every)
        for codes, by_code in zip(kind, self._by_code, strict=True):
            for code in codes:
                found.update(by_code[code])
        halves = sorted(found & self._in_crossed)
        for pair in combinations(halves, 2):
            if pair in self._crossed:
                found.add(self._crossed[pair])
        return found

    def rows_of(self, cases: Iterable[Case]) -> list[Row]:
        """Cases of this block's slots as numbers."""
        numbers = self._slot_number
        return [(numbers[case.slot], self.number_of(case.kind)) for case in cases if case.slot in numbers]

    def together(self, rows: Sequence[Row]) -> Counts:
        """How many cases of each stretch have both of two traits: shape (stretches, traits, traits)."""
        marks = np.zeros((len(rows), len(self.traits)), dtype=np.float32)
        for place, (_slot, kind) in enumerate(rows):
            marks[place, self.columns_of[kind]] = 1
        counts = np.zeros((len(self.stretches), len(self.traits), len(self.traits)), dtype=np.int32)
        for slot in range(len(self.slots)):
            mine = marks[[place for place, row in enumerate(rows) if row[0] == slot]]
            # whole numbers far below 2**24 are exact in these floats
            counts[list(self.stretches_of[slot])] += (mine.T @ mine).astype(np.int32)
        return counts


class World:
    """A caseload of a block that can be changed step by step and back, and knows by how much it misses what was said."""

    def __init__(self, space: Space, rows: Sequence[Row]) -> None:
        self.space = space
        self.rows: list[Row | None] = [*rows, *[None] * _SPARE]
        self.members: list[set[int]] = [set() for _trait in space.traits]
        """The places of the cases that have a trait."""
        for place, (_slot, kind) in enumerate(rows):
            for trait in space.traits_of[kind]:
                self.members[trait].add(place)
        self._counts = space.together(rows)
        self._uncounted: list[tuple[Row, int]] = []
        self._values = [list(map(int, counts.diagonal())) for counts in self._counts]
        self._edges = [_Edges(*one) for one in zip(space.lows, self._values, space.highs, strict=True)]
        self._past: list[tuple[int, Row | None]] = []

    @property
    def counts(self) -> Counts:
        """How many cases of each stretch have both of two traits: shape (stretches, traits, traits)."""
        for (slot, kind), step in self._uncounted:
            columns = self.space.columns_of[kind]
            for stretch in self.space.stretches_of[slot]:
                self._counts[stretch][columns[:, None], columns] += step
        self._uncounted.clear()
        return self._counts

    @property
    def is_true(self) -> bool:
        """Whether it agrees with all that was said."""
        return not any(edges.under or edges.over for edges in self._edges)

    def kept(self) -> tuple[Row, ...]:
        """Its cases as they are now."""
        return tuple(sorted(row for row in self.rows if row is not None))

    def spare(self) -> int | None:
        """A place where no case is; None if all are taken."""
        for place in range(len(self.rows) - 1, -1, -1):
            if self.rows[place] is None:
                return place
        return None

    def mark(self) -> int:
        """A point to come back to."""
        return len(self._past)

    def back_to(self, mark: int) -> None:
        """Undo every change since a mark."""
        while len(self._past) > mark:
            place, before = self._past.pop()
            self._put(place, before)

    def change(self, place: int, row: Row | None) -> None:
        """Make another case of one (None: none)."""
        self._past.append((place, self.rows[place]))
        self._put(place, row)

    def cost(self, place: int, row: Row | None) -> int:
        """By how many cases more (or fewer) what was said would be missed after a change."""
        before = self.rows[place]
        lost, gained = self._difference(before, row)
        total = 0
        for slot, less, more in _by_slot(before, row, lost, gained):
            for stretch in self.space.stretches_of[slot]:
                edges = self._edges[stretch]
                if more:
                    total += len(more & edges.full) - len(more & edges.under)
                if less:
                    total += len(less & edges.bare) - len(less & edges.over)
        return total

    def broken(self) -> list[tuple[int, int, bool]]:
        """What is missed: the stretch, the trait, and whether there are too many."""
        return [
            (stretch, trait, too_many)
            for stretch, edges in enumerate(self._edges)
            for traits, too_many in ((edges.under, False), (edges.over, True))
            for trait in sorted(traits)
        ]

    def _difference(self, before: Row | None, after: Row | None) -> tuple[frozenset[int], frozenset[int]]:
        """The traits that a change takes away, and those that it brings."""
        has = self.space.has_trait
        was = has[before[1]] if before is not None else _NOTHING
        now = has[after[1]] if after is not None else _NOTHING
        return was - now, now - was

    def _put(self, place: int, after: Row | None) -> None:
        before = self.rows[place]
        self.rows[place] = after
        lost, gained = self._difference(before, after)
        for trait in lost:
            self.members[trait].discard(place)
        for trait in gained:
            self.members[trait].add(place)
        for slot, less, more in _by_slot(before, after, lost, gained):
            for stretch in self.space.stretches_of[slot]:
                self._step(stretch, less, -1)
                self._step(stretch, more, 1)
        for row, step in ((before, -1), (after, 1)):
            if row is not None:
                self._uncounted.append((row, step))

    def _step(self, stretch: int, traits: frozenset[int], step: int) -> None:
        values, edges = self._values[stretch], self._edges[stretch]
        lows, highs = self.space.lows[stretch], self.space.highs[stretch]
        for trait in traits:
            values[trait] += step
            edges.place(trait, lows[trait], values[trait], highs[trait])


class _Edges:
    """The traits of a stretch whose count stands at an end of what was said, or beyond it."""

    __slots__ = ("bare", "full", "over", "under")

    def __init__(self, lows: Sequence[int], values: Sequence[int], highs: Sequence[int]) -> None:
        self.bare: set[int] = set()
        self.full: set[int] = set()
        self.under: set[int] = set()
        self.over: set[int] = set()
        for trait, (low, value, high) in enumerate(zip(lows, values, highs, strict=True)):
            self.place(trait, low, value, high)

    def place(self, trait: int, low: int, value: int, high: int) -> None:
        """Note where a trait's count stands."""
        if low < value < high:
            self.bare.discard(trait)
            self.full.discard(trait)
            return
        (self.bare.add if value <= low and low else self.bare.discard)(trait)
        (self.full.add if value >= high else self.full.discard)(trait)
        (self.under.add if value < low else self.under.discard)(trait)
        (self.over.add if value > high else self.over.discard)(trait)


_NOTHING: frozenset[int] = frozenset()


def _by_slot(
    before: Row | None, after: Row | None, lost: frozenset[int], gained: frozenset[int]
) -> Iterator[tuple[int, frozenset[int], frozenset[int]]]:
    """What each slot loses and gains by a change."""
    if before is not None and after is not None and before[0] == after[0]:
        yield before[0], lost, gained
        return
    if before is not None:
        yield before[0], lost, _NOTHING
    if after is not None:
        yield after[0], _NOTHING, gained


def changed(kind: Kind, place: int, codes: frozenset[str]) -> Kind:
    """A kind with other codes in one dimension."""
    return (*kind[:place], codes, *kind[place + 1 :])


def without(space: Space, kind: Kind, trait: Trait, random: Random) -> Kind:
    """A kind like this one that lacks a trait: changed at random in one of its dimensions."""
    name, codes = trait.parts[int(random.random() * len(trait.parts))]
    place = space.layout.place(name)
    left = kind[place] - codes
    if not left or name not in space.layout.many:
        others = [code for code in space.layout.codes[name] if code not in codes]
        if not others:
            return kind
        left = frozenset({others[int(random.random() * len(others))]})
    return changed(kind, place, left)


def with_it(space: Space, kind: Kind, trait: Trait, random: Random) -> Kind:
    """A kind like this one that has a trait."""
    for name, codes in trait.parts:
        place = space.layout.place(name)
        if kind[place].isdisjoint(codes):
            code = next(iter(codes)) if len(codes) == 1 else random.choice(sorted(codes))
            # a further concern, or another one in the place of those that are there
            more = kind[place] if name in space.layout.many and random.random() < 0.5 else frozenset()
            kind = changed(kind, place, more | {code})
    return kind
