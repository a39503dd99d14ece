"""The small file beside a backup: who may open it. Only the recovery code does, never the passphrase.

    {"magic": "OMBB1", "epoch": number, "family": hex, "file": b64, "salt": b64, "w": b64}

`w` is the backup's key, sealed by AES-256-GCM under HKDF-SHA256 of the recovery code and `salt`, together with everything
else that stands here. `family` is shared by all backups of a vault, `file` are the 16 bytes that the backup begins with.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from typing import Any

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import keys
from ombudsdesk.vault.keyring import FAMILY_BYTES, SALT_BYTES, Epoch

MAGIC = "OMBB1"
LARGEST = 4096
_PURPOSE = b"ombudsdesk backup header 1"
_HIGHEST_EPOCH = 2**32 - 1


@dataclass(frozen=True)
class Header:
    """What a header says to anybody; and `sealed`, what it says to the recovery code alone."""

    epoch: int
    family: bytes
    file: bytes
    salt: bytes
    sealed: bytes = b""

    def facts(self) -> dict[str, Any]:
        return {
            "magic": MAGIC,
            "epoch": self.epoch,
            "family": self.family.hex(),
            "file": _text(self.file),
            "salt": _text(self.salt),
        }


def write(epoch: Epoch, file: bytes) -> bytes:
    """The header of a backup whose file begins with these 16 bytes."""
    header = Header(epoch.number, epoch.family, file, os.urandom(SALT_BYTES))
    sealed = keys.wrap_with_code(epoch.code, epoch.key, salt=header.salt, purpose=_PURPOSE, bound_to=_bound(header))
    return json.dumps({**header.facts(), "w": _text(sealed)}, indent=1).encode()


def read(text: bytes) -> Header:
    """What a header says to anybody. Raises UserError for a text that is none."""
    try:
        content = json.loads(text) if len(text) <= LARGEST else {}
        magic, number = content["magic"], int(content["epoch"])
        binary = [base64.b64decode(content[name], validate=True) for name in ("file", "salt", "w")]
        header = Header(number, bytes.fromhex(content["family"]), *binary)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise _damaged() from None
    if magic != MAGIC:
        raise UserError(
            _("This backup was made by a newer version of this program."),
            _("Install the newest version and restore the backup with that."),
        )
    if not 0 < number <= _HIGHEST_EPOCH or len(header.family) != FAMILY_BYTES:
        raise _damaged()
    return header


def unlock(header: Header, code: bytes | bytearray) -> Epoch:
    """The secrets of the backup. Raises WrongSheetError where the code is of another sheet or the header was changed."""
    key = keys.unwrap_with_code(code, header.sealed, salt=header.salt, purpose=_PURPOSE, bound_to=_bound(header))
    return Epoch(header.epoch, key, bytearray(code), header.family)


def _bound(header: Header) -> bytes:
    return json.dumps(header.facts(), sort_keys=True, separators=(",", ":")).encode()


def _damaged() -> UserError:
    return UserError(
        _("The file beside this backup, whose name ends in .hdr, is damaged."),
        _("Choose another backup: nothing was changed here."),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
