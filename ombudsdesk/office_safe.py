"""Keeping the office safe across its rooms: a backup with all that belongs to it, and the proof of one.

A backup is made and proven, noted in the vault, and older ones go: those that the thinning leaves out, and those that an
older recovery sheet opens, wherever they are in reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import backup, header, safekeeping, shelf
from ombudsdesk.vault.copying import Progress, no_progress
from ombudsdesk.vault.engine import Database, connect, file_salt
from ombudsdesk.vault.safekeeping import BackupMade
from ombudsdesk.vault.shelf import Backup
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.verify import verify


@dataclass(frozen=True)
class Outcome:
    """What a backup has brought: the new one, how many the thinning removed, how many of older sheets went."""

    backup: Backup
    thinned: int = 0
    old_removed: int = 0


def back_up(
    vault: Vault, folder: Path, *, now: datetime, keep_all: bool = False, progress: Progress = no_progress
) -> Outcome:
    """Make a backup in a folder, note it, and remove the older ones that it replaces.

    Works on the vault's background connection. Raises UserError where no backup was made; what it removes it notes.
    """
    made = backup.make_backup(vault, folder, now=now, progress=progress)
    safekeeping.note_backup(vault.background, backup=made)
    if keep_all:
        return Outcome(made)
    thinned = _note_gone(vault.background, folder, shelf.thin(folder, family=made.family, now=now), now.date())
    return Outcome(made, thinned, remove_old(vault.background, folder, newest=made, today=now.date()))


def remove_old(database: Database, folder: Path, *, newest: Backup, today: date) -> int:
    """Remove the backups that an older sheet opens from a folder and from every other one in reach; how many went.

    Only with a newer backup at hand: there must be one that the sheet of today opens. A folder that cannot be changed is
    passed over: what lies there is still told as readable.
    """
    folders = dict.fromkeys([folder, *(one.folder for one in safekeeping.backups(database))])
    return sum(
        _note_gone(database, place, shelf.remove_before(place, family=newest.family, epoch=newest.epoch), today)
        for place in folders
    )


def prove_backup(vault: Vault, made: BackupMade, *, now: datetime, progress: Progress = no_progress) -> None:
    """Open a backup as a restore would, by what the code of the sheet gives back, and check everything in it.

    Raises UserError where it is not there, belongs to another sheet, or is damaged. Notes that it was proven.
    """
    found = shelf.read_header(made.path)
    if vault.epoch is None or found.epoch != vault.epoch.number or found.family != vault.epoch.family:
        raise UserError(
            _("This backup belongs to another recovery sheet, so that it cannot be tested here."),
            _("Make a new backup; the old one goes on being opened by its own sheet."),
        )
    epoch = header.unlock(found, vault.epoch.code)
    try:
        if file_salt(made.path) != found.file:
            raise _damaged()
        with closing(connect(made.path, epoch.key, vault.catalogue)) as copy:
            _check(copy, progress)
    except DamagedError:
        raise _damaged() from None
    except OSError:
        raise shelf.unusable() from None
    finally:
        epoch.wipe()
        Path(f"{made.path}-journal").unlink(missing_ok=True)
    safekeeping.note_tested(vault.background, backup=made.id, now=now)


_QUESTIONS = 6


def _check(copy: Database, progress: Progress) -> None:
    progress(0, _QUESTIONS)
    for done, finding in enumerate(verify(copy), start=1):
        if not finding.good:
            raise _damaged()
        progress(done, _QUESTIONS)


def _damaged() -> UserError:
    return UserError(
        _("This backup is damaged: it would not bring the vault back."),
        _("Make a new backup now, on another disk."),
    )


def _note_gone(database: Database, folder: Path, names: Sequence[str], today: date) -> int:
    safekeeping.note_gone(database, folder=folder, names=names, today=today)
    return len(names)
