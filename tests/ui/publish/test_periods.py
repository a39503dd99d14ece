from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk import i18n
from ombudsdesk.domain.periods import Period
from ombudsdesk.ui.publish import periods
from ombudsdesk.ui.publish.periods import Stretch

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
USUAL = st.sampled_from([stretch for stretch in Stretch if stretch is not Stretch.MONTHS])


@given(DAYS)
def test_this_year_and_this_quarter_hold_today_and_the_last_ones_end_just_before(today: date) -> None:
    for this, last in (
        (Stretch.THIS_SCHOOL_YEAR, Stretch.LAST_SCHOOL_YEAR),
        (Stretch.THIS_QUARTER, Stretch.LAST_QUARTER),
    ):
        now, before = periods.period_of(this, today=today), periods.period_of(last, today=today)
        assert now is not None and before is not None
        assert today in now
        assert (now.start - before.end).days == 1
        assert today not in before


@given(DAYS, USUAL)
def test_a_usual_period_is_recognized_by_its_months(today: date, stretch: Stretch) -> None:
    period = periods.period_of(stretch, today=today)

    assert periods.stretch_of(period, today=today) is stretch


@given(DAYS)
def test_every_usual_period_can_be_written_with_the_months_that_are_offered(today: date) -> None:
    offered = periods.months(today=today)

    assert list(offered) == sorted(offered, reverse=True)
    for stretch in Stretch:
        period = periods.period_of(stretch, today=today)
        if period is not None:
            assert period.start in offered and period.end.replace(day=1) in offered


@given(DAYS)
def test_a_month_ends_on_its_last_day(day: date) -> None:
    Period(day.replace(day=1), periods.month_end(day.replace(day=1)))


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2025, 8, 1), date(2026, 7, 31), "ombuds-report-2025-08-to-2026-07-es.pdf"),
        (date(2026, 3, 1), date(2026, 3, 31), "ombuds-report-2026-03-es.pdf"),
    ],
)
def test_a_report_is_named_after_its_months_and_its_language(first: date, last: date, name: str) -> None:
    assert periods.file_name(Period(first, last), "es") == name


def test_months_are_named_as_each_language_names_them() -> None:
    assert periods.month_words(date(2025, 8, 1), i18n.speech("en")) == "August 2025"
    assert periods.month_words(date(2025, 8, 1), i18n.speech("es")) == "agosto de 2025"
