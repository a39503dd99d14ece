"""The last step: what was done, how to take it back, and keeping the choices for the next file."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.planned import ImportPlan
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import icon, pixmap
from ombudsdesk.ui.importing.step import Step, words
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing

_LONGEST_NAME = 80


class DoneStep(Step):
    """`keep_wanted` carries the name under which the choices are to be kept."""

    undo_wanted = Signal()
    keep_wanted = Signal(str)
    cases_wanted = Signal()
    title = N_("Done")

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self._imported = 0
        self._undone = False
        self._sign, self._heading = QLabel(), QLabel()
        self._counts, self._advice = words(), words(Look.MUTED)
        self._keep_lead = words(Look.MUTED)
        self.undo, self.cases, self.keep = QPushButton(), QPushButton(), QPushButton()
        self.name = TextLine(longest=_LONGEST_NAME)
        self.form = Form((FormField("name", N_("Name for these choices"), lambda: self.name),), columns=2)
        self.undo.clicked.connect(self.undo_wanted)
        self.cases.clicked.connect(self.cases_wanted)
        self.keep.clicked.connect(self._keep)
        self.name.control().returnPressed.connect(self._keep)
        self._lay_out()
        self.dress()

    def _lay_out(self) -> None:
        for heading, look in ((self._heading, Look.TITLE), (self.cases, Look.PRIMARY)):
            dress_as(heading, look)
        top = QHBoxLayout()
        top.setSpacing(spacing(3))
        top.addWidget(self._sign)
        top.addWidget(self._heading, 1)
        buttons = QHBoxLayout()
        for button in (self.cases, self.undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        keeping = QHBoxLayout()
        keeping.addWidget(self.keep)
        keeping.addStretch(1)
        card, kept = QFrame(), QFrame()
        for frame, parts in (
            (card, (top, self._counts, self._advice, buttons)),
            (kept, (self._keep_lead, self.form, keeping)),
        ):
            dress_as(frame, Look.CARD)
            column = QVBoxLayout(frame)
            column.setContentsMargins(spacing(6), spacing(5), spacing(6), spacing(5))
            column.setSpacing(spacing(3))
            for part in parts:
                if isinstance(part, QHBoxLayout):
                    column.addLayout(part)
                else:
                    column.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(spacing(4))
        whole.addWidget(card)
        whole.addWidget(kept)
        whole.addStretch(1)

    def retranslate(self) -> None:
        self.undo.setText(_("Undo the import"))
        self.cases.setText(_("Look at the cases"))
        self.keep.setText(_("Keep the choices"))
        self._keep_lead.setText(
            _("If more files look like this one, keep the choices: columns, rules and meanings are then filled in.")
        )
        self._advice.setText(
            _("The file is still where it was, unprotected. Make a backup of the vault, then delete the file.")
        )
        self._say()

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("success", colours().ink(Tone.SUCCESS).name(), spacing(8)))
        self.undo.setIcon(icon("undo"))

    # what the page tells it

    def show_done(self, plan: ImportPlan, *, imported: int, kept_name: str) -> None:
        """Say what was imported. Cases that an earlier file brought are in the plan, and were not imported again."""
        self._plan, self._imported, self._undone = plan, imported, False
        self.form.load({"name": kept_name})
        self._say()

    def show_undone(self) -> None:
        """Say that it was taken back."""
        self._undone = True
        self._say()
        self.cases.setFocus()

    def _say(self) -> None:
        if self._plan is None:
            return
        count, out = self._imported, len(self._plan.left_out)
        known = len(self._plan.cases) - count
        self.undo.setEnabled(not self._undone)
        self._advice.setVisible(not self._undone)
        if self._undone:
            self._heading.setText(_("The import was undone"))
            self._counts.setText(_("Its cases are gone. Campuses and departments that came with it have stayed."))
            return
        self._heading.setText(ngettext("{count} case was imported.", "{count} cases were imported.", count))
        sentences = [
            ngettext(
                "{count} campus or department is new.", "{count} campuses and departments are new.", len(self._plan.units)
            ),
            ngettext("{count} row of the file was left out.", "{count} rows of the file were left out.", out),
        ]
        if known:
            sentences.append(
                ngettext(
                    "{count} of the cases is in the vault already and stays as it is.",
                    "{count} of the cases are in the vault already and stay as they are.",
                    known,
                )
            )
        self._counts.setText(" ".join(sentences))

    def begin(self) -> None:
        self.cases.setFocus()

    @Slot()
    def _keep(self) -> None:
        problems = [("name", _("Please give them a name."))] if self.name.is_empty() else []
        self.form.show_problems(problems)
        if not problems:
            self.keep_wanted.emit(self.name.value())
