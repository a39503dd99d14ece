"""When the desk locks by itself: two clocks, and nothing but a hand counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent

from ombudsdesk.ui.guard.idle import SLEEP_SECONDS, IdleClock, RealInput


class Clocks:
    """A computer's two clocks, in seconds."""

    def __init__(self) -> None:
        self.wall, self.steady = 1_750_000_000.0, 4_000.0

    def clock(self, minutes: int = 5) -> IdleClock:
        return IdleClock(minutes=minutes, wall=lambda: self.wall, steady=lambda: self.steady)

    def passes(self, clock: IdleClock, seconds: int) -> bool:
        """Seconds of an awake computer, tick by tick; whether the desk was to be locked at any of them."""
        wanted = False
        for _second in range(seconds):
            self.wall += 1
            self.steady += 1
            wanted = clock.tick() or wanted
        return wanted


@pytest.mark.parametrize("minutes", [1, 5, 60])
def test_the_desk_locks_after_the_chosen_minutes_and_not_before(minutes: int) -> None:
    clocks = Clocks()
    clock = clocks.clock(minutes)

    assert not clocks.passes(clock, minutes * 60 - 1)
    assert clocks.passes(clock, 1)


def test_a_hand_on_the_desk_begins_the_time_anew() -> None:
    clocks = Clocks()
    clock = clocks.clock()
    clocks.passes(clock, 299)
    clock.touch()

    assert not clocks.passes(clock, 299)
    assert clocks.passes(clock, 1)


def test_a_sleep_locks_though_the_steady_clock_stood_still_and_a_hand_came_first() -> None:
    clocks = Clocks()
    clock = clocks.clock(60)
    clocks.passes(clock, 10)

    clocks.wall += SLEEP_SECONDS + 1
    clock.touch()

    assert clock.tick()


def test_a_sleep_locks_where_both_clocks_go_on() -> None:
    clocks = Clocks()
    clock = clocks.clock(60)
    clocks.wall += SLEEP_SECONDS + 1
    clocks.steady += SLEEP_SECONDS + 1

    assert clock.tick()


def test_setting_the_computers_clock_back_wins_no_time() -> None:
    clocks = Clocks()
    clock = clocks.clock()
    clocks.passes(clock, 100)
    clocks.wall -= 3600

    assert not clocks.passes(clock, 199)
    assert clocks.passes(clock, 1)


def test_the_time_can_be_changed_while_it_runs() -> None:
    clocks = Clocks()
    clock = clocks.clock(60)
    clocks.passes(clock, 120)
    clock.minutes = 2

    assert clock.tick()


def test_a_small_correction_of_the_clock_locks_nothing() -> None:
    clocks = Clocks()
    clock = clocks.clock()
    clocks.wall += 5

    assert not clock.tick()


@given(touches=st.lists(st.integers(1, 400), max_size=8), minutes=st.integers(1, 6))
def test_the_desk_locks_exactly_when_a_pause_was_as_long_as_chosen(touches: list[int], minutes: int) -> None:
    clocks = Clocks()
    clock = clocks.clock(minutes)

    for pause in touches:
        assert clocks.passes(clock, pause) is (pause >= minutes * 60)
        clock.touch()


def key(*, repeated: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", repeated)


def move(x: int) -> QMouseEvent:
    place, buttons = QPointF(x, 0), Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, place, place, buttons, buttons, Qt.KeyboardModifier.NoModifier)


def test_what_the_program_sends_itself_is_no_hand() -> None:
    is_real = RealInput()

    # only what the window system sends is spontaneous
    assert not is_real(key())
    assert not is_real(move(5))
    assert not is_real(QInputMethodEvent())


def test_dictated_words_are_a_hand() -> None:
    words = QInputMethodEvent()
    words.setCommitString("nota")

    assert RealInput()(words)
