"""The safety page, backups of the open vault, and destroying for good, in the real program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.app import App
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.destroying import DestroyWindow
from ombudsdesk.ui.destruction.page import DestructionPage
from ombudsdesk.ui.safety.page import SafetyPage
from ombudsdesk.ui.safety.panes import PassphrasePane, SheetPane
from ombudsdesk.vault import access, cases, holds, retention, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.safekeeping import BackupPlan
from ombudsdesk.vault.selfcheck import State
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text
from tests.ui.first_steps import prove
from tests.vault.keeping import CODE, NEW_WORDS, give_sheet

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("cheap_keys")]


class Restarts(list[Sequence[str]]):
    def __call__(self, words: Sequence[str]) -> None:
        self.append(words)


@pytest.fixture
def restarts() -> Restarts:
    return Restarts()


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, restarts: Restarts) -> Iterator[App]:
    made = App(qapp, restart=restarts)
    yield made
    for shown in (made.window, made.destroying, made._waiting):
        if shown is not None:
            shown.close()
            shown.deleteLater()
    for thing in (made.theme, made):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Three cases that were closed long ago, and one that is open."""
    for number in range(3):
        closed = facts(closed=date(2026, 3, 20), outcome="resolved")
        cases.open_case(vault.desk, new=new_case(case_facts=closed, notes=(f"words {number}",)))
    cases.open_case(vault.desk, new=new_case(notes=("kept words",)))
    return vault


def page(program: App, verb: Verb) -> QWidget:
    assert program.window is not None
    program.window.go(verb)
    return program.window.page


def safety(program: App) -> SafetyPage:
    shown = page(program, Verb.SHOW_SAFETY)
    assert isinstance(shown, SafetyPage)
    return shown


def said(program: App) -> list[str]:
    assert program.window is not None
    return [bar.text for bar in program.window.messages.bars()]


def states(shown: SafetyPage) -> dict[str, State]:
    answers = [row._answer for row in shown._answers._rows]
    return {answer.question: answer.state for answer in answers if answer is not None}


