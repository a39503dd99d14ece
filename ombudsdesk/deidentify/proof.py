"""Proving one block: worlds for everything that has to be hidden in it, and which world shows what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

import numpy as np

from ombudsdesk.deidentify.goals import Goals, Need
from ombudsdesk.deidentify.refute import refuted
from ombudsdesk.deidentify.seeker import Progress, Search, SecondsLeft
from ombudsdesk.deidentify.space import Row, Space
from ombudsdesk.deidentify.traits import Case, Figure, Kind, Layout, Trait

AlibiWorld: TypeAlias = tuple[tuple[str, Kind], ...]
"""A whole caseload of a block: the slot and the kind of every case."""


@dataclass(frozen=True)
class Shown:
    """What a world shows: `target` cases at most (`high`: at least) of a stretch have a trait, and not the one they are
    `without`. The parts of the trait stand in the order of their dimensions' names."""

    stretch: frozenset[str]
    trait: Trait
    without: Trait | None
    high: bool
    target: int


@dataclass(frozen=True)
class BlockProof:
    """Slots that figures tie together, worlds that agree with all of these figures, and what each shows (by its place)."""

    slots: frozenset[str]
    worlds: tuple[AlibiWorld, ...] = ()
    shown: tuple[tuple[Shown, int], ...] = ()


@dataclass(frozen=True)
class Puzzle:
    """A block as it is to be proven: its true cases, everything that was said of it, and what has to be shown.

    Needs name traits by their place in `traits`.
    """

    layout: Layout
    slots: frozenset[str]
    traits: tuple[Trait, ...]
    cases: tuple[Case, ...]
    figures: tuple[Figure, ...]
    needs: frozenset[Need]

    def space(self) -> Space:
        stretches = dict.fromkeys(sorted((need.count.stretch for need in self.needs), key=sorted))
        return Space(self.layout, sorted(self.slots), self.traits, self.figures, stretches=stretches)

    def impossible(self) -> list[Need]:
        """Needs that no world can meet, as far as that can be seen at a glance."""
        space = self.space()
        goals = Goals(space, self.needs)
        return [need for need, bad in zip(goals.needs, refuted(space, goals), strict=True) if bad]


class Prover:
    """Looks for the worlds of one puzzle, beginning with those that are known from before."""

    def __init__(self, puzzle: Puzzle, known: Iterable[AlibiWorld], random: Random) -> None:
        self._puzzle, self._space = puzzle, puzzle.space()
        self._goals = Goals(self._space, puzzle.needs)
        pool = [rows for rows in map(self._rows, known) if self._agrees(rows)]
        truth = self._space.rows_of(puzzle.cases)
        self._search = Search(self._space, truth, self._goals, pool, random)

    def run(self, left: SecondsLeft, progress: Progress) -> bool:
        """Whether everything is shown. A time that ran out means no."""
        return self._search.run(left, progress)

    @property
    def stuck(self) -> frozenset[str]:
        """The dimensions of the first need that no world was found for."""
        for number in self._search.open:
            count = self._goals.needs[number].count
            return self._puzzle.traits[count.trait].dimensions | self._puzzle.traits[count.other].dimensions
        return frozenset()

    @property
    def worlds(self) -> list[AlibiWorld]:
        """All worlds that were found."""
        return [self._named(rows) for rows in self._search.pool]

    def proof(self) -> BlockProof:
        """As few of the worlds as show everything, and what each shows."""
        met = [self._goals.met(self._space.together(rows)) for rows in self._search.pool]
        owner = np.full(len(self._goals), -1)
        chosen: list[int] = []
        while (owner < 0).any():
            gains = [int((one & (owner < 0)).sum()) for one in met]
            best = int(np.argmax(gains))
            if not gains[best]:
                raise RuntimeError("a need is not shown")
            owner[met[best] & (owner < 0)] = len(chosen)
            chosen.append(best)
        worlds = tuple(self._named(self._search.pool[number]) for number in chosen)
        shown = tuple((self._shown(need), int(place)) for need, place in zip(self._goals.needs, owner, strict=True))
        return BlockProof(self._puzzle.slots, worlds, shown)

    def _shown(self, need: Need) -> Shown:
        return shown(need, self._puzzle.traits)

    def _rows(self, world: AlibiWorld) -> tuple[Row, ...]:
        number = {slot: place for place, slot in enumerate(self._space.slots)}
        return tuple((number[slot], self._space.number_of(kind)) for slot, kind in world)

    def _named(self, rows: Sequence[Row]) -> AlibiWorld:
        return tuple((self._space.slots[slot], self._space.kinds[kind]) for slot, kind in rows)

    def _agrees(self, rows: Sequence[Row]) -> bool:
        counts = np.diagonal(self._space.together(rows), axis1=1, axis2=2)
        return bool(((counts >= np.array(self._space.lows)) & (counts <= np.array(self._space.highs))).all())


def shown(need: Need, traits: Sequence[Trait]) -> Shown:
    """What meets a need, without numbers that only one search knows."""
    count = need.count
    first, second = traits[count.trait], traits[count.other]
    both = first if count.outside or first == second else first & second
    return Shown(count.stretch, in_order(both), second if count.outside else None, need.high, need.target)


def in_order(trait: Trait) -> Trait:
    """The same trait with its parts in the order of their dimensions' names."""
    return Trait(tuple(sorted(trait.parts, key=lambda part: part[0])))


def joined(blocks: Sequence[BlockProof]) -> list[AlibiWorld]:
    """Worlds of blocks that nothing ties together, put end to end: as many as the largest block has."""
    longest = max((len(block.worlds) for block in blocks), default=0)
    if not all(block.worlds for block in blocks):
        return []
    return [sum((block.worlds[turn % len(block.worlds)] for block in blocks), start=()) for turn in range(longest)]
