"""The command palette (Ctrl+K): type a few letters of what you want to do, press Enter.

CommandPalette(commands, window).open()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ombudsdesk.domain.text import fold
from ombudsdesk.i18n import _
from ombudsdesk.ui.commands import Command, CommandSet
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing

_ID = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}

T = TypeVar("T")


def closeness(query: str, text: str) -> float:
    """How well a text answers a query: 0 for not at all, more is better. Case and accents do not matter.

    The whole beginning beats the beginning of a word, that beats a piece of a word, that beats scattered letters.
    """
    wanted, offered = fold(query), fold(text)
    if not wanted:
        return 1.0
    shortness = 1 / (1 + len(offered))
    if offered.startswith(wanted):
        return 4 + shortness
    if f" {wanted}" in f" {offered}" or _each_begins_a_word(wanted, offered):
        return 3 + shortness
    if wanted in offered:
        return 2 + shortness
    return _scattered(wanted.replace(" ", ""), offered) * (1 + shortness)


def _each_begins_a_word(wanted: str, offered: str) -> bool:
    words = offered.split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def _scattered(letters: str, offered: str) -> float:
    """1 when the letters stand close together in this order, less when far apart, 0 when they do not."""
    position, first = -1, -1
    for letter in letters:
        position = offered.find(letter, position + 1)
        if position < 0:
            return 0.0
        first = position if first < 0 else first
    return len(letters) / (position - first + 1)


def ranked(query: str, items: Sequence[tuple[str, T]]) -> list[T]:
    """The items whose text answers the query, best first; equals keep their order."""
    scored = [(closeness(query, text), item) for text, item in items]
    return [item for score, item in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


class CommandPalette(Living, QDialog):
    """A line and a list. Typing narrows, arrows choose, Enter runs, Esc closes."""

    def __init__(self, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = commands
        self._line = QLineEdit(self)
        self._list = self._make_list()
        self._nothing = QLabel(self)
        dress_as(self._nothing, Look.MUTED)
        layout = QVBoxLayout(self)
        for widget in (self._line, self._nothing, self._list):
            layout.addWidget(widget)
        self.resize(spacing(110), spacing(80))
        self._line.installEventFilter(self)
        self._line.textChanged.connect(self._narrow)
        self._line.returnPressed.connect(self._run)
        self._list.itemActivated.connect(self._run)
        self._list.currentItemChanged.connect(self._announce)
        self.dress()
        self._line.setFocus()

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().resizeSection(1, spacing(30))
        return made

    def retranslate(self) -> None:
        self.setWindowTitle(_("Find a command"))
        self._line.setPlaceholderText(_("What would you like to do?"))
        self._line.setAccessibleName(_("Find a command"))
        self._line.setAccessibleDescription(_("Type a few letters, choose with the arrow keys, then press Enter."))
        self._list.setAccessibleName(_("Matching commands"))
        self._nothing.setText(_("No command is called that. Try fewer letters."))
        self._narrow(self._line.text())

    def offered_ids(self) -> list[str]:
        """The ids in the list, best first."""
        rows = (self._list.topLevelItem(place) for place in range(self._list.topLevelItemCount()))
        return [str(row.data(0, _ID)) for row in rows if row is not None]

    @Slot(str)
    def _narrow(self, query: str) -> None:
        items = [(command.title, command) for command in self._commands.offered()]
        self._list.clear()
        rows = [_row(command) for command in ranked(query, items)]
        self._list.addTopLevelItems(rows)
        self._nothing.setVisible(not rows)
        if rows:
            self._list.setCurrentItem(rows[0])

    @Slot()
    def _run(self) -> None:
        item = self._list.currentItem()
        if item is None:
            return
        command_id = str(item.data(0, _ID))
        # first close: what the command opens must not lie below the palette
        self.accept()
        self._commands.run(command_id)

    @Slot()
    def _announce(self) -> None:
        """The focus stays in the line, so a screen reader is told what the arrows chose."""
        item = self._list.currentItem()
        if item is not None and self.isVisible():
            spoken = str(item.data(0, Qt.ItemDataRole.AccessibleTextRole))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._list, spoken))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the line move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def _row(command: Command) -> QTreeWidgetItem:
    item = QTreeWidgetItem([command.title, command.shown_shortcut])
    item.setData(0, _ID, command.id)
    item.setIcon(0, icon(command.icon or "command"))
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    spoken = _("{command}, shortcut {shortcut}").format(command=command.title, shortcut=command.shown_shortcut)
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken if command.shortcuts else command.title)
    return item
