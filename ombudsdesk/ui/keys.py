"""Keys that mean the same in every window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication


def press_focused_button(event: QKeyEvent) -> bool:
    """Enter presses the button that has the focus, as Space does: Qt does this in dialogs only. Whether it did.

    For the `keyPressEvent` of a window: keys come there when nobody inside has used them.
    """
    button = QApplication.focusWidget()
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not isinstance(button, QAbstractButton):
        return False
    button.click()
    return True
