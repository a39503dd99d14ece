"""Keeping our windows out of screenshots, shared screens and the system's own memory of the screen.

A courtesy of the system, not a wall: Microsoft promises nothing, newer macOS recorders may look past it, and a telephone's
camera always does. The Windows and macOS calls are written from the documentation and have not been run.
"""

from __future__ import annotations

import ctypes
import sys
from enum import Enum, auto

from PySide6.QtWidgets import QWidget

# winuser.h: WDA_EXCLUDEFROMCAPTURE. Before Windows 10 2004 it acts as WDA_MONITOR: a black window instead of none
EXCLUDE_FROM_CAPTURE = 0x11
_SHARING_NONE = 0


class Capture(Enum):
    """What became of the wish to be kept out."""

    KEPT_OUT = auto()
    REFUSED = auto()
    NO_SUCH_THING = auto()
    """Linux: X11 lets every program see every window, and Wayland asks the person each time. There is nothing to call."""


def keep_out(window: QWidget) -> Capture:
    """Ask the system to show this top-level window to nobody but the person at the screen, and read back what it did."""
    if sys.platform == "win32":
        return _keep_out_windows(int(window.winId()))
    if sys.platform == "darwin":
        return _keep_out_macos(int(window.winId()))
    return Capture.NO_SUCH_THING


def _keep_out_windows(handle: int) -> Capture:
    if sys.platform != "win32":
        return Capture.NO_SUCH_THING
    user = ctypes.WinDLL("user32")
    user.SetWindowDisplayAffinity.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    user.GetWindowDisplayAffinity.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32)]
    user.SetWindowDisplayAffinity(handle, EXCLUDE_FROM_CAPTURE)
    now = ctypes.c_uint32()
    known = user.GetWindowDisplayAffinity(handle, ctypes.byref(now))
    return Capture.KEPT_OUT if known and now.value == EXCLUDE_FROM_CAPTURE else Capture.REFUSED


def _keep_out_macos(view: int) -> Capture:
    """Qt gives the view inside the window; the view knows its window."""
    library = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    library.sel_registerName.restype = ctypes.c_void_p
    library.sel_registerName.argtypes = [ctypes.c_char_p]
    # one C function with as many shapes as there are methods
    ask = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", library))
    number = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", library))
    tell = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(("objc_msgSend", library))
    window = ask(view, library.sel_registerName(b"window"))
    if not window:
        return Capture.REFUSED
    tell(window, library.sel_registerName(b"setSharingType:"), _SHARING_NONE)
    now = number(window, library.sel_registerName(b"sharingType"))
    return Capture.KEPT_OUT if now == _SHARING_NONE else Capture.REFUSED
