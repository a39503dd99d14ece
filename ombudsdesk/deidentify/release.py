"""What may be printed. These types cannot hold an unprotected number, and `report` accepts nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from ombudsdesk.domain.periods import Period

LEAST_WIDTH = 5


@unique
class Dimension(Enum):
    """What a table sorts cases by."""

    ROLE = "role"
    LEVEL = "level"
    GROUP = "group"


@unique
class Readers(StrEnum):
    """Whom a report is for. The public's reports are read by leadership, too; not the other way round."""

    LEADERSHIP = "leadership"
    PUBLIC = "public"

    @property
    def threshold(self) -> int:
        """Counts below this one are protected, and bands are this wide."""
        return 5 if self is Readers.LEADERSHIP else 10


@dataclass(frozen=True, order=True)
class Band:
    """A printed count: the true one lies from `low` to `high`, both included.

    Bands are floor bands: `low` is a multiple of the width, so a band says nothing but which multiple the count has
    reached, and no count is told from zero before it reaches the width. A band of `parts` > 1 is the sum of so many floor
    bands that readers have already, end to end, and says nothing that they could not add up themselves. Raises ValueError
    for any other numbers.
    """

    low: int
    high: int
    parts: int = 1

    def __post_init__(self) -> None:
        if self.parts < 1 or (self.high - self.low) % self.parts:
            raise ValueError("a printed count is a floor band or a sum of some")
        if self.low < 0 or self.width < LEAST_WIDTH or self.low % self.width:
            raise ValueError("a printed count is a floor band or a sum of some")

    @property
    def width(self) -> int:
        """How many counts a single band holds; of a sum, each of its parts."""
        return (self.high - self.low) // self.parts + 1

    @property
    def middle(self) -> float:
        """Where a bar ends that stands for the band."""
        return (self.low + self.high) / 2

    @classmethod
    def of(cls, count: int, *, width: int) -> Band:
        """The band that a count falls into."""
        low = count - count % width
        return cls(low, low + width - 1)

    def __add__(self, other: Band) -> Band:
        """The sum of two printed bands of the same width."""
        return Band(self.low + other.low, self.high + other.high, self.parts + other.parts)


@dataclass(frozen=True)
class Row:
    """One line of a table, or one field of a table with two sides: a code for each dimension, and the band."""

    codes: tuple[str, ...]
    band: Band

    @property
    def code(self) -> str:
        """The code of a line in a table with one dimension."""
        (code,) = self.codes
        return code


@dataclass(frozen=True)
class Table:
    """Cases sorted by one dimension, or by two. `added_up`: only sums of what earlier reports said; nothing is new in it.

    With one dimension the rows stand in the order in which they are printed: by band, then as the catalogue lists them.
    With two they stand as the catalogue lists them: the fields of the first code of the first dimension, and so on.
    """

    dimensions: tuple[Dimension, ...]
    rows: tuple[Row, ...]
    added_up: bool = False

    def band(self, *codes: str) -> Band:
        """The band of a line or a field. Raises KeyError where there is none."""
        for row in self.rows:
            if row.codes == codes:
                return row.band
        raise KeyError(codes)

    def side(self, number: int) -> tuple[str, ...]:
        """The codes along one side of the table, each once, in order."""
        return tuple(dict.fromkeys(row.codes[number] for row in self.rows))


@dataclass(frozen=True)
class DistrictTotal:
    """The one number that is printed exactly: all cases of the district in the period, whatever their kind."""

    cases: int


@dataclass(frozen=True)
class Release:
    """Everything that one report may say, and nothing more.

    `total` is exact, or a band where even the exact total would tell too much.
    """

    period: Period
    readers: Readers
    total: DistrictTotal | Band
    tables: tuple[Table, ...]

    @property
    def width(self) -> int:
        """The width of its bands."""
        return self.readers.threshold

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def table(self, *dimensions: Dimension) -> Table:
        """The table of these dimensions. Raises KeyError if the plan left it out."""
        for table in self.tables:
            if table.dimensions == dimensions:
                return table
        raise KeyError(dimensions)
