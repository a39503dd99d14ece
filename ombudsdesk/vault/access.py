"""The ways into a vault: another passphrase, the recovery sheet, a new sheet. Only the key file is written."""

from __future__ import annotations

from pathlib import Path

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys
from ombudsdesk.vault.keyring import Epoch, Keyring, next_epoch
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.vault import KEY_FILE, key_text


class SheetExistsError(UserError):
    """There is a recovery sheet, and nobody said that another one shall take its place."""


def change_passphrase(folder: Path, *, old: str, new: str, kdf: Argon2 | None = None) -> None:
    """Let another passphrase open the vault from now on. The sheet stays. Raises WrongPassphraseError."""
    keyring = keys.unseal(key_text(folder), old)
    _save(folder, keyring, new, kdf)


def replace_forgotten(folder: Path, *, code: bytes | bytearray, new: str, kdf: Argon2 | None = None) -> None:
    """Set a new passphrase with the recovery code. The sheet stays. Raises WrongSheetError."""
    keyring = keys.unseal_with_sheet(key_text(folder), code)
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
    if before:
        before.wipe()
    epoch = keyring.epoch.copy()
    _save(folder, keyring, passphrase, kdf)
    return epoch


def sheet_exists() -> SheetExistsError:
    """Why a sheet is not made without asking."""
    return SheetExistsError(
        _("This vault has a recovery sheet already."),
        _("If it was lost or read by others, have a new one made: the old one then opens the old backups only."),
    )


def _save(folder: Path, keyring: Keyring, passphrase: str, kdf: Argon2 | None) -> None:
    """Write the key file anew: whole or not at all."""
    try:
        content = keys.seal(keyring, passphrase, kdf or keys.calibrated())
        keys.replace_file(folder / KEY_FILE, content)
    except OSError:
        raise UserError(
            _("The disk reported an error: it is not certain that the key file was saved."),
            _("Try the new passphrase first, then the one before: one of them opens the vault."),
        ) from None
    finally:
        keyring.wipe()
