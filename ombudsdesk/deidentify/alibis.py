"""Worlds of a puzzle, put together of worlds of its blocks, and checked before anybody sees them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ombudsdesk.deidentify.certify import Checker, World
from ombudsdesk.deidentify.instance import Instance
from ombudsdesk.deidentify.lumps import spread
from ombudsdesk.deidentify.reduce import Small
from ombudsdesk.deidentify.search import Search


class Alibis:
    """Puts worlds together. What was checked once is not checked again."""

    def __init__(self, instance: Instance, small: Small, searches: Sequence[Search]) -> None:
        self._instance, self._small, self._searches = instance, small, searches
        self._checker = Checker(instance)
        self._spread: dict[tuple[int, int], World] = {}
        self._checked: dict[tuple[int, ...], World] = {}

    def world(self, chosen: Sequence[int]) -> World:
        """The world of the chosen worlds of each block's pool."""
        key = tuple(chosen)
        if key not in self._checked:
            self._checked[key] = self._sure(self._joined(key))
        return self._checked[key]

    def bent(
        self, chosen: Sequence[int], *, partly: Collection[int], first: Collection[int], lifted: Collection[int]
    ) -> World:
        """The same, with the cases of some lumps moved to the atoms in `first`, and free atoms `lifted` to their most."""
        world = dict(self._joined(chosen))
        for number in partly:
            lump = self._small.lumps[number]
            cases = sum(world.pop(atom, 0) for atom in lump.atoms)
            world.update(spread(lump, cases, first=first))
        world.update(dict.fromkeys(lifted, self._instance.upper))
        return self._sure(world)

    def _joined(self, chosen: Sequence[int]) -> World:
        world: dict[int, int] = {}
        for search, number in enumerate(chosen):
            world.update(self._atoms_of(search, number))
        return world

    def _atoms_of(self, search: int, number: int) -> World:
        """The cases of each atom in a world of a block."""
        if (search, number) not in self._spread:
            lumps = self._searches[search].block.lumps
            cases = zip(lumps, self._searches[search].pool[number].tolist(), strict=True)
            self._spread[search, number] = {
                atom: share for lump, count in cases for atom, share in spread(self._small.lumps[lump], count, first=())
            }
        return self._spread[search, number]

    def _sure(self, world: World) -> World:
        if not self._checker.is_world(world):
            raise RuntimeError("a world that was found does not agree with what was said")
        return world
