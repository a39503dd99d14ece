"""How old the last backup is, always in sight."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from ombudsdesk.i18n import _
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.vault import safekeeping, selfcheck
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.safekeeping import BackupMade


class BackupLine(Living, QPushButton):
    """A quiet button that says "Last backup 9 days ago", with a sign where one is due."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._last: BackupMade | None = None
        self._due = False
        dress_as(self, Look.QUIET)
        session.changed.connect(self._changed)
        self._read()
        self.dress()

    def retranslate(self) -> None:
        age = selfcheck.backup_age(self._last, self._session.now)
        self.setText(selfcheck.backup_age_in_short(self._last, self._session.now))
        self.setAccessibleName(_("{age}. A backup is due.").format(age=age) if self._due else age)
        self.setToolTip(self.accessibleName())

    def recolour(self) -> None:
        self.setIcon(icon("warning" if self._due else "backup"))

    @Slot(object)
    def _changed(self, change: Change) -> None:
        # not at every note that is saved: backups are noted as settings are
        if Kind.SETTING in change.kinds:
            self._read()

    def _read(self) -> None:
        found = self._session.look(lambda database: (safekeeping.last_backup(database), safekeeping.backup_plan(database)))
        if found is None:
            return
        last, plan = found
        due = selfcheck.is_backup_due(plan, last, sheet=self._session.vault.sheet, now=self._session.now)
        shown = (self._last, self._due)
        self._last, self._due = last, last is None or due
        if shown != (self._last, self._due):
            self.dress()
