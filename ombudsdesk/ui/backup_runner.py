"""Backups of the open vault: on demand, when one is due after unlocking, and before locking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from ombudsdesk import office_safe
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.office_safe import Outcome
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.theme import Tone
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import safekeeping, selfcheck
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.safekeeping import BackupMade, BackupPlan

Done = Callable[[], None]


class BackupRunner(QObject):
    """One backup at a time, in the worker. `progress` is the card that shows it; `ask` leads to where a folder is set."""

    def __init__(self, session: Session, worker: Worker, messages: MessageArea, ask: Done, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._worker, self._messages, self._ask = session, worker, messages, ask
        self._job: Job | None = None
        self.progress = ProgressCard()

    @property
    def is_running(self) -> bool:
        """Whether a backup is being made."""
        return self._job is not None

    @Slot()
    def start(self) -> None:
        """Make a backup now, or lead to what is missing for one."""
        plan = safekeeping.backup_plan(self._session.database)
        if self._job is not None:
            return
        if self._session.vault.epoch is None or plan.folder is None:
            self._ask()
            self._messages.say(Tone.INFO, self._missing(plan.folder))
            return
        self._run(plan.folder, self._say_outcome)

    def start_if_due(self) -> None:
        """After unlocking: make the backup that is due, or say that its folder is not in reach."""
        plan = safekeeping.backup_plan(self._session.database)
        last = safekeeping.last_backup(self._session.database)
        due = self._is_due(plan, last)
        if not due or plan.folder is None or self._session.vault.epoch is None:
            return
        if not plan.folder.is_dir():
            age = selfcheck.backup_age(last, self._session.now)
            self._messages.say(Tone.WARNING, _("{age}. Connect the stick or disk, then back up.").format(age=age))
        elif plan.at_unlock:
            self._run(plan.folder, self._say_outcome)

    def run_before_lock(self, done: Done) -> bool:
        """Make the backup that is due before locking, and call `done` at its end whatever becomes of it; False: none is."""
        plan = safekeeping.backup_plan(self._session.database)
        last = safekeeping.last_backup(self._session.database)
        due = self._is_due(plan, last)
        in_reach = plan.folder is not None and plan.folder.is_dir() and self._session.vault.epoch is not None
        if self._job is None:
            if not (plan.at_lock and due and in_reach) or plan.folder is None:
                return False
            self._run(plan.folder, lambda _outcome: None)
        elif not plan.at_lock:
            return False
        # else one is being made already: locking would throw it away
        if self._job is not None:
            self._job.ended.connect(done)
        return True

    def _is_due(self, plan: BackupPlan, last: BackupMade | None) -> bool:
        return selfcheck.is_backup_due(plan, last, sheet=self._session.vault.sheet, now=self._session.now)

    def _missing(self, folder: Path | None) -> str:
        if self._session.vault.epoch is None:
            return _("Make the recovery sheet first: nothing else could open a backup.")
        return _("Choose a folder for the backups first, on a stick or another disk.") if folder is None else ""

    def _run(self, folder: Path, tell: Callable[[Outcome], None]) -> None:
        vault, now = self._session.vault, self._session.now

        def work(task: Task) -> Outcome:
            return office_safe.back_up(vault, folder, now=now, progress=task.progress)

        self._session.expect_long_writing(_("A backup is being made."))
        self._job = job = self._worker.submit(work, lane="backup", interrupt=vault.background.interrupt)
        self.progress.follow(job, lambda: _("Making the backup"))
        job.finished.connect(tell)
        job.failed.connect(self._refused)
        job.ended.connect(self._ended)

    def _say_outcome(self, outcome: Outcome) -> None:
        gone = outcome.thinned + outcome.old_removed
        words = _("The backup was made, opened again and found good.")
        if gone:
            words += " " + ngettext("{count} old backup was removed.", "{count} old backups were removed.", gone)
        self._messages.say(Tone.SUCCESS, words)

    @Slot(object)
    def _refused(self, error: UserError) -> None:
        self._messages.error(error)

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._session.end_long_writing()
        self._session.announce(Change(frozenset({Kind.SETTING})))
