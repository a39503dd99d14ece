"""Periods, checks, nicknames, spellings and units: the small rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.cases import Concern
from ombudsdesk.domain.checks import Flaw, concern_problems, contact_problems, facts_problems
from ombudsdesk.domain.nicknames import nickname
from ombudsdesk.domain.periods import Period, school_year, whole_month
from ombudsdesk.domain.text import fold
from ombudsdesk.domain.units import Unit, UnitKind
from tests.factories import DAY, contact, facts

TODAY = DAY + timedelta(days=10)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 2), date(2026, 3, 31)),  # not from the first
        (date(2026, 3, 1), date(2026, 3, 30)),  # not to the last
        (date(2026, 3, 17), date(2026, 3, 17)),  # one day would single out a visit
        (date(2026, 4, 1), date(2026, 3, 31)),  # backwards
        (date(2024, 2, 1), date(2024, 2, 28)),  # a leap year has a 29th
    ],
)
def test_a_report_covers_whole_months(start: date, end: date) -> None:
    with pytest.raises(ValueError, match="period"):
        Period(start, end)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_school_year(day: date) -> None:
    year = school_year(day)

    assert day in year
    assert (year.start.month, year.end.month) == (8, 7)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(min_value=0, max_value=900))
def test_the_months_of_a_period_are_whole_and_lie_end_to_end(day: date, length: int) -> None:
    period = Period(whole_month(day).start, whole_month(day + timedelta(days=length)).end)

    months = [whole_month(first) for first in period.months]

    assert (months[0].start, months[-1].end) == (period.start, period.end)
    for month, following in pairwise(months):
        assert month.end + timedelta(days=1) == following.start


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({}, []),
        ({"opened": TODAY}, []),
        ({"opened": TODAY + timedelta(days=1)}, [Flaw.OPENED_IN_THE_FUTURE]),
        ({"closed": DAY, "outcome": "referred"}, []),
        ({"closed": DAY - timedelta(days=1), "outcome": "referred"}, [Flaw.CLOSED_BEFORE_OPENED]),
        ({"closed": TODAY + timedelta(days=1), "outcome": "referred"}, [Flaw.CLOSED_IN_THE_FUTURE]),
        ({"closed": DAY}, [Flaw.CLOSED_WITHOUT_OUTCOME]),
        ({"outcome": "referred"}, [Flaw.OUTCOME_WITHOUT_CLOSING]),
    ],
)
def test_facts_that_cannot_be_right_are_found(changes: dict[str, object], flaws: list[Flaw]) -> None:
    found = facts_problems(replace(facts(), **changes), today=TODAY)  # type: ignore[arg-type]

    assert [problem.flaw for problem in found] == flaws


@pytest.mark.parametrize(("minutes", "right"), [(None, True), (0, True), (1440, True), (-1, False), (1441, False)])
def test_a_contact_takes_no_longer_than_a_day(minutes: int | None, right: bool) -> None:
    assert (not list(contact_problems(contact(minutes=minutes), today=TODAY))) == right


def test_a_contact_lies_in_the_past() -> None:
    assert [problem.field for problem in contact_problems(contact(day=TODAY + timedelta(days=1)), today=TODAY)] == ["day"]


def test_a_concern_is_recorded_once() -> None:
    bullying = Concern(topic="relationships.bullying")

    assert list(concern_problems([bullying, bullying]))
    assert not list(concern_problems([bullying, replace(bullying, k12="bullying")]))


def test_nicknames_are_words_nobody_else_has_however_many_there_are() -> None:
    words = ("kayak", "polar", "mango")
    taken: set[str] = set()
    rng = Random(1)
    for _number in range(60):
        taken.add(nickname(words, taken=taken, count=len(taken), rng=rng))

    assert len(taken) == 60
    assert {len(name.split()) for name in taken} == {2, 3}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  César  CHÁVEZ ", "cesar chavez"),
        ("Padre/Madre", "padre madre"),
        ("e-mail", "e mail"),
        ("ñandú", "nandu"),
        ("Straße", "strasse"),
        ("…", ""),
    ],
)
def test_spellings_are_compared_without_accents_case_and_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_department_belongs_to_no_school_level() -> None:
    with pytest.raises(ValueError, match="district"):
        Unit(name="Transportation", kind=UnitKind.DEPARTMENT, level="high")
