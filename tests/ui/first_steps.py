"""What a person does in the first run and with a recovery code."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.unlock.first_run import FirstRun, Step
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF


def make_fast(folder: Path, words: str) -> Vault:
    """Make a vault whose passphrase takes no second to try."""
    return vaults.create(folder, words, kdf=FAST_KDF)


def to_the_sheet(qtbot: QtBot, first: FirstRun) -> SheetSteps:
    """Take the words that the program has chosen, and go on until the code is shown."""
    first.go_on()
    first._passphrase._again.set_value("again", first._passphrase._made)
    first.go_on()
    qtbot.waitUntil(lambda: first.step is Step.SHEET and first._stack.isEnabled(), timeout=10_000)
    assert first._sheet is not None
    return first._sheet


def prove(steps: SheetSteps) -> bytes:
    """Write the code down, and type two groups back, in small letters; the code."""
    code = bytes(steps._code)
    groups = [letters.text() for _number, letters in steps._cells]
    steps._next.click()
    for number in steps._asked:
        steps._fields.set_value(f"group{number}", groups[number - 1].lower())
    steps._done.click()
    return code
