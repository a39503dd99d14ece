"""What nobody saved yet: it is never lost, and never said to be kept before it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ombudsdesk.ui.cases import unsaved
from ombudsdesk.ui.cases.kept import KeptForm
from ombudsdesk.ui.cases.quick_log import PLACE
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.vault import cases, drafts, engine
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case
from tests.ui.cases.conftest import Office, Start

pytestmark = pytest.mark.gui

KEPT = "Draft kept, not saved yet"
NOT_KEPT = "This could not be kept yet. The program tries again."
LOCKED = "The vault is busy"

Lock = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def locked(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Lock:
    """Somebody else holds the vault: IMMEDIATE lets others read, EXCLUSIVE does not."""
    monkeypatch.setattr(unsaved, "PAUSE_MILLISECONDS", 50)

    @contextmanager
    def hold(how: str) -> Iterator[None]:
        vault.desk._connection.set_busy_timeout(0.05)
        vault.background.run(f"BEGIN {how}")
        try:
            yield
        finally:
            vault.background.run("ROLLBACK")
            vault.desk._connection.set_busy_timeout(engine.BUSY_SECONDS)

    return hold


def stored_draft(office: Office, place: str) -> str:
    return drafts.draft(office.session.database, place=place)


def pick(office: Office, form: KeptForm, name: str, value: str) -> None:
    form.set_value(name, value)
    assert form.value(name) == value


# a vault that cannot take a draft


def test_words_that_could_not_be_kept_stay_and_are_kept_later(start: Start, locked: Lock) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    with locked("IMMEDIATE"):
        office.type("very hard words")
        office.page.keep()
        assert KEPT not in office.words()
        assert NOT_KEPT in office.words()
        assert LOCKED in office.said()[0]
        office.open(2)
        assert office.page.case.notes.editor.text() == ""
        office.open(1)
        assert office.page.case.notes.editor.text() == "very hard words"
        assert KEPT not in office.words()

    office.until(lambda: stored_draft(office, drafts.new_note_place(1)) == "very hard words")
    office.until(lambda: KEPT in office.words())


def test_words_of_a_case_that_was_left_are_kept_when_the_vault_is_free(start: Start, locked: Lock) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    with locked("IMMEDIATE"):
        office.type("left behind")
        office.open(2)

    office.until(lambda: stored_draft(office, drafts.new_note_place(1)) == "left behind")


def test_a_form_that_could_not_be_kept_stays_and_is_kept_later(start: Start, locked: Lock) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    form = office.page.case.facts.form
    office.page.case.go(office.page.case.facts)
    with locked("IMMEDIATE"):
        pick(office, form, "role", "parent")
        office.page.keep()
        assert NOT_KEPT in office.words()
        office.open(2)
        assert form.value("role") == "teacher"
        office.open(1)
        assert form.value("role") == "parent"
        assert KEPT not in office.words()

    office.until(lambda: "parent" in stored_draft(office, "case/1/facts"))
    office.until(lambda: KEPT in office.words())


def test_a_saved_note_does_not_come_back_as_a_draft(start: Start, locked: Lock) -> None:
    office = start(new_case())
    office.open(1)
    with locked("IMMEDIATE"):
        office.type("once")
        office.page.keep()
    office.page.case.notes.save()
    office.bot.wait(150)

    assert [note.text for note in office.case(1).notes] == ["once"]
    assert stored_draft(office, drafts.new_note_place(1)) == ""
    assert office.page.case.notes.editor.text() == ""


def test_nothing_is_tried_again_after_the_vault_was_closed(start: Start, locked: Lock) -> None:
    office = start(new_case())
    office.open(1)
    with locked("IMMEDIATE"):
        office.type("last")
        office.session.hand_over()
        said = len(office.said())
        office.bot.wait(1200)
        assert len(office.said()) == said


def test_newer_words_are_not_said_to_be_kept(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.type("first")
    office.page.keep()
    assert KEPT in office.words()

    office.type(" second")

    assert KEPT not in office.words()


def test_newer_entries_of_a_form_are_not_said_to_be_kept(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.facts)
    form = office.page.case.facts.form
    pick(office, form, "role", "parent")
    form.keep()
    assert KEPT in office.words()

    pick(office, form, "role", "student")

    assert KEPT not in office.words()


def test_a_form_is_kept_while_somebody_types_without_a_pause(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.visitor)
    office.page.case.visitor.form.editor("reach").setFocus()
    office.page.case.visitor.form._pen._longest.setInterval(300)

    for _key in range(16):
        office.type("x")
        QTest.qWait(50)

    assert "xxx" in stored_draft(office, "case/1/visitor")


# a vault that cannot be read


def test_a_case_that_cannot_be_read_shows_nothing_of_two_cases(start: Start, locked: Lock) -> None:
    office = start(new_case(notes=("one",)), new_case(notes=("two",)))
    office.open(1)
    office.type("for the first")
    office.page.keep()
    with locked("EXCLUSIVE"):
        office.page._show(2)
        assert LOCKED in office.said()[0]
        assert office.page.case.case is None
        assert all(section.case is None for section in office.page.case.sections)
        assert office.page._none.isVisible()

    office.open(1)
    assert office.page.case.notes.editor.text() == "for the first"


def test_a_locked_vault_is_said_when_a_form_or_a_new_case_is_opened(start: Start, locked: Lock) -> None:
    office = start(new_case(notes=("stored",)))
    office.open(1)
    with locked("EXCLUSIVE"):
        office.commands.run(Verb.NEW_CASE)
        assert LOCKED in office.said()[-1]
        assert not office.page.quick_log.isVisible()
        office.page.case.notes.change(1)
        assert office.page._none.isVisible()

    office.open(1)
    office.commands.run(Verb.NEW_CASE)
    assert office.page.quick_log.isVisible()


def test_a_page_that_begins_beside_a_locked_vault_shows_its_places_later(start: Start, locked: Lock) -> None:
    with locked("EXCLUSIVE"):
        office = start()
    assert any(LOCKED in sentence for sentence in office.said())
    office.commands.run(Verb.NEW_CASE)
    assert office.page.quick_log.isVisible()


def test_a_case_that_is_gone_leaves_the_page(start: Start) -> None:
    office = start(new_case(name="Núñez"), new_case())
    office.open(1)
    office.type("words for nobody")
    office.session.database.run("DELETE FROM cases WHERE id = 1")

    office.session.apply(cases.set_facts, case=2, facts=facts(role="parent"))
    office.page._read(1)

    assert office.page.case.case is None and office.page._none.isVisible()
    assert office.page.case.visitor.form.value("name") == ""
    assert office.page.case.notes.editor.text() == ""
    office.page.keep()
    assert drafts.drafts(office.session.database, "") == {}


# lines of a list that move


def test_undo_while_a_concern_is_changed_leaves_the_others_alone(start: Start) -> None:
    office = start(new_case(topics=("career.promotion", "other.safety", "career.layoff")))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    concerns.table.choose(0)
    concerns.remove()
    concerns.table.choose(0)
    concerns.change()
    assert concerns.form.value("topic") == "office:other.safety"
    office.undo()
    pick(office, concerns.form, "ioa", "2.k")
    concerns.save()

    found = [(one.topic, one.ioa) for one in office.case(1).concerns]
    assert found == [("career.promotion", ""), ("other.safety", "2.k"), ("career.layoff", "")]


def test_a_concern_that_goes_while_it_is_changed_closes_its_form(start: Start) -> None:
    office = start(new_case(topics=("career.promotion", "other.safety")))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    concerns.table.choose(0)
    concerns.change()
    kept = office.case(1).concerns[1:]

    office.session.apply(cases.set_concerns, case=1, concerns=kept)

    assert not concerns.is_form_open
    assert "its form was closed" in office.said()[-1]
    assert office.case(1).concerns == kept


def test_changing_the_topic_itself_is_no_news_for_its_form(start: Start) -> None:
    office = start(new_case(topics=("career.promotion", "other.safety")))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    concerns.table.choose(0)
    concerns.change()
    pick(office, concerns.form, "topic", "office:career.layoff")
    concerns.save()

    assert office.said() == ["The concern was changed."]
    assert [one.topic for one in office.case(1).concerns] == ["career.layoff", "other.safety"]


def test_a_line_that_could_not_be_removed_keeps_its_draft(start: Start, locked: Lock) -> None:
    office = start(new_case())
    office.open(1)
    contacts = office.page.case.contacts
    office.page.case.go(contacts)
    contacts.table.choose(contacts.model.ids()[0])
    line = contacts.chosen()
    assert line is not None
    place = contacts.place(line.content)
    office.session.keep_draft(place, "{}")
    with locked("IMMEDIATE"):
        contacts.remove()

    assert len(office.case(1).contacts) == 1
    assert stored_draft(office, place) == "{}"
    office.bot.wait(100)
    assert stored_draft(office, place) == "{}"


# Undo of what was dropped


def test_undo_gives_back_what_was_dropped_below_what_is_newer(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    visitor = office.page.case.visitor
    office.page.case.go(visitor)
    pick(office, visitor.form, "name", "older name")
    pick(office, visitor.form, "reach", "older words")
    visitor.drop()
    pick(office, visitor.form, "reach", "newer words")

    office.undo()

    assert visitor.form.values() == {"name": "older name", "reach": "newer words\n\nolder words"}
    assert "newer words" in stored_draft(office, "case/1/visitor")


def test_undo_leaves_a_choice_that_was_made_since(start: Start) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    form = office.page.case.facts.form
    pick(office, form, "role", "parent")
    pick(office, form, "language", "es")
    office.page.case.facts.drop()
    pick(office, form, "role", "student")
    office.open(2)

    office.undo()

    assert form.value("role") == "teacher"
    office.open(1)
    assert (form.value("role"), form.value("language")) == ("student", "es")


def test_undo_of_a_dropped_line_leaves_the_newer_entry(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    contacts = office.page.case.contacts
    contacts.add()
    contacts.form.set_value("minutes", 10)
    contacts.form.set_value("channel", "email")
    contacts.drop()
    contacts.add()
    contacts.form.set_value("minutes", 25)

    office.undo()

    assert contacts.is_form_open
    assert (contacts.form.value("minutes"), contacts.form.value("channel")) == (25, "email")


def test_undo_of_an_emptied_new_case_keeps_both(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    form = office.page.quick_log.form
    pick(office, form, "role", "parent")
    pick(office, form, "note", "older")
    office.page.quick_log.drop()
    pick(office, form, "note", "newer")

    office.undo()

    assert (form.value("role"), form.value("note")) == ("parent", "newer\n\nolder")


# a new case that was begun


def test_a_new_case_that_was_begun_is_spoken_of_after_a_crash(start: Start) -> None:
    office = start()
    office.control(Qt.Key.Key_N)
    pick(office, office.page.quick_log.form, "role", "parent")
    office.page.keep()

    again = start()
    (bar,) = again.messages.bars()
    assert bar.text == "A new case was begun and not saved. Its words are kept."
    assert bar.button is not None
    bar.button.click()

    assert again.page.quick_log.isVisible()
    assert again.page.quick_log.form.value("role") == "parent"
    assert stored_draft(again, PLACE)


def test_the_reminder_goes_when_the_new_case_is_opened_with_its_key(start: Start) -> None:
    office = start()
    office.session.keep_draft(PLACE, '{"values": {"role": "parent"}, "typed": {}}')
    again = start()
    again.control(Qt.Key.Key_N)

    assert again.said() == []


# cards of notes


def test_the_cards_of_notes_stay_while_something_else_changes(start: Start) -> None:
    office = start(new_case(notes=("one", "two")))
    office.open(1)
    cards = office.page.case.notes.cards()

    office.session.apply(cases.set_facts, case=1, facts=facts(role="parent"))
    assert office.page.case.notes.cards() == cards

    office.session.apply(cases.change_note, case=1, note=1, text="changed")
    assert [card.note.text for card in office.page.case.notes.cards()] == ["two", "changed"]
