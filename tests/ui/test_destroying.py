"""The window of a destruction when things do not go straight on: stopped, put off, failed, killed, locked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.errors import UserError
from ombudsdesk.ui.destroying import DestroyWindow
from ombudsdesk.vault import access, cases, destruction, retention, safekeeping
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
PATIENCE = 20_000


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombudsdesk.vault.keys.calibrated", lambda: FAST_KDF)


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Two cases that will be destroyed, one that is kept; there is a recovery sheet."""
    for number in range(2):
        closed = facts(closed=date(2026, 3, 20), outcome="resolved")
        cases.open_case(vault.desk, new=new_case(case_facts=closed, notes=(f"words {number}",)))
    cases.open_case(vault.desk, new=new_case(notes=("kept words",)))
    give_sheet(vault)
    return vault


@pytest.fixture
def planned(office: Vault) -> Path:
    """The folder of the same, planned and closed."""
    return plan(office)


def plan(vault: Vault) -> Path:
    chosen = [one.id for one in retention.due(vault.desk, today=NOW.date())]
    destruction.plan(vault, cases=chosen, passphrase=PASSPHRASE, today=NOW.date(), kdf=FAST_KDF)
    vault.close()
    return vault.folder


Start = Callable[[Path], DestroyWindow]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    made: list[DestroyWindow] = []

    def begin(folder: Path) -> DestroyWindow:
        window = DestroyWindow(folder, PASSPHRASE, kdf=FAST_KDF, clock=lambda: NOW)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        made.append(window)
        return window

    yield begin
    for window in made:
        window.close()


