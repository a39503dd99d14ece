"""The largest value of a sum over one block. The only file that imports highspy.

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
    """The rows and columns of a block as the solver takes them."""

    def __init__(self, block: Block, rows: Sequence[Row]) -> None:
        self.count = len(block.lumps)
        self._least = np.array([one.low for one in block.bounds], dtype=np.int64)
        self._most = np.array([one.high for one in block.bounds], dtype=np.int64)
        self._low = np.array([row.low for row in rows], dtype=np.int64)
        self._high = np.array([row.high for row in rows], dtype=np.int64)
        sizes = np.array([len(row.places) for row in rows], dtype=np.int64)
        self._start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))).astype(np.int32)
        self._index = np.array([place for row in rows for place in row.places], dtype=np.int32)
        self._row_of = np.repeat(np.arange(len(rows)), sizes)

    def bound(self, costs: Reals, prices: Reals) -> float:
        """What a sum cannot exceed, by weak duality: true for any prices of the rows."""
        rest = costs - np.bincount(self._index, prices[self._row_of], minlength=self.count)
        by_rows = np.where(prices > 0, prices * self._high, prices * self._low).sum()
        return float(by_rows + np.where(rest > 0, rest * self._most, rest * self._least).sum())

    def world(self, values: Reals) -> Cases | None:
        """The whole numbers that the solver means, if they are a world of this block."""
        cases = np.rint(values).astype(np.int64)
        totals = np.bincount(self._row_of, cases[self._index].astype(float), minlength=len(self._low))
        fits = bool(((cases >= self._least) & (cases <= self._most)).all())
        return cases if fits and bool(((totals >= self._low) & (totals <= self._high)).all()) else None

    def model(self, *, whole: bool) -> highspy.Highs:
        """The solver's model of it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count, len(self._low)
        lp.col_cost_, lp.sense_ = np.zeros(self.count), highspy.ObjSense.kMaximize
        lp.col_lower_, lp.col_upper_ = self._least.astype(float), self._most.astype(float)
        lp.row_lower_, lp.row_upper_ = self._low.astype(float), self._high.astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = self._start, self._index
        lp.a_matrix_.value_ = np.ones(len(self._index))
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.count
        model = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has types for all but this
        for name, value in (("output_flag", False), ("threads", _THREADS), ("simplex_strategy", _PRIMAL_SIMPLEX)):
            model.setOptionValue(name, value)
        model.passModel(lp)
        return model


class Fractions:
    """A block asked in fractions. It goes on from where it was."""

    def __init__(self, block: Block) -> None:
        self._tables = _Tables(block, block.rows)
        self._model = self._tables.model(whole=False)

    def largest(self, costs: Reals, *, left: SecondsLeft) -> Answer | None:
        """A bound of a sum, and a world if whole numbers reach it at this corner; None: not in time."""
        if not _run(self._model, costs, left):
            return None
        solution = self._model.getSolution()
        bound = self._tables.bound(costs, np.array(solution.row_dual))
        return Answer(_inner(bound), self._tables.world(np.array(solution.col_value)))


class Integers:
    """A block asked in whole numbers, with `more` that is known to be true of all its worlds."""

    def __init__(self, block: Block, more: Sequence[Row] = ()) -> None:
        self._tables = _Tables(block, [*block.rows, *more])
        self._model = self._tables.model(whole=True)
        # Ctrl+C stops it: the library would only print a remark
        self._model.HandleUserInterrupt = True
        self._model.setOptionValue("mip_rel_gap", 0.0)
        self._model.setOptionValue("mip_abs_gap", _NEARLY)

    def largest(
        self, costs: Reals, *, left: SecondsLeft, start: Cases | None = None, enough: float = math.inf
    ) -> Answer | None:
        """The exact end of a sum, searched from a known world on, or a world in which it is `enough`. None: not in time."""
        if start is not None:
            everything = np.arange(self._tables.count, dtype=np.int32)
            self._model.setSolution(len(everything), everything, start.astype(float))
        self._model.setOptionValue("objective_target", enough if math.isinf(enough) else enough - 0.5)
        solved = _run(self._model, costs, left)
        info = self._model.getInfo()
        bound = _inner(info.mip_dual_bound) if solved else math.inf
        values = np.array(self._model.getSolution().col_value)
        has_world = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        cases = self._tables.world(values) if has_world else None
        return Answer(bound, cases) if solved or cases is not None else None


def _run(model: highspy.Highs, costs: Reals, left: SecondsLeft) -> bool:
    """Whether the largest value of a sum was found. Raises ImpossibleError."""
    seconds = left()
    if seconds <= 0:
        return False
    # the library counts its time over all runs of a model
    model.setOptionValue("time_limit", model.getRunTime() + seconds)
    model.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
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
        while thread.is_alive():
            thread.join(_GLANCE)
    except KeyboardInterrupt:
        model.cancelSolve()  # type: ignore[no-untyped-call]
        thread.join()
        raise