def test_the_page_says_what_is_missing_and_a_sheet_and_a_backup_make_it_good(
    qtbot: QtBot, program: App, office: Vault, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    program.open_office(office)
    shown = safety(program)
    assert states(shown)["Is there a recovery sheet?"] is State.LOOK
    assert states(shown)["Is there a fresh backup?"] is State.LOOK
    assert program.window is not None
    program.window.commands.run(Verb.BACK_UP)
    assert "Make the recovery sheet first" in said(program)[0]

    shown._new_sheet.click()
    pane = shown._pane
    assert isinstance(pane, SheetPane)
    type_text(pane._form.line().control(), "wrong words")
    pane.submit()
    qtbot.waitUntil(lambda: "does not open" in pane._form.line().control().accessibleDescription(), timeout=10_000)
    qtbot.waitUntil(lambda: pane._job is None)
    type_text(pane._form.line().control(), PASSPHRASE)
    press(pane._form.line().control(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane._steps is not None, timeout=10_000)
    qtbot.waitUntil(lambda: pane._job is None)
    assert pane._steps is not None
    prove(pane._steps)
    qtbot.waitUntil(lambda: shown._pane is None, timeout=10_000)
    assert states(shown)["Is there a recovery sheet?"] is State.GOOD

    shown._backups.use_folder(str(tmp_path / "OneDrive"))
    assert any("OneDrive" in text for text in said(program))
    shown._backups.use_folder(str(stick))
    press(program.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any("found good" in text for text in said(program)), timeout=20_000)
    qtbot.waitUntil(lambda: states(shown)["Is there a fresh backup?"] is State.GOOD)
    assert program.window._age.text() == "Backup: today"
    made = safekeeping.last_backup(office.desk)
    assert made is not None
    assert made.path.exists()

    shown._backups._test.click()
    qtbot.waitUntil(lambda: any("bring everything back" in text for text in said(program)), timeout=20_000)
    made.path.write_bytes(made.path.read_bytes()[:-4096] + bytes(4096))
    shown._backups._test.click()
    qtbot.waitUntil(lambda: any("This backup is damaged" in text for text in said(program)), timeout=20_000)


def test_a_backup_that_is_due_is_made_after_unlocking(qtbot: QtBot, program: App, office: Vault, tmp_path: Path) -> None:
    give_sheet(office)
    safekeeping.set_backup_plan(office.desk, plan=BackupPlan(tmp_path, every_days=3))

    program.open_office(office)

    qtbot.waitUntil(lambda: any("found good" in text for text in said(program)), timeout=20_000)
    assert len(list(tmp_path.glob("ombuds-*-e1.db"))) == 1


def test_a_stick_that_is_not_there_is_asked_for(program: App, office: Vault, tmp_path: Path) -> None:
    give_sheet(office)
    safekeeping.set_backup_plan(office.desk, plan=BackupPlan(tmp_path / "gone"))

    program.open_office(office)

    assert said(program) == ["No backup yet. Connect the stick or disk, then back up."]


@pytest.mark.parametrize("patient", [True, False])
def test_a_backup_before_locking_hides_the_desk_at_once_and_can_be_stopped(
    qtbot: QtBot, program: App, restarts: Restarts, office: Vault, tmp_path: Path, patient: bool
) -> None:
    give_sheet(office)
    plan = BackupPlan(tmp_path, every_days=1, at_unlock=False, at_lock=True)
    safekeeping.set_backup_plan(office.desk, plan=plan)
    program.open_office(office)
    assert program.window is not None

    program.window.commands.run(Verb.LOCK)

    assert not program.window.isVisible()
    assert program._waiting is not None
    if not patient:
        press(program._waiting, Qt.Key.Key_F12)
        assert len(restarts) == 1
    qtbot.waitUntil(lambda: len(restarts) == 1, timeout=20_000)
    assert restarts[0][0] == "--vault"
    if patient:
        assert len(list(tmp_path.glob("*.db"))) == 1


def test_the_use_of_the_sheet_is_told_until_somebody_knows_of_it(program: App, office: Vault, qtbot: QtBot) -> None:
    give_sheet(office)
    office.close()
    access.replace_forgotten(office.folder, code=CODE, new=NEW_WORDS, now=datetime(2026, 3, 17, 9), kdf=FAST_KDF)
    program.open_office(vaults.unlock(office.folder, NEW_WORDS, alone=True))
    assert "Mar 17, 2026, 9:00 AM" in said(program)[0]
    shown = safety(program)
    assert shown._notice_card.isVisible()

    shown._known.click()

    qtbot.waitUntil(lambda: not shown._notice_card.isVisible())


def test_the_passphrase_is_changed_in_the_window(qtbot: QtBot, program: App, office: Vault) -> None:
    program.open_office(office)
    shown = safety(program)
    shown._passphrase.click()
    pane = shown._pane
    assert isinstance(pane, PassphrasePane)
    chosen = pane._new._made
    pane._form.line().control().setText(PASSPHRASE)
    pane._new._again.set_value("again", chosen)
    pane.submit()

    qtbot.waitUntil(lambda: shown._pane is None, timeout=10_000)
    vaults.unlock(office.folder, chosen).close()


def test_a_known_passphrase_takes_the_key_with_it(qtbot: QtBot, program: App, office: Vault, restarts: Restarts) -> None:
    old = (office.folder / "vault.db").read_bytes()[:16]
    program.open_office(office)
    shown = safety(program)
    shown._passphrase.click()
    pane = shown._pane
    assert isinstance(pane, PassphrasePane)
    chosen = pane._new._made
    pane._form.line().control().setText(PASSPHRASE)
    pane._new._again.set_value("again", chosen)
    pane._known.setChecked(True)
    pane.submit()

    qtbot.waitUntil(lambda: bool(restarts), timeout=20_000)
    assert (office.folder / "vault.db").read_bytes()[:16] != old
    vault = vaults.unlock(office.folder, chosen)
    assert counts(vault.desk).cases == 4
    vault.close()


def start_destroying(qtbot: QtBot, program: App, vault: Vault) -> DestroyWindow:
    program.open_office(vault)
    shown = page(program, Verb.SHOW_DESTRUCTION)
    assert isinstance(shown, DestructionPage)
    shown._destroy.click()
    confirm = shown._confirm
    assert confirm is not None
    line = confirm._form.editor("passphrase").control()
    type_text(line, PASSPHRASE)
    confirm.submit()
    qtbot.waitUntil(lambda: program.destroying is not None, timeout=10_000)
    assert program.destroying is not None
    assert program.window is None
    return program.destroying


def test_cases_are_destroyed_from_the_page_to_the_shredder(
    qtbot: QtBot, program: App, office: Vault, restarts: Restarts, tmp_path: Path
) -> None:
    give_sheet(office)
    near, far = tmp_path / "near", tmp_path / "far"
    from ombudsdesk import office_safe

    for folder in (far, near):
        folder.mkdir()
        office_safe.back_up(office, folder, now=datetime(2026, 3, 17, 9))
    far.rename(tmp_path / "drawer")
    safekeeping.set_backup_plan(office.desk, plan=BackupPlan(near, at_unlock=False))
    held = retention.due(office.desk, today=date.today())[0]
    holds.put_on_hold(office.desk, case=held.id, reason="a court asked", today=date.today())
    work = start_destroying(qtbot, program, office)

    qtbot.waitUntil(lambda: work._sheet is not None and work._stack.currentWidget() is work._sheet, timeout=20_000)
    assert "Erase the cases from the vault: done" in work._rows[0].text()
    assert work._sheet is not None
    prove(work._sheet)
    qtbot.waitUntil(lambda: work._stack.currentWidget() is work._backup, timeout=20_000)
    work._backup._go.click()
    qtbot.waitUntil(lambda: work._stack.currentWidget() is work._closing, timeout=20_000)
    assert work._truth.text() == "Erased from this computer. Still readable in 1 backup until sheet 1 is shredded."
    work._shredded.click()
    assert work._truth.text() == "Erased from this computer, and in no backup that anybody can open."
    work._not_yet.click()

    assert restarts == [["--vault", str(office.folder)]]
    vault = vaults.unlock(office.folder, PASSPHRASE)
    assert counts(vault.desk).cases == 2
    assert [path.name[-5:] for path in near.glob("*.db")] == ["e2.db"]
    vault.close()


def test_the_sheet_may_wait_and_is_asked_for_again(qtbot: QtBot, program: App, office: Vault, restarts: Restarts) -> None:
    give_sheet(office)
    work = start_destroying(qtbot, program, office)
    qtbot.waitUntil(lambda: work._sheet is not None and work._stack.currentWidget() is work._sheet, timeout=20_000)
    assert work._sheet is not None
    code = bytes(work._sheet._code)

    work._sheet._later.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=10_000)
    assert program.window is not None
    assert program.window.desk.session.vault.standing.todo is Stage.SHEET
    program.window.close()
    program.window.deleteLater()
    program.window = None

    program.go_on_destroying(office.folder, PASSPHRASE)
    again = program.destroying
    assert again is not None
    qtbot.waitUntil(lambda: again._sheet is not None and again._stack.currentWidget() is again._sheet, timeout=20_000)
    assert again._sheet is not None
    assert prove(again._sheet) == code
    qtbot.waitUntil(lambda: again._stack.currentWidget() is again._backup, timeout=20_000)
    press(again, Qt.Key.Key_F12)
    assert len(restarts) == 1


def test_without_a_sheet_nothing_is_said_of_one(qtbot: QtBot, program: App, office: Vault, restarts: Restarts) -> None:
    work = start_destroying(qtbot, program, office)

    qtbot.waitUntil(lambda: work._stack.currentWidget() is work._closing, timeout=20_000)

    assert [row.isVisible() for row in work._rows] == [True, True, False, False, False]
    assert "There was never a sheet" in work._truth.text()
    work._not_yet.click()
    assert len(restarts) == 1


def test_nothing_is_destroyed_without_the_last_word(qtbot: QtBot, program: App, office: Vault) -> None:
    program.open_office(office)
    shown = page(program, Verb.SHOW_DESTRUCTION)
    assert isinstance(shown, DestructionPage)
    item = shown._cases.item(0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Unchecked)
    assert shown._destroy.text() == "Destroy 2 cases…"
    shown._destroy.click()
    confirm = shown._confirm
    assert confirm is not None
    confirm.submit()
    line = confirm._form.editor("passphrase").control()
    assert "Type the passphrase" in line.accessibleDescription()
    type_text(line, "wrong words")
    confirm.submit()
    qtbot.waitUntil(lambda: "does not open" in line.accessibleDescription(), timeout=10_000)
    confirm._back.click()

    assert shown._confirm is None
    assert counts(office.desk).cases == 4
    assert office.desk.one("SELECT count(*) FROM doomed") == 0


def test_the_rule_is_changed_and_what_is_due_follows(qtbot: QtBot, program: App, office: Vault) -> None:
    program.open_office(office)
    shown = page(program, Verb.SHOW_DESTRUCTION)
    assert isinstance(shown, DestructionPage)
    assert shown._due_title.text() == "3 cases are due"

    shown._rule.set_value("days", 3650)
    shown._keep_rule.click()

    assert shown._due_title.text() == "No case is due"
    assert retention.rule(office.desk).days_after_close == 3650


def test_a_case_is_put_on_hold_where_it_is_worked_on(qtbot: QtBot, program: App, office: Vault) -> None:
    program.open_office(office)
    window = program.window
    assert window is not None
    from ombudsdesk.ui.cases.page import CasesPage

    shown = window.page
    assert isinstance(shown, CasesPage)
    shown._show(1)
    window.commands.run(Verb.HOLD_CASE)
    bar = shown.case.hold
    line = bar._line().control()
    press(line, Qt.Key.Key_Return)
    assert "who asked for it" in line.accessibleDescription()
    type_text(line, "a court asked")
    press(line, Qt.Key.Key_Return)

    running = holds.running(office.desk, 1)
    assert running is not None
    assert running.reason == "a court asked"
    assert "nothing of this case is destroyed. a court asked" in bar._words.text()
    assert office.desk.one("SELECT count(*) FROM draft WHERE place LIKE '%hold'") == 0
    bar._end.click()
    assert holds.running(office.desk, 1) is None
    assert not bar.isVisible()


def test_a_reason_that_was_begun_is_kept_at_a_lock(program: App, office: Vault) -> None:
    program.open_office(office)
    window = program.window
    assert window is not None
    from ombudsdesk.ui.cases.page import CasesPage

    shown = window.page
    assert isinstance(shown, CasesPage)
    shown._show(1)
    window.commands.run(Verb.HOLD_CASE)
    type_text(shown.case.hold._line().control(), "a court")
    window.commands.run(Verb.LOCK)

    vault = vaults.unlock(office.folder, PASSPHRASE)
    assert vault.desk.query("SELECT text FROM draft WHERE place = 'case/1/hold'") == [("a court",)]
    vault.close()


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
def test_every_part_has_names_and_is_reached_by_keyboard(
    qtbot: QtBot, program: App, office: Vault, speak: Callable[[str], None], language: str
) -> None:
    give_sheet(office)
    program.open_office(office)
    window = program.window
    assert window is not None

    def look(widget: QWidget) -> None:
        assert nameless(widget) == []
        assert unreachable(widget) == []

    shown = safety(program)
    speak(language)
    look(window)
    for button in (shown._new_sheet, shown._passphrase):
        button.click()
        look(window)
        shown.back()
    due = page(program, Verb.SHOW_DESTRUCTION)
    assert isinstance(due, DestructionPage)
    look(window)
    due._destroy.click()
    look(window)
    speak("en")
