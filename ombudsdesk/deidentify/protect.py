"""The one way out: true counts in, a release that may be printed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.atoms import BaseTable
from ombudsdesk.deidentify.figures import belongs, codes_of
from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Readers, Release, Row, Table


@dataclass(frozen=True)
class TablePlan:
    """A table to print: its dimension and *all* its codes. Codes without cases are printed too, for a missing line would
    tell that nobody came."""

    dimension: Dimension
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a report would like to show. It is fixed before anybody looks at the counts."""

    tables: tuple[TablePlan, ...]
    readers: Readers = Readers.LEADERSHIP


def protect(base: BaseTable, *, plan: Plan, ledger: Sequence[Release] = ()) -> Release:
    """The release that a plan yields: every count as a floor band, only the district's total of cases exactly.

    `ledger` holds the releases that readers already have. This first step prints bands whatever they say and does not yet
    prove that bands of overlapping periods cannot be subtracted from one another: the auditor takes this function's place.
    Raises ValueError if a case has a code for which the plan has no line: it would be in the total and nowhere else.
    """
    _refuse_unlisted(base, plan)
    total = DistrictTotal(sum(base.counts.values()))
    width = plan.readers.threshold
    return Release(base.period, plan.readers, total, tuple(_table(base, table, width) for table in plan.tables))


def _refuse_unlisted(base: BaseTable, plan: Plan) -> None:
    for table in plan.tables:
        for atom in base.counts:
            if not codes_of(atom, table.dimension) <= set(table.codes):
                raise ValueError(f"the plan has no line for a {table.dimension.value} that occurs")


def _table(base: BaseTable, plan: TablePlan, width: int) -> Table:
    rows = []
    for code in plan.codes:
        count = sum(cases for atom, cases in base.counts.items() if belongs(atom, plan.dimension, code))
        rows.append(Row((code,), Band.of(count, width=width)))
    # sorted by the band, never by the count behind it: an order is a statement too (Python's sort keeps ties as listed)
    rows.sort(key=lambda row: -row.band.low)
    return Table((plan.dimension,), tuple(rows))
