"""A hold: nothing of a case may be destroyed, because a court, an authority or somebody with a right to it may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.change import Change, of_case
from ombudsdesk.vault.engine import Database


@dataclass(frozen=True)
class Hold:
    """Why a case is kept, since when, and since when no longer (None: it runs)."""

    id: int
    case: int
    reason: str
    since: date
    ended: date | None = None


def put_on_hold(database: Database, *, case: int, reason: str, today: date) -> Change:
    """Let nothing of a case be destroyed from now on. Raises UserError without a reason, or where a hold runs already."""
    if not reason.strip():
        raise UserError(_("A hold needs a reason."), _("Write who asked for it, or why it may be asked for."))
    with database.transaction():
        if running(database, case) is not None:
            raise UserError(_("This case is on hold already."), _("End that hold first if the reason has changed."))
        hold = database.run(
            "INSERT INTO hold (case_id, reason, since) VALUES (?, ?, ?)", (case, reason.strip(), today.isoformat())
        )
        # a case that was chosen to be destroyed, and is needed after all
        database.run("DELETE FROM doomed WHERE case_id = ?", (case,))
    return of_case(case, lambda again: _forget(again, hold, case))


def end_hold(database: Database, *, hold: int, today: date) -> Change:
    """Let the usual rules count for the case again."""
    with database.transaction():
        case = database.one("SELECT case_id FROM hold WHERE id = ? AND ended IS NULL", (hold,))
        if case is None:
            raise UserError(_("This hold has ended already."), _("Look at the case again."))
        database.run("UPDATE hold SET ended = ? WHERE id = ?", (today.isoformat(), hold))
    return of_case(case, lambda again: _run_again(again, hold, case))


def holds(database: Database, case: int) -> list[Hold]:
    """All holds of a case, the newest first."""
    rows = database.query(
        "SELECT id, case_id, reason, since, ended FROM hold WHERE case_id = ? ORDER BY since DESC, id DESC", (case,)
    )
    return [_hold(*row) for row in rows]


def running(database: Database, case: int) -> Hold | None:
    """The hold that protects a case now."""
    return next((one for one in holds(database, case) if one.ended is None), None)


def all_running(database: Database) -> dict[int, Hold]:
    """The holds that run, by case."""
    rows = database.query("SELECT id, case_id, reason, since, ended FROM hold WHERE ended IS NULL ORDER BY id")
    return {row[1]: _hold(*row) for row in rows}


def _hold(number: int, case: int, reason: str, since: str, ended: str | None) -> Hold:
    return Hold(number, case, reason, date.fromisoformat(since), date.fromisoformat(ended) if ended else None)


def _forget(database: Database, hold: int, case: int) -> Change:
    with database.transaction():
        database.run("DELETE FROM hold WHERE id = ?", (hold,))
    return of_case(case)


def _run_again(database: Database, hold: int, case: int) -> Change:
    with database.transaction():
        if running(database, case) is None:
            database.run("UPDATE hold SET ended = NULL WHERE id = ?", (hold,))
    return of_case(case)
