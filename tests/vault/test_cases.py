from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ombudsdesk.domain.cases import Concern, Counts, Identity
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, drafts, reading, units
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.vault import Vault
from tests.factories import contact, facts, new_case

NOW = datetime(2026, 3, 18, 9, 30)


@pytest.fixture
def desk(vault: Vault) -> Database:
    return vault.desk


def opened(desk: Database, **details: object) -> int:
    return cases.open_case(desk, new=new_case(**details)).cases[0]  # type: ignore[arg-type]


def undo(desk: Database, change: Change) -> None:
    assert change.undo is not None
    change.undo(desk)


def test_a_case_goes_by_a_number_and_a_neutral_nickname(desk: Database) -> None:
    first, second = opened(desk, name="Ana Lucía"), opened(desk)

    stored = reading.case(desk, first)

    assert stored.number == "26-0001"
    assert reading.case(desk, second).number == "26-0002"
    assert len(stored.nickname.split()) == 2
    assert "Ana" not in stored.nickname
    assert stored.nickname != reading.case(desk, second).nickname


def test_numbers_begin_anew_each_year(desk: Database) -> None:
    opened(desk)
    old = opened(desk, case_facts=facts(opened=date(2024, 9, 1)))

    assert reading.case(desk, old).number == "24-0001"


def test_visitors_cases_contacts_and_concerns_are_four_different_counts(desk: Database) -> None:
    first = opened(desk, topics=("career.promotion", "other.safety"), contacts=3, notes=("one", "two"))
    visitor = reading.case(desk, first).visitor
    cases.open_case(desk, new=replace(new_case(), visitor=visitor))

    assert reading.counts(desk) == Counts(cases=2, visitors=1, contacts=4, concerns=3, notes=2)


def test_who_the_visitor_is_stands_apart_from_the_coded_facts(desk: Database) -> None:
    opened(desk, name="Ximena Ejemplo")

    tables = [row[0] for row in desk.query("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%'")]
    holding = [
        table
        for table in tables
        if not table.endswith(("_data", "_idx", "_docsize", "_config"))
        and any("Ximena" in str(value) for row in desk.query(f"SELECT * FROM {table}") for value in row)
    ]

    assert holding == ["identity"]


def test_the_first_concern_is_the_primary_one_and_knows_its_list(desk: Database) -> None:
    case = opened(desk, topics=("other.safety", "career.promotion"))

    cases.set_concerns(
        desk, case=case, concerns=(Concern(topic="career.promotion", ioa="4.e"), Concern(topic="other.safety"))
    )

    stored = reading.case(desk, case).concerns
    assert [concern.topic for concern in stored] == ["career.promotion", "other.safety"]
    assert {concern.scheme for concern in stored} == {"office-groups/1"}
    assert reading.case_rows(desk, [case])[0].topic == "career.promotion"


def test_every_change_of_a_case_can_be_taken_back(desk: Database) -> None:
    case = opened(desk, notes=("first words",), name="Before")
    before = reading.case(desk, case)
    stored_contact, note = before.contacts[0], before.notes[0]
    changes = [
        lambda: cases.set_facts(desk, case=case, facts=facts(role="student", closed=date(2026, 4, 1), outcome="referred")),
        lambda: cases.set_concerns(desk, case=case, concerns=(Concern(topic="other.safety"),)),
        lambda: cases.set_identity(desk, case=case, identity=Identity(name="After")),
        lambda: cases.set_identity(desk, case=case, identity=Identity()),
        lambda: cases.add_contact(desk, case=case, contact=contact(minutes=None, services=("listening", "options"))),
        lambda: cases.change_contact(desk, case=case, contact=replace(stored_contact, minutes=90, services=("referral",))),
        lambda: cases.remove_contact(desk, case=case, contact=stored_contact.id),
        lambda: cases.write_note(desk, case=case, text="more", now=NOW),
        lambda: cases.change_note(desk, case=case, note=note.id, text="other words"),
        lambda: cases.remove_note(desk, case=case, note=note.id),
    ]

    for do in changes:
        change = do()
        assert change.cases == (case,)
        assert reading.case(desk, case) != before

        undo(desk, change)
        assert reading.case(desk, case) == before


