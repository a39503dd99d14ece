"""The months that reports have spoken of, as they saw them: kept with the ledger, never changed.

A month is frozen by the first release that covers it, and once more by each that corrects it: its *version* is the number
of that release. Kinds of cases and how many there were, nothing that leads to a case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.vault.engine import Database

_ANY_VERSION = 1 << 62
_NOBODY = ("", "", "", 0)
"""The line of a month without cases."""


def frozen_months(database: Database) -> set[date]:
    """The first days of the months that reports have spoken of."""
    return {date.fromisoformat(month) for (month,) in database.query("SELECT DISTINCT month FROM frozen")}


def frozen_records(database: Database, period: Period, *, version: int | None = None) -> list[StatisticalRecord]:
    """The cases of a period's frozen months in their newest version, or as they stood once release `version` was out."""
    found = database.query(
        """SELECT month, level, role, groups, cases FROM frozen WHERE month BETWEEN :start AND :end AND version =
            (SELECT max(version) FROM frozen AS one WHERE one.month = frozen.month AND one.version <= :newest)""",
        {
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "newest": _ANY_VERSION if version is None else version,
        },
    )
    frozen: list[StatisticalRecord] = []
    for month, level, role, groups, cases in found:
        frozen += [StatisticalRecord(date.fromisoformat(month), level, role, frozenset(groups.split()))] * cases
    return frozen


def freeze(database: Database, *, version: int, months: Iterable[date], records: Iterable[StatisticalRecord]) -> None:
    """Freeze these months with those of the records that lie in them, inside the transaction of their release."""
    counted = Counter(records)
    for month in months:
        lines = sorted(_line(record, cases) for record, cases in counted.items() if record.month == month)
        database.run_many(
            "INSERT INTO frozen (month, version, level, role, groups, cases) VALUES (?, ?, ?, ?, ?, ?)",
            [(month.isoformat(), version, *line) for line in lines or [_NOBODY]],
        )


def lines_of(database: Database, version: int) -> Iterator[list[object]]:
    """All that a release froze, as it is sealed."""
    order = "month, level, role, groups"
    for line in database.each(f"SELECT {order}, cases FROM frozen WHERE version = ? ORDER BY {order}", (version,)):
        yield list(line)


def _line(record: StatisticalRecord, cases: int) -> tuple[str, str, str, int]:
    return record.level, record.role, " ".join(sorted(record.groups)), cases
