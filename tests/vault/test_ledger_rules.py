"""Whatever is done in whatever order: what was published stays byte for byte, and its months stay as they were told."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from ombudsdesk.domain.cases import Concern, Facts
from ombudsdesk.domain.periods import Period, whole_month
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, erasure, imports, ledger, statistics, units
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.imports import Arrival
from ombudsdesk.vault.verify import verify
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case
from tests.vault.publishing import TODAY, YEAR, publish

MONTHS = YEAR.months[:6]
LEVELS = ("elementary", "middle", "high")
month = st.sampled_from(MONTHS)
role = st.sampled_from(("teacher", "parent", "student"))
topics = st.sampled_from((("relationships.bullying",), (), ("relationships.bullying", "career.promotion")))
which = st.integers(min_value=0, max_value=30)


class PublishingOffice(RuleBasedStateMachine):
    """A vault, and beside it what was published."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.vault = vaults.create(self.place / "vault", PASSPHRASE, kdf=FAST_KDF)
        self.desk = self.vault.desk
        self.entries: list[object] = []
        self.frozen: set[object] = set()
        self.told: dict[date, Counter[StatisticalRecord]] = {}
        self.imports: list[Change] = []
        self.files = 0

    def teardown(self) -> None:
        try:
            assert all(finding.good for finding in verify(self.desk))
        finally:
            self.vault.close()
            shutil.rmtree(self.place)

    @initialize()
    def open_campuses(self) -> None:
        names = ("Travis", "Austin", "Bowie")
        campuses = [Unit(name=name, kind=UnitKind.CAMPUS, level=level) for name, level in zip(names, LEVELS, strict=True)]
        units.add_units(self.desk, units=campuses)

    @rule(month=month, role=role, topics=topics, campus=which)
    def log_a_case(self, month: date, role: str, topics: tuple[str, ...], campus: int) -> None:
        facts = self.facts(month, role, campus)
        cases.open_case(self.desk, new=new_case(case_facts=facts, topics=topics))

    @precondition(lambda self: self.ids())
    @rule(case=which, month=month, role=role, campus=which)
    def edit_a_case(self, case: int, month: date, role: str, campus: int) -> None:
        cases.set_facts(self.desk, case=self.pick(case), facts=self.facts(month, role, campus))

    @precondition(lambda self: self.ids())
    @rule(case=which, topics=topics)
    def edit_concerns(self, case: int, topics: tuple[str, ...]) -> None:
        concerns = tuple(Concern(topic=topic) for topic in topics)
        cases.set_concerns(self.desk, case=self.pick(case), concerns=concerns)

    @rule(campus=which, number=which)
    def rename_a_campus(self, campus: int, number: int) -> None:
        self.desk.run("UPDATE OR IGNORE unit SET name = ? WHERE id = ?", (f"Campus {number}", self.campus(campus)))

    @rule(campus=which, level=st.sampled_from(LEVELS))
    def move_a_campus_to_another_level(self, campus: int, level: str) -> None:
        self.desk.run("UPDATE unit SET level = ? WHERE id = ?", (level, self.campus(campus)))

    @precondition(lambda self: len(units.units(self.desk)) > 1)
    @rule()
    def merge_two_campuses(self) -> None:
        one, other = (unit.id for unit in units.units(self.desk)[:2])
        self.desk.run("UPDATE cases SET unit_id = ? WHERE unit_id = ?", (one, other))
        self.desk.run("DELETE FROM unit WHERE id = ?", (other,))

    @rule(month=month, role=role, number=st.integers(min_value=1, max_value=4))
    def take_in_a_file(self, month: date, role: str, number: int) -> None:
        self.files += 1
        new = new_case(case_facts=self.facts(month, role, 0), notes=(f"file {self.files}",))
        arrivals = [Arrival("", new, "somebody")] * number
        taken = imports.import_cases(self.desk, arrivals=arrivals, new_units=[], digest=f"file {self.files}", today=TODAY)
        self.imports.append(taken)

    @precondition(lambda self: self.imports)
    @rule()
    def take_a_file_back(self) -> None:
        undo = self.imports.pop().undo
        assert undo is not None
        with suppress(UserError):
            # somebody has worked on one of its cases: then it stays
            undo(self.desk)

    @precondition(lambda self: self.ids())
    @rule(case=which, number=st.integers(min_value=1, max_value=4))
    def destroy_cases(self, case: int, number: int) -> None:
        chosen = {self.pick(case + more) for more in range(number)}
        erasure.choose(self.desk, cases=sorted(chosen), today=TODAY, sheets=(None, None))
        erasure.erase_chosen(self.desk, today=TODAY)

    @rule(first=st.integers(min_value=0, max_value=5), length=st.integers(min_value=1, max_value=6))
    def publish_a_report(self, first: int, length: int) -> None:
        period = self.period(first, length)
        self.note(period, statistics.records(self.desk, period))
        publish(self.desk, period)
        self.remember()

    @precondition(lambda self: self.told)
    @rule(number=which)
    def publish_a_correction(self, number: int) -> None:
        month = sorted(self.told)[number % len(self.told)]
        records = statistics.current_records(self.desk, whole_month(month))
        publish(self.desk, whole_month(month), records=records, corrected=[month])
        self.told[month] = Counter(records)
        assert ledger.late_changes(self.desk, month) == (Counter(), Counter())
        self.remember()

    @invariant()
    def every_entry_is_as_it_was(self) -> None:
        assert self.desk.query("SELECT * FROM release ORDER BY number") == self.entries
        assert set(self.desk.query("SELECT * FROM frozen")) == self.frozen
        assert ledger.check(self.desk)

    @invariant()
    def every_published_month_is_as_it_was_told_and_every_other_as_its_cases_say(self) -> None:
        records = Counter(statistics.records(self.desk, YEAR))
        current = statistics.current_records(self.desk, YEAR)
        expected = Counter(record for record in current if record.month not in self.told)
        for counted in self.told.values():
            expected += counted
        assert records == expected

    def note(self, period: Period, records: list[StatisticalRecord]) -> None:
        for month in period.months:
            self.told.setdefault(month, Counter(record for record in records if record.month == month))

    def remember(self) -> None:
        """What is in the ledger now has to stay there; what was there before is compared first."""
        entries = self.desk.query("SELECT * FROM release ORDER BY number")
        frozen = set(self.desk.query("SELECT * FROM frozen"))
        assert entries[:-1] == self.entries
        assert self.frozen <= frozen
        self.entries, self.frozen = entries, frozen

    def ids(self) -> list[int]:
        return [case for (case,) in self.desk.query("SELECT id FROM cases ORDER BY id")]

    def pick(self, number: int) -> int:
        ids = self.ids()
        return ids[number % len(ids)]

    def campus(self, number: int) -> int:
        ids = [unit.id for unit in units.units(self.desk)]
        return ids[number % len(ids)]

    def facts(self, month: date, role: str, campus: int) -> Facts:
        return Facts(opened=month.replace(day=17), role=role, language="en", unit=self.campus(campus))

    def period(self, first: int, length: int) -> Period:
        last = min(first + length, len(MONTHS)) - 1
        return Period(MONTHS[first], whole_month(MONTHS[last]).end)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("examples", [12, pytest.param(200, marks=pytest.mark.trials)])
def test_no_order_of_steps_changes_what_was_published(examples: int) -> None:
    run_state_machine_as_test(
        PublishingOffice, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
