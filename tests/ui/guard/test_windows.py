"""What Windows's messages mean. That they arrive could not be tried here."""

from __future__ import annotations

import ctypes

import pytest
from PySide6.QtCore import QByteArray

from ombudsdesk.ui.guard.windows import (
    LID_SWITCH,
    PBT_APMSUSPEND,
    PBT_POWERSETTINGCHANGE,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    WTS_SESSION_LOCK,
    Message,
    WindowsWatch,
    wants_lock,
)

LID_CLOSED = LID_SWITCH.bytes_le + (4).to_bytes(4, "little") + (0).to_bytes(4, "little")
LID_OPENED = LID_SWITCH.bytes_le + (4).to_bytes(4, "little") + (1).to_bytes(4, "little")
SESSION_UNLOCKED, CONSOLE_CONNECTED, RESUMED = 0x8, 0x1, 0x12


@pytest.mark.parametrize(
    ("message", "word", "setting", "locks"),
    [
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, b"", True),
        (WM_WTSSESSION_CHANGE, 0x2, b"", True),
        (WM_WTSSESSION_CHANGE, SESSION_UNLOCKED, b"", False),
        (WM_WTSSESSION_CHANGE, CONSOLE_CONNECTED, b"", False),
        (WM_POWERBROADCAST, PBT_APMSUSPEND, b"", True),
        (WM_POWERBROADCAST, RESUMED, b"", False),
        (WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, LID_CLOSED, True),
        (WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, LID_OPENED, False),
        (WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, bytes(24), False),
        (0x000F, WTS_SESSION_LOCK, b"", False),
    ],
)
def test_only_messages_that_say_nobody_sits_here_lock(message: int, word: int, setting: bytes, locks: bool) -> None:
    assert wants_lock(message, word, setting) is locks


@pytest.mark.parametrize(("setting", "locks"), [(LID_CLOSED, 1), (LID_OPENED, 0)])
def test_a_message_is_read_as_it_lies_in_memory(setting: bytes, locks: int) -> None:
    watch = WindowsWatch()
    heard: list[int] = []
    watch.lock_wanted.connect(lambda: heard.append(1))
    value = ctypes.create_string_buffer(setting)
    message = Message(None, WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, ctypes.addressof(value))

    told = watch._filter.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(message))

    assert told == (False, 0)
    assert len(heard) == locks
