"""One thread for long work, so that the window never waits: reports, backups, imports, searches.

worker = Worker(interruptions=(DatabaseInterruptedError,))
job = worker.submit(lambda task: search(vault.background, words), lane="search", interrupt=vault.background.interrupt)
job.finished.connect(self.show_results)     # all signals of a Job come in the thread of the window
job.failed.connect(messages.error)          # a UserError; anything else is a bug and goes to sys.excepthook
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto, unique
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from ombudsdesk.errors import UserError


class Cancelled(Exception):  # noqa: N818 - it is no error
    """Raised inside the work when nobody waits for it any more."""


class Task:
    """What the work sees of its job. Used in the worker's thread."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""
        return self._stop.is_set()

    def progress(self, done: int, total: int) -> None:
        """Say how far it is, and stop here (by an exception) if the job was cancelled."""
        self.check()
        self._report(done, total)

    def check(self) -> None:
        """Stop here if the job was cancelled."""
        if self.cancelled:
            raise Cancelled

    def stop(self) -> None:
        """Ask the work to stop; any thread."""
        self._stop.set()


Work = Callable[[Task], Any]


class Job(QObject):
    """A piece of work that was handed in. Exactly one of finished, failed, crashed, cancelled comes, then `ended`."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    crashed = Signal()
    cancelled = Signal()
    ended = Signal()

    def __init__(self, work: Work, lane: str, interrupt: Callable[[], None] | None, worker: Worker) -> None:
        super().__init__(worker)
        self._worker = worker
        self.work, self.lane, self.interrupt = work, lane, interrupt
        self.task = Task(self._report)
        self.is_over = False

    def _report(self, done: int, total: int) -> None:
        self._worker.post(_News(self, _Kind.PROGRESS, (done, total)))

    def cancel(self) -> None:
        """Stop it. `cancelled` comes at once; whatever the work still says is dropped."""
        if not self.is_over:
            self._worker.stop(self)
            self.end_with(self.cancelled)

    def end_with(self, signal: Any, *values: object) -> None:
        """Tell the outcome, once."""
        self.is_over = True
        signal.emit(*values)
        self.ended.emit()
        self.deleteLater()


@unique
class _Kind(Enum):
    PROGRESS = auto()
    RESULT = auto()
    FAILURE = auto()


@dataclass(frozen=True)
class _News:
    job: Job
    kind: _Kind
    content: Any


class _GarbageHold:
    """Keeps Python's garbage collector still while a thread of ours works.

    It runs in whatever thread happens to need memory, and a window that it finds there is taken apart outside of the
    window's thread: Qt's timers are stopped from the wrong thread, and the process ends (measured, with a planner at work).
    Used in the window's thread alone.
    """

    def __init__(self) -> None:
        self._held = 0

    def take(self) -> None:
        """One piece of work more."""
        self._held += 1
        gc.disable()

    def give_back(self, count: int = 1) -> None:
        """So many pieces of work are over."""
        self._held -= count
        if not self._held:
            # what was left meanwhile goes now: the next chance would be in the middle of an event of such a window
            gc.collect(0)
            gc.enable()


_garbage = _GarbageHold()


class _Line(QThread):
    """The thread: takes one job after the other from a queue."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self.queue: SimpleQueue[Job | None] = SimpleQueue()

    def run(self) -> None:
        """The thread's own loop, until it is handed None."""
        while (job := self.queue.get()) is not None:
            if self._worker.begin(job):
                self._worker.post(self._outcome(job))
            self._worker.turn_over()

    def _outcome(self, job: Job) -> _News:
        try:
            return _News(job, _Kind.RESULT, job.work(job.task))
        except Exception as error:  # noqa: BLE001 - nothing is lost: it is told in the window's thread
            return _News(job, _Kind.FAILURE, error)
        finally:
            self._worker.rest()


class Worker(QObject):
    """Runs jobs one by one in a thread of its own. `interruptions` are what an interrupted read may raise.

    A new job in a lane cancels the one before it there, so that an old answer never arrives after a new question.
    """

    _news = Signal(object)
    _turn_over = Signal()

    def __init__(self, *, interruptions: tuple[type[Exception], ...] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interruptions = (*interruptions, Cancelled)
        self._lock = threading.Lock()
        self._running: Job | None = None
        self._lanes: dict[str, Job] = {}
        self._open: set[Job] = set()
        # queued, to a slot of an object of the window's thread: anything else would run over there
        self._news.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._turn_over.connect(self._give_back, Qt.ConnectionType.QueuedConnection)
        self._handed_in = 0
        self._line = _Line(self)
        self._line.start()

    def submit(self, work: Work, *, lane: str = "", interrupt: Callable[[], None] | None = None) -> Job:
        """Hand in work; it is called with a `Task`. `interrupt` cuts short what the work waits for, from this thread."""
        job = Job(work, lane, interrupt, self)
        earlier = self._lanes.get(lane)
        if lane and earlier is not None:
            earlier.cancel()
        if lane:
            self._lanes[lane] = job
        self._open.add(job)
        job.ended.connect(self._forget)
        self._handed_in += 1
        _garbage.take()
        self._line.queue.put(job)
        return job

    def is_busy(self) -> bool:
        """Whether something is waiting or running."""
        return bool(self._open)

    def close(self) -> None:
        """Cancel everything and wait for the thread to end. Call it before the vault is closed."""
        for job in list(self._open):
            job.cancel()
        self._line.queue.put(None)
        self._line.wait()
        # nobody tells any more which of them are over: all are
        _garbage.give_back(self._handed_in)
        self._handed_in = 0

    def stop(self, job: Job) -> None:
        """Ask one job's work to stop, and interrupt it only while it is the one that runs."""
        job.task.stop()
        with self._lock:
            if self._running is job and job.interrupt is not None:
                job.interrupt()

    # called in the worker's thread

    def begin(self, job: Job) -> bool:
        """A job's turn has come; False if it was cancelled while it waited."""
        with self._lock:
            self._running = None if job.task.cancelled else job
            return self._running is job

    def rest(self) -> None:
        """The running job is done."""
        with self._lock:
            self._running = None

    def post(self, news: _News) -> None:
        """Send news to the window's thread."""
        self._news.emit(news)

    def turn_over(self) -> None:
        """A job has had its turn, whether or not somebody still waited for it."""
        self._turn_over.emit()

    # called in the window's thread

    @Slot()
    def _give_back(self) -> None:
        if self._handed_in:
            self._handed_in -= 1
            _garbage.give_back()

    @Slot(object)
    def _tell(self, news: _News) -> None:
        job = news.job
        if job.is_over:
            self._report_late_bug(news)
        elif news.kind is _Kind.PROGRESS:
            job.progressed.emit(*news.content)
        elif news.kind is _Kind.RESULT:
            job.end_with(job.finished, news.content)
        elif isinstance(news.content, UserError):
            job.end_with(job.failed, news.content)
        elif isinstance(news.content, self._interruptions):
            job.end_with(job.cancelled)
        else:
            job.end_with(job.crashed)
            _report(news.content)

    def _report_late_bug(self, news: _News) -> None:
        """A cancelled job's answer is dropped, but a bug is a bug."""
        if news.kind is _Kind.FAILURE and not isinstance(news.content, (UserError, *self._interruptions)):
            _report(news.content)

    @Slot()
    def _forget(self) -> None:
        self._open = {job for job in self._open if not job.is_over}
        self._lanes = {lane: job for lane, job in self._lanes.items() if not job.is_over}


def _report(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
