"""What is under way with a vault and must go on when it is opened next. It stands in the key file, sealed."""

from __future__ import annotations

from enum import Enum, unique

from ombudsdesk.vault.keyring import Keyring

_TODO, _FILE, _DESTROYS = "todo", "todo_file", "todo_destroys"


@unique
class Stage(Enum):
    """What is to be done next. `ERASE`: remove the cases that were chosen; `NEW_KEY`: give the vault another key, so that
    no older copy of its file can be read; `SHEET`: put the new recovery code on paper, which makes it the valid one."""

    ERASE = "erase"
    NEW_KEY = "new key"
    SHEET = "sheet"


def of(keyring: Keyring) -> Stage | None:
    """What is to be done next with the vault of a keyring."""
    name = keyring.counters.get(_TODO)
    return Stage(name) if name else None


def note(keyring: Keyring, stage: Stage | None, *, file: bytes = b"") -> None:
    """Note what is to be done next; it counts when the keyring is saved. `file`: the salt of the file to be replaced."""
    for name in (_TODO, _FILE):
        keyring.counters.pop(name, None)
    if stage is None:
        keyring.counters.pop(_DESTROYS, None)
    else:
        keyring.counters[_TODO] = stage.value
    if file:
        keyring.counters[_FILE] = file.hex()


def note_destruction(keyring: Keyring) -> None:
    """Note that cases are being destroyed: that stays until nothing is left to do."""
    keyring.counters[_DESTROYS] = True


def destroys(keyring: Keyring) -> bool:
    """Whether what is under way destroys cases."""
    return bool(keyring.counters.get(_DESTROYS))


def file_to_replace(keyring: Keyring) -> bytes:
    """The salt of the vault file that is to be replaced by one under another key."""
    return bytes.fromhex(keyring.counters.get(_FILE, ""))
