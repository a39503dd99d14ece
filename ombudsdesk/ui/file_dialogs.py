"""Asking for a file or a folder without leaving a trace of where the person looked.

The computer's own dialog would add the file to its list of recent files, and Qt's keeps a list of folders in its settings:
so Qt's is used, and what it wrote there is taken out as soon as it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_QT_SETTINGS, _TRACES = "QtProject", "FileDialog"

Chosen = Callable[[str], object]
"""A slot of the parent, which gets the path. No lambda: the dialog would hold its own parent, and take it along."""


def ask_for_folder(parent: QWidget, title: str, start: Path, on_chosen: Chosen) -> QFileDialog:
    """Ask for a folder that exists; comes back at once."""
    dialog = QFileDialog(parent, title, str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open(dialog, on_chosen)


def ask_for_file(parent: QWidget, title: str, kinds: Sequence[str], on_chosen: Chosen) -> QFileDialog:
    """Ask for a file that exists. `kinds` are such as "PDF files (*.pdf)"."""
    dialog = QFileDialog(parent, title, _documents(), ";;".join(kinds))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _open(dialog, on_chosen)


def ask_where_to_save(parent: QWidget, title: str, kind: str, name: str, on_chosen: Chosen) -> QFileDialog:
    """Ask where a file is to be written; `name` is proposed, and its ending added where it is left out."""
    dialog = QFileDialog(parent, title, _documents(), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # before a suffix or a name is set: a native dialog would be made for those
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return _open(dialog, on_chosen)


def forget_folders() -> None:
    """Take the folders that were looked at out of Qt's settings. The group may hold those of other programs too."""
    settings = QSettings(QSettings.Scope.UserScope, _QT_SETTINGS)
    settings.remove(_TRACES)
    settings.sync()


def _open(dialog: QFileDialog, on_chosen: Chosen) -> QFileDialog:
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.fileSelected.connect(on_chosen)
    dialog.finished.connect(dialog.deleteLater)
    # not before: it writes its list at its very end
    dialog.destroyed.connect(forget_folders)
    dialog.open()
    return dialog


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
