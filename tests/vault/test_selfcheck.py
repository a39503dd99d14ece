"""Is my office safe? Each fact has its answer, and no answer says more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ombudsdesk import i18n
from ombudsdesk.vault import safekeeping, selfcheck
from ombudsdesk.vault.places import Service
from ombudsdesk.vault.safekeeping import NEVER, BackupMade, BackupPlan
from ombudsdesk.vault.selfcheck import Action, Facts, State
from ombudsdesk.vault.shelf import Backup
from ombudsdesk.vault.vault import Vault

NOW = datetime(2026, 3, 17, 9)
MADE = BackupMade(1, NOW - timedelta(days=2), Path("stick"), "x.db", 2, tested=NOW - timedelta(days=2))
SAFE = Facts(
    now=NOW,
    disk_encrypted=True,
    service=None,
    plan=BackupPlan(Path("stick")),
    last=MADE,
    sheet=2,
    sheet_made=date(2026, 1, 5),
    old_sheets=(),
    readable_with_old=0,
    memory_closed=True,
    listened_to=("the computer's lock",),
    hidden_from_pictures=True,
)

TABLE: list[tuple[dict[str, Any], str, State]] = [
    ({"disk_encrypted": False}, "Is the whole disk encrypted?", State.LOOK),
    ({"disk_encrypted": None}, "Is the whole disk encrypted?", State.UNKNOWN),
    ({"service": Service.DROPBOX}, "Does the vault stay on this computer?", State.LOOK),
    ({"sheet": None}, "Is there a recovery sheet?", State.LOOK),
    ({"last": None}, "Is there a fresh backup?", State.LOOK),
    ({"last": replace(MADE, made=NOW - timedelta(days=9))}, "Is there a fresh backup?", State.LOOK),
    ({"last": replace(MADE, sheet=1)}, "Is there a fresh backup?", State.LOOK),
    (
        {"plan": BackupPlan(None, NEVER), "last": replace(MADE, made=NOW - timedelta(days=8))},
        "Is there a fresh backup?",
        State.LOOK,
    ),
    ({"last": replace(MADE, tested=None)}, "Has a backup been shown to bring everything back?", State.LOOK),
    (
        {"last": replace(MADE, tested=NOW - timedelta(days=200))},
        "Has a backup been shown to bring everything back?",
        State.LOOK,
    ),
    ({"old_sheets": (1,)}, "Is what was destroyed gone everywhere?", State.LOOK),
    ({"old_sheets": (1,), "readable_with_old": 2}, "Is what was destroyed gone everywhere?", State.LOOK),
    ({"sheet_to_come": True}, "Is what was destroyed gone everywhere?", State.LOOK),
    ({"last": replace(MADE, made=NOW + timedelta(days=3))}, "Is there a fresh backup?", State.LOOK),
    ({"memory_closed": False}, "Is the program's memory closed to other programs?", State.UNKNOWN),
    ({"listened_to": ()}, "Does the desk lock itself?", State.LOOK),
    ({"hidden_from_pictures": False}, "Are the windows kept out of pictures of the screen?", State.LOOK),
    ({"hidden_from_pictures": None}, "Are the windows kept out of pictures of the screen?", State.LOOK),
]


def test_an_office_in_order_is_good_throughout() -> None:
    assert {answer.state for answer in selfcheck.answers(SAFE)} == {State.GOOD}


@pytest.mark.parametrize(("change", "question", "state"), TABLE)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_thing_that_is_not_in_order_changes_its_answer_and_says_what_to_do(
    change: dict[str, Any], question: str, state: State, language: str
) -> None:
    i18n.use(language)
    told = [answer for answer in selfcheck.answers(replace(SAFE, **change)) if answer.state is not State.GOOD]

    assert i18n._(question) in [one.question for one in told]
    assert state in [one.state for one in told]
    assert all(one.words.endswith((".", "!")) for one in told)


@pytest.mark.parametrize(
    ("readable", "old", "words"),
    [
        (0, (), "Erased from this computer, and in no backup that anybody can open."),
        (1, (1,), "Erased from this computer. Still readable in 1 backup until sheet 1 is shredded."),
        (
            0,
            (1,),
            "Erased from this computer, and in no backup that is known. A copy could be read until sheet 1 is shredded.",
        ),
        (3, (2, 1), "Erased from this computer. Still readable in 3 backups until sheets 1, 2 are shredded."),
    ],
)
def test_the_truth_about_destroyed_cases(readable: int, old: tuple[int, ...], words: str) -> None:
    assert selfcheck.still_readable(readable, old) == words


def old_backups(**change: Any) -> selfcheck.Answer:
    question = "Is what was destroyed gone everywhere?"
    return next(one for one in selfcheck.answers(replace(SAFE, **change)) if one.question == question)


def test_no_backup_is_made_up_where_none_is_known() -> None:
    assert "in 1 backup" not in old_backups(old_sheets=(1,), readable_with_old=0).words
    assert (
        "Still readable in 2 backups until sheet 1 is shredded." in old_backups(old_sheets=(1,), readable_with_old=2).words
    )


def test_the_truth_is_told_before_the_backup_of_the_new_sheet_too() -> None:
    told = old_backups(old_sheets=(1,), readable_with_old=3, last=replace(MADE, sheet=1))

    assert told.words == (
        "Erased from this computer. Still readable in 3 backups until sheet 1 is shredded. "
        "First make a backup that the new sheet opens, then shred the old one."
    )
    assert told.action is Action.BACK_UP


def test_a_sheet_that_is_still_to_come_leaves_the_backups_of_the_one_of_today_readable() -> None:
    told = old_backups(sheet=1, sheet_to_come=True, readable_with_sheet=3)

    assert told.words.startswith("Erased from this computer. Still readable in 3 backups until sheet 1 is shredded.")
    assert told.action is Action.RENEW_SHEET


@pytest.mark.parametrize(
    ("change", "actions"),
    [
        ({}, []),
        ({"sheet": None, "last": None}, [Action.MAKE_SHEET]),
        ({"last": None}, [Action.BACK_UP, Action.BACK_UP]),
        ({"last": None, "plan": BackupPlan()}, [Action.CHOOSE_FOLDER, Action.CHOOSE_FOLDER]),
        ({"last": replace(MADE, tested=NOW - timedelta(days=200))}, [Action.TEST]),
    ],
)
def test_what_helps_is_offered_beside_the_answer(change: dict[str, Any], actions: list[Action]) -> None:
    assert [one.action for one in selfcheck.answers(replace(SAFE, **change)) if one.action] == actions


def test_winter_time_is_no_wrong_clock() -> None:
    told = selfcheck.answers(replace(SAFE, last=replace(MADE, made=NOW + timedelta(minutes=55))))

    assert {one.state for one in told} == {State.GOOD}


def test_the_truth_in_spanish() -> None:
    i18n.use("es")

    assert selfcheck.still_readable(3, (1,)) == (
        "Borrado de esta computadora. Todavía se puede leer en 3 copias de seguridad hasta que se triture la hoja 1."
    )


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Last backup today"), (1, "Last backup 1 day ago"), (9, "Last backup 9 days ago")]
)
def test_the_age_of_the_last_backup(days: int, words: str) -> None:
    assert selfcheck.backup_age(replace(MADE, made=NOW - timedelta(days=days)), NOW) == words


def test_what_the_vault_remembers_of_backups_and_sheets(vault: Vault) -> None:
    desk, stick = vault.desk, Path("stick")
    for number, sheet in enumerate((1, 1, 2)):
        made = Backup(stick / f"{number}.db", NOW + timedelta(days=number), sheet, b"family!!")
        safekeeping.note_backup(desk, backup=made)
    safekeeping.note_sheet(desk, number=1, today=NOW.date())
    assert [one.name for one in safekeeping.backups(desk)] == ["2.db", "1.db", "0.db"]
    assert safekeeping.readable_with_old_sheets(desk, current=2) == 2

    safekeeping.note_gone(desk, folder=stick, names=["0.db"], today=NOW.date())
    assert safekeeping.readable_with_old_sheets(desk, current=2) == 1
    assert [one.number for one in safekeeping.old_sheets(desk, current=3)] == [2, 1]
    safekeeping.note_shredded(desk, number=1, today=NOW.date())
    assert [one.number for one in safekeeping.old_sheets(desk, current=3)] == [2]
    assert safekeeping.readable_with_old_sheets(desk, current=2) == 0


@pytest.mark.parametrize(
    ("plan", "last", "due"),
    [
        (BackupPlan(None), None, False),
        (BackupPlan(Path("x")), None, True),
        (BackupPlan(Path("x"), NEVER), None, False),
        (BackupPlan(Path("x"), 7), NOW - timedelta(days=6), False),
        (BackupPlan(Path("x"), 7), NOW - timedelta(days=7), True),
        (BackupPlan(Path("x"), 7), NOW + timedelta(days=1), True),
    ],
)
def test_when_a_backup_is_due(plan: BackupPlan, last: datetime | None, due: bool) -> None:
    assert safekeeping.is_backup_due(plan, last, NOW) is due


@pytest.mark.parametrize(
    ("plan", "sheet", "due"),
    [
        (BackupPlan(Path("x")), 2, False),
        (BackupPlan(Path("x")), 3, True),
        (BackupPlan(Path("x")), None, False),
        (BackupPlan(Path("x"), NEVER), 3, False),
        (BackupPlan(None), 3, False),
    ],
)
def test_after_a_new_sheet_a_backup_is_due_at_once(plan: BackupPlan, sheet: int | None, due: bool) -> None:
    assert selfcheck.is_backup_due(plan, MADE, sheet=sheet, now=NOW) is due


def test_a_plan_is_kept_and_taken_back(vault: Vault) -> None:
    change = safekeeping.set_backup_plan(vault.desk, plan=BackupPlan(Path("/media/stick"), 3, False, True))
    assert safekeeping.backup_plan(vault.desk) == BackupPlan(Path("/media/stick"), 3, False, True)

    assert change.undo is not None
    change.undo(vault.desk)
    assert safekeeping.backup_plan(vault.desk) == BackupPlan()
