"""A table of exact numbers of which some are to be hidden, and what a reader is told once they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique

from ombudsdesk.deidentify.instance import Instance, Query, Said


@dataclass(frozen=True)
class Cell:
    """A number that a table would show: the atoms that it counts, and how many cases there really are. A sum is one too."""

    atoms: frozenset[int]
    true: int


@dataclass(frozen=True)
class ExactTable:
    """Everything that is to be shown together: one table or several, with their sums, over the same kinds of cases.

    `atoms`: how many kinds of cases there are; `upper`: how many cases of one kind there can be at most. `asked`: counts
    that the table does not show and that must not follow from it either.
    """

    atoms: int
    upper: int
    cells: tuple[Cell, ...]
    asked: tuple[Query, ...] = ()

    def counts(self) -> tuple[Cell, ...]:
        """All cells in their places, and behind the last one the counts that are asked for."""
        return (*self.cells, *(Cell(query.atoms, query.true) for query in self.asked))


@unique
class End(Enum):
    """The two ends that a small count must be able to reach."""

    ZERO = -1
    ENOUGH = 1


@dataclass(frozen=True)
class Need:
    """There must be a world in which the count of a place is 0, or `goal` at least."""

    place: int
    end: End
    goal: int

    def is_met(self, value: int) -> bool:
        """Whether the count may stay as it is in a world where it has this value."""
        return value >= self.goal if self.end is End.ENOUGH else value == 0


def is_small(true: int, threshold: int, *, zeros_too: bool) -> bool:
    """Whether a count is one that may not be shown."""
    return (0 if zeros_too else 1) <= true < threshold


def small_cells(table: ExactTable, threshold: int, *, zeros_too: bool) -> frozenset[int]:
    """The cells that have to be hidden for their own sake. Those that count nothing at all are 0 for everybody."""
    return frozenset(
        place
        for place, cell in enumerate(table.cells)
        if cell.atoms and is_small(cell.true, threshold, zeros_too=zeros_too)
    )


def needs(table: ExactTable, threshold: int, *, zeros_too: bool) -> Iterator[Need]:
    """What has to be possible for every small count. That a zero can be zero needs no world: the truth is one."""
    counts = table.counts()
    behind = range(len(table.cells), len(counts))
    protected = [place for place in behind if is_small(counts[place].true, threshold, zeros_too=False)]
    for place in [*sorted(small_cells(table, threshold, zeros_too=zeros_too)), *protected]:
        if counts[place].true > 0:
            yield Need(place, End.ZERO, 0)
        yield Need(place, End.ENOUGH, threshold - 1)


def statements_of(table: ExactTable, hidden: frozenset[int], *, threshold: int) -> Instance:
    """What a reader is told, as a puzzle for the attacker: the shown cells exactly, of the hidden ones nothing.

    The counts to ask for are those that were asked for already, then all cells that are hidden because they are small.
    """
    shown = tuple(Said(cell.atoms, cell.true, cell.true) for place, cell in enumerate(table.cells) if place not in hidden)
    small = sorted(hidden & small_cells(table, threshold, zeros_too=False))
    cells = tuple(Query(f"statements[{place}]", table.cells[place].atoms, table.cells[place].true) for place in small)
    return Instance(threshold, table.atoms, table.upper, shown, (*table.asked, *cells))
