"""A decryptor of our own for the pages of a vault file: what is found with it was readable for whoever has the key.

SQLCipher 4: AES-256-CBC under the raw key, a random IV for each page, HMAC-SHA512 over text, IV and page number; the key of
the HMAC is PBKDF2-HMAC-SHA512 with two rounds over the key and the file's salt with every bit pattern 0x3a turned.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE, SALT, IV, MAC, RESERVE = 4096, 16, 16, 64, 80


def pages(path: Path, key: bytes | bytearray) -> Iterator[bytes]:
    """Every page of a file, decrypted. Raises ValueError where the key does not fit or a page was changed."""
    data = path.read_bytes()
    salt = data[:SALT]
    mac_key = hashlib.pbkdf2_hmac("sha512", bytes(key), bytes(byte ^ 0x3A for byte in salt), 2, 32)
    for number, begin in enumerate(range(0, len(data), PAGE), start=1):
        page = data[begin : begin + PAGE]
        text = page[SALT if number == 1 else 0 : PAGE - RESERVE]
        nonce, mac = page[PAGE - RESERVE : PAGE - RESERVE + IV], page[PAGE - RESERVE + IV :]
        expected = hmac.new(mac_key, text + nonce + number.to_bytes(4, "little"), "sha512").digest()
        if not hmac.compare_digest(expected, mac[:MAC]):
            raise ValueError(f"page {number} does not belong to this key")
        decryptor = Cipher(AES(bytes(key)), CBC(nonce)).decryptor()
        yield decryptor.update(text) + decryptor.finalize()


def opens(path: Path, key: bytes | bytearray) -> bool:
    """Whether a key reads the first page of a file."""
    try:
        next(pages(path, key))
    except ValueError:
        return False
    return True


def found(path: Path, key: bytes | bytearray, words: list[str]) -> list[str]:
    """The words that stand anywhere in the decrypted pages: in rows, in the search index, in free space."""
    content = b"".join(pages(path, key))
    return [word for word in words if word.encode() in content or word.encode("utf-16-le") in content]
