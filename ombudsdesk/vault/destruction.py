"""Destroying cases for good: on this computer at once, and in backups that nobody can reach with the paper that opens them.

The passphrase opens the laptop, the recovery sheet opens the backups, and destroying cases changes the sheet. In this
order, each step whole or not done, and noted in the key file, so that it goes on after a crash:

1. `plan`: the cases are noted in the vault, and the next sheet's secrets in the key file.
2. ERASE: rows, search words, drafts; a count without names stays for statistics.
3. NEW_KEY: all pages are copied to a file under another key, proven, put in place; the old key is dropped. What is left on
   the disk of the old file can be read by nobody.
4. SHEET: the new code is on paper and proven; from then on the old sheet opens nothing but the backups of its time.

The office then makes a backup, which removes the older ones in reach; those out of reach end with the old sheet.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import access, erasure, keys, safekeeping, sheet, todo
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.claim import claim
from ombudsdesk.vault.copying import Progress, copy_pages, first_difference, no_progress
from ombudsdesk.vault.engine import Database, connect, file_salt
from ombudsdesk.vault.generation import Generation, number
from ombudsdesk.vault.keyring import Epoch, Keyring, next_epoch
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.schema import prepare
from ombudsdesk.vault.secrets import new_key, wipe
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import DATA_FILE, Vault, folder_errors, key_text

_FRESH = DATA_FILE + ".new"
_SPARE_BYTES = 1 << 20


@dataclass(frozen=True)
class DestructionEntry:
    """One batch of the log: when, how many cases, and the numbers of the sheets. Nothing about anybody."""

    id: int
    planned: date
    erased: date | None
    cases: int
    sheet_before: int | None
    sheet_after: int | None


def log(database: Database) -> list[DestructionEntry]:
    """All batches, the newest first."""
    rows = database.query("SELECT id, planned, erased, cases, sheet_before, sheet_after FROM destruction ORDER BY id DESC")
    return [
        DestructionEntry(batch, date.fromisoformat(day), date.fromisoformat(done) if done else None, *facts)
        for batch, day, done, *facts in rows
    ]


def plan(vault: Vault, *, cases: Sequence[int], passphrase: str, today: date, kdf: Argon2 | None = None) -> None:
    """Decide that cases will be destroyed. The vault must be closed then, for `Work` does it.

    Raises WrongPassphraseError, and UserError where a case is on hold or nothing is to be done.
    """
    with _kept(vault.folder, passphrase, kdf) as keyring:
        before, after = keyring.epoch, _coming(keyring)
        numbers = (before.number if before else None, after.number if after else None)
        # not the desk's own connection: this takes a moment, and runs beside the window
        erasure.choose(vault.background, cases=list(cases), today=today, sheets=numbers)
        keyring.coming = after
        todo.note(keyring, Stage.ERASE)
        todo.note_destruction(keyring)


def plan_new_key(vault: Vault, *, passphrase: str, kdf: Argon2 | None = None) -> None:
    """Decide that the vault gets another key, because somebody may have a copy of its files and a passphrase of before."""
    with _kept(vault.folder, passphrase, kdf) as keyring:
        # a batch of destruction that is under way gives it another key anyway, or has just done so
        if todo.of(keyring) in (None, Stage.SHEET):
            todo.note(keyring, Stage.NEW_KEY, file=file_salt(vault.folder / DATA_FILE))


class Work:
    """What is left to do with a closed vault, step by step. It is claimed as long as this lasts."""

    def __init__(self, folder: Path, passphrase: str, *, kdf: Argon2 | None = None) -> None:
        """Raises WrongPassphraseError, and UserError for all that can be wrong with a vault."""
        self._folder, self._passphrase, self._kdf = folder, passphrase, kdf
        with folder_errors():
            self._claim = claim(folder)
        try:
            self._keyring = keys.unseal(key_text(folder), passphrase)
            with folder_errors():
                self._drop_fresh()
        except BaseException:
            self._claim.release()
            raise

    def __enter__(self) -> Work:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget the secrets and let others have the vault."""
        self._keyring.wipe()
        self._claim.release()

    @property
    def stage(self) -> Stage | None:
        """What is to be done next; None: nothing is left."""
        return todo.of(self._keyring)

    @property
    def destroys(self) -> bool:
        """Whether cases are being destroyed, and not only the key changed."""
        return todo.destroys(self._keyring)

    @property
    def makes_sheet(self) -> bool:
        """Whether a new sheet is part of it: only where there was one, for without a sheet there are no backups."""
        return self._keyring.coming is not None

    @property
    def cases(self) -> int:
        """How many cases are still to be erased."""
        with self._open() as database:
            return erasure.number_chosen(database)

    @property
    def number(self) -> int:
        """The number of the sheet that is to be put on paper."""
        return self._next().number

    @property
    def old_number(self) -> int:
        """The number of the sheet that is valid until then."""
        return self.number - 1

    @property
    def code(self) -> bytearray:
        """A copy of the code of the sheet that is to be put on paper. Whoever takes it wipes it."""
        return bytearray(self._next().code)

    def erase(self, *, today: date, progress: Progress = no_progress) -> None:
        """Take the noted cases out of the vault."""
        self._require(Stage.ERASE)
        progress(0, 1)
        with self._open() as database:
            erasure.erase_chosen(database, today=today)
        self._go_on(Stage.NEW_KEY)
        progress(1, 1)

    def change_key(self, *, progress: Progress = no_progress) -> None:
        """Copy the vault to a file under another key, prove the copy, put it in place, and drop the key before."""
        self._require(Stage.NEW_KEY)
        with folder_errors():
            if self._file() == todo.file_to_replace(self._keyring):
                self._swap(progress)
            # only now: without the old key nothing that is left of the old file can be read
            self._drop_other_keys()
        self._go_on(Stage.SHEET if self._keyring.coming else None)

    def accept_sheet(self, *, today: date) -> None:
        """The new code is on paper: from now on it is the valid one."""
        self._require(Stage.SHEET)
        before, coming = self._keyring.epoch, self._next()
        with self._open() as database:
            safekeeping.note_sheet(database, number=coming.number, today=today)
        self._keyring.epoch, self._keyring.coming = coming, None
        try:
            self._go_on(None)
        except BaseException:
            self._keyring.epoch, self._keyring.coming = before, coming
            raise
        if before:
            before.wipe()

    def _swap(self, progress: Progress) -> None:
        target, fresh = self._folder / DATA_FILE, self._folder / _FRESH
        _require_room(target)
        key = new_key()
        try:
            fresh.touch(mode=0o600)
            self._copy(fresh, key, progress)
            salt = file_salt(fresh)
            self._keyring.keys[salt] = bytearray(key)
            self._save()
            self._carry_generation(fresh, key, salt)
            fresh.replace(target)
            keys.sync_folder(self._folder)
        except BaseException:
            self._drop_fresh()
            raise
        finally:
            wipe(key)

    def _copy(self, fresh: Path, key: bytearray, progress: Progress) -> None:
        with self._open() as source, closing(connect(fresh, key, source.catalogue, create=True)) as target:
            expected = copy_pages(source, target, progress)
            # what was free space in the old file has no place in the new one
            target.compact()
        with closing(connect(fresh, key, vaults.shipped_catalogue())) as copy:
            bad = first_difference(copy, expected, progress)
        if bad:
            raise UserError(
                _("The vault was not given another key, for this was not found good in the copy: {question}.").format(
                    question=bad
                ),
                _("Check the vault, then try again: it opens as before."),
            )
        with fresh.open("rb+") as stream:
            os.fsync(stream.fileno())
        Path(f"{fresh}-journal").unlink(missing_ok=True)

    def _carry_generation(self, fresh: Path, key: bytearray, salt: bytes) -> None:
        """The new file is as new as the old one, and must not be taken for an older one."""
        with closing(connect(fresh, key, vaults.shipped_catalogue())) as copy:
            generation = Generation(self._folder, key=key, salt=salt)
            generation.write(number(copy))
            generation.forget()
        Path(f"{fresh}-journal").unlink(missing_ok=True)

    def _drop_fresh(self) -> None:
        """A copy that was not put in place, or that a crash left behind, is made again; its key goes with it."""
        fresh = self._folder / _FRESH
        for path in (fresh, Path(f"{fresh}-journal")):
            path.unlink(missing_ok=True)
        if self._file() == todo.file_to_replace(self._keyring):
            self._drop_other_keys()

    def _drop_other_keys(self) -> None:
        """Forget every key but the one of the vault file; it counts when the keyring is saved."""
        current = self._file()
        for salt in [salt for salt in self._keyring.keys if salt != current]:
            wipe(self._keyring.keys.pop(salt))

    def _file(self) -> bytes:
        return file_salt(self._folder / DATA_FILE)

    @contextmanager
    def _open(self) -> Iterator[Database]:
        with folder_errors():
            key = self._keyring.key_for(self._file())
            with closing(connect(self._folder / DATA_FILE, key, vaults.shipped_catalogue())) as database:
                prepare(database)
                yield database

    def _next(self) -> Epoch:
        if self._keyring.coming is None:
            raise RuntimeError("no sheet is to be made")
        return self._keyring.coming

    def _require(self, stage: Stage) -> None:
        if self.stage is not stage:
            raise RuntimeError("the steps of a destruction have an order")

    def _go_on(self, stage: Stage | None) -> None:
        counters = dict(self._keyring.counters)
        todo.note(self._keyring, stage, file=self._file() if stage is Stage.NEW_KEY else b"")
        try:
            self._save()
        except BaseException:
            self._keyring.counters = counters
            raise

    def _save(self) -> None:
        with folder_errors():
            access.write(self._folder, self._keyring, self._passphrase, self._kdf)


def _require_room(data: Path) -> None:
    if shutil.disk_usage(data.parent).free < data.stat().st_size + _SPARE_BYTES:
        raise UserError(
            _("There is not enough room to write the vault anew under another key."), _("Free some space, then go on.")
        )


@contextmanager
def _kept(folder: Path, passphrase: str, kdf: Argon2 | None) -> Iterator[Keyring]:
    """The keyring of a vault, which is saved with what is done to it inside."""
    keyring = keys.unseal(key_text(folder), passphrase)
    try:
        yield keyring
        with folder_errors():
            access.write(folder, keyring, passphrase, kdf)
    finally:
        keyring.wipe()


def _coming(keyring: Keyring) -> Epoch | None:
    """The next sheet's secrets; None where there never was a sheet, so that there is no backup either."""
    if keyring.epoch is None:
        return None
    if keyring.coming is not None:
        # chosen again before the sheet of the last time was on paper: that one will do
        return keyring.coming
    code = sheet.new_code()
    try:
        return next_epoch(keyring.epoch, code)
    finally:
        wipe(code)
