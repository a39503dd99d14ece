"""A puzzle made small before anything is solved, in whole numbers: what follows by adding and subtracting alone.

Doubles go, atoms that cannot occur go, atoms that no statement tells apart become one lump, and what hangs together becomes
a block. Nothing is lost by it: every world of the puzzle is one of the small puzzle, spread over the atoms, and the other
way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.instance import Instance
from ombudsdesk.deidentify.lumps import Bounds, Limits, Lump, known, lumps, places

ROUNDS = 20


@dataclass(frozen=True)
class Row:
    """`low` ≤ the cases in the lumps at these places of a block ≤ `high`."""

    places: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Block:
    """Lumps that hang together, by their numbers, how many cases each can have, and all that ties them."""

    lumps: tuple[int, ...]
    bounds: tuple[Bounds, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Small:
    """The small puzzle. The lumps that nothing ties are one block, without rows.

    `free` and `limit` are about the puzzle's atoms: which of them nothing limits, how many cases of each are thought of.
    """

    free: frozenset[int]
    limit: tuple[int, ...]
    lumps: tuple[Lump, ...]
    place_of: dict[int, int]
    blocks: tuple[Block, ...]


@dataclass
class _Row:
    members: frozenset[int]
    told: Bounds


def reduced(instance: Instance) -> Small:
    """The small puzzle. Raises ContradictionError where adding and subtracting shows it already."""
    limits = Limits.of(instance)
    most = limits.most
    while True:
        told = known(instance, most)
        found = lumps(told, most, instance.queries)
        place_of = places(found)
        rows = [_Row(frozenset(place_of[atom] for atom in atoms), bounds) for atoms, bounds in told.items()]
        bounds = [Bounds(0, lump.most) for lump in found]
        _propagate(rows, bounds)
        empty = [atom for lump, one in zip(found, bounds, strict=True) if not one.high for atom in lump.atoms]
        if not empty:
            return Small(limits.free, tuple(most), tuple(found), place_of, tuple(_blocks(rows, bounds)))
        # without them, statements and atoms that differed may be the same
        for atom in empty:
            most[atom] = 0


def _propagate(rows: Sequence[_Row], bounds: Sequence[Bounds]) -> None:
    """Narrow the bounds of lumps and rows by each other until nothing more follows."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for place in row.members:
            rows_of[place].append(number)
    waiting = dict.fromkeys(range(len(rows)))
    # large numbers may creep towards each other one by one: what is left to say after some rounds, the solver says
    for _step in range(ROUNDS * len(rows)):
        if not waiting:
            return
        number = next(iter(waiting))
        del waiting[number]
        for place in _narrowed(rows[number], bounds):
            waiting |= dict.fromkeys(rows_of[place])


def _narrowed(row: _Row, bounds: Sequence[Bounds]) -> list[int]:
    """The lumps of a row about which it told something new."""
    low, high = sum(bounds[place].low for place in row.members), sum(bounds[place].high for place in row.members)
    row.told.narrow(low, high)
    if row.told.low <= low and row.told.high >= high:
        return []
    return [
        place
        for place in row.members
        if bounds[place].narrow(row.told.low - (high - bounds[place].high), row.told.high - (low - bounds[place].low))
    ]


def _blocks(rows: Sequence[_Row], bounds: Sequence[Bounds]) -> list[Block]:
    tying = _tying(rows, bounds)
    group = list(range(len(bounds)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for row in tying:
        first, *others = row.places
        for place in others:
            group[root(place)] = root(first)
    tied: dict[int, list[Row]] = defaultdict(list)
    for row in tying:
        tied[root(row.places[0])].append(row)
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(bounds)):
        members[root(place) if root(place) in tied else -1].append(place)
    return [_block(numbers, tied[number], bounds) for number, numbers in members.items()]


def _tying(rows: Sequence[_Row], bounds: Sequence[Bounds]) -> list[Row]:
    """What the rows still say, without the lumps whose cases are certain; each set of lumps once."""
    found: dict[tuple[int, ...], Bounds] = {}
    for row in rows:
        open_ = tuple(sorted(place for place in row.members if bounds[place].low < bounds[place].high))
        certain = sum(bounds[place].low for place in row.members) - sum(bounds[place].low for place in open_)
        low, high = sum(bounds[place].low for place in open_), sum(bounds[place].high for place in open_)
        if row.told.low - certain > low or row.told.high - certain < high:
            found.setdefault(open_, Bounds(low, high)).narrow(row.told.low - certain, row.told.high - certain)
    return [Row(members, one.low, one.high) for members, one in found.items()]


def _block(numbers: Sequence[int], tying: Sequence[Row], bounds: Sequence[Bounds]) -> Block:
    place_of = {number: place for place, number in enumerate(numbers)}
    rows = (Row(tuple(place_of[number] for number in row.places), row.low, row.high) for row in tying)
    return Block(tuple(numbers), tuple(bounds[number] for number in numbers), tuple(rows))
