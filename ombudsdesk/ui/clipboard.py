"""What leaves for the clipboard: plain words, marked so that clipboard histories and clouds leave them alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

_ZERO = b"\x00\x00\x00\x00"
SECRET_MARKS = {
    # KDE and others: do not keep this
    "x-kde-passwordManagerHint": b"secret",
    # Windows: viewers, the history and the cloud are asked not to keep this; Qt hands the name through in this form
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': _ZERO,
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': _ZERO,
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': _ZERO,
    # macOS: the mark that password keepers agreed on
    'application/x-apple-nspasteboard;value="org.nspasteboard.ConcealedType"': b"",
    "org.nspasteboard.ConcealedType": b"",
}


def secret_text(text: str) -> QMimeData:
    """Plain text with every mark that asks others not to keep it."""
    made = QMimeData()
    made.setText(text)
    for name, value in SECRET_MARKS.items():
        made.setData(name, value)
    return made


def is_marked(mime: QMimeData) -> bool:
    """Whether all marks are on."""
    return all(mime.hasFormat(name) for name in SECRET_MARKS)


class ClipboardGuard(QObject):
    """Marks whatever any part of the window puts on the clipboard, and takes it away after a while and at lock.

    Lines and tables copy in their own way; the guard is for those. It never touches what another program put there.
    `owns` says whether what is there is ours, for screens that cannot tell.
    """

    def __init__(self, parent: QObject, *, seconds: int = 60, owns: Callable[[], bool] | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._owns = owns or self._clipboard.ownsClipboard
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(seconds * 1000)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._look)

    @Slot()
    def _look(self) -> None:
        if not self._owns():
            self._timer.stop()
            return
        mime = self._clipboard.mimeData()
        # while it is being cleared, Qt answers with nothing, whatever its types promise
        if not mime or not mime.hasText():
            return
        self._timer.start()
        if not is_marked(mime):
            self._clipboard.setMimeData(secret_text(mime.text()))

    @Slot()
    def clear(self) -> None:
        """Take our own words off the clipboard; call it when the desk is locked."""
        self._timer.stop()
        if self._owns():
            self._clipboard.clear()
        if self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
