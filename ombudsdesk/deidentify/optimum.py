"""The models behind suppression: worlds that agree with what is shown, worlds near the truth, and the fewest cells to hide.

Beside solver.py the only file that imports highspy, and with the same care: one thread, and every status is checked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy

from ombudsdesk.deidentify.solver import ImpossibleError, SecondsLeft

_NEARLY = 1e-6
_THREADS = 1  # the same as in solver.py: other numbers in one process leave a model unsolved without a word
_PRIMAL_SIMPLEX = 4
_FREE = highspy.kHighsInf
_ALL_CASES = 0.5


@dataclass(frozen=True)
class Sums:
    """The sums of a table over its lumps: for each lump the places that count it and its most cases, then the true sums."""

    places: tuple[tuple[int, ...], ...]
    most: tuple[int, ...]
    true: tuple[int, ...]

    def of(self, cases: Sequence[int]) -> tuple[int, ...]:
        """The sum of every place, in whole numbers."""
        sums = [0] * len(self.true)
        for count, places in zip(cases, self.places, strict=True):
            for place in places if count else ():
                sums[place] += count
        return tuple(sums)

    def members(self) -> list[list[int]]:
        """The lumps of every place."""
        members: list[list[int]] = [[] for _place in self.true]
        for lump, places in enumerate(self.places):
            for place in places:
                members[place].append(lump)
        return members


@dataclass(frozen=True)
class Vertex:
    """What fractions reach at most, the world that does so if it is whole, and what each place's sum is worth for it."""

    value: float
    cases: tuple[int, ...] | None
    worth: tuple[float, ...]


@dataclass(frozen=True)
class Cut:
    """The weights of the hidden cells, by place, come to `least` together in every choice that is safe."""

    weights: Mapping[int, float]
    least: float


@dataclass(frozen=True)
class Choice:
    """Cells to hide that no cut forbids, and how many it must be at least (`bound`)."""

    places: frozenset[int]
    bound: int


class Worlds:
    """All worlds that agree with the shown cells: a column for each lump, a row for each place."""

    def __init__(self, sums: Sums) -> None:
        self._sums, self._model = sums, _model()
        for most in sums.most:
            self._model.addVar(0.0, float(most))
        self._model.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        for lumps in sums.members():
            self._model.addRow(-_FREE, _FREE, len(lumps), lumps, [1.0] * len(lumps))

    def show(self, shown: Collection[int]) -> None:
        """From now on these places are exact and of all others nothing is known."""
        true = self._sums.true
        for place, count in enumerate(true):
            is_shown = place in shown
            low, high = (float(count), float(count)) if is_shown else (-_FREE, _FREE)
            self._model.changeRowBounds(place, low, high)

    def extreme(self, costs: Mapping[int, float], *, left: SecondsLeft) -> Vertex | None:
        """The largest Σ costs[place] · sum of the place; None if there was no time. Raises ImpossibleError."""
        of_lumps = [sum(costs.get(place, 0.0) for place in places) for places in self._sums.places]
        self._model.changeColsCost(len(of_lumps), list(range(len(of_lumps))), of_lumps)
        self._model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        if not _run(self._model, left):
            return None
        solution = self._model.getSolution()
        value = self._model.getInfo().objective_function_value
        return Vertex(value, _whole(solution.col_value), tuple(_snapped(worth) for worth in solution.row_dual))

    def cut(self, vertex: Vertex, costs: Mapping[int, float], *, goal: float, shown: Collection[int]) -> Cut | None:
        """Why Σ costs · sums does not reach the goal while these are shown, as a demand on what is hidden.

        Whatever the places are worth, Σ costs · sums = Σ worth · sums + what is left over for each lump: so the demand is
        true even if the solver was not exact. None if it does not say that more than now must be hidden.
        """
        reach, weights = 0.0, {}
        for place, worth in enumerate(vertex.worth):
            count = self._sums.true[place]
            if place in shown:
                reach += worth * count
                # hidden it could grow without end, or shrink to nothing
                weights[place] = _FREE if worth > 0 else -worth * count
            elif worth != 0:
                return None
        for places, most in zip(self._sums.places, self._sums.most, strict=True):
            over = sum(costs.get(place, 0.0) - vertex.worth[place] for place in places)
            reach += most * max(0.0, _snapped(over))
        least = goal - reach
        if least < _NEARLY:
            return None
        return Cut({place: min(weight / least, 1.0) for place, weight in weights.items() if weight > _NEARLY}, 1.0)


