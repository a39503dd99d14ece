"""The pause after wrong passphrases."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

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
    "content", ["", "{}", "[]", '{"wrong": "x", "last": 1}', '{"wrong": 9, "last": "2026-03-17T09:00+00:00"}']
)
def test_a_file_that_is_no_such_file_is_no_pause(tmp_path: Path, content: str) -> None:
    (tmp_path / TRIES_FILE).write_text(content, encoding="utf-8")

    assert Tries(tmp_path).seconds_to_wait(NOW) == 0


def test_a_folder_that_is_not_there_is_no_reason_to_stop(tmp_path: Path) -> None:
    Tries(tmp_path / "gone").wrong(NOW)

    assert Tries(tmp_path / "gone").seconds_to_wait(NOW) == 0
