"""The open vault as the window knows it: every change goes through `apply`, every list hears about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.errors import BusyError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import drafts
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import BUSY_SECONDS, Database
from ombudsdesk.vault.vault import Vault

Verb = Callable[..., Change]
T = TypeVar("T")
_SECONDS_BESIDE_LONG_WRITING = 0.3


class Session(QObject):
    """One open vault. `clock` says what time it is, so that tests can say it too.

    `changed` carries the `Change` of a verb; `refused` the `UserError` of one that the world did not allow: whoever shows
    messages shows it, and what was typed stays where it is.
    """

    changed = Signal(object)
    refused = Signal(object)
    ending = Signal()
    """Sent before the vault is closed: editors hand over their drafts now."""

    def __init__(self, vault: Vault, *, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self.vault = vault
        self._clock = clock
        self._busy_with, self._is_over = "", False

    @property
    def database(self) -> Database:
        """The desk's connection, for reading."""
        return self.vault.desk

    @property
    def catalogue(self) -> Catalogue:
        return self.vault.catalogue

    @property
    def now(self) -> datetime:
        return self._clock()

    @property
    def today(self) -> date:
        return self.now.date()

    def apply(self, verb: Verb, **values: Any) -> Change | None:
        """Do one verb of the vault. None if the world did not allow it: `refused` has said so."""
        try:
            change = verb(self.database, **values)
        except UserError as error:
            self._refuse(error)
            return None
        self.changed.emit(change)
        return change

    def undo(self, change: Change) -> Change | None:
        """Take a change back, if it can be."""
        return self.apply(change.undo) if change.undo else None

    def announce(self, change: Change) -> None:
        """Tell the lists of a change that long work made on the other connection."""
        self.changed.emit(change)

    def keep_draft(self, place: str, text: str) -> bool:
        """Keep words that are not saved yet; whether they are kept now. A draft changes no list, so nobody is told."""
        try:
            drafts.keep_draft(self.database, place=place, text=text, now=self.now)
        except UserError as error:
            self._refuse(error)
            return False
        return True

    def draft(self, place: str) -> str:
        """The words that were left in an editor."""
        return drafts.draft(self.database, place=place)

    def look(self, reader: Callable[[Database], T]) -> T | None:
        """Read something. None if the world did not allow it: `refused` has said so; None also once the vault is closed."""
        if self._is_over:
            # a window that is being left may still be told of another language
            return None
        try:
            return reader(self.database)
        except UserError as error:
            self._refuse(error)
            return None

    def expect_long_writing(self, what: str) -> None:
        """Until `end_long_writing` nothing else can be stored: the desk does not wait, and says `what` goes on."""
        self._busy_with = what
        self.database.wait_at_most(_SECONDS_BESIDE_LONG_WRITING)

    def end_long_writing(self) -> None:
        """The desk can store again."""
        self._busy_with = ""
        if not self._is_over:
            self.database.wait_at_most(BUSY_SECONDS)

    def _refuse(self, error: UserError) -> None:
        if self._busy_with and isinstance(error, BusyError):
            error = BusyError(self._busy_with, _("Your words are kept here; save again in a moment."))
        self.refused.emit(error)

    def hand_over(self) -> None:
        """Let editors hand over their drafts."""
        if not self._is_over:
            self.ending.emit()

    def close(self) -> None:
        """Close the vault; a second time nothing happens."""
        if not self._is_over:
            self._is_over = True
            self.vault.close()
