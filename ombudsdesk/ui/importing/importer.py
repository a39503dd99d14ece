"""One import under way: its draft, its outlook, and the long work in the worker. It shows nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from ombudsdesk.domain.units import Unit
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing.mapping import Mapping, Unreadable
from ombudsdesk.importing.suggest import Suggestion
from ombudsdesk.ui.importing import work
from ombudsdesk.ui.importing.draft import Draft, Source
from ombudsdesk.ui.importing.work import Outlook
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.worker import Job, Work, Worker
from ombudsdesk.vault import imports, units
from ombudsdesk.vault.change import Change

_LANE = "import"


class Importer(QObject):
    """Every method that takes long comes back at once; a signal tells what came of it.

    `began` carries a job and a function that says what is being done; `rested` comes when it is over, whatever came of it.
    """

    began = Signal(object, object)
    rested = Signal()
    failed = Signal(object)
    file_read = Signal()
    file_refused = Signal()
    examined = Signal()
    header_moved = Signal()
    looked_ahead = Signal()
    stored = Signal()
    stopped = Signal()
    undone = Signal()

    def __init__(self, session: Session, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._worker = session, worker
        self._job: Job | None = None
        self.storing = False
        self.start_over()

    def start_over(self) -> None:
        """Forget the file and all that was decided about it."""
        self._file: tuple[str, bytes] | None = None
        self.kept_name = ""
        self.draft: Draft | None = None
        self.outlook: Outlook | None = None
        self._mapping: Mapping | None = None
        self._change: Change | None = None

    # the worker

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._job is not None

    def cancel(self) -> None:
        """Stop what is being done."""
        if self._job is not None:
            self._job.cancel()

    def _run(self, do: Work, text: Callable[[], str], on_done: Callable[[Any], None], *, writing: str = "") -> Job:
        """`text` says what is being done, in the language of the moment; `writing` that the vault is written to."""
        interrupt = self._session.vault.background.interrupt if writing else None
        self._job = job = self._worker.submit(do, lane=_LANE, interrupt=interrupt)
        job.finished.connect(on_done)
        job.failed.connect(self.failed)
        job.ended.connect(self._rest)
        if writing:
            self._session.expect_long_writing(writing)
            job.ended.connect(self._session.end_long_writing)
        self.began.emit(job, text)
        return job

    @Slot()
    def _rest(self) -> None:
        if self._job is not None and self._job.is_over:
            self._job, self.storing = None, False
            self.rested.emit()

    def _known(self) -> tuple[Unit, ...] | None:
        """The campuses and departments of the vault. None if they could not be read just now: then nothing can be begun."""
        return self._session.look(units.units)

    # the file

    def read_file(self, path: Path, *, kept_name: str) -> None:
        """Read a file and look through it, with kept choices ("" for none); `file_read` or `file_refused` follows."""
        job = self._run(lambda _task: (path.name, work.read_bytes(path)), _reading, partial(self._bytes_read, kept_name))
        job.failed.connect(self._give_up)

    def _bytes_read(self, kept_name: str, found: tuple[str, bytes]) -> None:
        self._file = found
        self.read_again(sheet_name="", kept_name=kept_name)

    def read_again(self, *, sheet_name: str, kept_name: str) -> None:
        """Look through the same file once more: another sheet, or with other kept choices."""
        kept_mappings, known = self._session.look(imports.mappings), self._known()
        if self._file is None or kept_mappings is None or known is None:
            return
        self.kept_name = kept_name
        name, data = self._file
        kept, catalogue = kept_mappings.get(kept_name, ""), self._session.catalogue

        def do(_task: object) -> Source:
            return work.read(name, data, sheet_name=sheet_name, kept=kept, catalogue=catalogue, units=known)

        job = self._run(do, _reading, self._source_read)
        job.failed.connect(partial(self._retry_without, sheet_name, kept_name))

    @Slot(object)
    def _source_read(self, source: Source) -> None:
        known = self._known()
        if known is None:
            self._give_up()
            return
        self.draft = Draft(source, self._session.catalogue, known)
        self.file_read.emit()

    def _retry_without(self, sheet_name: str, kept_name: str, _error: UserError) -> None:
        """What did not fit has been said: read the file without that, if anything is left to leave aside."""
        if kept_name:
            self.read_again(sheet_name=sheet_name, kept_name="")
        elif sheet_name:
            self.read_again(sheet_name="", kept_name="")
        else:
            self._give_up()

    @Slot()
    def _give_up(self, *_error: object) -> None:
        self.draft, self._file, self.kept_name = None, None, ""
        self.file_refused.emit()

    # the columns and what is in them

    def examine(self) -> None:
        """Look through the chosen columns; `examined` follows."""
        if self.draft is not None:
            self._look_through(self.draft.asked(), self._examined)

    @Slot(object)
    def _examined(self, suggestion: Suggestion) -> None:
        if self.draft is not None:
            self.draft.adopt(suggestion)
            self.examined.emit()

    def move_header(self, row: int) -> None:
        """The headers stand in another row: look for the columns anew; `header_moved` follows."""
        if self.draft is not None:
            asked = replace(self.draft.asked(), header_row=row, columns={})
            self._look_through(asked, partial(self._header_moved, row))

    def _header_moved(self, row: int, suggestion: Suggestion) -> None:
        if self.draft is not None:
            self.draft.restart_columns(row, suggestion)
            self.header_moved.emit()

    def _look_through(self, asked: Mapping, on_done: Callable[[Any], None]) -> None:
        known = self._known()
        if self.draft is None or known is None:
            self.rested.emit()
            return
        sheet, catalogue = self.draft.sheet, self._session.catalogue
        self._run(
            lambda _task: work.examine(sheet, asked, catalogue=catalogue, units=known),
            lambda: _("Looking through the file"),
            on_done,
        )

    # what would come

    def look_ahead(self) -> None:
        """Try the whole import out; `looked_ahead` follows."""
        known = self._known()
        if self.draft is None or known is None:
            return
        self._mapping = mapping = self.draft.complete()
        sheet, catalogue, today = self.draft.sheet, self._session.catalogue, self._session.today
        self._run(
            lambda _task: work.look_ahead(sheet, mapping, catalogue=catalogue, units=known, today=today),
            lambda: _("Trying the import out"),
            self._looked_ahead,
        )

    @Slot(object)
    def _looked_ahead(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.looked_ahead.emit()

    def leave_unreadable_out(self) -> None:
        """Decide that rows which cannot be read are left out."""
        if self.draft is not None:
            self.draft.mapping = replace(self.draft.mapping, unreadable=Unreadable.LEAVE_OUT)

    # the import

    def store(self) -> None:
        """Import what the outlook shows; `stored` or `stopped` follows."""
        draft, outlook = self.draft, self.outlook
        if draft is None or outlook is None:
            return
        background, today, data = self._session.vault.background, self._session.today, draft.source.data
        stored: list[Change] = []
        count = len(outlook.plan.cases)
        self.storing = True
        job = self._run(
            lambda task: work.store(task, background, planned=outlook.plan, data=data, today=today, stored=stored),
            lambda: ngettext("Importing {count} case", "Importing {count} cases", count),
            self._stored,
            writing=_("The import is still being stored."),
        )
        job.cancelled.connect(partial(self._ask_what_was_stored, stored))

    def _ask_what_was_stored(self, stored: Sequence[Change]) -> None:
        """The last moment to stop may have passed: say what is so, once the work has come to rest."""
        job = self._worker.submit(lambda _task: stored[0] if stored else None)
        job.finished.connect(self._come_to_rest)

    @Slot(object)
    def _come_to_rest(self, change: Change | None) -> None:
        if change is None:
            self.stopped.emit()
        else:
            self._stored(change)

    @Slot(object)
    def _stored(self, change: Change) -> None:
        self._change = change
        self.stored.emit()
        self._session.announce(change)

    @property
    def imported(self) -> int:
        """How many cases the import brought that the vault did not have."""
        return len(self._change.cases) if self._change else 0

    def undo(self) -> None:
        """Take the whole import back; `undone` follows."""
        undo, background = self._change.undo if self._change else None, self._session.vault.background
        if undo is not None:
            self._run(
                lambda _task: undo(background),
                lambda: _("Taking the cases back"),
                self._undone,
                writing=_("The import is still being taken back."),
            )

    @Slot(object)
    def _undone(self, change: Change) -> None:
        self._change = None
        self.undone.emit()
        self._session.announce(change)

    # choices that are kept

    def kept_mappings(self) -> dict[str, str]:
        """The kept choices by name."""
        return self._session.look(imports.mappings) or {}

    def keep(self, name: str) -> bool:
        """Keep the choices of this import under a name; False if it was not possible."""
        if self._mapping is None:
            return False
        content = self._mapping.to_json()
        return self._session.apply(imports.keep_mapping, name=name, content=content) is not None


def _reading() -> str:
    return _("Reading the file")
