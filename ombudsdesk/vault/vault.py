"""The vault as a whole: made, opened with a passphrase, closed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ombudsdesk import paths
from ombudsdesk.domain import catalogue as domain_catalogue
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys, places, todo
from ombudsdesk.vault.claim import Claim, claim
from ombudsdesk.vault.engine import Database, DatabaseInterruptedError, check_header, connect, file_salt, write_protected
from ombudsdesk.vault.generation import Generation
from ombudsdesk.vault.keyring import Epoch, Keyring
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.schema import prepare
from ombudsdesk.vault.secrets import new_key, wipe
from ombudsdesk.vault.todo import Stage

KEY_FILE = "vault.keys"
SHEET_USED = "sheet_used"
DATA_FILE = "vault.db"


@dataclass(frozen=True)
class Standing:
    """What the key file says beside the keys. `todo` is what is under way (`todo.Stage`, None: nothing).

    `sheet_used` is when the recovery sheet last gave a new passphrase: "" or a local time in ISO form.
    """

    todo: Stage | None = None
    sheet_used: str = ""


class Vault:
    """An open vault: one connection for the desk and one for long work in the background.

    Both are opened at once, so that the key can be forgotten as soon as the vault stands open. The secrets of the backups
    (`epoch`, None before the first recovery sheet) stay until it is closed: a backup is made without asking for anything.
    A vault that was opened to work in it holds its `claim`, and counts on when it is closed.
    """

    def __init__(
        self,
        folder: Path,
        desk: Database,
        background: Database,
        *,
        epoch: Epoch | None = None,
        claim: Claim | None = None,
        generation: Generation | None = None,
        standing: Standing = Standing(),
    ) -> None:
        self.folder = folder
        self.desk = desk
        self.background = background
        self.epoch = epoch
        self.standing = standing
        self._claim, self._generation = claim, generation

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.catalogue

    @property
    def sheet(self) -> int | None:
        """The number of the valid recovery sheet, None before the first."""
        return self.epoch.number if self.epoch else None

    def take_epoch(self, epoch: Epoch) -> None:
        """Make backups for another recovery sheet from now on."""
        if self.epoch:
            self.epoch.wipe()
        self.epoch = epoch

    def close(self) -> None:
        """Close both connections. Nothing of the vault can be read through this object any more."""
        # the last one that is named is done first, and each of them even if the one before has failed
        with ExitStack() as steps:
            if self._claim is not None:
                steps.callback(self._claim.release)
            if self._generation is not None:
                steps.callback(self._generation.forget)
            if self.epoch:
                steps.callback(self.epoch.wipe)
            steps.callback(self.desk.close)
            steps.callback(self.background.close)
            if self._claim is not None:
                steps.callback(self._count_on)

    def _count_on(self) -> None:
        """A vault that was worked in is newer than every copy that was taken before."""
        generation, self._generation = self._generation, None
        if generation is None:
            return
        try:
            generation.advance(self.desk)
        except (UserError, OSError, DatabaseInterruptedError):
            # a stick that was pulled out: the number stays lower than it could be, and nothing is lost
            return


def shipped_catalogue() -> Catalogue:
    """The lists that come with the program."""
    return domain_catalogue.load(lambda name: paths.read_json("taxonomies", name))


def exists(folder: Path) -> bool:
    """Whether there is something in this folder that could be a vault."""
    return (folder / KEY_FILE).exists() or (folder / DATA_FILE).exists()


def create(folder: Path, passphrase: str, *, kdf: Argon2 | None = None) -> Vault:
    """Make a new vault and open it. The folder must be absent or empty. Raises UserError otherwise."""
    return build(folder, passphrase, fill=lambda database: prepare(database, new=True), kdf=kdf)


def build(
    folder: Path,
    passphrase: str,
    *,
    fill: Callable[[Database], None],
    epoch: Epoch | None = None,
    kdf: Argon2 | None = None,
) -> Vault:
    """Make a vault whose file is filled by `fill`, and open it. The folder must be absent or empty.

    It is made under another name and renamed when it is whole: a crash leaves no half vault, and so does whatever `fill`
    raises. It is claimed by its maker. The epoch is only borrowed. Raises UserError for a folder that cannot be used, or
    that a cloud service copies.
    """
    places.require_local(folder)
    with folder_errors():
        _require_empty(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = folder.with_name(f"{folder.name}.making-{os.getpid()}")
        making.mkdir(mode=0o700)
    keyring = Keyring(epoch=epoch.copy() if epoch else None)
    key = new_key()
    try:
        with folder_errors():
            _fill(making / DATA_FILE, key, fill)
            keyring.keys[file_salt(making / DATA_FILE)] = key
            keys.replace_file(making / KEY_FILE, keys.seal(keyring, passphrase, kdf or keys.calibrated()))
            if folder.exists():
                folder.rmdir()
            making.rename(folder)
            keys.sync_folder(folder.parent)
            claimed = claim(folder)
        return _open_with(folder, keyring, claimed)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    finally:
        wipe(key)
        keyring.wipe()


def unlock(folder: Path, passphrase: str, *, alone: bool = False, accept_older: bool = False) -> Vault:
    """Open a vault. Raises WrongPassphraseError, or UserError for everything else that can be wrong with it.

    `alone` is for who will work in it: a second one is refused before the passphrase is even looked at. OlderVaultError is
    raised for a vault file that was newer once, unless that is accepted.
    """
    text = key_text(folder)
    check_header(folder / DATA_FILE)
    with folder_errors():
        claimed = claim(folder) if alone else None
    try:
        return _unlock(folder, text, passphrase, claimed, accept_older=accept_older)
    except BaseException:
        if claimed is not None:
            claimed.release()
        raise


def _unlock(folder: Path, text: bytes, passphrase: str, claimed: Claim | None, *, accept_older: bool) -> Vault:
    keyring = keys.unseal(text, passphrase)
    try:
        return _open_with(folder, keyring, claimed, accept_older=accept_older)
    finally:
        keyring.wipe()


def key_text(folder: Path) -> bytes:
    """The text of a vault's key file. Raises UserError where there is none."""
    with folder_errors():
        if not (folder / KEY_FILE).is_file():
            raise _no_key_file(folder)
        return (folder / KEY_FILE).read_bytes()


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            _("There is already something in this folder."), _("Choose an empty folder, or a new name for one.")
        )


