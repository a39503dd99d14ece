"""The long work of an import, as it runs in the worker's thread. Nothing here touches a widget."""

from __future__ import annotations

from collections import Counter, abc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from ombudsdesk import office
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.units import Unit
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import Mapping
from ombudsdesk.importing.plan import ImportPlan, plan
from ombudsdesk.importing.reasons import Reason
from ombudsdesk.importing.sheets import MAX_BYTES, Sheet, read_sheet
from ombudsdesk.importing.suggest import Suggestion, suggest
from ombudsdesk.ui.importing.draft import Source, fitting
from ombudsdesk.ui.worker import Task
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import Database

_STORED_BETWEEN_NEWS = 25


@dataclass(frozen=True)
class Outlook:
    """What an import would bring, and the remarks sorted by their reason."""

    plan: ImportPlan = field(repr=False)

    @cached_property
    def by_reason(self) -> abc.Mapping[Reason, int]:
        """How many remarks there are of each reason, in the order in which reasons are declared."""
        found = Counter(remark.reason for remark in self.plan.remarks)
        return {reason: found[reason] for reason in Reason if found[reason]}

    @cached_property
    def cannot_be_taken(self) -> int:
        """How many rows are left out although they may have been a visit."""
        return len({remark.row for remark in self.plan.remarks if remark.reason.leaves_out and remark.reason.stops})

    @cached_property
    def changed(self) -> int:
        """How many rows become a case, but not in every cell as they stand."""
        out = self.plan.left_out
        return len({each.row for each in self.plan.remarks if each.row not in out and not each.reason.stops})

    def remarks(self, reason: Reason | None) -> Sequence[int]:
        """The places of the remarks with a reason, all of them for None."""
        return [place for place, each in enumerate(self.plan.remarks) if reason is None or each.reason is reason]


def read_bytes(path: Path) -> bytes:
    """The content of a file, no more of it than could be a log. Raises UserError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        raise UserError(
            _("The file could not be read."), _("Check that it is still there and that you may open it.")
        ) from None


def read(name: str, data: bytes, *, sheet_name: str, kept: str, catalogue: Catalogue, units: Sequence[Unit]) -> Source:
    """Read a file and look through it. `kept` is a kept mapping's text, "" for none. Raises UserError."""
    sheet = read_sheet(data, name, sheet=sheet_name)
    if not kept:
        return Source(name, data, sheet, suggest(sheet, catalogue, units))
    mapping = fitting(Mapping.from_json(kept), sheet)
    if Field.DATE not in mapping.columns:
        raise UserError(
            _("The kept choices do not fit this file: it has no such column of dates."),
            _("Go on without them, or choose others."),
        )
    return Source(name, data, sheet, suggest(sheet, catalogue, units, chosen=mapping), mapping)


def examine(sheet: Sheet, asked: Mapping, *, catalogue: Catalogue, units: Sequence[Unit]) -> Suggestion:
    """Look through the chosen columns."""
    return suggest(sheet, catalogue, units, chosen=asked)


def look_ahead(sheet: Sheet, mapping: Mapping, *, catalogue: Catalogue, units: Sequence[Unit], today: date) -> Outlook:
    """Try the whole import out."""
    outlook = Outlook(plan(sheet, mapping, catalogue, today=today, known_units=units))
    # counted here, so that the window need not
    _counted = outlook.by_reason, outlook.cannot_be_taken, outlook.changed
    return outlook


def store(task: Task, database: Database, *, planned: ImportPlan, data: bytes, today: date, stored: list[Change]) -> Change:
    """Store everything or nothing. `stored` tells even those who no longer wait for the answer."""

    def progress(done: int, total: int) -> None:
        task.check()
        if done % _STORED_BETWEEN_NEWS == 0:
            task.progress(done, total)

    change = office.store_plan(database, plan=planned, data=data, today=today, progress=progress)
    stored.append(change)
    return change
