"""Reports that are published without an audit, for tests of what the vault does with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ombudsdesk.deidentify.release import Readers
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.vault import cases, ledger, statistics, units
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.ledger import Draft, Published
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case

TODAY = date(2026, 7, 1)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
PDFS = {"en": b"%PDF in English", "es": b"%PDF en espanol"}
DAYS = {3: date(2026, 3, 17), 4: date(2026, 4, 17), 5: date(2026, 5, 17)}


def fill_spring(vault: Vault) -> None:
    """Three cases in March, one in May, none in April, at one campus."""
    units.add_units(vault.desk, units=[Unit(name="Travis", kind=UnitKind.CAMPUS, level="high")])
    for month in (3, 3, 3, 5):
        come(vault, month)


def come(vault: Vault, month: int, role: str = "teacher") -> int:
    """A case of a month, closed since; its id."""
    campus = units.units(vault.desk)[0].id
    closed = facts(opened=DAYS[month], role=role, unit=campus, closed=DAYS[5], outcome="resolved")
    return cases.open_case(vault.desk, new=new_case(case_facts=closed)).cases[0]


def rows(database: Database) -> list[object]:
    """Every byte of the ledger."""
    kept = "SELECT * FROM release ORDER BY number", "SELECT * FROM frozen ORDER BY version, month, level, role, groups"
    return [database.query(statement) for statement in kept]


def draft(*, after: int = 0, period: Period = SPRING, corrected: Iterable[date] = ()) -> Draft:
    return Draft(
        after=after,
        readers=Readers.LEADERSHIP,
        period=period,
        plan='{"step":2}',
        statements='[["role","teacher",0,4]]',
        certificate='{"worlds":[[0,4],[4,0]]}',
        commentary={"en": "A quiet spring.", "es": "Una primavera tranquila: señales, no números."},
        overrides="[]",
        corrected=frozenset(corrected),
    )


def publish(
    database: Database,
    period: Period = SPRING,
    *,
    corrected: Iterable[date] = (),
    records: list[StatisticalRecord] | None = None,
    pdfs: Mapping[str, bytes] = PDFS,
) -> Published:
    """Publish what the cases and the ledger say of a period."""
    return ledger.publish(
        database,
        draft=draft(after=ledger.last_number(database), period=period, corrected=corrected),
        frozen=statistics.records(database, period) if records is None else records,
        pdfs=pdfs,
        today=TODAY,
    )
