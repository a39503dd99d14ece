"""What can be seen at a glance: needs that no world can meet, because one figure holds another one fast.

Only failure is ever concluded here. What is not refuted may still be impossible: then no world is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ombudsdesk.deidentify.goals import Goals
from ombudsdesk.deidentify.space import NO_LIMIT, Space
from ombudsdesk.deidentify.traits import EVERY_CASE, Trait

Limits: TypeAlias = npt.NDArray[np.int64]


def refuted(space: Space, goals: Goals) -> npt.NDArray[np.bool_]:
    """Which needs are refuted."""
    low, high = _limits(space)
    _over_time(space, low, high)
    return goals.missed_by(low, high, _rest(space, high))


def _limits(space: Space) -> tuple[Limits, Limits]:
    """What figures say by themselves of all cases with both of two traits: shape (stretches, traits, traits)."""
    traits = space.traits
    inside = np.array([[_implies(one, other) for other in traits] for one in traits])
    shape = (len(space.stretches), len(traits), len(traits))
    low, high = np.zeros(shape, dtype=np.int64), np.full(shape, NO_LIMIT, dtype=np.int64)
    for number, trait in enumerate(traits):
        pairs = _halves(space, trait, number)
        for stretch in range(len(space.stretches)):
            here = np.array([stretch])
            at_least, at_most = space.lows[stretch][number], space.highs[stretch][number]
            if at_least == 0 and at_most == NO_LIMIT:
                continue
            for first, second in pairs:
                below = np.ix_(here, np.flatnonzero(inside[:, first]), np.flatnonzero(inside[:, second]))
                high[below] = np.minimum(high[below], at_most)
                above = np.ix_(here, np.flatnonzero(inside[first]), np.flatnonzero(inside[second]))
                low[above] = np.maximum(low[above], at_least)
    return low, high


def _halves(space: Space, trait: Trait, number: int) -> list[tuple[int, int]]:
    """A trait as pairs of traits that have it together: itself and anything that all have, or its two halves."""
    if len(trait.parts) < 2:
        every = space.trait_number[EVERY_CASE]
        return [(number, every), (every, number), (number, number)]
    halves = [space.trait_number[Trait((part,))] for part in trait.parts]
    return [(halves[0], halves[1]), (halves[1], halves[0])]


def _implies(one: Trait, other: Trait) -> bool:
    """Whether every case with one trait has the other."""
    mine = dict(one.parts)
    return all(name in mine and mine[name] <= codes for name, codes in other.parts)


def _over_time(space: Space, low: Limits, high: Limits) -> None:
    """A long stretch has at least what its parts have, and a part what the others leave."""
    number = {stretch: place for place, stretch in enumerate(space.stretches)}
    for stretch, whole in sorted(number.items(), key=lambda one: len(one[0])):
        parts = [number.get(frozenset({slot})) for slot in sorted(stretch)]
        if len(parts) < 2 or None in parts:
            continue
        members = [part for part in parts if part is not None]
        low[whole] = np.maximum(low[whole], low[members].sum(axis=0))
        high[whole] = np.minimum(high[whole], high[members].sum(axis=0))
        for part in members:
            others = [other for other in members if other != part]
            low[part] = np.maximum(low[part], low[whole] - high[others].sum(axis=0))
            high[part] = np.minimum(high[part], high[whole] - low[others].sum(axis=0))


def _rest(space: Space, high: Limits) -> Limits:
    """At most so many cases with a trait lack another one: what its dimension's other codes can hold."""
    rest = np.full_like(high, NO_LIMIT)
    for name, codes in space.layout.codes.items():
        columns = {code: space.trait_number.get(Trait(((name, frozenset({code})),))) for code in codes}
        if None in columns.values():
            continue
        for number, trait in enumerate(space.traits):
            if len(trait.parts) == 1 and trait.parts[0][0] == name:
                others = [column for code, column in columns.items() if code not in trait.parts[0][1]]
                rest[:, :, number] = _sum_of(high, others)
    return rest


def _sum_of(high: Limits, columns: Sequence[int | None]) -> Limits:
    chosen = [column for column in columns if column is not None]
    total: Limits = np.minimum(high[:, :, chosen].sum(axis=2), NO_LIMIT)
    return total
