"""What the vault hands to the guard of the commentary."""

from __future__ import annotations

from datetime import date

import pytest

from ombudsdesk import office_narrative
from ombudsdesk.deidentify.narrative import Known, Person
from ombudsdesk.domain.cases import Identity
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.vault import cases, reading, units
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.known import known
from ombudsdesk.vault.vault import Vault
from tests.factories import DAY, contact, facts, new_case


@pytest.fixture
def desk(vault: Vault) -> Database:
    units.add_units(vault.desk, units=[Unit(name="Río Claro", kind=UnitKind.CAMPUS, level="elementary")])
    closed = date(2026, 4, 9)
    for new in (
        new_case(name="Ximena Peña", notes=("Came with her sister.",)),
        new_case(case_facts=facts(unit=1, closed=closed, outcome="referred")),
    ):
        cases.open_case(vault.desk, new=new)
    cases.add_contact(vault.desk, case=1, contact=contact(day=date(2026, 5, 2)))
    return vault.desk


def test_an_empty_vault_knows_nothing_but_posts(vault: Vault) -> None:
    assert known(vault.desk) == Known(posts=known(vault.desk).posts)


def test_names_units_nicknames_numbers_and_every_day_of_a_case_are_known(desk: Database) -> None:
    told = known(desk)

    assert told.people == (Person("Ximena Peña"),)
    assert told.units == ("Río Claro",)
    assert set(told.nicknames_of_cases) == {reading.case(desk, case).nickname for case in (1, 2)}
    assert told.case_numbers == ("26-0001", "26-0002")
    assert told.dates == (DAY, date(2026, 4, 9), date(2026, 5, 2))


def test_posts_are_known_in_both_languages_one_by_one(desk: Database) -> None:
    posts = set(known(desk).posts)

    assert {"nurse", "enfermera", "Counselor", "librarian"} <= posts
    assert {"Parent", "guardian", "Madre", "padre", "tutor"} <= posts
    assert not {"other", "Otra función", "Not known", "", "(transportation"} & posts


def test_a_name_that_was_taken_away_is_no_longer_known(desk: Database) -> None:
    cases.set_identity(desk, case=1, identity=Identity())

    assert known(desk).people == ()


def test_the_guard_of_a_vault_stops_what_the_vault_knows(desk: Database) -> None:
    nickname = reading.case(desk, 1).nickname
    guard = office_narrative.guard(desk)

    for words in ("Peña", "Río Claro", nickname, "26-0002", "April 9th", "la única enfermera"):
        assert guard.search(f"It was about {words}."), words
    assert guard.search("It was about trust.") == []
