"""What the office does across its rooms, with or without a window: publish a period, take in a spreadsheet, practise.

`vault`, `report` and `importing` do not know each other; here they meet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from ombudsdesk import paths
from ombudsdesk.deidentify.release import Release
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.practice_office import SEED, practice_cases, practice_units
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.imports import Arrival, import_cases

if TYPE_CHECKING:
    from ombudsdesk.importing.plan import ImportPlan

PRACTICE_CASES = 300

Progress = Callable[[int, int], None]


def no_progress(_done: int, _all: int) -> None:
    """For work that nobody watches."""


def whole_months(start: date, end: date) -> Period:
    """The period from one day to another. Raises UserError unless these are whole months."""
    try:
        return Period(start, end)
    except ValueError:
        raise UserError(
            _("A report covers whole months, so that no single visit can be told from it."),
            _("Choose the first day of a month to begin with and the last day of a month to end with."),
        ) from None


def report(released: Release, *, catalogue: Catalogue, language: str, commentary: str = "") -> bytes:
    """The PDF of a release in a language, with what the ombuds says to it."""
    from ombudsdesk.report.period import render  # reportlab takes 0.4 s to import: not when the window opens

    return render(released, catalogue=catalogue, language=language, commentary=commentary)


PDF = b"%PDF-"


def write_whole(target: Path, content: bytes, *, over: bytes = b"") -> None:
    """Write a file that is there whole or not at all.

    A file that is there already is replaced only if it begins with `over`: a slip of the hand must not cost a vault or a
    spreadsheet. Raises UserError where the place is taken or cannot be written.
    """
    fresh = target.with_name(f".{target.name}.part") if target.name else target
    refuse_taken(target, over)
    try:
        with fresh.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise UserError(
            _("The file could not be written there."), _("Choose a folder that exists and that you may change.")
        ) from None


def make_folder(folder: Path) -> None:
    """Make a folder with all above it, if it is not there. Raises UserError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UserError(_("The folder could not be made."), _("Choose another one.")) from None


def refuse_taken(target: Path, over: bytes) -> None:
    """Raise UserError where a file cannot be written because something else is there."""
    try:
        if not target.name or target.is_dir():
            raise UserError(_("This is a folder, not a file."), _("Add a name for the file."))
        if target.is_file() and not (over and target.read_bytes()[: len(over)] == over):
            raise UserError(_("There is another file of this name already."), _("Choose another name."))
    except OSError:
        raise UserError(
            _("The file could not be written there."), _("Choose a folder that exists and that you may change.")
        ) from None


def digest(data: bytes, sheet: str = "") -> str:
    """What recognises a file, or one sheet of a workbook, that was imported before."""
    return hashlib.sha256(sheet.encode() + b"\0" + data).hexdigest()


def store_plan(
    database: Database, *, plan: ImportPlan, data: bytes, today: date, progress: Progress = no_progress
) -> Change:
    """Store what an import plan holds: everything, in one step, or nothing."""
    return import_cases(
        database,
        arrivals=arrivals_of(plan),
        new_units=plan.units,
        digest=digest(data, plan.sheet),
        today=today,
        progress=progress,
    )


def arrivals_of(plan: ImportPlan) -> list[Arrival]:
    """The cases of a plan as the vault takes them in."""
    return [Arrival(planned.unit, planned.case) for planned in plan.cases]


def fill_practice_office(database: Database, *, cases: int = PRACTICE_CASES, progress: Progress = no_progress) -> Change:
    """Fill a new vault with the invented office, the same every time."""
    data = paths.read_json("demo", "office.json")
    invented = practice_cases(data, database.catalogue, cases)
    arrivals: Sequence[Arrival] = [Arrival(one.unit, one.case, one.visitor) for one in invented]
    return import_cases(
        database,
        arrivals=arrivals,
        new_units=practice_units(data),
        digest="practice office",
        today=date(2026, 8, 1),
        rng=Random(SEED),  # noqa: S311 - nicknames of invented cases
        progress=progress,
    )
