"""The page of what is due, and its last question, in the real window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.cases.page import CasesPage
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import PageSpec
from ombudsdesk.ui.destruction.confirm import ConfirmPane
from ombudsdesk.ui.destruction.page import DestructionPage
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.session import Session
from ombudsdesk.vault import access, cases, destruction, holds, retention, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.shelf import Backup
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text
from tests.vault.keeping import give_sheet

pytestmark = pytest.mark.gui

NOW = datetime(2026, 6, 1, 9)
TODAY = NOW.date()
SPECS = (
    PageSpec(Verb.SHOW_CASES, "Cases", "cases", CasesPage),
    PageSpec(Verb.SHOW_DESTRUCTION, "Destruction", "trash", DestructionPage),
)
Open = Callable[[Vault], MainWindow]


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombudsdesk.vault.keys.calibrated", lambda: FAST_KDF)


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Cases 1 to 3 are due, case 4 will be due soon, case 5 is open. There is a recovery sheet."""
    for closed in (date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 22), date(2026, 5, 20), None):
        closing = facts(closed=closed, outcome="resolved" if closed else "")
        cases.open_case(vault.desk, new=new_case(case_facts=closing, notes=("words",)))
    give_sheet(vault)
    return vault


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Open]:
    """Open the office of a vault at the page."""
    made: list[MainWindow] = []

    def begin(vault: Vault) -> MainWindow:
        window = MainWindow(Session(vault, clock=lambda: NOW), SPECS)
        window.go(Verb.SHOW_DESTRUCTION)
        window.show()
        qtbot.waitExposed(window)
        made.append(window)
        return window

    yield begin
    for window in made:
        window.close()
        window.deleteLater()


def page_of(window: MainWindow) -> DestructionPage:
    assert isinstance(window.page, DestructionPage)
    return window.page


def confirm_of(window: MainWindow) -> ConfirmPane:
    page_of(window)._destroy.click()
    pane = page_of(window)._confirm
    assert pane is not None
    return pane


def said(pane: ConfirmPane) -> str:
    return " ".join(label.text() for label in pane._truths if label.isVisible())


def note_backups(vault: Vault, sheets: tuple[int, ...]) -> None:
    """Backups that lie in a drawer, by the sheets that open them."""
    assert vault.epoch is not None
    for number, sheet in enumerate(sheets):
        made = Backup(path=Path("/drawer") / f"{number}.db", made=NOW, epoch=sheet, family=vault.epoch.family)
        safekeeping.note_backup(vault.desk, backup=made)


