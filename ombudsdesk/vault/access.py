"""The ways into a vault: another passphrase, the recovery sheet, a new sheet. Only the key file is written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys, todo
from ombudsdesk.vault.keyring import Epoch, Keyring, next_epoch
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import KEY_FILE, SHEET_USED, key_text


class SheetExistsError(UserError):
    """There is a recovery sheet, and nobody said that another one shall take its place."""


def change_passphrase(folder: Path, *, old: str, new: str, kdf: Argon2 | None = None) -> None:
    """Let another passphrase open the vault from now on. The sheet stays. Raises WrongPassphraseError."""
    keyring = keys.unseal(key_text(folder), old)
    _save(folder, keyring, new, kdf)


def replace_forgotten(
    folder: Path, *, code: bytes | bytearray, new: str, now: datetime | None = None, kdf: Argon2 | None = None
) -> None:
    """Set a new passphrase with the recovery code. The sheet stays. Raises WrongSheetError.

    That it was used is noted: whoever opens the vault next should know.
    """
    keyring = keys.unseal_with_sheet(key_text(folder), code)
    keyring.counters[SHEET_USED] = (now or datetime.now()).isoformat(timespec="seconds")
    _save(folder, keyring, new, kdf)


def add_sheet(
    folder: Path, *, passphrase: str, code: bytes | bytearray, renew: bool = False, kdf: Argon2 | None = None
) -> Epoch:
    """Let a recovery code open the vault and all backups from now on; the secrets that an open vault makes backups with.

    Only after the code is on paper, for with `renew` the sheet before it opens nothing but the backups before it.
    Raises SheetExistsError without `renew` where there is a sheet, and WrongPassphraseError.
    """
    keyring = keys.unseal(key_text(folder), passphrase)
    if keyring.epoch and not renew:
        keyring.wipe()
        raise sheet_exists()
    before = keyring.epoch
    keyring.epoch = next_epoch(before, code)
    # a sheet that was to come is overtaken by this one
    for overtaken in (before, keyring.coming):
        if overtaken:
            overtaken.wipe()
    keyring.coming = None
    if todo.of(keyring) is Stage.SHEET:
        todo.note(keyring, None)
    epoch = keyring.epoch.copy()
    _save(folder, keyring, passphrase, kdf)
    return epoch


def sheet_exists() -> SheetExistsError:
    """Why a sheet is not made without asking."""
    return SheetExistsError(
        _("This vault has a recovery sheet already."),
        _("If it was lost or read by others, have a new one made: the old one then opens the old backups only."),
    )


def write(folder: Path, keyring: Keyring, passphrase: str, kdf: Argon2 | None) -> None:
    """Write a key file: whole or not at all. Raises OSError."""
    keys.replace_file(folder / KEY_FILE, keys.seal(keyring, passphrase, kdf or keys.calibrated()))


def _save(folder: Path, keyring: Keyring, passphrase: str, kdf: Argon2 | None) -> None:
    """Write the key file anew, and forget the keyring."""
    try:
        write(folder, keyring, passphrase, kdf)
    except OSError:
        raise UserError(
            _("The disk reported an error: it is not certain that the key file was saved."),
            _("Try the new passphrase first, then the one before: one of them opens the vault."),
        ) from None
    finally:
        keyring.wipe()
