"""Opening a vault: one field, a pause after wrong tries, and what to do when the vault is not what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.passphrase import PassphraseForm
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.generation import OlderVaultError
from ombudsdesk.vault.keys import WrongPassphraseError
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.waiting import Tries

_SECOND = 1000


class Opening(Living, QWidget):
    """Asks for the passphrase. `opened` carries the vault; `unfinished` its folder and the passphrase, where a destruction
    is under way that has to go on; `busy` says whether it is being opened."""

    opened = Signal(object)
    unfinished = Signal(object, str)
    busy = Signal(bool)

    def __init__(self, folder: Path, worker: Worker, *, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._folder, self._worker, self._clock = folder, worker, clock
        self._tries = Tries(folder)
        self._job: Job | None = None
        self._accept_older = False
        self._form = PassphraseForm()
        self._go, self._anyway, self._wait = QPushButton(), QPushButton(), QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._wait.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._show_wait)
        dress_as(self._go, Look.PRIMARY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(3))
        for widget in (self._form, self._wait, self._bar, self._go, self._anyway):
            column.addWidget(widget)
        for hidden in (self._bar, self._anyway, self._wait):
            hidden.hide()
        self._go.setDefault(True)
        self._go.clicked.connect(self.submit)
        self._anyway.clicked.connect(self._open_anyway)
        self._form.submitted.connect(self.submit)
        self.dress()
        self._show_wait()

    def retranslate(self) -> None:
        self._go.setText(_("Open"))
        self._anyway.setText(_("Open it anyway"))
        self._bar.setAccessibleName(_("Opening"))
        self._wait.setText(self._wait_words(self._tries.seconds_to_wait(self._clock())))

    def use_folder(self, folder: Path) -> None:
        """Open another vault."""
        self._folder, self._tries, self._accept_older = folder, Tries(folder), False
        self._anyway.hide()
        self._form.clear_problems()
        self._show_wait()

    def focus_first(self) -> None:
        """Go to the field."""
        self._form.focus_first()

    def try_words(self, words: str) -> None:
        """Open with a passphrase that was set a moment ago."""
        self._form.set_value("passphrase", words)
        self._tries.right()
        self.submit()

    @Slot()
    def submit(self) -> None:
        """Try what was typed."""
        if self._job is not None or self._tries.seconds_to_wait(self._clock()):
            return
        if not self._form.is_good():
            return
        words = self._form.take()
        self._job = self._worker.submit(partial(_unlock, self._folder, words, self._accept_older))
        self._job.finished.connect(partial(self._open, words))
        self._job.failed.connect(self._refuse)
        self._job.ended.connect(self._ended)
        self._set_busy(busy=True)

    @Slot()
    def _open_anyway(self) -> None:
        self._accept_older = True
        self._anyway.hide()
        self._form.clear_problems()
        self._form.focus_first()
        self.submit()

    def _open(self, words: str, vault: Vault) -> None:
        self._tries.right()
        if vault.standing.todo is None:
            self.opened.emit(vault)
        else:
            vault.close()
            self.unfinished.emit(self._folder, words)

    @Slot(object)
    def _refuse(self, error: UserError) -> None:
        self._set_busy(busy=False)
        if isinstance(error, WrongPassphraseError):
            self._tries.wrong(self._clock())
        self._anyway.setVisible(isinstance(error, OlderVaultError))
        self._form.say(error)
        self._show_wait()

    @Slot()
    def _ended(self) -> None:
        self._job = None
        # a pause that a wrong try began holds the button from now on, not from the timer's first tick
        self._show_wait()

    def _set_busy(self, *, busy: bool) -> None:
        self._bar.setVisible(busy)
        for widget in (self._form, self._go, self._anyway):
            widget.setEnabled(not busy)
        self.busy.emit(busy)

    @Slot()
    def _show_wait(self) -> None:
        """Say how long a pause still is; the field waits with the person."""
        seconds = self._tries.seconds_to_wait(self._clock())
        waiting = seconds > 0
        if waiting and not self._timer.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._wait, self._wait_words(seconds)))
            self._timer.start()
        elif not waiting and self._timer.isActive():
            self._timer.stop()
            self._form.focus_first()
        self._wait.setText(self._wait_words(seconds))
        self._wait.setVisible(waiting)
        if self._job is None:
            self._go.setEnabled(not waiting)

    def _wait_words(self, seconds: int) -> str:
        return ngettext(
            "Too many wrong tries. The next one is possible in {count} second.",
            "Too many wrong tries. The next one is possible in {count} seconds.",
            seconds,
        )


def _unlock(folder: Path, words: str, accept_older: bool, _task: Task) -> Vault:  # noqa: FBT001 - for `partial`
    return vaults.unlock(folder, words, alone=True, accept_older=accept_older)
