"""Pictures that a stylesheet can show without any file: Qt's own resource tree, filled in memory.

A stylesheet only takes a path. What is registered here is found under ":/…" like a compiled resource; nothing is written
to the disk, so nothing is left there when the program ends at once. The layout is that of Qt's rcc, format version 1.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import count

from PySide6.QtCore import QBuffer, QIODevice, qRegisterResourceData
from PySide6.QtGui import QPixmap

_VERSION, _FILE, _DIRECTORY = 1, 0, 2
_ANY_COUNTRY, _LANGUAGE_C = 0, 1
_numbers = count()
_kept: list[tuple[bytes, bytes, bytes]] = []


def register(pictures: Mapping[str, QPixmap]) -> str:
    """Put PNGs under their names into a new folder of the resource tree; its path. It stays for the process's life.

    A new folder each time: Qt keeps what it has once read from a path.
    """
    folder = f"pictures-{next(_numbers)}"
    files = sorted(((name, _png(picture)) for name, picture in pictures.items()), key=lambda pair: _hash(pair[0]))
    parts = _tree(folder, [name for name, _content in files], [content for _name, content in files])
    # Qt reads from these bytes later, without holding them
    _kept.append(parts)
    if not qRegisterResourceData(_VERSION, *parts):
        raise RuntimeError("Qt did not take the pictures")
    return f":/{folder}"


def _png(picture: QPixmap) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _tree(folder: str, names: list[str], contents: list[bytes]) -> tuple[bytes, bytes, bytes]:
    """The tree (root, folder, files in the order of their names' hashes), the names, and the contents."""
    spelled = [_spelled(name) for name in (folder, *names)]
    places = _places(spelled)
    held = [struct.pack(">I", len(content)) + content for content in contents]
    nodes = [
        struct.pack(">IHII", 0, _DIRECTORY, 1, 1),
        struct.pack(">IHII", places[0], _DIRECTORY, len(names), 2),
        *(
            struct.pack(">IHHHI", name, _FILE, _ANY_COUNTRY, _LANGUAGE_C, place)
            for name, place in zip(places[1:], _places(held), strict=True)
        ),
    ]
    return b"".join(nodes), b"".join(spelled), b"".join(held)


def _places(parts: list[bytes]) -> list[int]:
    """Where each part begins when they are joined."""
    return [sum(map(len, parts[:number])) for number in range(len(parts))]


def _spelled(name: str) -> bytes:
    return struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")


def _hash(name: str) -> int:
    """The number by which Qt finds a name: that of its qt_hash()."""
    value = 0
    for sign in name.encode("utf-16-be")[1::2]:
        value = (value << 4) + sign
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
