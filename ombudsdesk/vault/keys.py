"""`vault.keys`: the small file that opens the vault for whoever knows the passphrase.

The vault is encrypted under random keys that never change with the passphrase. A random master key wraps those keys (the
*payload*); each *slot* wraps the master key under one way in. Today there is one kind of slot, "pass": Argon2id over the
passphrase. A slot of kind "sheet" (the paper recovery sheet) has its place in the list and is kept when it is met.

    {"magic": "OMBK1",
     "slots": [{"t": "pass", "kdf": ["argon2id", KiB, passes, lanes], "salt": b64, "w": b64}],
     "payload": b64}

`w` and `payload` are a 12-byte nonce and AES-256-GCM; the payload is sealed together with the text of the slots, so that
no slot can be exchanged. Master key and nonces are new at every writing. Inside the payload stand the vault's keys in plain
binary (count, then 16 bytes of file salt and 32 bytes of key each) and then JSON (`generation` and what later versions
add): binary, because a key that was ever a `str` cannot be wiped.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.secrets import KEY_BYTES, new_key, wipe

MAGIC = "OMBK1"
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
LARGEST_FILE = 4096
MIB = 1024


class WrongPassphraseError(UserError):
    """The passphrase opens no slot of this vault."""


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


@dataclass
class Keyring:
    """What the payload holds: the vault file's key by the salt that the file begins with, and counters."""

    keys: dict[bytes, bytearray] = field(default_factory=dict)
    counters: dict[str, Any] = field(default_factory=lambda: {"generation": 0})

    def wipe(self) -> None:
        for key in self.keys.values():
            wipe(key)

    def key_for(self, salt: bytes) -> bytearray:
        """The key of the file that begins with this salt. Raises UserError where the two files do not belong together."""
        if salt not in self.keys:
            raise UserError(
                _("The key file and the vault do not belong together."),
                _("Put both files back from the same copy."),
            )
        return self.keys[salt]


def seal(keyring: Keyring, passphrase: str, kdf: Argon2) -> bytes:
    """The text of a new `vault.keys` with one passphrase slot."""
    master = new_key()
    salt = os.urandom(SALT_BYTES)
    wrapping = kdf.derive(passphrase, salt)
    slot = {
        "t": "pass",
        "kdf": ["argon2id", kdf.memory, kdf.passes, kdf.lanes],
        "salt": _text(salt),
        "w": _text(_encrypt(wrapping, master, MAGIC.encode())),
    }
    slots = [slot]
    payload = _pack(keyring)
    sealed = _encrypt(master, payload, _slots_text(slots))
    for secret in (wrapping, master, payload):
        wipe(secret)
    return json.dumps({"magic": MAGIC, "slots": slots, "payload": _text(sealed)}, indent=1).encode()


def unseal(text: bytes, passphrase: str) -> Keyring:
    """The keyring of a `vault.keys`. Raises WrongPassphraseError, or UserError where the file cannot be right."""
    content = _parse(text)
    master = _master(content["slots"], passphrase)
    try:
        payload = _decrypt(master, content["payload"], _slots_text(content["slots"]))
    except InvalidTag:
        raise _damaged() from None
    finally:
        wipe(master)
    keyring = _unpack(payload)
    wipe(payload)
    return keyring


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole, and never a copy of the old one."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a change of names in a folder durable. Windows does that by itself and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
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


def _pack(keyring: Keyring) -> bytearray:
    packed = bytearray([len(keyring.keys)])
    for salt, key in keyring.keys.items():
        packed += salt + key
    packed += json.dumps(keyring.counters).encode()
    return packed


def _unpack(payload: bytes) -> Keyring:
    view = memoryview(payload)
    keys: dict[bytes, bytearray] = {}
    place = 1
    for _number in range(view[0]):
        salt = bytes(view[place : place + SALT_BYTES])
        keys[salt] = bytearray(view[place + SALT_BYTES : place + SALT_BYTES + KEY_BYTES])
        place += SALT_BYTES + KEY_BYTES
    return Keyring(keys, json.loads(bytes(view[place:])))


def _encrypt(key: bytes | bytearray, secret: bytes | bytearray, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
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
