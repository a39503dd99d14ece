"""The cases of a period as statistics see them: the only thing of the vault that a report is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.frozen import frozen_months, frozen_records

_RECORDS = """SELECT substr(opened, 1, 7) || '-01', coalesce(unit.level, :unknown), role, visitor_id,
    (SELECT group_concat(topic, ' ') FROM concern WHERE case_id = cases.id)
    FROM cases LEFT JOIN unit ON unit.id = unit_id WHERE """


def records(database: Database, period: Period) -> list[StatisticalRecord]:
    """One record for each case of the period, destroyed ones too. Without a campus the level is "not known".

    A month that a report has spoken of stays as that report saw it, whatever was done to its cases since then.
    """
    published = frozen_months(database)
    fresh = [record for record in current_records(database, period) if record.month not in published]
    return [*map(_with_token, frozen_records(database, period)), *fresh]


def current_records(database: Database, period: Period) -> list[StatisticalRecord]:
    """What the cases themselves say today, also of months that a report has spoken of: for corrections alone."""
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    living = _living(database, "opened BETWEEN :start AND :end", days)
    return [*living, *map(_with_token, _destroyed(database, days))]


def doomed_records(database: Database) -> list[StatisticalRecord]:
    """One record for each case that is about to be destroyed."""
    return list(_living(database, "cases.id IN (SELECT case_id FROM doomed)", {}))


def _living(database: Database, which: str, values: Mapping[str, str]) -> Iterable[StatisticalRecord]:
    for month, level, role, visitor, topics in database.query(_RECORDS + which, {"unknown": NOT_KNOWN, **values}):
        groups = _groups(database, topics or "")
        yield StatisticalRecord(date.fromisoformat(month), level, role, groups, str(visitor))


def _destroyed(database: Database, days: Mapping[str, str]) -> Iterable[StatisticalRecord]:
    kept = "SELECT month, level, role, groups, cases FROM survivor WHERE month BETWEEN :start AND :end"
    for month, level, role, groups, cases in database.query(kept, days):
        yield from [StatisticalRecord(date.fromisoformat(month), level, role, frozenset(groups.split()))] * cases


def _with_token(record: StatisticalRecord) -> StatisticalRecord:
    """Who came is not known any more: all of a month who could be one visitor count as one."""
    return replace(record, visitor=f"{record.month:%Y-%m} {record.level} {record.role}")


def _groups(database: Database, topics: str) -> frozenset[str]:
    return frozenset(database.catalogue.group_of(topic) for topic in topics.split())
