"""Sums as sums of smaller sums: half a year is two quarters, a district its groups. It keeps the solver's tables short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Nest:
    """A sum as the other sums, by their numbers, and the single places that it consists of."""

    sums: tuple[int, ...]
    places: tuple[int, ...]


def nested(sums: Sequence[tuple[int, ...]], *, places: int) -> list[Nest]:
    """Each of these sums over places as the largest others that lie in it side by side, and what is left."""
    sizes = np.array([len(one) for one in sums], dtype=np.int64)
    sets = [frozenset(one) for one in sums]
    containing: list[list[int]] = [[] for _place in range(places)]
    for number, one in enumerate(sums):
        for place in one:
            containing[place].append(number)
    at = [np.array(numbers, dtype=np.int64) for numbers in containing]
    found = []
    for number, one in enumerate(sums):
        hits = np.bincount(np.concatenate([at[place] for place in one]), minlength=len(sums))
        inside = np.flatnonzero((hits == sizes) & (sizes < sizes[number]) & (sizes > 1))
        found.append(_nest(sets, one, inside[np.argsort(-sizes[inside], kind="stable")].tolist()))
    return found


def _nest(sets: Sequence[frozenset[int]], one: tuple[int, ...], inside: Sequence[int]) -> Nest:
    left, taken = set(one), []
    for other in inside:
        if sets[other] <= left:
            left -= sets[other]
            taken.append(other)
    return Nest(tuple(taken), tuple(sorted(left)))
