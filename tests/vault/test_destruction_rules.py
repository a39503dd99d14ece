"""Whatever is done in whatever order: no case on hold is destroyed, none that was not chosen, and every count stays."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.domain.periods import Period
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, destruction, holds, retention, statistics
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case

TODAY = date(2026, 6, 1)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))

case = st.integers(min_value=1, max_value=6)
STEPS = st.one_of(
    st.tuples(st.just("new"), st.integers(min_value=0, max_value=60)),
    st.tuples(st.just("hold"), case),
    st.tuples(st.just("end"), case),
    st.tuples(st.just("choose"), st.frozensets(case, min_size=1, max_size=4)),
    st.tuples(st.just("work"), st.just(0)),
)


class Office:
    """A vault, and beside it what should be true of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        vaults.create(folder, PASSPHRASE, kdf=FAST_KDF).close()
        self.all: set[int] = set()
        self.held: set[int] = set()
        self.chosen: set[int] = set()
        self.gone: set[int] = set()

    def do(self, what: str, value: object) -> None:
        if what == "work":
            self.work()
            return
        vault = vaults.unlock(self.folder, PASSPHRASE, alone=True)
        try:
            getattr(self, what)(vault, value)
            self.check(vault)
        finally:
            vault.close()

    def new(self, vault: Vault, days: int) -> None:
        closed = facts(closed=TODAY - timedelta(days=days), outcome="resolved")
        self.all |= set(cases.open_case(vault.desk, new=new_case(case_facts=closed, notes=("words",))).cases)

    def hold(self, vault: Vault, number: int) -> None:
        if number in self.all - self.gone - self.held:
            holds.put_on_hold(vault.desk, case=number, reason="asked for", today=TODAY)
            self.held.add(number)
            self.chosen.discard(number)

    def end(self, vault: Vault, number: int) -> None:
        running = holds.running(vault.desk, number)
        assert (running is not None) is (number in self.held)
        if running is not None:
            holds.end_hold(vault.desk, hold=running.id, today=TODAY)
            self.held.discard(number)

    def choose(self, vault: Vault, chosen: frozenset[int]) -> None:
        there = chosen & (self.all - self.gone)
        try:
            destruction.plan(vault, cases=sorted(chosen), passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
        except UserError:
            assert not there or chosen & self.held
        else:
            assert there
            assert not chosen & self.held
            self.chosen = set(there)

    def work(self) -> None:
        with Work(self.folder, PASSPHRASE, kdf=FAST_KDF) as work:
            if work.stage is Stage.ERASE:
                work.erase(today=TODAY)
                self.gone |= self.chosen - self.held
                self.chosen = set()
            if work.stage is Stage.NEW_KEY:
                work.change_key()
            assert work.stage is None

    def check(self, vault: Vault) -> None:
        there = {number for (number,) in vault.desk.query("SELECT id FROM cases")}
        assert there == self.all - self.gone
        assert self.held <= there
        assert len(statistics.records(vault.desk, YEAR)) == len(self.all)
        due = {one.id for one in retention.due(vault.desk, today=TODAY) if one.hold is None}
        assert due <= there - self.held


@settings(max_examples=25)
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_no_order_of_steps_destroys_what_is_held_or_was_not_chosen_or_changes_a_count(
    steps: list[tuple[str, object]],
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        office = Office(folder / "vault")
        for what, value in [("new", 40), ("new", 50), *steps, ("work", 0), ("new", 1)]:
            office.do(what, value)
    finally:
        shutil.rmtree(folder)
