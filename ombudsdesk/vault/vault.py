"""The vault as a whole: made, opened with a passphrase, closed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ombudsdesk import paths
from ombudsdesk.domain import catalogue as domain_catalogue
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys
from ombudsdesk.vault.claim import Claim, claim
from ombudsdesk.vault.engine import Database, connect, file_salt
from ombudsdesk.vault.keys import Argon2, Keyring
from ombudsdesk.vault.schema import prepare
from ombudsdesk.vault.secrets import new_key, wipe

KEY_FILE = "vault.keys"
DATA_FILE = "vault.db"


class Vault:
    """An open vault: one connection for the desk and one for long work in the background.

    Both are opened at once, so that the key can be forgotten as soon as the vault stands open.
    """

    def __init__(self, folder: Path, desk: Database, background: Database) -> None:
        self.folder = folder
        self.desk = desk
        self.background = background
        self.claim: Claim | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.catalogue

    def close(self) -> None:
        """Close both connections. Nothing of the vault can be read through this object any more."""
        self.background.close()
        self.desk.close()
        if self.claim is not None:
            self.claim.release()


def shipped_catalogue() -> Catalogue:
    """The lists that come with the program."""
    return domain_catalogue.load(lambda name: paths.read_json("taxonomies", name))


def exists(folder: Path) -> bool:
    """Whether there is something in this folder that could be a vault."""
    return (folder / KEY_FILE).exists() or (folder / DATA_FILE).exists()


def create(folder: Path, passphrase: str, *, kdf: Argon2 | None = None) -> Vault:
    """Make a new vault and open it. The folder must be absent or empty. Raises UserError otherwise.

    It is made under another name and renamed when it is whole: a crash leaves no half vault. It is claimed by its maker.
    """
    with _folder_errors():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(
                _("There is already something in this folder."), _("Choose an empty folder, or a new name for one.")
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = folder.with_name(f"{folder.name}.making-{os.getpid()}")
        making.mkdir(mode=0o700)
    key = new_key()
    try:
        with _folder_errors():
            _fill(making, key, passphrase, kdf or keys.calibrated())
            if folder.exists():
                folder.rmdir()
            making.rename(folder)
            keys.sync_folder(folder.parent)
            claimed = claim(folder)
        return _open_with(folder, key, claimed)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    finally:
        wipe(key)


def unlock(folder: Path, passphrase: str, *, alone: bool = False) -> Vault:
    """Open a vault. Raises WrongPassphraseError, or UserError for everything else that can be wrong with it.

    `alone` is for who will work in it: a second one is refused before the passphrase is even looked at.
    """
    with _folder_errors():
        if not (folder / KEY_FILE).exists():
            raise _no_key_file(folder)
        claimed = claim(folder) if alone else None
    try:
        return _unlock(folder, passphrase, claimed)
    except BaseException:
        if claimed is not None:
            claimed.release()
        raise


def _unlock(folder: Path, passphrase: str, claimed: Claim | None) -> Vault:
    with _folder_errors():
        text = (folder / KEY_FILE).read_bytes()
    keyring = keys.unseal(text, passphrase)
    try:
        with _folder_errors():
            salt = file_salt(folder / DATA_FILE)
        return _open_with(folder, keyring.key_for(salt), claimed)
    finally:
        keyring.wipe()


def _fill(folder: Path, key: bytearray, passphrase: str, kdf: Argon2) -> None:
    data = folder / DATA_FILE
    data.touch(mode=0o600)
    database = connect(data, key, shipped_catalogue(), create=True)
    try:
        prepare(database, new=True)
    finally:
        database.close()
    keyring = Keyring({file_salt(data): key})
    keys.replace_file(folder / KEY_FILE, keys.seal(keyring, passphrase, kdf))


def _open_with(folder: Path, key: bytearray, claimed: Claim | None) -> Vault:
    """The vault, which keeps the claim until it is closed. What was taken is given back where opening fails."""
    catalogue = shipped_catalogue()
    with ExitStack() as give_back:
        if claimed is not None:
            give_back.callback(claimed.release)
        desk = connect(folder / DATA_FILE, key, catalogue)
        give_back.callback(desk.close)
        prepare(desk)
        background = connect(folder / DATA_FILE, key, catalogue)
        give_back.pop_all()
    vault = Vault(folder, desk, background)
    vault.claim = claimed
    return vault


def _no_key_file(folder: Path) -> UserError:
    if (folder / DATA_FILE).exists():
        return UserError(
            _("The key file of this vault is missing."),
            _("Put back the file {name} from your backup.").format(name=KEY_FILE),
        )
    return UserError(_("There is no vault in this folder."), _("Choose the folder in which the vault was made."))


@contextmanager
def _folder_errors() -> Iterator[None]:
    """Say in words what the operating system refused. Its own message would hold a path: left out."""
    try:
        yield
    except FileNotFoundError:
        raise UserError(
            _("A file of the vault is missing."), _("Put back the files from your backup, then try again.")
        ) from None
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError):
        raise UserError(
            _("The vault's folder cannot be used."), _("Check that it is a folder and that you may change it.")
        ) from None
    except OSError:
        raise UserError(
            _("The disk reported an error."), _("Check that it is connected and not full, then try again.")
        ) from None
