"""The process closes its doors: no picture of its memory is written when it dies, and no other program may look inside.

Called before anything else, by `__main__`: nothing secret is in memory yet. The Linux part is run by the tests. The macOS
and Windows parts are written from the systems' own documentation and have not been run.
"""

from __future__ import annotations

import ctypes
import sys
from enum import StrEnum, unique

if sys.platform != "win32":
    import resource

# <sys/prctl.h>
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
# <sys/ptrace.h> of macOS
_PT_DENY_ATTACH = 31
# winbase.h: no box about a fault, and no box about a disk that is missing
_NO_FAULT_BOXES = 0x0001 | 0x0002
# werapi.h: reports of faults hold no heap, and no snapshot is taken at a crash or a hang
_NO_HEAP_IN_REPORTS = 1 | 128 | 256
# The owner may see that the process is there, wait for it and end it. Nothing else: not read or write its memory, not
# copy its handles, not put a thread into it. "P" keeps out what a folder or token would add.
_PROCESS_RIGHTS = "D:P(A;;0x101001;;;OW)"
_DACL_SECURITY_INFORMATION = 4


@unique
class Protection(StrEnum):
    """What the system has confirmed."""

    NO_CORE_DUMP = "no core dump"
    MEMORY_CLOSED = "memory closed"
    NO_FAULT_REPORT = "no fault report"


_answers: set[Protection] = set()


def harden() -> frozenset[Protection]:
    """Close what this system lets a program close. It never stops the program: what was refused is not in the answer.

    Children do not inherit all of it, and a program that is started in place of this one begins anew.
    """
    held = _harden_windows() if sys.platform == "win32" else _harden_unix()
    _answers.update(held)
    return held


def answers() -> frozenset[Protection]:
    """What `harden` was told in this process."""
    return frozenset(_answers)


def _harden_unix() -> frozenset[Protection]:
    held: set[Protection] = set()
    if sys.platform != "win32":
        # the hard limit too: nothing in this process can raise it again
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held.add(Protection.NO_CORE_DUMP)
        if (sys.platform == "linux" and _close_linux()) or (sys.platform == "darwin" and _close_macos()):
            held.add(Protection.MEMORY_CLOSED)
    return frozenset(held)


def _close_linux() -> bool:
    """Other programs of the same person may not read this memory; the system's administrator still may."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0)


def _close_macos() -> bool:
    """No debugger may attach. Not run."""
    return bool(ctypes.CDLL(None).ptrace(_PT_DENY_ATTACH, 0, None, 0) == 0)


def _harden_windows() -> frozenset[Protection]:
    """Not run. An administrator with the right to debug can still look inside."""
    held: set[Protection] = set()
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.SetErrorMode(kernel.GetErrorMode() | _NO_FAULT_BOXES)
        # an HRESULT: 0 is success
        if kernel.WerSetFlags(_NO_HEAP_IN_REPORTS) == 0:
            held.add(Protection.NO_FAULT_REPORT)
        if _close_windows(kernel):
            held.add(Protection.MEMORY_CLOSED)
    return frozenset(held)


def _close_windows(kernel: ctypes.CDLL) -> bool:
    """Replace the list of who may do what with this process. Not run."""
    if sys.platform != "win32":
        return False
    security = ctypes.WinDLL("advapi32")
    convert = security.ConvertStringSecurityDescriptorToSecurityDescriptorW
    convert.argtypes = [ctypes.c_wchar_p, ctypes.c_uint32, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p]
    security.SetKernelObjectSecurity.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    descriptor = ctypes.c_void_p()
    if not convert(_PROCESS_RIGHTS, 1, ctypes.byref(descriptor), None):
        return False
    done = security.SetKernelObjectSecurity(kernel.GetCurrentProcess(), _DACL_SECURITY_INFORMATION, descriptor)
    kernel.LocalFree(descriptor)
    return bool(done)
