"""How long cases are kept, and which are due to be destroyed. One rule for all for now: days after closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import holds
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.holds import Hold
from ombudsdesk.vault.safekeeping import keep_setting, setting

MOST_DAYS = 3650
_RULE = "days_after_close"


@dataclass(frozen=True)
class RetentionRule:
    """A case is destroyed so many days after it was closed. 30 is what many ombuds offices keep to."""

    days_after_close: int = 30


@dataclass(frozen=True)
class DueCase:
    """A closed case and the day on which it is due to be destroyed; `hold` if it may not be."""

    id: int
    number: str
    nickname: str
    closed: date
    due: date
    hold: Hold | None = None


def rule(database: Database) -> RetentionRule:
    """The rule of this office."""
    kept = setting(database, _RULE)
    return RetentionRule(int(kept)) if kept else RetentionRule()


def set_rule(database: Database, *, rule: RetentionRule) -> Change:
    """Change the rule of this office. Raises UserError for a number of days that makes no sense."""
    before = _current(database)
    if not 0 <= rule.days_after_close <= MOST_DAYS:
        raise UserError(
            _("Cases cannot be kept for so many days."), _("Choose between 0 and {most} days.").format(most=MOST_DAYS)
        )
    keep_setting(database, _RULE, str(rule.days_after_close))
    return Change(frozenset({Kind.SETTING}), undo=lambda again: set_rule(again, rule=before))


def due(database: Database, *, today: date) -> list[DueCase]:
    """The cases that are due, the longest due first. Those on hold are among them, with their hold: they are kept."""
    return _closed_until(database, last=today - _time_kept(database))


def coming(database: Database, *, today: date, within_days: int = 30) -> list[DueCase]:
    """The cases that will be due within so many days, the first one first."""
    last_due = today - _time_kept(database)
    return [one for one in _closed_until(database, last=last_due + timedelta(days=within_days)) if one.closed > last_due]


# `set_rule` has a value of the name of the function
_current = rule


def _time_kept(database: Database) -> timedelta:
    return timedelta(days=rule(database).days_after_close)


def _closed_until(database: Database, *, last: date) -> list[DueCase]:
    running = holds.all_running(database)
    kept = _time_kept(database)
    rows = database.query(
        "SELECT id, number, nickname, closed FROM cases WHERE closed <= ? ORDER BY closed, id", (last.isoformat(),)
    )
    return [
        DueCase(case, number, nickname, date.fromisoformat(day), date.fromisoformat(day) + kept, running.get(case))
        for case, number, nickname, day in rows
    ]
