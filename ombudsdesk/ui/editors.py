"""The controls of a form: each shows one value and says in words when what was typed is none.

All have `value()`, `set_value()`, `problem()`, the signal `changed` and a control that takes the focus and the label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QWidget, QWidgetAction

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.dates import example, read_day
from ombudsdesk.ui.icons import icon
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


class Day(FieldEditor):
    """A date that is typed ("9/14", "14 sep", "today"), stepped with the arrow keys, or picked from a calendar (Alt+Down).

    An empty field is None. `today` is the office's clock.
    """

    def __init__(self, *, today: Callable[[], date] = date.today, empty: str = "") -> None:
        super().__init__()
        self._today, self._empty = today, empty
        self._value: date | None = None
        self._line = QLineEdit()
        self._line.setMinimumWidth(self._line.fontMetrics().averageCharWidth() * 18)
        self._line.textEdited.connect(self._read)
        self._line.editingFinished.connect(self._tidy)
        self._line.installEventFilter(self)
        self._pick = QAction(self)
        self._pick.triggered.connect(self.show_calendar)
        self._line.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        self._adopt(self._line)
        self.dress()

    def retranslate(self) -> None:
        sample = example(i18n.current(), today=self._today())
        self._line.setPlaceholderText(_(self._empty) if self._empty else _("such as {date}").format(date=sample))
        self._pick.setText(_("Choose from a calendar"))
        self._pick.setToolTip(_("Choose from a calendar"))
        if self._value:
            self._write()

    def recolour(self) -> None:
        self._pick.setIcon(icon("calendar"))

    def control(self) -> QLineEdit:
        return self._line

    def value(self) -> date | None:
        return self._value

    def set_value(self, value: date | None) -> None:
        self._value = value
        self._write()
        self.changed.emit()

    def problem(self) -> str:
        if self._value or not self._line.text().strip():
            return ""
        sample = example(i18n.current(), today=self._today())
        return _("This is not a date. Write it like {date}.").format(date=sample)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down are one day, Alt+Down opens the calendar."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._line:
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.show_calendar()
                return True
            if step:
                self.set_value((self._value or self._today()) + timedelta(days=step if self._value else 0))
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def show_calendar(self) -> None:
        """A month to pick a day from; Enter takes it, Esc leaves everything as it was."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(menu)
        calendar.setLocale(QLocale())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self._value or self._today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(menu.close)
        calendar.clicked.connect(menu.close)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus()

    @Slot(QDate)
    def _picked(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))

    @Slot(str)
    def _read(self, text: str) -> None:
        self._value = read_day(text, i18n.current(), today=self._today())
        self.changed.emit()

    @Slot()
    def _tidy(self) -> None:
        if self._value:
            self._write()

    def _write(self) -> None:
        self._line.setText(i18n.current().date(self._value) if self._value else "")


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
