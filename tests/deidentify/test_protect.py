from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.deidentify.atoms import Atom, BaseTable, count
from ombudsdesk.deidentify.figures import belongs, statements
from ombudsdesk.deidentify.protect import Plan, TablePlan, protect
from ombudsdesk.deidentify.release import Band, Dimension, Release
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord

YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))
ROLES, LEVELS, GROUPS = ("teacher", "parent", "unknown"), ("elementary", "high"), ("career", "policies", "other")
PLAN = Plan(
    (
        TablePlan(Dimension.ROLE, ROLES),
        TablePlan(Dimension.LEVEL, LEVELS),
        TablePlan(Dimension.GROUP, GROUPS),
    )
)
SETS = [frozenset(some) for some in chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1))]
ATOMS = [Atom(level, role, groups) for level in LEVELS for role in ROLES for groups in SETS]

tables = st.dictionaries(st.sampled_from(ATOMS), st.integers(1, 40)).map(lambda counts: BaseTable(YEAR, counts))


@given(tables)
def test_every_statement_is_true(base: BaseTable) -> None:
    for statement in statements(protect(base, plan=PLAN), ATOMS):
        truth = sum(base.counts.get(ATOMS[number], 0) for number in statement.atoms)

        assert statement.low <= truth <= statement.high


@given(tables)
def test_every_printed_count_is_a_floor_band_of_five(base: BaseTable) -> None:
    released = protect(base, plan=PLAN)

    for table in released:
        for row in table.rows:
            truth = sum(cases for atom, cases in base.counts.items() if belongs(atom, table.dimensions[0], row.code))
            assert row.band == Band(truth // 5 * 5, truth // 5 * 5 + 4)


@given(tables)
def test_only_the_district_total_is_exact(base: BaseTable) -> None:
    released = protect(base, plan=PLAN)
    exact = [statement for statement in statements(released, ATOMS) if statement.low == statement.high]

    assert released.total.cases == sum(base.counts.values())
    assert [len(statement.atoms) for statement in exact] == [len(ATOMS)]


@given(tables)
def test_the_order_of_lines_tells_no_more_than_the_bands(base: BaseTable) -> None:
    """Two offices whose counts fall into the same bands publish the same tables, line by line."""
    for table in protect(base, plan=PLAN):
        plan = next(planned for planned in PLAN.tables if (planned.dimension,) == table.dimensions)
        expected = sorted(table.rows, key=lambda row: (-row.band.low, plan.codes.index(row.code)))

        assert list(table.rows) == expected


@given(tables)
def test_no_line_is_left_out_because_nobody_came(base: BaseTable) -> None:
    released = protect(base, plan=PLAN)

    for planned in PLAN.tables:
        assert sorted(row.code for row in released.table(planned.dimension).rows) == sorted(planned.codes)


def test_a_case_without_a_line_is_our_mistake_not_a_smaller_report() -> None:
    base = BaseTable(YEAR, {Atom("elementary", "superintendent", frozenset()): 1})

    with pytest.raises(ValueError, match="no line for a role"):
        protect(base, plan=PLAN)


@pytest.mark.parametrize(("low", "high"), [(3, 3), (0, 0), (1, 5), (-5, -1), (0, 3), (5, 8), (4, 8)])
def test_a_band_cannot_hold_a_count_that_tells_more(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="floor band"):
        Band(low, high)


def test_wider_bands_are_bands_too() -> None:
    assert Band.of(13, width=10) == Band(10, 19)


def test_a_table_that_was_not_planned_is_not_there() -> None:
    released = protect(BaseTable(YEAR, {}), plan=Plan((PLAN.tables[0],)))

    with pytest.raises(KeyError):
        released.table(Dimension.LEVEL)
    assert isinstance(released, Release)


def test_only_cases_opened_in_the_period_are_counted() -> None:
    months = [date(2025, 7, 1), date(2025, 8, 1), date(2026, 7, 1), date(2026, 8, 1)]
    records = [StatisticalRecord(month, "high", "teacher", frozenset({"career"})) for month in months]

    base = count(records, YEAR)

    assert base.counts == Counter({Atom("high", "teacher", frozenset({"career"})): 2})


def test_concerns_in_several_groups_are_counted_in_each_and_once_in_the_total() -> None:
    record = StatisticalRecord(date(2025, 9, 1), "high", "teacher", frozenset({"career", "other"}))

    released = protect(count([record] * 5, YEAR), plan=PLAN)

    bands = {row.code: row.band.low for row in released.table(Dimension.GROUP).rows}
    assert bands == {"career": 5, "other": 5, "policies": 0}
    assert released.total.cases == 5
