"""PySide6 6.12.0 takes a reference to None or True away with every second call, and CPython 3.11 then aborts. Does ours?"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

CALLS = 200


class Sender(QObject):
    said = Signal(str)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be lost from CPython 3.12 on")
@pytest.mark.parametrize("thing", [None, True])
def test_no_call_of_qt_loses_a_reference(qtbot: QtBot, thing: object) -> None:
    window, label, sender = QWidget(), QLabel(), Sender()
    qtbot.addWidget(window)
    qtbot.addWidget(label)
    button = QPushButton(window)
    calls: list[Callable[[], object]] = [
        lambda: label.setText("words"),
        lambda: label.setEnabled(True),
        lambda: label.resize(10, 10),
        lambda: label.setToolTip("words"),
        lambda: window.setWindowTitle("words"),
        lambda: button.setChecked(False),
        lambda: button.click(),  # noqa: PLW0108 - each call is counted as it is written
        lambda: sender.said.emit("words"),
        lambda: label.parent(),  # noqa: PLW0108
        lambda: window.update(),  # noqa: PLW0108
    ]

    for call in calls:
        call()
        before = sys.getrefcount(thing)
        for _number in range(CALLS):
            call()
        assert sys.getrefcount(thing) - before > -CALLS // 2
