from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.gui

SCRIPT = """
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from ombudsdesk.ui import file_dialogs as dialogs

app = QApplication([])
parent = QWidget()
for dialog in (
    dialogs.ask_for_folder(parent, "Choose", Path.cwd(), print),
    dialogs.ask_for_file(parent, "Choose", ["All files (*)"], print),
    dialogs.ask_where_to_save(parent, "Choose", "PDF files (*.pdf)", "report.pdf", print),
):
    assert dialog.testOption(dialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(Path.cwd()))
    dialog.reject()
QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
"""


def test_no_dialog_leaves_a_list_of_folders_wherever_qt_keeps_its_settings(_own_home: Path, tmp_path: Path) -> None:
    """In a process of its own: where Qt keeps its settings is decided once."""
    (tmp_path / "visited").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60, cwd=tmp_path / "visited", env=environment)

    written = [path for path in _own_home.rglob("*") if path.is_file()]
    assert [path.name for path in written if b"visited" in path.read_bytes() or b"FileDialog" in path.read_bytes()] == []
