"""The answers to "Is my office safe?", one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing
from ombudsdesk.vault.selfcheck import Answer, State

_SIGNS = {State.GOOD: ("success", Tone.SUCCESS), State.LOOK: ("warning", Tone.WARNING), State.UNKNOWN: ("info", Tone.INFO)}


class _Wrapping(QLabel):
    """Words that wrap, and take as much height as they need at the width that they have.

    Qt itself guesses a width: too wide, and the last line is cut inside nested layouts; too narrow, and the page ends in
    half a screen of nothing.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        dress_as(self, look)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class AnswerRow(Living, QFrame):
    """One answer: a sign, the question, how it is to be taken, and the words. Tab reaches it, for screen readers.

    `wanted` carries the action of its button, where there is one.
    """

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._do = QPushButton()
        self._sign, self._question, self._words = QLabel(), _Wrapping(Look.HEADING), _Wrapping(Look.MUTED)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        texts = QVBoxLayout()
        texts.setSpacing(spacing(0.5))
        texts.addWidget(self._question)
        texts.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self._do, 0, Qt.AlignmentFlag.AlignTop)
        self._do.clicked.connect(self._pressed)
        self.dress()

    def show_answer(self, answer: Answer) -> None:
        """Show this answer from now on."""
        self._answer = answer
        state = _(answer.state.value)
        self._question.setText(answer.question)
        self._words.setText(f"{state}: {answer.words}")
        self.setAccessibleName(f"{answer.question} {state}. {answer.words}")
        label = _(answer.action.value) if answer.action else ""
        self._do.setText(label)
        # two answers may be helped by the same thing
        self._do.setAccessibleName(f"{label} {answer.question}".strip())
        self._do.setVisible(answer.action is not None)
        self.recolour()

    @Slot()
    def _pressed(self) -> None:
        if self._answer is not None and self._answer.action is not None:
            self.wanted.emit(self._answer.action)

    def focus_action(self) -> bool:
        """Go to the button; whether there is one."""
        if self._answer is None or self._answer.action is None:
            return False
        self._do.setFocus()
        return True

    def recolour(self) -> None:
        if self._answer is not None:
            sign, tone = _SIGNS[self._answer.state]
            self._sign.setPixmap(pixmap(sign, colours().ink(tone).name(), spacing(5)))


class AnswerList(QWidget):
    """As many rows as there are answers. `wanted` carries the `Action` of a button that was pressed."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[AnswerRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing(3))

    def show_answers(self, answers: Sequence[Answer]) -> None:
        """Show these answers from now on."""
        while len(self._rows) < len(answers):
            self._rows.append(AnswerRow())
            self._rows[-1].wanted.connect(self.wanted)
            self._column.addWidget(self._rows[-1])
        for row, answer in zip(self._rows, answers, strict=True):
            row.show_answer(answer)

    def focus_first(self) -> bool:
        """Go to the first thing that helps; whether anything is to be done."""
        return any(row.focus_action() for row in self._rows)
