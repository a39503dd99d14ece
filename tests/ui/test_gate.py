from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.unlock.bring_back import BringBack
from ombudsdesk.ui.unlock.forgotten import Forgotten
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import destruction, sheet
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.vault import DATA_FILE, Vault
from ombudsdesk.vault.waiting import FREE_TRIES, Tries
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text
from tests.ui.first_steps import make_fast
from tests.vault.keeping import CODE, fill, give_sheet, save

pytestmark = pytest.mark.gui


Show = Callable[..., Gate]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the gate of a folder, and closes it when the test ends."""
    gates: list[Gate] = []

    def show(folder: Path, **more: Any) -> Gate:
        gates.append(Gate(folder, **{"make": make_fast, "kdf": FAST_KDF, **more}))
        gates[-1].show()
        return gates[-1]

    yield show
    for gate in gates:
        gate.close()
        gate.deleteLater()
    # here and now: Python would take it apart whenever it likes, in the worker's thread too
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fields(gate: Gate) -> list[QLineEdit]:
    return [line for line in gate.findChildren(QLineEdit) if line.isVisible()]


def test_a_wrong_passphrase_is_said_beside_the_field_and_can_be_tried_again(
    qtbot: QtBot, shown: Show, vault: Vault
) -> None:
    vault.close()
    gate = shown(vault.folder)
    (line,) = fields(gate)
    type_text(line, "wrong words")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in line.accessibleDescription(), timeout=10_000)

    type_text(line, PASSPHRASE)
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)

    opened.args[0].close()


def test_the_window_does_not_freeze_while_the_key_is_derived(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    vault.close()
    gate = shown(vault.folder)
    (line,) = fields(gate)
    type_text(line, PASSPHRASE)

    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert not line.isEnabled()  # back in the event loop before the vault is open

    opened.args[0].close()


def test_an_empty_passphrase_is_not_tried(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    vault.close()
    gate = shown(vault.folder)
    (line,) = fields(gate)

    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert "Type the passphrase" in line.accessibleDescription()


def test_the_passphrase_shows_dots_until_somebody_wants_to_see_it(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    vault.close()
    gate = shown(vault.folder)
    (line,) = fields(gate)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    button = next(child for child in gate.findChildren(object) if getattr(child, "isCheckable", bool)())

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]

    assert line.echoMode() is QLineEdit.EchoMode.Normal
    assert button.accessibleName() == "Hide the passphrase"  # type: ignore[attr-defined]


def test_a_folder_with_other_things_gets_a_vault_of_its_own_inside(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    gate = shown(tmp_path / "elsewhere")

    gate._elsewhere.click()
    dialog = gate.findChild(QFileDialog)
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()

    assert gate.folder == tmp_path / "vault"


def offered(gate: Gate) -> set[str]:
    return {button.text() for button in gate.findChildren(QPushButton) if button.isVisible()}


def test_a_vault_that_is_gone_is_not_answered_with_a_new_one(
    qtbot: QtBot, shown: Show, vault: Vault, tmp_path: Path
) -> None:
    vault.close()
    stick = vault.folder.rename(tmp_path / "unplugged")
    gate = shown(vault.folder, known=True)
    assert gate._title.text() == "The vault is not where it was"
    assert str(vault.folder) in gate._place.text()
    assert not gate.makes_new
    assert fields(gate) == []
    assert offered(gate) == {"Look again", "Use another folder…", "Make a new vault", "Bring back a backup…"}

    gate._new.click()
    assert gate.makes_new
    assert not vault.folder.exists()

    again = shown(vault.folder, known=True)
    stick.rename(vault.folder)
    again._again.click()
    assert offered(again) == {"Open", "Use another folder…", "Forgot the passphrase?", "Bring back a backup…"}
    assert len(fields(again)) == 1


def test_a_folder_that_may_not_be_looked_into_is_said_in_words(
    shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> bool:
        raise PermissionError("whoever runs the tests may look into every folder")

    gate = shown(tmp_path / "vault")
    monkeypatch.setattr(vaults, "exists", refuse)

    gate.use_folder(tmp_path / "theirs")

    assert gate._title.text() == "The vault's folder cannot be used"
    assert offered(gate) == {"Look again", "Use another folder…"}


def test_no_real_vault_can_be_opened_as_a_practice_office(shown: Show, vault: Vault, tmp_path: Path) -> None:
    vault.close()

    for folder in (vault.folder, tmp_path / "gone"):
        gate = shown(folder, known=True, practice_hint="It is: practice office")
        assert len(offered(gate)) == 1


def test_the_gate_changes_its_language_while_it_is_open(
    qtbot: QtBot, shown: Show, vault: Vault, qapp: QApplication
) -> None:
    vault.close()
    gate = shown(vault.folder)
    chosen: list[str] = []
    gate.language_chosen.connect(chosen.append)
    gate.language_chosen.connect(lambda _language: apply_language(qapp, i18n.PSEUDO))
    english = gate._title.text()

    gate._language.setCurrentIndex(1)
    gate._language.activated.emit(1)
    qtbot.waitUntil(lambda: gate._title.text() != english)
    assert chosen == ["es"]

    apply_language(qapp, "en")
    qtbot.waitUntil(lambda: gate._title.text() == english)


def test_a_second_window_on_an_open_vault_is_told_what_to_do(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    gate = shown(vault.folder)
    line = fields(gate)[0]
    type_text(line, PASSPHRASE)

    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "already open in another window" in line.accessibleDescription(), timeout=10_000)
    assert "close it and try again" in line.accessibleDescription()

    vault.close()
    type_text(line, PASSPHRASE)
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    opened.args[0].close()


def wait_for_problem(qtbot: QtBot, line: QLineEdit, words: str) -> None:
    qtbot.waitUntil(lambda: words in line.accessibleDescription() and line.isEnabled(), timeout=10_000)


def test_after_wrong_tries_the_next_one_has_to_wait_even_in_a_fresh_window(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    vault.close()
    now = [datetime(2026, 3, 17, 9)]
    gate = shown(vault.folder, clock=lambda: now[0])
    (line,) = fields(gate)
    for _try in range(FREE_TRIES + 1):
        type_text(line, "wrong words")
        qtbot.keyClick(line, Qt.Key.Key_Return)
        wait_for_problem(qtbot, line, "does not open")
    assert gate._opening._wait.text() == "Too many wrong tries. The next one is possible in 2 seconds."

    fresh = shown(vault.folder, clock=lambda: now[0])
    (line,) = fields(fresh)
    assert fresh._opening._wait.isVisible()
    type_text(line, PASSPHRASE)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == PASSPHRASE

    now[0] += timedelta(seconds=3)
    with qtbot.waitSignal(fresh.opened, timeout=10_000) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    opened.args[0].close()
    assert Tries(vault.folder).seconds_to_wait(now[0]) == 0
    assert not (vault.folder / "vault.tries").exists()


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    give_sheet(vault)
    vault.close()
    gate = shown(vault.folder)
    gate._forgot.click()
    pane = gate.pane
    assert isinstance(pane, Forgotten)
    pane._new._again.set_value("again", pane._new._made)
    chosen = pane._new._made

    pane.submit()
    code = pane._code.editor("code").control()
    assert "all eight groups" in code.accessibleDescription()
    type_text(code, sheet.written(bytes(20)))
    pane.submit()
    wait_for_problem(qtbot, code, "not the recovery code")
    # what was typed is still there to be corrected
    assert code.text() == sheet.written(bytes(20))
    code.setText(sheet.written(CODE)[:-1] + "*")
    pane.submit()
    assert "group 8" in code.accessibleDescription().casefold()

    code.setText(sheet.written(CODE).lower().replace("-", " "))
    pane._new._again.set_value("again", chosen)
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        pane.submit()

    assert opened.args[0].standing.sheet_used
    opened.args[0].close()
    vaults.unlock(vault.folder, chosen).close()


def test_without_a_sheet_nobody_is_led_on(shown: Show, vault: Vault) -> None:
    vault.close()
    gate = shown(vault.folder)
    gate._forgot.click()

    assert isinstance(gate.pane, Forgotten)
    assert "no recovery sheet" in gate.pane._words.text()
    assert fields(gate) == []
    press(gate, Qt.Key.Key_Escape)
    assert len(fields(gate)) == 1


def test_a_backup_is_brought_back_with_the_sheet_alone(qtbot: QtBot, shown: Show, vault: Vault, tmp_path: Path) -> None:
    give_sheet(vault)
    fill(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    gate = shown(vault.folder)
    gate._restore.click()
    pane = gate.pane
    assert isinstance(pane, BringBack)
    pane.use_backup(str(tmp_path / "letter.db"))
    assert pane._messages.bars()
    pane.use_backup(str(made.path))
    assert pane._which.text() == "Backup of Mar 17, 2026, 4:30 PM. Recovery sheet number 1 opens it."
    chosen = pane._new._made
    for code, words in ((bytes(20), "sheet number 1 opens it"), (CODE, "")):
        pane._code.set_value("code", sheet.written(code))
        pane._new._again.set_value("again", chosen)
        if words:
            pane.submit()
            wait_for_problem(qtbot, pane._code.editor("code").control(), words)

    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        pane.submit()

    restored = opened.args[0]
    assert restored.folder == vault.folder.with_name("vault-2")
    assert counts(restored.desk).cases == 8
    restored.close()


def test_an_older_vault_is_opened_only_on_purpose(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    old = (vault.folder / DATA_FILE).read_bytes()
    fill(vault, 1)
    vault.close()
    (vault.folder / DATA_FILE).write_bytes(old)
    gate = shown(vault.folder)
    (line,) = fields(gate)
    type_text(line, PASSPHRASE)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    wait_for_problem(qtbot, line, "older than when you last worked")

    gate._opening._anyway.click()
    type_text(line, PASSPHRASE)
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    opened.args[0].close()


def test_a_destruction_that_was_interrupted_goes_on_before_anything_else(qtbot: QtBot, shown: Show, vault: Vault) -> None:
    destruction.plan_new_key(vault, passphrase=PASSPHRASE, kdf=FAST_KDF)
    vault.close()
    gate = shown(vault.folder)
    (line,) = fields(gate)
    type_text(line, PASSPHRASE)

    with qtbot.waitSignal(gate.unfinished, timeout=10_000) as unfinished, qtbot.assertNotEmitted(gate.opened):
        qtbot.keyClick(line, Qt.Key.Key_Return)

    assert unfinished.args == [vault.folder, PASSPHRASE]


@pytest.mark.parametrize("language", [*i18n.LANGUAGES, i18n.PSEUDO])
def test_every_pane_has_names_and_is_reached_by_keyboard(
    shown: Show, vault: Vault, tmp_path: Path, speak: Callable[[str], None], language: str
) -> None:
    give_sheet(vault)
    made = save(vault, tmp_path / "stick")
    vault.close()
    gate = shown(vault.folder)
    for show in (gate._show_way, gate._show_forgotten, gate._show_bring_back):
        show()
        speak(language)
        if isinstance(gate.pane, BringBack):
            gate.pane.use_backup(str(made.path))
        assert nameless(gate) == []
        assert unreachable(gate) == []
