from __future__ import annotations

from datetime import date

import pytest

from ombudsdesk.domain.cases import Counts
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.vault import imports, reading, units
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.imports import Arrival
from ombudsdesk.vault.vault import Vault
from tests.factories import new_case

TODAY = date(2026, 8, 1)
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
