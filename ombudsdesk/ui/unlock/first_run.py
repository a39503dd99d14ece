"""The first run, step by step: where, the passphrase, the recovery sheet, the first backup, and what to remember."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum, unique
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStackedWidget, QWidget

from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.backup_pane import BackupPane
from ombudsdesk.ui.layouts import column_of, fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.new_passphrase import NewPassphrase
from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import access, places, safekeeping, sheet
from ombudsdesk.vault.keyring import Epoch
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.vault import Vault


@unique
class Step(IntEnum):
    """The steps in their order."""

    PLACE = 0
    PASSPHRASE = 1
    SHEET = 2
    BACKUP = 3
    DONE = 4


class FirstRun(Living, QWidget):
    """Makes a vault. `opened` carries it, open, when the person is through; `begun` as soon as it stands.

    A crash or a lock in between leaves a whole vault: what was not done yet is found on the page about safety.
    """

    opened = Signal(object)
    begun = Signal(object)
    elsewhere_wanted = Signal()
    practice_wanted = Signal()
    restore_wanted = Signal()

    def __init__(
        self,
        folder: Path,
        worker: Worker,
        *,
        make: Callable[[Path, str], Vault],
        kdf: Argon2 | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self._folder, self._worker, self._make, self._kdf, self._clock = folder, worker, make, kdf, clock
        self._vault: Vault | None = None
        self._words, self._code = "", bytearray()
        self._job: Job | None = None
        self._step = Step.PLACE
        self._how_far, self._title, self._welcome, self._place, self._last = (QLabel() for _label in range(5))
        self._put_off = QLabel()
        self._elsewhere, self._practise, self._restore = (QPushButton() for _button in range(3))
        self._back, self._next = QPushButton(), QPushButton()
        self._busy, self._messages = QProgressBar(), MessageArea()
        self._passphrase, self._backup = NewPassphrase(worker), BackupPane(worker, clock=clock)
        self._stack, self._buttons = QStackedWidget(), row_of(self._back, None, self._next)
        self._sheet: SheetSteps | None = None
        self._build()
        self._wire()
        self.dress()
        self._show(Step.PLACE)

    @property
    def folder(self) -> Path:
        """Where the vault is made."""
        return self._folder

    @property
    def step(self) -> Step:
        """Which step is shown."""
        return self._step

    @property
    def holds_vault(self) -> bool:
        """Whether a vault is open here, with its recovery code perhaps on the screen."""
        return self._vault is not None

    def _build(self) -> None:
        for label, look in (
            (self._how_far, Look.MUTED),
            (self._title, Look.TITLE),
            (self._place, Look.MUTED),
            (self._next, Look.PRIMARY),
            (self._back, Look.QUIET),
            (self._practise, Look.QUIET),
            (self._restore, Look.QUIET),
        ):
            dress_as(label, look)
        for label in (self._title, self._welcome, self._place, self._last, self._put_off):
            label.setWordWrap(True)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        place = (
            self._welcome,
            self._place,
            row_of(self._elsewhere, None),
            row_of(self._practise, None),
            row_of(self._restore, None),
        )
        for content in (column_of(*place), self._passphrase, QWidget(), self._backup, column_of(self._put_off, self._last)):
            self._stack.addWidget(content)
        fill_column(self, (self._how_far, self._title, self._messages, self._stack, self._busy, self._buttons))

    def _wire(self) -> None:
        self._elsewhere.clicked.connect(self.elsewhere_wanted)
        self._practise.clicked.connect(self.practice_wanted)
        self._restore.clicked.connect(self.restore_wanted)
        self._next.clicked.connect(self.go_on)
        self._back.clicked.connect(self.go_back)
        self._passphrase.submitted.connect(self.go_on)
        self._backup.done.connect(self._backed_up)
        self._backup.put_off.connect(self._to_the_end)

    def retranslate(self) -> None:
        number = i18n.current().number
        self._how_far.setText(_("Step {step} of {all}").format(step=number(self._step + 1), all=number(len(Step))))
        self._title.setText(
            {
                Step.PLACE: _("Welcome to your office's desk"),
                Step.PASSPHRASE: _("Choose the passphrase"),
                Step.SHEET: _("Make the recovery sheet"),
                Step.BACKUP: _("Make the first backup"),
                Step.DONE: _("The desk is ready"),
            }[self._step]
        )
        self._welcome.setText(
            _(
                "Everything you write is kept in an encrypted vault on this computer and nowhere else. A passphrase "
                "opens the vault; a sheet of paper brings everything back if the passphrase or the computer is lost. Have "
                "paper and a pen at hand."
            )
        )
        self._place.setText(_("Folder of the vault: {folder}").format(folder=self._folder))
        self._last.setText(
            _(
                "Three keys to remember: F12 locks the desk at once, F2 logs a new case, F1 shows all keys. What you "
                "put off waits for you on the page called Safety."
            )
        )
        self._put_off.setText(self._what_is_put_off())
        self._put_off.setVisible(bool(self._put_off.text()))
        self._elsewhere.setText(_("Use another folder…"))
        self._practise.setText(_("Look at a practice office"))
        self._restore.setText(_("Bring back a backup…"))
        self._back.setText(_("Back"))
        self._next.setText(_("Open the desk") if self._step is Step.DONE else _("Next"))
        self._busy.setAccessibleName(_("Making the vault"))

    def _what_is_put_off(self) -> str:
        waiting = self._waiting()
        if waiting is Step.SHEET:
            alone = _(
                "This vault has no recovery sheet: only its passphrase opens it, and nobody can give you another one."
            )
            return alone + " " + _("Make the recovery sheet first: nothing else could open a backup.")
        return _("No backup yet. If this computer is lost, everything is lost.") if waiting is Step.BACKUP else ""

    def _waiting(self) -> Step | None:
        """The first step that was put off."""
        if self._vault is None:
            return None
        if self._vault.epoch is None:
            return Step.SHEET
        return Step.BACKUP if safekeeping.last_backup(self._vault.desk) is None else None

    def use_folder(self, folder: Path) -> bool:
        """Make the vault somewhere else, unless others would get a copy of what lies there; whether that is so."""
        if not self._is_local(folder):
            return False
        self._folder = folder
        self.retranslate()
        return True

    def _is_local(self, folder: Path) -> bool:
        self._messages.clear()
        try:
            places.require_local(folder)
        except UserError as error:
            self._messages.error(error)
            return False
        return True

    def focus_first(self) -> None:
        """Go to where work goes on."""
        {
            Step.PLACE: self._next.setFocus,
            Step.PASSPHRASE: self._passphrase.focus_first,
            Step.SHEET: self._sheet.focus_first if self._sheet else self._next.setFocus,
            Step.BACKUP: self._backup.focus_first,
            Step.DONE: self._next.setFocus,
        }[self._step]()

    def _show(self, step: Step) -> None:
        self._step = step
        self._messages.clear()
        self._stack.setCurrentIndex(step)
        # the sheet and the backup have buttons of their own
        self._buttons.setVisible(step in (Step.PLACE, Step.PASSPHRASE, Step.DONE))
        self._back.setVisible(step is Step.PASSPHRASE or (step is Step.DONE and self._waiting() is not None))
        self.retranslate()
        self.focus_first()

    @Slot()
    def go_back(self) -> None:
        """One step back: to the place while no vault stands, to the code, or from the end to what was put off."""
        if self._job is not None:
            return
        waiting = self._waiting()
        if self._step is Step.PASSPHRASE:
            self._show(Step.PLACE)
        elif self._step is Step.SHEET and self._sheet is not None:
            self._sheet.show_code()
        elif self._step is Step.DONE and waiting is not None:
            self._show(waiting)

    @Slot()
    def go_on(self) -> None:
        """Do what this step is for."""
        if self._job is not None:
            return
        if self._step is Step.PLACE:
            self._check_place()
        elif self._step is Step.PASSPHRASE and self._passphrase.is_good():
            make, folder, words = self._make, self._folder, self._passphrase.take()
            self._words = words
            self._run(lambda _task: make(folder, words), self._made)
        elif self._step is Step.DONE:
            self._hand_over()

    def _check_place(self) -> None:
        if self._is_local(self._folder):
            self._show(Step.PASSPHRASE)

    def _run(self, work: Callable[[Task], object], then: Callable[[Any], None]) -> None:
        self._messages.clear()
        self._job = self._worker.submit(work)
        self._job.finished.connect(then)
        self._job.failed.connect(self._messages.error)
        self._job.ended.connect(self._ended)
        self._set_busy(busy=True)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._stack.setEnabled(not busy)
        self._buttons.setEnabled(not busy)
        if not busy:
            self.focus_first()

    @Slot(object)
    def _made(self, vault: Vault) -> None:
        self._vault = vault
        self._code = sheet.new_code()
        self._sheet = SheetSteps(self._code, 1, worker=self._worker, today=self._clock().date())
        self._sheet.proven.connect(self._add_sheet)
        self._sheet.put_off.connect(self._to_the_end)
        placeholder = self._stack.widget(Step.SHEET)
        if placeholder is not None:
            self._stack.removeWidget(placeholder)
        self._stack.insertWidget(Step.SHEET, self._sheet)
        self._show(Step.SHEET)
        self.begun.emit(vault)

    @Slot()
    def _add_sheet(self) -> None:
        vault = self._vault
        if vault is not None:
            words, code, kdf = self._words, self._code, self._kdf
            self._run(lambda _task: access.add_sheet(vault.folder, passphrase=words, code=code, kdf=kdf), self._sheet_added)

    @Slot(object)
    def _sheet_added(self, epoch: Epoch) -> None:
        assert self._vault is not None  # noqa: S101 - `_add_sheet` began it
        self._vault.take_epoch(epoch)
        safekeeping.note_sheet(self._vault.desk, number=epoch.number, today=self._clock().date())
        self._forget()
        self._backup.show_for(self._vault)
        self._show(Step.BACKUP)

    @Slot(object)
    def _backed_up(self, _outcome: object) -> None:
        self._to_the_end()

    @Slot()
    def _to_the_end(self) -> None:
        # the code is not forgotten yet: Back leads to a sheet that was put off
        self._show(Step.DONE)

    def _hand_over(self) -> None:
        vault, self._vault = self._vault, None
        self._forget()
        self.opened.emit(vault)

    def _forget(self) -> None:
        self._words = ""
        if self._sheet is not None:
            self._sheet.forget()
        wipe(self._code)

    def close_down(self) -> None:
        """The window goes: close what was not handed over."""
        self._forget()
        if self._vault is not None:
            self._vault.close()
            self._vault = None
