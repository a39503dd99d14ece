"""The open vault as the window knows it: every change goes through `apply`, every list hears about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.errors import UserError
from ombudsdesk.vault import drafts
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.vault import Vault

Verb = Callable[..., Change]


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
            self.refused.emit(error)
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
            self.refused.emit(error)
            return False
        return True

    def draft(self, place: str) -> str:
        """The words that were left in an editor."""
        return drafts.draft(self.database, place=place)

    def end(self) -> None:
        """Let editors hand over their drafts, then close the vault."""
        self.ending.emit()
        self.vault.close()
