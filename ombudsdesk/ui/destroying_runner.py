"""The steps of a destruction in the worker, one at a time, and what Cancel means for them.

A cancelled step is still at work until it comes to a place where it can stop, and may even come to its end. Until then
nobody may touch the vault or its secrets: a key file that is being saved would be saved with wiped keys.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.vault import Vault

Opened: TypeAlias = "Work | Vault"


class StepRunner(QObject):
    """Runs a step, shows how far it is, and calls what comes `then` with its result.

    `stopped`: it was cancelled or has failed (`failed` came before, with the UserError), and its thread is at rest.
    """

    failed = Signal(object)
    stopped = Signal()

    def __init__(self, worker: Worker, progress: ProgressCard, parent: QObject) -> None:
        super().__init__(parent)
        self._worker, self._progress = worker, progress
        self._job: Job | None = None
        self._what: Callable[[], str] = str
        self._unclaimed: list[Opened] = []

    @property
    def is_busy(self) -> bool:
        """Whether a step is going on, or was cancelled and has not come to rest."""
        return self._job is not None

    def run(self, work: Callable[[Task], Any], then: Callable[[Any], None], what: Callable[[], str]) -> None:
        """Do a step; `what` says what is being done."""
        self._what = what
        self._job = self._worker.submit(work)
        self._progress.follow(self._job, what)
        self._job.finished.connect(partial(self._go_on, then))
        self._job.failed.connect(self._fail)
        self._job.cancelled.connect(self._wait_for_rest)
        self._job.crashed.connect(self._stop)

    def open(self, opening: Callable[[], Opened], then: Callable[[Any], None]) -> None:
        """Open a vault, or the work on one. If that is cancelled, what came of it is closed again."""
        unclaimed = self._unclaimed

        def work(_task: Task) -> Opened:
            unclaimed.append(opening())
            return unclaimed[-1]

        self.run(work, then, lambda: _("Opening"))

    def close(self) -> None:
        """Close what nobody took; the worker must have been closed before."""
        while self._unclaimed:
            self._unclaimed.pop().close()

    def _go_on(self, then: Callable[[Any], None], result: object) -> None:
        # before the job says that it has ended: what follows may begin the next one
        self._job = None
        self._unclaimed.clear()
        then(result)

    @Slot(object)
    def _fail(self, error: UserError) -> None:
        self.failed.emit(error)
        self._stop()

    @Slot()
    def _stop(self) -> None:
        self._job = None
        self.close()
        self.stopped.emit()

    @Slot()
    def _wait_for_rest(self) -> None:
        # the worker does one job after the other: when this one is done, so is the one before
        self._job = self._worker.submit(lambda _task: None)
        self._progress.follow(self._job, self._what)
        self._job.finished.connect(self._stop)
        self._job.cancelled.connect(self._wait_for_rest)
