"""A part of a case that is a list, with a form that adds to it or changes a line of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.kept import KeptForm, SaveLine
from ombudsdesk.ui.cases.section import Section, mark, scrolled, stacked
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.forms import FormField, Trouble
from ombudsdesk.ui.table_view import make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing
from ombudsdesk.vault.change import Change

T = TypeVar("T")


@dataclass(frozen=True)
class Line(Generic[T]):
    """One line of the list: its id there, and what it stands for."""

    id: int
    content: T


@dataclass(frozen=True)
class Sentences:
    """What a list says of itself, all N_-marked: on its button, above its form, and after something was done."""

    name: str
    empty: str
    add: str
    adding: str
    changing: str
    added: str
    changed: str
    removed: str


@dataclass(frozen=True, kw_only=True)
class Shape(Generic[T]):
    """What a list looks like: its sentences, its columns, and the fields of its form."""

    says: Sentences
    columns: Sequence[Column[Line[T]]]
    fields: Sequence[FormField]


class Listing(Section, Generic[T]):
    """What a list must say of itself."""

    def lines(self, case: Case) -> list[Line[T]]:
        """The lines of a case, in their order."""
        raise NotImplementedError

    def place(self, content: T | None) -> str:
        """Where the form's unsaved entries are kept: for a new line (None) or for a change of one."""
        raise NotImplementedError

    def values_of(self, content: T | None) -> Mapping[str, Any]:
        """What the form shows at first."""
        raise NotImplementedError

    def problems(self, case: Case, values: Mapping[str, Any], changing: Line[T] | None) -> list[Trouble]:
        """What cannot be right in what the form says."""
        raise NotImplementedError

    def store(self, case: Case, values: Mapping[str, Any], changing: Line[T] | None) -> Change | None:
        """Store what the form says."""
        raise NotImplementedError

    def take_away(self, case: Case, line: Line[T]) -> Change | None:
        """Remove a line."""
        raise NotImplementedError


