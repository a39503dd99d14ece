"""Contacts, concerns, facts and the visitor of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from ombudsdesk.domain.cases import Concern, Contact
from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.units import UnitKind
from ombudsdesk.ui.cases.choices import Topics
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.vault import cases, units
from ombudsdesk.vault.vault import Vault
from tests.factories import DAY, contact, facts, new_case
from tests.ui.cases.conftest import NOW, Office, Start

pytestmark = pytest.mark.gui


def control_shift(office: Office, key: Qt.Key) -> None:
    office.key(key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def edit(office: Office, name: str, text: str) -> None:
    """Type into a field of the form in front and leave it."""
    form = office.page.case.section.form  # type: ignore[attr-defined]  # every part but the notes has one
    form.editor(name).setFocus()
    for line in form.editor(name).findChildren(QLineEdit):
        line.selectAll()
    office.type(text)
    office.key(Qt.Key.Key_Tab)


# contacts


def test_a_contact_is_added_with_today_as_its_day(start: Start) -> None:
    office = start(new_case(contacts=0))
    office.open(1)
    control_shift(office, Qt.Key.Key_T)
    edit(office, "channel", "email")
    edit(office, "minutes", "25")
    form = office.page.case.contacts.form
    form.set_value("services", ("listening", "options"))
    office.control(Qt.Key.Key_S)

    (added,) = office.case(1).contacts
    assert added == Contact(
        id=added.id,
        day=NOW.date(),
        channel="email",
        initiator="visitor",
        minutes=25,
        services=("listening", "options"),
    )
    assert not office.page.case.contacts.is_form_open
    office.undo()
    assert office.case(1).contacts == ()


def test_a_contact_is_changed_with_enter_and_removed_with_delete(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    contacts = office.page.case.contacts
    office.page.case.go(contacts)
    contacts.enter()
    office.key(Qt.Key.Key_Down)
    contacts.table.choose(contacts.model.ids()[0])
    office.key(Qt.Key.Key_Return)
    assert contacts.is_form_open
    edit(office, "minutes", "45")
    office.control(Qt.Key.Key_S)
    assert [known.minutes for known in office.case(1).contacts] == [45]
    assert contacts.table.hasFocus()

    office.key(Qt.Key.Key_Delete)
    assert office.case(1).contacts == ()
    office.undo()
    assert [known.minutes for known in office.case(1).contacts] == [45]


def test_the_row_that_the_keys_would_change_can_be_seen(start: Start) -> None:
    office = start(new_case(contacts=2))
    office.open(1)
    contacts = office.page.case.contacts
    office.page.case.go(contacts)
    contacts.enter()

    assert contacts.chosen() is not None
    assert contacts.table.selectionModel().isSelected(contacts.table.currentIndex())


def test_what_cannot_be_right_in_a_contact_is_said_beside_the_field(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.commands.run(Verb.ADD_CONTACT)
    edit(office, "day", "4/1/2026")
    office.control(Qt.Key.Key_S)

    assert "This day has not come yet." in office.words()
    assert len(office.case(1).contacts) == 1
    edit(office, "day", "today")
    assert "This day has not come yet." not in office.words()


def test_an_unfinished_contact_waits_in_its_case(start: Start) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    office.commands.run(Verb.ADD_CONTACT)
    edit(office, "minutes", "about half")
    office.open(2)
    assert not office.page.case.contacts.is_form_open

    office.open(1)

    contacts = office.page.case.contacts
    assert contacts.is_form_open
    assert contacts.form.editor("minutes").control().text() == "about half"
    contacts.line.drop_button.click()
    assert not contacts.is_form_open
    office.undo()
    assert contacts.is_form_open


def test_codes_of_an_older_list_survive_a_change_of_something_else(start: Start) -> None:
    office = start(new_case(contacts=0))
    old = contact(services=("listening", "telegraphy"))
    office.session.apply(cases.add_contact, case=1, contact=old)
    office.open(1)
    contacts = office.page.case.contacts
    office.page.case.go(contacts)
    contacts.table.choose(contacts.model.ids()[0])
    contacts.change()
    edit(office, "minutes", "5")
    office.control(Qt.Key.Key_S)

    (changed,) = office.case(1).contacts
    assert (changed.minutes, set(changed.services)) == (5, {"listening", "telegraphy"})


# concerns


def test_a_concern_is_found_in_spanish_and_its_category_proposed(start: Start) -> None:
    office = start(new_case(topics=()))
    office.open(1)
    control_shift(office, Qt.Key.Key_C)
    edit(office, "topic", "transporte")
    assert office.page.case.concerns.form.value("ioa") == "7.a"
    office.control(Qt.Key.Key_S)

    (concern,) = office.case(1).concerns
    assert (concern.topic, concern.k12, concern.ioa) == ("other.other", "transportation", "7.a")
    office.undo()
    assert office.case(1).concerns == ()


def test_the_proposed_category_can_be_changed_among_all_of_them(start: Start) -> None:
    office = start(new_case(topics=("career.promotion",)))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    assert len(concerns._categories()) == 87
    concerns.table.choose(0)
    concerns.change()
    edit(office, "ioa", "2.k")
    office.control(Qt.Key.Key_S)

    assert [(one.topic, one.ioa) for one in office.case(1).concerns] == [("career.promotion", "2.k")]


def test_another_concern_becomes_the_main_one(start: Start) -> None:
    office = start(new_case(topics=("career.promotion", "other.safety", "career.layoff")))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    assert concerns.model.data(concerns.model.index(0, 0)) == "Main concern"
    concerns.table.choose(0)
    assert not concerns.first_button.isEnabled()
    concerns.table.choose(1)
    concerns.first_button.click()

    topics = [one.topic for one in office.case(1).concerns]
    assert topics == ["other.safety", "career.promotion", "career.layoff"]
    office.undo()
    assert office.case(1).concerns[0].topic == "career.promotion"


def test_the_same_concern_is_not_taken_twice(start: Start) -> None:
    office = start(new_case(topics=("other.safety",)))
    office.open(1)
    office.commands.run(Verb.ADD_CONCERN)
    edit(office, "topic", "Safety")
    office.control(Qt.Key.Key_S)

    assert "This concern is already on the case." in office.words()
    assert len(office.case(1).concerns) == 1


def test_a_concern_is_removed_with_undo(start: Start) -> None:
    office = start(new_case(topics=("career.promotion", "other.safety")))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    concerns.table.choose(0)
    concerns.remove_button.click()
    assert [one.topic for one in office.case(1).concerns] == ["other.safety"]

    office.undo()

    assert [one.topic for one in office.case(1).concerns] == ["career.promotion", "other.safety"]


def test_undo_takes_back_the_last_change_only(start: Start) -> None:
    office = start(new_case(topics=()))
    office.open(1)
    for topic in ("Safety", "Layoff"):
        office.commands.run(Verb.ADD_CONCERN)
        edit(office, "topic", topic)
        office.control(Qt.Key.Key_S)
    assert len(office.said()) == 1

    office.undo()

    assert [one.topic for one in office.case(1).concerns] == ["other.safety"]


def test_a_topic_stays_counted_where_it_was_when_only_the_category_changes(start: Start) -> None:
    office = start(new_case(topics=()))
    coded = Concern(topic="policies.other", k12="transportation", ioa="7.a", scheme="office-groups/0")
    office.session.apply(cases.set_concerns, case=1, concerns=(coded,))
    office.open(1)
    concerns = office.page.case.concerns
    office.page.case.go(concerns)
    concerns.table.choose(0)
    concerns.change()
    edit(office, "ioa", "7.b")
    office.control(Qt.Key.Key_S)

    assert office.case(1).concerns == (replace(coded, ioa="7.b"),)


def test_every_topic_has_words_of_its_own_in_both_languages(vault: Vault) -> None:
    pairs = Topics(vault.catalogue)()
    labels = [label for _code, label in pairs]

    assert len(set(labels)) == len(labels) == len(vault.catalogue.topics.codes) + len(vault.catalogue.k12.codes)
    assert any("Bullying" in label and "Intimidación" in label for label in labels)


def test_every_choice_means_one_concern_and_back(vault: Vault) -> None:
    topics = Topics(vault.catalogue)

    for code, _label in topics():
        concern = topics.concern(code, ioa=topics.proposed_ioa(code))
        assert topics.code(concern) == code
        assert concern.topic in vault.catalogue.topics
        assert concern.ioa in vault.catalogue.ioa
    assert topics.code(Concern(topic="dropped")) == ""


# facts


def test_the_facts_are_saved_and_the_saving_undone(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.facts)
    edit(office, "role", "parent")
    edit(office, "language", "Vietnamese")
    office.control(Qt.Key.Key_S)

    assert office.case(1).facts == facts(role="parent", language="vi")
    assert "Parent or guardian" in office.words()
    office.undo()
    assert office.case(1).facts == facts()
    assert office.page.case.facts.form.value("role") == "teacher"


def test_closing_a_case_asks_for_the_outcome_and_knows_the_day(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.commands.run(Verb.CLOSE_CASE)
    office.control(Qt.Key.Key_S)
    assert "A closed case needs an outcome." in office.words()
    office.type("Referred")
    office.key(Qt.Key.Key_Tab)
    office.control(Qt.Key.Key_S)

    closed = office.case(1).facts
    assert (closed.closed, closed.outcome) == (NOW.date(), "referred")
    assert "closed on Mar 20, 2026: Referred elsewhere" in office.words()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("opened", "3/21/2026", "This day has not come yet."),
        ("closed", "3/1/2026", "The case was not open yet on this day."),
        ("outcome", "Referred", "With an outcome, write the day on which the case was closed."),
        ("opened", "soon", "This is not a date."),
    ],
)
def test_facts_that_cannot_be_right_are_said_in_words(start: Start, field: str, text: str, sentence: str) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.facts)
    edit(office, field, text)
    office.control(Qt.Key.Key_S)

    assert sentence in office.words()
    assert office.case(1).facts == facts()


def test_unsaved_facts_wait_in_their_case_and_through_a_crash(start: Start) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    office.page.case.go(office.page.case.facts)
    edit(office, "role", "parent")
    edit(office, "closed", "3/19/2026")
    office.open(2)
    assert office.page.case.facts.form.value("role") == "teacher"

    again = start()
    again.open(1)
    form = again.page.case.facts.form
    assert (form.value("role"), form.value("closed")) == ("parent", date(2026, 3, 19))
    assert again.case(1).facts == facts()
    again.page.case.facts.line.drop_button.click()
    assert form.value("role") == "teacher"
    again.undo()
    assert form.value("role") == "parent"


def test_a_change_from_elsewhere_leaves_typed_facts_alone(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.facts)
    edit(office, "role", "parent")

    office.session.apply(cases.set_facts, case=1, facts=facts(language="es"))

    assert office.page.case.facts.form.value("role") == "parent"


def test_a_campus_that_is_missing_is_added_and_chosen(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    section = office.page.case.facts
    office.page.case.go(section)
    section.new_place_button.click()
    office.type("Primaria Sol")
    section.new_place.form.set_value("level", "elementary")
    section.new_place.save()
    office.control(Qt.Key.Key_S)

    (unit,) = units.units(office.session.database)
    assert (unit.name, unit.kind, unit.level) == ("Primaria Sol", UnitKind.CAMPUS, "elementary")
    assert office.case(1).facts.unit == unit.id
    assert ("Primaria Sol") in office.words()
    office.until(lambda: office.page.list.model.data(office.page.list.model.index(0, 4)) == "Primaria Sol")


def test_a_department_has_no_school_level(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    section = office.page.case.facts
    office.page.case.go(section)
    section.new_place_button.click()
    section.new_place.save()
    assert "Please fill this in." in office.words()
    office.type("Child Nutrition")
    section.new_place.form.set_value("kind", UnitKind.DEPARTMENT.value)
    assert not section.new_place.form.editor("level").isVisible()
    section.new_place.save()

    (unit,) = units.units(office.session.database)
    assert (unit.kind, unit.level) == (UnitKind.DEPARTMENT, "central")


def test_a_role_of_an_older_list_stays_when_something_else_changes(start: Start) -> None:
    office = start(new_case(case_facts=facts(role="crossing_guard")))
    office.open(1)
    office.page.case.go(office.page.case.facts)
    edit(office, "language", "Spanish")
    office.control(Qt.Key.Key_S)

    assert office.case(1).facts == facts(role="crossing_guard", language="es")


# visitor


def test_a_visitor_may_stay_nameless_and_is_kept_apart(start: Start) -> None:
    office = start(new_case())
    office.open(1)
    office.page.case.go(office.page.case.visitor)

    words = office.words()

    assert "an anonymous visitor is a visitor" in words
    assert "never part of a report" in words


def test_the_visitor_is_saved_found_and_forgotten_with_undo(start: Start) -> None:
    office = start(new_case(), new_case())
    office.open(1)
    office.page.case.go(office.page.case.visitor)
    edit(office, "name", "Núñez")
    office.page.case.visitor.form.editor("reach").setFocus()
    office.type("after 4 pm")
    office.control(Qt.Key.Key_S)

    assert (office.case(1).identity.name, office.case(1).identity.reach) == ("Núñez", "after 4 pm")
    office.commands.run(Verb.FIND)
    office.type("nunez")
    office.until(lambda: office.shown_ids() == [1])
    office.undo()
    assert office.case(1).identity.name == ""


def test_the_default_facts_of_an_unknown_visitor_say_so_in_one_line(start: Start) -> None:
    unknown = facts(opened=DAY, role=NOT_KNOWN, language=NOT_KNOWN)
    office = start(new_case(case_facts=unknown))
    office.open(1)

    assert "Nothing is known about the visitor yet." in office.words()