class Held:
    """Something of the vault that takes as long as the test wants, as a second of key derivation does."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self._real, self.begun, self._may_end = real, threading.Event(), threading.Event()

    def __call__(self, *values: Any, **more: Any) -> Any:
        self.begun.set()
        assert self._may_end.wait(30)
        return self._real(*values, **more)

    def let_go(self) -> None:
        self._may_end.set()


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Iterator[Held]:
    """Hold each call of a function until the end of the block, or before."""
    slow = Held(getattr(owner, name))
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, slow)
        try:
            yield slow
        finally:
            slow.let_go()


def see_cancel(qtbot: QtBot, slow: Held, window: DestroyWindow) -> QPushButton:
    """Wait until the work is in the middle and Cancel can be pressed."""
    qtbot.waitUntil(slow.begun.is_set, timeout=PATIENCE)
    qtbot.waitUntil(window._progress.isVisible, timeout=PATIENCE)
    return window._progress._cancel


def at_rest(qtbot: QtBot, window: DestroyWindow) -> None:
    qtbot.waitUntil(lambda: window._again.isVisible() and not window._steps.is_busy, timeout=PATIENCE)


def at_sheet(qtbot: QtBot, window: DestroyWindow) -> None:
    qtbot.waitUntil(lambda: window._sheet is not None and window._sheet.isVisible(), timeout=PATIENCE)


def groups_on_paper(window: DestroyWindow) -> list[str]:
    assert window._sheet is not None
    return [letters.text() for _number, letters in window._sheet._cells]


def prove(window: DestroyWindow) -> None:
    """Write the code down and type two groups back, as a person does."""
    steps, paper = window._sheet, groups_on_paper(window)
    assert steps is not None
    steps._next.click()
    for number in steps._asked:
        steps._fields.set_value(f"group{number}", paper[number - 1])
    steps._done.click()


def what_is_left(folder: Path) -> tuple[Stage | None, int]:
    vault = vaults.unlock(folder, PASSPHRASE, alone=True)
    try:
        return vault.standing.todo, counts(vault.desk).cases
    finally:
        vault.close()


@pytest.mark.parametrize("stage", [Stage.ERASE, Stage.NEW_KEY, Stage.SHEET])
def test_later_after_cancel_waits_until_the_key_file_is_saved(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    """Otherwise the secrets were wiped while they were being saved, and nothing opened the vault any more."""
    with Work(planned, PASSPHRASE, kdf=FAST_KDF) as work:
        if stage is not Stage.ERASE:
            work.erase(today=NOW.date())
        if stage is Stage.SHEET:
            work.change_key()
    waits: list[Vault] = []
    with held(monkeypatch, access, "write") as slow:
        window = start(planned)
        window.later.connect(waits.append)
        if stage is Stage.SHEET:
            at_sheet(qtbot, window)
            prove(window)
        see_cancel(qtbot, slow, window).click()
        assert not window._later.isVisible()
        window._later.click()
        assert waits == []
        assert window._steps.is_busy
    at_rest(qtbot, window)
    if stage is Stage.SHEET:
        # the save came to its end: the new sheet is the valid one, and there is nothing to put off but the backup
        window._again.click()
        qtbot.waitUntil(window._backup.isVisible, timeout=PATIENCE)
    else:
        window._later.click()
        qtbot.waitUntil(lambda: len(waits) == 1, timeout=PATIENCE)
        assert counts(waits[0].desk).cases == 1
        waits[0].close()
    window.close()

    assert what_is_left(planned)[1] == 1


def test_what_was_cancelled_goes_on_without_an_error(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch, access, "write") as slow:
        window = start(planned)
        cancel = see_cancel(qtbot, slow, window)
        for _impatience in range(3):
            cancel.click()
        window._again.click()
    at_rest(qtbot, window)
    window._again.click()

    at_sheet(qtbot, window)
    assert window._messages.bars() == []
    assert "done" in window._rows[1].text()


def test_a_step_that_can_stop_in_the_middle_is_done_again_later(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (planned / "vault.db").read_bytes()[:16]
    with held(monkeypatch, destruction, "copy_pages") as slow:
        window = start(planned)
        see_cancel(qtbot, slow, window).click()
    at_rest(qtbot, window)
    assert (planned / "vault.db").read_bytes()[:16] == old
    assert not (planned / "vault.db.new").exists()

    window._again.click()

    at_sheet(qtbot, window)
    assert (planned / "vault.db").read_bytes()[:16] != old


@pytest.mark.parametrize("name", ["Work", "unlock"])
def test_what_was_opened_in_vain_does_not_keep_the_vault(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from ombudsdesk.ui import destroying

    owner = destroying if name == "Work" else vaults
    with held(monkeypatch, owner, name) as slow:
        window = start(planned)
        if name == "unlock":
            at_sheet(qtbot, window)
            prove(window)
        see_cancel(qtbot, slow, window).click()
    at_rest(qtbot, window)
    window._again.click()

    if name == "Work":
        at_sheet(qtbot, window)
    else:
        # not the end: the backup and the old sheet are still to be spoken of
        qtbot.waitUntil(window._backup.isVisible, timeout=PATIENCE)
        assert window._title.text() == "Destroying for good"
    assert window._messages.bars() == []


def test_a_lock_in_the_middle_leaves_the_vault_to_the_next_one(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[bool] = []
    with held(monkeypatch, access, "write") as slow:
        window = start(planned)
        window.lock_wanted.connect(lambda: wanted.append(True))
        qtbot.waitUntil(slow.begun.is_set, timeout=PATIENCE)
        press(window, Qt.Key.Key_F12)
        assert wanted == [True]
        threading.Timer(0.3, slow.let_go).start()
        window.end()
    window.end()

    again = start(planned)
    at_sheet(qtbot, again)
    assert counts_erased(planned, again) == 1


def counts_erased(folder: Path, window: DestroyWindow) -> int:
    """How many cases are left, once the window has let go of the vault."""
    window.close()
    return what_is_left(folder)[1]


def test_closing_the_window_takes_the_code_from_it(qtbot: QtBot, planned: Path, start: Start) -> None:
    window = start(planned)
    at_sheet(qtbot, window)
    assert all(groups_on_paper(window))

    window.close()

    assert not any(window._code)
    assert not any(groups_on_paper(window))
    assert what_is_left(planned) == (Stage.SHEET, 1)


def test_a_step_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, planned: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:

        def no_room(_data: Path) -> None:
            raise UserError("There is no room.", "Make some.")

        full.setattr(destruction, "_require_room", no_room)
        window = start(planned)
        at_rest(qtbot, window)
        assert [bar.text for bar in window._messages.bars()] == ["There is no room. Make some."]
        assert "Erase the cases from the vault: done" in window._rows[0].text()
        assert "another key: now" in window._rows[1].text()
    press(window._again, Qt.Key.Key_Return)

    at_sheet(qtbot, window)
    assert window._messages.bars() == []


def test_a_wrong_group_goes_no_further(qtbot: QtBot, planned: Path, start: Start) -> None:
    window = start(planned)
    at_sheet(qtbot, window)
    steps, paper = window._sheet, groups_on_paper(window)
    assert steps is not None
    steps._next.click()
    first, second = steps._asked
    steps._fields.set_value(f"group{first}", paper[first - 1])
    steps._fields.set_value(f"group{second}", paper[first - 1])
    steps._done.click()

    assert f"This is not group {second}" in steps._fields.editor(f"group{second}").control().accessibleDescription()
    assert counts_erased(planned, window) == 1
    assert what_is_left(planned) == (Stage.SHEET, 1)


def walk_to(qtbot: QtBot, window: DestroyWindow, button: QPushButton) -> None:
    """Press Tab until a button has the focus, then Enter."""
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=PATIENCE)
    for _tab in range(60):
        focus = window.focusWidget()
        if focus is button:
            press(button, Qt.Key.Key_Return)
            return
        press(focus or window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {button.text()}")


def test_the_whole_way_by_keyboard(qtbot: QtBot, office: Vault, start: Start, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    safekeeping.set_backup_plan(office.desk, plan=safekeeping.BackupPlan(stick))
    window = start(plan(office))
    ends: list[bool] = []
    window.finished.connect(lambda: ends.append(True))
    window.activateWindow()
    at_sheet(qtbot, window)
    steps, paper = window._sheet, groups_on_paper(window)
    assert steps is not None
    walk_to(qtbot, window, steps._next)
    for number in steps._asked:
        line = window.focusWidget()
        assert line is steps._fields.editor(f"group{number}").control()
        type_text(line, paper[number - 1])
        press(line, Qt.Key.Key_Tab)
    walk_to(qtbot, window, steps._done)
    walk_to(qtbot, window, window._backup._go)
    walk_to(qtbot, window, window._shredded)
    walk_to(qtbot, window, window._not_yet)

    assert ends == [True]
    assert [path.name[-5:] for path in stick.glob("*.db")] == ["e2.db"]


TRUTH = {
    "en": (
        "Erased from this computer, and in no backup that is known. A copy could be read until sheet 1 is shredded.",
        "Erased from this computer. Still readable in 1 backup until sheet 1 is shredded.",
        "Erased from this computer. Still readable in 3 backups until sheet 1 is shredded.",
    ),
    "es": (None, "1 copia de seguridad", "3 copias de seguridad"),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("place", "backups"), [(0, 0), (1, 1), (2, 3)])
def test_the_truth_at_the_end(
    qtbot: QtBot,
    office: Vault,
    start: Start,
    speak: Callable[[str], None],
    tmp_path: Path,
    language: str,
    place: int,
    backups: int,
) -> None:
    assert office.epoch is not None
    for number in range(backups):
        path = tmp_path / "drawer" / f"{number}.db"
        made = Backup(path=path, made=NOW, epoch=1, family=office.epoch.family)
        safekeeping.note_backup(office.desk, backup=made)
    folder = plan(office)
    speak(language)
    window = start(folder)
    at_sheet(qtbot, window)
    prove(window)
    qtbot.waitUntil(window._backup.isVisible, timeout=PATIENCE)
    window._backup._later.click()

    said, expected = window._truth.text(), TRUTH[language][place]
    if expected is not None:
        assert expected in said
    assert window._not_yet.isVisible()
    # without a backup for the new sheet the old one must stay
    assert not window._shredded.isVisible()
    if language == "en":
        assert "Make a backup that takes the place of the old ones: later" in window._rows[3].text()


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
def test_every_pane_has_names_and_is_reached_by_keyboard(
    qtbot: QtBot, planned: Path, start: Start, speak: Callable[[str], None], language: str
) -> None:
    speak(language)
    window = start(planned)
    at_sheet(qtbot, window)

    def look() -> None:
        QApplication.sendPostedEvents()
        assert nameless(window) == []
        assert unreachable(window) == []

    look()
    prove(window)
    qtbot.waitUntil(window._backup.isVisible, timeout=PATIENCE)
    look()
    window._backup._later.click()
    look()
    assert window.windowTitle() != window._title.text()


def test_the_title_says_nothing_of_destruction(planned: Path, start: Start) -> None:
    window: QWidget = start(planned)

    assert window.windowTitle() == "Desk"
