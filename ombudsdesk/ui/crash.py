"""When the program itself is wrong: say so, without a word of a case.

A bug's message and its values may hold what a visitor said. So neither the box, nor what it copies, nor the terminal
(which some desktops keep in a log) ever shows more than the kind of error and the places in the program's files.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton

from ombudsdesk.bugs import safe_details
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import error_dialog
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing


class CrashBox(Living, QDialog):
    """The box. `details` is what `safe_details` made."""

    def __init__(self, details: str) -> None:
        super().__init__()
        self.details = details
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sign, self._title, self._words = QLabel(), QLabel(), QLabel()
        self._words.setWordWrap(True)
        dress_as(self._title, Look.HEADING)
        self._shown = QPlainTextEdit(details)
        self._shown.setReadOnly(True)
        self._shown.setTabChangesFocus(True)
        self._copy, self._leave, self._stay = QPushButton(), QPushButton(), QPushButton()
        self._copy.clicked.connect(self.copy)
        self._leave.clicked.connect(QApplication.quit)
        self._stay.clicked.connect(self.accept)
        self._stay.setDefault(True)
        self._lay_out()
        self.resize(spacing(130), spacing(80))
        self.dress()
        self._stay.setFocus()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(*[spacing(5)] * 4)
        grid.setSpacing(spacing(3))
        grid.addWidget(self._sign, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._words, 1, 1)
        grid.addWidget(self._shown, 2, 0, 1, 2)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._stay)
        grid.addLayout(row, 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)

    def retranslate(self) -> None:
        self.setWindowTitle(_("Something in the program is wrong"))
        self._title.setText(_("Something in the program went wrong, and the last step may not have been done."))
        self._words.setText(
            _("What is stored is safe. The details below name only places in the program, never anything about a case.")
        )
        self._shown.setAccessibleName(_("Details"))
        self._copy.setText(_("Copy details"))
        self._stay.setText(_("Keep working"))
        self._leave.setText(_("Close the program"))

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("error", colours().ink(Tone.ERROR).name(), spacing(9)))

    @Slot()
    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)


class CrashWatch(QObject):
    """Catches every error that nobody expected, in any thread, and shows one box at a time.

    A `UserError` is no bug, whoever forgot to expect it: `tell` says it, an ordinary box unless somebody knows better.
    """

    _seen = Signal(str)
    _refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.box: CrashBox | None = None
        self.tell: Callable[[UserError], object] = self.show_refusal
        self._told: object = None
        # from any thread into the window's
        self._seen.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on nothing goes to Python's own reporter, which prints values."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Back to Python's own reporters."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QTimer.singleShot(0, QApplication.quit)
            return
        if isinstance(error, UserError):
            self._refused.emit(error)
            return
        details = safe_details(error if error is not None else kind())
        if sys.stderr is not None:
            sys.stderr.write(details + "\n")
        self._seen.emit(details)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        self._hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    @Slot(object)
    def _tell(self, error: UserError) -> None:
        self.tell(error)

    def show_refusal(self, error: UserError) -> None:
        """Say in a box of its own what the world did not allow."""
        box = error_dialog(error)
        # nothing else holds it
        self._told = box
        box.open()

    @Slot(str)
    def _show(self, details: str) -> None:
        if self.box is not None:
            return
        self.box = CrashBox(details)
        self.box.destroyed.connect(self._closed)
        self.box.open()

    @Slot()
    def _closed(self) -> None:
        self.box = None


def install(app: QApplication) -> CrashWatch:
    """Watch for bugs from now on."""
    watch = CrashWatch(app)
    watch.install()
    return watch
