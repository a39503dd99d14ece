"""An open office with a desk, as the window gives it to a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.command_list import COMMANDS
from ombudsdesk.ui.commands import CommandSet
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.publish.page import ReportsPage
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault.engine import DatabaseInterruptedError
from ombudsdesk.vault.vault import Vault

NOW = datetime(2026, 11, 22, 10)


@pytest.fixture
def desk(qtbot: QtBot, vault: Vault) -> Iterator[Desk]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1080, 680)
    worker = Worker(interruptions=(DatabaseInterruptedError,), parent=window)
    messages = MessageArea(window)
    yield Desk(Session(vault, clock=lambda: NOW), CommandSet(COMMANDS, window), worker, messages, lambda _verb: None)
    worker.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ReportsPage:
    """The reports page on the screen, with its first preview not asked for yet."""
    window = desk.worker.parent()
    assert isinstance(window, QMainWindow)
    made = ReportsPage(desk)
    window.setCentralWidget(made)
    window.show()
    return made
