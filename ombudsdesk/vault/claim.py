"""One writer for one vault: who opens it to work in it claims it, and a second one is refused with a sentence.

The claim is a lock of the operating system on an empty file beside the vault. The system lets go of it when the process
ends, however it ends, so a killed holder is taken over at once. A file that names its holder's process id, as Qt's
QLockFile writes it, was tried and is worse here: locking the desk starts a fresh program under the same id, which then
stood before its own door; and it would need Qt, which the command line does without.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _

LOCK_FILE = "vault.lock"
# Windows locks bytes and keeps others from reading them: one far behind the end of the empty file
_PLACE = 1 << 30


class Claim:
    """A vault is ours until `release`, or until this process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let others have the vault. The file stays: taking it away would let two hold two different files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def claim(folder: Path) -> Claim:
    """Claim the vault in a folder. Raises UserError where somebody has it already, OSError where the folder refuses."""
    # not handed on to child processes
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        taken = _lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    if not taken:
        os.close(descriptor)
        raise UserError(
            _("This vault is already open in another window of this program."),
            _("Go on working in that window, or close it and try again."),
        )
    return Claim(descriptor)


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":  # not run
        import msvcrt

        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
