"""The pause after wrong passphrases."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.vault.waiting import FREE_TRIES, LONGEST_SECONDS, TRIES_FILE, Tries, pause

NOW = datetime(2026, 3, 17, 9)


def test_the_first_slips_cost_nothing_and_then_each_costs_more() -> None:
    assert [pause(wrong) for wrong in range(1, 12)] == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.integers(min_value=0, max_value=10**9))
def test_nobody_ever_waits_longer_than_a_minute(wrong: int) -> None:
    assert 0 <= pause(wrong) <= pause(wrong + 1) <= LONGEST_SECONDS


def test_the_pause_outlives_the_program_and_ends_with_time_or_the_right_words(tmp_path: Path) -> None:
    for _number in range(FREE_TRIES + 2):
        Tries(tmp_path).wrong(NOW)

    assert Tries(tmp_path).seconds_to_wait(NOW) == 4
    assert Tries(tmp_path).seconds_to_wait(NOW + timedelta(seconds=2.5)) == 2
    assert Tries(tmp_path).seconds_to_wait(NOW + timedelta(seconds=4)) == 0
    Tries(tmp_path).right()
    assert list(tmp_path.iterdir()) == []
    assert Tries(tmp_path).seconds_to_wait(NOW) == 0


def test_a_clock_that_was_set_back_keeps_nobody_out(tmp_path: Path) -> None:
    for _number in range(20):
        Tries(tmp_path).wrong(NOW)

    assert Tries(tmp_path).seconds_to_wait(NOW - timedelta(days=400)) == LONGEST_SECONDS


@pytest.mark.parametrize(
    "content",
    [
        *("", "{}", "[]", "[" * 100_000, '{"wrong": "x", "last": 1}'),
        *('{"wrong": 9, "last": "2026-03-17T09:00+00:00"}', '{"wrong": Infinity, "last": "2026-03-17T09:00"}'),
    ],
    ids=range(7),
)
def test_a_file_that_is_no_such_file_is_no_pause(tmp_path: Path, content: str) -> None:
    (tmp_path / TRIES_FILE).write_text(content, encoding="utf-8")

    assert Tries(tmp_path).seconds_to_wait(NOW) == 0
    # and counting begins anew
    for _number in range(FREE_TRIES + 1):
        Tries(tmp_path).wrong(NOW)
    assert Tries(tmp_path).seconds_to_wait(NOW) == 2


@given(
    st.integers(min_value=1, max_value=40),
    st.timedeltas(min_value=timedelta(days=-3650), max_value=timedelta(days=3650)),
)
def test_whatever_the_clock_says_the_wait_ends_and_is_within_the_pause(wrong: int, later: timedelta) -> None:
    with TemporaryDirectory() as folder:
        for _number in range(wrong):
            Tries(Path(folder)).wrong(NOW)

        left = Tries(Path(folder)).seconds_to_wait(NOW + later)
        assert 0 <= left <= pause(wrong)
        assert (left > 0) is (pause(wrong) > 0 and later.total_seconds() < pause(wrong))


def test_a_folder_that_is_not_there_is_no_reason_to_stop(tmp_path: Path) -> None:
    Tries(tmp_path / "gone").wrong(NOW)

    assert Tries(tmp_path / "gone").seconds_to_wait(NOW) == 0
