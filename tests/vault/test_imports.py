from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ombudsdesk.domain.cases import Counts, Identity
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, drafts, imports, reading, units
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.imports import Arrival
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case

TODAY = date(2026, 8, 1)
NOW = datetime(2026, 8, 1, 9)
CAMPUS = Unit(name="Travis High School", kind=UnitKind.CAMPUS, level="high")


def take_in(vault: Vault, *, count: int = 3, digest: str = "file", **more: object) -> Change:
    arrivals = [Arrival("Travis High School", new_case(notes=("words",)), "same person") for _number in range(count)]
    return imports.import_cases(
        vault.desk,
        arrivals=arrivals,
        new_units=[CAMPUS],
        digest=digest,
        today=TODAY,
        **more,  # type: ignore[arg-type]
    )


def test_a_file_is_taken_in_whole(vault: Vault) -> None:
    change = take_in(vault)

    assert reading.counts(vault.desk) == Counts(cases=3, visitors=1, contacts=3, concerns=3, notes=3)
    assert [row.unit for row in reading.case_rows(vault.desk, change.cases)] == ["Travis High School"] * 3


def test_a_file_that_is_stopped_halfway_leaves_nothing(vault: Vault) -> None:
    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(vault, progress=stop)

    assert reading.counts(vault.desk) == Counts()
    assert units.units(vault.desk) == ()


def test_the_same_file_is_not_taken_in_twice(vault: Vault) -> None:
    take_in(vault)

    with pytest.raises(UserError, match="August 1, 2026"):
        take_in(vault)

    assert reading.counts(vault.desk).cases == 3


def test_an_import_can_be_taken_back_as_one(vault: Vault) -> None:
    take_in(vault, digest="other", count=1)
    change = take_in(vault)
    assert change.undo is not None

    change.undo(vault.desk)

    assert reading.counts(vault.desk).cases == 1
    assert reading.counts(vault.desk).visitors == 1
    take_in(vault)  # and the file may come again


def test_a_mapping_is_kept_under_its_name(vault: Vault) -> None:
    imports.keep_mapping(vault.desk, name="Log", content="{}")
    imports.keep_mapping(vault.desk, name="Log", content='{"format": 1}')

    assert imports.mappings(vault.desk) == {"Log": '{"format": 1}'}


WORK = {
    "a note": lambda desk, case: cases.write_note(desk, case=case, text="said today", now=NOW),
    "a changed note": lambda desk, case: cases.change_note(
        desk, case=case, note=reading.case(desk, case).notes[0].id, text="said otherwise"
    ),
    "a contact": lambda desk, case: cases.add_contact(
        desk, case=case, contact=replace(reading.case(desk, case).contacts[0], id=0)
    ),
    "a removed contact": lambda desk, case: cases.remove_contact(
        desk, case=case, contact=reading.case(desk, case).contacts[0].id
    ),
    "facts": lambda desk, case: cases.set_facts(desk, case=case, facts=facts(role="other")),
    "concerns": lambda desk, case: cases.set_concerns(desk, case=case, concerns=()),
    "a name": lambda desk, case: cases.set_identity(desk, case=case, identity=Identity(name="Ana", reach="")),
    "unsaved words": lambda desk, case: drafts.keep_draft(
        desk, place=drafts.new_note_place(case), text="half a sen", now=NOW
    ),
    "an unsaved change": lambda desk, case: drafts.keep_draft(
        desk, place=drafts.note_place(reading.case(desk, case).notes[0].id), text="half a sen", now=NOW
    ),
}


@pytest.mark.parametrize("work", WORK)
def test_an_import_is_not_taken_back_over_somebodys_work(vault: Vault, work: str) -> None:
    change = take_in(vault)
    assert change.undo is not None
    done = WORK[work](vault.desk, change.cases[1])

    with pytest.raises(UserError, match="worked on since then"):
        change.undo(vault.desk)

    assert reading.counts(vault.desk).cases == 3
    if done is not None and done.undo is not None:
        done.undo(vault.desk)
        change.undo(vault.desk)
        assert reading.counts(vault.desk).cases == 0


def test_work_on_other_cases_is_not_in_the_way(vault: Vault) -> None:
    other = cases.open_case(vault.desk, new=new_case())
    change = take_in(vault)
    assert change.undo is not None
    cases.write_note(vault.desk, case=other.cases[0], text="said today", now=NOW)

    change.undo(vault.desk)

    assert reading.counts(vault.desk).cases == 1
