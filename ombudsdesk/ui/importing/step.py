"""What the steps of an import have in common, and the list of them at the top of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing


class Step(Living, QWidget):
    """One step. `changed` comes when what it says about going on may be different now."""

    changed = Signal()

    title = ""
    """N_-marked: what the list of steps calls it."""

    def problem(self) -> str:
        """Why the next step cannot come yet, "" if it can."""
        return ""

    def begin(self) -> None:
        """Put the focus where the work of this step begins."""

    def panes(self) -> Sequence[QWidget]:
        """The parts that F6 walks through."""
        return [self]


class StepList(Living, QFrame):
    """Where in the import the person is: every step with its number, the present one marked and named."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = list(titles)
        self._here = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing(1.5))
        self._labels: list[QLabel] = []
        self._lines: list[QFrame] = []
        for number in range(len(titles)):
            if number:
                line = QFrame()
                line.setFixedHeight(1)
                line.setMinimumWidth(spacing(2))
                self._lines.append(line)
                row.addWidget(line, 1)
            label = QLabel()
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._labels.append(label)
            row.addWidget(label)
        self.dress()

    def go(self, number: int) -> None:
        """Mark a step as the present one."""
        self._here = number
        self.retranslate()
        self.recolour()

    def retranslate(self) -> None:
        for number, (label, title) in enumerate(zip(self._labels, self._titles, strict=True)):
            sign = "✓" if number < self._here else str(number + 1)
            label.setText(f"{sign}  {_(title)}")
            label.setAccessibleName(self._spoken(number, _(title)))

    def _spoken(self, number: int, title: str) -> str:
        if number < self._here:
            return _("{step}: done").format(step=title)
        return _("{step}: you are here").format(step=title) if number == self._here else title

    def recolour(self) -> None:
        chosen = colours()
        for line in self._lines:
            line.setStyleSheet(f"background: {chosen.hairline};")
        for number, label in enumerate(self._labels):
            ink, ground = chosen.muted, "transparent"
            if number == self._here:
                ink, ground = chosen.resting_selection_text, chosen.resting_selection
            elif number < self._here:
                ink = chosen.text
            weight = 600 if number == self._here else 400
            label.setStyleSheet(
                f"color: {ink}; background: {ground}; border-radius: {spacing(2)}px;"
                f" padding: {spacing(0.75)}px {spacing(2.5)}px; font-weight: {weight};"
            )


def words(look: Look | None = None) -> QLabel:
    """A text that may take several lines."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    # a long word must not make the window wider than it is
    label.setMinimumWidth(1)
    if look is not None:
        dress_as(label, look)
    return label


def stack(*widgets: QWidget, gap: float = 3, last_stretches: bool = False) -> QVBoxLayout:
    """Widgets one below the other, without margins."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing(gap))
    for widget in widgets:
        column.addWidget(widget)
    if last_stretches:
        column.setStretch(column.count() - 1, 1)
    return column