class Nearest:
    """Worlds in which as few shown sums as possible leave the truth: behind each lump's column two for each place."""

    def __init__(self, sums: Sums) -> None:
        self._sums, self._lumps = sums, len(sums.most)
        self._models = [self._built(whole=whole) for whole in (False, True)]

    def _built(self, *, whole: bool) -> highspy.Highs:
        model, places = _model(), len(self._sums.true)
        for most in (*self._sums.most, *(value for true in self._sums.true for value in (_FREE, true))):
            model.addVar(0.0, float(most))
        for lump in range(self._lumps if whole else 0):
            model.changeColIntegrality(lump, highspy.HighsVarType.kInteger)
        members = self._sums.members()
        for place in range(places):
            up, down = self._moves(place)
            columns, true = [*members[place], up, down], float(self._sums.true[place])
            model.addRow(true, true, len(columns), columns, [*([1.0] * len(members[place])), -1.0, 1.0])
        return model

    def _moves(self, place: int) -> tuple[int, int]:
        return self._lumps + 2 * place, self._lumps + 2 * place + 1

    def world(self, place: int, value: int, costs: Mapping[int, float], *, left: SecondsLeft) -> tuple[int, ...] | None:
        """The whole world nearest to the truth in which a place has this value; None if there was no time.

        `costs`: what it costs for each case that the sum of a place leaves the truth by; nothing where it is hidden.
        Raises ImpossibleError.
        """
        for model in self._models:
            cases = self._solve(model, place, value, costs, left)
            if cases is not None:
                return cases
        return None

    def _solve(
        self, model: highspy.Highs, place: int, value: int, costs: Mapping[int, float], left: SecondsLeft
    ) -> tuple[int, ...] | None:
        columns = range(self._lumps, self._lumps + 2 * len(self._sums.true))
        by_column = [costs.get((column - self._lumps) // 2, 0.0) for column in columns]
        model.changeColsCost(len(columns), list(columns), by_column)
        away = value - self._sums.true[place]
        up, down = self._moves(place)
        for column, by in ((up, max(0, away)), (down, max(0, -away))):
            model.changeColBounds(column, float(by), float(by))
        try:
            solved = _run(model, left)
        finally:
            model.changeColBounds(up, 0.0, _FREE)
            model.changeColBounds(down, 0.0, float(self._sums.true[place]))
        return _whole(model.getSolution().col_value[: self._lumps]) if solved else None


class Fewest:
    """The fewest of some cells that satisfy every cut so far; of several choices the one that hides the least cases."""

    def __init__(self, sums: Sums, optional: Sequence[int]) -> None:
        self._column = {place: column for column, place in enumerate(optional)}
        self._model = _model()
        whole = max(1, sum(sums.true[place] for place in optional))
        for column, place in enumerate(optional):
            self._model.addVar(0.0, 1.0)
            # all cases together weigh less than one cell
            self._model.changeColCost(column, 1.0 + _ALL_CASES * sums.true[place] / whole)
            self._model.changeColIntegrality(column, highspy.HighsVarType.kInteger)

    def add(self, cut: Cut) -> None:
        """From now on this is demanded, too."""
        columns = [self._column[place] for place in cut.weights]
        self._model.addRow(cut.least, _FREE, len(columns), columns, list(cut.weights.values()))

    def solve(self, *, left: SecondsLeft) -> Choice | None:
        """A choice of the fewest; None if there was no time. Raises ImpossibleError."""
        if not self._column:
            return Choice(frozenset(), 0)
        if not _run(self._model, left):
            return None
        values = self._model.getSolution().col_value
        bound = math.ceil(self._model.getInfo().mip_dual_bound - _ALL_CASES - _NEARLY)
        return Choice(frozenset(place for place, column in self._column.items() if values[column] > 0.5), bound)


def _model() -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has types for all but this
    for name, value in (("output_flag", False), ("threads", _THREADS), ("mip_rel_gap", 0.0), ("mip_abs_gap", _NEARLY)):
        model.setOptionValue(name, value)
    return model


def _run(model: highspy.Highs, left: SecondsLeft) -> bool:
    """Whether the model was solved in time. Raises ImpossibleError."""
    seconds = left()
    if seconds <= 0:
        return False
    # the library counts its time over all runs of a model
    model.setOptionValue("time_limit", model.getRunTime() + seconds)
    model.run()
    status = model.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise ImpossibleError
    return bool(status == highspy.HighsModelStatus.kOptimal)


def _snapped(number: float) -> float:
    near = round(number)
    return float(near) if abs(number - near) < _NEARLY else number


def _whole(values: Sequence[float]) -> tuple[int, ...] | None:
    near = [round(value) for value in values]
    return tuple(near) if all(abs(value - one) < _NEARLY for value, one in zip(values, near, strict=True)) else None
