"""The smallest and the largest value of a sum over one block, in whole numbers. This file and optimum.py alone import
highspy.

A linear program first: where its answer is whole, it is the answer. Its bound holds in any case, for fractions allow more.
Where it is not whole, an integer search goes on. Every status is checked: what was not solved is not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy

from ombudsdesk.deidentify.instance import Instance
from ombudsdesk.deidentify.lumps import Block

SecondsLeft = Callable[[], float]
"""How many seconds are left: the clock is somebody else's."""

_NEARLY = 1e-5
_THREADS = 1  # other numbers in one process leave a model unsolved without a word (measured)
_PRIMAL_SIMPLEX = 4  # after a change of the objective alone: several times faster


@dataclass(frozen=True)
class Answer:
    """`bound`: no world goes beyond it. `cases`: those of each column in a world that reaches `value`, if one was found."""

    bound: float
    value: int | None = None
    cases: tuple[int, ...] | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the world that was found reaches what no world goes beyond."""
        return self.value is not None and math.isclose(self.bound, self.value, abs_tol=0.5)


@dataclass(frozen=True)
class Column:
    """A variable: cases in a lump or in a part of one."""

    said: frozenset[int]
    most: int


class ImpossibleError(Exception):
    """No world at all agrees with what was said."""


class Solver:
    """One block's statements, over columns. It is asked again and again with other objectives."""

    def __init__(self, instance: Instance, block: Block, columns: Sequence[Column]) -> None:
        self._columns = list(columns)
        self._models = [_model(instance, block, columns, whole=whole) for whole in (False, True)]

    def extreme(self, costs: Sequence[int], *, largest: bool, left: SecondsLeft) -> Answer:
        """The smallest (or largest) value of a sum with these whole costs. Raises ImpossibleError."""
        far = math.inf if largest else -math.inf
        answer = Answer(far)
        for model in self._models:
            found = self._solve(model, costs, largest=largest, left=left)
            if found is None:
                return answer
            bound, cases = found
            answer = Answer(bound, _value(costs, cases), cases) if cases else Answer(bound)
            if answer.is_exact:
                return answer
        return answer

    def _solve(
        self, model: highspy.Highs, costs: Sequence[int], *, largest: bool, left: SecondsLeft
    ) -> tuple[float, tuple[int, ...] | None] | None:
        seconds = left()
        if seconds <= 0:
            return None
        # the library counts its time over all runs of a model
        model.setOptionValue("time_limit", model.getRunTime() + seconds)
        count = len(self._columns)
        model.changeColsCost(count, list(range(count)), [float(cost) for cost in costs])
        model.changeObjectiveSense(highspy.ObjSense.kMaximize if largest else highspy.ObjSense.kMinimize)
        model.run()
        status = model.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise ImpossibleError
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        values = list(model.getSolution().col_value)
        whole = [round(value) for value in values]
        is_whole = all(abs(value - near) < _NEARLY for value, near in zip(values, whole, strict=True))
        bound = model.getInfo().objective_function_value
        # a sum of whole numbers lies on the inner side of a fraction
        bound = math.floor(bound + _NEARLY) if largest else math.ceil(bound - _NEARLY)
        return bound, tuple(whole) if is_whole else None


def _value(costs: Sequence[int], cases: Sequence[int]) -> int:
    return sum(cost * count for cost, count in zip(costs, cases, strict=True))


def _model(instance: Instance, block: Block, columns: Sequence[Column], *, whole: bool) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has types for all but this
    for name, value in (("output_flag", False), ("threads", _THREADS), ("simplex_strategy", _PRIMAL_SIMPLEX)):
        model.setOptionValue(name, value)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", _NEARLY)
    for column in columns:
        model.addVar(0.0, float(column.most))
    if whole:
        for number in range(len(columns)):
            model.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for number in block.said:
        said = instance.said[number]
        members = [place for place, column in enumerate(columns) if number in column.said]
        high = highspy.kHighsInf if said.high is None else float(said.high)
        model.addRow(float(said.low), high, len(members), members, [1.0] * len(members))
    return model
