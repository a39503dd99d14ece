"""The place to write: plain text in, plain text out, and a call when the pen rests.

note = PlainNoteEdit(lambda text: session.keep_draft(place, text))
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ombudsdesk.ui.clipboard import secret_text

REST_MILLISECONDS = 1000
LONGEST_MILLISECONDS = 2000
"""Whoever types without a pause loses no more than this to a crash."""


class Pen(QObject):
    """Calls `keep` when the pen rests, while it never rests every two seconds, and again until it has worked.

    `keep` says whether it has.
    """

    def __init__(
        self,
        keep: Callable[[], bool],
        parent: QObject,
        *,
        rest: int = REST_MILLISECONDS,
        longest: int = LONGEST_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._keep = keep
        self._rest, self._longest = QTimer(self), QTimer(self)
        for timer, wait in ((self._rest, rest), (self._longest, longest)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(self.put_down)

    @Slot()
    def move(self) -> None:
        """Something was written."""
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    @Slot()
    def put_down(self) -> bool:
        """Keep at once; whether it worked."""
        self.stop()
        kept = self._keep()
        if not kept:
            self.move()
        return kept

    def stop(self) -> None:
        """There is nothing to keep any more."""
        self._rest.stop()
        self._longest.stop()


class PlainNoteEdit(QPlainTextEdit):
    """A plain text editor. Tab moves on; pasting drops every format; files cannot be dropped in.

    `keep(text)` is called a second after the last change, while somebody writes without a pause every two seconds, and
    when the focus leaves. It says whether the text is kept now: each text once, and again until it is.
    """

    def __init__(
        self,
        keep: Callable[[str], bool] | None = None,
        *,
        parent: QWidget | None = None,
        rest: int = REST_MILLISECONDS,
        longest: int = LONGEST_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._settled_text = ""
        self._keep = keep
        self._pen = Pen(self._keep_text, self, rest=rest, longest=longest)
        if keep is not None:
            self.textChanged.connect(self._pen.move)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a stored text: it counts as settled, and cannot be undone into the text before."""
        # settled first: whoever hears that the text has changed may ask
        self._settled_text = text
        self.setPlainText(text)
        self._pen.stop()
        self._settled_text = self.text()

    def is_settled(self) -> bool:
        """Whether what stands here is stored or kept."""
        return self.text() == self._settled_text

    def flush(self) -> bool:
        """Have kept what is not, at once; call it before the page goes away. Whether it worked."""
        return self._keep is None or self._pen.put_down()

    def _keep_text(self) -> bool:
        text = self.text()
        if self._keep is not None and text != self._settled_text:
            if not self._keep(text):
                return False
            self._settled_text = text
        return True

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
