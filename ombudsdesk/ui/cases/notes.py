"""The notes of a case: a place to write the next one, and those that are stored, the newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case, Note
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.kept import SaveLine
from ombudsdesk.ui.cases.section import Section, scrolled
from ombudsdesk.ui.cases.wording import Words, day
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.notes import PlainNoteEdit
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing
from ombudsdesk.vault import cases, drafts
from ombudsdesk.vault.change import Change

SHOWN_AT_FIRST = 20
_LINES = 6


class NoteCard(Living, QFrame):
    """A stored note. Enter changes it, Delete takes it away; so do its buttons."""

    change_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, note: Note, *, has_draft: bool) -> None:
        super().__init__()
        self.note, self._has_draft = note, has_draft
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


class NotesSection(Section):
    """One editor for the next note or for a change to a stored one, and the notes below it.

    Every text that stands in the editor is kept in the vault when the pen rests; it is offered again whenever the case is.
    """

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__(desk, words, places)
        self._note: Note | None = None
        self._shows_all = False
        self._cards: list[NoteCard] = []
        self.editor = PlainNoteEdit()
        self.editor.setFixedHeight(self.editor.fontMetrics().lineSpacing() * _LINES + spacing(4))
        self._heading, self._none = QLabel(), QLabel()
        self._more = QPushButton()
        self.line = SaveLine(self._save_text, self._drop_text)
        self._build()
        self.editor.settled.connect(self._keep_text)
        self.editor.textChanged.connect(self._show_unsaved)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.drop)
        self._more.clicked.connect(self._show_all)
        self.dress()

    def _build(self) -> None:
        dress_as(self._heading, Look.HEADING)
        dress_as(self._none, Look.MUTED)
        dress_as(self._more, Look.QUIET)
        self._heading.setBuddy(self.editor)
        self._none.setWordWrap(True)
        stored = QWidget()
        self._list = QVBoxLayout(stored)
        self._list.setContentsMargins(0, 0, spacing(1), 0)
        self._list.setSpacing(spacing(2))
        self._list.addWidget(self._none)
        self._list.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(spacing(2))
        for widget in (self._heading, self.editor, self.line):
            column.addWidget(widget)
        column.addWidget(scrolled(stored), 1)

    @property
    def title(self) -> str:
        count = len(self.case.notes) if self.case else 0
        # Translators: a tab; the letter after & must differ from those of the other tabs and of the menus
        return _("&Notes ({count})").format(count=count) if count else _("&Notes")

    def retranslate(self) -> None:
        heading = _("Next note")
        if self._note is not None:
            heading = _("Change the note of {date}").format(date=day(self._note.written.date()))
        self._heading.setText(heading)
        self.editor.setAccessibleName(heading)
        self.editor.setPlaceholderText(_("What was said, in plain words. No names of students."))
        self._none.setText(_("No note is stored yet. Write above what you want to remember, then press Ctrl+S."))
        hidden = len(self.case.notes) - len(self._cards) if self.case else 0
        self._more.setText(_("Show all notes"))
        self._more.setVisible(hidden > 0)
        self._none.setVisible(not self._cards)
        self.line.retranslate()

    # what is shown

    def begin(self, case: Case) -> None:
        self._shows_all = False
        self._write_in(None)
        self.refresh(case)

    def refresh(self, case: Case) -> None:
        if self._note is not None:
            # it may have been taken away, or put back, meanwhile
            self._note = next((note for note in case.notes if note.id == self._note.id), None)
            if self._note is None:
                self._write_in(None)
        self._fill(case)

    def _fill(self, case: Case) -> None:
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        notes = case.notes if self._shows_all else case.notes[:SHOWN_AT_FIRST]
        self._cards = [self._card(note) for note in notes]
        for place, card in enumerate(self._cards):
            self._list.insertWidget(place, card)
        self.retranslate()

    def _card(self, note: Note) -> NoteCard:
        card = NoteCard(note, has_draft=bool(self.session.draft(drafts.note_place(note.id))))
        card.change_wanted.connect(self.change)
        card.remove_wanted.connect(self.remove)
        return card

    def cards(self) -> list[NoteCard]:
        """The stored notes that are shown."""
        return list(self._cards)

    @Slot()
    def _show_all(self) -> None:
        self._shows_all = True
        if self.case is not None:
            self._fill(self.case)

    # writing

    def _place(self) -> str:
        if self._note is not None:
            return drafts.note_place(self._note.id)
        return drafts.new_note_place(self.case.id) if self.case else ""

    def _stored(self) -> str:
        return self._note.text if self._note is not None else ""

    def _write_in(self, note: Note | None) -> None:
        """Let the editor stand for the next note (None) or for a stored one, with what was left unsaved there."""
        self._note = note
        kept = self.session.draft(self._place())
        self.editor.set_text(kept or self._stored())
        self._show_unsaved()
        if kept:
            self.line.tell_kept()
        self.retranslate()

    @Slot(str)
    def _keep_text(self, text: str) -> None:
        if self.case is not None:
            self.session.keep_draft(self._place(), "" if text == self._stored() else text)
            self.line.tell_kept()

    @Slot()
    def _show_unsaved(self) -> None:
        self.line.set_unsaved(unsaved=self.editor.text() != self._stored(), can_drop=self._note is not None)

    def keep(self) -> None:
        self.editor.flush()

    def enter(self) -> None:
        self.editor.setFocus()

    @Slot()
    def new_note(self) -> None:
        """Write the next note; what was typed as a change to another stays kept."""
        if self._note is not None:
            self.keep()
            self._write_in(None)
            self._refill()
        self.enter()

    @Slot(int)
    def change(self, note_id: int) -> None:
        """Change a stored note; what was typed as the next one stays kept."""
        if self.case is None:
            return
        self.keep()
        self._write_in(next(note for note in self.case.notes if note.id == note_id))
        self.enter()

    def save(self) -> None:
        """Store what stands in the editor."""
        text = self.editor.text()
        if self.case is None or text == self._stored():
            return
        if not text.strip():
            self.desk.messages.say(Tone.INFO, _("A note needs words. To take a stored note away, choose Remove."))
            return
        if self._note is not None:
            self._save_change(self.case, self._note, text)
            return
        # shown as stored only if it is: else the words stay in the editor
        self.editor.flush()
        if self.session.apply(cases.write_note, case=self.case.id, text=text, now=self.session.now):
            self._write_in(None)
            self.desk.messages.say(Tone.SUCCESS, _("The note was saved."))

    def _save_change(self, case: Case, note: Note, text: str) -> None:
        change = self.session.apply(cases.change_note, case=case.id, note=note.id, text=text)
        if change is not None:
            self._write_in(None)
            self._refill()
            self.say_done(_("The note was changed."), change)

    @Slot()
    def drop(self) -> None:
        """Forget what is not saved, with Undo; a stored note stays as it was."""
        text, place = self.editor.text(), self._place()
        unsaved = text != self._stored()
        self.session.keep_draft(place, "")
        self._write_in(None)
        self._refill()
        self.enter()
        if unsaved:
            self.offer_undo(_("The draft was removed."), lambda: self._put_back(place, text))

    def _put_back(self, place: str, text: str) -> None:
        """Give removed words back; what was written there meanwhile stays before them."""
        self.keep()
        meanwhile = self.session.draft(place)
        self.session.keep_draft(place, f"{meanwhile}\n\n{text}" if meanwhile else text)
        if place == self._place():
            self._write_in(self._note)
        self._refill()

    @Slot(int)
    def remove(self, note_id: int) -> None:
        """Take a stored note away, with Undo that brings an unsaved change of it back too."""
        if self.case is None:
            return
        self.keep()
        place = drafts.note_place(note_id)
        draft = self.session.draft(place)
        change = self.session.apply(cases.remove_note, case=self.case.id, note=note_id)
        if change is not None:
            # every removal stands for itself
            sentence = _("The note was removed.")
            self.offer_undo(sentence, lambda: self._undo_removal(change, place, draft), alone=False)

    def _undo_removal(self, change: Change, place: str, draft: str) -> None:
        if draft:
            self.session.keep_draft(place, draft)
        self.session.undo(change)

    def _refill(self) -> None:
        if self.case is not None:
            self._fill(self.case)

    def _save_text(self) -> str:
        return _("Save the change") if self._note is not None else _("Save the note")

    def _drop_text(self) -> str:
        return _("Do not change it") if self._note is not None else _("Remove the draft")
