"""Random secrets, and forgetting them."""

from __future__ import annotations

import ctypes
import secrets

KEY_BYTES = 32
# where CPython keeps the bytes of a bytes object: behind the header, whose last byte is the closing zero
_BYTES_OFFSET = bytes.__basicsize__ - 1


def new_key() -> bytearray:
    """32 random bytes that can be wiped."""
    fresh = secrets.token_bytes(KEY_BYTES)
    key = bytearray(fresh)
    wipe(fresh)
    return key


def wipe(secret: bytes | bytearray) -> None:
    """Overwrite a secret in memory.

    Works on `bytes` too, for libraries hand secrets over in them and measuring found the key in memory after every way of
    opening a vault but this one. Only for objects that nobody else holds: an empty or one-byte `bytes` is shared by all.
    """
    if isinstance(secret, bytearray):
        secret[:] = bytes(len(secret))
    elif len(secret) > 1:
        ctypes.memset(id(secret) + _BYTES_OFFSET, 0, len(secret))
