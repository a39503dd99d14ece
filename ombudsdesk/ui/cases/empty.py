"""What stands where nothing is: a sign, a sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing

Text = Callable[[], str]


def _no_text() -> str:
    return ""


class EmptyState(Living, QWidget):
    """`say` sets what it says; the texts are asked for again when the language changes. `acts`: it has a button."""

    wanted = Signal()

    def __init__(self, *, sign: str, acts: bool = False) -> None:
        super().__init__()
        self._sign_name = sign
        self._heading_text: Text = _no_text
        self._sentence_text: Text = _no_text
        self._action_text: Text = _no_text
        self._sign, self._heading, self._sentence = QLabel(), QLabel(), QLabel()
        self.button = QPushButton() if acts else None
        dress_as(self._heading, Look.HEADING)
        dress_as(self._sentence, Look.MUTED)
        column = QVBoxLayout(self)
        column.setSpacing(spacing(2))
        column.addStretch(1)
        for label in (self._sign, self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        self._heading.setWordWrap(True)
        self._sentence.setWordWrap(True)
        if self.button is not None:
            self.button.clicked.connect(self.wanted)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.dress()

    def say(self, heading: Text, sentence: Text, *, action: Text = _no_text) -> None:
        """What is missing, what helps, and perhaps a button that does it."""
        self._heading_text, self._sentence_text, self._action_text = heading, sentence, action
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self._heading_text())
        self._sentence.setText(self._sentence_text())
        if self.button is not None:
            self.button.setText(self._action_text())

    def recolour(self) -> None:
        size = spacing(10)
        self._sign.setPixmap(icon(self._sign_name, colours().muted).pixmap(size, size))
