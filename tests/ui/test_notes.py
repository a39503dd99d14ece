from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QEvent, QLocale, QMimeData, Qt, QTranslator, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.ui.clipboard import SECRET_MARKS, ClipboardGuard, is_marked, secret_text
from ombudsdesk.ui.notes import PlainNoteEdit
from ombudsdesk.ui.panes import PaneRing
from tests.ui.conftest import press, type_text

pytestmark = pytest.mark.gui


class Vault:
    """Where the note under test is kept; `takes` is False while it cannot be."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.tries = 0
        self.takes = True

    def keep(self, text: str) -> bool:
        self.tries += 1
        if self.takes:
            self.words.append(text)
        return self.takes


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def note(qtbot: QtBot, vault: Vault) -> PlainNoteEdit:
    made = PlainNoteEdit(vault.keep, rest=30, longest=90)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def test_a_draft_is_handed_over_once_when_the_pen_rests(note: PlainNoteEdit, vault: Vault, qtbot: QtBot) -> None:
    type_text(note, "El niño")
    assert vault.words == []
    qtbot.waitUntil(lambda: bool(vault.words))
    note.flush()

    assert vault.words == ["El niño"]


def test_a_draft_is_handed_over_while_somebody_types_without_a_pause(qtbot: QtBot, vault: Vault) -> None:
    note = PlainNoteEdit(vault.keep, rest=60_000, longest=30)
    qtbot.addWidget(note)

    type_text(note, "on and on")
    qtbot.waitUntil(lambda: vault.words == ["on and on"])
    type_text(note, " and on")
    qtbot.waitUntil(lambda: vault.words == ["on and on", "on and on and on"])


def test_a_draft_that_could_not_be_kept_is_handed_over_again(note: PlainNoteEdit, vault: Vault, qtbot: QtBot) -> None:
    vault.takes = False
    type_text(note, "words")
    assert not note.flush()
    assert not note.is_settled()
    vault.takes = True

    qtbot.waitUntil(lambda: vault.words == ["words"])

    assert note.is_settled()
    tries = vault.tries
    qtbot.wait(120)
    assert vault.tries == tries


def test_a_draft_is_handed_over_when_the_focus_leaves(note: PlainNoteEdit, vault: Vault) -> None:
    type_text(note, "half a sent")

    note.clearFocus()

    assert vault.words == ["half a sent"]


def test_showing_a_stored_note_is_no_draft(note: PlainNoteEdit, vault: Vault, qtbot: QtBot) -> None:
    note.set_text("stored")
    note.flush()
    qtbot.wait(150)

    assert vault.words == []
    assert note.text() == "stored"


def test_pasting_brings_words_and_nothing_else(note: PlainNoteEdit) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b> <img src='https://example.invalid/x.png'>")
    mime.setText("bold")

    note.insertFromMimeData(mime)

    assert note.text() == "bold"


def test_a_file_cannot_be_dropped_into_a_note(note: PlainNoteEdit) -> None:
    mime = QMimeData()
    mime.setText("file:///home/someone/secret.txt")
    mime.setUrls([QUrl("file:///home/someone/secret.txt")])

    assert not note.canInsertFromMimeData(mime)
    note.insertFromMimeData(mime)
    assert note.text() == ""


def test_copied_words_are_plain_and_marked_as_secret(note: PlainNoteEdit) -> None:
    note.set_text("one\ntwo")
    note.selectAll()

    mime = note.createMimeDataFromSelection()

    assert mime.text() == "one\ntwo"
    assert not mime.hasHtml()
    assert mime.data("x-kde-passwordManagerHint").data() == b"secret"
    windows = 'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"'
    assert mime.data(windows).data() == b"\0\0\0\0"
    assert set(mime.formats()) == {"text/plain", *SECRET_MARKS}


def test_tab_leaves_the_note(qtbot: QtBot) -> None:
    page = QWidget()
    layout = QVBoxLayout(page)
    note, button = PlainNoteEdit(), QPushButton("Save")
    layout.addWidget(note)
    layout.addWidget(button)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitActive(page):
        page.activateWindow()
    note.setFocus()

    press(note, Qt.Key.Key_Tab)

    assert QApplication.focusWidget() is button
    assert note.text() == ""


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[ClipboardGuard]:
    # offscreen there is no other program, and Qt does not say that the clipboard is ours
    made = ClipboardGuard(qapp, owns=lambda: True)
    yield made
    made.clear()
    made._clipboard.dataChanged.disconnect(made._look)


def test_a_line_that_is_copied_is_marked_and_taken_away_again(qtbot: QtBot, guard: ClipboardGuard) -> None:
    clipboard = QGuiApplication.clipboard()
    line = QLineEdit("Señora Peña")
    qtbot.addWidget(line)
    line.selectAll()

    line.copy()

    assert clipboard.text() == "Señora Peña"
    assert is_marked(clipboard.mimeData())
    guard.clear()
    assert clipboard.text() == ""


def test_what_another_program_copied_is_left_alone(qapp: QApplication) -> None:
    clipboard = QGuiApplication.clipboard()
    guard = ClipboardGuard(qapp, owns=lambda: False)

    clipboard.setText("from elsewhere")
    guard.clear()

    assert clipboard.text() == "from elsewhere"
    assert not is_marked(clipboard.mimeData())
    guard.deleteLater()


def test_marked_text_is_plain_text() -> None:
    assert secret_text("ñ").text() == "ñ"
    assert is_marked(secret_text(""))


def test_f6_walks_through_the_parts_of_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    panes, fields = [], []
    for _number in range(3):
        pane = QWidget()
        inner = QVBoxLayout(pane)
        fields.append([QLineEdit(), QLineEdit()])
        for line in fields[-1]:
            inner.addWidget(line)
        layout.addWidget(pane)
        panes.append(pane)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    ring = PaneRing(panes)
    fields[0][1].setFocus()

    ring.forward()
    assert QApplication.focusWidget() is fields[1][0]
    panes[2].hide()
    ring.forward()
    assert QApplication.focusWidget() is fields[0][1], "each part remembers where the focus was"
    ring.backward()
    assert QApplication.focusWidget() is fields[1][0]


# the language of Qt itself


def test_qts_own_buttons_change_their_language_while_they_are_open(qtbot: QtBot, speak: Callable[[str], None]) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Save)
    qtbot.addWidget(box)
    box.show()
    english = {button.text().replace("&", "") for button in box.buttons()}

    speak("es")
    spanish = {button.text().replace("&", "") for button in box.buttons()}
    speak("en_XA")
    pseudo = {button.text() for button in box.buttons()}
    speak("en")

    assert english == {"Cancel", "Save"}
    assert spanish == {"Cancelar", "Guardar"}
    assert all(text.startswith("[") for text in pseudo)
    assert {button.text().replace("&", "") for button in box.buttons()} == english


def test_no_button_of_qt_is_ever_blank(qtbot: QtBot, speak: Callable[[str], None]) -> None:
    every = QDialogButtonBox.StandardButton
    for language in (*i18n.LANGUAGES, i18n.PSEUDO):
        speak(language)
        box = QDialogButtonBox(every.Ok | every.Cancel | every.Close | every.Apply | every.Help | every.Discard | every.Yes)
        qtbot.addWidget(box)
        assert all(button.text().strip() for button in box.buttons())


def test_dates_and_numbers_of_qt_are_those_of_the_language(speak: Callable[[str], None], qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    speak("es")

    assert QLocale().name() == "es_US"
    assert window.locale().name() == "es_US"
    assert QLocale().toString(1234567) == "1,234,567"
    assert QLocale().toString(QDate(2026, 9, 14), "MMMM") == "septiembre"


def test_switching_often_leaves_nothing_behind(speak: Callable[[str], None], qapp: QApplication) -> None:
    for language in ("es", "en", "es", "en_XA", "es"):
        speak(language)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert len(qapp.findChildren(QTranslator)) == 2
