"""The checker of worlds. It shares no code with whatever found them: whole numbers and additions, nothing else.

A *world* is a count for every atom. It is an alibi for a query if all that was said is true in it and the query has the
value that it was found for. This is the only code that a careful reader has to trust.
"""

from __future__ import annotations

from collections.abc import Sequence

from ombudsdesk.deidentify.instance import Instance


def is_world(instance: Instance, world: Sequence[int]) -> bool:
    """Whether a world is possible: whole, not negative, no atom above its limit, and every statement true."""
    if len(world) != instance.atoms:
        return False
    if not all(type(count) is int and 0 <= count <= instance.upper for count in world):
        return False
    for said in instance.said:
        total = sum(world[atom] for atom in said.atoms)
        if total < said.low or (said.high is not None and total > said.high):
            return False
    return True


def is_alibi(instance: Instance, world: Sequence[int], *, query: int, value: int) -> bool:
    """Whether a world is possible and a query has this value in it."""
    return is_world(instance, world) and sum(world[atom] for atom in instance.queries[query].atoms) == value
