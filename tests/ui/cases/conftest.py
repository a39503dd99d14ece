"""The page of cases on a real vault, in a window like the real one, driven with the keys of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.domain.cases import Case, NewCase
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.page import CasesPage
from ombudsdesk.ui.command_list import COMMANDS, Verb
from ombudsdesk.ui.commands import CommandSet, State
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault import cases, reading
from ombudsdesk.vault.engine import DatabaseInterruptedError
from ombudsdesk.vault.vault import Vault

NOW = datetime(2026, 3, 20, 10, 30)


class Office(QMainWindow):
    """The page of cases and what it needs around it."""

    def __init__(self, vault: Vault, qtbot: QtBot) -> None:
        super().__init__()
        self.bot = qtbot
        self.session = Session(vault, clock=lambda: NOW)
        self.commands = CommandSet(COMMANDS, self)
        self.worker = Worker(interruptions=(DatabaseInterruptedError,))
        self.messages = MessageArea()
        desk = Desk(self.session, self.commands, self.worker, self.messages, lambda _verb: self.page.show())
        self.session.refused.connect(self.messages.error)
        self.page = CasesPage(desk)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.addWidget(self.messages)
        column.addWidget(self.page, 1)
        self.setCentralWidget(whole)
        self.commands.bind(Verb.BACK, self.page.back)
        self.commands.set_state(State.UNLOCKED)
        self.resize(1100, 720)

    # what a person does

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is, shortcuts included."""
        QTest.keyClick(self.focused(), key, modifier)

    def control(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> int:
        """Type where the focus is, letter by letter; how many keys that were."""
        for letter in text:
            # qtbot.keyClicks aborts on letters such as ñ
            QApplication.sendEvent(
                self.focused(), QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            )
        return len(text)

    def focused(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        widget = popup or QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    def open(self, case: int) -> None:
        """Mark a case in the list and press Enter."""
        self.until(lambda: case in self.page.list.model.ids())
        self.page.list.table.setFocus()
        self.page.list.table.choose(case)
        self.key(Qt.Key.Key_Return)
        assert self.page.case.case is not None and self.page.case.case.id == case

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=10_000)

    # what there is to see

    def case(self, case: int) -> Case:
        return reading.case(self.session.database, case)

    def shown_ids(self) -> list[int]:
        return list(self.page.list.model.ids())

    def said(self) -> list[str]:
        return [bar.text for bar in self.messages.bars()]

    def undo(self) -> None:
        """Press Undo in the newest message."""
        bar = self.messages.bars()[-1]
        assert bar.button.text() == _("Undo")
        bar.button.click()

    def words(self) -> str:
        """All labels that can be seen on the page."""
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())

    def end(self) -> None:
        self.page._rest.stop()
        self.worker.close()
        self.close()


@pytest.fixture
def start(vault: Vault, qtbot: QtBot) -> Iterator[Callable[..., Office]]:
    """Opens the page on the test's vault with these cases; again on the same vault, like after a crash."""
    opened: list[Office] = []

    def make(*new: NewCase) -> Office:
        while opened:
            crashed = opened.pop()
            crashed.worker.close()
            # a crash ends timers too: this one would ask a vault that another test has closed
            crashed.page._rest.stop()
        for case in new:
            cases.open_case(vault.desk, new=case)
        opened.append(Office(vault, qtbot))
        qtbot.addWidget(opened[-1])
        opened[-1].show()
        qtbot.waitActive(opened[-1])
        opened[-1].page.arrive()
        opened[-1].until(lambda: not opened[-1].worker.is_busy())
        return opened[-1]

    yield make
    for office in opened:
        office.end()


Start = Callable[..., Office]
