"""A backup on demand: where to, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ombudsdesk import office_safe
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.file_dialogs import ask_for_folder
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import places, safekeeping
from ombudsdesk.vault.safekeeping import BackupPlan
from ombudsdesk.vault.vault import Vault


class BackupPane(Living, QWidget):
    """Asks for a folder, backs a vault up there and remembers the folder. `done` carries the `Outcome`.

    For windows that hold a vault and no session: the first run, and the end of a destruction.
    """

    done = Signal(object)
    put_off = Signal()

    def __init__(self, worker: Worker, *, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._worker, self._clock = worker, clock
        self._vault: Vault | None = None
        self._plan = BackupPlan()
        self._job: Job | None = None
        self._words, self._place = QLabel(), QLabel()
        self._choose, self._go, self._later = QPushButton(), QPushButton(), QPushButton()
        self._progress, self.messages = ProgressCard(), MessageArea()
        for label in (self._words, self._place):
            label.setWordWrap(True)
        dress_as(self._place, Look.MUTED)
        dress_as(self._go, Look.PRIMARY)
        dress_as(self._later, Look.QUIET)
        buttons = (row_of(self._choose, None), row_of(self._later, None, self._go))
        parts = (self._words, self._place, self.messages, self._progress, *buttons)
        fill_column(self, parts)
        self._choose.clicked.connect(self._ask)
        self._go.clicked.connect(self._begin)
        self._later.clicked.connect(self.put_off)
        self.dress()

    def retranslate(self) -> None:
        self._words.setText(
            _(
                "A backup on a stick or another disk brings everything back if this computer is lost. It is encrypted: "
                "only the recovery sheet opens it."
            )
        )
        folder = self._plan.folder
        self._place.setText(_("Folder: {folder}").format(folder=folder) if folder else _("No folder is chosen yet."))
        self._choose.setText(_("Choose a folder…"))
        self._go.setText(_("Back up now"))
        self._later.setText(_("Later"))

    def show_for(self, vault: Vault) -> None:
        """Offer a backup of this vault, to the folder that was used before."""
        self._vault, self._plan = vault, safekeeping.backup_plan(vault.desk)
        self._show_state()

    def focus_first(self) -> None:
        """Go to where work goes on."""
        (self._go if self._go.isEnabled() else self._choose).setFocus()

    def _show_state(self) -> None:
        self.retranslate()
        busy = self._job is not None
        self._go.setEnabled(self._plan.folder is not None and not busy)
        for button in (self._choose, self._later):
            button.setEnabled(not busy)

    @Slot()
    def _ask(self) -> None:
        ask_for_folder(self, _("Folder for backups"), self._plan.folder or Path.home(), self.use_folder)

    @Slot(str)
    def use_folder(self, name: str) -> None:
        """Take a folder, unless others would get a copy of what lies there."""
        if self._vault is None:
            return
        try:
            places.require_local(Path(name))
            self._plan = BackupPlan(Path(name), self._plan.every_days, self._plan.at_unlock, self._plan.at_lock)
            safekeeping.set_backup_plan(self._vault.desk, plan=self._plan)
        except UserError as error:
            self.messages.error(error)
            return
        self._show_state()
        self.focus_first()

    @Slot()
    def _begin(self) -> None:
        vault, folder = self._vault, self._plan.folder
        if vault is None or folder is None or self._job is not None:
            return
        now = self._clock()

        def work(task: Task) -> office_safe.Outcome:
            return office_safe.back_up(vault, folder, now=now, progress=task.progress)

        self._job = self._worker.submit(work, interrupt=vault.background.interrupt)
        self._progress.follow(self._job, lambda: _("Making the backup"))
        self._job.finished.connect(self.done)
        self._job.failed.connect(self.messages.error)
        self._job.ended.connect(self._ended)
        self._show_state()

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._show_state()
