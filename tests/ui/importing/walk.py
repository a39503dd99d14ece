"""How a person walks through the import with the keyboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.importing.page import ImportPage
from tests.ui.conftest import press, type_text

LOG = Path(__file__).parents[2] / "data" / "office_log.csv"
HEADERS = ("#", "Date", "Who", "Campus", "Issues", "Time", "Outcome", "Notes")


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.worker.is_busy(), timeout=20_000)


def focused(page: ImportPage) -> QWidget:
    """What the keyboard goes to."""
    widget = page.window().focusWidget()
    assert widget is not None
    return widget


def take(qtbot: QtBot, desk: Desk, page: ImportPage, path: Path) -> None:
    """As if the file had been chosen in the dialog."""
    page.take_file(path)
    settle(qtbot, desk)


def go_on(qtbot: QtBot, desk: Desk, page: ImportPage, steps: int = 1) -> None:
    for _step in range(steps):
        # not to what has the focus: where there is no screen, a list that has closed may still count as the active window
        press(page.bar.next, Qt.Key.Key_Space)
        settle(qtbot, desk)


def say_meaning(page: ImportPage, text: str) -> None:
    """Type a meaning into the choice that has the focus: Enter takes the match, Enter again settles it."""
    line = page.values.editor.choice.control().lineEdit()
    assert line is not None
    line.selectAll()
    type_text(line, text)
    press(line, Qt.Key.Key_Return)
    press(line, Qt.Key.Key_Return)


def log_file(
    folder: Path, rows: Iterable[Sequence[str]], *, headers: Sequence[str] = HEADERS, name: str = "log.csv"
) -> Path:
    """A small log under `HEADERS`."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([headers, *rows])
    path = folder / name
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return path


def visit(number: str = "1", **cells: str) -> tuple[str, ...]:
    """One visit that can be taken as it stands; `day`, `who`, `campus`, `issues`, `time`, `outcome`, `note` change it."""
    usual = {
        "day": "2025-09-01",
        "who": "Teacher",
        "campus": "Travis HS",
        "issues": "promotion",
        "time": "30",
        "outcome": "referred",
        "note": "",
    }
    assert cells.keys() <= usual.keys()
    return (number, *(usual | cells).values())


def said(desk: Desk) -> list[str]:
    return [bar.text for bar in desk.messages.bars()]
