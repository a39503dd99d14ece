"""Is my office safe? What there is to ask of the vault and its surroundings, and what to do about each answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, unique

from ombudsdesk.i18n import N_, _, current, ngettext
from ombudsdesk.vault import safekeeping
from ombudsdesk.vault.places import Service
from ombudsdesk.vault.safekeeping import NEVER, BackupMade, BackupPlan

OLD_TEST_DAYS = 180
# winter time begins: what was made before seems to be of later
_CLOCKS_DIFFER = timedelta(hours=2)


@unique
class State(Enum):
    """How an answer is to be taken; the values are N_-marked words for it."""

    GOOD = N_("Good")
    LOOK = N_("Look at this")
    UNKNOWN = N_("Not known")


@unique
class Action(Enum):
    """What helps at once; the values are N_-marked words for a button."""

    MAKE_SHEET = N_("Make the recovery sheet…")
    RENEW_SHEET = N_("Make a new recovery sheet…")
    CHOOSE_FOLDER = N_("Choose a folder…")
    BACK_UP = N_("Back up now")
    TEST = N_("Test the newest backup")


@dataclass(frozen=True)
class Answer:
    """One question with its answer, in the language in use; `action` is what the program can do about it."""

    question: str
    state: State
    words: str
    action: Action | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known. Days and moments are those of this computer's clock; None is what there is not or is not known.

    `sheet_to_come`: cases were erased, and the sheet that takes the place of `sheet` is not on paper yet.
    `readable_with_sheet` counts the backups that `sheet` opens, `readable_with_old` those of `old_sheets`.
    """

    now: datetime
    disk_encrypted: bool | None
    service: Service | None
    plan: BackupPlan
    last: BackupMade | None
    sheet: int | None
    sheet_made: date | None
    old_sheets: tuple[int, ...]
    readable_with_old: int
    memory_closed: bool
    listened_to: tuple[str, ...]
    hidden_from_pictures: bool | None
    sheet_to_come: bool = False
    readable_with_sheet: int = 0


def answers(facts: Facts) -> list[Answer]:
    """Every question, the gravest first."""
    return [
        _disk(facts),
        _place(facts),
        _sheet(facts),
        _old_backups(facts),
        _backup(facts),
        _proof(facts),
        _locking(facts),
        _memory(facts),
        _pictures(facts),
    ]


def is_backup_due(plan: BackupPlan, last: BackupMade | None, *, sheet: int | None, now: datetime) -> bool:
    """Whether a backup should be made by itself; after a new sheet at once, for no other backup is opened by it."""
    of_old_sheet = last is not None and sheet is not None and last.sheet != sheet
    return safekeeping.is_backup_due(plan, None if of_old_sheet or last is None else last.made, now)


def backup_age(last: BackupMade | None, now: datetime) -> str:
    """ "Last backup 9 days ago", in the language in use."""
    if last is None:
        return _("No backup yet")
    days = _days_since(last, now)
    if days == 0:
        return _("Last backup today")
    return ngettext("Last backup {count} day ago", "Last backup {count} days ago", days)


def backup_age_in_short(last: BackupMade | None, now: datetime) -> str:
    """ "Backup: 9 days ago", where there is little room."""
    if last is None:
        return _("Backup: none")
    days = _days_since(last, now)
    return _("Backup: today") if days == 0 else ngettext("Backup: {count} day ago", "Backup: {count} days ago", days)


def _days_since(last: BackupMade, now: datetime) -> int:
    return max((now.date() - last.made.date()).days, 0)


def sheet_was_used(moment: str) -> str:
    """What to say after the recovery sheet gave a new passphrase; `moment` in ISO form."""
    when = current().moment(datetime.fromisoformat(moment))
    return _(
        "The recovery sheet was used on {moment} to set a new passphrase. If that was not you: choose a new "
        "passphrase, and make a new sheet."
    ).format(moment=when)


def still_readable(readable: int, old_sheets: tuple[int, ...]) -> str:
    """What is true of destroyed cases: where they can still be read, and until when."""
    if not old_sheets:
        return _("Erased from this computer, and in no backup that anybody can open.")
    if not readable:
        return _(
            "Erased from this computer, and in no backup that is known. A copy could be read until {sheets} shredded."
        ).format(sheets=_sheets_are(old_sheets))
    where = ngettext("Still readable in {count} backup", "Still readable in {count} backups", readable)
    return _("Erased from this computer. {where} until {sheets} shredded.").format(
        where=where, sheets=_sheets_are(old_sheets)
    )


def _sheets_are(numbers: tuple[int, ...]) -> str:
    listed = ", ".join(current().number(number) for number in sorted(numbers))
    return (_("sheet {numbers} is") if len(numbers) == 1 else _("sheets {numbers} are")).format(numbers=listed)


def _disk(facts: Facts) -> Answer:
    question = _("Is the whole disk encrypted?")
    if facts.disk_encrypted is None:
        return Answer(
            question,
            State.UNKNOWN,
            _("The program could not find out. Look for BitLocker, FileVault or LUKS in the settings, or ask IT."),
        )
    if facts.disk_encrypted:
        return Answer(question, State.GOOD, _("Yes. What the computer writes aside when it sleeps is safe, too."))
    return Answer(
        question,
        State.LOOK,
        _("No. Memory that is written to the disk could be read from a stolen computer. Ask IT to encrypt the whole disk."),
    )


