"""A part of a case that is one form, saved as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.kept import KeptForm, SaveLine
from ombudsdesk.ui.cases.section import Section, scrolled, stacked
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.forms import FormField, Trouble
from ombudsdesk.ui.theme import spacing
from ombudsdesk.vault.change import Change


class FormSection(Section):
    """The form, what a subclass puts around it, and below everything the line that saves it."""

    def __init__(self, desk: Desk, words: Words, places: Places, fields: Sequence[FormField], *, columns: int = 1) -> None:
        super().__init__(desk, words, places)
        self.form = KeptForm(fields, self.unsaved, columns=columns)
        self.line = SaveLine(self.save_text, lambda: _("Do not change it"))
        self.form.unsaved.connect(self._show_unsaved)
        self.form.kept.connect(self.line.tell_kept)
        self.form.not_kept.connect(self.line.tell_not_kept)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.drop)

    def place(self) -> str:
        """Where the unsaved entries of the case in front are kept."""
        raise NotImplementedError

    def values_of(self, case: Case) -> Mapping[str, Any]:
        """What the form shows of a case."""
        raise NotImplementedError

    def problems(self) -> list[Trouble]:
        """What cannot be right in the form, beyond what it finds itself."""
        return []

    def store(self, case: Case) -> Change | None:
        """Store what the form says."""
        raise NotImplementedError

    def save_text(self) -> str:
        """What stands on the button."""
        raise NotImplementedError

    def saved_sentence(self) -> str:
        """What is said when it was stored."""
        raise NotImplementedError

    def lay_out(self, *parts: QWidget) -> None:
        """Put the parts below each other, and the line that saves below them."""
        column = QVBoxLayout(self)
        column.setSpacing(spacing(2))
        column.addWidget(scrolled(stacked(*parts)), 1)
        column.addWidget(self.line)

    def begin(self, case: Case, kept: Mapping[str, str]) -> None:
        self.form.begin(self.place(), self.values_of(case), kept.get(self.place(), ""))

    def empty(self) -> None:
        self.form.clear()

    def refresh(self, case: Case, kept: Mapping[str, str]) -> None:
        self.form.refresh(self.values_of(case))

    def keep(self) -> None:
        self.form.keep()

    def enter(self) -> None:
        self.form.focus_first()

    @Slot()
    def _show_unsaved(self) -> None:
        self.line.set_unsaved(unsaved=self.form.is_changed())

    def save(self) -> None:
        """Store what the form says, or show beside its fields why not."""
        if self.case is None or not self.form.is_changed():
            return
        # leaving a field settles what was typed in it
        self.line.save_button.setFocus()
        problems = self.form.check() or self.problems()
        if problems:
            self.form.show_problems(problems)
            return
        values = self.form.values()
        change = self.store(self.case)
        if change is not None:
            # the page may have gone with the reading that followed
            if self.case is not None:
                self.form.begin_anew(values)
                self.enter()
            self.say_done(self.saved_sentence(), change)

    @Slot()
    def drop(self) -> None:
        """Show what is stored, with Undo."""
        place, text = self.form.place, self.form.drop()
        self.enter()
        if text:
            self.offer_undo(_("The changes were removed."), lambda: self.form.put_back(place, text))
