"""Folders that are not on this computer alone: copied by a cloud service, or on another machine.

A copy that a service makes cannot be taken back, and an old copy of the key file undoes the destruction of a case: neither
a vault nor a backup may lie there. Names decide, and the table of what is mounted; this is a pure function over both.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _


@unique
class Service(Enum):
    """Who would get a copy. The values of the first four are their names, in every language."""

    ONEDRIVE = "OneDrive"
    GOOGLE_DRIVE = "Google Drive"
    DROPBOX = "Dropbox"
    ICLOUD = "iCloud"
    OTHER_CLOUD = "another cloud service"
    NETWORK = "a network drive"


@dataclass(frozen=True)
class Surroundings:
    """What is known of a computer: its environment variables, and the kind of file system by the place it is mounted on.

    On Windows a place is a drive such as `Z:`, and the kind of a network drive is `remote`.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    mounts: Mapping[str, str] = field(default_factory=dict)


_NAMES = {
    Service.ONEDRIVE: re.compile(r"onedrive( ?- ?.+)?"),
    Service.GOOGLE_DRIVE: re.compile(r"google ?drive( \(.+\))?|googledrive-.+|drivefs"),
    Service.DROPBOX: re.compile(r"dropbox( \(.+\))?"),
    Service.ICLOUD: re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents|icloud~.+"),
    Service.OTHER_CLOUD: re.compile(r"nextcloud|owncloud|box sync|cloudstorage|pclouddrive|megasync"),
}
# Google's drive letter holds nothing but these folders
_GOOGLE_DRIVE_LETTER = frozenset(("my drive", "mi unidad", "shared drives", "unidades compartidas"))
_ROOTS = {
    "OneDrive": Service.ONEDRIVE,
    "OneDriveConsumer": Service.ONEDRIVE,
    "OneDriveCommercial": Service.ONEDRIVE,
}
_NETWORK_KINDS = frozenset(
    (
        *("remote", "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs"),
        *("ceph", "glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs"),
    )
)


def service_of(place: PurePath, surroundings: Surroundings) -> Service | None:
    """Who gets a copy of what lies in this folder; None: nobody that is known. The path must be absolute."""
    return _by_root(place, surroundings) or _by_name(place) or _by_mount(place, surroundings)


def require_local(folder: Path) -> None:
    """Raises UserError for a folder that a cloud service copies or that lies on a network drive."""
    service = service_of(_resolved(folder), here())
    if service is None:
        return
    if service is Service.NETWORK:
        what = _("This folder is on a network drive: others could copy what lies there, and nobody could take it back.")
    elif service is Service.OTHER_CLOUD:
        what = _("A cloud service copies this folder: what was copied can never be taken back.")
    else:
        what = _("{service} copies this folder to the internet: what was copied can never be taken back.").format(
            service=service.value
        )
    raise UserError(what, _("Choose a folder on this computer's own disk, or on a stick or disk that you can lock away."))


def here() -> Surroundings:
    """What is known of this computer now."""
    if sys.platform == "win32":
        return Surroundings(os.environ, _windows_drives())
    if sys.platform == "darwin":
        return Surroundings(os.environ, _mac_mounts())
    return Surroundings(os.environ, _linux_mounts())


def nearest_mount(folder: Path) -> str:
    """The kind of file system that a folder lies on, "" if it is not known."""
    place, mounts = _resolved(folder), here().mounts
    return next((mounts[str(one)] for one in (place, *place.parents) if str(one) in mounts), "")


def mounts_of_linux(table: str) -> dict[str, str]:
    """The kind of file system by place, from the text of /proc/self/mounts."""
    rows = (line.split() for line in table.splitlines())
    return {unescaped(row[1]): row[2] for row in rows if len(row) > 2}


def mounts_of_mac(table: str) -> dict[str, str]:
    """The kind of file system by place, from what /sbin/mount prints: `//ana@server/files on /Volumes/files (smbfs, …)`."""
    found = re.findall(r"^.+? on (/.*) \(([^,)]+)", table, re.MULTILINE)
    return dict(found)


def _by_root(place: PurePath, surroundings: Surroundings) -> Service | None:
    """A folder that the service itself names in the environment, whatever it is called."""
    for name, service in _ROOTS.items():
        root = surroundings.environment.get(name)
        if root and place.is_relative_to(type(place)(root)):
            return service
    return None


def _by_name(place: PurePath) -> Service | None:
    names = [part.casefold() for part in place.parts]
    if isinstance(place, PureWindowsPath) and len(names) > 1 and names[1] in _GOOGLE_DRIVE_LETTER:
        return Service.GOOGLE_DRIVE
    for service, pattern in _NAMES.items():
        if any(pattern.fullmatch(name) for name in names):
            return service
    return None


def _by_mount(place: PurePath, surroundings: Surroundings) -> Service | None:
    if isinstance(place, PureWindowsPath):
        # \\server\files, but not \\?\C:\… and \\.\…, which are this computer's own
        if place.drive.startswith("\\\\") and place.drive[2:3] not in ("?", "."):
            return Service.NETWORK
        kind = surroundings.mounts.get(place.drive.upper())
    else:
        above = [str(one) for one in (place, *place.parents)]
        # the nearest mounted folder above decides
        kind = next((surroundings.mounts[one] for one in above if one in surroundings.mounts), None)
    return Service.NETWORK if kind in _NETWORK_KINDS else None


def _resolved(folder: Path) -> PurePath:
    """Where a folder really lies, though it need not exist yet."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder.absolute()


def unescaped(place: str) -> str:
    """A path of the mount table, which writes a space as \\040."""
    return str(PurePosixPath(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)))


def _linux_mounts() -> dict[str, str]:
    try:
        return mounts_of_linux(Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return {}


def _mac_mounts() -> dict[str, str]:  # not run: there was no Mac
    listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
    return mounts_of_mac(listed.stdout)


def _windows_drives() -> dict[str, str]:  # not run: there was no Windows
    remote = 4
    kind_of = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - absent elsewhere, and mypy knows
    drives = (f"{chr(letter)}:" for letter in range(ord("A"), ord("Z") + 1))
    return {drive: "remote" for drive in drives if kind_of(f"{drive}\\") == remote}
