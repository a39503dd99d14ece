"""What the key file keeps locked away: the vault file's key, the secrets of the backups, and counters.

In plain binary and then JSON, because a key that was ever a `str` cannot be wiped:

    count, then for each vault file: 16 bytes of file salt, 32 bytes of key
    count (0 or 1), then the backup epoch: its number in 4 bytes, 32 bytes of backup key, 20 bytes of the recovery code,
        8 bytes that all backups of this vault share
    2, then the epoch to come in the same form, while cases are being destroyed and its sheet is not on paper yet
    JSON: what is being done (`todo`), when the sheet was used, and what later versions add

A vault that never had a recovery sheet has no second count: the JSON begins at once, with a brace.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.secrets import KEY_BYTES, new_key, wipe
from ombudsdesk.vault.sheet import CODE_BYTES

SALT_BYTES = 16
FAMILY_BYTES = 8
_NUMBER_BYTES = 4
_NOW, _COMING = 1, 2


@dataclass
class Epoch:
    """The time between two recovery sheets: its number, the key of all its backups, and the code on its sheet.

    `family` is what all backups of one vault have in common, so that another vault's are never taken for ours.
    """

    number: int
    # not in `repr`: a failed assertion would print them
    key: bytearray = field(repr=False)
    code: bytearray = field(repr=False)
    family: bytes

    def copy(self) -> Epoch:
        """The same with secrets of its own, for the one will be wiped while the other is used."""
        return Epoch(self.number, bytearray(self.key), bytearray(self.code), self.family)

    def wipe(self) -> None:
        wipe(self.key)
        wipe(self.code)


def next_epoch(before: Epoch | None, code: bytes | bytearray) -> Epoch:
    """The epoch that a new sheet begins: another backup key, so that older sheets do not open the backups to come."""
    family = before.family if before else os.urandom(FAMILY_BYTES)
    return Epoch(before.number + 1 if before else 1, new_key(), bytearray(code), family)


@dataclass
class Keyring:
    """What the payload holds: the vault file's key by the salt that the file begins with, the epoch, and counters."""

    keys: dict[bytes, bytearray] = field(default_factory=dict, repr=False)
    counters: dict[str, Any] = field(default_factory=dict)
    epoch: Epoch | None = None
    coming: Epoch | None = None
    """The epoch of the sheet that is still to be put on paper."""

    def wipe(self) -> None:
        for key in self.keys.values():
            wipe(key)
        for epoch in (self.epoch, self.coming):
            if epoch:
                epoch.wipe()

    def key_for(self, salt: bytes) -> bytearray:
        """The key of the file that begins with this salt. Raises UserError where the two files do not belong together."""
        if salt not in self.keys:
            raise UserError(
                _("The key file and the vault do not belong together."),
                _("Put both files back from the same backup."),
            )
        return self.keys[salt]


def pack(keyring: Keyring) -> bytearray:
    """A keyring as bytes that can be wiped. Raises RuntimeError for one that was wiped: saving it would lose the vault."""
    if any(not any(key) for key in keyring.keys.values()):
        raise RuntimeError("a wiped keyring is not saved")
    packed = bytearray([len(keyring.keys)])
    for salt, key in keyring.keys.items():
        packed += salt
        packed += key
    for mark, epoch in ((_NOW, keyring.epoch), (_COMING, keyring.coming)):
        if epoch:
            packed.append(mark)
            # one by one: a sum of them would be an object that nobody wipes
            for part in (epoch.number.to_bytes(_NUMBER_BYTES, "big"), epoch.key, epoch.code, epoch.family):
                packed += part
    packed += json.dumps(keyring.counters).encode()
    return packed


def unpack(payload: bytes | bytearray) -> Keyring:
    """What `pack` made."""
    source = _Source(payload)
    keys = {}
    for _file in range(source.take(1)[0]):
        salt = bytes(source.take(SALT_BYTES))
        keys[salt] = bytearray(source.take(KEY_BYTES))
    epochs = [_epoch(source) if bytes(source.rest[:1]) == bytes([mark]) else None for mark in (_NOW, _COMING)]
    return Keyring(keys, json.loads(bytes(source.rest)), *epochs)


class _Source:
    """Bytes that are taken from the front."""

    def __init__(self, payload: bytes | bytearray) -> None:
        self.rest = memoryview(payload)

    def take(self, count: int) -> memoryview:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken


def _epoch(source: _Source) -> Epoch:
    source.take(1)
    return Epoch(
        int.from_bytes(source.take(_NUMBER_BYTES), "big"),
        bytearray(source.take(KEY_BYTES)),
        bytearray(source.take(CODE_BYTES)),
        bytes(source.take(FAMILY_BYTES)),
    )
