"""What a printed figure says about the base table, in the grammar that an auditor or an attacker works with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.atoms import Atom
from ombudsdesk.deidentify.release import Band, Dimension, Release


@dataclass(frozen=True)
class Statement:
    """`low` ≤ the number of cases in `atoms` ≤ `high`. Atoms are positions in the sequence it was made for."""

    atoms: tuple[int, ...]
    low: int
    high: int


def codes_of(atom: Atom, dimension: Dimension) -> frozenset[str]:
    """The lines of a table that an atom is counted in: one for a role or a level, any number for concern groups."""
    if dimension is Dimension.GROUP:
        return atom.groups
    return frozenset({atom.role if dimension is Dimension.ROLE else atom.level})


def belongs(atom: Atom, dimension: Dimension, code: str) -> bool:
    """Whether cases of this atom are counted in this line."""
    return code in codes_of(atom, dimension)


def statements(release: Release, atoms: Sequence[Atom]) -> Iterator[Statement]:
    """Everything that a release tells a reader. `atoms` are all kinds of cases that could have occurred."""
    total = release.total
    low, high = (total.low, total.high) if isinstance(total, Band) else (total.cases, total.cases)
    yield Statement(tuple(range(len(atoms))), low, high)
    for table in release.tables:
        for row in table.rows:
            sides = list(zip(table.dimensions, row.codes, strict=True))
            members = (
                number for number, atom in enumerate(atoms) if all(belongs(atom, side, code) for side, code in sides)
            )
            yield Statement(tuple(members), row.band.low, row.band.high)
