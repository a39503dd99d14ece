"""The place to write: plain text in, plain text out, and a signal when the pen rests.

note = PlainNoteEdit();  note.settled.connect(session.keep_draft)
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ombudsdesk.ui.clipboard import secret_text

REST_MILLISECONDS = 1000


class PlainNoteEdit(QPlainTextEdit):
    """A plain text editor. Tab moves on; pasting drops every format; files cannot be dropped in.

    `settled(text)` comes a second after the last change and when the focus leaves, each text once: keep the draft then.
    """

    settled = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, rest: int = REST_MILLISECONDS) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._settled_text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(rest)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._timer.start)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a stored text: it counts as settled, and cannot be undone into the text before."""
        self.setPlainText(text)
        self._timer.stop()
        self._settled_text = self.text()

    @Slot()
    def flush(self) -> None:
        """Say what is not yet said, at once; call it before the page goes away."""
        self._timer.stop()
        if self.text() != self._settled_text:
            self._settled_text = self.text()
            self.settled.emit(self._settled_text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def createMimeDataFromSelection(self) -> QMimeData:
        return secret_text(self.textCursor().selection().toPlainText())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.canInsertFromMimeData(source):
            self.insertPlainText(source.text())
