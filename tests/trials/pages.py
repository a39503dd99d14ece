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
JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def pages(path: Path, key: bytes | bytearray) -> Iterator[bytes]:
    """Every page of a file, decrypted. Raises ValueError where the key does not fit or a page was changed."""
    data = path.read_bytes()
    mac_key = _mac_key(key, data[:SALT])
    for number, begin in enumerate(range(0, len(data), PAGE), start=1):
        yield _decrypted(data[begin : begin + PAGE], number, key, mac_key)


def journal_pages(path: Path, key: bytes | bytearray, salt: bytes) -> Iterator[bytes]:
    """Every page that a rollback journal keeps, decrypted, as `pages`; `salt` is what the vault file begins with.

    A journal is one or more parts: a header of a sector (magic, number of pages, ..., size of a sector at byte 20), then
    for each page its number in 4 bytes, the page, and 4 bytes of a sum. The last part has neither magic nor number until
    it is forced to the disk, and goes to the end of the file: it would not be rolled back, but it can be read.
    """
    data, mac_key, begin = path.read_bytes(), _mac_key(key, salt), 0
    while data[begin : begin + 8] in (JOURNAL_MAGIC, bytes(8)):
        count, sector = (int.from_bytes(data[begin + at : begin + at + 4], "big") for at in (8, 20))
        record = begin + sector
        count = count or (len(data) - record) // (PAGE + 8)
        for _page in range(count):
            number = int.from_bytes(data[record : record + 4], "big")
            yield _decrypted(data[record + 4 : record + 4 + PAGE], number, key, mac_key)
            record += PAGE + 8
        # the next part begins with a sector of its own
        begin = -(-record // sector) * sector


def _mac_key(key: bytes | bytearray, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", bytes(key), bytes(byte ^ 0x3A for byte in salt), 2, 32)


def _decrypted(page: bytes, number: int, key: bytes | bytearray, mac_key: bytes) -> bytes:
    text = page[SALT if number == 1 else 0 : PAGE - RESERVE]
    nonce, mac = page[PAGE - RESERVE : PAGE - RESERVE + IV], page[PAGE - RESERVE + IV :]
    expected = hmac.new(mac_key, text + nonce + number.to_bytes(4, "little"), "sha512").digest()
    if not hmac.compare_digest(expected, mac[:MAC]):
        raise ValueError(f"page {number} does not belong to this key")
    decryptor = Cipher(AES(bytes(key)), CBC(nonce)).decryptor()
    return decryptor.update(text) + decryptor.finalize()


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
