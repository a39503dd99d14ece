"""The largest value of a sum over one block. This file and optimum.py alone import highspy.

Fractions first: fast, asked again and again with other sums, and a bound for whole numbers in any case, for fractions allow
more. Then whole numbers. Every status is checked: what was not solved is not known. The bounds of fractions are added up
here from the solver's prices, which makes them bounds whatever the prices are; worlds are looked at before they are used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import highspy
import numpy as np
import numpy.typing as npt

from ombudsdesk.deidentify.nesting import nested
from ombudsdesk.deidentify.reduce import Block, Row

SecondsLeft = Callable[[], float]
"""How many seconds are left: the clock is somebody else's."""
Cases: TypeAlias = "npt.NDArray[np.int64]"
Reals: TypeAlias = "npt.NDArray[np.float64]"

_NEARLY = 1e-5
_THREADS = 1  # other numbers in one process leave a model unsolved without a word (measured)
_PRIMAL_SIMPLEX = 4  # after a change of the objective alone: several times faster
_GLANCE = 0.1  # seconds between two looks for Ctrl+C
_SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
_IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class ImpossibleError(Exception):
    """No world at all agrees with what was said."""


@dataclass(frozen=True)
class Answer:
    """`bound`: no world goes beyond this whole number. `cases`: those of each lump in a world, if one was found."""

    bound: float
    cases: Cases | None


def _inner(bound: float) -> float:
    """The whole number below a bound: sums of whole numbers cannot lie between."""
    return float(math.floor(bound + _NEARLY)) if math.isfinite(bound) else math.inf


