"""When nobody has touched the desk for a while, or the computer has slept."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent

TICK_SECONDS = 1
# Between two ticks this much must not pass on any clock. A window that is busy for so long does not exist here.
SLEEP_SECONDS = 30

_Kind = QEvent.Type
_KEYS = frozenset((_Kind.KeyPress, _Kind.KeyRelease))
_OTHERS = frozenset(
    (
        *(_Kind.MouseButtonPress, _Kind.MouseButtonRelease, _Kind.MouseButtonDblClick, _Kind.Wheel),
        *(_Kind.TouchBegin, _Kind.TouchUpdate, _Kind.TouchEnd),
        *(_Kind.TabletPress, _Kind.TabletMove, _Kind.TabletRelease),
    )
)
INPUT_KINDS = _KEYS | _OTHERS | {_Kind.MouseMove, _Kind.InputMethod}


class _Moment(NamedTuple):
    wall: float
    steady: float


class IdleClock:
    """How long ago the last hand was on the desk, by two clocks.

    The steady clock stands still while Linux or macOS sleeps, and the wall clock can be set back: whichever says "too long"
    is believed. `minutes` may be changed at any time.
    """

    def __init__(
        self,
        *,
        minutes: int,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.minutes = minutes
        self._wall, self._steady = wall, steady
        self._touched = self._ticked = self._now()

    def begin(self) -> None:
        """The desk has been opened just now."""
        self._touched = self._ticked = self._now()

    def touch(self) -> None:
        """A hand is on the desk. A sleep before it is not forgotten: the next tick tells of it."""
        self._touched = self._now()

    def tick(self) -> bool:
        """Whether the desk must be locked now. To be asked every `TICK_SECONDS`."""
        now = self._now()
        slept = _longest(self._ticked, now) > SLEEP_SECONDS
        self._ticked = now
        return slept or _longest(self._touched, now) >= self.minutes * 60

    def _now(self) -> _Moment:
        return _Moment(self._wall(), self._steady())


def _longest(before: _Moment, now: _Moment) -> float:
    return max(now.wall - before.wall, now.steady - before.steady)


class RealInput:
    """Tells a hand from what windows send each other all day: drawing, timers, a window that moves under the pointer."""

    def __init__(self) -> None:
        self._pointer = QPointF()

    def __call__(self, event: QEvent) -> bool:
        """Whether a person has just done this. For events of `INPUT_KINDS`."""
        if isinstance(event, QInputMethodEvent):
            # dictation and screen keyboards bring words without keys; an empty one is Qt tidying up
            return bool(event.commitString() or event.preeditString())
        if not event.spontaneous():
            return False
        if isinstance(event, QKeyEvent):
            # something that lies on the keyboard is no hand
            return not event.isAutoRepeat()
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            moved = event.globalPosition() != self._pointer
            self._pointer = event.globalPosition()
            return moved
        return True
