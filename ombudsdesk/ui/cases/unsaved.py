"""What is typed in the page of cases and not saved: kept in the vault, and in memory while the vault cannot take it.

unsaved = Unsaved.of(session);  unsaved.keep("case/7/facts", text)
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Slot

from ombudsdesk.domain.cases import Case
from ombudsdesk.ui.session import Session
from ombudsdesk.vault import drafts
from ombudsdesk.vault.engine import Database

PAUSE_MILLISECONDS = 5000
"""How long the vault is left alone after it could not take a draft: asking it may hold up whoever types."""


class Unsaved(QObject):
    """The drafts of one session. What could not be kept waits here, is read from here, and is tried again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._waiting: dict[str, str] = {}
        self._over = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.retry)

    @classmethod
    def of(cls, session: Session) -> Unsaved:
        """The one of a session: every part of the page must know of the same words."""
        known = session.findChild(cls)
        return known if isinstance(known, cls) else cls(session)

    def keep(self, place: str, text: str) -> bool:
        """Keep a text, "" for none; whether it lies in the vault now. If not, it waits in memory."""
        if self._over or self._pause.isActive():
            self._waiting[place] = text
            return False
        return self._try(place, text)

    def _try(self, place: str, text: str) -> bool:
        if self._session.keep_draft(place, text):
            self._waiting.pop(place, None)
            return True
        self._waiting[place] = text
        self._pause.start()
        return False

    @Slot()
    def retry(self) -> None:
        """Try to keep what waits, now."""
        if self._over:
            return
        self._pause.stop()
        for place, text in list(self._waiting.items()):
            if not self._try(place, text):
                return

    def end(self) -> None:
        """The vault is about to be closed: one last try, and then none."""
        self.retry()
        self._pause.stop()
        self._over = True

    def is_waiting(self, place: str) -> bool:
        """Whether the newest words of a place are in memory only."""
        return place in self._waiting

    def forget(self, place: str) -> None:
        """These words have been stored, or what they were for is gone."""
        self._waiting.pop(place, None)

    def forget_case(self, case: Case) -> None:
        """A case is gone: nothing of it is kept any more."""
        gone = {drafts.note_place(note.id) for note in case.notes}
        for place in [*self._waiting]:
            if place in gone or place.startswith(f"case/{case.id}/"):
                self.forget(place)

    def read(self, place: str) -> str | None:
        """The words of a place; None if the vault cannot be read now, which has been said."""
        if place in self._waiting:
            return self._waiting[place]
        return self._session.look(lambda database: drafts.draft(database, place=place))

    def of_case(self, database: Database, case: int) -> Mapping[str, str]:
        """Everything that is unsaved in a case and in stored notes, by place. Raises UserError as reading does."""
        return {**drafts.drafts(database, f"case/{case}/"), **drafts.drafts(database, drafts.NOTES), **self._waiting}
