"""Backups on the safety page, and the buttons beside its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QScrollArea
from pytestqt.qtbot import QtBot

from ombudsdesk import office_safe
from ombudsdesk.ui.backup_runner import BackupRunner
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.safety.answer_list import AnswerRow
from ombudsdesk.ui.safety.page import SafetyPage
from ombudsdesk.ui.safety.panes import SheetPane
from ombudsdesk.vault import destruction, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.safekeeping import BackupPlan
from ombudsdesk.vault.selfcheck import Action
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.safety.conftest import NOW, Gate
from tests.vault.keeping import CODE, give_sheet

pytestmark = pytest.mark.gui


@pytest.fixture
def stick(tmp_path: Path, vault: Vault) -> Path:
    """A folder for backups that the vault knows, with nothing in it yet."""
    give_sheet(vault)
    folder = tmp_path / "stick"
    folder.mkdir()
    safekeeping.set_backup_plan(vault.desk, plan=BackupPlan(folder, at_unlock=False))
    return folder


def said(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars()]


def row(page: SafetyPage, action: Action) -> AnswerRow:
    """The first answer that offers this."""
    return next(one for one in page._answers._rows if one._answer is not None and one._answer.action is action)


def cells(page: SafetyPage) -> list[list[str]]:
    model = page._backups._model
    return [[model.index(line, column).data() for column in range(4)] for line in range(model.rowCount())]


def test_testing_a_backup_does_not_stop_one_that_is_being_made(
    qtbot: QtBot,
    stick: Path,
    vault: Vault,
    window: MainWindow,
    page: SafetyPage,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office_safe.back_up(vault, stick, now=NOW - timedelta(days=9))
    page.arrive()
    monkeypatch.setattr(office_safe, "back_up", gate.before(office_safe.back_up))
    window.commands.run(Verb.BACK_UP)
    assert gate.reached.wait(10)
    page._backups._test.click()
    gate.open()

    qtbot.waitUntil(lambda: any("opened again and found good" in text for text in said(window)), timeout=20_000)
    qtbot.waitUntil(lambda: any("bring everything back" in text for text in said(window)), timeout=20_000)
    assert len(list(stick.glob("*.db"))) == 2


def test_the_chosen_backup_is_the_one_that_is_tested(
    qtbot: QtBot, stick: Path, vault: Vault, window: MainWindow, page: SafetyPage
) -> None:
    for days in (20, 9, 1):
        office_safe.back_up(vault, stick, now=NOW - timedelta(days=days))
    page.arrive()
    assert [line[0] for line in cells(page)] == ["Mar 16, 2026, 4:30 PM", "Mar 8, 2026, 4:30 PM", "Feb 25, 2026, 4:30 PM"]
    assert cells(page)[1] == ["Mar 8, 2026, 4:30 PM", "1", "Mar 8, 2026", str(stick)]

    page._backups._table.selectRow(1)
    page._backups._test.click()
    assert not page._backups._test.isEnabled()
    qtbot.waitUntil(lambda: any("bring everything back" in text for text in said(window)), timeout=20_000)

    assert [line[2] for line in cells(page)] == ["Mar 16, 2026", "Mar 17, 2026", "Feb 25, 2026"]
    assert page._backups._table.currentIndex().row() == 1
    assert page._backups._test.isEnabled()


def test_every_backup_is_listed_that_an_old_sheet_still_opens(stick: Path, vault: Vault, page: SafetyPage) -> None:
    for days in range(9):
        office_safe.back_up(vault, stick, now=NOW - timedelta(days=days), keep_all=True)
    page.arrive()

    assert len(cells(page)) == 9


def test_the_button_beside_an_answer_does_what_it_says(
    qtbot: QtBot, vault: Vault, window: MainWindow, page: SafetyPage, tmp_path: Path
) -> None:
    row(page, Action.MAKE_SHEET)._do.click()
    assert isinstance(page._pane, SheetPane)
    page.back()

    give_sheet(vault)
    page.arrive()
    row(page, Action.CHOOSE_FOLDER)._do.click()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.reject()
    assert safekeeping.backup_plan(vault.desk).folder is None

    page._backups.use_folder(str(tmp_path))
    row(page, Action.BACK_UP)._do.click()
    qtbot.waitUntil(lambda: any("found good" in text for text in said(window)), timeout=20_000)
    assert len(list(tmp_path.glob("*.db"))) == 1


def test_an_old_proof_is_renewed_beside_its_answer(
    qtbot: QtBot, stick: Path, vault: Vault, window: MainWindow, page: SafetyPage
) -> None:
    office_safe.back_up(vault, stick, now=NOW - timedelta(days=200))
    page.arrive()
    row(page, Action.TEST)._do.click()

    qtbot.waitUntil(lambda: any("bring everything back" in text for text in said(window)), timeout=20_000)
    assert not any(one._answer and one._answer.action is Action.TEST for one in page._answers._rows)


@pytest.mark.parametrize("at_lock", [True, False])
def test_a_backup_that_is_being_made_at_a_lock_is_waited_for_if_that_is_wanted(
    qtbot: QtBot, stick: Path, vault: Vault, window: MainWindow, gate: Gate, monkeypatch: pytest.MonkeyPatch, at_lock: bool
) -> None:
    safekeeping.set_backup_plan(vault.desk, plan=BackupPlan(stick, at_unlock=False, at_lock=at_lock))
    monkeypatch.setattr(office_safe, "back_up", gate.before(office_safe.back_up))
    runner: BackupRunner = window.backups
    runner.start()
    assert gate.reached.wait(10)
    ends: list[str] = []

    assert runner.run_before_lock(lambda: ends.append("locked")) is at_lock
    assert ends == []
    gate.open()
    qtbot.waitUntil(lambda: not runner.is_running, timeout=20_000)
    assert ends == (["locked"] if at_lock else [])
    assert len(list(stick.glob("*.db"))) == 1


def test_after_a_new_sheet_a_backup_is_made_at_the_next_unlocking(
    qtbot: QtBot, stick: Path, vault: Vault, window: MainWindow
) -> None:
    office_safe.back_up(vault, stick, now=NOW - timedelta(hours=1))
    safekeeping.set_backup_plan(vault.desk, plan=BackupPlan(stick))
    window.backups.start_if_due()
    assert not window.backups.is_running

    give_sheet(vault, CODE[::-1], renew=True)
    window.desk.session.announce(Change(frozenset({Kind.SETTING})))
    assert "A backup is due" in window._age.accessibleName()
    window.backups.start_if_due()
    qtbot.waitUntil(lambda: any("found good" in text for text in said(window)), timeout=20_000)

    assert [path.name[-5:] for path in stick.glob("*.db")] == ["e2.db"]
    assert "A backup is due" not in window._age.accessibleName()


def test_what_was_destroyed_is_not_called_gone_before_the_new_sheet_is_on_paper(
    stick: Path, vault: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ombudsdesk.ui.desk import PageSpec
    from ombudsdesk.ui.session import Session
    from ombudsdesk.vault import cases

    monkeypatch.setattr("ombudsdesk.vault.keys.calibrated", lambda: FAST_KDF)
    cases.open_case(vault.desk, new=new_case())
    office_safe.back_up(vault, stick, now=NOW)
    destruction.plan(vault, cases=[1], passphrase=PASSPHRASE, today=NOW.date(), kdf=FAST_KDF)
    folder = vault.folder
    vault.close()
    with destruction.Work(folder, PASSPHRASE, kdf=FAST_KDF) as work:
        work.erase(today=NOW.date())
        work.change_key()
        assert work.stage is Stage.SHEET
    opened = vaults.unlock(folder, PASSPHRASE, alone=True)
    window = MainWindow(Session(opened, clock=lambda: NOW), [PageSpec(Verb.SHOW_SAFETY, "Safety", "safe", SafetyPage)])
    qtbot.addWidget(window)
    window.go(Verb.SHOW_SAFETY)
    page = window.page
    assert isinstance(page, SafetyPage)

    told = row(page, Action.RENEW_SHEET)._answer
    assert told is not None
    assert told.question == "Is what was destroyed gone everywhere?"
    assert told.words == (
        "Erased from this computer. Still readable in 1 backup until sheet 1 is shredded. "
        "The new sheet is not on paper yet: make it now."
    )
    window.end()


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
def test_all_of_it_has_names_and_is_reached(
    stick: Path, vault: Vault, page: SafetyPage, window: MainWindow, speak: Callable[[str], None], language: str
) -> None:
    for days in (20, 9):
        office_safe.back_up(vault, stick, now=NOW - timedelta(days=days))
    give_sheet(vault, CODE[::-1], renew=True)
    page.arrive()
    speak(language)

    assert nameless(window) == []
    assert unreachable(window) == []
    page._new_sheet.click()
    assert nameless(window) == []
    assert unreachable(window) == []


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
@pytest.mark.parametrize("size", [(1280, 720), (960, 540)])
def test_no_words_are_cut_and_the_page_ends_where_its_words_end(
    qtbot: QtBot, page: SafetyPage, window: MainWindow, speak: Callable[[str], None], language: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    speak(language)
    area = page._stack.widget(0)
    assert isinstance(area, QScrollArea)
    content = area.widget()

    def fits() -> bool:
        labels = [label for one in page._answers._rows for label in (one._question, one._words)]
        last = page._versions.geometry().bottom()
        return all(label.height() >= label.heightForWidth(label.width()) for label in labels) and (
            content.height() - last < 100 or content.height() <= area.viewport().height()
        )

    qtbot.waitUntil(fits, timeout=3_000)


def test_work_begins_at_the_first_thing_that_helps(vault: Vault, page: SafetyPage) -> None:
    page.arrive()
    assert page.focusWidget() is row(page, Action.MAKE_SHEET)._do

    give_sheet(vault)
    page.arrive()
    assert page.focusWidget() is row(page, Action.CHOOSE_FOLDER)._do


def test_tab_leaves_the_table(stick: Path, vault: Vault, page: SafetyPage, qtbot: QtBot) -> None:
    office_safe.back_up(vault, stick, now=NOW)
    page.arrive()
    table = page._backups._table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)

    assert page.focusWidget() is not table
