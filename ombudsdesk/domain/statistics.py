"""What is left of a case when everything that could name somebody is taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class StatisticalRecord:
    """One case as reports see it: the month it was opened (its first day), level and role of the visitor, and the *set* of
    the office's groups that its concerns belong to.

    `visitor` is good for one thing, to count visitors: cases with the same token count as one visitor's ("" says nothing).
    It belongs to the moment of reading, says nothing of the case, and two records that differ in it alone are equal.
    """

    month: date
    level: str
    role: str
    groups: frozenset[str]
    visitor: str = field(default="", compare=False, repr=False)
