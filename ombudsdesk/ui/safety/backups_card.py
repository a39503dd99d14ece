"""Backups on the safety page: where, how often, which there are, and the proof of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from ombudsdesk import office_safe
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _, current, ngettext
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.file_dialogs import ask_for_folder
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.layouts import fill_column, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.table_view import make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing
from ombudsdesk.ui.worker import Job, Task
from ombudsdesk.vault import places, safekeeping
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.safekeeping import NEVER, BackupMade, BackupPlan

DAYS = (1, 3, 7, 14, 30, NEVER)
_HEIGHT = 46
# a lane of its own: in that of the backups it would stop one that is being made
_LANE = "proof"


class BackupsCard(Living, QWidget):
    """Everything about backups but their age, which is one of the answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._plan = BackupPlan()
        self._made: dict[int, BackupMade] = {}
        self._job: Job | None = None
        self._title, self._place, self._list_title = QLabel(), QLabel(), QLabel()
        self._now, self._choose, self._test = QPushButton(), QPushButton(), QPushButton()
        self._form = Form((FormField("days", N_("Make a backup"), partial(Choice, _day_options)),))
        self._at_unlock, self._at_lock = QCheckBox(), QCheckBox()
        self._model = PagedTableModel(_COLUMNS, self._rows)
        self._table, self._progress = make_table(self._model, name=_NAME), ProgressCard()
        self._table.setFixedHeight(spacing(_HEIGHT))
        self._place.setWordWrap(True)
        for widget, look in ((self._title, Look.HEADING), (self._list_title, Look.MUTED), (self._place, Look.MUTED)):
            dress_as(widget, look)
        dress_as(self._now, Look.PRIMARY)
        parts = (
            self._title,
            self._place,
            row_of(self._now, self._choose, None),
            self._form,
            self._at_unlock,
            self._at_lock,
        )
        fill_column(self, (*parts, self._list_title, self._table, self._progress, row_of(self._test, None)))
        self._now.clicked.connect(partial(desk.commands.run, Verb.BACK_UP))
        self._choose.clicked.connect(self.choose_folder)
        self._test.clicked.connect(self._prove)
        self._form.changed.connect(self._days_chosen)
        self._at_unlock.clicked.connect(self._moments_chosen)
        self._at_lock.clicked.connect(self._moments_chosen)
        self.dress()

    def retranslate(self) -> None:
        self._title.setText(_("Backups"))
        folder = self._plan.folder
        self._place.setText(_("Folder: {folder}").format(folder=folder) if folder else _("No folder is chosen yet."))
        self._now.setText(_("Back up now"))
        self._choose.setText(_("Choose a folder…"))
        self._test.setText(_("Test the chosen backup"))
        self._at_unlock.setText(_("By itself after unlocking, when one is due"))
        self._at_lock.setText(_("By itself before locking, when one is due"))
        self._list_title.setText(_(_NAME))

    def _rows(self, ids: Sequence[int]) -> list[BackupMade]:
        return [self._made[number] for number in ids if number in self._made]

    def _show_list(self, made: Sequence[BackupMade]) -> None:
        """Every backup that is not known to be gone: each of them can still be read by whoever has its sheet."""
        self._made = {one.id: one for one in made}
        self._model.mark_stale()
        self._model.set_ids(list(self._made))
        if made and self._table.chosen_id() is None:
            self._table.choose(made[0].id)
        for widget in (self._table, self._list_title, self._test):
            widget.setVisible(bool(made))

    def read(self) -> None:
        """Show what the vault knows now."""
        self._plan = safekeeping.backup_plan(self._desk.session.database)
        self._show_list(safekeeping.backups(self._desk.session.database))
        self._form.load({"days": str(self._plan.every_days)})
        self._at_unlock.setChecked(self._plan.at_unlock)
        self._at_lock.setChecked(self._plan.at_lock)
        self._now.setEnabled(self._desk.session.vault.epoch is not None)
        self.retranslate()

    def focus_first(self) -> None:
        """Go to the first button that can be pressed."""
        (self._now if self._now.isEnabled() and self._plan.folder else self._choose).setFocus()

    @Slot()
    def choose_folder(self) -> None:
        """Ask where backups shall be made."""
        ask_for_folder(self, _("Folder for backups"), self._plan.folder or Path.home(), self.use_folder)

    @Slot(str)
    def use_folder(self, name: str) -> None:
        """Take a folder, unless others would get a copy of what lies there."""
        try:
            places.require_local(Path(name))
        except UserError as error:
            self._desk.messages.error(error)
            return
        self._keep(replace(self._plan, folder=Path(name)))

    @Slot(str)
    def _days_chosen(self, _name: str) -> None:
        days = self._form.value("days")
        if days:
            self._keep(replace(self._plan, every_days=int(days)))

    @Slot()
    def _moments_chosen(self) -> None:
        self._keep(replace(self._plan, at_unlock=self._at_unlock.isChecked(), at_lock=self._at_lock.isChecked()))

    def _keep(self, plan: BackupPlan) -> None:
        if plan != self._plan:
            self._desk.session.apply(safekeeping.set_backup_plan, plan=plan)

    def test_newest(self) -> None:
        """Prove the newest backup."""
        if self._made:
            self._table.choose(next(iter(self._made)))
            self._prove()

    @Slot()
    def _prove(self) -> None:
        made = self._made.get(self._table.chosen_id() or 0)
        if made is None or self._job is not None:
            return
        vault, now = self._desk.session.vault, self._desk.session.now

        def work(task: Task) -> None:
            office_safe.prove_backup(vault, made, now=now, progress=task.progress)

        self._job = self._desk.worker.submit(work, lane=_LANE)
        self._progress.follow(self._job, lambda: _("Testing the backup"))
        self._job.finished.connect(self._proven)
        self._job.failed.connect(self._desk.messages.error)
        self._job.ended.connect(self._proof_ended)
        self._test.setEnabled(False)

    @Slot()
    def _proof_ended(self) -> None:
        self._job = None
        self._test.setEnabled(True)

    @Slot(object)
    def _proven(self, _nothing: object) -> None:
        self._desk.session.announce(Change(frozenset({Kind.SETTING})))
        self._desk.messages.say(Tone.SUCCESS, _("The backup was opened and found good: it would bring everything back."))


def _day_options() -> list[tuple[str, str]]:
    return [(str(days), _days_in_words(days)) for days in DAYS]


def _days_in_words(days: int) -> str:
    if days == NEVER:
        return _("Only when I ask for it")
    return ngettext("Every day", "Every {count} days", days)


def _tested(made: BackupMade) -> str:
    return current().date(made.tested.date()) if made.tested else _("not yet")


_NAME = N_("Backups that the program knows of")
_COLUMNS: tuple[Column[BackupMade], ...] = (
    Column(title=N_("Made"), text=lambda made: current().moment(made.made), width=24),
    Column(title=N_("Sheet"), text=lambda made: current().number(made.sheet), width=8),
    Column(title=N_("Last tested"), text=_tested, width=16),
    Column(title=N_("Folder"), text=lambda made: str(made.folder), width=30),
)
