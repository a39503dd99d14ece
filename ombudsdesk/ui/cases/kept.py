"""Forms whose unsaved entries are kept in the vault, and the line below them that says so.

form = KeptForm(FIELDS, session);  form.begin("case/7/facts", values)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.day_editor import Day
from ombudsdesk.ui.editors import FieldEditor
from ombudsdesk.ui.forms import Form, FormField, Trouble
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.theme import Look, dress_as, spacing

REST_MILLISECONDS = 1000
_VALUES, _TYPED = "values", "typed"


class KeptForm(Form):
    """A form that keeps in the vault what differs from its beginning: nobody loses a word by going elsewhere.

    `unsaved` comes whenever there may be something else to save than before, `kept` when it lies in the vault.
    """

    unsaved = Signal()
    kept = Signal()

    def __init__(self, fields: Sequence[FormField], session: Session, *, columns: int = 1) -> None:
        super().__init__(fields, columns=columns)
        self._session = session
        self._names = [field.name for field in fields]
        self._place, self._kept = "", ""
        self._began: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MILLISECONDS)
        self._timer.timeout.connect(self.keep)
        self.changed.connect(self._touched)

    def begin(self, place: str, values: Mapping[str, Any]) -> None:
        """Show these values, and over them what was left unsaved at this place."""
        self._place = place
        self.load(values)
        self._began = self.values()
        self._kept = self._session.draft(place)
        if self._kept:
            # no field answers to these changes as it does to a person's
            self._loading = True
            self._restore(json.loads(self._kept))
            self._loading = False
        self.unsaved.emit()
        if self._kept:
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

    @Slot()
    def keep(self) -> None:
        """Keep what is not saved, now. Nothing is written when nothing is new."""
        self._timer.stop()
        text = self.unsaved_text()
        if self._place and text != self._kept:
            self._session.keep_draft(self._place, text)
            self._kept = text
            self.kept.emit()

    def drop(self) -> str:
        """Forget what is not saved; the kept text, for whoever wants it back."""
        text = self.unsaved_text()
        self.load(self._began)
        self.keep()
        self.unsaved.emit()
        return text

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
        self._timer.start()
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
        self._unsaved = self._kept = False
        self.dress()
        self.set_unsaved(unsaved=False)

    def retranslate(self) -> None:
        for button, text in zip((self.save_button, self.drop_button), self._texts, strict=True):
            button.setText(text())
        self._hint.setText(_("Draft kept, not saved yet") if self._unsaved and self._kept else "")

    def set_unsaved(self, *, unsaved: bool, can_drop: bool = False) -> None:
        """Say whether there is something to save. `can_drop`: there is something to go back from all the same."""
        self._unsaved = unsaved
        self._kept = self._kept and unsaved
        self.save_button.setEnabled(unsaved or self._always)
        self.drop_button.setEnabled(unsaved or can_drop)
        self.retranslate()

    @Slot()
    def tell_kept(self) -> None:
        """What is unsaved has been kept in the vault: say so until it is saved."""
        self._kept = self._unsaved
        self.retranslate()
