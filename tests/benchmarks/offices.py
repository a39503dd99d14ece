"""An invented office and a quarter of its work: campuses in groups, roles, and cases that raise one issue or two."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ombudsdesk.deidentify.exact import Cell

CAMPUSES, GROUPS, ROLES, ISSUES = 30, 5, 6, 6
CASES = 300
_PAIRS = 0.3
"""How many of the cases raise two issues: always neighbours in the list, as some go together and others do not."""


@dataclass(frozen=True)
class Kind:
    """The finest kind of case: where, who, and the set of issues."""

    campus: int
    role: int
    issues: frozenset[int]

    @property
    def group(self) -> int:
        """The group that the campus belongs to."""
        return self.campus * GROUPS // CAMPUSES


@dataclass(frozen=True)
class Figure:
    """A number of a table: which table, which line (or field) of it, and the cell."""

    table: str
    line: tuple[int, ...]
    cell: Cell


@dataclass(frozen=True)
class Quarter:
    """All kinds of cases that could have occurred, and how many cases of each did."""

    kinds: tuple[Kind, ...]
    counts: tuple[int, ...]

    def figures(self) -> Iterator[Figure]:
        """Campus, campus by role, group by issue, role by issue, and the total."""
        members: dict[tuple[str, tuple[int, ...]], set[int]] = {}
        for number, kind in enumerate(self.kinds):
            for key in _lines(kind):
                members.setdefault(key, set()).add(number)
        for (table, line), atoms in sorted(members.items()):
            yield Figure(table, line, Cell(frozenset(atoms), sum(self.counts[atom] for atom in atoms)))


def _lines(kind: Kind) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "total", ()
    yield "campus", (kind.campus,)
    yield "campus × role", (kind.campus, kind.role)
    for issue in kind.issues:
        yield "group × issue", (kind.group, issue)
        yield "role × issue", (kind.role, issue)


def quarter(*, cases: int = CASES, seed: int = 1) -> Quarter:
    """The same quarter for the same seed. Only sets of issues that occur are possible: a reader could think of more."""
    chance = random.Random(seed)
    campuses, roles, issues = (_weights(chance, size) for size in (CAMPUSES, ROLES, ISSUES))
    happened: Counter[Kind] = Counter()
    for _case in range(cases):
        (campus,), (role,) = (chance.choices(range(len(many)), many) for many in (campuses, roles))
        (issue,) = chance.choices(range(ISSUES), issues)
        other = (issue + 1) % ISSUES if chance.random() < _PAIRS else issue
        happened[Kind(campus, role, frozenset({issue, other}))] += 1
    return _whole(happened)


def _weights(chance: random.Random, size: int) -> list[float]:
    """Some are several times as large as others, as campuses are."""
    return [chance.uniform(0.4, 2.0) for _number in range(size)]


def _whole(happened: Mapping[Kind, int]) -> Quarter:
    sets = sorted({kind.issues for kind in happened}, key=sorted)
    kinds = [Kind(campus, role, some) for campus in range(CAMPUSES) for role in range(ROLES) for some in sets]
    return Quarter(tuple(kinds), tuple(happened.get(kind, 0) for kind in kinds))
