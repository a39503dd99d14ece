"""The window in which cases are destroyed for good: the vault is closed meanwhile, and the steps go on by themselves.

It may be killed at any moment: the next time the vault is opened this window comes again, at the step that was left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _, current
from ombudsdesk.ui.backup_pane import BackupPane
from ombudsdesk.ui.destroying_runner import Opened, StepRunner
from ombudsdesk.ui.keys import press_focused_button
from ombudsdesk.ui.layouts import card_of, column_of, fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.lock_key import LockKey, lock_keys
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.ui.worker import Task, Worker
from ombudsdesk.vault import safekeeping, selfcheck
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.engine import DatabaseInterruptedError
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault

_WIDTH = 140
_STEPS = (
    N_("Erase the cases from the vault"),
    N_("Write the vault anew under another key"),
    N_("Put the new recovery sheet on paper"),
    N_("Make a backup that takes the place of the old ones"),
    N_("Shred the old recovery sheet"),
)
_BACKUP = 3
_PLACES = {Stage.ERASE: 0, Stage.NEW_KEY: 1, Stage.SHEET: 2}


class DestroyWindow(Living, QWidget):
    """Goes on with what was planned. `finished`: nothing is left to do here, the program starts over.

    `later` carries the open vault when the rest was put off; `lock_wanted` comes with the lock key.
    """

    finished = Signal()
    later = Signal(object)
    lock_wanted = Signal()

    def __init__(
        self,
        folder: Path,
        passphrase: str,
        *,
        kdf: Argon2 | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self._folder, self._passphrase, self._kdf, self._clock = folder, passphrase, kdf, clock
        self._worker = Worker(interruptions=(DatabaseInterruptedError,), parent=self)
        self._work: Work | None = None
        self._vault: Vault | None = None
        self._code = bytearray()
        self._place, self._destroys, self._makes_sheet, self._is_backed_up = 0, False, False, False
        self._title, self._truth = QLabel(), QLabel()
        self._rows = [QLabel() for _step in _STEPS]
        self._again, self._later, self._shredded, self._not_yet = (QPushButton() for _button in range(4))
        self._messages, self._progress, self._stack = MessageArea(), ProgressCard(), QStackedWidget()
        self._steps = StepRunner(self._worker, self._progress, self)
        self._backup = BackupPane(self._worker, clock=clock)
        self._sheet: SheetSteps | None = None
        self._build()
        self._wire()
        self.dress()
        self._open_work()

    @property
    def folder(self) -> Path:
        """The folder of the vault."""
        return self._folder

    def _build(self) -> None:
        for widget, look in (
            (self._title, Look.TITLE),
            (self._truth, Look.HEADING),
            (self._shredded, Look.PRIMARY),
            (self._again, Look.PRIMARY),
        ):
            dress_as(widget, look)
        for label in (self._truth, self._title, *self._rows):
            label.setWordWrap(True)
        waiting = column_of(self._progress, row_of(self._later, None, self._again))
        self._closing = column_of(self._truth, row_of(self._not_yet, None, self._shredded))
        for pane in (waiting, self._backup, self._closing):
            self._stack.addWidget(pane)
        card = QFrame()
        dress_as(card, Look.CARD)
        fill_column(card, (self._title, card_of(*self._rows), self._messages, self._stack), margin=6)
        card.setFixedWidth(spacing(_WIDTH))
        outer = QVBoxLayout(self)
        outer.addWidget(scrolling(row_of(None, card, None)))
        self.resize(spacing(180), spacing(150))
        for button in (self._again, self._later):
            button.hide()

    def _wire(self) -> None:
        LockKey(lock_keys(), self).pressed.connect(self.lock_wanted)
        self._steps.failed.connect(self._messages.error)
        self._steps.stopped.connect(self._stopped)
        self._again.clicked.connect(self._go_on)
        self._later.clicked.connect(self._put_off)
        self._backup.done.connect(self._backed_up)
        self._backup.put_off.connect(self._close_up)
        self._shredded.clicked.connect(self._note_shredded)
        self._not_yet.clicked.connect(self._finish)

    def retranslate(self) -> None:
        # neutral on purpose: a title stands in the task bar, where everybody sees it
        self.setWindowTitle(_("Desk"))
        self._title.setText(_("Destroying for good") if self._destroys else _("Another key for the vault"))
        for place, (row, step) in enumerate(zip(self._rows, _STEPS, strict=True)):
            row.setText(f"{current().number(place + 1)}. {_(step)}: {self._state_of(place)}")
            row.setVisible(place == _PLACES[Stage.NEW_KEY] or (self._destroys and (place == 0 or self._makes_sheet)))
        self._again.setText(_("Go on"))
        self._later.setText(_("Later"))
        self._not_yet.setText(_("Close"))
        self._shredded.setText(_("The old sheet is shredded"))
        self._show_truth()

    def _state_of(self, place: int) -> str:
        if place == _BACKUP and self._place > _BACKUP and not self._is_backed_up:
            return _("later")
        if place < self._place:
            return _("done")
        return _("now") if place == self._place else _("still to come")

    def _show_truth(self) -> None:
        vault = self._vault
        if vault is None or vault.sheet is None:
            self._truth.setText(_("Erased from this computer. There was never a sheet, so there is no backup to reach."))
            self._shredded.hide()
            return
        old = safekeeping.reach_of_old_sheets(vault.desk, current=vault.sheet)
        self._truth.setText(selfcheck.still_readable(old.readable, old.numbers))
        if old.numbers and not old.may_go:
            self._truth.setText(self._truth.text() + " " + _("Keep the old sheet until there is a backup for the new one."))
        self._shredded.setVisible(old.may_go)
        if old.numbers:
            self._shredded.setText(_("Sheet number {number} is shredded").format(number=current().number(old.numbers[0])))

    def _run(self, work: Callable[[Task], Any], then: Callable[[Any], None], what: Callable[[], str]) -> None:
        self._show_waiting()
        self._steps.run(work, then, what)

    def _show_waiting(self) -> None:
        self._messages.clear()
        self._stack.setCurrentIndex(0)
        for button in (self._again, self._later):
            button.hide()

    @Slot()
    def _stopped(self) -> None:
        """Nothing is half done: go on, or later."""
        self._stack.setCurrentIndex(0)
        for button in (self._again, self._later):
            button.show()
        self._again.setFocus()

    def _open_work(self) -> None:
        folder, words, kdf = self._folder, self._passphrase, self._kdf
        self._open(lambda: Work(folder, words, kdf=kdf), self._work_opened)

    def _open(self, opening: Callable[[], Opened], then: Callable[[Any], None]) -> None:
        self._show_waiting()
        self._steps.open(opening, then)

    def _work_opened(self, work: Work) -> None:
        self._work = work
        # the key file forgets both with the last step: what is to be done after it, and said, stays
        self._destroys, self._makes_sheet = self._destroys or work.destroys, self._makes_sheet or work.makes_sheet
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """Do what is to be done next."""
        work = self._work
        if self._steps.is_busy:
            return
        if work is None:
            self._open_work()
            return
        stage = work.stage
        self._place = _PLACES[stage] if stage else _BACKUP
        self.retranslate()
        today = self._clock().date()
        if stage is Stage.ERASE:
            self._run(lambda _task: work.erase(today=today), self._step_done, lambda: _("Erasing the cases"))
        elif stage is Stage.NEW_KEY:
            self._run(
                lambda task: work.change_key(progress=task.progress), self._step_done, lambda: _("Writing the vault anew")
            )
        elif stage is Stage.SHEET:
            self._show_sheet(work)
        else:
            self._open_vault(self._work_done)

    def _step_done(self, _nothing: object) -> None:
        self._go_on()

    def _show_sheet(self, work: Work) -> None:
        if self._sheet is None:
            self._code = work.code
            steps = SheetSteps(
                self._code, work.number, old=work.old_number, worker=self._worker, today=self._clock().date()
            )
            steps.proven.connect(self._accept_sheet)
            steps.put_off.connect(self._put_off)
            self._stack.addWidget(steps)
            self._sheet = steps
        self._stack.setCurrentWidget(self._sheet)
        self._sheet.focus_first()

    @Slot()
    def _accept_sheet(self) -> None:
        work, today = self._work, self._clock().date()
        if work is not None:
            self._run(lambda _task: work.accept_sheet(today=today), self._step_done, lambda: _("Saving the key file"))

    @Slot()
    def _put_off(self) -> None:
        if self._steps.is_busy:
            return
        if self._work is None:
            self.finished.emit()
        else:
            self._open_vault(self._emit_later)

    def _open_vault(self, then: Callable[[Any], None]) -> None:
        if self._work is not None:
            self._work.close()
            self._work = None
        folder, words = self._folder, self._passphrase
        self._open(lambda: vaults.unlock(folder, words, alone=True), then)

    def _emit_later(self, vault: Vault) -> None:
        self.later.emit(vault)

    def _work_done(self, vault: Vault) -> None:
        self._vault = vault
        if not self._destroys:
            self._finish()
        elif vault.epoch is None:
            self._close_up()
        else:
            self._backup.show_for(vault)
            self._stack.setCurrentWidget(self._backup)
            self._backup.focus_first()

    @Slot(object)
    def _backed_up(self, _outcome: object) -> None:
        self._is_backed_up = True
        self._close_up()

    @Slot()
    def _close_up(self) -> None:
        self._place = _BACKUP + 1
        self.retranslate()
        self._stack.setCurrentWidget(self._closing)
        (self._shredded if self._shredded.isVisibleTo(self._closing) else self._not_yet).setFocus()

    @Slot()
    def _note_shredded(self) -> None:
        vault = self._vault
        if vault is None or vault.epoch is None:
            return
        today = self._clock().date()
        old = safekeeping.old_sheets(vault.desk, current=vault.epoch.number)
        try:
            for one in old[:1]:
                safekeeping.note_shredded(vault.desk, number=one.number, today=today)
        except UserError as error:
            self._messages.error(error)
            return
        self._place = len(_STEPS)
        self.retranslate()
        self._not_yet.setFocus()

    @Slot()
    def _finish(self) -> None:
        self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def end(self) -> None:
        """Stop what is going on and let go of the vault; a second time nothing happens."""
        self._worker.close()
        self._steps.close()
        if self._sheet is not None:
            self._sheet.forget()
        wipe(self._code)
        for held in (self._work, self._vault):
            if held is not None:
                held.close()
        self._work, self._vault = None, None

    def closeEvent(self, event: QCloseEvent) -> None:
        self.end()
        super().closeEvent(event)
