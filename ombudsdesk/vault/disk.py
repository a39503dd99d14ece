"""Whether the disk under the vault is encrypted as a whole: memory that is written to it is only as safe as that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ombudsdesk.vault.places import nearest_mount

_TIMEOUT_SECONDS = 10
_ENCRYPTED_KINDS = frozenset(("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"))


def is_encrypted(folder: Path) -> bool | None:
    """Whether the disk that holds a folder is encrypted; None where that cannot be told. Takes up to ten seconds."""
    try:
        if sys.platform == "win32":
            return bitlocker_answer(_said("powershell", "-NoProfile", "-Command", _bitlocker_question(folder)))
        if sys.platform == "darwin":
            return filevault_answer(_said("/usr/bin/fdesetup", "status"))
        return _linux(folder)
    except (OSError, subprocess.SubprocessError):
        return None


def bitlocker_answer(said: str) -> bool | None:
    """What the property System.Volume.BitLockerProtection says: 1, 3 and 5 are on, 2, 4 and 6 are not."""  # not run
    number = said.strip()
    return {"1": True, "3": True, "5": True, "2": False, "4": False, "6": False}.get(number)


def filevault_answer(said: str) -> bool | None:
    """What `fdesetup status` says: "FileVault is On."."""  # not run
    found = re.search(r"FileVault is (On|Off)", said)
    return found[1] == "On" if found else None


def crypt_below(device: Path, *, uuid_of: Callable[[Path], str], slaves_of: Callable[[Path], Iterable[Path]]) -> bool:
    """Whether a block device of Linux lies on an encrypted one: itself, or all of what it is put together from."""
    if uuid_of(device).startswith("CRYPT-"):
        return True
    below = list(slaves_of(device))
    return bool(below) and all(crypt_below(one, uuid_of=uuid_of, slaves_of=slaves_of) for one in below)


def _linux(folder: Path) -> bool | None:
    if nearest_mount(folder) in _ENCRYPTED_KINDS:
        return True
    number = folder.stat().st_dev
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    # a file system without a block device of its own, such as btrfs or zfs, says nothing of what it lies on
    if not device.exists():
        return None
    return crypt_below(device.resolve(), uuid_of=_uuid, slaves_of=_slaves)


def _uuid(device: Path) -> str:
    try:
        return (device / "dm" / "uuid").read_text(encoding="ascii")
    except OSError:
        return ""


def _slaves(device: Path) -> list[Path]:
    try:
        return [path.resolve() for path in (device / "slaves").iterdir()]
    except OSError:
        return []


def _bitlocker_question(folder: Path) -> str:
    drive = folder.resolve().drive or "C:"
    shell = f"(New-Object -ComObject Shell.Application).NameSpace('{drive}')"
    return f"{shell}.Self.ExtendedProperty('System.Volume.BitLockerProtection')"


def _said(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - the words above, and a drive letter
        command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_SECONDS
    )
    return done.stdout
