"""Worlds that were found once, and for which choices of hidden cells each of them can be used again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify import certify
from ombudsdesk.deidentify.exact import ExactTable, Need
from ombudsdesk.deidentify.instance import Instance, Said
from ombudsdesk.deidentify.lumps import Lump, blocks, spread
from ombudsdesk.deidentify.optimum import Sums

_MOST_CASES = 10
"""A lump holds so many times the largest count at most: without an end, the solver's fractions lose their last digits."""


@dataclass(frozen=True)
class Alibi:
    """A world, the cells in which it differs from the truth, and the needs that it meets; the latter two as bits."""

    cases: tuple[int, ...]
    moved: int
    meets: int


class Alibis:
    """Every world of a table that was found: it serves each choice that hides all the cells in which it differs."""

    def __init__(self, table: ExactTable, demanded: Sequence[Need], threshold: int) -> None:
        self._table, self._demanded = table, demanded
        self._lumps = _lumps(table, threshold)
        self.sums = _sums(table, self._lumps, threshold)
        self._found: list[Alibi] = []
        self.all_needs = (1 << len(demanded)) - 1

    def add(self, cases: Sequence[int]) -> Alibi:
        """Keep a world, given as cases by lump."""
        values = self.sums.of(cases)
        true = self.sums.true
        moved = sum(1 << place for place in range(len(self._table.cells)) if values[place] != true[place])
        meets = sum(1 << number for number, need in enumerate(self._demanded) if need.is_met(values[need.place]))
        alibi = Alibi(tuple(cases), moved, meets)
        self._found.append(alibi)
        return alibi

    def add_atoms(self, world: Sequence[int]) -> Alibi:
        """Keep a world, given as cases by atom."""
        return self.add([sum(world[atom] for atom in lump.atoms) for lump in self._lumps])

    def unmet(self, hidden: int) -> int:
        """The needs that no world serves yet if these cells are hidden; both as bits."""
        unmet = self.all_needs
        for alibi in self._found:
            if not alibi.moved & ~hidden:
                unmet &= ~alibi.meets
        return unmet

    def certify(self, said: Instance, hidden: int) -> bool:
        """Whether worlds that the checker has added up, atom by atom, meet every need. It knows nothing of the search."""
        unmet = self.all_needs
        for alibi in self._found:
            if alibi.meets & unmet and not alibi.moved & ~hidden:
                world = self._by_atom(alibi, said)
                if not certify.is_world(said, world):
                    return False
                unmet &= ~self._met(world)
        return unmet == 0

    def _by_atom(self, alibi: Alibi, said: Instance) -> list[int]:
        world = [0] * said.atoms
        for lump, cases in zip(self._lumps, alibi.cases, strict=True):
            for atom, count in spread(lump, cases, said.upper, first=()).items():
                world[atom] = count
        return world

    def _met(self, world: Sequence[int]) -> int:
        counts = self._table.counts()
        values = [sum(world[atom] for atom in counts[need.place].atoms) for need in self._demanded]
        return sum(1 << number for number, need in enumerate(self._demanded) if need.is_met(values[number]))


def _lumps(table: ExactTable, threshold: int) -> list[Lump]:
    """The kinds of cases that neither a cell nor a count that is asked for tells apart."""
    counted = tuple(Said(one.atoms, 0, None) for one in table.counts())
    return [lump for block in blocks(Instance(threshold, table.atoms, table.upper, counted, ())) for lump in block.lumps]


def _sums(table: ExactTable, lumps: Sequence[Lump], threshold: int) -> Sums:
    true = tuple(one.true for one in table.counts())
    most = _MOST_CASES * (max(true, default=0) + threshold)
    return Sums(tuple(tuple(sorted(lump.said)) for lump in lumps), tuple(min(lump.most, most) for lump in lumps), true)
