"""The cases of a period as statistics see them: the only thing of the vault that a report is made from."""

from __future__ import annotations

from datetime import date

from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.vault.engine import Database


def records(database: Database, period: Period) -> list[StatisticalRecord]:
    """One record for each case opened in the period. A case without a campus has the level "not known"."""
    rows = database.query(
        """SELECT substr(opened, 1, 7) || '-01', coalesce(unit.level, :unknown), role,
            (SELECT group_concat(topic, ' ') FROM concern WHERE case_id = cases.id)
        FROM cases LEFT JOIN unit ON unit.id = unit_id WHERE opened BETWEEN :start AND :end""",
        {"unknown": NOT_KNOWN, "start": period.start.isoformat(), "end": period.end.isoformat()},
    )
    return [
        StatisticalRecord(date.fromisoformat(month), level, role, _groups(database, topics or ""))
        for month, level, role, topics in rows
    ]


def _groups(database: Database, topics: str) -> frozenset[str]:
    return frozenset(database.catalogue.group_of(topic) for topic in topics.split())
