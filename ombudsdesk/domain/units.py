"""Campuses and departments, and where they stand: campus → level → district."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from ombudsdesk.domain.catalogue import NOT_KNOWN

CENTRAL = "central"
"""The level of every department: departments belong to the district, not to a school level."""


@unique
class UnitKind(Enum):
    """Whether people learn there or work there."""

    CAMPUS = "campus"
    DEPARTMENT = "department"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A campus or a department of the district. `level` is a code of the catalogue's levels."""

    name: str
    kind: UnitKind
    level: str = NOT_KNOWN
    id: int = 0

    def __post_init__(self) -> None:
        if self.kind is UnitKind.DEPARTMENT and self.level != CENTRAL:
            raise ValueError("a department stands at the district's own level")
