"""Whether the disk under the vault is encrypted as a whole: memory that is written to it is only as safe as that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from ombudsdesk.vault.places import nearest_mount, unescaped

_TIMEOUT_SECONDS = 10
_DRIVE = re.compile(r"[A-Za-z]:")
# of a Mac: where sticks and other disks are mounted, of which `fdesetup` says nothing
_OTHER_DISKS_OF_MAC = Path("/Volumes")
# dm-verity and dm-integrity prove what is on a disk and hide nothing of it
_ONLY_CHECKED = ("CRYPT-VERITY-", "CRYPT-INTEGRITY-")
_ENCRYPTED_KINDS = frozenset(("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"))


def is_encrypted(folder: Path) -> bool | None:
    """Whether the disk that holds a folder is encrypted; None where that cannot be told. Takes up to ten seconds."""
    try:
        if sys.platform == "win32":
            return _windows(folder)
        if sys.platform == "darwin":
            return _mac(folder)
        return _linux(folder)
    except (OSError, subprocess.SubprocessError):
        return None


def bitlocker_answer(said: str) -> bool | None:
    """What the property System.Volume.BitLockerProtection says: 1 is on, 2 is off, 4 is on its way to off.

    Nobody documents the others. 3 is said to be on its way to on, so that part of the disk is still readable; of 5 some say
    that protection is suspended, others that it is on: no answer is better than a wrong "yes".
    """  # not run
    return {"1": True, "2": False, "4": False}.get(said.strip())


def filevault_answer(said: str) -> bool | None:
    """What `fdesetup status` says: "FileVault is On."; not known while it still works through the disk."""  # not run
    found = re.search(r"FileVault is (On|Off)", said)
    if not found or "in progress" in said:
        return None
    return found[1] == "On"


def bitlocker_question(drive: str) -> str:
    """What to ask PowerShell about a drive such as `C:`, which asks for no administrator. "" for all that is no drive."""
    if not _DRIVE.fullmatch(drive):
        return ""
    shell = f"(New-Object -ComObject Shell.Application).NameSpace('{drive}')"
    return f"{shell}.Self.ExtendedProperty('System.Volume.BitLockerProtection')"


def source_of(mountinfo: str, folder: PurePath) -> str:
    """What is mounted where a folder lies, such as /dev/sda1, from the text of /proc/self/mountinfo; "" if not known.

    Of two mounts on one place the later one is seen.
    """
    rows = (line.split(" - ", 1) for line in mountinfo.splitlines() if " - " in line)
    sources = {unescaped(left.split()[4]): unescaped(right.split()[1]) for left, right in rows}
    return next((sources[str(one)] for one in (folder, *folder.parents) if str(one) in sources), "")


def all_encrypted(devices: Iterable[Path], *, is_crypt: Callable[[Path], bool]) -> bool | None:
    """Whether all devices of one file system are encrypted; None where none is known."""
    answers = [is_crypt(device) for device in devices]
    return all(answers) if answers else None


def crypt_below(device: Path, *, uuid_of: Callable[[Path], str], slaves_of: Callable[[Path], Iterable[Path]]) -> bool:
    """Whether a block device of Linux lies on an encrypted one: itself, or all of what it is put together from."""
    uuid = uuid_of(device)
    if uuid.startswith("CRYPT-") and not uuid.startswith(_ONLY_CHECKED):
        return True
    below = list(slaves_of(device))
    return bool(below) and all(crypt_below(one, uuid_of=uuid_of, slaves_of=slaves_of) for one in below)


def _linux(folder: Path) -> bool | None:
    number, kind = folder.stat().st_dev, nearest_mount(folder)
    if kind in _ENCRYPTED_KINDS:
        return True
    if kind == "btrfs":
        # it has a device number of its own that leads nowhere, and may lie on several disks
        mountinfo = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        return all_encrypted(_disks_of_btrfs(source_of(mountinfo, folder.resolve())), is_crypt=_is_crypt)
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    # a file system without a block device of its own, such as zfs or overlay, says nothing of what it lies on
    return _is_crypt(device.resolve()) if device.exists() else None


def _is_crypt(device: Path) -> bool:
    return crypt_below(device, uuid_of=_uuid, slaves_of=_slaves)


def _disks_of_btrfs(source: str) -> list[Path]:
    """The devices of the file system that was mounted from this one, as /sys/fs/btrfs lists them."""
    name = Path(source).resolve().name
    for listed in Path("/sys/fs/btrfs").glob("*/devices"):
        devices = [path.resolve() for path in listed.iterdir()]
        if any(device.name == name for device in devices):
            return devices
    return []


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


def _windows(folder: Path) -> bool | None:  # not run: there was no Windows
    question = bitlocker_question(folder.resolve().drive)
    if not question:
        return None
    return bitlocker_answer(_said("powershell", "-NoProfile", "-NonInteractive", "-Command", question))


def _mac(folder: Path) -> bool | None:  # not run: there was no Mac
    if folder.resolve().is_relative_to(_OTHER_DISKS_OF_MAC):
        return None
    return filevault_answer(_said("/usr/bin/fdesetup", "status"))


def _said(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - the words above, and a drive letter
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT_SECONDS,
        # on Windows a black window would flash up
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    return done.stdout
