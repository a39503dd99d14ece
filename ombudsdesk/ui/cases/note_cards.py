"""The stored notes of a case as cards."""

from __future__ import annotations

from collections.abc import Sequence, Set

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Note
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.wording import day
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing
from ombudsdesk.vault import drafts


class NoteCard(Living, QFrame):
    """A stored note. Enter changes it, Delete takes it away; so do its buttons."""

    change_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note, self._has_draft = note, False
        self._when, self._hint, self._text = QLabel(), QLabel(), QLabel(note.text)
        self.change_button, self.remove_button = QPushButton(), QPushButton()
        dress_as(self, Look.CARD)
        for label in (self._when, self._hint):
            dress_as(label, Look.MUTED)
        for button in (self.change_button, self.remove_button):
            dress_as(button, Look.QUIET)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self.change_button.clicked.connect(self._change)
        self.remove_button.clicked.connect(self._remove)
        self.dress()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._when)
        top.addWidget(self._hint, 1)
        top.addWidget(self.change_button)
        top.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(3), spacing(1), spacing(3), spacing(2))
        column.setSpacing(spacing(1))
        column.addLayout(top)
        column.addWidget(self._text)

    def retranslate(self) -> None:
        when = day(self.note.written.date())
        self._when.setText(when)
        self._hint.setText(_("Changes kept, not saved yet") if self._has_draft else "")
        self.change_button.setText(_("Change"))
        self.remove_button.setText(_("Remove"))
        self.change_button.setAccessibleName(_("Change the note of {date}").format(date=when))
        self.remove_button.setAccessibleName(_("Remove the note of {date}").format(date=when))
        self.setAccessibleName(_("Note of {date}: {text}").format(date=when, text=self.note.text))

    def set_draft(self, *, has_draft: bool) -> None:
        """Whether somebody has begun to change the note and not saved it."""
        self._has_draft = has_draft
        self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._change()
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours().ring), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), spacing(1.2), spacing(1.2))
            painter.end()

    @Slot()
    def _change(self) -> None:
        self.change_wanted.emit(self.note.id)

    @Slot()
    def _remove(self) -> None:
        self.remove_wanted.emit(self.note.id)


class NoteCards(QWidget):
    """Stored notes below each other. The cards stay as long as the notes do: a focus on one of them stays too."""

    change_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[NoteCard] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(spacing(2))

    def show_notes(self, notes: Sequence[Note], drafted: Set[str]) -> None:
        """Show these notes; `drafted` are the places with a draft."""
        if [card.note for card in self.cards] != list(notes):
            self._make(notes)
        for card in self.cards:
            card.set_draft(has_draft=drafts.note_place(card.note.id) in drafted)
        self.setVisible(bool(self.cards))

    def _make(self, notes: Sequence[Note]) -> None:
        for card in self.cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [NoteCard(note) for note in notes]
        for card in self.cards:
            card.change_wanted.connect(self.change_wanted)
            card.remove_wanted.connect(self.remove_wanted)
            self._list.addWidget(card)
