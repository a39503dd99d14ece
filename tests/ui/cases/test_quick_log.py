from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from ombudsdesk.ui.cases.quick_log import PLACE
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.vault import reading
from tests.factories import new_case
from tests.ui.cases.conftest import NOW, Office, Start

pytestmark = pytest.mark.gui


def stored(office: Office) -> int:
    return reading.counts(office.session.database).cases


def fill(office: Office, *texts: str) -> int:
    """Type into one field after the other; how many keys that were."""
    keys = 0
    for text in texts:
        keys += office.type(text) + 1
        office.key(Qt.Key.Key_Tab)
    return keys


def test_a_call_is_logged_with_the_keyboard_alone_in_few_keys(start: Start) -> None:
    office = start(new_case())
    office.control(Qt.Key.Key_N)
    keys = fill(office, "par", "ph", "student b", "20") + 2
    office.control(Qt.Key.Key_Return)

    office.until(lambda: len(office.shown_ids()) == 2)
    case = office.case(max(office.shown_ids()))
    assert (case.facts.role, case.facts.opened, case.facts.closed) == ("parent", date(2026, 3, 20), None)
    (concern,) = case.concerns
    assert (concern.topic, concern.k12, concern.ioa) == ("relationships.bullying", "student_bullying", "7.c")
    (contact,) = case.contacts
    assert (contact.day, contact.channel, contact.minutes, contact.initiator) == (NOW.date(), "phone", 20, "visitor")
    # a slow typist needs half a second for a key: well under half a minute
    assert keys <= 22


def test_the_new_case_is_marked_in_the_list_and_its_number_is_said(start: Start) -> None:
    office = start(new_case())
    office.type("something that hides it")
    office.control(Qt.Key.Key_N)
    office.control(Qt.Key.Key_Return)

    office.until(lambda: office.page.list.table.chosen_id() == 2)
    case = office.case(2)
    assert office.said() == [f"Case {case.number} was saved. Its nickname is “{case.nickname}”."]
    assert office.page.case.isVisible() and office.page.case.case == case
    assert office.page.list.search.text() == ""


def test_a_case_may_be_saved_with_nothing_known(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    office.control(Qt.Key.Key_S)

    assert stored(office) == 1
    case = office.case(1)
    assert (case.facts.role, case.facts.language, case.facts.unit) == ("unknown", "unknown", None)
    assert (case.concerns, case.notes, case.identity.name) == ((), (), "")
    assert (case.contacts[0].channel, case.contacts[0].minutes) == ("unknown", None)


def test_what_was_typed_is_never_lost_to_escape(start: Start) -> None:
    office = start(new_case())
    office.control(Qt.Key.Key_N)
    fill(office, "teach")
    office.page.quick_log.form.editor("note").setFocus()
    office.type("Llamó llorando")

    office.key(Qt.Key.Key_Escape)

    assert not office.page.quick_log.isVisible()
    assert "kept, but not saved yet" in office.said()[0]
    assert stored(office) == 1
    office.control(Qt.Key.Key_N)
    assert office.page.quick_log.form.value("role") == "teacher"
    assert office.page.quick_log.form.value("note") == "Llamó llorando"
    assert "Draft kept, not saved yet" in office.words()


def test_leaving_an_empty_form_says_nothing(start: Start) -> None:
    office = start(new_case())
    office.control(Qt.Key.Key_N)
    office.key(Qt.Key.Key_Escape)

    assert office.said() == []
    assert office.session.draft(PLACE) == ""


def test_the_quick_log_survives_a_crash_even_what_is_no_value_yet(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    fill(office, "par", "", "zzzz no such topic", "20")
    office.session.ending.emit()

    again = start()
    again.control(Qt.Key.Key_N)

    form = again.page.quick_log.form
    assert (form.value("role"), form.value("minutes")) == ("parent", 20)
    assert "zzzz no such topic" in [line.text() for line in form.findChildren(type(again.page.list.search))]
    again.control(Qt.Key.Key_Return)
    assert stored(again) == 0
    assert "Choose one from the list." in again.words()


def test_saving_leaves_no_draft_behind(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    fill(office, "par")
    office.page.keep()
    assert office.session.draft(PLACE)

    office.control(Qt.Key.Key_Return)

    assert office.session.draft(PLACE) == ""
    office.control(Qt.Key.Key_N)
    assert office.page.quick_log.form.value("role") == "unknown"


def test_choosing_another_case_keeps_the_new_one(start: Start) -> None:
    office = start(new_case())
    office.control(Qt.Key.Key_N)
    fill(office, "par")

    office.open(1)

    assert office.page.case.isVisible()
    assert "kept, but not saved yet" in office.said()[0]
    office.control(Qt.Key.Key_N)
    assert office.page.quick_log.form.value("role") == "parent"


def test_the_list_read_again_does_not_close_the_form(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.control(Qt.Key.Key_N)
    office.page.list.refresh()
    office.until(lambda: not office.worker.is_busy())

    office.bot.wait(150)

    assert office.page.quick_log.isVisible()


def test_the_form_is_emptied_with_undo(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    fill(office, "par")

    office.page.quick_log.line.drop_button.click()
    assert office.page.quick_log.form.value("role") == "unknown"
    office.undo()

    assert office.page.quick_log.form.value("role") == "parent"


def test_commands_of_a_case_rest_while_a_new_one_is_written(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    assert office.commands.possible(Verb.ADD_NOTE)

    office.control(Qt.Key.Key_N)

    assert not office.commands.possible(Verb.ADD_NOTE)
    assert office.commands.possible(Verb.SAVE)
    office.key(Qt.Key.Key_Escape)
    assert office.commands.possible(Verb.ADD_NOTE)


def test_save_belongs_to_the_page_only_while_it_is_in_front(start: Start) -> None:
    office = start(new_case())
    assert office.commands.possible(Verb.SAVE)

    office.page.hide()
    assert not office.commands.possible(Verb.SAVE)
    office.commands.run(Verb.NEW_CASE)

    assert office.page.isVisible() and office.page.quick_log.isVisible()
    assert office.commands.possible(Verb.SAVE)
