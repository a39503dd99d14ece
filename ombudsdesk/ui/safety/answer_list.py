"""The answers to "Is my office safe?", one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing
from ombudsdesk.vault.selfcheck import Answer, State

_SIGNS = {State.GOOD: ("success", Tone.SUCCESS), State.LOOK: ("warning", Tone.WARNING), State.UNKNOWN: ("info", Tone.INFO)}


class AnswerRow(Living, QFrame):
    """One answer: a sign, the question, how it is to be taken, and the words. Tab reaches it, for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._sign, self._question, self._words = QLabel(), QLabel(), QLabel()
        for label, look in ((self._question, Look.HEADING), (self._words, Look.MUTED)):
            dress_as(label, look)
            label.setWordWrap(True)
            # or Qt cuts the second line of what wraps inside nested layouts
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        texts = QVBoxLayout()
        texts.setSpacing(spacing(0.5))
        texts.addWidget(self._question)
        texts.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.dress()

    def show_answer(self, answer: Answer) -> None:
        """Show this answer from now on."""
        self._answer = answer
        state = _(answer.state.value)
        self._question.setText(answer.question)
        self._words.setText(f"{state}: {answer.words}")
        self.setAccessibleName(f"{answer.question} {state}. {answer.words}")
        self.recolour()

    def recolour(self) -> None:
        if self._answer is not None:
            sign, tone = _SIGNS[self._answer.state]
            self._sign.setPixmap(pixmap(sign, colours().ink(tone).name(), spacing(5)))


class AnswerList(QWidget):
    """As many rows as there are answers."""

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
            self._column.addWidget(self._rows[-1])
        for row, answer in zip(self._rows, answers, strict=True):
            row.show_answer(answer)
