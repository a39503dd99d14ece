"""What is done step by step on the safety page: a new recovery sheet, another passphrase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.new_passphrase import NewPassphrase
from ombudsdesk.ui.passphrase import PassphraseForm
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.theme import Look, Tone, dress_as
from ombudsdesk.ui.worker import Job, Task
from ombudsdesk.vault import access, destruction, keys, safekeeping, sheet
from ombudsdesk.vault.keyring import Epoch
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.vault import Vault, key_text


class StepPane(Living, QWidget):
    """A title, words, the passphrase, more, and two buttons. `left`: back to the page."""

    left = Signal()

    def __init__(self, desk: Desk, more: QWidget, *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._desk, self._kdf = desk, kdf
        self._job: Job | None = None
        self._title, self._words = QLabel(), QLabel()
        self._form = PassphraseForm(N_("Passphrase of today"))
        self._go, self._back = QPushButton(), QPushButton()
        self._progress = ProgressCard()
        self._title.setWordWrap(True)
        self._words.setWordWrap(True)
        for widget, look in ((self._title, Look.TITLE), (self._go, Look.PRIMARY), (self._back, Look.QUIET)):
            dress_as(widget, look)
        self._buttons = row_of(self._back, None, self._go)
        fill_column(self, (self._title, self._words, self._form, more, self._progress, self._buttons))
        self._go.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)
        self._form.submitted.connect(self.submit)

    def retranslate(self) -> None:
        self._back.setText(_("Back"))

    def focus_first(self) -> None:
        """Go to where work begins."""
        self._form.focus_first()

    def submit(self) -> None:
        """Do what this is for."""
        raise NotImplementedError

    def _run(self, work: Callable[[Task], Any], then: Callable[[Any], None], what: Callable[[], str]) -> None:
        self._job = self._desk.worker.submit(work)
        self._progress.follow(self._job, what)
        self._job.finished.connect(then)
        self._job.failed.connect(self._refused)
        self._job.ended.connect(self._ended)
        self._buttons.setEnabled(False)

    @Slot(object)
    def _refused(self, error: UserError) -> None:
        if not self._form.refuse(error):
            self._desk.messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._buttons.setEnabled(True)


class SheetPane(StepPane):
    """A new recovery sheet: the passphrase first, so that nobody types a code back in vain."""

    def __init__(self, desk: Desk, *, kdf: Argon2 | None = None) -> None:
        self._holder = QWidget()
        super().__init__(desk, self._holder, kdf=kdf)
        fill_column(self._holder, ())
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
                "wherever they are in reach. Then shred the old sheet."
            )
            if renews
            else _(
                "The sheet gives a new passphrase if it was forgotten, and opens the backups. Have paper and a pen at hand."
            )
        )
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
        old = vault.epoch.number if vault.epoch else None
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
        for widget in (self._title, self._words, self._form, self._buttons):
            widget.hide()
        steps.focus_first()

    @Slot()
    def _add(self) -> None:
        vault, words, code, kdf = self._desk.session.vault, self._passphrase, self._code, self._kdf
        renew = vault.epoch is not None

        def work(_task: Task) -> Epoch:
            return access.add_sheet(vault.folder, passphrase=words, code=code, renew=renew, kdf=kdf)

        self._run(work, self._added, lambda: _("Saving the key file"))

    def _added(self, epoch: Epoch) -> None:
        session = self._desk.session
        session.vault.take_epoch(epoch)
        session.apply(safekeeping.note_sheet, number=epoch.number, today=session.today)
        self._desk.messages.say(Tone.SUCCESS, _("The new sheet is good. Make a backup now: only this sheet opens it."))
        self.forget()
        self.left.emit()

    def forget(self) -> None:
        """Wipe the code."""
        self._passphrase = ""
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

    def _changed(self, new: str, known: bool, _nothing: object) -> None:  # noqa: FBT001 - for `partial`
        if known:
            self._desk.begin_unfinished(new)
            return
        self._desk.messages.say(Tone.SUCCESS, _("The new passphrase opens the vault from now on."))
        self.left.emit()


def _change(vault: Vault, old: str, new: str, known: bool, kdf: Argon2 | None, _task: Task) -> None:  # noqa: FBT001
    access.change_passphrase(vault.folder, old=old, new=new, kdf=kdf)
    if known:
        destruction.plan_new_key(vault, passphrase=new, kdf=kdf)
