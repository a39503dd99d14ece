"""What is seen while a backup is made before locking: nothing of the office."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.keys import press_focused_button
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.lock_key import LockKey, lock_keys
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.theme import Look, dress_as, spacing


class LockingWindow(Living, QWidget):
    """The desk is locked for everybody who looks; the lock key, Enter or closing the window end the waiting (`stopped`)."""

    stopped = Signal()

    def __init__(self, progress: ProgressCard) -> None:
        super().__init__()
        self._words, self._stop = QLabel(), QPushButton()
        self._words.setWordWrap(True)
        dress_as(self._words, Look.HEADING)
        fill_column(self, (self._words, progress, row_of(None, self._stop)), margin=6)
        self.resize(spacing(110), spacing(40))
        self._stop.clicked.connect(self.stopped)
        LockKey(lock_keys(), self).pressed.connect(self.stopped)
        self.dress()
        self._stop.setFocus()

    def retranslate(self) -> None:
        # neutral on purpose: a title stands in the task bar, where everybody sees it
        self.setWindowTitle(_("Desk"))
        self._words.setText(_("The desk is closed. A backup is being made, then it is locked."))
        self._stop.setText(_("Lock now, without the backup"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stopped.emit()
        super().closeEvent(event)
