"""Atoms that no statement tells apart are one lump: how many cases lie in it is all that was said. Blocks of lumps that no
statement ties together are puzzles of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.instance import Instance


@dataclass(frozen=True)
class Lump:
    """Atoms that the same statements count. `most` is the largest number of cases that all of them can have together."""

    atoms: tuple[int, ...]
    said: frozenset[int]
    most: int


@dataclass(frozen=True)
class Block:
    """Lumps that hang together, and the numbers of the statements that tie them."""

    lumps: tuple[Lump, ...]
    said: tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """What a query counts of a lump: so many of its atoms are inside, so many outside."""

    inside: int
    outside: int

    def least(self, cases: int, upper: int) -> int:
        """How many of the lump's cases the query counts at least: as many as find room outside are outside."""
        return max(0, cases - self.outside * upper)

    def most(self, cases: int, upper: int) -> int:
        """How many it counts at most."""
        return min(cases, self.inside * upper)


def blocks(instance: Instance) -> list[Block]:
    """The independent parts of a puzzle. Atoms of which nothing was said are a block each of one lump."""
    lumps = _lumps(instance)
    group = list(range(len(lumps)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    first: dict[int, int] = {}
    for place, lump in enumerate(lumps):
        for number in lump.said:
            group[root(place)] = root(first.setdefault(number, place))
    members: dict[int, list[Lump]] = defaultdict(list)
    for place, lump in enumerate(lumps):
        members[root(place)].append(lump)
    return [
        Block(tuple(found), tuple(sorted({number for one in found for number in one.said}))) for found in members.values()
    ]


def part_of(lump: Lump, atoms: frozenset[int]) -> Part:
    """What a query over these atoms counts of a lump."""
    inside = sum(atom in atoms for atom in lump.atoms)
    return Part(inside, len(lump.atoms) - inside)


def spread(lump: Lump, cases: int, upper: int, *, first: Sequence[int]) -> dict[int, int]:
    """A count for each atom of a lump: those in `first` are filled first."""
    ahead = set(first)
    counts: dict[int, int] = {}
    for atom in sorted(lump.atoms, key=lambda atom: atom not in ahead):
        counts[atom] = min(cases, upper)
        cases -= counts[atom]
    return counts


def _lumps(instance: Instance) -> list[Lump]:
    where: list[list[int]] = [[] for _atom in range(instance.atoms)]
    for number, said in enumerate(instance.said):
        for atom in said.atoms:
            where[atom].append(number)
    together: dict[frozenset[int], list[int]] = defaultdict(list)
    for atom, numbers in enumerate(where):
        together[frozenset(numbers)].append(atom)
    return [Lump(tuple(atoms), numbers, _most(instance, atoms, numbers)) for numbers, atoms in together.items()]


def _most(instance: Instance, atoms: Sequence[int], numbers: frozenset[int]) -> int:
    limits = [instance.said[number].high for number in numbers]
    return min([len(atoms) * instance.upper, *(limit for limit in limits if limit is not None)])
