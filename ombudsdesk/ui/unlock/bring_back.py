"""A backup is brought back: which one, the code of its sheet, where to, and a new passphrase."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.code_field import CodeForm
from ombudsdesk.ui.file_dialogs import ask_for_file, ask_for_folder
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.new_passphrase import NewPassphrase
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.ui.unlock.way import free_place
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import places, restore, shelf
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.vault import Vault


class BringBack(Living, QWidget):
    """Makes a vault of a backup. `opened` carries it, open."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, folder: Path, worker: Worker, *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._folder, self._worker, self._kdf = folder, worker, kdf
        self._backup: Path | None = None
        # read once: the stick may be gone when the language changes
        self._made, self._sheet = datetime.min, 0
        self._job: Job | None = None
        self._title, self._which, self._place = QLabel(), QLabel(), QLabel()
        self._choose, self._elsewhere, self._go, self._back = (QPushButton() for _button in range(4))
        self._code = CodeForm()
        self._new = NewPassphrase(worker)
        self._progress, self._messages = ProgressCard(), MessageArea()
        for label in (self._which, self._place):
            label.setWordWrap(True)
        for widget, look in (
            (self._title, Look.TITLE),
            (self._place, Look.MUTED),
            (self._go, Look.PRIMARY),
            (self._back, Look.QUIET),
        ):
            dress_as(widget, look)
        parts = (self._title, self._which, row_of(self._choose, None), self._messages, self._code, self._new, self._place)
        fill_column(self, (*parts, row_of(self._elsewhere, None), self._progress, row_of(self._back, None, self._go)))
        self._choose.clicked.connect(self._ask)
        self._elsewhere.clicked.connect(self._ask_place)
        self._go.clicked.connect(self.submit)
        self._new.submitted.connect(self.submit)
        self._back.clicked.connect(self.go_back)
        self._show_state()
        self.dress()

    def retranslate(self) -> None:
        self._title.setText(_("Bring back a backup"))
        self._which.setText(self._which_words())
        self._choose.setText(_("Choose the backup…"))
        self._elsewhere.setText(_("Use another folder…"))
        self._place.setText(_("Folder of the new vault: {folder}").format(folder=self._folder))
        self._go.setText(_("Bring it back"))
        self._back.setText(_("Back"))

    def _which_words(self) -> str:
        if self._backup is None:
            return _("Connect the stick or disk and choose the backup: the file whose name ends in .db.")
        return _("Backup of {moment}. Recovery sheet number {number} opens it.").format(
            moment=i18n.current().moment(self._made), number=i18n.current().number(self._sheet)
        )

    def focus_first(self) -> None:
        """Go to where work goes on."""
        if self._backup is None:
            self._choose.setFocus()
        else:
            self._code.focus_first()

    def _show_state(self) -> None:
        known, busy = self._backup is not None, self._job is not None
        for widget in (self._code, self._new, self._place, self._elsewhere, self._go):
            widget.setVisible(known)
        for widget in (self._code, self._new, self._elsewhere, self._go, self._choose, self._back):
            widget.setEnabled(not busy)

    @Slot()
    def _ask(self) -> None:
        ask_for_file(self, _("Backup"), (_("Backups (*.db)"),), self.use_backup)

    @Slot(str)
    def use_backup(self, name: str) -> None:
        """Take a backup, if it is one."""
        try:
            sheet, made = shelf.read_header(Path(name)).epoch, shelf.moment_of(Path(name))
        except UserError as error:
            self._messages.error(error)
            return
        except ValueError:
            self._messages.error(
                UserError(_("This is not the name of a backup."), _("Choose a file as the program named it: ombuds-….db"))
            )
            return
        self._messages.clear()
        self._backup, self._made, self._sheet = Path(name), made, sheet
        self._show_state()
        self.retranslate()
        self.focus_first()

    @Slot()
    def _ask_place(self) -> None:
        ask_for_folder(self, _("Folder of the vault"), self._folder.parent, self.use_folder)

    @Slot(str)
    def use_folder(self, name: str) -> None:
        """Make the vault somewhere else, unless others would get a copy of what lies there."""
        place = free_place(Path(name))
        if self._is_local(place):
            self._folder = place
            self.retranslate()

    def _is_local(self, place: Path) -> bool:
        self._messages.clear()
        try:
            places.require_local(place)
        except UserError as error:
            self._messages.error(error)
            return False
        return True

    @Slot()
    def go_back(self) -> None:
        """Leave, unless the backup is being brought back at this moment: that has a Cancel of its own."""
        if self._job is None:
            self.left.emit()

    @Slot()
    def submit(self) -> None:
        """Check what was typed, and bring the backup back."""
        if self._job is not None or self._backup is None:
            return
        # the place before anything is taken out of the fields: nobody types all that for a folder that is refused
        if not self._code.is_good() or not self._new.is_good() or not self._is_local(self._folder):
            return
        (code, typed), words = self._code.take(), self._new.take()
        self._job = self._worker.submit(partial(_restore, self._backup, self._folder, code, words, self._kdf))
        self._progress.follow(self._job, lambda: _("Bringing back the backup"))
        self._job.finished.connect(self.opened)
        self._job.failed.connect(partial(self._refused, typed))
        self._job.cancelled.connect(partial(self._code.put_back, typed))
        self._job.ended.connect(self._ended)
        self._show_state()

    def _refused(self, typed: str, error: UserError) -> None:
        self._code.setEnabled(True)
        self._code.put_back(typed)
        if not self._code.refuse(error):
            self._messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._show_state()


def _restore(backup: Path, folder: Path, code: bytearray, words: str, kdf: Argon2 | None, task: Task) -> Vault:
    try:
        return restore.restore(backup, folder, code=code, passphrase=words, kdf=kdf, progress=task.progress)
    finally:
        wipe(code)
