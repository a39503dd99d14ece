"""What goes out is planned against everything before it, proven, and in the ledger before anybody has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ombudsdesk import office, office_publish
from ombudsdesk.deidentify.release import Band, DistrictTotal
from ombudsdesk.domain.catalogue import Entry
from ombudsdesk.domain.periods import Period
from ombudsdesk.errors import UserError
from ombudsdesk.office_publish import Proposal
from ombudsdesk.vault import cases, ledger
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case

AUTUMN = Period(date(2025, 8, 1), date(2025, 12, 31))
SPRING = Period(date(2026, 1, 1), date(2026, 7, 31))
YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))
TODAY = date(2026, 8, 20)


@pytest.fixture
def office_vault(vault: Vault) -> Vault:
    office.fill_practice_office(vault.desk, cases=70)
    return vault


def propose(vault: Vault, period: Period) -> Proposal:
    return office_publish.propose(vault.desk, period)


def publish(vault: Vault, period: Period, *languages: str) -> dict[str, bytes]:
    return office_publish.publish(vault.desk, propose(vault, period), languages=languages or ["en"], today=TODAY)


def test_what_is_handed_out_is_in_the_ledger_with_its_proof(office_vault: Vault) -> None:
    pdfs = publish(office_vault, YEAR, "en", "es")

    (entry,) = ledger.entries(office_vault.desk)
    assert set(entry.digests) == set(pdfs) == {"en", "es"}
    assert entry.period == YEAR
    assert office_publish.proofs_hold(office_vault.desk)


def test_a_proposal_alone_is_not_in_the_ledger(office_vault: Vault) -> None:
    propose(office_vault, YEAR)

    assert ledger.entries(office_vault.desk) == []


def test_the_same_period_again_says_the_same_whatever_has_changed(office_vault: Vault) -> None:
    first, paper = propose(office_vault, YEAR).release, publish(office_vault, YEAR)
    office_vault.desk.run("UPDATE cases SET role = 'student'")

    assert propose(office_vault, YEAR).release == first
    assert publish(office_vault, YEAR) == paper
    assert office_publish.proofs_hold(office_vault.desk)


def test_a_year_after_its_halves_adds_up_what_they_said(office_vault: Vault) -> None:
    halves = [propose(office_vault, AUTUMN).release]
    publish(office_vault, AUTUMN)
    halves.append(propose(office_vault, SPRING).release)
    publish(office_vault, SPRING)

    whole = propose(office_vault, YEAR).release

    assert isinstance(whole.total, DistrictTotal)
    assert whole.total.cases == sum(half.total.cases for half in halves if isinstance(half.total, DistrictTotal))
    assert all(table.added_up for table in whole)
    publish(office_vault, YEAR)
    assert office_publish.proofs_hold(office_vault.desk)


def test_a_year_with_a_quiet_half_adds_up_bands(vault: Vault) -> None:
    for opened, count in ((date(2025, 9, 3), 33), (date(2026, 3, 3), 3)):
        for _number in range(count):
            cases.open_case(vault.desk, new=new_case(case_facts=facts(role="parent", opened=opened)))
    publish(vault, AUTUMN)
    publish(vault, SPRING)

    # exactly 33 and 0 to 4: the exact one is read as its band, for only equal bands add up
    assert propose(vault, YEAR).release.total == Band(30, 38, parts=2)
    publish(vault, YEAR)
    assert office_publish.proofs_hold(vault.desk)


def test_a_list_that_has_grown_changes_no_published_report(office_vault: Vault) -> None:
    first = propose(office_vault, YEAR).release
    publish(office_vault, YEAR)
    catalogue = office_vault.desk.catalogue
    one_more = Entry("bus_driver", {"en": "Bus driver", "es": "Conductor de autobús"})
    roles = replace(catalogue.roles, entries=(*catalogue.roles.entries, one_more))
    office_vault.desk.catalogue = replace(catalogue, roles=roles)

    assert propose(office_vault, YEAR).release == first


def test_two_reports_that_share_months_are_proven_together(office_vault: Vault) -> None:
    publish(office_vault, YEAR)
    publish(office_vault, AUTUMN)

    assert len(ledger.entries(office_vault.desk)) == 2
    assert office_publish.proofs_hold(office_vault.desk)


def test_a_period_that_is_not_over_is_not_published(office_vault: Vault) -> None:
    with pytest.raises(UserError, match="not over"):
        office_publish.publish(office_vault.desk, propose(office_vault, YEAR), languages=["en"], today=YEAR.end)

    assert ledger.entries(office_vault.desk) == []


@pytest.mark.parametrize("words", ["Two parents came about the bus.", "About 40 % were new.", "Call 512-555-0100."])
def test_words_that_tell_too_much_stop_the_report(office_vault: Vault, words: str) -> None:
    proposal = propose(office_vault, YEAR)

    with pytest.raises(UserError):
        office_publish.publish(office_vault.desk, proposal, languages=["en"], today=TODAY, commentary={"en": words})

    assert ledger.entries(office_vault.desk) == []


def test_words_that_name_nobody_are_printed(office_vault: Vault) -> None:
    proposal, words = propose(office_vault, YEAR), {"en": "People spoke about clear answers and respect."}

    with_words = office_publish.publish(office_vault.desk, proposal, languages=["en"], today=TODAY, commentary=words)

    assert with_words["en"] != office.report(proposal.release, catalogue=office_vault.catalogue, language="en")
    assert ledger.entries(office_vault.desk)[0].commentary == words


def test_whoever_stops_before_the_ledger_has_published_nothing(office_vault: Vault) -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        office_publish.publish(
            office_vault.desk, propose(office_vault, YEAR), languages=["en"], today=TODAY, last_chance=stop
        )

    assert ledger.entries(office_vault.desk) == []


def test_a_report_that_was_planned_before_another_went_out_is_looked_at_again(office_vault: Vault) -> None:
    early = propose(office_vault, YEAR)
    publish(office_vault, AUTUMN)

    with pytest.raises(UserError):
        office_publish.publish(office_vault.desk, early, languages=["en"], today=TODAY)


def test_where_hardly_anybody_came_not_even_that_is_told(vault: Vault) -> None:
    assert not isinstance(propose(vault, YEAR).release.total, DistrictTotal)
