"""What a proof has to show: for every count that must not be worked out, worlds that hide it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ombudsdesk.deidentify.space import Counts, Space
from ombudsdesk.deidentify.traits import Case, Layout, Trait

Limits: TypeAlias = npt.NDArray[np.int64]

OUTSIDE = 2
"""So many members of a group must be possible outside (and inside) of a category that hardly any, or nearly all, are in."""
FEW_VISITORS = 2
"""A count that so few visitors make up is protected however large it is: cases are not people."""


@dataclass(frozen=True, order=True)
class Count:
    """Cases of a stretch that have one trait and another; `outside`: that have the first and not the other.

    Traits by their numbers; the same one twice: all that have it.
    """

    stretch: frozenset[str]
    trait: int
    other: int
    outside: bool = False


@dataclass(frozen=True)
class Need:
    """A world is needed in which a count is `target` at most (`high`: at least)."""

    count: Count
    high: bool
    target: int


class Family:
    """The tables in which small counts are protected: every trait by every other, within each period; and every published
    group by every trait. `groups`: which traits were published, by period."""

    def __init__(self, layout: Layout, traits: Sequence[Trait], cases: Sequence[Case], threshold: int) -> None:
        self._layout, self._traits, self._cases = layout, tuple(traits), tuple(cases)
        self._threshold = threshold
        sides = [trait.dimensions for trait in traits]
        plain = np.array([len(side) <= 1 for side in sides])
        apart = np.array([[one.isdisjoint(other) for other in sides] for one in sides])
        first = np.arange(len(traits))
        pairs = apart & plain[None, :] & plain[:, None] & (first[:, None] < first[None, :])
        # every case by a trait is the trait alone, and so it is where there is only one code for all
        every = np.array([all(codes >= set(layout.codes[name]) for name, codes in trait.parts) for trait in traits])
        self._pairs = (pairs & ~every[:, None] & ~every[None, :]) | np.eye(len(traits), dtype=bool)
        self._crossed = apart & plain[None, :] & plain[:, None] & ~every[None, :]

    def needs(self, periods: Mapping[frozenset[str], frozenset[Trait]]) -> list[Need]:
        """Everything that has to be shown for these periods, each with the traits that were published of it."""
        number = {trait: place for place, trait in enumerate(self._traits)}
        space = Space(self._layout, sorted(frozenset().union(*periods)), self._traits, (), stretches=periods)
        together = space.together(space.rows_of(self._cases))
        found: list[Need] = []
        for period, counts in zip(space.stretches, together, strict=True):
            groups = sorted(number[trait] for trait in periods[period] if trait in number)
            found += self._of_counts(period, counts)
            found += self._of_groups(period, counts, groups)
        return found

    def value(self, count: Count) -> int:
        """What a count really is."""
        first, second = self._traits[count.trait], self._traits[count.other]
        return sum(
            case.slot in count.stretch
            and first.fits(case.kind, self._layout)
            and second.fits(case.kind, self._layout) is not count.outside
            for case in self._cases
        )

    def _of_counts(self, period: frozenset[str], counts: Counts) -> Iterator[Need]:
        small = (counts >= 1) & (counts < self._threshold)
        for trait, other in zip(*np.nonzero(self._pairs & small), strict=True):
            yield from self._hidden(Count(period, int(trait), int(other)))
        for trait, other in self._made_by_few(period, counts):
            yield from self._hidden(Count(period, trait, other))

    def _hidden(self, count: Count) -> Iterator[Need]:
        yield Need(count, high=False, target=0)
        yield Need(count, high=True, target=self._threshold - 1)

    def _of_groups(self, period: frozenset[str], counts: Counts, groups: Sequence[int]) -> Iterator[Need]:
        size = counts.diagonal()[:, None]
        crossed = self._crossed & (size > 0)
        crossed[[number for number in range(len(crossed)) if number not in set(groups)]] = False
        rest = size - counts
        for trait, other in zip(*np.nonzero(crossed & (rest >= 1) & (rest < self._threshold)), strict=True):
            yield from self._hidden(Count(period, int(trait), int(other), outside=True))
        for outside, members in ((False, counts), (True, rest)):
            for trait, other in zip(*np.nonzero(crossed & (members < OUTSIDE)), strict=True):
                yield Need(Count(period, int(trait), int(other), outside), high=True, target=OUTSIDE)

    def _made_by_few(self, period: frozenset[str], counts: Counts) -> Iterator[tuple[int, int]]:
        """Larger counts that one visitor or two make up."""
        cases: dict[str, list[Case]] = defaultdict(list)
        for case in self._cases:
            if case.slot in period:
                cases[case.visitor].append(case)
        # who brings less than half of the threshold cannot be one of two who make up that much
        heavy = [some for some in cases.values() if len(some) * FEW_VISITORS >= self._threshold]
        found: set[tuple[int, int]] = set()
        for some in heavy:
            mine = self._of_one(period, some)
            for trait, other in zip(*np.nonzero(self._pairs & (mine * FEW_VISITORS >= counts)), strict=True):
                if counts[trait, other] >= self._threshold and self._visitors(period, trait, other) <= FEW_VISITORS:
                    found.add((int(trait), int(other)))
        yield from sorted(found)

    def _of_one(self, period: frozenset[str], cases: Sequence[Case]) -> npt.NDArray[np.int32]:
        space = Space(self._layout, sorted(period), self._traits, (), stretches=[period])
        mine: Counts = space.together(space.rows_of(cases))[0]
        return mine

    def _visitors(self, period: frozenset[str], trait: int, other: int) -> int:
        both = (self._traits[trait], self._traits[other])
        return len(
            {
                case.visitor
                for case in self._cases
                if case.slot in period and all(one.fits(case.kind, self._layout) for one in both)
            }
        )


def by_block(needs: Iterable[Need], blocks: Sequence[frozenset[str]], value: Callable[[Count], int]) -> list[set[Need]]:
    """The needs of each block. A count over several blocks is none if it is none in each, and many if it is many in one;
    `value`: what a count really is, to choose the one."""
    shares: list[set[Need]] = [set() for _block in blocks]
    for need in needs:
        local = [(number, _within(need.count, block)) for number, block in enumerate(blocks) if block & need.count.stretch]
        if need.high and len(local) > 1:
            local = [max(local, key=lambda one: (value(one[1]), -one[0]))]
        for number, count in local:
            shares[number].add(Need(count, need.high, need.target))
    return shares


def _within(count: Count, block: frozenset[str]) -> Count:
    return Count(count.stretch & block, count.trait, count.other, count.outside)


class Goals:
    """The needs of one block as arrays, to be looked up in the counts of a world."""

    def __init__(self, space: Space, needs: Iterable[Need]) -> None:
        self.needs = sorted(
            needs,
            key=lambda need: (
                sorted(need.count.stretch),
                need.count.trait,
                need.count.other,
                need.count.outside,
                need.high,
                need.target,
            ),
        )
        number = {stretch: place for place, stretch in enumerate(space.stretches)}
        self._stretch = np.array([number[need.count.stretch] for need in self.needs], dtype=np.intp)
        self._trait = np.array([need.count.trait for need in self.needs], dtype=np.intp)
        self._other = np.array([need.count.other for need in self.needs], dtype=np.intp)
        self._outside = np.array([need.count.outside for need in self.needs], dtype=bool)
        self._high = np.array([need.high for need in self.needs], dtype=bool)
        self._target = np.array([need.target for need in self.needs], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.needs)

    def rank(self, number: int) -> int:
        """Which needs to try first: an empty group empties all that is in it, a large part makes the whole large."""
        need = self.needs[number]
        alone = need.count.trait == need.count.other
        return int(alone if need.high else not alone)

    def met(self, counts: Counts, numbers: npt.NDArray[np.intp] | slice = slice(None)) -> npt.NDArray[np.bool_]:
        """Which needs (all, or those of these numbers) a world meets."""
        stretch, trait, other = self._stretch[numbers], self._trait[numbers], self._other[numbers]
        values = counts[stretch, trait, other]
        outside = self._outside[numbers]
        values = np.where(outside, counts[stretch, trait, trait] - values, values)
        return np.where(self._high[numbers], values >= self._target[numbers], values <= self._target[numbers])

    def missed_by(self, low: Limits, high: Limits, rest: Limits) -> npt.NDArray[np.bool_]:
        """Which needs no world meets in which every two traits together have from `low` to `high` cases, and at most `rest`
        have the first and not the second."""
        where = (self._stretch, self._trait, self._other)
        all_of = (self._stretch, self._trait, self._trait)
        mirrored = (self._stretch, self._other, self._trait)
        alone = self._trait == self._other
        # without those who have the other trait, too, the first one's number is made up by the rest of its dimension
        left = np.where(
            alone, 0, np.maximum(low[all_of] - rest[where], low[mirrored[0], self._other, self._other] - rest[mirrored])
        )
        least = np.where(self._outside, low[all_of] - high[where], np.maximum(low[where], left))
        most = np.where(self._outside, np.minimum(high[all_of] - low[where], rest[where]), high[where])
        return np.where(self._high, most < self._target, least > self._target)
