"""The one kind of error that is the world's fault and not ours."""

from __future__ import annotations


class UserError(Exception):
    """Something outside the program went wrong, said in the user's language.

    `what` is a full sentence that says what happened; `what_to_do` says what helps.
    Neither may hold case content: both may be printed, logged or read aloud.
    """

    def __init__(self, what: str, what_to_do: str = "") -> None:
        super().__init__(what, what_to_do)
        self.what = what
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.what} {self.what_to_do}".strip()


class DamagedError(UserError):
    """What lies on the disk is not what was written there. Only this, never a full or busy disk, calls for a backup."""


class BusyError(UserError):
    """Somebody else is writing to the vault at this moment: the same step may work soon."""


class StorageError(UserError):
    """A disk, a folder or a file did not let us read or write: no wrong data, and no other window."""