class ListedSection(Listing[T]):
    """The list in front; Add and Change bring the form to the front, saving or going back brings the list.

    What is typed into the form and not saved is kept at `place`, and the form stands open again with the case.
    """

    def __init__(self, desk: Desk, words: Words, places: Places, shape: Shape[T]) -> None:
        super().__init__(desk, words, places)
        self._lines: list[Line[T]] = []
        self._changing: Line[T] | None = None
        self._says = shape.says
        self.model: PagedTableModel[Line[T]] = PagedTableModel(
            shape.columns, lambda ids: [line for line in self._lines if line.id in ids]
        )
        self.table = make_table(self.model, name=shape.says.name, empty=shape.says.empty)
        self.form = KeptForm(shape.fields, self.unsaved, columns=2)
        self.line = SaveLine(lambda: _("Save"), lambda: _("Do not save"), always=True)
        self.add_button, self.change_button, self.remove_button = QPushButton(), QPushButton(), QPushButton()
        self._heading = QLabel()
        self._stack = QStackedWidget()
        self._remove_key = QAction(self.table)
        self._build()
        self._connect()

    # how it is built

    def _build(self) -> None:
        dress_as(self.add_button, Look.PRIMARY)
        dress_as(self._heading, Look.HEADING)
        self._remove_key.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self._remove_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(self._remove_key)
        self._stack.addWidget(self._list_page())
        self._stack.addWidget(self._form_page())
        column = QVBoxLayout(self)
        column.addWidget(self._stack)

    def _list_page(self) -> QWidget:
        page = QWidget()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(spacing(2))
        for button in (self.add_button, self.change_button, self.remove_button):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(2))
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons)
        return page

    def _form_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(2))
        column.addWidget(self._heading)
        column.addWidget(scrolled(stacked(self.form)), 1)
        column.addWidget(self.line)
        return page

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.change_button.clicked.connect(self.change)
        self.remove_button.clicked.connect(self.remove)
        self._remove_key.triggered.connect(self.remove)
        self.table.opened.connect(self.change)
        self.table.chosen.connect(self._show_buttons)
        self.form.unsaved.connect(self._show_unsaved)
        self.form.kept.connect(self.line.tell_kept)
        self.form.not_kept.connect(self.line.tell_not_kept)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.drop)

    def retranslate(self) -> None:
        self.change_button.setText(_("Change"))
        self.remove_button.setText(_("Remove"))
        self._remove_key.setText(_("Remove"))
        self.add_button.setText(_(self._says.add))
        self._heading.setText(_(self._says.adding if self._changing is None else self._says.changing))

    # showing

    @property
    def is_form_open(self) -> bool:
        """Whether the form is in front."""
        return self._stack.currentIndex() == 1

    def begin(self, case: Case, kept: Mapping[str, str]) -> None:
        self.table.choose(None)
        self._fill(self.lines(case))
        self._close_form()
        for line in (None, *self._lines):
            text = kept.get(self._place_of(line))
            if text:
                self._show_form(line, text)
                return

    def empty(self) -> None:
        self._close_form()
        self.form.clear()
        self._fill([])

    def refresh(self, case: Case, kept: Mapping[str, str]) -> None:
        self._fill(self.lines(case))
        if self.is_form_open and self._changing is not None:
            same = self.same(self._changing)
            if same is None:
                self.keep()
                self._close_form()
                self.desk.messages.say(
                    Tone.WARNING, _("What you were changing is no longer in this case, so its form was closed.")
                )
            else:
                self._changing = same
                self.form.refresh(self.values_of(same.content))

    def _place_of(self, line: Line[T] | None) -> str:
        return self.place(line.content if line is not None else None)

    def _fill(self, lines: list[Line[T]]) -> None:
        self._lines = lines
        self.model.mark_stale()
        self.model.set_ids([line.id for line in self._lines])
        self._show_buttons()

    def chosen(self) -> Line[T] | None:
        """The marked line."""
        wanted = self.table.chosen_id()
        return next((line for line in self._lines if line.id == wanted), None)

    @Slot()
    def _show_buttons(self) -> None:
        mark(self.table)
        for button in (self.change_button, self.remove_button):
            button.setEnabled(self.chosen() is not None)

    @Slot()
    def _show_unsaved(self) -> None:
        self.line.set_unsaved(unsaved=self.form.is_changed(), can_drop=True)

    def enter(self) -> None:
        if self.is_form_open:
            self.form.focus_first()
        elif self._lines:
            self.table.setFocus()
        else:
            self.add_button.setFocus()

    def same(self, line: Line[T]) -> Line[T] | None:
        """This line as it stands in the list that was read now; None if it is gone."""
        return next((other for other in self._lines if other.id == line.id), None)

    # changing

    @Slot()
    def add(self) -> None:
        """Open the form for a new line, with what was left unsaved in it."""
        if self.case is not None and self._open_form(None):
            self.form.focus_first()

    @Slot()
    def change(self) -> None:
        """Open the form for the marked line."""
        line = self.chosen()
        if line is not None and self._open_form(line):
            self.form.focus_first()

    def _open_form(self, line: Line[T] | None) -> bool:
        self.keep()
        kept = self.kept_at(self._place_of(line))
        if kept is None:
            return False
        self._show_form(line, kept)
        return True

    def _show_form(self, line: Line[T] | None, kept: str) -> None:
        self._changing = line
        content = line.content if line is not None else None
        self.prepare(content)
        self.form.begin(self.place(content), self.values_of(content), kept)
        self._stack.setCurrentIndex(1)
        self.retranslate()

    def prepare(self, content: T | None) -> None:
        """The form is about to show this: see that its fields can."""

    def _close_form(self) -> None:
        self._changing = None
        self._stack.setCurrentIndex(0)

    def keep(self) -> None:
        if self.is_form_open:
            self.form.keep()

    def save(self) -> None:
        """Store what the form says, or show beside its fields why not."""
        if self.case is None or not self.is_form_open:
            return
        # leaving a field settles what was typed in it
        self.line.save_button.setFocus()
        problems = self.form.check() or self.problems(self.case, self.form.values(), self._changing)
        if problems:
            self.form.show_problems(problems)
            return
        sentence = self._says.added if self._changing is None else self._says.changed
        # the list is read again while this is stored: that is no news for the form
        changing, self._changing = self._changing, None
        change = self.store(self.case, self.form.values(), changing)
        if change is None:
            self._changing = changing
            return
        self.form.drop()
        self._close_form()
        self.enter()
        self.say_done(_(sentence), change)

    @Slot()
    def drop(self) -> None:
        """Go back to the list without saving, with Undo if something was entered."""
        place, text = self.form.place, self.form.drop()
        self._close_form()
        self.enter()
        if text:
            self.offer_undo(_("The draft was removed."), lambda: self._put_back(place, text))

    def _put_back(self, place: str, text: str) -> None:
        """Give an entry back and show it; what stands in the form, and what was entered at its place since, stays kept."""
        if self.is_form_open and self.form.place == place:
            self.form.put_back(place, text)
            return
        self.keep()
        # the form is closed, or stands for something else: its place is asked from what was kept
        kept = self.form.merge_kept(place, text)
        found = next((line for line in (None, *self._lines) if self._place_of(line) == place), ...)
        if kept is not None and self.case is not None and found is not ...:
            self._show_form(found, kept)

    @Slot()
    def remove(self) -> None:
        """Take the marked line away, with Undo."""
        line = self.chosen()
        if self.case is not None and line is not None:
            place = self._place_of(line)
            change = self.take_away(self.case, line)
            if change is not None:
                self.unsaved.keep(place, "")
            self.say_done(_(self._says.removed), change)
