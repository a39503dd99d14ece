"""The list of cases: search as you type, open or closed, sorted by SQL, fetched page by page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ombudsdesk.i18n import N_, _, pgettext
from ombudsdesk.ui.cases.empty import EmptyState
from ombudsdesk.ui.cases.section import mark
from ombudsdesk.ui.cases.wording import Words, day, how_many
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.table_view import make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.vault import reading
from ombudsdesk.vault.reading import CaseRow, Which

LANE = "search"
ANNOUNCE_AFTER_MILLISECONDS = 700
_SORTED_AT_FIRST = (reading.Column.OPENED, True)


def columns(words: Words) -> tuple[Column[CaseRow], ...]:
    """What the list shows of a case."""
    sort = reading.Column
    return (
        Column(title=N_("Number"), text=lambda row: row.number, width=9, key=sort.NUMBER),
        Column(title=N_("Nickname"), text=lambda row: row.nickname, width=18, key=sort.NICKNAME),
        Column(title=N_("Opened"), text=lambda row: day(row.opened), width=13, key=sort.OPENED),
        Column(title=N_("Role"), text=lambda row: words.label(words.lists.roles, row.role), width=20),
        Column(title=N_("Campus or department"), text=lambda row: row.unit, width=22, key=sort.UNIT),
        Column(title=N_("Main concern"), text=lambda row: words.office_topic(row.topic), width=24),
        Column(title=N_("Outcome"), text=words.row_outcome, width=20),
        Column(title=N_("Last contact"), text=lambda row: day(row.last_contact), width=13),
    )


class CaseList(Living, QWidget):
    """`chosen(id or None)`: the marked row; `picked`: a click on it; `opened(id)`: Enter or double click.

    `new_wanted`: there is no case yet, and the first one is wanted.
    """

    chosen = Signal(object)
    picked = Signal()
    opened = Signal(object)
    new_wanted = Signal()

    def __init__(self, desk: Desk, words: Words) -> None:
        super().__init__()
        self._desk = desk
        self._which = Which.ALL
        self._sorting: tuple[reading.Column, bool] = _SORTED_AT_FIRST
        self._shown_search = ""
        self._front: int | None = None
        self.search = QLineEdit()
        self._look, self._clear = QAction(self), QAction(self)
        self._filters = {which: QToolButton() for which in Which}
        self.count = QLabel()
        self.model: PagedTableModel[CaseRow] = PagedTableModel(columns(words), self._fetch)
        self.table = make_table(self.model, name=N_("Cases"))
        self.empty = EmptyState(sign="cases", acts=True)
        self._stack = QStackedWidget()
        self._announcement = QTimer(self)
        self._build()
        self._connect()
        self.table.show_sorting(self._sorting[0], descending=self._sorting[1])
        self.dress()

    def _build(self) -> None:
        self.search.addAction(self._look, QLineEdit.ActionPosition.LeadingPosition)
        self.search.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        dress_as(self.count, Look.MUTED)
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(spacing(1))
        for button in self._filters.values():
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            group.addButton(button)
            row.addWidget(button)
        self._filters[self._which].setChecked(True)
        row.addStretch(1)
        row.addWidget(self.count)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._say_empty()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, spacing(2), 0)
        column.setSpacing(spacing(2))
        column.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self._clear.triggered.connect(self.clear_search)
        for which, button in self._filters.items():
            button.toggled.connect(partial(self._filter, which))
        self.table.sort_wanted.connect(self._sort)
        self.table.chosen.connect(self._chosen)
        self.table.clicked.connect(self.picked)
        self.table.opened.connect(self.opened)
        self.empty.wanted.connect(self._help_out)
        self._announcement.setSingleShot(True)
        self._announcement.setInterval(ANNOUNCE_AFTER_MILLISECONDS)
        self._announcement.timeout.connect(self._announce)

    def retranslate(self) -> None:
        hint = _("Search notes, facts and names")
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self._look.setText(hint)
        self._clear.setText(_("Clear the search"))
        self._clear.setToolTip(_("Clear the search"))
        labels = {
            # Translators: which cases a list shows
            Which.ALL: pgettext("several cases", "All"),
            Which.OPEN: pgettext("several cases", "Open"),
            Which.CLOSED: pgettext("several cases", "Closed"),
        }
        for which, button in self._filters.items():
            button.setText(labels[which])
            button.setAccessibleDescription(_("Which cases the list shows"))
        self._show_count()

    def recolour(self) -> None:
        self._look.setIcon(icon("search"))
        self._clear.setIcon(icon("close"))

    # asking the vault

    def refresh(self) -> None:
        """Ask for the list again, in the thread for long work: typing never waits for it."""
        database = self._desk.session.vault.background
        text, which, (column, descending) = self.search.text(), self._which, self._sorting
        job = self._desk.worker.submit(
            lambda _task: (
                text,
                reading.case_ids(database, search=text, which=which, column=column, descending=descending),
            ),
            lane=LANE,
            interrupt=database.interrupt,
        )
        job.finished.connect(self._show)
        job.failed.connect(self._desk.messages.error)

    @Slot(object)
    def _show(self, found: tuple[str, list[int]]) -> None:
        self._shown_search, ids = found
        self.model.set_ids(ids)
        self._show_emptiness()
        self._show_count()
        if self._front is not None and self.table.chosen_id() is None:
            # a search had hidden the row of the case that stands beside the list
            self.table.choose(self._front)
        if self._shown_search:
            self._announcement.start()

    def _fetch(self, ids: Sequence[int]) -> list[CaseRow]:
        return reading.case_rows(self._desk.session.database, ids)

    def mark_stale(self, cases: Sequence[int]) -> None:
        """These cases have changed (none: any may have)."""
        self.model.mark_stale(cases or None)
        self.refresh()

    # what is shown

    def _show_count(self) -> None:
        self.count.setText(how_many(len(self.model.ids()), searched=bool(self._shown_search.strip())))

    @Slot()
    def _announce(self) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.search, self.count.text()))

    def _show_emptiness(self) -> None:
        if self.model.ids():
            self._stack.setCurrentWidget(self.table)
            return
        if self.table.hasFocus():
            # the keys must go somewhere that can be seen
            self.search.setFocus()
        self._say_empty()
        self._stack.setCurrentWidget(self.empty)

    def _say_empty(self) -> None:
        if self._shown_search.strip():
            self.empty.say(
                lambda: _("Nothing was found"),
                lambda: _("Every word must begin a word of a note, a fact or a name. Clear the search to see all cases."),
                action=lambda: _("Clear the search"),
            )
        elif self._which is not Which.ALL:
            self.empty.say(
                lambda: _("No open case") if self._which is Which.OPEN else _("No closed case"),
                lambda: _("Choose “All” to see the others."),
                action=lambda: _("Show all cases"),
            )
        else:
            self.empty.say(
                lambda: _("No cases yet"),
                lambda: _("Press Ctrl+N to write down the first one. It takes half a minute."),
                action=lambda: _("New case"),
            )

    @Slot()
    def _help_out(self) -> None:
        if self._shown_search.strip():
            self.clear_search()
        elif self._which is not Which.ALL:
            self.show_all()
        else:
            self.new_wanted.emit()

    # what the person does

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.refresh()

    @Slot()
    def clear_search(self) -> None:
        """Show everything again."""
        self.search.clear()
        self.search.setFocus()

    def show_all(self) -> None:
        """Neither only the open nor only the closed ones."""
        self._filters[Which.ALL].setChecked(True)

    def _filter(self, which: Which, checked: bool) -> None:  # noqa: FBT001 - a signal has no keywords
        if checked:
            self._which = which
            self.refresh()

    @Slot(object, bool)
    def _sort(self, key: reading.Column, descending: bool) -> None:  # noqa: FBT001 - a signal has no keywords
        self._sorting = (key, descending)
        self.refresh()

    def choose(self, case: int) -> None:
        """Mark a case as soon as the list has it; a search or filter that hides it is cleared."""
        self.table.choose(None)
        self._front = case
        self.search.clear()
        self.show_all()
        self.refresh()

    @Slot(object)
    def _chosen(self, case: int | None) -> None:
        mark(self.table)
        if case is not None:
            self._front = case
        self.chosen.emit(case)

    def start_search(self) -> None:
        """Go to the search, with its words marked so that typing replaces them."""
        self.search.setFocus()
        self.search.selectAll()

    def enter(self) -> None:
        """Go to the marked row; without one to the search, for nobody's case is shown before it is asked for."""
        if self.table.chosen_id() is None:
            self.search.setFocus()
        else:
            self.table.setFocus()

    def _go_down(self) -> None:
        if self.table.chosen_id() is None:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter in the search go to what was found."""
        pressed = watched is self.search and event.type() == QEvent.Type.KeyPress
        downwards = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if pressed and isinstance(event, QKeyEvent) and event.key() in downwards and self.model.ids():
            self._go_down()
            return True
        return super().eventFilter(watched, event)
