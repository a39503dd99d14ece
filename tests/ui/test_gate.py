from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.ui.conftest import type_text

pytestmark = pytest.mark.gui


def make_fast(folder: Path, words: str) -> Vault:
    return vaults.create(folder, words, kdf=FAST_KDF)


Show = Callable[..., Gate]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the gate of a folder, and closes it when the test ends."""
    gates: list[Gate] = []

    def show(folder: Path, **more: Any) -> Gate:
        gates.append(Gate(folder, make=make_fast, **more))
        gates[-1].show()
        return gates[-1]

    yield show
    for gate in gates:
        gate.close()


def fields(gate: Gate) -> list[QLineEdit]:
    return [line for line in gate.findChildren(QLineEdit) if line.isVisible()]


def test_a_new_office_makes_its_vault_with_the_keyboard_alone(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    assert gate.makes_new
    first, second = fields(gate)
    type_text(first, PASSPHRASE)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    type_text(second, PASSPHRASE)

    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        qtbot.keyClick(second, Qt.Key.Key_Return)

    opened.args[0].close()
    vaults.unlock(tmp_path / "vault", PASSPHRASE).close()
    assert [line.text() for line in gate.findChildren(QLineEdit)] == ["", ""]


def test_two_different_passphrases_make_nothing(qtbot: QtBot, shown: Show, tmp_path: Path) -> None:
    gate = shown(tmp_path / "vault")
    first, second = fields(gate)
    type_text(first, "one")
    type_text(second, "other")

    qtbot.keyClick(second, Qt.Key.Key_Return)

    assert "not the same" in second.accessibleDescription()
    assert not (tmp_path / "vault").exists()


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
    assert offered(gate) == {"Look again", "Use another folder…", "Make a new vault"}

    gate._new.click()
    assert gate.makes_new
    assert not vault.folder.exists()

    again = shown(vault.folder, known=True)
    stick.rename(vault.folder)
    again._go.click()
    assert offered(again) == {"Open", "Use another folder…"}
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
