"""The ledger of published reports: what is in it stays, what was published stays as it was told, damage is noticed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ombudsdesk.deidentify.release import Readers
from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.periods import Period, whole_month
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, destruction, imports, ledger, restore, statistics
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.change import Kind
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.digest import digest, row_counts
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.frozen import frozen_months, frozen_records
from ombudsdesk.vault.imports import Arrival
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.verify import verify
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case
from tests.vault.keeping import CODE, NEW_WORDS, bring_home, give_sheet, save
from tests.vault.publishing import DAYS, MARCH, PDFS, SPRING, TODAY, YEAR, come, draft, fill_spring, publish, rows


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Three cases in March, one in May, none in April, at one campus."""
    fill_spring(vault)
    return vault


def told(database: Database, period: Period = SPRING) -> Counter[StatisticalRecord]:
    return Counter(statistics.records(database, period))


def test_an_entry_holds_what_was_published_in_order(office: Vault) -> None:
    first = publish(office.desk)
    second = publish(office.desk, YEAR, pdfs={"en": b"%PDF of the year"})

    assert ledger.entries(office.desk) == [first.entry, second.entry]
    entry, plan = first.entry, draft()
    assert (entry.number, entry.made, entry.readers, entry.period) == (1, TODAY, Readers.LEADERSHIP, SPRING)
    assert (entry.plan, entry.statements, entry.overrides) == (plan.plan, plan.statements, plan.overrides)
    assert (entry.commentary, entry.languages) == (plan.commentary, ("en", "es"))
    assert entry.digests == {language: hashlib.sha256(pdf).hexdigest() for language, pdf in PDFS.items()}
    assert ledger.certificate(office.desk, 1) == plan.certificate
    assert (first.entry.before, second.entry.before) == (b"", first.entry.seal)
    assert len(entry.seal) == 32
    assert first.pdfs == PDFS
    assert first.change.kinds == {Kind.RELEASE}
    assert first.change.undo is None, "paper cannot be called back"
    assert ledger.check(office.desk)


def test_an_empty_ledger_is_whole(vault: Vault) -> None:
    assert ledger.entries(vault.desk) == []
    assert ledger.last_number(vault.desk) == 0
    assert frozen_months(vault.desk) == set()
    assert ledger.check(vault.desk)
    with pytest.raises(KeyError):
        ledger.certificate(vault.desk, 1)


def test_the_ledger_holds_nothing_that_leads_to_a_case(office: Vault) -> None:
    publish(office.desk)

    columns = office.desk.query("SELECT name FROM pragma_table_info('frozen')")

    assert [name for (name,) in columns] == ["month", "version", "level", "role", "groups", "cases"]
    references = office.desk.query("SELECT \"table\" FROM pragma_foreign_key_list('frozen')")
    assert references == [("release",)]
    assert office.desk.query("SELECT * FROM pragma_foreign_key_list('release')") == []


def test_a_draft_that_was_audited_before_another_report_is_refused_and_leaves_nothing(office: Vault) -> None:
    publish(office.desk, MARCH)
    before = rows(office.desk)

    with pytest.raises(UserError, match="Another report was published meanwhile"):
        ledger.publish(office.desk, draft=draft(), frozen=statistics.records(office.desk, SPRING), pdfs=PDFS, today=TODAY)

    assert rows(office.desk) == before


def test_a_report_of_frozen_months_is_made_of_what_was_told_of_them(office: Vault) -> None:
    publish(office.desk, MARCH)
    come(office, 3)

    with pytest.raises(UserError, match="look at this one again"):
        publish(office.desk, SPRING, records=statistics.current_records(office.desk, SPRING))
    with pytest.raises(UserError, match="look at this one again"):
        publish(office.desk, SPRING, records=[])

    publish(office.desk, SPRING)
    assert ledger.last_number(office.desk) == 2


def test_a_draft_that_no_audit_makes_is_an_error_and_leaves_nothing(office: Vault) -> None:
    april = date(2026, 4, 1)
    for wrong in (
        lambda: publish(office.desk, pdfs={}),
        lambda: publish(office.desk, MARCH, records=statistics.records(office.desk, SPRING)),
        lambda: publish(office.desk, MARCH, corrected=[april]),
        lambda: publish(office.desk, SPRING, corrected=[april]),
    ):
        with pytest.raises(ValueError, match=r"report|corrected"):
            wrong()

    assert rows(office.desk) == [[], []]


