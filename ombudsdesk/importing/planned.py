"""What an import would do, before it does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ombudsdesk.domain.cases import NewCase
from ombudsdesk.domain.units import Unit
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import CloseRule, Unreadable
from ombudsdesk.importing.reasons import Remark


@dataclass(frozen=True)
class PlannedCase:
    """One row as a case. `unit` is the name of its campus or department, "" if not known; the vault knows the id.

    `reference` is the row's number in the office's own log, for the screen: the vault gives cases numbers of its own.
    """

    row: int
    unit: str
    case: NewCase = field(repr=False)
    reference: str = field(default="", repr=False)


@dataclass(frozen=True)
class ImportPlan:
    """Every row of a file: as a case, as a case with remarks, or left out with a reason.

    `units` are the campuses and departments that have to be made. `without` are the fields that the file has no column for,
    and `ignored` counts the columns that the mapping leaves out on purpose. `sheet` names the sheet of a workbook that has
    several.
    """

    rows: int
    cases: tuple[PlannedCase, ...]
    units: tuple[Unit, ...]
    remarks: tuple[Remark, ...]
    unreadable: Unreadable
    close: CloseRule
    without: tuple[Field, ...] = ()
    ignored: int = 0
    sheet: str = ""

    @property
    def blocked(self) -> bool:
        """Whether nothing may be imported: something cannot be taken, and the mapping does not say to leave it out."""
        return self.unreadable is Unreadable.STOP and any(remark.reason.stops for remark in self.remarks)

    @cached_property
    def left_out(self) -> frozenset[int]:
        """The numbers of the rows that no case comes from."""
        return frozenset(remark.row for remark in self.remarks if remark.reason.leaves_out)
