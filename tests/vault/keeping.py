"""Vaults with a recovery sheet, for the tests of keys, backups and restores."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ombudsdesk.vault import access, backup, cases, restore
from ombudsdesk.vault.digest import digest
from ombudsdesk.vault.shelf import Backup
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case

CODE = bytes(range(20))
NOW = datetime(2026, 3, 17, 16, 30, 5)
NEW_WORDS = "other words for another laptop"


def give_sheet(vault: Vault, code: bytes = CODE, *, renew: bool = False) -> None:
    vault.take_epoch(access.add_sheet(vault.folder, passphrase=PASSPHRASE, code=code, renew=renew, kdf=FAST_KDF))


def fill(vault: Vault, count: int = 8) -> None:
    for number in range(count):
        note = f"note {number} with many words to fill a page: señora, colegio " * 20
        cases.open_case(vault.desk, new=new_case(notes=(note,), name=f"Visitor {number}"))


def save(vault: Vault, folder: Path, *, now: datetime = NOW) -> Backup:
    folder.mkdir(exist_ok=True)
    return backup.make_backup(vault, folder, now=now)


def bring_home(path: Path, folder: Path, code: bytes = CODE) -> str:
    """Restore a backup; the digest of what is there now."""
    vault = restore.restore(path, folder, code=code, passphrase=NEW_WORDS, kdf=FAST_KDF)
    try:
        return digest(vault.desk)
    finally:
        vault.close()
