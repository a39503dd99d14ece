"""The window of the open office: the sidebar, the page in front, and what there is to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.backup_line import BackupLine
from ombudsdesk.ui.backup_runner import BackupRunner
from ombudsdesk.ui.command_list import COMMANDS, MENUS, Verb
from ombudsdesk.ui.commands import CommandSet, State
from ombudsdesk.ui.desk import Desk, GuardFacts, Page, PageSpec
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.keys import press_focused_button
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.lock_key import LockKey, lock_keys
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.palette import CommandPalette
from ombudsdesk.ui.panes import PaneRing
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.shortcut_help import ShortcutHelp
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault.engine import DatabaseInterruptedError

SIDEBAR_WIDTH = 44
NARROW_SIDEBAR = 17
NARROW_WIDTH = 270
LEAST_SIZE = (760, 420)
USUAL_SIZE = (1280, 720)
FRAME_HEIGHT = 40


class MainWindow(Living, QMainWindow):
    """Everything that is open. `lock_wanted` asks for the desk to be locked; closing the window ends the session.

    `lock_after_chosen` carries the minutes after which an untouched desk is to be locked.
    """

    lock_wanted = Signal()
    lock_after_chosen = Signal(int)
    ended = Signal()
    unfinished_wanted = Signal(str)

    def __init__(
        self,
        session: Session,
        specs: Sequence[PageSpec],
        *,
        practice: bool = False,
        guard_facts: Callable[[], GuardFacts] = GuardFacts,
    ) -> None:
        super().__init__()
        self._specs = list(specs)
        self._made: dict[str, Page] = {}
        self._practice = practice
        self.commands = CommandSet(COMMANDS, self)
        self.messages = MessageArea()
        worker = Worker(interruptions=(DatabaseInterruptedError,), parent=self)
        self.desk = Desk(
            session,
            self.commands,
            worker,
            self.messages,
            self.go,
            lock_after=self.lock_after_chosen.emit,
            guard_facts=guard_facts,
            begin_unfinished=self.unfinished_wanted.emit,
        )
        self.backups = BackupRunner(session, worker, self.messages, partial(self.go, Verb.SHOW_SAFETY), self)
        self._sidebar, self._stack, self._banner = QListWidget(), QStackedWidget(), QLabel()
        self._new_case, self._lock, self._side = QPushButton(), QPushButton(), QWidget()
        self._age = BackupLine(session)
        self._narrow = False
        self._build()
        self._bind()
        session.refused.connect(self._say_refused)
        self.dress()
        self.setMinimumSize(*LEAST_SIZE)
        self._fit_the_screen()

    def _fit_the_screen(self) -> None:
        """Begin at the usual size, or as large as a small screen allows with the frame around it."""
        room = self.screen().availableSize()
        width, height = USUAL_SIZE
        self.resize(min(width, room.width()), min(height, room.height() - FRAME_HEIGHT))

    def _build(self) -> None:
        dress_as(self._sidebar, Look.SIDEBAR)
        dress_as(self._new_case, Look.PRIMARY)
        self._sidebar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for spec in self._specs:
            QListWidgetItem(self._sidebar).setData(Qt.ItemDataRole.UserRole, spec.verb)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(spacing(2), spacing(3), spacing(1), spacing(3))
        column.setSpacing(spacing(2))
        for widget, stretch in ((self._new_case, 0), (self._sidebar, 1), (self._age, 0), (self._lock, 0)):
            column.addWidget(widget, stretch)
        content = QVBoxLayout()
        content.setContentsMargins(spacing(2), spacing(3), spacing(3), spacing(2))
        content.setSpacing(spacing(2))
        content.addWidget(self._banner)
        content.addWidget(self.messages)
        content.addWidget(self.backups.progress)
        content.addWidget(self._stack, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addLayout(content, 1)
        self.setCentralWidget(whole)
        self._banner.setVisible(self._practice)
        dress_as(self._banner, Look.MUTED)
        self.commands.fill_menu_bar(self.menuBar(), MENUS)

    def _bind(self) -> None:
        for spec in self._specs:
            for verb in (spec.verb, *spec.also):
                self.commands.bind(verb, partial(self.go, spec.verb))
        for verb, handler in (
            (Verb.LOCK, self.lock_wanted.emit),
            (Verb.QUIT, self.close),
            (Verb.BACK_UP, self.backups.start),
            (Verb.PALETTE, self._show_palette),
            (Verb.SHORTCUTS, self._show_shortcuts),
            (Verb.BACK, self._back),
            (Verb.NEXT_PANE, lambda: self._panes().forward()),
            (Verb.PREVIOUS_PANE, lambda: self._panes().backward()),
        ):
            self.commands.bind(verb, handler)
        self.commands.set_state(State.UNLOCKED)
        LockKey(lock_keys(), self).pressed.connect(self.lock_wanted)
        self._new_case.clicked.connect(lambda: self.commands.run(Verb.NEW_CASE))
        self._lock.clicked.connect(self.lock_wanted)
        self._age.clicked.connect(partial(self.go, Verb.SHOW_SAFETY))
        self._sidebar.currentRowChanged.connect(self._row_chosen)

    def retranslate(self) -> None:
        # neutral on purpose: a title stands in the task bar, where everybody sees it
        self.setWindowTitle(_("Desk"))
        self._sidebar.setAccessibleName(_("Parts of the office"))
        for row, spec in enumerate(self._specs):
            item = self._sidebar.item(row)
            item.setText("" if self._narrow else _(spec.title))
            item.setToolTip(_(spec.title))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _(spec.title))
        for button, verb in ((self._new_case, Verb.NEW_CASE), (self._lock, Verb.LOCK)):
            title = next(command.title for command in COMMANDS if command.id == verb)
            button.setText("" if self._narrow else title)
            button.setAccessibleName(title)
            button.setToolTip(self.commands.action(verb).toolTip())
        self._banner.setText(_("Practice office: every case in it is invented, and all of it is gone when you close it."))

    def recolour(self) -> None:
        for row, spec in enumerate(self._specs):
            self._sidebar.item(row).setIcon(icon(spec.icon))
        self._lock.setIcon(icon("lock"))
        self._new_case.setIcon(icon("plus", colours().selection_text) if self._narrow else QIcon())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shrink_sidebar(narrow=self.width() < spacing(NARROW_WIDTH))

    def _shrink_sidebar(self, *, narrow: bool) -> None:
        """On a small screen, or with large letters, the sidebar shows its signs alone; names stay for screen readers."""
        self._side.setFixedWidth(spacing(NARROW_SIDEBAR if narrow else SIDEBAR_WIDTH))
        if narrow is not self._narrow:
            self._narrow = narrow
            self._age.setVisible(not narrow)
            for button in (self._new_case, self._lock):
                button.setMinimumWidth(0)
                button.setStyleSheet("min-width: 0; padding-left: 0; padding-right: 0;" if narrow else "")
            self.dress()

    @property
    def page(self) -> Page:
        """The page in front."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)  # noqa: S101 - the stack holds nothing else
        return page

    def go(self, verb: str) -> None:
        """Show the page of a command; it is made when it is first wanted."""
        if verb not in self._made:
            spec = next(spec for spec in self._specs if spec.verb == verb)
            self._made[verb] = spec.make(self.desk)
            self._stack.addWidget(self._made[verb])
        self._stack.setCurrentWidget(self._made[verb])
        row = [spec.verb for spec in self._specs].index(verb)
        if self._sidebar.currentRow() != row:
            self._sidebar.blockSignals(True)  # noqa: FBT003 - Qt's own function
            self._sidebar.setCurrentRow(row)
            self._sidebar.blockSignals(False)  # noqa: FBT003 - Qt's own function
        self._made[verb].arrive()

    def _back(self) -> None:
        self.page.back()

    def _panes(self) -> PaneRing:
        return PaneRing([self._sidebar, *self.page.panes()])

    def _row_chosen(self, row: int) -> None:
        self.go(self._specs[row].verb)
        # arrow keys in the sidebar look around: the focus stays until Enter or F6
        self._sidebar.setFocus()

    @Slot()
    def _show_palette(self) -> None:
        CommandPalette(self.commands, self).open()

    @Slot()
    def _show_shortcuts(self) -> None:
        ShortcutHelp(COMMANDS, self).open()

    @Slot(object)
    def _say_refused(self, error: UserError) -> None:
        # an editor tries again and again while an import is stored: one bar is enough
        shown = [bar for bar in self.messages.bars() if bar.text == str(error)]
        if shown:
            shown[0].announce()
        else:
            self.messages.error(error)

    def end(self) -> None:
        """Stop long work, keep the drafts, hide, close the vault: each of them even if the one before has failed.

        In this order: work that writes would keep drafts out, and a hidden editor would write once more.
        """
        # the last one that is named is done first
        with ExitStack() as steps:
            steps.callback(self.desk.session.close)
            steps.callback(self.hide)
            steps.callback(self.desk.session.hand_over)
            steps.callback(self.desk.worker.close)
            steps.callback(self.messages.clear)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.end()
        self.ended.emit()
        super().closeEvent(event)
