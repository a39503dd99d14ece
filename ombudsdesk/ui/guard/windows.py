"""Windows: messages about the session, the power and the lid. Not run on Windows: written from its documentation.

What the messages mean (`wants_lock`) is tested everywhere; that they arrive is not.
"""

from __future__ import annotations

import ctypes
import sys
from uuid import UUID

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from ombudsdesk.ui.guard.system import SystemWatch

# winuser.h and wtsapi32.h
WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND, PBT_POWERSETTINGCHANGE = 0x0004, 0x8013
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
LID_SWITCH = UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3")
_SESSION_SIGNS = (WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK)
_THIS_SESSION, _TO_A_WINDOW = 0, 0
# a setting's message: which setting (16 bytes), the length of its value (4 bytes), the value
_VALUE_AT = 20


class Message(ctypes.Structure):
    """MSG of winuser.h, as far as it is read here."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


def wants_lock(message: int, word: int, setting: bytes = b"") -> bool:
    """Whether a message says that nobody sits here any more. `setting` is what a change of a power setting points to."""
    if message == WM_WTSSESSION_CHANGE:
        return word in _SESSION_SIGNS
    if message != WM_POWERBROADCAST:
        return False
    lid = word == PBT_POWERSETTINGCHANGE and setting[:16] == LID_SWITCH.bytes_le
    # the lid's value is 0 when it is closed
    return word == PBT_APMSUSPEND or (lid and setting[_VALUE_AT : _VALUE_AT + 1] == b"\0")


class _Filter(QAbstractNativeEventFilter):
    """Sees every message of every window before Qt does."""

    def __init__(self, watch: SystemWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(  # noqa: N802 - Qt's own name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        if QByteArray(kind) == b"windows_generic_MSG":
            told = Message.from_address(int(message))
            is_setting = told.message == WM_POWERBROADCAST and told.word == PBT_POWERSETTINGCHANGE
            setting = ctypes.string_at(told.long, _VALUE_AT + 1) if is_setting and told.long else b""
            if wants_lock(told.message, told.word, setting):
                self._watch.lock_wanted.emit()
        return False, 0


class WindowsWatch(SystemWatch):
    """Asks for the messages that a window does not get by itself: session and lid."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = _Filter(self)
        self._window = 0
        self._lid: int | None = None

    def begin(self, window: QWidget) -> list[str]:
        application = QCoreApplication.instance()
        if application is None:
            return []
        application.installNativeEventFilter(self._filter)
        heard = ["PBT_APMSUSPEND"]
        if sys.platform == "win32":
            self._window = int(window.winId())
            sessions, user = ctypes.WinDLL("wtsapi32"), ctypes.WinDLL("user32")
            sessions.WTSRegisterSessionNotification.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
            if sessions.WTSRegisterSessionNotification(self._window, _THIS_SESSION):
                heard.append("WM_WTSSESSION_CHANGE")
            user.RegisterPowerSettingNotification.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
            user.RegisterPowerSettingNotification.restype = ctypes.c_void_p
            self._lid = user.RegisterPowerSettingNotification(self._window, LID_SWITCH.bytes_le, _TO_A_WINDOW)
            if self._lid:
                heard.append("GUID_LIDSWITCH_STATE_CHANGE")
        return heard

    def end(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)
        if sys.platform == "win32" and self._window:
            ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(ctypes.c_void_p(self._window))
            if self._lid:
                ctypes.WinDLL("user32").UnregisterPowerSettingNotification(ctypes.c_void_p(self._lid))
            self._window, self._lid = 0, None
