"""Going back at the gate, changing one's mind there, and what is under way meanwhile: nothing is lost by it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ombudsdesk.ui.unlock import bring_back, forgotten
from ombudsdesk.ui.unlock.bring_back import BringBack
from ombudsdesk.ui.unlock.first_run import FirstRun, Step
from ombudsdesk.ui.unlock.forgotten import Forgotten
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.ui.unlock.way import free_place
from ombudsdesk.vault import access, safekeeping, sheet
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.waiting import FREE_TRIES
from tests.conftest import FAST_KDF
from tests.ui.conftest import press, type_text
from tests.ui.first_steps import make_fast, prove, to_the_sheet
from tests.vault.keeping import CODE, give_sheet, save

pytestmark = pytest.mark.gui

Show = Callable[[Path], Gate]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the gate of a folder, and takes it away when the test ends."""
    gates: list[Gate] = []

    def show(folder: Path) -> Gate:
        gates.append(Gate(folder, make=make_fast, kdf=FAST_KDF))
        gates[-1].show()
        return gates[-1]

    yield show
    for gate in gates:
        gate.close()
        gate.deleteLater()
    # here and now: Python would take it apart whenever it likes, in the worker's thread too
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def first_run(gate: Gate) -> FirstRun:
    assert isinstance(gate.pane, FirstRun)
    return gate.pane


