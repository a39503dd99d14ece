"""Choosing a new passphrase: the program's words or one's own, and typing it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.new_passphrase import NewPassphrase, _line
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault.passphrases import WORDS, Strength, judge, words
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text

pytestmark = pytest.mark.gui

GOOD = "Mi perro Firulais come tacos los martes"
SOON_GUESSED = "school district ombuds office"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, worker: Worker) -> NewPassphrase:
    shown = NewPassphrase(worker)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def own(pane: NewPassphrase) -> NewPassphrase:
    """The pane, for words of one's own."""
    pane._by_person.setChecked(True)
    return pane


def said(pane: NewPassphrase, field: str) -> str:
    """What stands at a field, as a screen reader hears it."""
    form = pane._own if field == "own" else pane._again
    return form.editor(field).control().accessibleDescription()


def type_into(pane: NewPassphrase, field: str, text: str) -> None:
    form = pane._own if field == "own" else pane._again
    type_text(_line(form, field).control(), text)


def shown_words(pane: NewPassphrase) -> str:
    return pane._words.text()


def test_the_program_chooses_and_the_words_are_proven_by_typing_them(pane: NewPassphrase) -> None:
    made = shown_words(pane)
    assert len(made.split(" ")) == WORDS["en"]
    assert judge(made).good
    assert not pane.is_good()
    assert said(pane, "again") == "Type the passphrase here too: that shows that you have it."

    type_into(pane, "again", made)

    assert said(pane, "again") == ""
    assert pane.is_good()
    assert pane.take() == made


def test_words_that_are_not_those_shown_are_refused_at_the_field(pane: NewPassphrase) -> None:
    type_into(pane, "again", shown_words(pane) + " more")

    assert not pane.is_good()
    assert "not the same passphrase" in said(pane, "again")
    assert pane._again.editor("again").control().hasFocus()


def test_other_words_are_others_and_what_was_typed_of_the_first_is_gone(pane: NewPassphrase) -> None:
    first = shown_words(pane)
    type_into(pane, "again", first)

    pane._others.click()

    assert shown_words(pane) != first
    assert pane._again.value("again") == ""
    assert not pane.is_good()


def test_the_words_cannot_be_marked_and_copied(pane: NewPassphrase) -> None:
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard

    assert not pane._words.textInteractionFlags() & selectable


def test_spanish_words_for_a_person_who_reads_spanish(qtbot: QtBot, worker: Worker, speak: Callable[[str], None]) -> None:
    speak("es")
    pane = NewPassphrase(worker)
    qtbot.addWidget(pane)

    made = shown_words(pane).split(" ")
    assert len(made) == WORDS["es"]
    assert set(made) <= set(words("es"))


def test_words_on_paper_stay_when_the_language_changes(pane: NewPassphrase, speak: Callable[[str], None]) -> None:
    made = shown_words(pane)

    speak("es")

    assert shown_words(pane) == made
    assert pane._others.text() == "Otras palabras"


def test_own_words_are_judged_in_words_while_they_are_typed(qtbot: QtBot, own: NewPassphrase) -> None:
    type_into(own, "own", SOON_GUESSED)
    qtbot.waitUntil(lambda: own._strength.text() == Strength.WEAK.value)
    assert "nothing to do with each other" in own._advice.text()

    own._own.set_value("own", "")
    type_into(own, "own", GOOD)
    qtbot.waitUntil(lambda: own._strength.text() == Strength.GOOD.value)
    assert own._advice.isHidden()


def test_an_empty_field_is_not_called_weak(qtbot: QtBot, own: NewPassphrase) -> None:
    type_into(own, "own", SOON_GUESSED)
    qtbot.waitUntil(lambda: own._strength.text() == Strength.WEAK.value)

    own._own.set_value("own", "")

    qtbot.waitUntil(own._strength.isHidden)
    assert own._advice.text() == "Four words or more that have nothing to do with each other are good."


def test_an_answer_about_what_stood_there_before_is_dropped(own: NewPassphrase) -> None:
    type_into(own, "own", GOOD)

    own._tell(judge("x"))

    assert own._strength.text() == ""


def test_own_words_that_are_soon_guessed_are_refused_with_advice(own: NewPassphrase) -> None:
    assert not own.is_good()
    assert said(own, "own") == "Type the passphrase."
    for field in ("own", "again"):
        type_into(own, field, SOON_GUESSED)

    assert not own.is_good()
    assert said(own, "own").startswith("Weak: it can be guessed. Add words")
    assert own._own.editor("own").control().hasFocus()


def test_own_words_are_taken_once_and_the_fields_are_empty_then(own: NewPassphrase) -> None:
    type_into(own, "own", GOOD)
    assert not own.is_good()
    type_into(own, "again", GOOD)
    assert own.is_good()

    assert own.take() == GOOD
    assert (own._own.value("own"), own._again.value("again")) == ("", "")
    assert GOOD not in [label.text() for label in own.findChildren(QLabel)]


def test_whoever_goes_back_to_the_programs_words_is_not_asked_for_their_own(own: NewPassphrase) -> None:
    type_into(own, "own", GOOD)
    own._by_program.setChecked(True)
    own._again.set_value("again", shown_words(own))

    assert own.is_good()
    assert own.take() == shown_words(own)


def test_enter_submits_and_every_change_is_told(qtbot: QtBot, own: NewPassphrase) -> None:
    with qtbot.waitSignal(own.changed):
        type_into(own, "own", "a")
    with qtbot.waitSignal(own.changed):
        type_into(own, "again", "a")
    for form, name in ((own._own, "own"), (own._again, "again")):
        with qtbot.waitSignal(own.submitted):
            press(form.editor(name).control(), Qt.Key.Key_Return)


@pytest.mark.parametrize("mine", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_has_a_name_is_reached_and_work_begins_in_a_field(
    pane: NewPassphrase, speak: Callable[[str], None], language: str, mine: bool
) -> None:
    speak(language)
    (pane._by_person if mine else pane._by_program).setChecked(True)

    pane.focus_first()

    first: QWidget = pane._own.editor("own").control() if mine else pane._again.editor("again").control()
    assert first.hasFocus()
    assert nameless(pane) == []
    assert unreachable(pane) == []
    assert shown_words(pane) in pane._words.accessibleName()
