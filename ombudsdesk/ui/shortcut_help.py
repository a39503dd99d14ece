"""Keyboard shortcuts (F1): every command that has a key, under its heading, read from the command table.

ShortcutHelp(commands.commands(), window).open()
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ombudsdesk.i18n import _
from ombudsdesk.ui.commands import Command, key_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing


class ShortcutHelp(Living, QDialog):
    """A list to read; Esc closes it."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = [command for command in commands if command.shortcuts]
        self._title = QLabel(self)
        dress_as(self._title, Look.TITLE)
        self._list = QTreeWidget(self)
        self._list.setColumnCount(2)
        self._list.setRootIsDecorated(False)
        self._list.setItemsExpandable(False)
        self._list.header().setStretchLastSection(True)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._title, self._list, self._buttons):
            layout.addWidget(widget)
        self.resize(spacing(130), spacing(130))
        self._list.header().resizeSection(0, spacing(80))
        self.dress()

    def retranslate(self) -> None:
        self.setWindowTitle(_("Keyboard shortcuts"))
        self._title.setText(_("Keyboard shortcuts"))
        self._list.setAccessibleName(_("Keyboard shortcuts"))
        self._list.setHeaderLabels([_("Command"), _("Key")])
        self._list.clear()
        headings: dict[str, QTreeWidgetItem] = {}
        for command in self._commands:
            if command.group not in headings:
                headings[command.group] = self._heading(_(command.group))
            headings[command.group].addChild(QTreeWidgetItem([command.title, _keys(command)]))
        self._list.expandAll()

    def _heading(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self._list, [text])
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)
        return item


def _keys(command: Command) -> str:
    shown = [key_of(shortcut).toString(QKeySequence.SequenceFormat.NativeText) for shortcut in command.shortcuts]
    return _(" or ").join(shown)
