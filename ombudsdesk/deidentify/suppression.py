"""Suppression with least loss: where exact numbers are demanded, as few of them as possible are hidden.

A small count is safe if there is a world of whole cases in which it is 0 and one in which it is `threshold` - 1 or more,
and both agree with everything that is shown. Such worlds are looked for near the truth: each sum that differs in one has to
be hidden. A world serves many counts, and none is forgotten. From that first choice on, the fewest cells are proven in
rounds (the capacity cuts of Fischetti and Salazar): the fewest that satisfy all demands so far, then for each small count
that is not safe with them the demand that says why. Whatever the clock says, nothing is shown without checked worlds.

Whoever knows that the fewest were hidden knows a little more than the table says: bands (see protect.py) are better.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ombudsdesk.deidentify import attacker
from ombudsdesk.deidentify.attacker import ContradictionError, Progress, Verdict
from ombudsdesk.deidentify.exact import ExactTable, Need, needs, small_cells, statements_of
from ombudsdesk.deidentify.instance import Query
from ombudsdesk.deidentify.known_worlds import KnownWorlds
from ombudsdesk.deidentify.optimum import Cut, Fewest, Nearest, Vertex, Worlds
from ombudsdesk.deidentify.solver import ImpossibleError, SecondsLeft

_AT_RANDOM = 4
_NEARLY = 1e-6


class RefusedError(Exception):
    """Even with all cells hidden a small count could be worked out: there are too few cases that could be."""


@dataclass(frozen=True)
class Suppressed:
    """The places of the cells to hide, how many they are, and whether it is proven that fewer would not do."""

    hidden: frozenset[int]
    loss: int
    proven: bool


class _OutOfTimeError(Exception):
    pass


def suppress(
    table: ExactTable,
    *,
    threshold: int,
    left: SecondsLeft,
    progress: Progress | None = None,
    zeros_too: bool = False,
) -> Suppressed:
    """The fewest cells to hide so that no count from 1 to `threshold` - 1 can be worked out, as far as time allows.

    `zeros_too`: zeros are hidden as well, and must be able to be `threshold` - 1. `progress` is told how many cells must be
    hidden at least, and how many are. Without time everything is hidden. Raises RefusedError, ContradictionError.
    """
    small = small_cells(table, threshold, zeros_too=zeros_too)
    demanded = list(needs(table, threshold, zeros_too=zeros_too))
    counts = table.counts()
    if any(len(counts[need.place].atoms) * table.upper < need.goal for need in demanded):
        raise RefusedError
    search = _Search(table, threshold, small, demanded, left)
    try:
        search.run(progress or (lambda _least, _hidden: None))
    except ImpossibleError:
        raise ContradictionError from None
    except _OutOfTimeError:
        # what was found before is good; without anything found, everything stays hidden
        pass
    return search.result()


class _Search:
    def __init__(
        self, table: ExactTable, threshold: int, small: frozenset[int], demanded: Sequence[Need], left: SecondsLeft
    ) -> None:
        self._table, self._threshold, self._demanded, self._left = table, threshold, demanded, left
        self._cells, self._counts = frozenset(range(len(table.cells))), table.counts()
        self._small, self._least = small, len(small)
        self._largest = max((1, *(cell.true for cell in table.cells)))
        self._best: frozenset[int] | None = None
        self._random = random.Random(0)  # noqa: S311 - which worlds are tried first; the same every time
        self._known = KnownWorlds(table, demanded, threshold)
        self._worlds, self._nearest = Worlds(self._known.sums), Nearest(self._known.sums)
        self._fewest = Fewest(self._known.sums, sorted(self._cells - small))

    def result(self) -> Suppressed:
        """The best that was found, after the checker has seen a world for every need."""
        hidden = self._cells if self._best is None else self._best
        said = statements_of(self._table, hidden, threshold=self._threshold)
        if self._best is not None and not self._known.certify(said, _bits(hidden)):
            raise RuntimeError("a world that was found does not agree with what is shown")
        return Suppressed(hidden, len(hidden), len(hidden) == self._least)

    def run(self, progress: Progress) -> None:
        """Find a choice, make it smaller, prove it. Raises _OutOfTimeError, ImpossibleError."""
        self._best = self._first()
        progress(self._least, len(self._best))
        self._best = self._spared(self._best)
        progress(self._least, len(self._best))
        while self._least < len(self._best):
            self._round()
            progress(self._least, len(self._best))

    def _first(self) -> frozenset[int]:
        """The small cells, and what differs from the truth in the nearest world for each of their needs."""
        hidden = self._small
        for number, cut in self._failures(hidden):
            self._demand(cut)
            if not self._known.unmet(_bits(hidden)) >> number & 1:
                continue
            need = self._demanded[number]
            costs = {place: 1.0 + self._table.cells[place].true / self._largest for place in self._cells - hidden}
            cases = self._nearest.world(need.place, need.goal, costs, left=self._left)
            if cases is None:
                raise _OutOfTimeError
            hidden |= _places(self._known.add(cases).moved)
        return hidden

    def _spared(self, hidden: frozenset[int]) -> frozenset[int]:
        """Without the cells that are not needed; the largest counts are shown first, for they tell most."""
        for place in sorted(hidden - self._small, key=lambda place: -self._table.cells[place].true):
            fewer = hidden - {place}
            for _number, cut in self._failures(fewer):
                self._demand(cut)
                break
            else:
                hidden = fewer
        return hidden

    def _round(self) -> None:
        """The fewest cells that satisfy all demands: enough, or the reason for new demands."""
        choice = self._fewest.solve(left=self._left)
        if choice is None:
            raise _OutOfTimeError
        self._least = max(self._least, len(self._small) + choice.bound)
        hidden = self._small | choice.places
        failures = list(self._failures(hidden))
        for _number, cut in failures:
            self._demand(cut)
        doubtful = [number for number, cut in failures if cut is None]
        if len(doubtful) == len(failures) and self._decide(hidden, doubtful):
            self._best, self._least = hidden, len(hidden)

    def _decide(self, hidden: frozenset[int], doubtful: Sequence[int]) -> bool:
        """Whether whole worlds exist where fractions do: the attacker's integer search knows."""
        if not doubtful:
            return True
        # each is to be protected, zeros as well
        places = sorted({self._demanded[number].place for number in doubtful})
        asked = tuple(Query(str(place), self._counts[place].atoms, 1) for place in places)
        said = replace(statements_of(self._table, hidden, threshold=self._threshold), queries=asked)
        found = attacker.attack(said, left=self._left)
        for one in found:
            for world in one.alibis:
                self._known.add_atoms(world)
        verdict = attacker.release_verdict(found)
        if verdict is Verdict.UNKNOWN:
            raise _OutOfTimeError
        if verdict is Verdict.UNSAFE:
            self._fewest.add(_one_more(self._cells - hidden))
        return verdict is Verdict.SAFE

    def _demand(self, cut: Cut | None) -> None:
        if cut is not None:
            self._fewest.add(cut)

    def _failures(self, hidden: frozenset[int]) -> Iterator[tuple[int, Cut | None]]:
        """The numbers of the needs for which no whole world is known if these are hidden; and why, if there is none."""
        shown, bits = self._cells - hidden, _bits(hidden)
        self._worlds.show(shown)
        self._try_at_random(bits)
        for number, need in enumerate(self._demanded):
            if not self._known.unmet(bits) >> number & 1:
                continue
            costs = {need.place: float(need.end.value)}
            vertex = self._extreme(costs)
            if vertex.value < need.goal - _NEARLY:
                # a rounded reason may be none: that one more must be hidden is always true
                yield number, self._worlds.cut(vertex, costs, goal=need.goal, shown=shown) or _one_more(shown)
            elif vertex.cases is None:
                yield number, None
            else:
                self._known.add(vertex.cases)

    def _try_at_random(self, bits: int) -> None:
        """Worlds that are extreme for all open needs at once: most serve many."""
        for _time in range(_AT_RANDOM):
            unmet = self._known.unmet(bits)
            costs = {
                need.place: need.end.value * self._random.random()
                for number, need in enumerate(self._demanded)
                if unmet >> number & 1
            }
            vertex = self._extreme(costs) if costs else None
            if vertex and vertex.cases:
                self._known.add(vertex.cases)

    def _extreme(self, costs: dict[int, float]) -> Vertex:
        vertex = self._worlds.extreme(costs, left=self._left)
        if vertex is None:
            raise _OutOfTimeError
        return vertex


def _bits(places: frozenset[int]) -> int:
    return sum(1 << place for place in places)


def _one_more(shown: frozenset[int]) -> Cut:
    return Cut(dict.fromkeys(shown, 1.0), 1.0)


def _places(bits: int) -> frozenset[int]:
    return frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)
