"""A date that is typed, stepped or picked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolButton, QWidgetAction

from ombudsdesk import i18n
from ombudsdesk.i18n import _
from ombudsdesk.ui.dates import example, read_day
from ombudsdesk.ui.editors import FieldEditor
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.theme import spacing


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
        calendar = make_calendar(self._value or self._today())
        for sign in (calendar.activated, calendar.clicked):
            sign.connect(self._picked)
            sign.connect(menu.close)
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


def make_calendar(shown: date) -> QCalendarWidget:
    """A month in the window's language and colours."""
    calendar = QCalendarWidget()
    calendar.setLocale(QLocale())
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setMinimumSize(spacing(75), spacing(55))
    # Qt paints weekends red: that means nothing here, and is hard to read on dark
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekend, calendar.weekdayTextFormat(Qt.DayOfWeek.Monday))
    buttons = {
        "qt_calendar_prevmonth": ("chevron-left", _("Previous month")),
        "qt_calendar_nextmonth": ("chevron-right", _("Next month")),
    }
    for button in calendar.findChildren(QToolButton):
        if button.objectName() in buttons:
            picture, name = buttons[button.objectName()]
            button.setIcon(icon(picture))
            button.setAccessibleName(name)
    calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
    return calendar
