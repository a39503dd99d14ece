from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk.errors import UserError
from ombudsdesk.ui import crash
from ombudsdesk.ui.messages import MessageArea, error_dialog
from ombudsdesk.ui.theme import Tone
from tests.ui.accessibility import nameless, unreachable

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

SECRET = "Señora Peña of room 12"  # noqa: S105 - what must never be shown


@pytest.fixture
def area(qtbot: QtBot) -> MessageArea:
    made = MessageArea()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("tone", Tone)
def test_a_message_says_its_kind_without_colour(area: MessageArea, tone: Tone, speak: Callable[[str], None]) -> None:
    bar = area.say(tone, "The report is ready.")

    signs = [label for label in bar.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(signs) == 1
    assert signs[0].accessibleName()
    assert bar.accessibleName() == f"{signs[0].accessibleName()}: The report is ready."
    assert nameless(bar) == unreachable(bar) == []
    speak("en_XA")
    assert nameless(bar) == []


def test_undo_undoes_once_and_goes(area: MessageArea, qtbot: QtBot) -> None:
    undone: list[int] = []
    bar = area.say(Tone.SUCCESS, "The note was removed.", action="Undo", on_action=lambda: undone.append(1))

    with qtbot.waitSignal(bar.closed):
        bar.button.click()

    assert undone == [1]
    assert area.bars() == []


def test_only_good_news_go_away_by_themselves(area: MessageArea, qtbot: QtBot) -> None:
    lasting = area.error(UserError("The disk is full.", "Make room."))
    passing = area.say(Tone.SUCCESS, "Saved.", seconds=1)

    with qtbot.waitSignal(passing.closed, timeout=3000):
        pass

    assert area.bars() == [lasting]
    assert lasting.text == "The disk is full. Make room."


def test_at_most_three_messages_are_shown(area: MessageArea) -> None:
    bars = [area.say(Tone.INFO, f"number {number}") for number in range(5)]

    assert area.bars() == bars[2:]
    area.clear()
    assert area.bars() == []


def test_a_box_says_what_happened_and_what_helps(qtbot: QtBot) -> None:
    box = error_dialog(UserError("The vault is in use.", "Close it there."))
    qtbot.addWidget(box)
    box.open()

    assert (box.text(), box.informativeText()) == ("The vault is in use.", "Close it there.")
    assert nameless(box) == []


# bugs


def fail(name: str) -> None:
    """Fails as a bug would, with case words in the message, the values and the cause."""
    try:
        {}[name]
    except KeyError as error:
        raise ValueError(f"cannot handle {name}") from error


def caught() -> ValueError:
    with pytest.raises(ValueError, match="cannot handle") as info:
        fail(SECRET)
    return info.value


def test_the_details_of_a_bug_hold_places_and_no_word_of_a_case() -> None:
    details = crash.safe_details(caught())

    assert "builtins.ValueError" in details
    assert "builtins.KeyError" in details
    assert "test_messages.py:" in details
    assert not any(word in details for word in SECRET.split())
    assert "/" not in details.replace("ombudsdesk/", ""), "a path may hold a person's name"


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[crash.CrashWatch]:
    before = sys.excepthook, threading.excepthook
    made = crash.CrashWatch()
    made.install()
    yield made
    made.remove()
    sys.excepthook, threading.excepthook = before
    if made.box is not None:
        made.box.close()


def test_a_bug_shows_one_box_without_a_word_of_a_case(
    watch: crash.CrashWatch, qtbot: QtBot, capsys: pytest.CaptureFixture[str], speak: Callable[[str], None]
) -> None:
    error = caught()
    for _time in range(3):
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: watch.box is not None)
    box = watch.box
    assert box is not None

    shown = [label.text() for label in box.findChildren(QLabel)] + [box.findChild(QPlainTextEdit).toPlainText()]
    assert not any(word in text for text in [*shown, capsys.readouterr().err] for word in SECRET.split())
    assert nameless(box) == unreachable(box) == []
    speak("en_XA")
    assert all(button.text().startswith("[") for button in box.findChildren(QPushButton))
    box.copy()
    assert QGuiApplication.clipboard().text() == box.details
    assert sum(isinstance(widget, crash.CrashBox) for widget in QApplication.topLevelWidgets()) == 1


def test_a_bug_in_another_thread_is_shown_in_the_window(watch: crash.CrashWatch, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: watch.box is not None)

    assert watch.box is not None
    assert "ValueError" in watch.box.details
    assert watch.box.thread() is QApplication.instance().thread()


def test_after_a_bug_the_person_can_go_on_and_the_next_bug_is_shown(watch: crash.CrashWatch, qtbot: QtBot) -> None:
    for _time in range(2):
        error = caught()
        QTimer.singleShot(0, lambda error=error: sys.excepthook(type(error), error, error.__traceback__))
        qtbot.waitUntil(lambda: watch.box is not None)
        qtbot.keyClick(watch.box, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: watch.box is None)


def test_a_refusal_is_no_bug_even_if_nobody_expected_it(
    watch: crash.CrashWatch, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    error = UserError("The vault is in use.", "Close it there.")
    sys.excepthook(type(error), error, None)
    shown = [None]

    def look() -> bool:
        shown[:] = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
        return bool(shown)

    qtbot.waitUntil(look)
    (box,) = shown
    assert box.text() == "The vault is in use."
    assert watch.box is None
    assert capsys.readouterr().err == ""
    box.close()
