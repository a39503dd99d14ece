"""The computer's own signs that nobody sits here any more: it is locked, it goes to sleep, another person takes over."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class SystemWatch(QObject):
    """One for each kind of system. `lock_wanted` is sent at each sign; too often does no harm."""

    lock_wanted = Signal()

    def begin(self, window: QWidget) -> list[str]:
        """Listen from now on, for the desk in this window. What is listened to, named for a page that says so."""
        return []

    def end(self) -> None:
        """Listen no longer."""


def system_watch(parent: QObject) -> SystemWatch:
    """The watch for this computer. On a system that nobody has thought of, only time locks the desk."""
    if sys.platform == "linux":
        from ombudsdesk.ui.guard.linux import LinuxWatch

        return LinuxWatch(parent)
    if sys.platform == "win32":
        from ombudsdesk.ui.guard.windows import WindowsWatch

        return WindowsWatch(parent)
    if sys.platform == "darwin":
        from ombudsdesk.ui.guard.macos import MacWatch

        return MacWatch(parent)
    return SystemWatch(parent)
