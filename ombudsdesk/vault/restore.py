"""The way home from a backup: a new vault, opened by a new passphrase, checked before it gets its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import header
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.copying import Progress, copy_pages, first_difference, no_progress
from ombudsdesk.vault.engine import Database, connect, file_salt
from ombudsdesk.vault.header import Header
from ombudsdesk.vault.keyring import Epoch
from ombudsdesk.vault.keys import Argon2, WrongSheetError
from ombudsdesk.vault.schema import prepare
from ombudsdesk.vault.shelf import read_header
from ombudsdesk.vault.vault import Vault


def restore(
    backup: Path,
    folder: Path,
    *,
    code: bytes | bytearray,
    passphrase: str,
    kdf: Argon2 | None = None,
    progress: Progress = no_progress,
) -> Vault:
    """Make a vault of a backup, in an absent or empty folder, with a new passphrase; the vault, open. The sheet stays good.

    Raises WrongSheetError, or UserError for a damaged backup or a folder that cannot be used: then nothing was made.
    """
    found = read_header(backup)
    epoch = _epoch(found, code)
    try:
        with closing(_open(backup, found, epoch)) as source:
            return vaults.build(
                folder, passphrase, fill=lambda database: _bring_home(source, database, progress), epoch=epoch, kdf=kdf
            )
    finally:
        epoch.wipe()


def _epoch(found: Header, code: bytes | bytearray) -> Epoch:
    try:
        return header.unlock(found, code)
    except WrongSheetError:
        raise WrongSheetError(
            _("This code does not open the backup."),
            _("Recovery sheet number {number} opens it: look for the sheet with that number.").format(number=found.epoch),
        ) from None


def _open(backup: Path, found: Header, epoch: Epoch) -> Database:
    with _backup_errors():
        if file_salt(backup) != found.file:
            raise UserError(
                _("The backup and the file beside it do not belong together."),
                _("Put both files back as they were, or choose another backup."),
            )
        return connect(backup, epoch.key, vaults.shipped_catalogue())


def _bring_home(source: Database, database: Database, progress: Progress) -> None:
    """Fill a new vault with a backup, compare, and bring it to the newest version."""
    with _backup_errors():
        expected = copy_pages(source, database, progress)
        bad = first_difference(database, expected, progress)
        if bad:
            raise _damaged()
    prepare(database)


def _damaged() -> UserError:
    return UserError(
        _("This backup is damaged."), _("Choose another backup: nothing was made of this one, and nothing was changed.")
    )


@contextmanager
def _backup_errors() -> Iterator[None]:
    """What would be said of a damaged vault is true of the backup here."""
    try:
        yield
    except DamagedError:
        raise _damaged() from None
    except OSError:
        raise UserError(
            _("The backup could not be read."), _("Check that its disk is connected, then try again.")
        ) from None
