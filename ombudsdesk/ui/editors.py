"""The controls of a form: each shows one value and says in words when what was typed is none.

All have `value()`, `set_value()`, `problem()`, the signal `changed` and a control that takes the focus and the label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.notes import PlainNoteEdit
from ombudsdesk.ui.theme import Look, dress_as, spacing

Options = Callable[[], Sequence[tuple[str, str]]]
"""Gives (code, label) pairs in the language in use; asked again when the language changes."""


class FieldEditor(Living, QWidget):
    """One value of a form. `changed` comes with every change that a person or the program makes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing(2))

    def control(self) -> QWidget:
        """The part that takes the focus, the label and the name."""
        raise NotImplementedError

    def value(self) -> Any:
        """What the field says; see `problem` first."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value of the kind that `value` returns."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return self.value() in (None, "", ())

    def problem(self) -> str:
        """A sentence when what stands there is no value, else ""."""
        return ""

    def unit(self) -> str:
        """What the value is counted in, for the description that a screen reader reads."""
        return ""

    def _adopt(self, control: QWidget) -> None:
        self._row.addWidget(control, 1)
        self.setFocusProxy(control)


class TextLine(FieldEditor):
    """One line of text, without spaces at its ends."""

    def __init__(self, *, longest: int = 500) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setMaxLength(longest)
        self._line.textChanged.connect(self.changed)
        self._adopt(self._line)
        self.dress()

    def control(self) -> QLineEdit:
        return self._line

    def value(self) -> str:
        return self._line.text().strip()

    def set_value(self, value: str) -> None:
        self._line.setText(value)
        self._line.setCursorPosition(0)


class TextArea(FieldEditor):
    """Several lines of plain text; `rows` is its height."""

    def __init__(self, *, rows: int = 5) -> None:
        super().__init__()
        self._text = PlainNoteEdit()
        self._text.setMinimumHeight(self._text.fontMetrics().lineSpacing() * rows + spacing(4))
        self._text.textChanged.connect(self.changed)
        self._adopt(self._text)
        self.dress()

    def control(self) -> PlainNoteEdit:
        return self._text

    def value(self) -> str:
        return self._text.text().strip()

    def set_value(self, value: str) -> None:
        self._text.set_text(value)


class WholeNumber(FieldEditor):
    """A whole number between `least` and `most`; an empty field is None, shown as "Not known"."""

    def __init__(self, *, unit: str = "", least: int = 0, most: int = 999_999, empty: str = N_("Not known")) -> None:
        super().__init__()
        self._least, self._most = least, most
        self._unit_text, self._empty = unit, empty
        self._line = QLineEdit()
        self._line.setMaxLength(12)
        self._line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._line.textChanged.connect(self.changed)
        self._line.setMinimumWidth(self._line.fontMetrics().averageCharWidth() * 14)
        self._unit = QLabel()
        dress_as(self._unit, Look.MUTED)
        self._adopt(self._line)
        self._row.addWidget(self._unit)
        self.dress()

    def retranslate(self) -> None:
        self._unit.setText(self.unit())
        self._unit.setVisible(bool(self._unit_text))
        self._line.setPlaceholderText(_(self._empty))

    def control(self) -> QLineEdit:
        return self._line

    def unit(self) -> str:
        return _(self._unit_text) if self._unit_text else ""

    def value(self) -> int | None:
        text = self._line.text().strip()
        return int(text) if text.isdecimal() and self._least <= int(text) <= self._most else None

    def set_value(self, value: int | None) -> None:
        self._line.setText("" if value is None else str(value))

    def problem(self) -> str:
        if not self._line.text().strip() or self.value() is not None:
            return ""
        low, high = i18n.current().number(self._least), i18n.current().number(self._most)
        return _("Write a whole number from {least} to {most}, or leave this empty.").format(least=low, most=high)


class Checks(FieldEditor):
    """Several of a list may be true. The value is a tuple of codes in the list's order."""

    def __init__(self, options: Options, *, columns: int = 2) -> None:
        super().__init__()
        self._options, self._columns = options, columns
        self._boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._grid, 1)
        self.dress()

    def retranslate(self) -> None:
        for code, label in self._options():
            if code not in self._boxes:
                self._add(code)
            # an ampersand in a label is no menu letter
            self._boxes[code].setText(label.replace("&", "&&"))
            self._boxes[code].setAccessibleName(label)

    def _add(self, code: str) -> None:
        box = QCheckBox()
        box.toggled.connect(self.changed)
        row, column = divmod(len(self._boxes), self._columns)
        self._grid.addWidget(box, row, column)
        self._boxes[code] = box
        if self.focusProxy() is None:
            self.setFocusProxy(box)

    def control(self) -> QWidget:
        return self

    def value(self) -> tuple[str, ...]:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Sequence[str]) -> None:
        for code, box in self._boxes.items():
            box.setChecked(code in value)