class _Tables:
    """The columns and rows of a block as the solver takes them.

    A column for each lump, and one for each sum that other sums contain; a row for each sum. All but the lumps follow from
    the lumps.
    """

    def __init__(self, block: Block, rows: Sequence[Row]) -> None:
        self.lumps = len(block.lumps)
        bounds = _merged(block, rows)
        nests = nested(list(bounds), places=self.lumps)
        column_of = {
            number: self.lumps + place for place, number in enumerate(sorted({n for one in nests for n in one.sums}))
        }
        ends = np.array(list(bounds.values()), dtype=float).reshape(-1, 2)
        of_sums = ends[list(column_of)]
        self._sums = list(bounds)
        self._inner_sums = np.array(list(column_of), dtype=np.int64)
        self._column = np.array([(one.low, one.high) for one in block.bounds] + of_sums.tolist(), dtype=float).reshape(
            -1, 2
        )
        self._sum_bounds = ends
        self._row = ends.copy()
        self._row[list(column_of)] = 0.0
        entries = []
        for number, one in enumerate(nests):
            members = [(place, 1.0) for place in (*one.places, *(column_of[other] for other in one.sums))]
            # its own column is the sum: the difference is nothing
            entries.append([*members, (column_of[number], -1.0)] if number in column_of else members)
        self._start = np.cumsum([0, *(len(one) for one in entries)]).astype(np.int32)
        self._index = np.array([place for one in entries for place, _value in one], dtype=np.int32)
        self._value = np.array([value for one in entries for _place, value in one], dtype=float)
        self._row_of = np.repeat(np.arange(len(entries)), np.diff(self._start))
        self._members = np.array([place for one in bounds for place in one], dtype=np.int64)
        self._sum_of = np.repeat(np.arange(len(bounds)), [len(one) for one in bounds])

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self._column)

    def costs(self, of_lumps: Reals) -> Reals:
        """What every column counts for."""
        return np.concatenate((of_lumps, np.zeros(self.columns - self.lumps)))

    def bound(self, costs: Reals, prices: Reals) -> float:
        """What a sum cannot exceed, by weak duality: true for any prices of the rows."""
        rest = costs - np.bincount(self._index, prices[self._row_of] * self._value, minlength=self.columns)
        return _dearest(prices, self._row) + _dearest(rest, self._column)

    def world(self, values: Reals) -> Cases | None:
        """The whole numbers that the solver means, if they are a world of this block."""
        cases = np.rint(values[: self.lumps])
        totals = np.bincount(self._sum_of, cases[self._members], minlength=len(self._sums)).astype(float)
        fits = _lies(cases, self._column[: self.lumps]) and _lies(totals, self._sum_bounds)
        return cases.astype(np.int64) if fits else None

    def everything(self, cases: Cases) -> Reals:
        """The value of every column in a world."""
        totals = np.bincount(self._sum_of, cases[self._members].astype(float), minlength=len(self._sums))
        return np.concatenate((cases.astype(float), totals[self._inner_sums]))

    def model(self, *, whole: bool) -> highspy.Highs:
        """The solver's model of it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, len(self._row)
        lp.col_cost_, lp.sense_ = np.zeros(self.columns), highspy.ObjSense.kMaximize
        lp.col_lower_, lp.col_upper_ = self._column.T.copy()
        lp.row_lower_, lp.row_upper_ = self._row.T.copy()
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = self._start, self._index, self._value
        if whole:
            kinds = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            lp.integrality_ = [kinds[0]] * self.lumps + [kinds[1]] * (self.columns - self.lumps)
        model = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has types for all but this
        for name, value in (("output_flag", False), ("threads", _THREADS), ("simplex_strategy", _PRIMAL_SIMPLEX)):
            model.setOptionValue(name, value)
        model.passModel(lp)
        return model


def _merged(block: Block, rows: Sequence[Row]) -> dict[tuple[int, ...], tuple[int, int]]:
    """The bounds of each sum, once."""
    bounds: dict[tuple[int, ...], tuple[int, int]] = {}
    for row in (*block.rows, *rows):
        if row.places:
            low, high = bounds.get(row.places, (row.low, row.high))
            bounds[row.places] = max(low, row.low), min(high, row.high)
    return bounds


def _dearest(prices: Reals, bounds: Reals) -> float:
    return float(np.where(prices > 0, prices * bounds[:, 1], prices * bounds[:, 0]).sum())


def _lies(values: Reals, bounds: Reals) -> bool:
    return bool(((values >= bounds[:, 0]) & (values <= bounds[:, 1])).all())


class Fractions:
    """A block asked in fractions. It goes on from where it was."""

    def __init__(self, block: Block) -> None:
        self._tables = _Tables(block, ())
        self._model = self._tables.model(whole=False)

    def largest(self, costs: Reals, *, left: SecondsLeft) -> Answer | None:
        """A bound of a sum, and a world if whole numbers reach it at this corner; None: not in time."""
        costs = self._tables.costs(costs)
        if not _run(self._model, costs, left):
            return None
        solution = self._model.getSolution()
        bound = self._tables.bound(costs, np.array(solution.row_dual))
        return Answer(_inner(bound), self._tables.world(np.array(solution.col_value)))


class Integers:
    """A block asked in whole numbers, with `more` that is known to be true of all its worlds."""

    def __init__(self, block: Block, more: Sequence[Row] = ()) -> None:
        self._tables = _Tables(block, more)
        self._model = self._tables.model(whole=True)
        # Ctrl+C stops it: the library would only print a remark
        self._model.HandleUserInterrupt = True
        self._model.setOptionValue("mip_abs_gap", _NEARLY)

    def largest(
        self, costs: Reals, *, left: SecondsLeft, start: Cases | None = None, enough: float = math.inf, gap: float = 0.0
    ) -> Answer | None:
        """The exact end of a sum, searched from a known world on, or a world in which it is `enough`. None: not in time."""
        self._model.setOptionValue("mip_rel_gap", gap)
        self._model.setOptionValue("objective_target", enough if math.isinf(enough) else enough - 0.5)
        values = None if start is None else self._tables.everything(start)
        solved = _run(self._model, self._tables.costs(costs), left, start=values)
        info = self._model.getInfo()
        bound = _inner(info.mip_dual_bound) if solved else math.inf
        values = np.array(self._model.getSolution().col_value)
        has_world = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        cases = self._tables.world(values) if has_world else None
        return Answer(bound, cases) if solved or cases is not None else None


def _run(model: highspy.Highs, costs: Reals, left: SecondsLeft, *, start: Reals | None = None) -> bool:
    """Whether the largest value of a sum was found. Raises ImpossibleError."""
    seconds = left()
    if seconds <= 0:
        return False
    # the library counts its time over all runs of a model
    model.setOptionValue("time_limit", model.getRunTime() + seconds)
    columns = np.arange(len(costs), dtype=np.int32)
    model.changeColsCost(len(costs), columns, costs)
    if start is not None:
        # after the costs: another objective makes the library forget it
        model.setSolution(len(costs), columns, start)
    if model.HandleUserInterrupt:
        _run_beside(model)
    else:
        model.run()
    status = model.getModelStatus()
    if status in _IMPOSSIBLE:
        raise ImpossibleError
    return status in _SOLVED


def _run_beside(model: highspy.Highs) -> None:
    thread = model.startSolve()
    try:
        _wait(model)
    except KeyboardInterrupt:
        model.cancelSolve()  # type: ignore[no-untyped-call]
        _wait(model)
        raise
    finally:
        thread.join()


def _wait(model: highspy.Highs) -> None:
    # not for the thread: a join that Ctrl+C breaks off takes it for ended (Python 3.11)
    while not model.wait(_GLANCE)[0]:
        pass
