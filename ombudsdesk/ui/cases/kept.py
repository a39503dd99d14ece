"""Forms whose unsaved entries are kept in the vault, and the line below them that says so.

form = KeptForm(FIELDS, unsaved);  form.begin("case/7/facts", values, unsaved.read("case/7/facts"))
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.unsaved import Unsaved
from ombudsdesk.ui.day_editor import Day
from ombudsdesk.ui.editors import FieldEditor, TextArea
from ombudsdesk.ui.forms import Form, FormField, Trouble
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.notes import Pen
from ombudsdesk.ui.theme import Look, dress_as, spacing

_VALUES, _TYPED = "values", "typed"


class KeptForm(Form):
    """A form that keeps in the vault what differs from its beginning: nobody loses a word by going elsewhere.

    `unsaved` comes whenever there may be something else to save than before, `kept` when it lies in the vault,
    `not_kept` when the vault could not take it and it will be tried again.
    """

    unsaved = Signal()
    kept = Signal()
    not_kept = Signal()

    def __init__(self, fields: Sequence[FormField], unsaved: Unsaved, *, columns: int = 1) -> None:
        super().__init__(fields, columns=columns)
        self._drafts = unsaved
        self._names = [field.name for field in fields]
        self._place, self._kept = "", ""
        self._began = self._blank = self.values()
        self._pen = Pen(self.keep, self)
        self.changed.connect(self._touched)

    def begin(self, place: str, values: Mapping[str, Any], kept: str) -> None:
        """Show these values, and over them what was left unsaved at this place."""
        self._pen.stop()
        self._place, self._kept = place, kept
        self.load(values)
        self._began = self.values()
        self._show_unsaved(kept)

    def clear(self) -> None:
        """Show nothing of anybody, and keep nothing."""
        self.begin("", self._blank, "")

    def _show_unsaved(self, text: str) -> None:
        if text:
            # no field answers to these changes as it does to a person's
            self._loading = True
            self._restore(json.loads(text))
            self._loading = False
        self.unsaved.emit()
        if self._place and self._drafts.is_waiting(self._place):
            self.not_kept.emit()
            self._pen.move()
        elif text:
            self.kept.emit()

    def begin_anew(self, values: Mapping[str, Any]) -> None:
        """These values are stored now: nothing is unsaved any more."""
        self.load(values)
        self._began = self.values()
        self.keep()
        self.unsaved.emit()

    def refresh(self, values: Mapping[str, Any]) -> None:
        """What is stored has changed elsewhere: show it, unless that would take away what somebody has typed."""
        if not self.is_changed():
            self.load(values)
            self._began = self.values()

    @property
    def place(self) -> str:
        """Where the unsaved entries are kept."""
        return self._place

    def keep(self) -> bool:
        """Keep what is not saved, now; whether it is kept. Nothing is written when nothing is new."""
        self._pen.stop()
        text = self.unsaved_text()
        if not self._place:
            return True
        if text != self._kept or self._drafts.is_waiting(self._place):
            if not self._drafts.keep(self._place, text):
                self.not_kept.emit()
                self._pen.move()
                return False
            self._kept = text
        self.kept.emit()
        return True

    def drop(self) -> str:
        """Forget what is not saved; the kept text, for whoever wants it back."""
        text = self.unsaved_text()
        self.load(self._began)
        self.keep()
        self.unsaved.emit()
        return text

    def put_back(self, place: str, text: str) -> None:
        """Give back what `drop` took, except where something else was entered since: nothing newer goes for it."""
        if place != self._place:
            self.merge_kept(place, text)
            return
        self._show_unsaved(self._merged(self.unsaved_text(), text))
        self.keep()

    def merge_kept(self, place: str, text: str) -> str | None:
        """The same for a place that the form does not stand for; what is kept there now, None if it cannot be read."""
        newer = self._drafts.read(place)
        if newer is None:
            return None
        both = self._merged(newer, text)
        self._drafts.keep(place, both)
        return both

    def _merged(self, newer: str, older: str) -> str:
        if not newer:
            return older
        new, old = json.loads(newer), json.loads(older)
        entered = {*new[_VALUES], *new[_TYPED]}
        merged = {
            kind: {**{name: value for name, value in old[kind].items() if name not in entered}, **new[kind]} for kind in old
        }
        for name, value in new[_VALUES].items():
            before = old[_VALUES].get(name, "")
            if name in self._names and isinstance(self.editor(name), TextArea) and before and before not in value:
                merged[_VALUES][name] = f"{value}\n\n{before}" if value else before
        return json.dumps(merged, ensure_ascii=False)

    def enter_field(self, name: str) -> None:
        """Go to a field as Tab would: what stands there is marked, and typing replaces it."""
        editor = self.editor(name)
        editor.setFocus()
        for line in editor.findChildren(QLineEdit):
            line.selectAll()

    def focus_first(self) -> None:
        """Go to the first field."""
        self.enter_field(self._names[0])

    def show_problems(self, problems: Sequence[Trouble]) -> None:
        """Put each sentence beside its field, and go to the first."""
        super().show_problems(problems)
        troubled = [name for name in self._names if name in dict(problems)]
        if troubled:
            self.enter_field(troubled[0])

    def unsaved_text(self) -> str:
        """What differs from the beginning, as it is kept; "" for nothing."""
        if not self.is_changed():
            return ""
        editors = {name: self.editor(name) for name in self._names}
        typed = {name: _typed(editor) for name, editor in editors.items() if editor.problem()}
        values = {name: value for name, value in self.values().items() if value != self._began[name] and name not in typed}
        return json.dumps({_VALUES: values, _TYPED: typed}, default=date.isoformat, ensure_ascii=False)

    def _restore(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        for name, value in kept[_VALUES].items():
            if name in self._names:
                self._put(self.editor(name), value)
        for name, text in kept[_TYPED].items():
            line = _line(self.editor(name)) if name in self._names else None
            if line is not None:
                self.editor(name).set_value(None if isinstance(self.editor(name), Day) else self._began[name])
                line.setText(text)

    def _put(self, editor: FieldEditor, value: Any) -> None:
        try:
            editor.set_value(date.fromisoformat(value) if value and isinstance(editor, Day) else value)
        except ValueError:
            # kept by an earlier list that had this code: the field shows its first value again
            return

    @Slot(str)
    def _touched(self, _name: str) -> None:
        self._pen.move()
        self.unsaved.emit()


def _line(editor: FieldEditor) -> QLineEdit | None:
    control = editor.control()
    if isinstance(control, QComboBox):
        return control.lineEdit()
    return control if isinstance(control, QLineEdit) else None


def _typed(editor: FieldEditor) -> str:
    line = _line(editor)
    return line.text() if line is not None else ""


class SaveLine(Living, QWidget):
    """A quiet sentence while something is unsaved, a button that saves it, and one that drops it or goes back.

    `save_text` and `drop_text` are asked for again when the language changes. `always`: even nothing may be saved.
    """

    save_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, save_text: Callable[[], str], drop_text: Callable[[], str], *, always: bool = False) -> None:
        super().__init__()
        self._texts, self._always = (save_text, drop_text), always
        self._hint = QLabel()
        self.save_button, self.drop_button = QPushButton(), QPushButton()
        dress_as(self._hint, Look.MUTED)
        dress_as(self.save_button, Look.PRIMARY)
        dress_as(self.drop_button, Look.QUIET)
        self._hint.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing(2))
        row.addWidget(self._hint, 1)
        row.addWidget(self.drop_button)
        row.addWidget(self.save_button)
        self.save_button.clicked.connect(self.save_wanted)
        self.drop_button.clicked.connect(self.drop_wanted)
        self._unsaved = self._kept = self._failed = False
        self.dress()
        self.set_unsaved(unsaved=False)

    def retranslate(self) -> None:
        for button, text in zip((self.save_button, self.drop_button), self._texts, strict=True):
            button.setText(text())
        hint = ""
        if self._unsaved and self._kept:
            hint = _("Draft kept, not saved yet")
        elif self._unsaved and self._failed:
            hint = _("This could not be kept yet. The program tries again.")
        self._hint.setText(hint)

    def set_unsaved(self, *, unsaved: bool, can_drop: bool = False) -> None:
        """Say whether there is something to save; whether it is kept must be told anew.

        `can_drop`: there is something to go back from all the same.
        """
        self._unsaved = unsaved
        self._kept = False
        self._failed = self._failed and unsaved
        self.save_button.setEnabled(unsaved or self._always)
        self.drop_button.setEnabled(unsaved or can_drop)
        self.retranslate()

    @Slot()
    def tell_kept(self) -> None:
        """What is unsaved has been kept in the vault: say so until it is saved."""
        self._kept, self._failed = self._unsaved, False
        self.retranslate()

    @Slot()
    def tell_not_kept(self) -> None:
        """What is unsaved could not be kept in the vault, and will be tried again."""
        self._kept, self._failed = False, True
        self.retranslate()