def held_back(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> threading.Event:
    """Makes the work wait in the worker until the event is set."""
    go, real = threading.Event(), getattr(module, name)

    def wait(*values: Any) -> Any:
        assert go.wait(10)
        return real(*values)

    monkeypatch.setattr(module, name, wait)
    return go


def restoring(gate: Gate, backup: Path) -> BringBack:
    """The way with a backup, with all that it asks for typed in."""
    gate._show_bring_back()
    pane = gate.pane
    assert isinstance(pane, BringBack)
    pane.use_backup(str(backup))
    pane._code.set_value("code", sheet.written(CODE))
    pane._new._again.set_value("again", pane._new._made)
    return pane


def test_esc_does_not_lose_a_backup_that_is_being_brought_back(
    qtbot: QtBot, shown: Show, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_sheet(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    gate = shown(vault.folder)
    pane = restoring(gate, made.path)
    go = held_back(monkeypatch, bring_back, "_restore")

    pane.submit()
    press(gate, Qt.Key.Key_Escape)

    assert gate.pane is pane
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        go.set()
    opened.args[0].close()


def test_esc_does_not_hide_what_became_of_a_new_passphrase(
    qtbot: QtBot, shown: Show, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_sheet(vault)
    vault.close()
    gate = shown(vault.folder)
    gate._forgot.click()
    pane = gate.pane
    assert isinstance(pane, Forgotten)
    go = held_back(monkeypatch, forgotten, "_replace")
    pane._code.set_value("code", sheet.written(CODE))
    pane._new._again.set_value("again", pane._new._made)

    pane.submit()
    press(gate, Qt.Key.Key_Escape)

    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        go.set()
    opened.args[0].close()


def test_words_that_are_on_paper_stay_the_words(shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "here")
    first = first_run(gate)
    first.go_on()
    words = first._passphrase._made
    press(gate, Qt.Key.Key_Escape)

    gate.use_folder(tmp_path / "there")
    first._restore.click()
    assert isinstance(gate.pane, BringBack)
    press(gate, Qt.Key.Key_Escape)
    first_run(gate).go_on()

    assert first_run(gate)._passphrase._made == words
    assert gate.folder == first_run(gate).folder == tmp_path / "there"


def test_a_folder_that_a_cloud_copies_is_refused_when_it_is_chosen(shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "here")

    gate.use_folder(tmp_path / "Dropbox" / "vault")

    assert "Dropbox" in first_run(gate)._messages.bars()[0].text
    assert gate.folder == first_run(gate).folder == tmp_path / "here"


def test_a_backup_is_brought_back_to_no_cloud_and_over_nothing(shown: Show, vault: Vault, tmp_path: Path) -> None:
    give_sheet(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    pane = restoring(shown(tmp_path / "new"), made.path)

    pane.use_folder(str(tmp_path / "OneDrive"))
    assert "OneDrive" in pane._messages.bars()[0].text
    assert str(tmp_path / "new") in pane._place.text()

    pane.use_folder(str(vault.folder))
    assert pane._messages.bars() == []
    assert pane._place.text().endswith(f"{vault.folder.name}-2")


def test_a_cloud_that_is_the_usual_place_costs_nobody_what_was_typed(shown: Show, vault: Vault, tmp_path: Path) -> None:
    give_sheet(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    pane = restoring(shown(tmp_path / "Dropbox" / "vault"), made.path)

    pane.submit()

    assert "Dropbox" in pane._messages.bars()[0].text
    assert pane._code.value("code") == sheet.written(CODE)
    assert pane._new._again.value("again") == pane._new._made


def test_a_free_place_lies_beside_what_takes_the_place(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for name in ("vault", "vault-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "other.txt").write_text("mine")

    assert free_place(tmp_path) == tmp_path / "vault-3"
    assert free_place(tmp_path / "empty") == tmp_path / "empty"


def test_a_stick_may_be_pulled_before_the_language_changes(
    shown: Show, vault: Vault, tmp_path: Path, speak: Callable[[str], None]
) -> None:
    give_sheet(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    pane = restoring(shown(vault.folder), made.path)

    (tmp_path / "stick").rename(tmp_path / "pulled")
    speak("es")

    assert "hoja de recuperación número 1" in pane._which.text()


def test_what_was_put_off_is_said_plainly_and_can_be_gone_back_to(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    first = first_run(gate)
    steps = to_the_sheet(qtbot, first)
    code = [letters.text() for _number, letters in steps._cells]
    steps._later.click()
    assert "no recovery sheet" in first._put_off.text()
    assert "nothing else could open a backup" in first._put_off.text()
    assert first._put_off.isVisible()

    press(gate, Qt.Key.Key_Escape)
    assert first.step is Step.SHEET
    prove(steps)
    qtbot.waitUntil(lambda: first.step is Step.BACKUP and first._stack.isEnabled(), timeout=10_000)
    first._backup._later.click()
    assert first._put_off.text() == "No backup yet. If this computer is lost, everything is lost."

    first._back.click()
    assert first.step is Step.BACKUP
    (tmp_path / "stick").mkdir()
    first._backup.use_folder(str(tmp_path / "stick"))
    first._backup._go.click()
    qtbot.waitUntil(lambda: first.step is Step.DONE, timeout=10_000)
    assert not first._put_off.isVisible()
    assert not first._back.isVisible()

    with qtbot.waitSignal(gate.opened) as opened:
        first.go_on()
    assert safekeeping.last_backup(opened.args[0].desk) is not None
    opened.args[0].close()
    access.replace_forgotten(tmp_path / "vault", code=sheet.parse("-".join(code)), new="other words", kdf=FAST_KDF)


def test_the_code_is_wiped_when_the_office_opens_without_a_sheet(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    first = first_run(gate)
    to_the_sheet(qtbot, first)._later.click()
    code = first._code
    assert any(code)

    with qtbot.waitSignal(gate.opened) as opened:
        first.go_on()

    assert not any(code)
    assert first._words == ""
    opened.args[0].close()


def test_esc_at_the_proof_shows_the_code_again(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    steps = to_the_sheet(qtbot, first_run(gate))
    steps._next.click()

    press(gate, Qt.Key.Key_Escape)

    assert steps._stack.currentIndex() == 0


def test_there_is_something_to_lock_as_soon_as_the_vault_stands(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    with qtbot.assertNotEmitted(gate.lock_wanted):
        press(gate, Qt.Key.Key_F12)
    assert not gate.holds_vault

    with qtbot.waitSignal(gate.begun, timeout=10_000) as begun:
        to_the_sheet(qtbot, first_run(gate))

    assert begun.args[0].folder == tmp_path / "vault"
    assert gate.holds_vault
    with qtbot.waitSignal(gate.lock_wanted):
        press(gate, Qt.Key.Key_F12)


def test_a_pause_holds_the_button_from_its_first_moment(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    vault.close()
    opening = shown(vault.folder)._opening
    line = opening.findChild(QLineEdit)
    assert line is not None
    for _try in range(FREE_TRIES + 1):
        type_text(line, "wrong words")
        with qtbot.waitSignal(opening.busy, timeout=10_000, check_params_cb=lambda busy: not busy):
            opening.submit()

    qtbot.waitUntil(lambda: opening._job is None)
    assert opening._wait.isVisible()
    assert not opening._go.isEnabled()
