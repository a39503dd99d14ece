"""The open office with the safety page alone, and a way to hold the worker in the middle of writing the key file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import PageSpec
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.safety.page import SafetyPage
from ombudsdesk.ui.session import Session
from ombudsdesk.vault import keys
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF

NOW = datetime(2026, 3, 17, 16, 30)


class Gate:
    """Work that has come to a place waits there until `open` is called."""

    def __init__(self) -> None:
        self.reached, self._go_on = threading.Event(), threading.Event()

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def held(*words: Any, **more: Any) -> Any:
            self.reached.set()
            assert self._go_on.wait(20)
            return function(*words, **more)

        return held

    def open(self) -> None:
        self._go_on.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open()


@pytest.fixture
def key_file_is_slow(monkeypatch: pytest.MonkeyPatch, gate: Gate) -> Callable[[], Gate]:
    """From its call on, whatever opens the key file waits at the gate, as it does for a second on a real computer."""

    def slow_down() -> Gate:
        monkeypatch.setattr(keys, "unseal", gate.before(keys.unseal))
        return gate

    return slow_down


@pytest.fixture
def window(qtbot: QtBot, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr("ombudsdesk.vault.keys.calibrated", lambda: FAST_KDF)
    made = MainWindow(Session(vault, clock=lambda: NOW), [PageSpec(Verb.SHOW_SAFETY, "Safety", "safe", SafetyPage)])
    qtbot.addWidget(made)
    made.show()
    made.go(Verb.SHOW_SAFETY)
    yield made
    made.desk.worker.close()


@pytest.fixture
def page(window: MainWindow) -> SafetyPage:
    shown = window.page
    assert isinstance(shown, SafetyPage)
    return shown
