"""What every part of a case's page can do: show a case, save, keep what is unsaved, and offer Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.unsaved import Unsaved
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageBar
from ombudsdesk.ui.table_view import TableView
from ombudsdesk.ui.theme import Tone, spacing
from ombudsdesk.vault.change import Change


class Section(Living, QWidget):
    """One tab of the case's page. `titled` comes when the words on its tab have changed.

    `unreadable` comes when the vault could not be read: nothing true can be shown then, and the page goes.
    """

    titled = Signal()
    unreadable = Signal()

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__()
        self.desk, self.session = desk, desk.session
        self.unsaved = Unsaved.of(desk.session)
        self.words, self.places = words, places
        self.case: Case | None = None
        self._last_undo: MessageBar | None = None

    @property
    def title(self) -> str:
        """The words on the tab, with a letter to reach it by."""
        raise NotImplementedError

    def show_case(self, case: Case, kept: Mapping[str, str]) -> None:
        """Show a case. The same one again means that something of it has changed: what is typed stays.

        `kept` is what is unsaved in it, by place. Everything was read before: no half of another case is ever shown.
        """
        again = self.case is not None and self.case.id == case.id
        if not again:
            self.keep()
        self.case = case
        if again:
            self.refresh(case, kept)
        else:
            self.begin(case, kept)
        self.titled.emit()

    def clear(self) -> None:
        """No case is in front any more: show nothing of one, and keep nothing."""
        self.case = None
        self.empty()
        self.titled.emit()

    def empty(self) -> None:
        """Take everything of a case out of the controls."""
        raise NotImplementedError

    def kept_at(self, place: str) -> str | None:
        """What was left unsaved at a place; None if the vault could not be read, and then the page goes."""
        kept = self.unsaved.read(place)
        if kept is None:
            self.unreadable.emit()
        return kept

    def begin(self, case: Case, kept: Mapping[str, str]) -> None:
        """Another case comes to the front: show it, and what was left unsaved in it."""
        raise NotImplementedError

    def refresh(self, case: Case, kept: Mapping[str, str]) -> None:
        """The same case was read again: show what is stored, and leave what is typed alone."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep in the vault what is typed and not saved."""

    def save(self) -> None:
        """Save what is typed."""

    def enter(self) -> None:
        """Put the focus where work begins."""

    def say_done(self, text: str, change: Change | None) -> None:
        """Say that a change was made, with Undo where there is one."""
        if change is None:
            return
        if change.undo is None:
            self.desk.messages.say(Tone.SUCCESS, text)
            return
        self.offer_undo(text, lambda: self.session.undo(change))

    def offer_undo(self, text: str, take_back: Callable[[], object], *, alone: bool = True) -> None:
        """Say what was done, with a button that takes it back.

        `alone`: an earlier Undo of this part goes, because it would bring back the time before both changes.
        """
        messages = self.desk.messages
        if alone and self._last_undo in messages.bars() and self._last_undo is not None:
            self._last_undo.close_bar()
        bar = messages.say(Tone.SUCCESS, text, action=_("Undo"), on_action=take_back)
        if alone:
            self._last_undo = bar


def mark(table: TableView) -> None:
    """Let the row that the keys would work on be seen: when the focus comes, Qt makes one current without marking it."""
    current = table.currentIndex()
    if current.isValid() and not table.selectionModel().isSelected(current):
        table.selectRow(current.row())


def stacked(*parts: QWidget) -> QWidget:
    """Parts below each other, at their own height."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, spacing(1), 0)
    column.setSpacing(spacing(3))
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return content


def scrolled(content: QWidget) -> QScrollArea:
    """Content that may be taller than the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(area.focusPolicy().NoFocus)
    area.setWidget(content)
    # the page's own ground shows through, whatever it is
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
