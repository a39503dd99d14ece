"""The base table that every published figure is a sum over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord


@dataclass(frozen=True)
class Atom:
    """The finest kind of case that a report can tell apart: level × role × the set of concern groups.

    The *set*, because one case may raise concerns in several groups: sums over groups may then exceed the total, and
    counting sets gets that right.
    """

    level: str
    role: str
    groups: frozenset[str]


@dataclass(frozen=True)
class BaseTable:
    """How many cases of each atom were opened in a period. These are true counts: they never leave this room."""

    period: Period
    counts: Mapping[Atom, int]


def count(records: Iterable[StatisticalRecord], period: Period) -> BaseTable:
    """Count the records whose month lies in the period."""
    atoms = (Atom(record.level, record.role, record.groups) for record in records if record.month in period)
    return BaseTable(period, Counter(atoms))