def destroy(vault: Vault, *, until: Stage | None = None) -> Vault:
    """Destroy what is due, as far as a stage; the vault opened again."""
    chosen = [one.id for one in retention.due(vault.desk, today=TODAY) if one.hold is None]
    destruction.plan(vault, cases=chosen, passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    vault.close()
    with Work(vault.folder, PASSPHRASE, kdf=FAST_KDF) as work:
        steps: dict[Stage, Callable[[], None]] = {
            Stage.ERASE: lambda: work.erase(today=TODAY),
            Stage.NEW_KEY: work.change_key,
            Stage.SHEET: lambda: work.accept_sheet(today=TODAY),
        }
        while work.stage is not until and work.stage is not None:
            steps[work.stage]()
    return vaults.unlock(vault.folder, PASSPHRASE, alone=True)


def test_due_cases_are_marked_and_those_to_come_are_told(office: Vault, show: Open) -> None:
    page = page_of(show(office))

    assert page._due_title.text() == "3 cases are due"
    assert page.marked() == [1, 2, 3]
    assert page._next.count() == 1
    assert "26-0004" in page._next.item(0).text()
    assert "due Jun 19, 2026" in page._next.item(0).text()


def test_a_case_on_hold_says_why_and_cannot_be_marked(office: Vault, show: Open) -> None:
    holds.put_on_hold(office.desk, case=2, reason="a court asked", today=TODAY)
    page = page_of(show(office))
    item = page._cases.item(1)

    assert "on hold since Jun 1, 2026, so it is kept · a court asked" in item.text()
    assert not item.icon().isNull()
    assert not item.flags() & Qt.ItemFlag.ItemIsUserCheckable
    page._cases.setCurrentRow(1)
    press(page._cases, Qt.Key.Key_Space)
    assert page.marked() == [1, 3]
    assert page._destroy.text() == "Destroy 2 cases…"


def test_a_hold_that_is_put_and_undone_is_followed(office: Vault, show: Open) -> None:
    window = show(office)
    session, page = window.desk.session, page_of(window)

    change = session.apply(holds.put_on_hold, case=1, reason="a court asked", today=TODAY)
    assert page.marked() == [2, 3]
    assert change is not None
    session.undo(change)

    assert page.marked() == [1, 2, 3]


def test_a_hold_that_comes_after_the_question_stops_everything(qtbot: QtBot, office: Vault, show: Open) -> None:
    window = show(office)
    left: list[str] = []
    window.unfinished_wanted.connect(left.append)
    pane = confirm_of(window)
    window.desk.session.apply(holds.put_on_hold, case=3, reason="a court asked", today=TODAY)
    type_text(pane._form.line().control(), PASSPHRASE)
    press(pane._go, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: bool(window.messages.bars()), timeout=10_000)

    assert "on hold: nothing was destroyed" in window.messages.bars()[0].text
    assert left == []
    assert pane._go.isEnabled()
    assert office.desk.one("SELECT count(*) FROM doomed") == 0


def test_a_case_is_left_out_by_keyboard_and_stays_left_out(office: Vault, show: Open) -> None:
    window = show(office)
    page = page_of(window)
    page._cases.setCurrentRow(0)
    press(page._cases, Qt.Key.Key_Space)
    window.go(Verb.SHOW_CASES)
    window.go(Verb.SHOW_DESTRUCTION)

    assert page.marked() == [2, 3]


def test_a_number_of_days_that_is_being_typed_stays(office: Vault, show: Open) -> None:
    window = show(office)
    page = page_of(window)
    page._rule.set_value("days", 60)

    window.desk.session.apply(holds.put_on_hold, case=1, reason="a court asked", today=TODAY)

    assert page._rule.value("days") == 60
    page._keep_rule.click()
    assert retention.rule(office.desk).days_after_close == 60


@pytest.mark.parametrize("way_back", ["button", "escape"])
def test_what_is_being_planned_cannot_be_called_off_in_words_only(
    qtbot: QtBot, office: Vault, show: Open, monkeypatch: pytest.MonkeyPatch, way_back: str
) -> None:
    """Once it was said "Keep them" while the key file was being saved, and the cases were destroyed nevertheless."""
    begun, may_end, real = threading.Event(), threading.Event(), access.write

    def slow(*values: Any) -> None:
        begun.set()
        assert may_end.wait(30)
        real(*values)

    monkeypatch.setattr(access, "write", slow)
    window = show(office)
    left: list[str] = []
    window.unfinished_wanted.connect(left.append)
    pane = confirm_of(window)
    type_text(pane._form.line().control(), PASSPHRASE)
    pane._go.click()
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    try:
        assert pane._opening.isVisible()
        assert not pane._back.isEnabled()
        if way_back == "button":
            pane._back.click()
        else:
            window.commands.run(Verb.BACK)
        assert page_of(window)._confirm is pane
        assert pane.isVisible()
    finally:
        may_end.set()
    qtbot.waitUntil(lambda: left == [PASSPHRASE], timeout=10_000)


def test_wrong_words_are_said_at_the_field_and_it_can_be_left(qtbot: QtBot, office: Vault, show: Open) -> None:
    window = show(office)
    pane = confirm_of(window)
    line = pane._form.line().control()
    type_text(line, "wrong words")
    press(pane._go, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "does not open" in line.accessibleDescription(), timeout=10_000)
    qtbot.waitUntil(lambda: not pane.is_busy, timeout=10_000)

    assert window.focusWidget() is line
    press(pane._back, Qt.Key.Key_Space)
    assert page_of(window)._confirm is None
    assert counts(office.desk).cases == 5


def test_enter_in_the_field_destroys_nothing(office: Vault, show: Open, qtbot: QtBot) -> None:
    window = show(office)
    pane = confirm_of(window)
    type_text(pane._form.line().control(), PASSPHRASE)
    press(pane._form.line().control(), Qt.Key.Key_Return)
    qtbot.wait(200)

    assert not pane.is_busy
    assert not pane._go.isDefault()
    assert not pane._go.autoDefault()


@pytest.mark.parametrize(("sheets", "count"), [((), 0), ((1,), 1), ((1, 1, 1), 3)])
def test_the_question_counts_the_backups_that_stay_readable(
    office: Vault, show: Open, speak: Callable[[str], None], sheets: tuple[int, ...], count: int
) -> None:
    note_backups(office, sheets)
    pane = confirm_of(show(office))

    for language, one, many in (("en", "1 backup can", "3 backups can"), ("es", "1 copia", "3 copias")):
        speak(language)
        assert (one in said(pane)) is (count == 1)
        assert (many in said(pane)) is (count == 3)
        assert "0 " not in said(pane)


def test_backups_of_a_shredded_sheet_are_not_counted(office: Vault, show: Open) -> None:
    note_backups(office, (1, 1))
    again = destroy(office)
    safekeeping.note_shredded(again.desk, number=1, today=TODAY)
    note_backups(again, (2,))
    retention.set_rule(again.desk, rule=retention.RetentionRule(1))

    pane = confirm_of(show(again))

    assert "1 backup can still be read with the old sheet" in said(pane)


def test_nothing_is_called_gone_while_the_valid_sheet_opens_it(office: Vault, show: Open) -> None:
    """The cases are erased and the new sheet was put off: the sheet of before opens all backups, and is the only one."""
    note_backups(office, (1, 1, 1))
    page = page_of(show(destroy(office, until=Stage.SHEET)))

    assert "Still readable in 3 backups until sheet 1 is shredded." in page._truth.text()
    assert "new sheet is not on paper yet" in page._truth.text()
    assert not page._shredded.isVisible()


def test_what_was_only_planned_is_not_called_erased(office: Vault, show: Open) -> None:
    page = page_of(show(destroy(office, until=Stage.ERASE)))

    assert page._truth.text() == "Nothing was destroyed yet."
    assert "chosen, not destroyed" in page._entries.item(0).text()


@pytest.mark.parametrize(
    ("sheets", "truth"),
    [
        ((), "in no backup that is known. A copy could be read until sheet 1 is shredded."),
        ((1,), "Still readable in 1 backup until sheet 1 is shredded."),
        ((1, 1, 1), "Still readable in 3 backups until sheet 1 is shredded."),
    ],
)
def test_the_log_tells_what_can_still_be_read(
    office: Vault, show: Open, speak: Callable[[str], None], sheets: tuple[int, ...], truth: str
) -> None:
    note_backups(office, sheets)
    page = page_of(show(destroy(office)))

    assert truth in page._truth.text()
    assert "3 cases destroyed · sheet 1, then sheet 2" in page._entries.item(0).text()
    # there is no backup yet that sheet 2 opens
    assert not page._shredded.isVisible()
    speak("es")
    assert ("copia" in page._truth.text()) or not sheets


def test_the_old_sheet_is_shredded_from_the_page(office: Vault, show: Open) -> None:
    note_backups(office, (1,))
    again = destroy(office)
    assert again.epoch is not None
    fresh = Backup(path=Path("/drawer/new.db"), made=NOW, epoch=2, family=again.epoch.family)
    safekeeping.note_backup(again.desk, backup=replace(fresh, made=NOW.replace(hour=10)))
    page = page_of(show(again))
    assert page._shredded.text() == "Sheet number 1 is shredded"

    press(page._shredded, Qt.Key.Key_Space)

    assert page._truth.text() == "Erased from this computer, and in no backup that anybody can open."
    assert not page._shredded.isVisible()


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
def test_page_and_question_have_names_and_are_reached_by_keyboard(
    office: Vault, show: Open, speak: Callable[[str], None], language: str
) -> None:
    holds.put_on_hold(office.desk, case=2, reason="a court asked", today=TODAY)
    window = show(destroy(office))

    def look(widget: QWidget) -> None:
        QApplication.sendPostedEvents()
        assert nameless(widget) == []
        assert unreachable(widget) == []

    retention.set_rule(window.desk.session.database, rule=retention.RetentionRule(0))
    window.go(Verb.SHOW_DESTRUCTION)
    speak(language)
    look(window)
    confirm_of(window)
    look(window)
