"""The guard of the desk says when to lock, and keeps every window out of pictures of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ombudsdesk.ui.guard.capture import Capture, keep_out
from ombudsdesk.ui.guard.idle import INPUT_KINDS, TICK_SECONDS, IdleClock, RealInput
from ombudsdesk.ui.guard.system import SystemWatch, system_watch

# a window gets its place in the system just before it is shown, and sometimes a new one later
_NEW_WINDOW = frozenset((QEvent.Type.Show, QEvent.Type.WinIdChange))


class Guard(QObject):
    """Lives as long as the program. `lock_wanted` is sent while a desk is open; `begin` and `end` say when that is.

    It looks at every event of the window's thread, so what it does with most of them must be next to nothing.
    """

    lock_wanted = Signal()

    def __init__(
        self,
        application: QApplication,
        parent: QObject,
        *,
        clock: IdleClock,
        watch: SystemWatch | None = None,
        shield: Callable[[QWidget], Capture] = keep_out,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._watch = watch or system_watch(self)
        self._watch.lock_wanted.connect(self._sign_seen)
        self._shield = shield
        self._is_real = RealInput()
        self._open = False
        self.heard: list[str] = []
        """What of the system is listened to."""
        self.capture: Capture | None = None
        """What became of the last window; None before there was one."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_SECONDS * 1000)
        self._timer.timeout.connect(self._tick)
        application.installEventFilter(self)

    def begin(self, window: QWidget) -> None:
        """A desk has been opened in this window."""
        self._open = True
        self._clock.begin()
        self.heard = self._watch.begin(window)
        self._timer.start()

    def end(self) -> None:
        """The desk is being closed or locked."""
        if self._open:
            self._open = False
            self._timer.stop()
            self._watch.end()

    def wait(self, minutes: int) -> None:
        """Lock after so many minutes without a hand on the desk."""
        self._clock.minutes = minutes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in INPUT_KINDS:
            if self._is_real(event):
                self._clock.touch()
        elif kind in _NEW_WINDOW and isinstance(watched, QWidget) and watched.isWindow() and watched.internalWinId():
            self.capture = self._shield(watched)
        return False

    @Slot()
    def _tick(self) -> None:
        if self._clock.tick():
            self._sign_seen()

    @Slot()
    def _sign_seen(self) -> None:
        if self._open:
            self.lock_wanted.emit()
