from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombudsdesk.domain.cases import Concern
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.vault import cases, reading, units
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.reading import Column, Which
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case


@pytest.fixture
def desk(vault: Vault) -> Database:
    units.add_units(vault.desk, units=[Unit(name="Pérez Elementary", kind=UnitKind.CAMPUS, level="elementary")])
    made = [
        new_case(notes=("The señora from the EDUCACIÓN office called.",), name="Núñez"),
        new_case(case_facts=facts(role="student", unit=1), topics=("career.promotion",)),
        new_case(case_facts=facts(closed=facts().opened, outcome="referred"), notes=("quiet",)),
    ]
    for new in made:
        cases.open_case(vault.desk, new=new)
    return vault.desk


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [1, 2, 3]),
        ("educacion", [1]),
        ("EDUC", [1]),
        ("señora", [1]),
        ("senora educ", [1]),
        ("nunez", [1]),  # the visitor's name
        ("perez", [2]),  # the campus
        ("estudiante", [2]),  # a label of the other language
        ("student promotion perez", [2]),  # words from different fields
        ("26-0003", [3]),
        ("quiet referred", [3]),  # a note and an outcome
        ("educacion quiet", []),  # every word must be found in one case
        ('" OR 1=1 --', []),
        ("note_index: *", []),
        ("!!!", [1, 2, 3]),  # nothing that could be a word: nothing is asked
    ],
)
def test_search_finds_what_people_mean(desk: Database, typed: str, found: list[int]) -> None:
    assert sorted(reading.case_ids(desk, search=typed)) == found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_whatever_is_typed_is_no_error(desk: Database, typed: str) -> None:
    assert set(reading.case_ids(desk, search=typed)) <= {1, 2, 3}


def test_search_follows_every_change(desk: Database) -> None:
    note = reading.case(desk, 1).notes[0].id

    cases.change_note(desk, case=1, note=note, text="altogether different")
    assert reading.case_ids(desk, search="educacion") == []
    assert reading.case_ids(desk, search="altogether") == [1]

    cases.remove_note(desk, case=1, note=note)
    assert reading.case_ids(desk, search="altogether") == []

    cases.set_concerns(desk, case=1, concerns=(Concern(topic="other.safety"),))
    assert reading.case_ids(desk, search="seguridad") == [1]
    assert reading.case_ids(desk, search="bullying") == [3]


def test_lists_can_be_narrowed_and_sorted(desk: Database) -> None:
    assert sorted(reading.case_ids(desk, which=Which.OPEN)) == [1, 2]
    assert reading.case_ids(desk, which=Which.CLOSED) == [3]
    assert reading.case_ids(desk, column=Column.NUMBER, descending=False) == [1, 2, 3]
    assert reading.case_ids(desk, column=Column.UNIT)[0] == 2


def test_a_page_of_rows_keeps_its_order_and_leaves_out_what_is_gone(desk: Database) -> None:
    assert [row.id for row in reading.case_rows(desk, [3, 404, 1])] == [3, 1]


def test_a_deleted_note_leaves_no_word_in_the_index(desk: Database) -> None:
    cases.remove_note(desk, case=1, note=reading.case(desk, 1).notes[0].id)

    left = desk.query("SELECT block FROM note_index_data")

    assert not [row for row in left if b"educac" in bytes(row[0]) or b"ducacion" in bytes(row[0])]
