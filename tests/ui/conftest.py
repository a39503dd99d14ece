"""What every test of the window gets: English and the light colours, and nothing of the test before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ombudsdesk.ui.qt_strings import apply_language


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Switch the language as the settings page does, and let the windows hear of it."""

    def switch(language: str) -> None:
        apply_language(qapp, language)
        QCoreApplication.sendPostedEvents()

    yield switch
    switch("en")


def type_text(widget: QWidget, text: str) -> None:
    """Type like a person. (QTest's own keyClicks kills the process at "ñ".)"""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            send(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


def press(widget: QWidget, key: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and let go of a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        send(widget, QKeyEvent(kind, key, modifiers))


def send(receiver: QObject, event: QEvent) -> None:
    """To an open popup first, as the keyboard does."""
    QCoreApplication.sendEvent(QApplication.activePopupWidget() or receiver, event)
