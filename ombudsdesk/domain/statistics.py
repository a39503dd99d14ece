"""What is left of a case when everything that could name somebody is taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StatisticalRecord:
    """One case as reports see it: the month it was opened (its first day), level and role of the visitor, and the *set* of
    the office's groups that its concerns belong to."""

    month: date
    level: str
    role: str
    groups: frozenset[str]
