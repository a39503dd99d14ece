from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.vault.thinning import kept

NOW = datetime(2026, 3, 17, 17)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


TABLE = {
    "nothing": ([], []),
    "one, however old": (["2019-01-01T10:00"], ["2019-01-01T10:00"]),
    "all of today and yesterday": (
        ["2026-03-17T16:00", "2026-03-17T12:00", "2026-03-16T09:00", "2026-03-15T18:00"],
        ["2026-03-17T16:00", "2026-03-17T12:00", "2026-03-16T09:00", "2026-03-15T18:00"],
    ),
    "the last one of a day": (
        ["2026-03-10T16:00", "2026-03-10T12:00", "2026-03-09T23:59", "2026-03-09T00:00"],
        ["2026-03-10T16:00", "2026-03-09T23:59"],
    ),
    "twelve days with backups, then the last one of a week": (
        [f"2026-02-{day:02}T16:00" for day in range(1, 29)],
        [
            *(f"2026-02-{day}T16:00" for day in range(17, 29)),
            *("2026-02-16T16:00", "2026-02-15T16:00", "2026-02-08T16:00", "2026-02-01T16:00"),
        ],
    ),
    "a clock that was wrong costs nothing": (
        ["2031-01-01T10:00", "2026-03-17T10:00"],
        ["2031-01-01T10:00", "2026-03-17T10:00"],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_young_stay_and_of_the_old_the_last_of_each_period(case: str) -> None:
    moments, expected = TABLE[case]

    assert kept([at(one) for one in moments], now=NOW) == {at(one) for one in expected}


def test_an_office_that_saves_every_evening_ends_with_days_weeks_and_months() -> None:
    """Two and a half years, thinned every evening: what is kept must not depend on thinning it again and again."""
    there: set[datetime] = set()
    evening = at("2024-01-01T17:00")
    for _day in range(900):
        evening += timedelta(days=1)
        there = kept(there | {evening}, now=evening)

    ages = sorted((evening - one).days for one in there)
    assert len(there) == 2 + 12 + 10 + 9
    assert ages[:14] == list(range(14))
    assert 13 + 9 * 7 - 7 <= ages[23] <= 13 + 10 * 7
    assert ages[-1] >= 10 * 30


@given(st.lists(st.datetimes(at("2024-01-01"), at("2026-03-17T16:00"))))
def test_the_newest_always_stays_and_thinning_twice_is_thinning_once(moments: list[datetime]) -> None:
    staying = kept(moments, now=NOW)

    assert staying <= set(moments)
    assert not moments or max(moments) in staying
    assert kept(staying, now=NOW) == staying
