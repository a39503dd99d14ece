"""The folder in which backups lie: their names, their list, and which old ones go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import header, thinning
from ombudsdesk.vault.header import Header

HEADER_SUFFIX, PART_SUFFIX = ".hdr", ".part"
_NAME = re.compile(r"ombuds-(\d{8}-\d{6})-e(\d{1,9})\.db")
_PART = re.compile(r"ombuds-\d{8}-\d{6}-e\d{1,9}\.(db|hdr)\.part(-journal|\.new)?")
_MOMENT = "%Y%m%d-%H%M%S"
_LEFT_BEHIND = timedelta(hours=1)


@dataclass(frozen=True)
class Backup:
    """A backup in a folder: where, of when, for which recovery sheet, of which vault."""

    path: Path
    made: datetime
    epoch: int
    family: bytes


def backups_in(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first. Files of other names and without a readable header are passed over."""
    try:
        names = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        raise unusable() from None
    found = (_backup(path) for path in names)
    return sorted((one for one in found if one), key=lambda one: one.made, reverse=True)


def thin(folder: Path, *, family: bytes, now: datetime) -> list[str]:
    """Remove old backups of one vault from a folder, as `thinning.kept` says; the names of those that went."""
    ours = [one for one in backups_in(folder) if one.family == family]
    staying = thinning.kept([one.made for one in ours], now=now)
    leaving = [one.path for one in ours if one.made not in staying]
    try:
        for path in leaving:
            _remove(path)
    except OSError:
        raise UserError(
            _("Some old backups could not be removed."), _("The new backup is good. Check that the disk can be changed.")
        ) from None
    return [path.name for path in leaving]


def remove_before(folder: Path, *, family: bytes, epoch: int) -> list[str]:
    """Remove the backups of one vault that a sheet before this epoch opens; the names of those that went.

    A folder that is not there, or that cannot be changed, is passed over.
    """
    gone: list[str] = []
    try:
        old = [one.path for one in backups_in(folder) if one.family == family and one.epoch < epoch]
        for path in old:
            _remove(path)
            gone.append(path.name)
    except (UserError, OSError):
        # a stick in a drawer: its backups stay noted as readable until their sheet is shredded
        return gone
    return gone


def _remove(path: Path) -> None:
    # the header first: without it the other file can be opened by nobody
    header_of(path).unlink(missing_ok=True)
    path.unlink()


def read_header(backup: Path) -> Header:
    """What stands beside a backup, for anybody to read. Raises UserError where that is no backup."""
    try:
        with backup.open("rb"):
            pass
    except OSError:
        raise UserError(
            _("The backup could not be read."), _("Choose the backup's file, whose name ends in .db, and connect its disk.")
        ) from None
    try:
        with header_of(backup).open("rb") as stream:
            text = stream.read(header.LARGEST + 1)
    except OSError:
        raise UserError(
            _("The file that belongs beside this backup is missing; its name ends in .hdr."),
            _("Without it the backup cannot be opened: look for it, or choose another backup."),
        ) from None
    return header.read(text)


def free_name(folder: Path, now: datetime, epoch: int) -> Path:
    """The name of a backup of now: a second later if that one is taken."""
    while True:
        path = folder / f"ombuds-{now:{_MOMENT}}-e{epoch}.db"
        if not any(one.exists() for one in (path, header_of(path), part_of(path))):
            return path
        now += timedelta(seconds=1)


def moment_of(path: Path) -> datetime:
    """When a backup was made, by its name. Raises ValueError for another name."""
    named = _NAME.fullmatch(path.name)
    if not named:
        raise ValueError("not the name of a backup")
    return datetime.strptime(named[1], _MOMENT)


def header_of(path: Path) -> Path:
    """The file beside a backup."""
    return path.with_suffix(HEADER_SUFFIX)


def part_of(path: Path) -> Path:
    """The name of a file until it is whole."""
    return path.with_name(path.name + PART_SUFFIX)


def remove_leftovers(folder: Path, now: datetime) -> None:
    """Remove what a crash left behind half made; what is younger than an hour may be another window's work."""
    for path in folder.iterdir():
        if _PART.fullmatch(path.name) and now - datetime.fromtimestamp(path.stat().st_mtime) > _LEFT_BEHIND:
            path.unlink()


def unusable() -> UserError:
    return UserError(
        _("That folder cannot be used for backups."), _("Check that the disk is connected and that you may change it.")
    )


def _backup(path: Path) -> Backup | None:
    try:
        found = read_header(path)
        return Backup(path, moment_of(path), found.epoch, found.family)
    except (UserError, ValueError):
        # a name such as 20261399-…, or a header that is no header: not ours to touch
        return None
