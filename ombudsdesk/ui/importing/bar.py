"""The bar at the bottom of the import: back, on, and why it cannot go on."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.icons import icon, pixmap
from ombudsdesk.ui.importing.step import words
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing


class Bar(Living, QWidget):
    """`back` and `next` are buttons; what `next` says changes with the step."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._words = QLabel(), words()
        self.back, self.next = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing(2))
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        self.dress()
        self.clear()

    def retranslate(self) -> None:
        self.back.setText(_("&Back"))

    def recolour(self) -> None:
        ink = colours().ink(Tone.ERROR)
        self._sign.setPixmap(pixmap("error", ink.name(), spacing(5)))
        palette = self.palette()
        palette.setColor(self._words.foregroundRole(), ink)
        self._words.setPalette(palette)
        self.back.setIcon(icon("back"))

    def show_step(self, next_text: str, *, may_go_back: bool, is_end: bool) -> None:
        """Fit the buttons to a step."""
        self.next.setText(next_text)
        self.back.setVisible(may_go_back)
        dress_as(self.next, Look.QUIET if is_end else Look.PRIMARY)
        self.clear()

    def problem(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Say why it cannot go on."""
        self._words.setText(sentence)
        self._sign.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, sentence))

    @Slot()
    def clear(self) -> None:
        """Say nothing any more."""
        self._words.setText("")
        self._sign.hide()
