"""What may be printed. These types cannot hold an unprotected number, and `report` accepts nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique

from ombudsdesk.domain.periods import Period


@unique
class Dimension(Enum):
    """What a table sorts cases by."""

    ROLE = "role"
    LEVEL = "level"
    GROUP = "group"


@dataclass(frozen=True, order=True)
class Band:
    """A printed count: the true one lies from `low` to `high`, both included.

    Bands are floor bands: `low` is a multiple of the width, so a band says nothing but which multiple the count has
    reached, and no count is told from zero before it reaches the width. Raises ValueError for any other pair of numbers.
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low < 0 or self.width < Band.least_width() or self.low % self.width:
            raise ValueError("a printed count is a floor band")

    @property
    def width(self) -> int:
        return self.high - self.low + 1

    @staticmethod
    def least_width() -> int:
        return 5

    @classmethod
    def of(cls, count: int, *, width: int) -> Band:
        """The band that a count falls into."""
        low = count - count % width
        return cls(low, low + width - 1)


@dataclass(frozen=True)
class Row:
    """One line of a table: a code of the catalogue and its band."""

    code: str
    band: Band


@dataclass(frozen=True)
class Table:
    """Cases sorted by one dimension, in the order in which they are printed: by band, then as the catalogue lists them."""

    dimension: Dimension
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class DistrictTotal:
    """The one number that is printed exactly: all cases of the district in the period, whatever their kind."""

    cases: int


@dataclass(frozen=True)
class Release:
    """Everything that one report may say, and nothing more. `figures.statements` says the same in the auditor's grammar."""

    period: Period
    width: int
    total: DistrictTotal
    tables: tuple[Table, ...]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def table(self, dimension: Dimension) -> Table:
        """The table of a dimension. Raises KeyError if the plan left it out."""
        for table in self.tables:
            if table.dimension is dimension:
                return table
        raise KeyError(dimension)
