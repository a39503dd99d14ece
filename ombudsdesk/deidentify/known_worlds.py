"""Worlds that were found once, and for which choices of hidden cells each of them can be used again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.certify import Checker, World
from ombudsdesk.deidentify.exact import ExactTable, Need
from ombudsdesk.deidentify.instance import Instance
from ombudsdesk.deidentify.lumps import Bounds, Lump, lumps, spread
from ombudsdesk.deidentify.optimum import Sums

_MOST_CASES = 10
"""A lump holds so many times the largest count at most: without an end, the solver's fractions lose their last digits."""


@dataclass(frozen=True)
class KnownWorld:
    """A world, the cells in which it differs from the truth, and the needs that it meets; the latter two as bits."""

    cases: tuple[int, ...]
    moved: int
    meets: int


class KnownWorlds:
    """Every world of a table that was found: it serves each choice that hides all the cells in which it differs."""

    def __init__(self, table: ExactTable, demanded: Sequence[Need], threshold: int) -> None:
        self._table, self._demanded = table, demanded
        self._lumps = _lumps(table)
        self.sums = _sums(table, self._lumps, threshold)
        self._found: list[KnownWorld] = []
        self.all_needs = (1 << len(demanded)) - 1

    def add(self, cases: Sequence[int]) -> KnownWorld:
        """Keep a world, given as cases by lump."""
        values = self.sums.of(cases)
        true = self.sums.true
        moved = sum(1 << place for place in range(len(self._table.cells)) if values[place] != true[place])
        meets = sum(1 << number for number, need in enumerate(self._demanded) if need.is_met(values[need.place]))
        known = KnownWorld(tuple(cases), moved, meets)
        self._found.append(known)
        return known

    def add_atoms(self, world: World) -> KnownWorld:
        """Keep a world, given as cases by atom; atoms that it does not name have none."""
        return self.add([sum(world.get(atom, 0) for atom in lump.atoms) for lump in self._lumps])

    def unmet(self, hidden: int) -> int:
        """The needs that no world serves yet if these cells are hidden; both as bits."""
        unmet = self.all_needs
        for known in self._found:
            if not known.moved & ~hidden:
                unmet &= ~known.meets
        return unmet

    def certify(self, said: Instance, hidden: int) -> bool:
        """Whether worlds that the checker has added up, atom by atom, meet every need. It knows nothing of the search."""
        checker, unmet = Checker(said), self.all_needs
        for known in self._found:
            if known.meets & unmet and not known.moved & ~hidden:
                world = self._by_atom(known)
                if not checker.is_world(world):
                    return False
                unmet &= ~self._met(world)
        return unmet == 0

    def _by_atom(self, known: KnownWorld) -> World:
        by_lump = zip(self._lumps, known.cases, strict=True)
        return {atom: share for lump, cases in by_lump for atom, share in spread(lump, cases, first=())}

    def _met(self, world: World) -> int:
        counts = self._table.counts()
        values = [sum(world.get(atom, 0) for atom in counts[need.place].atoms) for need in self._demanded]
        return sum(1 << number for number, need in enumerate(self._demanded) if need.is_met(values[number]))


def _lumps(table: ExactTable) -> list[Lump]:
    """The kinds of cases that neither a cell nor a count that is asked for tells apart."""
    # which of them will be said is still open, so no more is known of any than that there is room for so many
    open_ = {one.atoms: Bounds(0, table.upper * len(one.atoms)) for one in table.counts()}
    return lumps(open_, [table.upper] * table.atoms, ())


def _sums(table: ExactTable, found: Sequence[Lump], threshold: int) -> Sums:
    counts = table.counts()
    true = tuple(one.true for one in counts)
    most = _MOST_CASES * (max(true, default=0) + threshold)
    places = (tuple(place for place, one in enumerate(counts) if lump.atoms[0] in one.atoms) for lump in found)
    return Sums(tuple(places), tuple(min(lump.most, most) for lump in found), true)