def _place(facts: Facts) -> Answer:
    question = _("Does the vault stay on this computer?")
    if facts.service is None:
        return Answer(question, State.GOOD, _("Yes. No cloud service or network drive is known to copy its folder."))
    return Answer(
        question,
        State.LOOK,
        _("No: its folder is copied or lies elsewhere ({service}). Move the folder to this computer's own disk.").format(
            service=_(facts.service.value)
        ),
    )


def _sheet(facts: Facts) -> Answer:
    question = _("Is there a recovery sheet?")
    if facts.sheet is None:
        return Answer(
            question,
            State.LOOK,
            _("No. A forgotten passphrase could not be helped, and no backup can be made. Make it now."),
            Action.MAKE_SHEET,
        )
    number = current().number(facts.sheet)
    if facts.sheet_made is None:
        return Answer(question, State.GOOD, _("Yes, number {number}.").format(number=number))
    made = current().date(facts.sheet_made, "long")
    return Answer(question, State.GOOD, _("Yes, number {number}, made on {day}.").format(number=number, day=made))


def _old_backups(facts: Facts) -> Answer:
    question = _("Is what was destroyed gone everywhere?")
    if facts.sheet_to_come and facts.sheet is not None:
        readable = facts.readable_with_old + facts.readable_with_sheet
        words = still_readable(readable, (*facts.old_sheets, facts.sheet))
        words += " " + _("The new sheet is not on paper yet: make it now.")
        return Answer(question, State.LOOK, words, Action.RENEW_SHEET)
    if not facts.old_sheets:
        return Answer(question, State.GOOD, _("There is no old recovery sheet that could open an old backup."))
    words = still_readable(facts.readable_with_old, facts.old_sheets)
    if facts.last is None or facts.last.sheet != facts.sheet:
        words += " " + _("First make a backup that the new sheet opens, then shred the old one.")
        return Answer(question, State.LOOK, words, _backup_action(facts))
    return Answer(question, State.LOOK, words)


def _backup(facts: Facts) -> Answer:
    question = _("Is there a fresh backup?")
    action = _backup_action(facts)
    if facts.last is None:
        return Answer(question, State.LOOK, _("No backup yet. If this computer is lost, everything is lost."), action)
    if facts.last.made > facts.now + _CLOCKS_DIFFER:
        words = _("The last backup seems to be of a day to come. Check the clock of this computer, then back up now.")
        return Answer(question, State.LOOK, words, action)
    age = backup_age(facts.last, facts.now) + "."
    days = (facts.now.date() - facts.last.made.date()).days
    fresh = days <= facts.plan.every_days if facts.plan.every_days != NEVER else days <= BackupPlan().every_days
    if fresh and facts.last.sheet == facts.sheet:
        return Answer(question, State.GOOD, age)
    return Answer(question, State.LOOK, age + " " + _("Connect the stick or disk and back up now."), action)


def _backup_action(facts: Facts) -> Action | None:
    """Without a sheet no backup can be made: the question for the sheet says so."""
    if facts.sheet is None:
        return None
    return Action.BACK_UP if facts.plan.folder is not None else Action.CHOOSE_FOLDER


def _proof(facts: Facts) -> Answer:
    question = _("Has a backup been shown to bring everything back?")
    tested = facts.last.tested if facts.last else None
    if facts.last is None or tested is None:
        words = _("No. Make a backup: it is opened again and compared before it counts.")
        return Answer(question, State.LOOK, words, _backup_action(facts))
    words = _("The newest one was opened and checked on {day}.").format(day=current().date(tested.date(), "long"))
    if (facts.now - tested).days > OLD_TEST_DAYS:
        return Answer(question, State.LOOK, words + " " + _("Test it again: sticks age."), Action.TEST)
    return Answer(question, State.GOOD, words)


def _locking(facts: Facts) -> Answer:
    question = _("Does the desk lock itself?")
    if facts.listened_to:
        return Answer(
            question,
            State.GOOD,
            _("Yes: after a time without a hand on it, and when the computer is locked or goes to sleep."),
        )
    return Answer(
        question,
        State.LOOK,
        _("After a time without a hand on it. The computer does not tell when it is locked: press F12 when you leave."),
    )


def _memory(facts: Facts) -> Answer:
    question = _("Is the program's memory closed to other programs?")
    if facts.memory_closed:
        return Answer(question, State.GOOD, _("Yes, but for those that run as the computer's administrator."))
    return Answer(question, State.UNKNOWN, _("This computer did not allow it. Lock the desk when you do not need it."))


def _pictures(facts: Facts) -> Answer:
    question = _("Are the windows kept out of pictures of the screen?")
    if facts.hidden_from_pictures:
        return Answer(question, State.GOOD, _("Yes, as far as the computer keeps to it."))
    return Answer(
        question, State.LOOK, _("No: this system has no way to ask for that. Close what records the screen while you work.")
    )
