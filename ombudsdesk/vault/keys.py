"""`vault.keys`: the small file that opens the vault for whoever knows the passphrase or holds the recovery sheet.

The vault is encrypted under random keys that never change with the passphrase. A random master key wraps those keys (the
*payload*, see `keyring.py`); each *slot* wraps the master key under one way in: "pass" is Argon2id over the passphrase,
"sheet" is HKDF-SHA256 over the 160 random bits of the recovery sheet. A slot of another kind is passed over.

    {"magic": "OMBK1",
     "slots": [{"t": "pass", "kdf": ["argon2id", KiB, passes, lanes], "salt": b64, "w": b64},
               {"t": "sheet", "salt": b64, "w": b64}],
     "payload": b64}

`w` and `payload` are a 12-byte nonce and AES-256-GCM; the payload is sealed together with the text of the slots, so that
no slot can be exchanged. Master key and nonces are new at every writing.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.keyring import Keyring, pack, unpack
from ombudsdesk.vault.secrets import KEY_BYTES, new_key, wipe

MAGIC = "OMBK1"
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
LARGEST_FILE = 4096
MIB = 1024
_SHEET_SLOT = b"ombudsdesk sheet slot 1"


class WrongPassphraseError(UserError):
    """The passphrase opens no slot of this vault."""


class WrongSheetError(UserError):
    """The recovery code is well written, but it is not the one that opens this."""


@dataclass(frozen=True)
class Argon2:
    """What it costs to try one passphrase: memory in KiB, passes over it, lanes."""

    memory: int = 256 * MIB
    passes: int = 3
    lanes: int = 4

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """The 32-byte key of a passphrase. The same words in another Unicode spelling give the same key."""
        words = unicodedata.normalize("NFKC", passphrase).encode()
        kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory)
        return kdf.derive(words)


FLOOR = Argon2(64 * MIB)
CEILING = Argon2(1024 * MIB, 20, 16)


def calibrated(*, seconds: float = 1.5) -> Argon2:
    """The dearest setting that takes about `seconds` on this computer: 64 to 256 MiB, at least 3 passes."""
    began = perf_counter()
    FLOOR.derive("how long does one try take", bytes(SALT_BYTES))
    unit = perf_counter() - began
    memory = min(max(int(seconds / unit), 1), 4) * FLOOR.memory
    passes = min(max(int(FLOOR.passes * seconds / (unit * memory / FLOOR.memory)), FLOOR.passes), CEILING.passes)
    return Argon2(memory, passes)


def seal(keyring: Keyring, passphrase: str, kdf: Argon2) -> bytes:
    """The text of a new `vault.keys`: a slot for the passphrase, and one for the recovery sheet where there is one."""
    master = new_key()
    slots = [_passphrase_slot(master, passphrase, kdf)]
    if keyring.epoch:
        slots.append(_sheet_slot(master, keyring.epoch.code))
    payload = pack(keyring)
    sealed = _encrypt(master, payload, _slots_text(slots))
    for secret in (master, payload):
        wipe(secret)
    return json.dumps({"magic": MAGIC, "slots": slots, "payload": _text(sealed)}, indent=1).encode()


def unseal(text: bytes, passphrase: str) -> Keyring:
    """The keyring of a `vault.keys`. Raises WrongPassphraseError, or UserError where the file cannot be right."""
    content = _parse(text)
    return _keyring(content, _master(content["slots"], passphrase))


def unseal_with_sheet(text: bytes, code: bytes | bytearray) -> Keyring:
    """The keyring, by the recovery code. Raises WrongSheetError, or UserError where the file cannot be right."""
    content = _parse(text)
    return _keyring(content, _master_of_sheet(content["slots"], code))


def has_sheet(text: bytes) -> bool:
    """Whether a `vault.keys` can be opened by a recovery sheet at all. Anybody may know that."""
    return any(slot.get("t") == "sheet" for slot in _parse(text)["slots"])


def wrap_with_code(
    code: bytes | bytearray, secret: bytes | bytearray, *, salt: bytes, purpose: bytes, bound_to: bytes
) -> bytes:
    """Seal a secret so that only the recovery code opens it, and only together with the bytes it is bound to."""
    wrapping = derive(code, salt, purpose)
    try:
        return _encrypt(wrapping, secret, bound_to)
    finally:
        wipe(wrapping)


def unwrap_with_code(code: bytes | bytearray, sealed: bytes, *, salt: bytes, purpose: bytes, bound_to: bytes) -> bytearray:
    """What `wrap_with_code` sealed. Raises WrongSheetError where code, salt, purpose or bytes are others."""
    wrapping = derive(code, salt, purpose)
    try:
        return _own(_decrypt(wrapping, sealed, bound_to))
    except (InvalidTag, ValueError):
        raise WrongSheetError(
            _("This is not the recovery code that opens it."),
            _("Look at the number on the sheet: an older or newer sheet has another code."),
        ) from None
    finally:
        wipe(wrapping)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole, and never a copy of the old one."""
    fresh = path.with_name(path.name + ".new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError:
        # a second key file, even one that was never used, is one more way in
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a change of names in a folder durable. Windows does that by itself and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # some sticks' file systems do not know this for folders
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _damaged() -> UserError:
    return DamagedError(
        _("The key file of this vault is damaged or was changed."),
        _("Put back the key file from your copy: nothing was changed here."),
    )


def _parse(text: bytes) -> Mapping[str, Any]:
    if len(text) > LARGEST_FILE:
        raise _damaged()
    try:
        content = json.loads(text)
        magic, slots = content["magic"], content["slots"]
        payload = _sealed(content["payload"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged() from None
    if magic != MAGIC:
        raise UserError(
            _("The key file of this vault was made by a newer version of this program."),
            _("Install the newest version and open the vault with that."),
        )
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise _damaged()
    return {"slots": slots, "payload": payload}


def _keyring(content: Mapping[str, Any], master: bytes | bytearray) -> Keyring:
    """Open the payload with the master key, and forget that key."""
    try:
        payload = _decrypt(master, content["payload"], _slots_text(content["slots"]))
    except (InvalidTag, ValueError):
        raise _damaged() from None
    finally:
        wipe(master)
    keyring = unpack(payload)
    wipe(payload)
    return keyring


def _passphrase_slot(master: bytearray, passphrase: str, kdf: Argon2) -> dict[str, Any]:
    salt = os.urandom(SALT_BYTES)
    wrapping = kdf.derive(passphrase, salt)
    wrapped = _encrypt(wrapping, master, MAGIC.encode())
    wipe(wrapping)
    setting = ["argon2id", kdf.memory, kdf.passes, kdf.lanes]
    return {"t": "pass", "kdf": setting, "salt": _text(salt), "w": _text(wrapped)}


def _sheet_slot(master: bytearray, code: bytearray) -> dict[str, Any]:
    salt = os.urandom(SALT_BYTES)
    wrapped = wrap_with_code(code, master, salt=salt, purpose=_SHEET_SLOT, bound_to=MAGIC.encode())
    return {"t": "sheet", "salt": _text(salt), "w": _text(wrapped)}


def _master_of_sheet(slots: Sequence[Mapping[str, Any]], code: bytes | bytearray) -> bytearray:
    sheets = [slot for slot in slots if slot.get("t") == "sheet"]
    if not sheets:
        raise UserError(
            _("This vault has no recovery sheet."),
            _("Only its passphrase opens it. Make a sheet as soon as it is open."),
        )
    try:
        salt = base64.b64decode(sheets[0]["salt"], validate=True)
        wrapped = base64.b64decode(sheets[0]["w"], validate=True)
    except (ValueError, KeyError, TypeError):
        raise _damaged() from None
    return unwrap_with_code(code, wrapped, salt=salt, purpose=_SHEET_SLOT, bound_to=MAGIC.encode())


def _master(slots: Sequence[Mapping[str, Any]], passphrase: str) -> bytes:
    passes = [slot for slot in slots if slot.get("t") == "pass"]
    if not passes:
        raise _damaged()
    for slot in passes:
        try:
            kdf, salt, wrapped = _kdf(slot), base64.b64decode(slot["salt"], validate=True), _sealed(slot["w"])
        except (ValueError, KeyError, TypeError, OverflowError):
            raise _damaged() from None
        wrapping = kdf.derive(passphrase, salt)
        try:
            return _decrypt(wrapping, wrapped, MAGIC.encode())
        except InvalidTag:
            continue
        finally:
            wipe(wrapping)
    raise WrongPassphraseError(
        _("This passphrase does not open the vault."),
        _("Check capital letters and the keyboard's language, and try again."),
    )


def _kdf(slot: Mapping[str, Any]) -> Argon2:
    name, memory, passes, lanes = slot["kdf"]
    asked = Argon2(int(memory), int(passes), int(lanes))
    # a changed file must not make the computer work for hours or run out of memory
    too_dear = asked.memory > CEILING.memory or asked.passes > CEILING.passes or asked.lanes > CEILING.lanes
    too_cheap = asked.passes < 1 or asked.lanes < 1 or asked.memory < 8 * asked.lanes or len(slot["salt"]) < SALT_BYTES
    if name != "argon2id" or too_dear or too_cheap:
        raise ValueError("not a way of deriving keys that this program uses")
    return asked


def derive(code: bytes | bytearray, salt: bytes, purpose: bytes) -> bytes:
    """A 32-byte key out of random bits, for one purpose. They are random, so that nothing has to be slow here."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(code)


def _own(secret: bytes) -> bytearray:
    """The same secret in an object that may be kept and wiped; the other one is wiped here."""
    kept = bytearray(secret)
    wipe(secret)
    return kept


def _encrypt(key: bytes | bytearray, secret: bytes | bytearray, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to)


def _decrypt(key: bytes | bytearray, sealed: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)


def _sealed(text: str) -> bytes:
    """What `_encrypt` made, from its base64. Raises ValueError for what is too short to be that."""
    sealed = base64.b64decode(text, validate=True)
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise ValueError("too short")
    return sealed


def _slots_text(slots: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(slots, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
