"""Which periods a report can be about: whole months, and the stretches that districts usually report on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum, unique

from ombudsdesk.domain.periods import Period, school_year
from ombudsdesk.i18n import N_, Speech, _

YEARS_BACK = 20
_MONTHS_IN_A_YEAR = 12
_MONTHS_IN_A_QUARTER = 3


@unique
class Stretch(StrEnum):
    """The usual periods. `MONTHS` is any other."""

    LAST_SCHOOL_YEAR = "last-school-year"
    THIS_SCHOOL_YEAR = "this-school-year"
    LAST_QUARTER = "last-quarter"
    THIS_QUARTER = "this-quarter"
    MONTHS = "months"


_NAMES = {
    Stretch.LAST_SCHOOL_YEAR: N_("Last school year"),
    Stretch.THIS_SCHOOL_YEAR: N_("This school year"),
    Stretch.LAST_QUARTER: N_("Last quarter"),
    Stretch.THIS_QUARTER: N_("This quarter"),
    Stretch.MONTHS: N_("Other months"),
}


def stretch_options() -> list[tuple[str, str]]:
    """The usual periods for a choice, in the language in use."""
    return [(stretch.value, _(name)) for stretch, name in _NAMES.items()]


def period_of(stretch: Stretch, *, today: date) -> Period | None:
    """The months of a usual period as seen from a day; None for `MONTHS`."""
    this_year = school_year(today)
    this_quarter = quarter(today)
    return {
        Stretch.LAST_SCHOOL_YEAR: school_year(this_year.start - timedelta(days=1)),
        Stretch.THIS_SCHOOL_YEAR: this_year,
        Stretch.LAST_QUARTER: quarter(this_quarter.start - timedelta(days=1)),
        Stretch.THIS_QUARTER: this_quarter,
    }.get(stretch)


def stretch_of(period: Period | None, *, today: date) -> Stretch:
    """The usual period that these months are, `MONTHS` if they are none."""
    usual = (stretch for stretch in Stretch if period and period_of(stretch, today=today) == period)
    return next(usual, Stretch.MONTHS)


def quarter(day: date) -> Period:
    """The quarter of the calendar year that a day lies in."""
    first = day.month - (day.month - 1) % _MONTHS_IN_A_QUARTER
    return Period(date(day.year, first, 1), month_end(date(day.year, first + _MONTHS_IN_A_QUARTER - 1, 1)))


def month_end(first: date) -> date:
    """The last day of the month that begins on a day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months(*, today: date) -> Sequence[date]:
    """The first days of the months that can be chosen, the latest first: to the end of every usual period."""
    last = max(school_year(today).end, quarter(today).end)
    count = YEARS_BACK * _MONTHS_IN_A_YEAR
    numbers = (last.year * _MONTHS_IN_A_YEAR + last.month - 1 - back for back in range(count))
    return [date(number // _MONTHS_IN_A_YEAR, number % _MONTHS_IN_A_YEAR + 1, 1) for number in numbers]


def month_words(month: date, speech: Speech) -> str:
    """A month as people say it: "August 2025", "agosto de 2025"."""
    return speech.date(month, speech.locale.datetime_skeletons["yMMMM"].pattern)


def file_name(period: Period, language: str) -> str:
    """What a report's file is called: the months and the language, nothing else."""
    first, last = period.start.strftime("%Y-%m"), period.end.strftime("%Y-%m")
    months_part = first if first == last else f"{first}-to-{last}"
    return f"ombuds-report-{months_part}-{language}.pdf"
