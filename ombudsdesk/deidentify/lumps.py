"""Atoms that no statement tells apart are one lump: how many cases lie in it is all that was said about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ombudsdesk.deidentify.instance import Instance, Query


class ContradictionError(ValueError):
    """No numbers of cases agree with all that was said."""


@dataclass(frozen=True)
class Lump:
    """Atoms that the same statements count, each of at most `limit` cases; all of them together of at most `most`."""

    atoms: tuple[int, ...]
    limit: int
    most: int


@dataclass(frozen=True)
class Part:
    """What a query counts of a lump: so many of its atoms are inside, so many outside."""

    inside: int
    outside: int

    @property
    def is_whole(self) -> bool:
        """Whether the query counts all of the lump."""
        return self.outside == 0


@dataclass
class Bounds:
    """`low` ≤ the cases ≤ `high`."""

    low: int
    high: int

    def narrow(self, low: int, high: int) -> bool:
        """Take in what else is known; whether it told anything new. Raises ContradictionError."""
        if low <= self.low and high >= self.high:
            return False
        self.low, self.high = max(self.low, low), min(self.high, high)
        if self.low > self.high:
            raise ContradictionError
        return True


Known = Mapping[frozenset[int], Bounds]
"""What is known of sets of atoms, each set once."""


@dataclass(frozen=True)
class Limits:
    """How many cases of each atom need to be thought of, and the atoms that nothing limits but the puzzle's `upper`.

    Of these, no more than the largest number that something must reach at least: more would change nothing but the atom
    itself, and `upper` may be as large as somebody likes.
    """

    most: list[int]
    free: frozenset[int]

    @classmethod
    def of(cls, instance: Instance) -> Limits:
        """The limits of a puzzle's atoms."""
        highs: list[int | None] = [None] * instance.atoms
        reach = [0] * instance.atoms
        for said in instance.said:
            high = said.high if said.high is not None and said.high < instance.upper * len(said.atoms) else None
            for atom in said.atoms:
                reach[atom] = max(reach[atom], said.low)
                if high is not None:
                    highs[atom] = min(high, instance.upper if highs[atom] is None else highs[atom])  # type: ignore[type-var]
        most = [min(instance.upper, low if high is None else high) for high, low in zip(highs, reach, strict=True)]
        return cls(most, frozenset(atom for atom, high in enumerate(highs) if high is None))


def known(instance: Instance, limit: Sequence[int]) -> Known:
    """What was said, without doubles, without atoms that cannot occur and without what goes without saying."""
    found: dict[frozenset[int], Bounds] = {}
    for said in instance.said:
        atoms = frozenset(atom for atom in said.atoms if limit[atom])
        room = sum(limit[atom] for atom in atoms)
        bounds = found.setdefault(atoms, Bounds(0, room))
        bounds.narrow(said.low, room if said.high is None else said.high)
    return {atoms: one for atoms, one in found.items() if (one.low, one.high) != (0, sum(limit[atom] for atom in atoms))}


def lumps(told: Known, limit: Sequence[int], queries: Sequence[Query]) -> list[Lump]:
    """All atoms that can occur, in lumps. Where the limit of an atom matters to a query, its lump is cut at the query."""
    where: list[list[int]] = [[] for _atom in limit]
    highs = []
    for number, (atoms, bounds) in enumerate(told.items()):
        highs.append(bounds.high)
        for atom in atoms:
            where[atom].append(number)
    together: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for atom, numbers in enumerate(where):
        if limit[atom]:
            # a limit of its own may be all that was said of an atom
            together[limit[atom], tuple(numbers)].append(atom)
    found = [_lump(atoms, limit, [highs[number] for number in numbers]) for (_limit, numbers), atoms in together.items()]
    return _cut(found, queries)


def parts(found: Sequence[Lump], place_of: Mapping[int, int], atoms: Collection[int]) -> dict[int, Part]:
    """What a query over these atoms counts of each lump that it touches, by the lumps' places."""
    inside: dict[int, int] = defaultdict(int)
    for atom in atoms:
        if atom in place_of:
            inside[place_of[atom]] += 1
    return {place: Part(count, len(found[place].atoms) - count) for place, count in sorted(inside.items())}


def places(found: Sequence[Lump]) -> dict[int, int]:
    """The place of the lump of each atom."""
    return {atom: place for place, lump in enumerate(found) for atom in lump.atoms}


def spread(lump: Lump, cases: int, *, first: Collection[int]) -> Iterator[tuple[int, int]]:
    """A count for each atom of a lump that has any: those in `first` are filled first."""
    for atom in sorted(lump.atoms, key=lambda atom: atom not in first):
        if not cases:
            return
        share = min(cases, lump.limit)
        yield atom, share
        cases -= share


def _lump(atoms: Sequence[int], limit: Sequence[int], highs: Sequence[int]) -> Lump:
    one = limit[atoms[0]]
    return Lump(tuple(atoms), one, min([len(atoms) * one, *highs]))


def _cut(found: list[Lump], queries: Sequence[Query]) -> list[Lump]:
    place_of = places(found)
    again = True
    while again:
        # what one query cuts off may have to be cut for one that was content before
        cuts = [_cut_at(query, found, place_of) for query in queries]
        again = any(cuts)
    return found


def _cut_at(query: Query, found: list[Lump], place_of: dict[int, int]) -> bool:
    """Cut the lumps of which the number of cases would not say how many a query counts; whether there were any."""
    touched = parts(found, place_of, query.atoms)
    wrong = [place for place, part in touched.items() if not part.is_whole and not _has_room(found[place], part)]
    for place in wrong:
        lump = found[place]
        inside, outside = (
            Lump(atoms, lump.limit, min(lump.most, len(atoms) * lump.limit))
            for side in (True, False)
            for atoms in [tuple(atom for atom in lump.atoms if (atom in query.atoms) is side)]
        )
        place_of |= dict.fromkeys(outside.atoms, len(found))
        found[place] = inside
        found.append(outside)
    return bool(wrong)


def _has_room(lump: Lump, part: Part) -> bool:
    """Whether all cases of a lump may lie inside of a query, and all outside."""
    return lump.most <= lump.limit * min(part.inside, part.outside)
