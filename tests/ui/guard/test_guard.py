"""The guard in a real window: only a hand counts, and no window is forgotten."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QDialog, QLineEdit, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.guard.capture import Capture, keep_out
from ombudsdesk.ui.guard.guard import Guard
from ombudsdesk.ui.guard.idle import IdleClock
from ombudsdesk.ui.guard.system import SystemWatch

pytestmark = pytest.mark.gui


class CountingClock(IdleClock):
    """Counts the hands that it hears of."""

    def __init__(self) -> None:
        super().__init__(minutes=1, wall=lambda: self.now, steady=lambda: self.now)
        self.hands = 0

    now = 0.0

    def touch(self) -> None:
        self.hands += 1
        super().touch()


class Watched:
    """A guard, its clock, and the windows that it kept out of pictures."""

    def __init__(self, application: QApplication) -> None:
        self.clock = CountingClock()
        self.watch = SystemWatch(application)
        self.shielded: list[QWidget] = []
        self.guard = Guard(application, application, clock=self.clock, watch=self.watch, shield=self._shield)
        self.locks = 0
        self.guard.lock_wanted.connect(self._count)

    def _shield(self, window: QWidget) -> Capture:
        # so early that nothing was ever on the screen without it
        assert window.internalWinId()
        self.shielded.append(window)
        return Capture.KEPT_OUT

    def _count(self) -> None:
        self.locks += 1


@pytest.fixture
def watched(qapp: QApplication) -> Iterator[Watched]:
    made = Watched(qapp)
    yield made
    made.guard.end()
    qapp.removeEventFilter(made.guard)
    made.guard.deleteLater()


@pytest.fixture
def line(qtbot: QtBot, watched: Watched) -> QLineEdit:
    """A window with one field, which has the focus."""
    made = QLineEdit()
    qtbot.addWidget(made)
    made.resize(200, 40)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


def test_keys_buttons_moves_and_the_wheel_are_hands(qtbot: QtBot, watched: Watched, line: QLineEdit) -> None:
    for act in (
        lambda: qtbot.keyClick(line, Qt.Key.Key_A),
        lambda: qtbot.mouseClick(line, Qt.MouseButton.LeftButton),
        lambda: qtbot.mouseMove(line, QPoint(20, 20)),
    ):
        before = watched.clock.hands
        act()
        qtbot.waitUntil(lambda before=before: watched.clock.hands > before)


def test_what_windows_do_all_day_is_no_hand(qtbot: QtBot, watched: Watched, line: QLineEdit) -> None:
    qtbot.wait(50)
    watched.clock.hands = 0

    for _round in range(5):
        line.repaint()
        line.setText(line.text() + "x")
        line.hide()
        line.show()
        line.setEnabled(False)
        line.setEnabled(True)
        for event in (
            QEnterEvent(QPoint(1, 1), QPoint(1, 1), QPoint(1, 1)),
            QEvent(QEvent.Type.UpdateRequest),
            QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b"),
        ):
            QCoreApplication.sendEvent(line, event)
        qtbot.wait(20)

    assert watched.clock.hands == 0


def test_the_desk_is_locked_only_while_one_is_open(watched: Watched, line: QLineEdit) -> None:
    watched.watch.lock_wanted.emit()
    assert watched.locks == 0

    watched.guard.begin(line)
    watched.watch.lock_wanted.emit()
    assert watched.locks == 1

    watched.guard.end()
    watched.watch.lock_wanted.emit()
    assert watched.locks == 1


def test_time_alone_locks_the_desk(qtbot: QtBot, watched: Watched, line: QLineEdit) -> None:
    watched.guard.begin(line)
    watched.guard._timer.setInterval(5)
    qtbot.wait(30)
    assert watched.locks == 0

    watched.clock.now += 60
    qtbot.waitUntil(lambda: watched.locks > 0)


def test_every_window_is_kept_out_of_pictures_also_dialogs_menus_lists_and_tips(
    qtbot: QtBot, watched: Watched, line: QLineEdit
) -> None:
    dialog = QDialog(line)
    dialog.open()
    menu = QMenu(line)
    menu.addAction("One")
    menu.popup(QPoint(5, 5))
    completer = QCompleter(["one", "only"], line)
    line.setCompleter(completer)
    completer.setCompletionPrefix("o")
    completer.complete()
    QToolTip.showText(QPoint(10, 10), "a tip", line)

    assert {line, dialog, menu, completer.popup()} <= set(watched.shielded)
    assert "QTipLabel" in [window.metaObject().className() for window in watched.shielded]
    assert all(window.isWindow() for window in watched.shielded)
    assert watched.guard.capture is Capture.KEPT_OUT
    for window in (dialog, menu, completer.popup()):
        window.close()
    QToolTip.hideText()


def test_a_window_that_gets_a_new_place_in_the_system_is_kept_out_again(watched: Watched, line: QLineEdit) -> None:
    before = watched.shielded.count(line)

    line.setWindowFlags(Qt.WindowType.Dialog)
    line.show()

    assert watched.shielded.count(line) > before


def test_linux_says_that_it_cannot_keep_windows_out(line: QLineEdit) -> None:
    assert (keep_out(line) is Capture.NO_SUCH_THING) is (sys.platform == "linux")


def test_looking_at_every_event_costs_next_to_nothing(qtbot: QtBot, watched: Watched, line: QLineEdit) -> None:
    """A typed letter causes some dozens of events: with this limit they stay below a hundredth of a second."""
    event = QEvent(QEvent.Type.User)
    begin = time.perf_counter()
    for _round in range(2000):
        watched.guard.eventFilter(line, event)
    each = (time.perf_counter() - begin) / 2000

    assert each < 100e-6
