"""Invented offices and what they print: puzzles as large as a stranger's, made from a seed.

A *naive* table is what offices print today: counts of 1 to 4 as a star, zeros and everything from 5 on exactly, and the
totals beside them.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ombudsdesk.deidentify.instance import Instance, Query, Said

THRESHOLD = 5
UNITS, GROUPS, ROLES, ISSUES = 30, 5, 6, 6
CASES, QUARTERS = 375, 5
CALENDAR = {
    # a fiscal year, and what is asked for after it: (first quarter, last quarter)
    "Q1": (0, 0),
    "Q2": (1, 1),
    "H1": (0, 1),
    "Q3": (2, 2),
    "Q1-3": (0, 2),
    "Q4": (3, 3),
    "Annual": (0, 3),
    "H2": (2, 3),
    "next Q1": (4, 4),
    "12 months": (1, 4),
    "half a year": (3, 4),
    "all": (0, 4),
}
"""Twelve linked releases, in the order in which they appear."""


@dataclass(frozen=True, order=True)
class Kind:
    """A kind of case: when, where, who, and the set of issues that it raises."""

    quarter: int
    unit: int
    role: int
    issues: tuple[int, ...]


@dataclass(frozen=True)
class Office:
    """How many cases of each kind there are, in the order of the atoms."""

    kinds: tuple[Kind, ...]
    counts: tuple[int, ...]

    @classmethod
    def invented(cls, *, cases: int = CASES, quarters: int = QUARTERS, pairs: int = 2, seed: int = 1) -> Office:
        """So many cases, some of which raise two issues: `pairs` of issues that occur together."""
        chance = random.Random(seed)
        together = chance.sample(list(itertools.combinations(range(ISSUES), 2)), pairs)
        patterns = [*((issue,) for issue in range(ISSUES)), *together]
        kinds = [Kind(*kind) for kind in itertools.product(range(quarters), range(UNITS), range(ROLES), patterns)]
        busy = [chance.lognormvariate(0, 0.9) for _unit in range(UNITS)]
        often = [chance.lognormvariate(0, 1.0) for _pattern in patterns]
        who = (12, 5, 3, 1, 1, 1)
        weights = [busy[kind.unit] * who[kind.role] * often[patterns.index(kind.issues)] for kind in kinds]
        drawn = Counter(chance.choices(range(len(kinds)), weights, k=cases))
        return cls(tuple(kinds), tuple(drawn[number] for number in range(len(kinds))))

    def cells(self, first: int, last: int) -> Iterator[tuple[str, frozenset[int]]]:
        """The eight tables of a release over some quarters, cell by cell."""
        members: dict[str, list[int]] = {}
        for number, kind in enumerate(self.kinds):
            if first <= kind.quarter <= last:
                for cell in _cells_of(kind):
                    members.setdefault(cell, []).append(number)
        yield from ((cell, frozenset(atoms)) for cell, atoms in sorted(members.items()))


def _cells_of(kind: Kind) -> list[str]:
    group = kind.unit % GROUPS
    cells = [f"unit {kind.unit}", f"unit {kind.unit} role {kind.role}", f"group {group}", f"role {kind.role}", "total"]
    for issue in kind.issues:
        cells += [f"group {group} issue {issue}", f"role {kind.role} issue {issue}", f"issue {issue}"]
    return cells


def ledger(office: Office, releases: Iterable[str]) -> Instance:
    """What is known once these releases of an office are out; every masked cell is asked for."""
    cells = [(f"{release}, {cell}", atoms) for release in releases for cell, atoms in office.cells(*CALENDAR[release])]
    return naive(cells, office.counts)


def naive(cells: Sequence[tuple[str, frozenset[int]]], counts: Sequence[int], *, hidden: bool = False) -> Instance:
    """Cells with 1 to 4 cases masked. `hidden`: a mask says nothing at all, and zeros are masked too."""
    said, queries = [], []
    for name, atoms in cells:
        true = sum(counts[atom] for atom in atoms)
        small = true < THRESHOLD if hidden else 1 <= true < THRESHOLD
        if not small:
            said.append(Said(atoms, true, true))
        elif not hidden:
            said.append(Said(atoms, 1, THRESHOLD - 1))
        if 1 <= true < THRESHOLD:
            queries.append(Query(name, atoms, true))
    return Instance(THRESHOLD, len(counts), sum(counts), tuple(said), tuple(queries))


def table(*sides: int, cases: int, inner: bool, hidden: bool = False, seed: int = 1) -> Instance:
    """A table with so many lines along each side and all its sums over sides; `inner`: with the cells themselves."""
    chance = random.Random(seed)
    weights = [[chance.lognormvariate(0, 0.8) for _line in range(side)] for side in sides]
    drawn = Counter(tuple(chance.choices(range(len(one)), one)[0] for one in weights) for _case in range(cases))
    atoms = list(itertools.product(*(range(side) for side in sides)))
    members: dict[tuple[int, ...], list[int]] = {}
    for number, atom in enumerate(atoms):
        for kept in itertools.product((True, False), repeat=len(sides)):
            if inner or not all(kept):
                members.setdefault(tuple(line if keep else -1 for line, keep in zip(atom, kept, strict=True)), []).append(
                    number
                )
    cells = [(str(cell), frozenset(numbers)) for cell, numbers in sorted(members.items())]
    return naive(cells, [drawn[atom] for atom in atoms], hidden=hidden)


def as_file(instance: Instance) -> dict[str, Any]:
    """The puzzle as the word `audit` reads it."""
    return {
        "threshold": instance.threshold,
        "atoms": [str(atom) for atom in range(instance.atoms)],
        "atom_upper": instance.upper,
        "statements": [{"atoms": sorted(said.atoms), "lo": said.low, "hi": said.high} for said in instance.said],
        "queries": [{"name": one.name, "atoms": sorted(one.atoms), "true": one.true} for one in instance.queries],
    }
