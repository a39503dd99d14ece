"""The last question before cases are destroyed: the whole truth, and the passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.layouts import card_of, fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.passphrase import PassphraseForm
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.ui.worker import Job, Task
from ombudsdesk.vault import destruction, safekeeping
from ombudsdesk.vault.keys import Argon2


class ConfirmPane(Living, QWidget):
    """Says what goes, what stays and what is not reached. `left`: nothing was destroyed."""

    left = Signal()

    def __init__(self, desk: Desk, cases: Sequence[int], *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._desk, self._kdf, self._chosen = desk, kdf, list(cases)
        self._job: Job | None = None
        self._title = QLabel()
        self._truths = [QLabel() for _truth in range(5)]
        self._form = PassphraseForm()
        self._go, self._back = QPushButton(), QPushButton()
        self._opening = QLabel()
        self._opening.hide()
        dress_as(self._opening, Look.MUTED)
        dress_as(self._title, Look.TITLE)
        dress_as(self._back, Look.PRIMARY)
        for label in (self._title, *self._truths):
            label.setWordWrap(True)
        fill_column(
            self, (self._title, card_of(*self._truths), self._form, self._opening, row_of(self._go, None, self._back))
        )
        self._go.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)
        self.dress()

    def retranslate(self) -> None:
        count = len(self._chosen)
        self._title.setText(ngettext("Destroy {count} case for good?", "Destroy {count} cases for good?", count))
        for label, truth in zip(self._truths, self._said(), strict=True):
            label.setText(truth)
            label.setVisible(bool(truth))
        self._opening.setText(_("This may take a moment."))
        self._go.setText(_("Destroy for good"))
        self._back.setText(_("Keep them"))

    def _said(self) -> tuple[str, ...]:
        vault = self._desk.session.vault
        sheet = reach = ""
        if vault.epoch is not None:
            sheet = _("A new recovery sheet will be made. Have paper and a pen at hand.")
            # the sheet of today is the old one then; backups of sheets that were shredded are read by nobody
            number = vault.epoch.number + 1
            backups = self._desk.session.look(partial(safekeeping.readable_with_old_sheets, current=number))
            if backups:
                reach = ngettext(
                    "{count} backup can still be read with the old sheet until you shred it.",
                    "{count} backups can still be read with the old sheet until you shred it.",
                    backups,
                )
        return (
            _("Gone: notes, contacts, concerns, names, drafts, and the words to search for. Nobody can bring them back."),
            _("Kept: how many cases of which kind there were in which month, without anything that names somebody."),
            _("Not reached: spreadsheets that cases came from, reports, prints. Importing such a file brings cases back."),
            sheet,
            reach,
        )

    def focus_first(self) -> None:
        """Go to the passphrase."""
        self._form.focus_first()

    @property
    def is_busy(self) -> bool:
        """Whether it is being planned at this moment. That takes a second or two and cannot be taken back."""
        return self._job is not None

    @Slot()
    def submit(self) -> None:
        """Plan it, then leave the office for the work."""
        if self.is_busy or not self._form.is_good():
            return
        words, session = self._form.take(), self._desk.session
        vault, today, chosen, kdf = session.vault, session.today, self._chosen, self._kdf

        def work(_task: Task) -> None:
            destruction.plan(vault, cases=chosen, passphrase=words, today=today, kdf=kdf)

        self._job = self._desk.worker.submit(work)
        self._show_busy()
        self._job.finished.connect(partial(self._planned, words))
        self._job.failed.connect(self._refused)
        self._job.ended.connect(self._ended)

    def _planned(self, words: str, _nothing: object) -> None:
        self._desk.begin_unfinished(words)

    def _show_busy(self) -> None:
        # no way back is shown where there is none: what was said to be kept would be destroyed
        for widget in (self._form, self._go, self._back):
            widget.setEnabled(not self.is_busy)
        self._opening.setVisible(self.is_busy)

    @Slot(object)
    def _refused(self, error: UserError) -> None:
        self._ended()
        if not self._form.refuse(error):
            self._desk.messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._show_busy()
        self.focus_first()
