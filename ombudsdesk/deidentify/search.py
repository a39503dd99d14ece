"""The search in one block: how large sums can be at most, and worlds that reach it. Each world serves all sums.

An *end* is a sum over lumps with a sign: its largest value is the largest of the sum, or minus the smallest. Each end has a
`bound` that no world exceeds and a `value` that a known world reaches; where they meet it is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ombudsdesk.deidentify.lumps import ContradictionError
from ombudsdesk.deidentify.reduce import Block, Row
from ombudsdesk.deidentify.solver import Answer, Cases, Fractions, ImpossibleError, Integers, Reals, SecondsLeft

Settled = Callable[[], None]
"""Called now and then while something is searched for."""

PATIENCE = (2.0, 10.0, 60.0, float("inf"))
"""Seconds for one sum in whole numbers: none may keep the others waiting before they had their turn."""
MANY = 10
"""A world that serves many ends is worth so many times as much patience."""
FEW = 3
"""So many ends are settled one by one, and so many must a world settle to be worth another."""
GAP = 0.05
"""How far from the best a world may be that is to serve many ends."""
_SEED = 20_230_901


@dataclass(frozen=True)
class _End:
    places: frozenset[int]
    sign: int


class Search:
    """A block, the ends that are asked for, and every world of it that was found."""

    def __init__(self, block: Block, left: SecondsLeft, settled: Settled) -> None:
        self.block, self._left, self._settled = block, left, settled
        self.pool: list[Cases] = []
        self._ends: dict[_End, int] = {}
        self._random = np.random.default_rng(_SEED)
        self._fractions: Fractions | None = None

    def want(self, places: frozenset[int], *, largest: bool) -> int:
        """The number of an end, which is to be asked for."""
        return self._ends.setdefault(_End(places, 1 if largest else -1), len(self._ends))

    def begin(self, truth: Sequence[Row] = ()) -> None:
        """Know all ends, and a world if there is time to find one. Raises ContradictionError.

        `truth` is what sums really are, as far as it is known: it leads to a world sooner, and is nothing to rely on.
        """
        # every place of every end, one after the other
        self._places = np.array([place for end in self._ends for place in end.places], dtype=np.int64)
        sizes = [len(end.places) for end in self._ends]
        self._start = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        self._end_of = np.repeat(np.arange(len(self._ends)), np.array(sizes, dtype=np.int64))
        self._sign = np.array([end.sign for end in self._ends], dtype=float)
        low = np.array([one.low for one in self.block.bounds], dtype=np.int64)
        high = np.array([one.high for one in self.block.bounds], dtype=np.int64)
        self.bound: Reals = np.where(self._sign > 0, self._values(high), self._values(low))
        self._take_in_rows()
        self.value: Reals = np.full(len(self._ends), -np.inf)
        self.reached_by = np.zeros(len(self._ends), dtype=np.int64)
        if not self.block.rows:
            self._keep(low)
            self._keep(high)
            return
        self._fractions = Fractions(self.block)
        try:
            self._near(truth)
            if not self.pool:
                self._first()
        except ImpossibleError:
            raise ContradictionError from None

    def _take_in_rows(self) -> None:
        """What was said of a sum itself bounds it."""
        for row in self.block.rows:
            places = frozenset(row.places)
            for end, bound in ((_End(places, 1), row.high), (_End(places, -1), -row.low)):
                if end in self._ends:
                    number = self._ends[end]
                    self.bound[number] = min(self.bound[number], bound)

    def _near(self, truth: Sequence[Row]) -> None:
        try:
            answer = Integers(self.block, truth).largest(self._nothing(), left=self._left)
        except ImpossibleError:
            # what is said to be true may be wrong: then it leads nowhere, and nothing was lost
            return
        if answer is not None and answer.cases is not None:
            self._keep(answer.cases)

    def _nothing(self) -> Reals:
        return np.zeros(len(self.block.lumps))

    def open(self, numbers: Sequence[int]) -> list[int]:
        """Those ends that are not settled."""
        return [number for number in numbers if self.value[number] < self.bound[number]]

    def in_fractions(self, numbers: Sequence[int]) -> None:
        """Ask for the bounds of these ends; now and then a corner is a world, too."""
        for number in numbers:
            if self._fractions is None or not self.open([number]):
                continue
            answer = self._fractions.largest(self._costs({number: 1}), left=self._left)
            self._settled()
            if answer is None:
                return
            self._learn(number, answer)

    def at_once(self, numbers: Sequence[int]) -> None:
        """Settle what a few worlds settle, before anything is asked one by one."""
        if self._fractions is not None and self.pool:
            self._many(Integers(self.block), numbers, PATIENCE[0])

    def in_whole_numbers(self, numbers: Sequence[int]) -> None:
        """Settle these ends, first many at once, then one by one, with more patience in each round."""
        for patience in PATIENCE:
            if not self.open(numbers) or self._left() <= 0:
                return
            # with all that is known by now
            solver = Integers(self.block, list(self._proven()))
            self._many(solver, numbers, patience)
            for number in numbers:
                self._single(solver, number, patience)

    def _first(self) -> None:
        answer = Fractions(self.block).largest(self._nothing(), left=self._left)
        if answer is not None and answer.cases is None:
            answer = Integers(self.block).largest(self._nothing(), left=self._left)
        if answer is not None and answer.cases is not None:
            self._keep(answer.cases)

    def _many(self, solver: Integers, numbers: Sequence[int], patience: float) -> None:
        """Worlds in which many ends are far out at once, as long as they are worth it."""
        while len(open_ := self.open(numbers)) > FEW:
            chosen = self._random.choice(open_, size=(len(open_) + 1) // 2, replace=False)
            weights = {int(number): int(self._random.integers(1, 5)) for number in chosen}
            answer = solver.largest(
                self._costs(weights), left=self._within(MANY * patience), start=self._any_world(), gap=GAP
            )
            self._settled()
            if answer is None or answer.cases is None:
                return
            self._keep(answer.cases)
            if len(open_) - len(self.open(numbers)) < FEW:
                return

    def _single(self, solver: Integers, number: int, patience: float) -> None:
        if not self.open([number]):
            return
        best = self.pool[self.reached_by[number]] if self.pool else None
        answer = solver.largest(
            self._costs({number: 1}), left=self._within(patience), start=best, enough=self.bound[number]
        )
        self._settled()
        if answer is not None:
            self._learn(number, answer)

    def _values(self, cases: Cases) -> Reals:
        """The value of each end in a world."""
        totals = np.bincount(self._end_of, cases[self._places].astype(float), minlength=len(self._ends))
        return self._sign * totals

    def _costs(self, weights: Mapping[int, int]) -> Reals:
        """What a case in each lump counts for some ends together."""
        costs = np.zeros(len(self.block.lumps))
        for number, weight in weights.items():
            costs[self._places[self._start[number] : self._start[number + 1]]] += weight * self._sign[number]
        return costs

    def _within(self, patience: float) -> SecondsLeft:
        return lambda: min(patience, self._left())

    def _any_world(self) -> Cases | None:
        return self.pool[-1] if self.pool else None

    def _learn(self, number: int, answer: Answer) -> None:
        self.bound[number] = min(self.bound[number], answer.bound)
        if answer.cases is not None:
            self._keep(answer.cases)

    def _keep(self, cases: Cases) -> None:
        values = self._values(cases)
        better = values > self.value
        self.value[better] = values[better]
        self.reached_by[better] = len(self.pool)
        self.pool.append(cases)

    def _proven(self) -> Iterator[Row]:
        """What is known of the sums: it narrows the search, for it may be more than what was said."""
        bounds: dict[frozenset[int], list[int]] = {}
        for end, number in self._ends.items():
            both = bounds.setdefault(end.places, [0, sum(self.block.bounds[place].high for place in end.places)])
            both[end.sign > 0] = int(self.bound[number]) * end.sign
        for places, (low, high) in bounds.items():
            yield Row(tuple(sorted(places)), low, high)
