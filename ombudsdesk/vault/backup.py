"""Backups: a verified copy of the vault under a key that only the recovery sheet gives back.

    ombuds-YYYYMMDD-HHMMSS-eN.db    the copy, under the key of epoch N
    ombuds-YYYYMMDD-HHMMSS-eN.hdr   that key, sealed under the code of sheet N (`header.py`)

A copy gets its name only after it was opened again and found to hold what the vault holds. Before that it ends in `.part`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from ombudsdesk.errors import DamagedError, StorageError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import header, keys, places
from ombudsdesk.vault.copying import Content, Progress, copy_pages, first_difference, no_progress
from ombudsdesk.vault.engine import connect, file_salt
from ombudsdesk.vault.keyring import Epoch
from ombudsdesk.vault.shelf import Backup, free_name, header_of, moment_of, part_of, remove_leftovers, unusable
from ombudsdesk.vault.vault import DATA_FILE, Vault

SPARE_BYTES = 1 << 20


def make_backup(vault: Vault, folder: Path, *, now: datetime, progress: Progress = no_progress) -> Backup:
    """Copy an open vault into a folder, and prove the copy. Whoever wants to save waits while it is copied.

    `progress` is told (done, all) and may raise to stop. Whatever goes wrong, nothing is left under a backup's name. Raises
    UserError where there is no recovery sheet, the folder cannot be used, or the copy is not what the vault is.
    """
    if vault.epoch is None:
        raise UserError(
            _("There is no recovery sheet yet, and nothing else could open a backup."), _("Make the recovery sheet first.")
        )
    _require_destination(vault, folder)
    with _destination_errors():
        remove_leftovers(folder, now)
    target = free_name(folder, now, vault.epoch.number)
    made = [part_of(target), part_of(header_of(target))]
    try:
        with _destination_errors():
            _copy(vault, made[0], vault.epoch, progress)
            _write_header(made[1], header.write(vault.epoch, file_salt(made[0])), vault.epoch)
            for part in reversed(made):
                # the header first: a copy that has its name can be opened
                part.rename(part.with_suffix(""))
                made[made.index(part)] = part.with_suffix("")
            keys.sync_folder(folder)
    except BaseException:
        _remove([*made, Path(f"{part_of(target)}-journal")])
        raise
    return Backup(target, moment_of(target), vault.epoch.number, vault.epoch.family)


def _require_destination(vault: Vault, folder: Path) -> None:
    places.require_local(folder)
    try:
        if not folder.is_dir():
            raise UserError(
                _("The folder for the backup is not there."), _("Connect the stick or disk, or make the folder first.")
            )
        if folder.resolve().is_relative_to(vault.folder.resolve()):
            raise UserError(
                _("A backup inside the vault's own folder would be lost with it."), _("Choose a folder on another disk.")
            )
        needed = (vault.folder / DATA_FILE).stat().st_size + SPARE_BYTES
        free = shutil.disk_usage(folder).free
    except OSError:
        raise unusable() from None
    if free < needed:
        raise UserError(
            _("There is not enough room for the backup in that folder."), _("Free some space, or choose another disk.")
        )


def _copy(vault: Vault, part: Path, epoch: Epoch, progress: Progress) -> None:
    """Copy the vault, open the copy again, and compare."""
    part.touch(mode=0o600)
    with closing(connect(part, epoch.key, vault.catalogue, create=True)) as target:
        expected = copy_pages(vault.background, target, progress)
    bad = _what_differs(vault, part, epoch, expected, progress)
    if bad:
        raise UserError(
            _("The backup was not kept, for this was not found good in it: {question}.").format(question=bad),
            _("Check the vault, and try another stick or disk. Older backups are as they were."),
        )
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    # the emptied journal of the checks
    Path(f"{part}-journal").unlink(missing_ok=True)


def _what_differs(vault: Vault, part: Path, epoch: Epoch, expected: Content, progress: Progress) -> str:
    """Open the copy again, for what is checked shall have been on the disk; what is not good in it, "" if all is."""
    try:
        with closing(connect(part, epoch.key, vault.catalogue)) as copy:
            return first_difference(copy, expected, progress)
    except DamagedError:
        return _("The content of the vault")


def _write_header(part: Path, text: bytes, epoch: Epoch) -> None:
    """Write the header, and open it again with the sheet's code as a restore would."""
    keys.replace_file(part, text)
    proof = header.unlock(header.read(part.read_bytes()), epoch.code)
    good = proof.key == epoch.key
    proof.wipe()
    if not good:
        raise RuntimeError("the header of the backup does not give its key back")


@contextmanager
def _destination_errors() -> Iterator[None]:
    """Whatever the disk refuses while a backup is made, it is not the vault that suffers."""
    try:
        yield
    except (StorageError, OSError):
        raise UserError(
            _("The backup could not be written; the vault is as it was."),
            _("Check that the stick or disk is connected, not full and not write-protected, then try again."),
        ) from None


def _remove(paths: list[Path]) -> None:
    """Remove what was not finished, as far as the disk is still there."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            # the stick was pulled out: the next backup removes it
            continue