def test_a_change_that_fails_leaves_the_case_as_it_was(desk: Database) -> None:
    case = opened(desk)
    before = reading.case(desk, case)
    twice = contact(services=("listening", "listening"))

    with pytest.raises(Exception, match="UNIQUE"):
        cases.add_contact(desk, case=case, contact=twice)

    assert reading.case(desk, case) == before


def test_a_draft_is_there_until_its_note_is_stored(desk: Database) -> None:
    case = opened(desk)
    place = drafts.new_note_place(case)
    drafts.keep_draft(desk, place=place, text="half a sen", now=NOW)
    drafts.keep_draft(desk, place=place, text="half a sentence", now=NOW)

    assert drafts.draft(desk, place=place) == "half a sentence"

    cases.write_note(desk, case=case, text="half a sentence, finished", now=NOW)
    assert drafts.draft(desk, place=place) == ""


def test_a_draft_of_a_change_goes_with_the_change(desk: Database) -> None:
    case = opened(desk, notes=("old",))
    note = reading.case(desk, case).notes[0].id
    drafts.keep_draft(desk, place=drafts.note_place(note), text="new", now=NOW)

    cases.change_note(desk, case=case, note=note, text="new")

    assert drafts.draft(desk, place=drafts.note_place(note)) == ""


def test_no_case_ever_inherits_the_words_of_a_case_that_is_gone(desk: Database) -> None:
    gone = opened(desk, notes=("old",))
    note = reading.case(desk, gone).notes[0].id
    for place in (drafts.new_note_place(gone), f"case/{gone}/visitor", drafts.note_place(note)):
        drafts.keep_draft(desk, place=place, text="her name", now=NOW)

    with desk.transaction():
        desk.run("DELETE FROM cases WHERE id = ?", (gone,))

    assert desk.one("SELECT count(*) FROM draft") == 0
    assert opened(desk) != gone


def test_undo_brings_a_note_back_though_others_were_written_since(desk: Database) -> None:
    case = opened(desk, notes=("first",))
    change = cases.remove_note(desk, case=case, note=reading.case(desk, case).notes[0].id)
    cases.write_note(desk, case=case, text="second", now=NOW)

    undo(desk, change)

    assert {note.text for note in reading.case(desk, case).notes} == {"first", "second"}


def test_undo_of_a_change_leaves_a_later_draft_alone(desk: Database) -> None:
    case = opened(desk, notes=("old",))
    note = reading.case(desk, case).notes[0].id
    change = cases.change_note(desk, case=case, note=note, text="new")
    drafts.keep_draft(desk, place=drafts.note_place(note), text="newer still", now=NOW)

    undo(desk, change)

    assert drafts.draft(desk, place=drafts.note_place(note)) == "newer still"


def test_what_is_gone_cannot_be_changed_in_silence(desk: Database) -> None:
    case = opened(desk)

    with pytest.raises(UserError, match="note is no longer"):
        cases.change_note(desk, case=case, note=404, text="words")
    with pytest.raises(UserError, match="contact is no longer"):
        cases.remove_contact(desk, case=case, contact=404)


def test_numbers_are_sorted_as_numbers(desk: Database) -> None:
    for _number in range(3):
        opened(desk)
    desk.run("UPDATE cases SET number = '26-9999' WHERE id = 2")
    desk.run("UPDATE cases SET number = '26-10000' WHERE id = 3")

    ids = reading.case_ids(desk, column=reading.Column.NUMBER, descending=False)

    assert ids == [1, 2, 3]
    assert reading.case(desk, opened(desk)).number == "26-10001"


def test_an_emptied_draft_is_no_draft(desk: Database) -> None:
    drafts.keep_draft(desk, place="x", text="words", now=NOW)
    drafts.keep_draft(desk, place="x", text="  \n", now=NOW)

    assert desk.one("SELECT count(*) FROM draft") == 0


def test_a_case_that_is_gone_is_said_in_words(desk: Database) -> None:
    with pytest.raises(UserError, match="no longer"):
        reading.case(desk, 404)


def test_campuses_are_known_by_name_and_not_doubled(desk: Database) -> None:
    campus = Unit(name="César Chávez Elementary", kind=UnitKind.CAMPUS, level="elementary")
    units.add_units(desk, units=[campus, campus])

    stored = units.units(desk)

    assert [unit.name for unit in stored] == ["César Chávez Elementary"]
    case = opened(desk, case_facts=facts(unit=stored[0].id))
    assert reading.case_rows(desk, [case])[0].unit == "César Chávez Elementary"
