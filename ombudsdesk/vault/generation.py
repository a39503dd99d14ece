"""How new the vault file is, kept outside of it: an older file that was put back is whole and authentic, and still wrong.

The vault counts how often it was opened and closed for work. The same number stands in a small file beside it, sealed under
a key that only who opens the vault can derive, together with the first 16 bytes of the vault file:

    16 bytes of file salt, 16 bytes of salt, nonce and AES-256-GCM of the number in 8 bytes
"""

from __future__ import annotations

import os
from pathlib import Path

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.keyring import SALT_BYTES
from ombudsdesk.vault.keys import WrongSheetError
from ombudsdesk.vault.secrets import wipe

GENERATION_FILE = "vault.generation"
_KEY, _SEAL = b"ombudsdesk generation key 1", b"ombudsdesk generation 1"
_NUMBER_BYTES = 8


class OlderVaultError(UserError):
    """The vault file is older than it was, or what says so cannot be read. It may be opened all the same, on purpose."""


class Generation:
    """The number beside a vault file. Made while the vault's key is at hand; it keeps a key of its own and not that one."""

    def __init__(self, folder: Path, *, key: bytes | bytearray, salt: bytes, changing: bool = False) -> None:
        """`changing`: the vault is getting a new key, so that the number may be that of the file before."""
        self._path = folder / GENERATION_FILE
        self._salt, self._changing = salt, changing
        self._key = keys.derive(key, salt, _KEY)

    def check(self, database: Database) -> None:
        """Raises OlderVaultError where the vault was newer once."""
        if number(database) < self._seen():
            raise OlderVaultError(
                _("This vault file is older than when you last worked in it: what was written since then is not in it."),
                _("Put back the newest file or restore your last backup. If you put it back on purpose, you can open it."),
            )

    def advance(self, database: Database, *, over: bool = False) -> None:
        """Count one more, in the vault and beside it; `over` what stands beside it, even if it cannot be read."""
        newest = max(number(database), self._seen_at_least() if over else self._seen())
        with database.transaction():
            database.run("DELETE FROM generation")
            database.run("INSERT INTO generation VALUES (?)", (newest + 1,))
        self.write(newest + 1)

    def write(self, newest: int) -> None:
        """Keep a number beside the vault: the old one or the new one, whole."""
        salt = os.urandom(SALT_BYTES)
        secret = newest.to_bytes(_NUMBER_BYTES, "big")
        sealed = keys.wrap_with_code(self._key, secret, salt=salt, purpose=_SEAL, bound_to=self._salt)
        keys.replace_file(self._path, self._salt + salt + sealed)

    def forget(self) -> None:
        """Wipe the key of the number."""
        wipe(self._key)

    def _seen_at_least(self) -> int:
        try:
            return self._seen()
        except OlderVaultError:
            return 0

    def _seen(self) -> int:
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            # a vault that was made before there were generations, or has just been restored
            return 0
        file, salt, sealed = text[:SALT_BYTES], text[SALT_BYTES : 2 * SALT_BYTES], text[2 * SALT_BYTES :]
        if file != self._salt and self._changing:
            return 0
        try:
            return int.from_bytes(keys.unwrap_with_code(self._key, sealed, salt=salt, purpose=_SEAL, bound_to=file), "big")
        except WrongSheetError:
            raise OlderVaultError(
                _("The file {name}, which tells whether the vault is the newest one, is damaged.").format(
                    name=GENERATION_FILE
                ),
                _("If nobody put back an older vault, open it: the file is then made anew."),
            ) from None


def number(database: Database) -> int:
    """How often the vault was opened and closed for work."""
    return int(database.one("SELECT number FROM generation") or 0)
