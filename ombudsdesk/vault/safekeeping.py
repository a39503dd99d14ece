"""What the vault remembers of its backups and recovery sheets: which there are, since when, and who can still read what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.shelf import Backup

NEVER = 0
_PLAN = "backup_plan"
_COLUMNS = "id, made, folder, name, sheet, tested, gone"


@dataclass(frozen=True)
class BackupMade:
    """A backup that was made: when, where, which sheet opens it, when it was last proven, and since when it is gone."""

    id: int
    made: datetime
    folder: Path
    name: str
    sheet: int
    tested: datetime | None = None
    gone: date | None = None

    @property
    def path(self) -> Path:
        return self.folder / self.name


@dataclass(frozen=True)
class SheetMade:
    """A recovery sheet. `made` is None where the vault was not told of its making."""

    number: int
    made: date | None = None
    shredded: date | None = None


@dataclass(frozen=True)
class OldSheets:
    """What older sheets still open: their numbers, in how many backups, and whether there is one that the sheet of today
    opens: only then may the old ones be shredded."""

    numbers: tuple[int, ...] = ()
    readable: int = 0
    may_go: bool = False


@dataclass(frozen=True)
class BackupPlan:
    """Where backups are made, after how many days (NEVER: only when somebody asks), and at which moments by themselves."""

    folder: Path | None = None
    every_days: int = 7
    at_unlock: bool = True
    at_lock: bool = False


def note_backup(database: Database, *, backup: Backup) -> Change:
    """Remember a backup that was made and, by that, proven."""
    moment = backup.made.isoformat(timespec="seconds")
    place = (str(backup.path.parent), backup.path.name)
    with database.transaction():
        # a stick that comes back under the same name: the file there is this one now
        database.run("DELETE FROM backup WHERE folder = ? AND name = ?", place)
        database.run(
            "INSERT INTO backup (made, folder, name, sheet, tested) VALUES (?, ?, ?, ?, ?)",
            (moment, *place, backup.epoch, moment),
        )
    return _CHANGE


def note_tested(database: Database, *, backup: int, now: datetime) -> Change:
    """Remember that a backup was opened with the sheet's code and found whole."""
    with database.transaction():
        database.run("UPDATE backup SET tested = ? WHERE id = ?", (now.isoformat(timespec="seconds"), backup))
    return _CHANGE


def note_gone(database: Database, *, folder: Path, names: Sequence[str], today: date) -> Change:
    """Remember that backups were removed from a folder."""
    rows = [(today.isoformat(), str(folder), name) for name in names]
    with database.transaction():
        database.run_many("UPDATE backup SET gone = ? WHERE folder = ? AND name = ? AND gone IS NULL", rows)
    return _CHANGE


def backups(database: Database) -> list[BackupMade]:
    """The backups that are not known to be gone, the newest first."""
    rows = database.query(f"SELECT {_COLUMNS} FROM backup WHERE gone IS NULL ORDER BY made DESC, id DESC")
    return [_backup(row) for row in rows]


def last_backup(database: Database) -> BackupMade | None:
    """The newest backup that is not known to be gone."""
    return next(iter(backups(database)), None)


def note_sheet(database: Database, *, number: int, today: date) -> Change:
    """Remember that a recovery sheet was made."""
    with database.transaction():
        database.run("INSERT OR IGNORE INTO sheet (number, made) VALUES (?, ?)", (number, today.isoformat()))
    return _CHANGE


def note_shredded(database: Database, *, number: int, today: date) -> Change:
    """Remember that an old recovery sheet was shredded: nobody can read the backups that only it opens."""
    day = today.isoformat()
    with database.transaction():
        # a sheet of which the vault was never told has no other day of making than that
        database.run("INSERT OR IGNORE INTO sheet (number, made) VALUES (?, ?)", (number, ""))
        database.run("UPDATE sheet SET shredded = ? WHERE number = ?", (day, number))
    return _CHANGE


def sheets(database: Database) -> list[SheetMade]:
    """The recovery sheets that the vault was told of, the newest first."""
    rows = database.query("SELECT number, made, shredded FROM sheet ORDER BY number DESC")
    return [SheetMade(number, _day(made), _day(shredded)) for number, made, shredded in rows]


def old_sheets(database: Database, *, current: int) -> list[SheetMade]:
    """The sheets before the current one that are not shredded yet, whether or not the vault was told of their making."""
    known = {one.number: one for one in sheets(database)}
    before = (known.get(number, SheetMade(number)) for number in range(current - 1, 0, -1))
    return [one for one in before if one.shredded is None]


def readable_with_old_sheets(database: Database, *, current: int) -> int:
    """How many backups are still there that an old sheet opens which is not shredded yet."""
    dangerous = {one.number for one in old_sheets(database, current=current)}
    return sum(one.sheet in dangerous for one in backups(database))


def reach_of_old_sheets(database: Database, *, current: int) -> OldSheets:
    """What can still be read with the sheets before the current one."""
    last = last_backup(database)
    numbers = tuple(one.number for one in old_sheets(database, current=current))
    readable = readable_with_old_sheets(database, current=current)
    return OldSheets(numbers, readable, may_go=bool(numbers) and last is not None and last.sheet == current)


def backup_plan(database: Database) -> BackupPlan:
    """Where and when backups are made."""
    kept = database.one("SELECT value FROM setting WHERE name = ?", (_PLAN,))
    if kept is None:
        return BackupPlan()
    facts = json.loads(kept)
    folder = facts.pop("folder")
    return BackupPlan(folder=Path(folder) if folder else None, **facts)


def set_backup_plan(database: Database, *, plan: BackupPlan) -> Change:
    """Change where and when backups are made."""
    before = backup_plan(database)
    facts = {
        "folder": str(plan.folder) if plan.folder else "",
        "every_days": plan.every_days,
        "at_unlock": plan.at_unlock,
        "at_lock": plan.at_lock,
    }
    keep_setting(database, _PLAN, json.dumps(facts))
    return Change(_CHANGE.kinds, undo=lambda again: set_backup_plan(again, plan=before))


def is_backup_due(plan: BackupPlan, last: datetime | None, now: datetime) -> bool:
    """Whether a backup should be made by itself. A clock that was set back makes none due for ever: it counts as due."""
    if plan.every_days == NEVER or plan.folder is None:
        return False
    return last is None or last > now or now.date() - last.date() >= timedelta(days=plan.every_days)


def setting(database: Database, name: str) -> str:
    """A setting that is kept in the vault, "" if there is none."""
    return str(database.one("SELECT value FROM setting WHERE name = ?", (name,)) or "")


def note_setting(database: Database, *, name: str, value: str) -> Change:
    """Keep a setting, and let whoever shows it know."""
    keep_setting(database, name, value)
    return _CHANGE


def keep_setting(database: Database, name: str, value: str) -> None:
    """Keep a setting in the vault."""
    with database.transaction():
        database.run(
            "INSERT INTO setting VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value",
            {"name": name, "value": value},
        )


_CHANGE = Change(frozenset({Kind.SETTING}))


def _backup(row: Sequence[object]) -> BackupMade:
    number, made, folder, name, sheet, tested, gone = row
    return BackupMade(
        int(str(number)),
        datetime.fromisoformat(str(made)),
        Path(str(folder)),
        str(name),
        int(str(sheet)),
        datetime.fromisoformat(str(tested)) if tested else None,
        _day(gone),
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
