"""Take the pictures of the README's tour again: `.venv/bin/python -m tests.tour`. They show the practice office."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ombudsdesk import app as composition
from ombudsdesk import i18n, office, office_safe
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.table_view import TableView
from ombudsdesk.ui.theme import Preference, Theme
from ombudsdesk.ui.unlock.first_run import FirstRun
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import access, safekeeping
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.safekeeping import BackupPlan

HERE = Path(__file__).parent
SIZE = (1280, 720)
CASE = 157
COLOURS = 128
KDF = Argon2(8192, 1, 1)
CODE = bytes(range(20))
WORDS = "tour"


def wait(milliseconds: int) -> None:
    """Let the window and its worker do their work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def keep(widget: QWidget, name: str) -> None:
    """Store a picture of a window, in few colours, so that the repository stays small."""
    widget.resize(*SIZE)
    widget.show()
    wait(900)
    target = HERE / f"{name}.png"
    widget.grab().save(str(target))
    Image.open(target).convert("RGB").quantize(COLOURS).save(target, optimize=True)


def main() -> None:
    """The gate, the list, a case, the report and the import, in both languages; one case in dark colours."""
    qt = QApplication([])
    theme = Theme(qt, Preference.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        for language in i18n.LANGUAGES:
            apply_language(qt, language)
            vault = vaults.create(Path(folder) / language, WORDS, kdf=KDF)
            office.fill_practice_office(vault.desk)
            gate = Gate(vault.folder)
            gate._place.hide()  # the place on this machine is nobody's business
            keep(gate, f"unlock-{language}")
            gate.close()
            first = Gate(Path(folder) / "new")
            pane = first.pane
            assert isinstance(pane, FirstRun)
            pane.go_on()
            keep(first, f"first-run-{language}")
            first.close()
            window = MainWindow(Session(vault), composition.PAGES, practice=True)
            window.go(Verb.SHOW_CASES)
            keep(window, f"list-{language}")
            next(table for table in window.findChildren(TableView) if table.isVisible()).choose(CASE)
            keep(window, f"case-{language}")
            theme.prefer(Preference.DARK)
            keep(window, f"case-dark-{language}")
            theme.prefer(Preference.LIGHT)
            window.go(Verb.SHOW_REPORTS)
            keep(window, f"report-{language}")
            show_safety(window, language)
            window.close()


def show_safety(window: MainWindow, language: str) -> None:
    """The page about safety, with a sheet and a backup of two days ago, and the one about destruction."""
    session = window.desk.session
    session.vault.take_epoch(access.add_sheet(session.vault.folder, passphrase=WORDS, code=CODE, kdf=KDF))
    safekeeping.note_sheet(session.database, number=1, today=session.today)
    with tempfile.TemporaryDirectory() as stick:
        made = office_safe.back_up(session.vault, Path(stick), now=session.now - timedelta(days=2)).backup
    # the place on this machine is nobody's business
    safekeeping.note_gone(session.database, folder=made.path.parent, names=[made.path.name], today=session.today)
    elsewhere = replace(made, path=Path("E:") / made.path.name)
    safekeeping.note_backup(session.database, backup=elsewhere)
    safekeeping.set_backup_plan(session.database, plan=BackupPlan(Path("E:"), at_unlock=False))
    session.announce(Change(frozenset({Kind.SETTING})))
    window.go(Verb.SHOW_SAFETY)
    keep(window, f"safety-{language}")
    window.go(Verb.SHOW_DESTRUCTION)
    keep(window, f"destruction-{language}")


if __name__ == "__main__":
    main()
