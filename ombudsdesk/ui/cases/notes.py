"""The notes of a case: a place to write the next one, and those that are stored, the newest first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case, Note
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.kept import SaveLine
from ombudsdesk.ui.cases.note_cards import NoteCard, NoteCards
from ombudsdesk.ui.cases.section import Section, scrolled
from ombudsdesk.ui.cases.wording import Words, day
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.notes import PlainNoteEdit
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing
from ombudsdesk.vault import cases, drafts
from ombudsdesk.vault.change import Change

SHOWN_AT_FIRST = 20
_LINES = 6


class NotesSection(Section):
    """One editor for the next note or for a change to a stored one, and the notes below it.

    Every text that stands in the editor is kept in the vault when the pen rests; it is offered again whenever the case is.
    """

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__(desk, words, places)
        self._note: Note | None = None
        self._shows_all = False
        self._stored_notes = NoteCards()
        self._drafted: set[str] = set()
        self.editor = PlainNoteEdit(self._keep_text)
        self.editor.setFixedHeight(self.editor.fontMetrics().lineSpacing() * _LINES + spacing(4))
        self._heading, self._none = QLabel(), QLabel()
        self._more = QPushButton()
        self.line = SaveLine(self._save_text, self._drop_text)
        self._build()
        self.editor.textChanged.connect(self._show_unsaved)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.drop)
        self._stored_notes.change_wanted.connect(self.change)
        self._stored_notes.remove_wanted.connect(self.remove)
        self._more.clicked.connect(self._show_all)
        self.dress()

    def _build(self) -> None:
        dress_as(self._heading, Look.HEADING)
        dress_as(self._none, Look.MUTED)
        dress_as(self._more, Look.QUIET)
        self._heading.setBuddy(self.editor)
        self._none.setWordWrap(True)
        stored = QWidget()
        below = QVBoxLayout(stored)
        below.setContentsMargins(0, 0, spacing(1), 0)
        below.setSpacing(spacing(2))
        below.addWidget(self._stored_notes)
        below.addWidget(self._none)
        below.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        below.addStretch(1)
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
        hidden = len(self.case.notes) - len(self._stored_notes.cards) if self.case else 0
        self._more.setText(_("Show all notes"))
        self._more.setVisible(hidden > 0)
        self._none.setVisible(not self._stored_notes.cards)
        self.line.retranslate()

    # what is shown

    def begin(self, case: Case, kept: Mapping[str, str]) -> None:
        self._shows_all = False
        self._stand_for(None, kept.get(drafts.new_note_place(case.id), ""))
        self.refresh(case, kept)

    def refresh(self, case: Case, kept: Mapping[str, str]) -> None:
        self._drafted = {place for place, text in kept.items() if text}
        if self._note is not None:
            # it may have been taken away, or put back, meanwhile
            self._note = next((note for note in case.notes if note.id == self._note.id), None)
            if self._note is None:
                self._stand_for(None, kept.get(drafts.new_note_place(case.id), ""))
        self._fill()

    def empty(self) -> None:
        self._note = None
        self.editor.set_text("")
        self._show_unsaved()
        self._fill()

    def _fill(self) -> None:
        every = self.case.notes if self.case is not None else ()
        self._stored_notes.show_notes(every if self._shows_all else every[:SHOWN_AT_FIRST], self._drafted)
        self.retranslate()

    def cards(self) -> list[NoteCard]:
        """The stored notes that are shown."""
        return list(self._stored_notes.cards)

    @Slot()
    def _show_all(self) -> None:
        self._shows_all = True
        self._fill()

    # writing

    def _place(self) -> str:
        if self._note is not None:
            return drafts.note_place(self._note.id)
        return drafts.new_note_place(self.case.id) if self.case else ""

    def _stored(self) -> str:
        return self._note.text if self._note is not None else ""

    def _write_in(self, note: Note | None) -> bool:
        """Let the editor stand for the next note (None) or for a stored one; False if the vault could not be read."""
        if self.case is None:
            return False
        kept = self.kept_at(drafts.note_place(note.id) if note is not None else drafts.new_note_place(self.case.id))
        if kept is None:
            return False
        self._stand_for(note, kept)
        return True

    def _stand_for(self, note: Note | None, kept: str) -> None:
        self._note = note
        waiting = self.unsaved.is_waiting(self._place())
        self.editor.set_text(self._stored() if waiting else kept or self._stored())
        if waiting and kept:
            # not settled: the editor has it kept as soon as that can be
            self.editor.setPlainText(kept)
            self.line.tell_not_kept()
        self._show_unsaved()
        self.retranslate()

    def _keep_text(self, text: str) -> bool:
        return self.case is None or self._keep_at(self._place(), "" if text == self._stored() else text)

    def _keep_at(self, place: str, text: str) -> bool:
        kept = self.unsaved.keep(place, text)
        self._drafted = self._drafted | {place} if text else self._drafted - {place}
        if place != self._place():
            return kept
        if kept:
            self.line.tell_kept()
        else:
            self.line.tell_not_kept()
        return kept

    @Slot()
    def _show_unsaved(self) -> None:
        self.line.set_unsaved(unsaved=self.editor.text() != self._stored(), can_drop=self._note is not None)
        if self.editor.is_settled():
            self.line.tell_kept()

    def keep(self) -> None:
        self.editor.flush()

    def enter(self) -> None:
        self.editor.setFocus()

    @Slot()
    def new_note(self) -> None:
        """Write the next note; what was typed as a change to another stays kept."""
        if self._note is not None:
            self.keep()
            if not self._write_in(None):
                return
            self._fill()
        self.enter()

    @Slot(int)
    def change(self, note_id: int) -> None:
        """Change a stored note; what was typed as the next one stays kept."""
        if self.case is None:
            return
        self.keep()
        if self._write_in(next(note for note in self.case.notes if note.id == note_id)):
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
        case = self.case
        if self.session.apply(cases.write_note, case=case.id, text=text, now=self.session.now):
            self._is_stored(drafts.new_note_place(case.id))
            self._write_in(None)
            self.desk.messages.say(Tone.SUCCESS, _("The note was saved."))

    def _is_stored(self, place: str) -> None:
        """The draft went with the storing: neither memory nor the editor may bring it back."""
        self.unsaved.forget(place)
        self._drafted.discard(place)
        self.editor.set_text("")

    def _save_change(self, case: Case, note: Note, text: str) -> None:
        change = self.session.apply(cases.change_note, case=case.id, note=note.id, text=text)
        if change is not None:
            self._is_stored(drafts.note_place(note.id))
            self._write_in(None)
            self._fill()
            self.say_done(_("The note was changed."), change)

    @Slot()
    def drop(self) -> None:
        """Forget what is not saved, with Undo; a stored note stays as it was."""
        text, place = self.editor.text(), self._place()
        unsaved = text != self._stored()
        self._keep_at(place, "")
        self.editor.set_text(self._stored())
        if self._write_in(None):
            self._fill()
            self.enter()
        if unsaved:
            self.offer_undo(_("The draft was removed."), lambda: self._put_back(place, text))

    def _put_back(self, place: str, text: str) -> None:
        """Give removed words back; what was written there meanwhile stays before them."""
        self.keep()
        meanwhile = self.unsaved.read(place)
        if meanwhile is None:
            return
        both = f"{meanwhile}\n\n{text}" if meanwhile else text
        self._keep_at(place, both)
        if self.case is not None and place == self._place():
            self._stand_for(self._note, both)
        self._fill()

    @Slot(int)
    def remove(self, note_id: int) -> None:
        """Take a stored note away, with Undo that brings an unsaved change of it back too."""
        if self.case is None:
            return
        self.keep()
        place = drafts.note_place(note_id)
        draft = self.kept_at(place)
        if draft is None:
            return
        change = self.session.apply(cases.remove_note, case=self.case.id, note=note_id)
        if change is not None:
            self.unsaved.forget(place)
            # every removal stands for itself
            sentence = _("The note was removed.")
            self.offer_undo(sentence, lambda: self._undo_removal(change, place, draft), alone=False)

    def _undo_removal(self, change: Change, place: str, draft: str) -> None:
        if self.session.undo(change) is not None and draft:
            self._keep_at(place, draft)
            self._fill()

    def _save_text(self) -> str:
        return _("Save the change") if self._note is not None else _("Save the note")

    def _drop_text(self) -> str:
        return _("Do not change it") if self._note is not None else _("Remove the draft")
