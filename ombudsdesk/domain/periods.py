"""The stretch of time that a report is about."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

SCHOOL_YEAR_BEGINS = 8
"""August: the month in which a Texas district's year begins."""


@dataclass(frozen=True, order=True)
class Period:
    """Whole months, both ends included. A period of single days could be used to single out one visit.

    Raises ValueError if it does not begin on the first and end on the last day of a month, or ends before it begins.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start.day != 1 or self.end.day != monthrange(self.end.year, self.end.month)[1]:
            raise ValueError("a period covers whole months")
        if self.end < self.start:
            raise ValueError("a period ends after it begins")

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each of its months, in order."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.start, self.end))
        return tuple(date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def whole_month(day: date) -> Period:
    """The month that a day lies in."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def school_year(day: date) -> Period:
    """The school year, August to July, that a day lies in."""
    year = day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1
    return Period(date(year, SCHOOL_YEAR_BEGINS, 1), date(year + 1, SCHOOL_YEAR_BEGINS - 1, 31))
