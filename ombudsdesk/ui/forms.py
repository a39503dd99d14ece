"""Forms that cannot be made inaccessible: the row builder names every control from its label.

form = Form((
    FormField("opened", N_("Opened on"), Day, required=True),
    FormField("minutes", N_("Length"), partial(WholeNumber, unit=N_("minutes"), most=1440)),
    FormField("role", N_("Visitor's role"), partial(Choice, roles), help=N_("Who came to the office.")),
), columns=2)
form.load({"opened": facts.opened, "minutes": None, "role": facts.role})
problems = form.check() or words_for(facts_problems(replace(facts, **form.values())))
if problems: form.show_problems(problems)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ombudsdesk.i18n import _, current
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.editors import FieldEditor
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing

Trouble = tuple[str, str]
"""The name of a field and a sentence that says what is wrong with it."""


@dataclass(frozen=True)
class FormField:
    """One row: `name` is a field of the dataclass, `label` and `help` are N_-marked, `editor` makes the control.

    A `wide` field has the whole width of a form with several columns. With a `number` the label says it as {number}.
    """

    name: str
    label: str
    editor: Callable[[], FieldEditor]
    help: str = ""
    required: bool = False
    wide: bool = False
    number: int = 0

    def title(self) -> str:
        """The label in the language in use."""
        return _(self.label).format(number=current().number(self.number)) if self.number else _(self.label)


class FormRow(Living, QWidget):
    """A label, a control, a hint, and a place for what is wrong."""

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.editor = field.editor()
        self._sentence = ""
        self.label, self._help, self._problem = QLabel(), QLabel(), QLabel()
        self._sign = QLabel()
        self.label.setBuddy(self.editor.control())
        for note, look in ((self._help, Look.MUTED), (self._problem, Look.PROBLEM)):
            note.setWordWrap(True)
            dress_as(note, look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing(0.75))
        for widget in (self.label, self.editor, self._help):
            layout.addWidget(widget)
        layout.addWidget(self._make_problem_line())
        layout.addStretch(1)
        self.dress()

    def _make_problem_line(self) -> QWidget:
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._problem, 1)
        self._line.hide()
        return self._line

    def retranslate(self) -> None:
        name = self.field.title()
        self.label.setText(_("{label} (needed)").format(label=name) if self.field.required else name)
        self._help.setText(_(self.field.help) if self.field.help else "")
        self._help.setVisible(bool(self.field.help))
        self.editor.control().setAccessibleName(name.replace("&", ""))
        self._describe()

    def recolour(self) -> None:
        ink = colours().ink(Tone.ERROR)
        self._sign.setPixmap(pixmap("error", ink.name(), spacing(4)))
        palette = self.palette()
        palette.setColor(self._problem.foregroundRole(), ink)
        self._problem.setPalette(palette)

    def say(self, sentence: str) -> None:
        """Put a sentence beside the field, or take it away with ""."""
        self._sentence = sentence
        self._problem.setText(sentence)
        self._line.setVisible(bool(sentence))
        self._describe()

    def _describe(self) -> None:
        parts = [self._sentence, self.editor.unit(), self._help.text()]
        self.editor.control().setAccessibleDescription(" ".join(part for part in parts if part))

    def trouble(self) -> str:
        """What is wrong with the field by itself."""
        if self.editor.problem():
            return self.editor.problem()
        if self.field.required and self.editor.is_empty():
            return _("Please fill this in.")
        return ""


class Form(Living, QWidget):
    """Fields in one or more columns. `changed` carries the name of the field that a person changed."""

    changed = Signal(str)

    def __init__(self, fields: Sequence[FormField], *, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {field.name: FormRow(field) for field in fields}
        if len(self._rows) != len(fields):
            raise ValueError("two fields have the same name")
        self._loaded: dict[str, Any] = {}
        self._loading = False
        self._lay_out(columns)
        for name, row in self._rows.items():
            row.editor.changed.connect(partial(self._field_changed, name))
        self._loaded = self.values()
        self.dress()

    def _lay_out(self, columns: int) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(spacing(5))
        grid.setVerticalSpacing(spacing(4))
        row, column = 0, 0
        for form_row in self._rows.values():
            wide = form_row.field.wide
            if wide and column:
                row, column = row + 1, 0
            grid.addWidget(form_row, row, column, 1, columns if wide else 1)
            column += columns if wide else 1
            if column >= columns:
                row, column = row + 1, 0
        for index in range(columns):
            grid.setColumnStretch(index, 1)

    def load(self, values: Mapping[str, Any]) -> None:
        """Show these values; fields that are not named stay as they are. From now on nothing counts as changed."""
        self._loading = True
        for name, value in values.items():
            self._rows[name].editor.set_value(value)
        self._loading = False
        self._loaded = self.values()
        self.clear_problems()

    def values(self) -> dict[str, Any]:
        """What all fields say, by name; see `check` first."""
        return {name: row.editor.value() for name, row in self._rows.items()}

    def value(self, name: str) -> Any:
        """What one field says."""
        return self._rows[name].editor.value()

    def set_value(self, name: str, value: Any) -> None:
        """Change one field as if a person had."""
        self._rows[name].editor.set_value(value)

    def editor(self, name: str) -> FieldEditor:
        """The control of a field."""
        return self._rows[name].editor

    def is_changed(self) -> bool:
        """Whether something differs from what was loaded, or cannot be read."""
        return self.values() != self._loaded or any(row.editor.problem() for row in self._rows.values())

    def check(self) -> list[Trouble]:
        """What the form itself finds: fields that are needed but empty, and text that is no value."""
        return [(name, row.trouble()) for name, row in self._rows.items() if row.trouble()]

    def show_problems(self, problems: Sequence[Trouble]) -> None:
        """Put each sentence beside its field, go to the first, and tell a screen reader."""
        self.clear_problems()
        for name, sentence in problems:
            self._rows[name].say(sentence)
        first = next((row for row in self._rows.values() if any(name == row.field.name for name, _text in problems)), None)
        if first is not None:
            first.editor.setFocus()
            spoken = dict(problems)[first.field.name]
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(first.editor.control(), spoken))

    def clear_problems(self) -> None:
        """Take all sentences away."""
        for row in self._rows.values():
            row.say("")

    def set_shown(self, name: str, *, shown: bool) -> None:
        """Show or hide a field that only sometimes makes sense. A hidden field keeps its value."""
        self._rows[name].setVisible(shown)

    def focus_first(self) -> None:
        """Go to the first field."""
        next(iter(self._rows.values())).editor.setFocus()

    def _field_changed(self, name: str) -> None:
        if self._loading:
            return
        # the sentence was about what stood there before
        self._rows[name].say("")
        self.changed.emit(name)
