"""The page of cases: the list on the left, one case or the quick log on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QWidget

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.case_list import CaseList
from ombudsdesk.ui.cases.case_page import CasePage
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.empty import EmptyState
from ombudsdesk.ui.cases.quick_log import QuickLog
from ombudsdesk.ui.cases.section import Section
from ombudsdesk.ui.cases.unsaved import Unsaved
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.commands import State
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.messages import MessageBar
from ombudsdesk.ui.theme import Tone, spacing
from ombudsdesk.vault import reading
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database

SHOW_AFTER_MILLISECONDS = 60
"""How long a row must be marked before its case is shown: holding an arrow key down does not open every case."""

LIST_SHARE, CASE_SHARE = 42, 58
ALONE_SHARE, ROOM_SHARE = 74, 26
"""How the width is shared while no case is chosen: then the list shows more of its columns."""


class CasesPage(Page):
    """Marking a row shows its case beside the list; Enter goes into it, Esc goes back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._session = desk, desk.session
        words, self._places = Words(desk.session.catalogue), Places(desk.session)
        self.list = CaseList(desk, words)
        self.case = CasePage(desk, words, self._places)
        self.quick_log = QuickLog(desk, words, self._places)
        self._none = EmptyState(sign="person")
        self._right = QStackedWidget()
        self._unsaved = Unsaved.of(desk.session)
        self._marked: int | None = None
        self._reminder: MessageBar | None = None
        self._reminded = False
        self._shared_by_person = False
        self._rest = QTimer(self)
        self._build()
        self._connect()
        self._bind()
        self.dress()
        self.list.refresh()

    def _build(self) -> None:
        self._none.say(
            lambda: _("No case is chosen"),
            lambda: _("Choose one from the list, or press Ctrl+N for a new one."),
        )
        for part in (self._none, self.case, self.quick_log):
            self._right.addWidget(part)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(self._right)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(max(1, spacing(0.25)))
        self._splitter.splitterMoved.connect(self._person_shared)
        self._share(ALONE_SHARE, ROOM_SHARE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def _share(self, for_list: int, for_case: int) -> None:
        if self._shared_by_person:
            return
        self._splitter.setStretchFactor(0, for_list)
        self._splitter.setStretchFactor(1, for_case)
        width = max(self.width(), spacing(100))
        whole = for_list + for_case
        self._splitter.setSizes([width * for_list // whole, width * for_case // whole])

    @Slot()
    def _person_shared(self) -> None:
        """Whoever moves the divider decides from then on."""
        self._shared_by_person = True

    def _connect(self) -> None:
        self._rest.setSingleShot(True)
        self._rest.setInterval(SHOW_AFTER_MILLISECONDS)
        self._rest.timeout.connect(self._show_chosen)
        self.list.chosen.connect(self._chosen)
        self.list.picked.connect(self._show_chosen)
        self.list.opened.connect(self._open)
        self.list.new_wanted.connect(self.new_case)
        self.quick_log.saved.connect(self._case_saved)
        self._session.changed.connect(self._changed)
        self._session.ending.connect(self._end)
        self.case.unreadable.connect(self._leave_case)

    def _bind(self) -> None:
        bind = self._desk.commands.bind
        bind(Verb.NEW_CASE, self._in_front(self.new_case))
        bind(Verb.OPEN_CASE, self._in_front(self._open_chosen))
        bind(Verb.FIND, self._in_front(self.list.start_search))
        bind(Verb.ADD_NOTE, self._in_front(partial(self._go, self.case.notes, self.case.notes.new_note)))
        bind(Verb.ADD_CONTACT, self._in_front(partial(self._go, self.case.contacts, self.case.contacts.add)))
        bind(Verb.ADD_CONCERN, self._in_front(partial(self._go, self.case.concerns, self.case.concerns.add)))
        bind(Verb.HOLD_CASE, self._in_front(self.case.hold.start))
        bind(Verb.CLOSE_CASE, self._in_front(partial(self._go, self.case.facts, self.case.facts.start_closing)))

    def _in_front(self, handler: Callable[[], None]) -> Callable[[], None]:
        """A command of this page brings the page to the front first."""

        def run() -> None:
            if not self.isVisible():
                self._desk.go(Verb.SHOW_CASES)
            handler()

        return run

    # the window's questions

    def arrive(self) -> None:
        if self._right.currentWidget() is self.quick_log:
            self.quick_log.enter()
        else:
            self.list.enter()

    def panes(self) -> Sequence[QWidget]:
        return [self.list, self._right]

    def back(self) -> None:
        if self._right.currentWidget() is self.quick_log:
            self.quick_log.leave()
            self._bring(self.case if self.case.case else self._none)
            self.list.enter()
        elif self._right.isAncestorOf(QApplication.focusWidget() or self):
            self.case.keep()
            self.list.enter()
        elif self.list.search.text():
            self.list.clear_search()
        else:
            self.list.enter()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.commands.bind(Verb.SAVE, self._save)
        if not self._reminded:
            self._reminded = True
            self._remind()

    def _remind(self) -> None:
        """A new case that was begun before the program ended stands in no list: say that it is there."""
        if self.quick_log.has_draft():
            self._reminder = self._desk.messages.say(
                Tone.INFO,
                _("A new case was begun and not saved. Its words are kept."),
                action=_("Go on with it"),
                on_action=self._in_front(self.new_case),
            )

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's own name
        """Whatever hides the page, nothing typed is lost, and Save is somebody else's."""
        super().hideEvent(event)
        self.keep()
        self._desk.commands.unbind(Verb.SAVE)

    # which case

    @Slot(object)
    def _chosen(self, case: int | None) -> None:
        self._desk.commands.turn(State.CASE_CHOSEN, on=case is not None)
        # the list marks the same row again whenever it is read again: that is nobody's wish to see the case
        if case is not None and case != self._marked:
            self._marked = case
            self._rest.start()

    @Slot()
    def _show_chosen(self) -> None:
        """Show the marked case; without one, the case that is in front stays: somebody may be writing in it."""
        self._rest.stop()
        case = self.list.table.chosen_id()
        if case is not None and (self._shown() != case or self._right.currentWidget() is not self.case):
            self._show(case)

    def _shown(self) -> int | None:
        return self.case.case.id if self.case.case else None

    def _show(self, case: int) -> None:
        if self._right.currentWidget() is self.quick_log:
            self.quick_log.leave()
        if self._read(case):
            self._bring(self.case)

    def _read(self, case: int) -> bool:
        """Read everything of a case, then show it; if that is not possible, no case is shown."""
        try:
            self._read_places()
            found = reading.case(self._session.database, case)
            kept = self._unsaved.of_case(self._session.database, case)
        except UserError as error:
            self._desk.messages.error(error)
            self._leave_case()
            return False
        self.case.show_case(found, kept)
        return True

    def _read_places(self) -> None:
        if self._places.catch_up():
            self.case.reload_places()
            self.quick_log.reload_places()

    @Slot()
    def _leave_case(self) -> None:
        """The case in front is gone or cannot be read: take it away. Its words stay kept, unless it is gone itself."""
        front = self.case.case
        if front is not None and not _is_gone(self._session.database, front.id):
            self.case.keep()
        elif front is not None:
            self._unsaved.forget_case(front)
        self.case.clear()
        if self._right.currentWidget() is not self.quick_log:
            self._bring(self._none)

    def _bring(self, part: QWidget) -> None:
        if (part is self._none) is not (self._right.currentWidget() is self._none):
            self._share(*((ALONE_SHARE, ROOM_SHARE) if part is self._none else (LIST_SHARE, CASE_SHARE)))
        self._right.setCurrentWidget(part)
        self._desk.commands.turn(State.CASE_OPEN, on=part is self.case)

    @Slot(object)
    def _open(self, _case: int) -> None:
        self._open_chosen()

    def _open_chosen(self) -> None:
        self._show_chosen()
        if self._right.currentWidget() is self.case:
            self.case.enter()

    def _go(self, section: Section, then: Callable[[], None]) -> None:
        self.case.go(section)
        then()

    def _save(self) -> None:
        if self._right.currentWidget() is self.quick_log:
            self.quick_log.save()
        elif self._right.currentWidget() is self.case:
            self.case.section.save()

    @Slot()
    def keep(self) -> None:
        """Keep in the vault whatever is typed and not saved."""
        self.case.keep()
        self.quick_log.keep()

    @Slot()
    def _end(self) -> None:
        self._rest.stop()
        self.keep()
        self._unsaved.end()

    # new cases, and changes from anywhere

    @Slot()
    def new_case(self) -> None:
        """Open the quick log."""
        if self._right.currentWidget() is self.quick_log:
            return
        self.case.keep()
        try:
            self._read_places()
        except UserError as error:
            self._desk.messages.error(error)
            return
        if self.quick_log.open_form():
            if self._reminder is not None and self._reminder in self._desk.messages.bars():
                self._reminder.close_bar()
            self._bring(self.quick_log)
            self.quick_log.enter()

    @Slot(object)
    def _case_saved(self, case: int) -> None:
        self._marked = case
        self._show(case)
        self.list.choose(case)
        self.list.table.setFocus()

    @Slot(object)
    def _changed(self, change: Change) -> None:
        if Kind.UNIT in change.kinds:
            self._places.mark_stale()
            try:
                self._read_places()
            except UserError as error:
                # they are read before anything else is shown
                self._desk.messages.error(error)
        if change.kinds & {Kind.CASE, Kind.UNIT}:
            self.list.mark_stale(change.cases)
        shown = self._shown()
        if shown is not None and Kind.CASE in change.kinds and (not change.cases or shown in change.cases):
            self._read(shown)


def _is_gone(database: Database, case: int) -> bool:
    try:
        return not reading.case_rows(database, [case])
    except UserError:
        # said already; it may well be there
        return False
