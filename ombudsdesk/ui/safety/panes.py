"""What is done step by step on the safety page: a new recovery sheet, another passphrase.

Writing the key file is whole or not done, takes a second or two, and cannot be taken back: meanwhile nobody can leave, and
there is no Cancel that would only seem to stop it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.new_passphrase import NewPassphrase
from ombudsdesk.ui.passphrase import PassphraseForm
from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.theme import Look, Tone, dress_as
from ombudsdesk.ui.worker import Job, Task
from ombudsdesk.vault import access, destruction, keys, safekeeping, sheet
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault, key_text


class StepPane(Living, QWidget):
    """A title, words, the passphrase, more, and two buttons. `left`: back to the page; nobody leaves while `is_busy`."""

    left = Signal()

    def __init__(self, desk: Desk, more: QWidget, *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._desk, self._kdf = desk, kdf
        self._job: Job | None = None
        self._what: Callable[[], str] = str
        self._more = more
        self._title, self._words, self._doing = QLabel(), QLabel(), QLabel()
        self._form = PassphraseForm(N_("Passphrase of today"))
        self._go, self._back = QPushButton(), QPushButton()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._title.setWordWrap(True)
        self._words.setWordWrap(True)
        for widget, look in ((self._title, Look.TITLE), (self._go, Look.PRIMARY), (self._back, Look.QUIET)):
            dress_as(widget, look)
        self._buttons = row_of(self._back, None, self._go)
        fill_column(self, (self._title, self._words, self._form, more, self._doing, self._bar, self._buttons))
        self._show_busy()
        self._go.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)
        self._form.submitted.connect(self.submit)

    def retranslate(self) -> None:
        self._back.setText(_("Back"))
        self._show_what()

    @property
    def is_busy(self) -> bool:
        """Whether something is being done that cannot be left alone."""
        return self._job is not None

    def focus_first(self) -> None:
        """Go to where work begins."""
        self._form.focus_first()

    def submit(self) -> None:
        """Do what this is for."""
        raise NotImplementedError

    def _run(self, work: Callable[[Task], Any], then: Callable[[Any], None], what: Callable[[], str]) -> None:
        self._job, self._what = self._desk.worker.submit(work), what
        self._job.finished.connect(then)
        self._job.failed.connect(self._refused)
        self._job.ended.connect(self._ended)
        self._show_what()
        self._show_busy()

    def _show_what(self) -> None:
        self._doing.setText(self._what())
        self._bar.setAccessibleName(self._what() or _("Progress"))

    def _show_busy(self) -> None:
        self._doing.setVisible(self.is_busy)
        self._bar.setVisible(self.is_busy)
        for widget in (self._form, self._more, self._buttons):
            widget.setEnabled(not self.is_busy)

    @Slot(object)
    def _refused(self, error: UserError) -> None:
        # told before `ended`: a field that is still switched off would not take the focus
        self._form.setEnabled(True)
        if not self._form.refuse(error):
            self._desk.messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._show_busy()


class SheetPane(StepPane):
    """A new recovery sheet: the passphrase first, so that nobody types a code back in vain."""

    def __init__(self, desk: Desk, *, kdf: Argon2 | None = None) -> None:
        self._holder, self._known = QWidget(), QCheckBox()
        fill_column(self._holder, (self._known,))
        super().__init__(desk, self._holder, kdf=kdf)
        self._known.setVisible(desk.session.vault.epoch is not None)
        self._code, self._passphrase = bytearray(), ""
        self._steps: SheetSteps | None = None
        self.dress()

    def retranslate(self) -> None:
        super().retranslate()
        renews = self._desk.session.vault.epoch is not None
        self._title.setText(_("Make a new recovery sheet") if renews else _("Make the recovery sheet"))
        self._words.setText(
            _(
                "The old sheet then opens only the backups that were made until now. The next backup takes their place "
                "wherever they are in reach. Then shred the old sheet. If it is lost, whoever finds it can open those "
                "backups as long as they exist."
            )
            if renews
            else _(
                "The sheet gives a new passphrase if it was forgotten, and opens the backups. Have paper and a pen at hand."
            )
        )
        self._known.setText(_("Somebody else may have read the old one: write the vault anew under another key, too"))
        self._go.setText(_("Show the code"))

    @Slot()
    def submit(self) -> None:
        """Check the passphrase, then show a code."""
        if self._job is None and self._steps is None and self._form.is_good():
            words, folder = self._form.take(), self._desk.session.vault.folder
            self._passphrase = words
            self._run(lambda _task: keys.unseal(key_text(folder), words).wipe(), self._show_code, lambda: _("Opening"))

    def _show_code(self, _nothing: object) -> None:
        vault = self._desk.session.vault
        old = vault.sheet
        self._code = sheet.new_code()
        steps = SheetSteps(
            self._code,
            (old or 0) + 1,
            old=old,
            worker=self._desk.worker,
            today=self._desk.session.today,
        )
        steps.proven.connect(self._add)
        steps.put_off.connect(self.left)
        layout = self._holder.layout()
        assert layout is not None  # noqa: S101 - made above
        layout.addWidget(steps)
        self._steps = steps
        for widget in (self._title, self._words, self._form, self._known, self._buttons):
            widget.hide()
        steps.focus_first()

    @Slot()
    def _add(self) -> None:
        # Enter twice would make two sheets of one paper
        if self._job is None:
            session, known = self._desk.session, self._known.isChecked()
            # a copy: this one is wiped when the window is left, whatever the work has come to
            code = bytearray(self._code)
            work = partial(_add_sheet, session.vault, self._passphrase, code, session.today, known, self._kdf)
            self._run(work, self._added, lambda: _("Saving the key file"))

    @Slot(object)
    def _added(self, trouble: UserError | None) -> None:
        words, known = self._passphrase, self._known.isChecked()
        self.forget()
        self._desk.session.announce(Change(frozenset({Kind.SETTING})))
        if trouble is not None:
            self._desk.messages.error(trouble)
        elif known:
            self._desk.begin_unfinished(words)
            return
        self._desk.messages.say(
            Tone.SUCCESS,
            _("The new sheet is good. Make a backup now: only this sheet opens it."),
            action=_("Back up now"),
            on_action=partial(self._desk.commands.run, Verb.BACK_UP),
            seconds=0,
        )
        self.left.emit()

    def forget(self) -> None:
        """Wipe the code, and take it off the screen."""
        self._passphrase = ""
        if self._steps is not None:
            self._steps.forget()
        wipe(self._code)


class PassphrasePane(StepPane):
    """Another passphrase; and another key for the vault, if somebody may know the old one."""

    def __init__(self, desk: Desk, *, kdf: Argon2 | None = None) -> None:
        self._new, self._known = NewPassphrase(desk.worker), QCheckBox()
        more = QWidget()
        fill_column(more, (self._new, self._known))
        super().__init__(desk, more, kdf=kdf)
        self._new.submitted.connect(self.submit)
        self.dress()

    def retranslate(self) -> None:
        super().retranslate()
        self._title.setText(_("Change the passphrase"))
        self._words.setText(_("The recovery sheet stays as it is."))
        self._known.setText(_("Somebody else may know the old one: write the vault anew under another key, too"))
        self._go.setText(_("Set the new passphrase"))

    @Slot()
    def submit(self) -> None:
        """Change it, if what was typed is good."""
        if self._job is None and self._form.is_good() and self._new.is_good():
            old, new, vault = self._form.take(), self._new.take(), self._desk.session.vault
            known = self._known.isChecked()
            work = partial(_change, vault, old, new, known, self._kdf)
            self._run(work, partial(self._changed, new, known), lambda: _("Setting the new passphrase"))

    def _changed(self, new: str, known: bool, trouble: UserError | None) -> None:  # noqa: FBT001 - for `partial`
        if known and trouble is None:
            self._desk.begin_unfinished(new)
            return
        self._desk.messages.say(Tone.SUCCESS, _("The new passphrase opens the vault from now on."))
        if trouble is not None:
            self._desk.messages.error(trouble)
        self.left.emit()


def _add_sheet(
    vault: Vault,
    words: str,
    code: bytearray,
    today: date,
    known: bool,  # noqa: FBT001 - for `partial`
    kdf: Argon2 | None,
    _task: Task,
) -> UserError | None:
    """Make the code the valid one. What went wrong after that is given back: the sheet counts all the same.

    All in the worker: a backup that waits behind this must find the secrets of the new sheet, and whole ones.
    """
    try:
        epoch = access.add_sheet(vault.folder, passphrase=words, code=code, renew=vault.epoch is not None, kdf=kdf)
    finally:
        wipe(code)
    vault.take_epoch(epoch)
    if vault.standing.todo is Stage.SHEET:
        # the sheet that was to come is overtaken by this one
        vault.standing = replace(vault.standing, todo=None)
    try:
        safekeeping.note_sheet(vault.background, number=epoch.number, today=today)
        if known:
            destruction.plan_new_key(vault, passphrase=words, kdf=kdf)
    except UserError as error:
        return error
    return None


def _change(
    vault: Vault,
    old: str,
    new: str,
    known: bool,  # noqa: FBT001 - for `partial`
    kdf: Argon2 | None,
    _task: Task,
) -> UserError | None:
    """Set the new passphrase. What went wrong after that is given back: the new one counts all the same."""
    access.change_passphrase(vault.folder, old=old, new=new, kdf=kdf)
    try:
        if known:
            destruction.plan_new_key(vault, passphrase=new, kdf=kdf)
    except UserError as error:
        return error
    return None
