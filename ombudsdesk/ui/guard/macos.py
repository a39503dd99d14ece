"""macOS: notes that the system sends round when the screen is locked or another person takes over. Not run on macOS.

Only C functions of Core Foundation are called. Sleep is left to the clocks (`idle.py`) and to the system's own lock at
sleep: who asks to be told of it must also answer, and a wrong answer, which nobody here could try, holds up the sleep.
"""

from __future__ import annotations

import ctypes
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ombudsdesk.ui.guard.system import SystemWatch

_CORE = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8, _AT_ONCE = 0x08000100, 4
# which of the two centres, and the note's name
_NOTES = (
    ("CFNotificationCenterGetDistributedCenter", "com.apple.screenIsLocked"),
    ("CFNotificationCenterGetDistributedCenter", "com.apple.screensaver.didstart"),
    # CGSession.h: kCGNotifyGUIConsoleSessionChanged
    ("CFNotificationCenterGetDarwinNotifyCenter", "com.apple.coregraphics.GUIConsoleSessionChanged"),
)
_pointer = ctypes.c_void_p
_Callback = ctypes.CFUNCTYPE(None, _pointer, _pointer, _pointer, _pointer, _pointer)


class MacWatch(SystemWatch):
    """Notes arrive in the window's own thread, as Qt runs the system's loop there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # kept for as long as the system may call it
        self._callback = _Callback(self._told)
        self._centres: list[Any] = []
        self._core: ctypes.CDLL | None = None

    def begin(self, window: QWidget) -> list[str]:
        self._core = core = ctypes.CDLL(_CORE)
        core.CFStringCreateWithCString.restype = _pointer
        core.CFStringCreateWithCString.argtypes = [_pointer, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterAddObserver.argtypes = [*[_pointer] * 2, _Callback, *[_pointer] * 2, ctypes.c_long]
        core.CFNotificationCenterAddObserver.restype = None
        for place, name in _NOTES:
            find = getattr(core, place)
            find.restype = _pointer
            self._centres.append(find())
            text = core.CFStringCreateWithCString(None, name.encode(), _UTF8)
            core.CFNotificationCenterAddObserver(self._centres[-1], id(self), self._callback, text, None, _AT_ONCE)
        return [name for _place, name in _NOTES]

    def end(self) -> None:
        if self._core is not None:
            self._core.CFNotificationCenterRemoveEveryObserver.argtypes = [_pointer, _pointer]
            for centre in self._centres:
                self._core.CFNotificationCenterRemoveEveryObserver(centre, id(self))
        self._centres.clear()

    def _told(self, *_details: Any) -> None:
        self.lock_wanted.emit()
