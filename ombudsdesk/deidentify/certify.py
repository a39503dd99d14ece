"""The checker of worlds. It shares no code with whatever found them: whole numbers and additions, nothing else.

A *world* says how many cases there are of each atom; those that it does not name have none. It is an alibi for a query if
all that was said is true in it and the query has the value that it was found for. This is the only code that a careful
reader has to trust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ombudsdesk.deidentify.instance import Instance

World: TypeAlias = Mapping[int, int]


class Checker:
    """Checks many worlds of one puzzle."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._counted_by: list[list[int]] = [[] for _atom in range(instance.atoms)]
        for number, said in enumerate(instance.said):
            for atom in said.atoms:
                self._counted_by[atom].append(number)

    def is_world(self, world: World) -> bool:
        """Whether a world is possible: whole, not negative, no atom above its limit, and every statement true."""
        totals = [0] * len(self._instance.said)
        for atom, count in world.items():
            if not 0 <= atom < self._instance.atoms or type(count) is not int or not 0 <= count <= self._instance.upper:
                return False
            for number in self._counted_by[atom]:
                totals[number] += count
        return all(
            said.low <= total and (said.high is None or total <= said.high)
            for said, total in zip(self._instance.said, totals, strict=True)
        )

    def is_alibi(self, world: World, *, query: int, value: int) -> bool:
        """Whether a world is possible and a query has this value in it."""
        return self.is_world(world) and value_of(self._instance, world, query=query) == value


def value_of(instance: Instance, world: World, *, query: int) -> int:
    """How many cases of a world a query counts."""
    return sum(world.get(atom, 0) for atom in instance.queries[query].atoms)


def is_world(instance: Instance, world: World | Sequence[int]) -> bool:
    """Whether a world is possible; one that is given as a list names every atom."""
    if not isinstance(world, Mapping):
        if len(world) != instance.atoms:
            return False
        world = dict(enumerate(world))
    return Checker(instance).is_world(world)


def is_alibi(instance: Instance, world: World | Sequence[int], *, query: int, value: int) -> bool:
    """Whether a world is possible and a query has this value in it."""
    cases = world if isinstance(world, Mapping) else dict(enumerate(world))
    return is_world(instance, world) and value_of(instance, cases, query=query) == value
