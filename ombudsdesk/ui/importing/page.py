"""The import page: shows one step at a time, and goes on when the person and the worker are ready."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk.i18n import _, ngettext
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.importing.bar import Bar
from ombudsdesk.ui.importing.columns_step import ColumnsStep
from ombudsdesk.ui.importing.done_step import DoneStep
from ombudsdesk.ui.importing.file_step import FileStep
from ombudsdesk.ui.importing.importer import Importer
from ombudsdesk.ui.importing.outlook_step import OutlookStep
from ombudsdesk.ui.importing.step import Step, StepList
from ombudsdesk.ui.importing.values_step import ValuesStep
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing

FILE, COLUMNS, VALUES, OUTLOOK, DONE = range(5)


class ImportPage(Page):
    """One file at a time. The importer holds what was decided; the steps show it and change it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.importer = Importer(desk.session, desk.worker, self)
        self._go_on = False
        self.file, self.columns, self.values = FileStep(), ColumnsStep(), ValuesStep()
        self.outlook, self.done = OutlookStep(desk.session.catalogue), DoneStep()
        self.steps: tuple[Step, ...] = (self.file, self.columns, self.values, self.outlook, self.done)
        self._title, self.bar = QLabel(), Bar()
        self._list = StepList([step.title for step in self.steps])
        self._stack, self.progress = QStackedWidget(), ProgressCard()
        self._lay_out()
        self._connect_buttons()
        self._connect_importer()
        self.dress()
        self._show(FILE)

    def _lay_out(self) -> None:
        dress_as(self._title, Look.TITLE)
        for step in self.steps:
            self._stack.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(4), spacing(4), spacing(4), spacing(3))
        column.setSpacing(spacing(3.5))
        column.addWidget(self._title)
        column.addWidget(self._list)
        column.addWidget(self._stack, 1)
        column.addWidget(self.progress)
        column.addWidget(self.bar)

    def _connect_buttons(self) -> None:
        self.bar.back.clicked.connect(self.back)
        self.bar.next.clicked.connect(self.forward)
        self.file.wanted.connect(self.take_file)
        self.file.reread.connect(self._read_again)
        self.columns.asked.connect(self.importer.examine)
        self.columns.moved.connect(self.importer.move_header)
        self.outlook.leave_out_wanted.connect(self._leave_out)
        self.done.undo_wanted.connect(self.importer.undo)
        self.done.keep_wanted.connect(self._keep)
        self.done.cases_wanted.connect(partial(self._desk.go, Verb.SHOW_CASES))
        for step in self.steps:
            step.changed.connect(self.bar.clear)

    def _connect_importer(self) -> None:
        importer = self.importer
        importer.began.connect(self.progress.follow)
        importer.rested.connect(self._work_rested)
        importer.failed.connect(self._desk.messages.error)
        importer.file_read.connect(self._file_read)
        importer.file_refused.connect(self._file_refused)
        importer.examined.connect(self._examined)
        importer.header_moved.connect(self._show_columns)
        importer.looked_ahead.connect(self._looked_ahead)
        importer.stored.connect(self._stored)
        importer.stopped.connect(self._stopped)
        importer.undone.connect(self.done.show_undone)

    def retranslate(self) -> None:
        self._title.setText(_("Import a spreadsheet"))
        self.bar.show_step(self._next_text(), may_go_back=FILE < self.here < DONE, is_end=self.here == DONE)

    def _next_text(self) -> str:
        if self.here == OUTLOOK and self.importer.outlook is not None:
            count = len(self.importer.outlook.plan.cases)
            return ngettext("&Import {count} case", "&Import {count} cases", count)
        return _("&Import another file") if self.here == DONE else _("&Next")

    # what the window asks

    def arrive(self) -> None:
        """Begin where the person left."""
        self.file.show_kept(list(self.importer.kept_mappings()))
        self.step.begin()

    @Slot()
    def back(self) -> None:
        """One step back. All decisions stay."""
        if FILE < self.here < DONE and not self.importer.storing:
            self.importer.cancel()
            self._show(self.here - 1)

    def panes(self) -> Sequence[QWidget]:
        return [*self.step.panes(), self.bar]

    # where the person is

    @property
    def here(self) -> int:
        """The number of the present step."""
        return self._stack.currentIndex()

    @property
    def step(self) -> Step:
        """The present step."""
        return self.steps[self.here]

    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._list.go(number)
        self.retranslate()
        if self.isVisible():
            self.step.begin()

    @Slot()
    def forward(self) -> None:
        """To the next step, or say why it cannot come yet. While something is being done, the card with Cancel says so."""
        if self.importer.is_busy:
            return
        problem = self.step.problem()
        if problem:
            self.bar.say(problem)
            return
        self.bar.clear()
        (self._show_columns, self._to_values, self.importer.look_ahead, self.importer.store, self._start_over)[self.here]()

    @Slot()
    def _work_rested(self) -> None:
        self._go_on = False

    # the file

    @Slot(object)
    def take_file(self, path: Path) -> None:
        """Read a file, with the kept choices that are chosen."""
        self.importer.read_file(path, kept_name=self.file.kept_name)

    @Slot()
    def _read_again(self) -> None:
        self.importer.read_again(sheet_name=self.file.sheet_name, kept_name=self.file.kept_name)

    @Slot()
    def _file_read(self) -> None:
        if self.importer.draft is not None:
            self.file.show_source(self.importer.draft.source)
            self.file.choose_kept(self.importer.kept_name)
            self.bar.clear()
            self.bar.next.setFocus()

    @Slot()
    def _file_refused(self) -> None:
        self.file.show_source(None)
        self.file.choose_kept("")

    # columns and meanings

    @Slot()
    def _show_columns(self) -> None:
        if self.importer.draft is not None:
            self.columns.show_draft(self.importer.draft)
            if self.here != COLUMNS:
                self._show(COLUMNS)

    def _to_values(self) -> None:
        if self.importer.draft is not None and self.importer.draft.is_examined:
            self._show_values()
        else:
            self._go_on = True
            self.importer.examine()

    @Slot()
    def _examined(self) -> None:
        self.columns.show_evidence()
        problem = self.columns.problem() if self._go_on else ""
        if problem:
            self.bar.say(problem)
        elif self._go_on:
            self._show_values()

    def _show_values(self) -> None:
        if self.importer.draft is not None:
            self.values.show_draft(self.importer.draft)
            self._show(VALUES)

    # what would come, and the import

    @Slot()
    def _looked_ahead(self) -> None:
        if self.importer.outlook is not None:
            self.outlook.show_outlook(self.importer.outlook)
            self._show(OUTLOOK)

    @Slot()
    def _leave_out(self) -> None:
        self.importer.leave_unreadable_out()
        self.importer.look_ahead()

    @Slot()
    def _stored(self) -> None:
        if self.importer.outlook is not None:
            plan, imported = self.importer.outlook.plan, self.importer.imported
            self.done.show_done(plan, imported=imported, kept_name=self.importer.kept_name)
            self._show(DONE)

    @Slot()
    def _stopped(self) -> None:
        self._desk.messages.say(Tone.INFO, _("Stopped: nothing was imported."))

    # afterwards

    @Slot(str)
    def _keep(self, name: str) -> None:
        if name != self.importer.kept_name and name in self.importer.kept_mappings():
            self.done.form.show_problems([("name", _("There are kept choices of this name already: take another one."))])
        elif self.importer.keep(name):
            self._desk.messages.say(Tone.SUCCESS, _("The choices were kept."))

    def _start_over(self) -> None:
        self.importer.start_over()
        self.file.show_kept(list(self.importer.kept_mappings()))
        self.file.show_source(None)
        self.file.choose_kept("")
        self._show(FILE)
