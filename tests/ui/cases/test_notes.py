from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ombudsdesk.ui.cases.notes import SHOWN_AT_FIRST
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.vault import drafts
from tests.factories import new_case
from tests.ui.cases.conftest import NOW, Office, Start

pytestmark = pytest.mark.gui

KEPT = "Draft kept, not saved yet"


def texts(office: Office, case: int = 1) -> list[str]:
    return [note.text for note in office.case(case).notes]


def test_a_note_is_written_with_two_keys_around_it(start: Start) -> None:
    office = start(new_case())
    office.open(1)

    office.control(Qt.Key.Key_T)
    office.type("Would rather talk after school. Mañana.")
    office.control(Qt.Key.Key_S)

    (note,) = office.case(1).notes
    assert (note.text, note.written) == ("Would rather talk after school. Mañana.", NOW)
    assert office.page.case.notes.editor.text() == ""
    assert office.session.draft(drafts.new_note_place(1)) == ""
    assert office.said() == ["The note was saved."]
    assert [card.note.text for card in office.page.case.notes.cards()] == [note.text]


def test_words_that_were_not_saved_stand_there_again_after_a_crash(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.type("half a sent")
    office.until(lambda: office.session.draft(drafts.new_note_place(1)) == "half a sent")
    assert KEPT in office.words()

    # no closing, no saving: the next session simply begins
    again = start()
    again.open(1)

    assert again.page.case.notes.editor.text() == "half a sent"
    assert KEPT in again.words()
    assert texts(again) == []
    again.control(Qt.Key.Key_S)
    assert texts(again) == ["half a sent"]
    assert KEPT not in again.words()


def test_the_last_words_before_the_lock_are_kept_too(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.type("the very last w")

    office.session.ending.emit()

    assert office.session.draft(drafts.new_note_place(1)) == "the very last w"


def test_each_case_keeps_its_own_words(start: Start) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    office.type("for the first")
    office.open(2)
    assert office.page.case.notes.editor.text() == ""
    office.type("for the second")

    office.open(1)

    assert office.page.case.notes.editor.text() == "for the first"
    assert office.session.draft(drafts.new_note_place(2)) == "for the second"


def test_notes_stand_there_the_newest_first(start: Start) -> None:
    office = start(new_case(notes=("earlier",)))
    office.open(1)
    office.type("later")
    office.control(Qt.Key.Key_S)

    cards = office.page.case.notes.cards()

    assert [card.note.text for card in cards] == ["later", "earlier"]
    assert cards[0].accessibleName() == "Note of Mar 20, 2026: later"


def test_a_stored_note_is_changed_and_the_change_taken_back(start: Start) -> None:
    office = start(new_case(notes=("first words",)))
    office.open(1)
    office.type("meanwhile something new")
    (card,) = office.page.case.notes.cards()
    card.setFocus()
    office.key(Qt.Key.Key_Return)
    assert office.page.case.notes.editor.text() == "first words"
    office.control(Qt.Key.Key_End)
    office.type(", and more")
    office.control(Qt.Key.Key_S)

    assert texts(office) == ["first words, and more"]
    assert office.page.case.notes.editor.text() == "meanwhile something new"
    office.undo()
    assert texts(office) == ["first words"]


def test_a_change_that_was_begun_waits_beside_its_note(start: Start) -> None:
    office = start(new_case(notes=("first words",)))
    office.open(1)
    office.page.case.notes.cards()[0].change_button.click()
    office.type("New: ")

    office.commands.run(Verb.ADD_NOTE)
    assert office.page.case.notes.editor.text() == ""
    office.until(lambda: "Changes kept, not saved yet" in office.words())
    office.page.case.notes.cards()[0].change_button.click()

    assert office.page.case.notes.editor.text() == "New: first words"


def test_removing_a_note_can_be_undone_with_its_unsaved_change(start: Start) -> None:
    office = start(new_case(notes=("stored",)))
    office.open(1)
    office.page.case.notes.cards()[0].change_button.click()
    office.type("unsaved ")
    office.page.case.notes.cards()[0].setFocus()
    office.key(Qt.Key.Key_Delete)
    assert texts(office) == []
    assert office.page.case.notes.editor.text() == ""

    office.undo()

    assert texts(office) == ["stored"]
    office.page.case.notes.cards()[0].change_button.click()
    assert office.page.case.notes.editor.text() == "unsaved stored"


def test_a_removed_draft_comes_back_and_nothing_written_meanwhile_goes(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.type("first thought")
    office.page.case.notes.line.drop_button.click()
    assert office.page.case.notes.editor.text() == ""
    office.type("second thought")

    office.undo()

    assert office.page.case.notes.editor.text() == "second thought\n\nfirst thought"


def test_a_note_of_spaces_is_not_saved(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.type("   ")

    office.control(Qt.Key.Key_S)

    assert texts(office) == []
    assert "A note needs words" in office.said()[0]


def test_a_long_story_shows_its_newest_notes_first_and_the_rest_on_demand(start: Start) -> None:
    office = start(new_case(notes=tuple(f"note {number}" for number in range(SHOWN_AT_FIRST + 5))))
    office.open(1)
    notes = office.page.case.notes
    assert len(notes.cards()) == SHOWN_AT_FIRST

    QTest.mouseClick(notes._more, Qt.MouseButton.LeftButton)

    assert len(notes.cards()) == SHOWN_AT_FIRST + 5
    assert not notes._more.isVisible()
