"""What the window has to say: a bar at the edge instead of a box in the way.

messages = MessageArea();  messages.say(Tone.SUCCESS, _("The note was removed."), action=_("Undo"), on_action=undo)
messages.error(user_error)
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Tone, colours, spacing, tone_palette

_KINDS = {
    Tone.INFO: N_("Information"),
    Tone.SUCCESS: N_("Done"),
    Tone.WARNING: N_("Please note"),
    Tone.ERROR: N_("Problem"),
}
TRANSIENT_SECONDS = 10
_MOST_BARS = 3


class MessageBar(Living, QFrame):
    """One message: a sign, a sentence, perhaps one button, and a way to close it. `closed` comes when it goes.

    It does not go while the mouse or the focus is on it: nobody has to hurry.
    """

    closed = Signal()

    def __init__(
        self, tone: Tone, text: str, *, action: str = "", seconds: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.tone, self.text = tone, text
        self._sign, self._words = QLabel(), QLabel(text)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(action) if action else None
        self._close = QToolButton()
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.setIconSize(QSize(spacing(4), spacing(4)))
        self._close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setSpacing(spacing(2))
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        if self.button is not None:
            self.button.clicked.connect(self.close_bar)
            row.addWidget(self.button)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self.dress()
        if seconds is not None:
            self._timer.start(seconds * 1000)

    def retranslate(self) -> None:
        self._sign.setAccessibleName(_(_KINDS[self.tone]))
        self._close.setAccessibleName(_("Close this message"))
        self._close.setToolTip(_("Close this message"))
        self.setAccessibleName(_("{kind}: {message}").format(kind=_(_KINDS[self.tone]), message=self.text))

    def recolour(self) -> None:
        ink = colours().ink(self.tone).name()
        self.setPalette(tone_palette(self.tone))
        self._sign.setPixmap(pixmap(self.tone.value, ink, spacing(5)))
        self._close.setIcon(icon("close", ink))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours().ink(self.tone))
        painter.setBrush(colours().wash(self.tone))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), spacing(1.2), spacing(1.2))
        painter.end()

    def announce(self) -> None:
        """Have a screen reader say it; a problem at once, the rest when it has finished its sentence."""
        event = QAccessibleAnnouncementEvent(self, self.accessibleName())
        if self.tone is Tone.ERROR:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    @Slot()
    def close_bar(self) -> None:
        """Take it away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    @Slot()
    def _time_is_up(self) -> None:
        if self.underMouse() or self.isAncestorOf(QApplication.focusWidget() or self):
            self._timer.start(2000)
            return
        self.close_bar()


class MessageArea(QWidget):
    """Where messages appear, the newest at the bottom, three at most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(spacing(1))
        self._bars: list[MessageBar] = []

    def say(
        self,
        tone: Tone,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        seconds: int | None = None,
    ) -> MessageBar:
        """Show a sentence. Success goes away by itself; the rest stays unless `seconds` says otherwise (0: stays)."""
        if seconds is None:
            seconds = TRANSIENT_SECONDS if tone is Tone.SUCCESS else 0
        bar = MessageBar(tone, text, action=action, seconds=seconds or None, parent=self)
        if bar.button is not None and on_action is not None:
            bar.button.clicked.connect(on_action)
        bar.closed.connect(self._tidy)
        self._bars.append(bar)
        self._layout.addWidget(bar)
        bar.show()
        bar.announce()
        for oldest in self._bars[:-_MOST_BARS]:
            oldest.close_bar()
        return bar

    def error(self, error: UserError) -> MessageBar:
        """Say what happened and what helps."""
        return self.say(Tone.ERROR, str(error))

    def clear(self) -> None:
        """Take all messages away; call it when the desk is locked."""
        for bar in list(self._bars):
            bar.close_bar()

    def bars(self) -> list[MessageBar]:
        """What is shown."""
        return list(self._bars)

    @Slot()
    def _tidy(self) -> None:
        self._bars = [bar for bar in self._bars if bar is not self.sender()]


def error_dialog(error: UserError, parent: QWidget | None = None) -> QMessageBox:
    """A box for an error that has no window to appear in, or that must be read before going on: call `open()` on it."""
    box = QMessageBox(QMessageBox.Icon.Warning, _("This did not work"), error.what, QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.what_to_do)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIconPixmap(pixmap("warning", colours().ink(Tone.WARNING).name(), spacing(10)))
    return box
