"""A new sheet, another passphrase: what is being written is not left in the middle, and the paper tells the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk import office_safe
from ombudsdesk.errors import UserError
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.safety.page import SafetyPage
from ombudsdesk.ui.safety.panes import PassphrasePane, SheetPane
from ombudsdesk.vault import destruction, keys, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.keys import WrongSheetError
from ombudsdesk.vault.sheet import CODE_BYTES
from ombudsdesk.vault.vault import Vault, key_text
from tests.conftest import PASSPHRASE
from tests.ui.conftest import press, type_text
from tests.ui.safety.conftest import Gate
from tests.vault.keeping import CODE, bring_home, give_sheet

pytestmark = pytest.mark.gui

Slow = Callable[[], Gate]


def said(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars()]


def code_on_paper(qtbot: QtBot, page: SafetyPage) -> tuple[SheetPane, bytes]:
    """Go to the proof: the two groups are typed, and Enter is what is left to do."""
    page._new_sheet.click()
    pane = page._pane
    assert isinstance(pane, SheetPane)
    type_text(pane._form.line().control(), PASSPHRASE)
    pane.submit()
    qtbot.waitUntil(lambda: pane._steps is not None and not pane.is_busy, timeout=10_000)
    steps = pane._steps
    assert steps is not None
    code = bytes(steps._code)
    groups = [letters.text() for _number, letters in steps._cells]
    steps._next.click()
    for number in steps._asked:
        steps._fields.set_value(f"group{number}", groups[number - 1])
    return pane, code


def enter(pane: SheetPane) -> None:
    assert pane._steps is not None
    press(pane._steps._fields.editor(f"group{pane._steps._asked[0]}").control(), Qt.Key.Key_Return)


def open_with(vault: Vault, code: bytes) -> None:
    keys.unseal_with_sheet(key_text(vault.folder), code).wipe()


def test_esc_while_the_sheet_is_saved_leaves_the_code_of_the_paper(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault, key_file_is_slow: Slow
) -> None:
    pane, code = code_on_paper(qtbot, page)
    gate = key_file_is_slow()
    enter(pane)
    assert gate.reached.wait(10)

    window.commands.run(Verb.BACK)
    assert page._pane is pane
    gate.open()
    qtbot.waitUntil(lambda: page._pane is None, timeout=10_000)

    open_with(vault, code)
    with pytest.raises(WrongSheetError):
        open_with(vault, bytes(CODE_BYTES))
    assert vault.epoch is not None
    assert bytes(vault.epoch.code) == code
    assert bytes(pane._code) == bytes(CODE_BYTES)


def test_a_lock_while_the_sheet_is_saved_leaves_the_code_of_the_paper(
    qtbot: QtBot, page: SafetyPage, vault: Vault, key_file_is_slow: Slow
) -> None:
    pane, code = code_on_paper(qtbot, page)
    gate = key_file_is_slow()
    enter(pane)
    assert gate.reached.wait(10)

    pane.forget()
    gate.open()
    qtbot.waitUntil(lambda: page._pane is None, timeout=10_000)

    open_with(vault, code)


def test_enter_twice_makes_one_sheet(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault, key_file_is_slow: Slow
) -> None:
    give_sheet(vault)
    pane, _code = code_on_paper(qtbot, page)
    assert pane._steps is not None
    assert "number 2" in pane._steps._title.text()
    gate = key_file_is_slow()
    enter(pane)
    pane._steps.proven.emit()
    gate.open()
    qtbot.waitUntil(lambda: page._pane is None and not window.desk.worker.is_busy(), timeout=10_000)

    keyring = keys.unseal(key_text(vault.folder), PASSPHRASE)
    assert keyring.epoch is not None
    assert keyring.epoch.number == 2
    keyring.wipe()
    assert [one.number for one in safekeeping.sheets(vault.desk)] == [2]


def test_a_backup_that_waits_behind_the_new_sheet_is_opened_by_it(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_sheet(vault)
    stick = tmp_path / "stick"
    stick.mkdir()
    page._backups.use_folder(str(stick))
    pane, code = code_on_paper(qtbot, page)
    begins = Gate()
    monkeypatch.setattr(office_safe, "back_up", begins.before(office_safe.back_up))
    enter(pane)
    window.commands.run(Verb.BACK_UP)
    # the window has heard of nothing yet: only the worker has gone on
    assert begins.reached.wait(10)
    assert vault.epoch is not None
    assert vault.epoch.number == 2
    begins.open()
    qtbot.waitUntil(lambda: any("found good" in text for text in said(window)), timeout=20_000)

    (made,) = stick.glob("*.db")
    bring_home(made, tmp_path / "home", code)


def test_the_new_sheet_offers_a_backup(qtbot: QtBot, window: MainWindow, page: SafetyPage) -> None:
    pane, _code = code_on_paper(qtbot, page)
    enter(pane)
    qtbot.waitUntil(lambda: page._pane is None, timeout=10_000)

    bar = window.messages.bars()[-1]
    assert isinstance(bar.button, QPushButton)
    bar.button.click()
    assert any("Choose a folder for the backups first" in text for text in said(window))


def test_a_sheet_that_others_may_have_read_takes_the_key_with_it(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault
) -> None:
    give_sheet(vault)
    pane, code = code_on_paper(qtbot, page)
    pane._known.setChecked(True)
    with qtbot.waitSignal(window.unfinished_wanted, timeout=10_000) as wanted:
        enter(pane)

    assert wanted.args == [PASSPHRASE]
    qtbot.waitUntil(lambda: not window.desk.worker.is_busy())
    window.end()
    with destruction.Work(vault.folder, PASSPHRASE) as work:
        work.change_key()
        assert work.stage is None
    open_with(vault, code)
    with pytest.raises(WrongSheetError):
        open_with(vault, CODE)


def test_the_first_sheet_asks_nothing_about_an_old_one(page: SafetyPage) -> None:
    page._new_sheet.click()
    assert isinstance(page._pane, SheetPane)
    assert not page._pane._known.isVisible()


def change(page: SafetyPage) -> tuple[PassphrasePane, str]:
    page._passphrase.click()
    pane = page._pane
    assert isinstance(pane, PassphrasePane)
    chosen = pane._new._made
    pane._form.line().control().setText(PASSPHRASE)
    pane._new._again.set_value("again", chosen)
    return pane, chosen


def test_a_passphrase_that_is_being_set_cannot_seem_to_be_stopped(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault, key_file_is_slow: Slow
) -> None:
    pane, chosen = change(page)
    gate = key_file_is_slow()
    pane.submit()
    assert gate.reached.wait(10)

    window.commands.run(Verb.BACK)
    assert page._pane is pane
    assert pane._doing.text() == "Setting the new passphrase"
    assert [one for one in pane.findChildren(QPushButton) if one.isVisible() and one.isEnabled()] == []
    gate.open()
    qtbot.waitUntil(lambda: page._pane is None, timeout=10_000)

    assert "The new passphrase opens the vault from now on." in said(window)
    vaults.unlock(vault.folder, chosen).close()


def test_a_new_passphrase_counts_even_if_the_other_key_cannot_be_planned(
    qtbot: QtBot, window: MainWindow, page: SafetyPage, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise UserError("The disk is full.", "Free some space.")

    monkeypatch.setattr(destruction, "plan_new_key", refuse)
    pane, chosen = change(page)
    pane._known.setChecked(True)
    pane.submit()
    qtbot.waitUntil(lambda: page._pane is None, timeout=10_000)

    assert said(window) == ["The new passphrase opens the vault from now on.", "The disk is full. Free some space."]
    vaults.unlock(vault.folder, chosen).close()


def test_a_wrong_passphrase_is_said_at_its_field_which_has_the_focus(
    qtbot: QtBot, window: MainWindow, page: SafetyPage
) -> None:
    pane, _chosen = change(page)
    line = pane._form.line().control()
    line.setText("wrong words")
    window.activateWindow()
    pane.submit()
    qtbot.waitUntil(lambda: "does not open" in line.accessibleDescription() and not pane.is_busy, timeout=10_000)

    assert pane.focusWidget() is line
    window.commands.run(Verb.BACK)
    assert page._pane is None
