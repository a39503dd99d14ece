"""The key that locks, whatever is in front: an open list, a menu, a dialog.

A shortcut of the window does not reach those, so the key is looked for before anything else gets it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ombudsdesk.ui.command_list import COMMANDS, Verb
from ombudsdesk.ui.commands import key_of


def lock_keys() -> list[QKeySequence]:
    """The keys of the command that locks."""
    lock = next(command for command in COMMANDS if command.id == Verb.LOCK)
    return [key_of(shortcut) for shortcut in lock.shortcuts]


_KEYS = frozenset((QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride))


class LockKey(QObject):
    """`pressed` comes for one of the keys, pressed anywhere in the program while `owner` is shown.

    Whatever lay in front of the owner is closed by then.
    """

    pressed = Signal()

    def __init__(self, keys: Sequence[QKeySequence], owner: QWidget) -> None:
        super().__init__(owner)
        self._keys, self._owner = list(keys), owner
        app = QApplication.instance()
        assert app is not None  # noqa: S101 - a widget cannot be made without one
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key; everything else goes its way."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent) or not self._is_ours(event):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            # from now on it is a key like any other: it comes again as one, to whatever has the focus
            event.accept()
            return True
        self._close_what_is_in_front()
        self.pressed.emit()
        return True

    def _is_ours(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) in self._keys and self._owner.isVisible()

    def _close_what_is_in_front(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self._owner and widget.isVisible():
                widget.close()
