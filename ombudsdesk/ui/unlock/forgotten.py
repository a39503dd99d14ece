"""The passphrase was forgotten: the recovery sheet gives a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.code_field import CodeForm
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.new_passphrase import NewPassphrase
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import access, keys
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe


class Forgotten(Living, QWidget):
    """The code of the sheet and a new passphrase. `changed` carries the new passphrase, which opens the vault now."""

    changed = Signal(str)
    left = Signal()

    def __init__(
        self,
        folder: Path,
        worker: Worker,
        *,
        kdf: Argon2 | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self._folder, self._worker, self._kdf, self._clock = folder, worker, kdf, clock
        self._has_sheet = keys.has_sheet(vaults.key_text(folder))
        self._job: Job | None = None
        self._title, self._words = QLabel(), QLabel()
        self._code = CodeForm()
        self._new = NewPassphrase(worker)
        self._go, self._back = QPushButton(), QPushButton()
        self._busy, self._messages = QProgressBar(), MessageArea()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._words.setWordWrap(True)
        for widget, look in ((self._title, Look.TITLE), (self._go, Look.PRIMARY), (self._back, Look.QUIET)):
            dress_as(widget, look)
        parts = (self._title, self._words, self._messages, self._code, self._new, self._busy)
        fill_column(self, (*parts, row_of(self._back, None, self._go)))
        for part in (self._code, self._new, self._go):
            part.setVisible(self._has_sheet)
        self._go.clicked.connect(self.submit)
        self._new.submitted.connect(self.submit)
        self._back.clicked.connect(self.go_back)
        self.dress()

    def retranslate(self) -> None:
        self._title.setText(_("A new passphrase"))
        self._words.setText(
            _("Type the code of the recovery sheet, then choose a new passphrase. The sheet stays good.")
            if self._has_sheet
            else _("This vault has no recovery sheet: only its passphrase opens it, and nobody can give you another one.")
        )
        self._go.setText(_("Set the new passphrase"))
        self._back.setText(_("Back"))
        self._busy.setAccessibleName(_("Setting the new passphrase"))

    def focus_first(self) -> None:
        """Go to where work begins."""
        if self._has_sheet:
            self._code.focus_first()
        else:
            self._back.setFocus()

    @Slot()
    def go_back(self) -> None:
        """Leave, unless the passphrase is being set at this moment: its outcome has to be told."""
        if self._job is None:
            self.left.emit()

    @Slot()
    def submit(self) -> None:
        """Check what was typed, and set the passphrase."""
        if self._job is not None:
            return
        if not self._code.is_good() or not self._new.is_good():
            return
        (code, typed), words = self._code.take(), self._new.take()
        self._job = self._worker.submit(partial(_replace, self._folder, code, words, self._clock(), self._kdf))
        self._job.finished.connect(partial(self._replaced, words))
        self._job.failed.connect(partial(self._refused, typed))
        self._job.ended.connect(self._ended)
        self._set_busy(busy=True)

    def _replaced(self, words: str, _nothing: object) -> None:
        self.changed.emit(words)

    def _refused(self, typed: str, error: UserError) -> None:
        self._set_busy(busy=False)
        self._code.put_back(typed)
        if not self._code.refuse(error):
            self._messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        for widget in (self._code, self._new, self._go, self._back):
            widget.setEnabled(not busy)


def _replace(folder: Path, code: bytearray, words: str, now: datetime, kdf: Argon2 | None, _task: Task) -> None:
    try:
        access.replace_forgotten(folder, code=code, new=words, now=now, kdf=kdf)
    finally:
        wipe(code)