def _fill(data: Path, key: bytearray, fill: Callable[[Database], None]) -> None:
    data.touch(mode=0o600)
    database = connect(data, key, shipped_catalogue(), create=True)
    try:
        fill(database)
    finally:
        database.close()


def _open_with(folder: Path, keyring: Keyring, claimed: Claim | None, *, accept_older: bool = False) -> Vault:
    """The vault, which keeps the claim until it is closed. What was taken is given back where opening fails."""
    catalogue = shipped_catalogue()
    with ExitStack() as give_back, folder_errors():
        if claimed is not None:
            give_back.callback(claimed.release)
        salt = file_salt(folder / DATA_FILE)
        key = keyring.key_for(salt)
        generation = Generation(folder, key=key, salt=salt, changing=len(keyring.keys) > 1)
        give_back.callback(generation.forget)
        desk = connect(folder / DATA_FILE, key, catalogue)
        give_back.callback(desk.close)
        prepare(desk)
        if not accept_older:
            generation.check(desk)
        background = connect(folder / DATA_FILE, key, catalogue)
        give_back.callback(background.close)
        if claimed is not None:
            generation.advance(desk, over=accept_older)
        give_back.pop_all()
    return Vault(
        folder,
        desk,
        background,
        epoch=keyring.epoch.copy() if keyring.epoch else None,
        claim=claimed,
        generation=generation,
        standing=Standing(todo.of(keyring), str(keyring.counters.get(SHEET_USED, ""))),
    )


def _no_key_file(folder: Path) -> UserError:
    if (folder / DATA_FILE).exists():
        return UserError(
            _("The key file of this vault is missing."),
            _("Put back the file {name} from your copy.").format(name=KEY_FILE),
        )
    return UserError(_("There is no vault in this folder."), _("Choose the folder in which the vault was made."))


@contextmanager
def folder_errors() -> Iterator[None]:
    """Say in words what the operating system refused. Its own message would hold a path: left out."""
    try:
        yield
    except FileNotFoundError:
        raise UserError(
            _("A file of the vault is missing."), _("Put back the files from your copy, then try again.")
        ) from None
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError):
        raise UserError(
            _("The vault's folder cannot be used."), _("Check that it is a folder and that you may change it.")
        ) from None
    except OSError as error:
        if error.errno == errno.EROFS:
            raise write_protected() from None
        raise UserError(
            _("The disk reported an error."), _("Check that it is connected and not full, then try again.")
        ) from None