def test_a_transaction_that_fails_at_any_statement_leaves_neither_entry_nor_frozen_month(
    office: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenError(Exception):
        pass

    def breaks(name: str, at: int) -> Callable[..., object]:
        real = getattr(Database, name)

        def sometimes(*values: object) -> object:
            calls.append(name)
            if len(calls) == at:
                raise BrokenError
            return real(*values)

        return sometimes

    failed = 0
    for at in range(1, 30):
        calls: list[str] = []
        with monkeypatch.context() as broken, suppress(BrokenError):
            for name in ("run", "run_many"):
                broken.setattr(Database, name, breaks(name, at))
            publish(office.desk)
            break
        failed += 1
        assert rows(office.desk) == [[], []]
        assert ledger.check(office.desk)

    assert failed == len(calls) == 6, "begin, three months, the entry, commit"
    assert ledger.last_number(office.desk) == 1


def test_the_months_of_a_report_are_frozen_also_those_without_cases(office: Vault) -> None:
    publish(office.desk)
    before = told(office.desk)

    come(office, 4)
    cases.set_facts(office.desk, case=1, facts=facts(opened=DAYS[3], role="parent"))

    assert frozen_months(office.desk) == {date(2026, month, 1) for month in (3, 4, 5)}
    assert told(office.desk) == before
    assert told(office.desk, whole_month(DAYS[4])) == Counter()
    # other months are read from the cases as ever
    june = cases.open_case(office.desk, new=new_case(case_facts=facts(opened=date(2026, 6, 2))))
    assert len(statistics.records(office.desk, YEAR)) == 5
    cases.set_facts(office.desk, case=june.cases[0], facts=facts(opened=date(2027, 6, 2)))
    assert len(statistics.records(office.desk, YEAR)) == 4


def test_a_longer_report_freezes_only_the_months_that_are_new(office: Vault) -> None:
    publish(office.desk, MARCH)
    come(office, 3)
    come(office, 4)

    publish(office.desk, SPRING)

    versions = dict(office.desk.query("SELECT month, version FROM frozen"))
    assert versions == {"2026-03-01": 1, "2026-04-01": 2, "2026-05-01": 2}
    assert len(told(office.desk, MARCH)) == 1
    assert told(office.desk, MARCH).total() == 3


def test_late_changes_are_told_apart_from_what_was_published(office: Vault) -> None:
    publish(office.desk)
    cases.set_facts(office.desk, case=1, facts=facts(opened=DAYS[3], role="parent"))
    come(office, 3)
    march = date(2026, 3, 1)
    teacher = StatisticalRecord(march, "high", "teacher", _groups(office))
    parent = replace(teacher, level=NOT_KNOWN, role="parent")

    added, removed = ledger.late_changes(office.desk, march)

    assert (added, removed) == (Counter([parent]), Counter())
    come(office, 3)
    cases.set_facts(office.desk, case=2, facts=facts(opened=DAYS[4], role="teacher"))
    cases.set_facts(office.desk, case=3, facts=facts(opened=DAYS[4], role="teacher"))
    cases.set_facts(office.desk, case=5, facts=facts(opened=DAYS[4], role="teacher"))
    added, removed = ledger.late_changes(office.desk, march)
    assert (added, removed) == (Counter([parent]), Counter([teacher] * 2))
    assert ledger.late_changes(office.desk, date(2026, 5, 1)) == (Counter(), Counter())
    with pytest.raises(ValueError, match="not frozen"):
        ledger.late_changes(office.desk, date(2026, 6, 1))


def _groups(office: Vault) -> frozenset[str]:
    return statistics.current_records(office.desk, MARCH)[0].groups


def test_a_correction_is_a_new_version_and_the_old_one_stays(office: Vault) -> None:
    publish(office.desk)
    first = rows(office.desk)
    come(office, 3)
    corrected = [
        *statistics.current_records(office.desk, MARCH),
        *(record for record in statistics.records(office.desk, SPRING) if record.month.month != 3),
    ]

    publish(office.desk, records=corrected, corrected=[date(2026, 3, 1)])

    assert told(office.desk, MARCH).total() == 4
    assert len(frozen_records(office.desk, SPRING, version=1)) == 4
    assert len(frozen_records(office.desk, SPRING, version=2)) == len(frozen_records(office.desk, SPRING)) == 5
    assert frozen_records(office.desk, SPRING, version=0) == []
    assert ledger.late_changes(office.desk, date(2026, 3, 1)) == (Counter(), Counter())
    assert rows(office.desk)[0][:1] == first[0]  # type: ignore[index]
    # a month can be corrected to nobody
    publish(office.desk, MARCH, records=[], corrected=[date(2026, 3, 1)])
    assert told(office.desk, MARCH) == Counter()
    assert ledger.check(office.desk)


def test_campuses_may_be_renamed_merged_and_moved_to_another_level_and_reports_stay_what_they_said(office: Vault) -> None:
    publish(office.desk)
    before, ledger_before = told(office.desk), rows(office.desk)

    office.desk.run("UPDATE unit SET name = 'Austin', level = 'middle'")
    assert told(office.desk) == before
    office.desk.run("INSERT INTO unit (name, kind, level) VALUES ('Travis', 'campus', 'elementary')")
    office.desk.run("UPDATE cases SET unit_id = (SELECT id FROM unit WHERE name = 'Travis')")
    office.desk.run("DELETE FROM unit WHERE name = 'Austin'")

    assert told(office.desk) == before
    assert rows(office.desk) == ledger_before
    assert {record.level for record in statistics.current_records(office.desk, SPRING)} == {"elementary"}


def test_an_import_that_is_taken_back_after_publishing_leaves_the_report_true(office: Vault) -> None:
    arrivals = [Arrival("Travis", new_case(case_facts=facts(opened=DAYS[4]))) for _number in range(3)]
    taken = imports.import_cases(office.desk, arrivals=arrivals, new_units=[], digest="file", today=TODAY)
    publish(office.desk)
    before = told(office.desk)
    assert taken.undo is not None

    taken.undo(office.desk)

    assert told(office.desk) == before
    assert ledger.late_changes(office.desk, date(2026, 4, 1))[1].total() == 3
    assert ledger.check(office.desk)


def test_destruction_goes_through_after_publishing_and_leaves_the_ledger_as_it_was(office: Vault) -> None:
    published = publish(office.desk)
    before, told_before = rows(office.desk), told(office.desk)
    destruction.plan(office, cases=[1, 2, 4], passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    office.close()
    with Work(office.folder, PASSPHRASE, kdf=FAST_KDF) as work:
        work.erase(today=TODAY)
        work.change_key()
        assert work.stage is None

    again = vaults.unlock(office.folder, PASSPHRASE, alone=True)
    assert again.desk.one("SELECT count(*) FROM cases") == 1
    assert rows(again.desk) == before
    assert ledger.entries(again.desk) == [published.entry]
    assert told(again.desk) == told_before
    # what was destroyed is counted once, not as a survivor beside its frozen month
    assert ledger.late_changes(again.desk, date(2026, 3, 1)) == (Counter(), Counter())
    assert all(finding.good for finding in verify(again.desk))
    publish(again.desk)
    assert ledger.check(again.desk)
    again.close()


def test_visitors_are_told_apart_only_as_long_as_the_vault_knows_them(office: Vault) -> None:
    def tokens(*which: StatisticalRecord) -> set[str]:
        return {record.visitor for record in which}

    visitor = office.desk.one("SELECT visitor_id FROM cases WHERE id = 1")
    office.desk.run("UPDATE cases SET visitor_id = ? WHERE id = 2", (visitor,))
    march = statistics.records(office.desk, MARCH)
    assert len(march) == 3
    assert len(tokens(*march)) == 2

    come(office, 3, role="parent")
    publish(office.desk)

    frozen = statistics.records(office.desk, SPRING)
    assert len(frozen) == 5
    # one for the teachers of March, one for the parent, one for the teacher of May
    assert len(tokens(*frozen)) == 3
    living = statistics.current_records(office.desk, SPRING)
    assert len(tokens(*living)) == 4
    assert not tokens(*living) & tokens(*frozen)
    assert sorted(map(repr, living)) == sorted(map(repr, frozen)), "a token is nothing that a record says"


def test_a_backup_brings_the_ledger_home(office: Vault, tmp_path: Path) -> None:
    give_sheet(office)
    published = publish(office.desk)
    made = save(office, tmp_path / "stick")

    assert bring_home(made.path, tmp_path / "home") == digest(office.desk)
    home = restore.restore(made.path, tmp_path / "second", code=CODE, passphrase=NEW_WORDS, kdf=FAST_KDF)
    assert ledger.entries(home.desk) == [published.entry]
    assert ledger.certificate(home.desk, 1) == draft().certificate
    assert ledger.check(home.desk)
    publish(home.desk)
    home.close()


def test_the_digest_of_a_vault_covers_the_ledger(office: Vault) -> None:
    publish(office.desk)
    before = digest(office.desk)
    assert {"release": 1, "frozen": 3}.items() <= row_counts(office.desk).items()

    publish(office.desk, YEAR)

    assert digest(office.desk) != before
