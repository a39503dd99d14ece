"""What one text of the spreadsheet means: a choice, and for campuses the few words that a new one needs."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.fields import Field, field_label
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.importing.draft import Draft, Standing, ValueRow
from ombudsdesk.ui.importing.meanings import NEW_UNIT
from ombudsdesk.ui.importing.step import words
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing

_LONGEST_NAME = 120


class MeaningEditor(Living, QFrame):
    """`decided` carries the row and its meaning. The button, or Enter in the choice, settles this one."""

    decided = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._row: ValueRow | None = None
        self._shown = ""
        dress_as(self, Look.CARD)
        self._what, self._text, self._note = words(Look.MUTED), words(Look.HEADING), words(Look.MUTED)
        self.choice = Choice(self._options)
        self.meaning = Form((FormField("meaning", N_("It means"), lambda: self.choice),))
        self.level = Choice(self._levels)
        self.unit = Form(
            (
                FormField("name", N_("Its name"), lambda: TextLine(longest=_LONGEST_NAME), required=True),
                FormField("level", N_("Its level"), lambda: self.level, required=True),
            )
        )
        self.button = QPushButton()
        dress_as(self.button, Look.PRIMARY)
        self.button.clicked.connect(self._settle)
        self.choice.changed.connect(self._meaning_changed)
        line = self.choice.control().lineEdit()
        if line is not None:
            # while the list of matches is open, Enter takes a match: once more settles it
            line.returnPressed.connect(self._settle)
        self._lay_out()
        self.dress()
        self.show_row(None, None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(5), spacing(4), spacing(5), spacing(4))
        column.setSpacing(spacing(2.5))
        for widget in (self._what, self._text, self._note, self.meaning, self.unit, self.button):
            column.addWidget(widget)
        column.addStretch(1)

    def retranslate(self) -> None:
        self.button.setText(_("Take this, go to the next"))
        self._say()

    def _options(self) -> list[tuple[str, str]]:
        return self._draft.options(self._row.guess.field) if self._draft and self._row else []

    def _levels(self) -> list[tuple[str, str]]:
        if self._draft is None:
            return []
        language = i18n.current().content
        return [(entry.code, entry.label(language)) for entry in self._draft.catalogue.levels]

    # what it shows

    def show_row(self, draft: Draft | None, row: ValueRow | None) -> None:
        """Show a text and what it means so far."""
        self._draft, self._row, self._shown = draft, row, ""
        self.setEnabled(row is not None)
        for editor in (self.choice, self.level):
            editor.reload()
        self.meaning.load({"meaning": row.meaning if row else ""})
        self._meaning_changed()
        self._say()

    def _say(self) -> None:
        row = self._row
        self._what.setText(field_label(row.guess.field) if row else "")
        self._text.setText(_("“{text}”").format(text=row.guess.text) if row else _("Nothing is chosen."))
        self._note.setText(self._note_text(row) if row else "")

    def _note_text(self, row: ValueRow) -> str:
        times = ngettext("Stands in {count} place.", "Stands in {count} places.", row.guess.count)
        others = row.guess.spellings[1:]
        if others:
            shown = ", ".join(others[:3])
            return _("{times} Also written: {spellings}").format(times=times, spellings=shown)
        if row.standing is Standing.PERHAPS:
            return _("{times} The proposal is a guess.").format(times=times)
        return times

    @Slot()
    def _meaning_changed(self) -> None:
        """The name and level of a campus are asked for where it would be new."""
        meaning, before = self.choice.value(), self._shown
        self._shown = meaning
        unit = self._draft.new_unit(meaning) if self._draft and meaning else None
        is_unit = self._row is not None and self._row.guess.field is Field.UNIT
        self.unit.setVisible(is_unit and (meaning == NEW_UNIT or unit is not None))
        # the name of a campus that is proposed already is changed by choosing a new one
        self.unit.set_shown("name", shown=meaning == NEW_UNIT)
        if unit is not None:
            self.unit.load({"name": unit.name, "level": unit.level})
        elif meaning == NEW_UNIT and before != NEW_UNIT and self._row is not None:
            self.unit.load({"name": self._row.guess.text, "level": ""})

    # what the person does

    def begin(self) -> None:
        """Go to the choice."""
        self.choice.setFocus()

    @Slot()
    def _settle(self) -> None:
        if self._draft is None or self._row is None:
            return
        meaning = self.choice.value()
        if not meaning or self.choice.problem():
            self.meaning.show_problems([("meaning", self.choice.problem() or _("Please say what it means."))])
            return
        if not self.unit.isHidden():
            meaning = self._put_unit(self._draft, meaning)
        if meaning:
            self.decided.emit(self._row, meaning)

    def _put_unit(self, draft: Draft, meaning: str) -> str:
        """Keep what was said about a new campus; its name, or "" if something is missing."""
        problems = self.unit.check()
        name = self.unit.value("name")
        if not problems and meaning == NEW_UNIT and draft.knows_unit(name):
            problems = [("name", _("There is one of this name already: choose it from the list."))]
        self.unit.show_problems(problems)
        return "" if problems else draft.put_unit(name, self.unit.value("level")).name
