"""What is copied goes away by itself after a while, and only if it is still ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.clipboard import SECRET_MARKS, ClipboardGuard, secret_text

pytestmark = pytest.mark.gui


class Screen:
    """Says whose words are on the clipboard: offscreen there is no other program, and Qt does not call them ours."""

    def __init__(self) -> None:
        self.ours = True

    def __call__(self) -> bool:
        return self.ours


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def guard(qapp: QApplication, screen: Screen) -> Iterator[ClipboardGuard]:
    made = ClipboardGuard(qapp, seconds=1, owns=screen)
    yield made
    screen.ours = True
    made.clear()
    made._clipboard.dataChanged.disconnect(made._look)
    made.deleteLater()


@pytest.fixture
def clipboard(guard: ClipboardGuard) -> QClipboard:
    return QGuiApplication.clipboard()


def test_what_was_copied_goes_away_by_itself(qtbot: QtBot, clipboard: QClipboard) -> None:
    clipboard.setText("Señora Peña")
    assert clipboard.text() == "Señora Peña"

    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


def test_the_time_begins_again_with_each_copy(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard) -> None:
    clipboard.setText("first")
    qtbot.wait(500)
    before = guard._timer.remainingTime()

    clipboard.setText("second")

    assert guard._timer.remainingTime() > before
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


@pytest.mark.parametrize("told", [True, False])
def test_what_another_program_copied_meanwhile_stays(
    qtbot: QtBot, clipboard: QClipboard, screen: Screen, guard: ClipboardGuard, told: bool
) -> None:
    clipboard.setText("ours")
    screen.ours = False
    guard._clipboard.blockSignals(not told)
    clipboard.setText("from elsewhere")
    guard._clipboard.blockSignals(False)

    qtbot.wait(1300)

    assert clipboard.text() == "from elsewhere"
    assert set(clipboard.mimeData().formats()) == {"text/plain"}


def test_whatever_else_was_copied_with_it_is_left_out(qtbot: QtBot, clipboard: QClipboard) -> None:
    rich = QMimeData()
    rich.setText("Señora Peña")
    rich.setHtml("<b>Señora Peña</b>")

    clipboard.setMimeData(rich)

    assert clipboard.text() == "Señora Peña"
    assert set(clipboard.mimeData().formats()) == {"text/plain", *SECRET_MARKS}


def test_a_cut_is_guarded_as_a_copy_is(qtbot: QtBot, clipboard: QClipboard) -> None:
    line = QLineEdit("Señora Peña")
    qtbot.addWidget(line)
    line.selectAll()

    line.cut()

    assert set(clipboard.mimeData().formats()) == {"text/plain", *SECRET_MARKS}
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


def test_each_mark_says_what_its_system_asks_for() -> None:
    marked = secret_text("x")

    assert {name: marked.data(name).data() for name in SECRET_MARKS} == SECRET_MARKS
    windows = [name for name in SECRET_MARKS if "x-qt-windows-mime" in name]
    # Windows reads four bytes of zero as "no"
    assert [marked.data(name).data() for name in windows] == [b"\0\0\0\0"] * 3
    asked = {name.split('"')[1] for name in windows}
    assert asked == {
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    }
