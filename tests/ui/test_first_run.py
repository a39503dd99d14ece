"""The first run, from nothing to an open desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.ui.unlock.first_run import FirstRun, Step
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import keys, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import key_text
from tests.conftest import FAST_KDF
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text
from tests.ui.first_steps import make_fast, prove, to_the_sheet

pytestmark = pytest.mark.gui


@pytest.fixture
def gate(qtbot: QtBot, tmp_path: Path) -> Iterator[Gate]:
    shown = Gate(tmp_path / "vault", make=make_fast, kdf=FAST_KDF)
    shown.show()
    shown.activateWindow()
    yield shown
    shown.close()
    shown.deleteLater()
    # here and now: Python would take it apart whenever it likes, in the worker's thread too
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def first(gate: Gate) -> FirstRun:
    assert isinstance(gate.pane, FirstRun)
    return gate.pane


def enter(gate: Gate) -> None:
    """Press Enter where the focus is, as a person does."""
    press(gate.focusWidget(), Qt.Key.Key_Return)


def test_an_office_begins_with_the_keyboard_alone(qtbot: QtBot, gate: Gate, first: FirstRun, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    qtbot.waitUntil(lambda: gate.focusWidget() is first._next)
    enter(gate)
    line = gate.focusWidget()
    assert isinstance(line, QLineEdit)
    words = first._passphrase._words.text()
    type_text(line, words)
    enter(gate)
    qtbot.waitUntil(lambda: first.step is Step.SHEET and first._stack.isEnabled(), timeout=10_000)
    steps = first._sheet
    assert steps is not None
    paper = [letters.text() for _number, letters in steps._cells]
    qtbot.waitUntil(lambda: gate.focusWidget() is steps._next)
    enter(gate)
    for number in steps._asked:
        field = gate.focusWidget()
        assert isinstance(field, QLineEdit)
        assert field.accessibleName() == f"Group {number}"
        type_text(field, paper[number - 1])
        press(field, Qt.Key.Key_Tab)
    steps._done.setFocus()
    enter(gate)
    qtbot.waitUntil(lambda: first.step is Step.BACKUP and first._stack.isEnabled(), timeout=10_000)
    first._backup.use_folder(str(stick))
    qtbot.waitUntil(lambda: gate.focusWidget() is first._backup._go)
    enter(gate)
    qtbot.waitUntil(lambda: first.step is Step.DONE, timeout=10_000)
    with qtbot.waitSignal(gate.opened, timeout=10_000) as opened:
        enter(gate)

    vault = opened.args[0]
    assert vault.epoch.number == 1
    assert safekeeping.sheets(vault.desk)[0].number == 1
    assert safekeeping.backup_plan(vault.desk).folder == stick
    last = safekeeping.last_backup(vault.desk)
    assert last is not None
    assert last.path.exists()
    vault.close()
    vaults.unlock(tmp_path / "vault", words).close()
    code = "".join(paper)
    from ombudsdesk.vault import sheet

    keys.unseal_with_sheet(key_text(tmp_path / "vault"), sheet.parse(code)).wipe()


def test_sheet_and_backup_may_wait(qtbot: QtBot, gate: Gate, first: FirstRun) -> None:
    to_the_sheet(qtbot, first)._later.click()
    assert first.step is Step.DONE

    with qtbot.waitSignal(gate.opened) as opened:
        first.go_on()

    assert opened.args[0].epoch is None
    opened.args[0].close()


def test_a_wrong_group_is_named_and_the_code_can_be_looked_at_again(qtbot: QtBot, first: FirstRun) -> None:
    steps = to_the_sheet(qtbot, first)
    steps._next.click()
    number = steps._asked[0]
    steps._fields.set_value(f"group{number}", "AAAAA")
    steps._done.click()

    line = steps._fields.editor(f"group{number}").control()
    assert f"not group {number}" in line.accessibleDescription()
    steps._again.click()
    assert steps._stack.currentIndex() == 0
    prove(steps)
    qtbot.waitUntil(lambda: first.step is Step.BACKUP, timeout=10_000)


def test_a_page_to_print_is_saved_and_deleted_again(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    steps = to_the_sheet(qtbot, first)
    page = tmp_path / "page.pdf"
    cloud = tmp_path / "OneDrive"
    cloud.mkdir()

    steps.save_page(str(cloud / "page.pdf"))
    assert "OneDrive" in steps.messages.bars()[0].text
    steps.save_page(str(page))
    qtbot.waitUntil(steps._left_card.isVisible, timeout=10_000)

    assert page.read_bytes().startswith(b"%PDF-")
    assert list(cloud.iterdir()) == []
    steps._delete.click()
    assert not page.exists()
    assert not steps._left_card.isVisible()


def test_different_words_weak_words_and_clouds_make_nothing(qtbot: QtBot, gate: Gate, tmp_path: Path) -> None:
    cloud = Gate(tmp_path / "Dropbox" / "vault", make=make_fast, kdf=FAST_KDF)
    first = cloud.pane
    assert isinstance(first, FirstRun)
    first.go_on()
    assert first.step is Step.PLACE
    assert "Dropbox" in first._messages.bars()[0].text
    cloud.close()
    cloud.deleteLater()

    gate.use_folder(tmp_path / "here")
    first = gate.pane
    assert isinstance(first, FirstRun)
    first.go_on()
    first.go_on()
    again = first._passphrase._again.editor("again").control()
    assert "Type the passphrase here too" in again.accessibleDescription()
    first._passphrase._again.set_value("again", "something else")
    first.go_on()
    assert "not the same" in again.accessibleDescription()
    first._passphrase._by_person.setChecked(True)
    first._passphrase._own.set_value("own", "contraseña segura")
    first.go_on()
    assert "Weak" in first._passphrase._own.editor("own").control().accessibleDescription()
    qtbot.waitUntil(lambda: first._passphrase._strength.text() == "Weak: it can be guessed")
    assert not (tmp_path / "here").exists()

    press(gate, Qt.Key.Key_Escape)
    assert first.step is Step.PLACE


def test_a_window_that_is_closed_in_the_middle_leaves_a_whole_vault(
    qtbot: QtBot, gate: Gate, first: FirstRun, tmp_path: Path
) -> None:
    words = first._passphrase._made
    to_the_sheet(qtbot, first)

    gate.close()

    vaults.unlock(tmp_path / "vault", words, alone=True).close()


@pytest.mark.parametrize("language", [*i18n.LANGUAGES, i18n.PSEUDO])
def test_every_step_has_names_in_every_language_and_keeps_what_was_typed(
    qtbot: QtBot, gate: Gate, first: FirstRun, speak: Callable[[str], None], language: str
) -> None:
    def look() -> None:
        assert nameless(gate) == []
        assert unreachable(gate) == []

    look()
    first.go_on()
    first._passphrase._again.set_value("again", first._passphrase._made)
    speak(language)
    look()
    assert first._passphrase._again.value("again") == first._passphrase._made
    first.go_on()
    qtbot.waitUntil(lambda: first.step is Step.SHEET and first._stack.isEnabled(), timeout=10_000)
    look()
    steps = first._sheet
    assert steps is not None
    steps._next.click()
    look()
    speak("en")
    assert steps._fields.editor(f"group{steps._asked[0]}").control().accessibleName() == f"Group {steps._asked[0]}"
    steps._again.click()
    prove(steps)
    qtbot.waitUntil(lambda: first.step is Step.BACKUP and first._stack.isEnabled(), timeout=10_000)
    speak(language)
    look()
    first._backup._later.click()
    look()
