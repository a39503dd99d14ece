"""Taking cases out of the tables: what goes, and the count without a name that statistics keep."""

from __future__ import annotations

from collections import Counter
from datetime import date

from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import holds, statistics
from ombudsdesk.vault.engine import Database

_DOOMED = "SELECT case_id FROM doomed"


def choose(database: Database, *, cases: list[int], today: date, sheets: tuple[int | None, int | None]) -> None:
    """Note which cases will be destroyed, and the numbers of the sheet before and after, in one transaction.

    Raises UserError where one of them is on hold, or none of them is there.
    """
    held = holds.all_running(database)
    if any(case in held for case in cases):
        raise UserError(
            _("One of these cases is on hold: nothing was destroyed."),
            _("Leave it out, or end its hold, if you may."),
        )
    with database.transaction():
        database.run("DELETE FROM doomed")
        database.run("DELETE FROM destruction WHERE erased IS NULL")
        database.run_many("INSERT INTO doomed SELECT id FROM cases WHERE id = ?", [(case,) for case in cases])
        count = number_chosen(database)
        if not count:
            raise UserError(_("There is no case to destroy."), _("Choose at least one case."))
        database.run(
            "INSERT INTO destruction (planned, cases, sheet_before, sheet_after) VALUES (?, ?, ?, ?)",
            (today.isoformat(), count, *sheets),
        )


def number_chosen(database: Database) -> int:
    """How many cases are noted and not destroyed yet."""
    return int(database.one("SELECT count(*) FROM doomed"))


def erase_chosen(database: Database, *, today: date) -> None:
    """Destroy the noted cases with all that belongs to them, in one transaction. What was put on hold since then stays."""
    with database.transaction():
        database.run("DELETE FROM doomed WHERE case_id IN (SELECT case_id FROM hold WHERE ended IS NULL)")
        _keep_counts(database)
        _keep_last_numbers(database)
        visitors = database.query(f"SELECT DISTINCT visitor_id FROM cases WHERE id IN ({_DOOMED})")
        erased = number_chosen(database)
        # contacts, concerns, notes, search words, imported rows and drafts go along
        database.run(f"DELETE FROM cases WHERE id IN ({_DOOMED})")
        database.run_many(
            "DELETE FROM visitor WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cases WHERE visitor_id = ?1)", visitors
        )
        database.run("UPDATE destruction SET erased = ?, cases = ? WHERE erased IS NULL", (today.isoformat(), erased))


def _keep_counts(database: Database) -> None:
    """Statistics count the cases on, without knowing which they were."""
    kinds = Counter(map(_kind, statistics.doomed_records(database)))
    database.run_many(
        """INSERT INTO survivor VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (month, level, role, groups) DO UPDATE SET cases = cases + excluded.cases""",
        [(*kind, count) for kind, count in sorted(kinds.items())],
    )


def _kind(record: StatisticalRecord) -> tuple[str, str, str, str]:
    return record.month.isoformat(), record.level, record.role, " ".join(sorted(record.groups))


def _keep_last_numbers(database: Database) -> None:
    database.run(
        f"""INSERT INTO last_number
        SELECT substr(number, 1, 2), max(CAST(substr(number, 4) AS INTEGER)) FROM cases WHERE id IN ({_DOOMED}) GROUP BY 1
        ON CONFLICT (year) DO UPDATE SET number = max(last_number.number, excluded.number)"""
    )
