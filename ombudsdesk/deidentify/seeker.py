"""The search for alibi worlds: from the true caseload, a few cases at a time, to worlds that nobody can tell from it.

Every step keeps whole cases, so that nothing has to be rounded afterwards. What is found is not trusted here: `checker`
adds it up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from random import Random

import numpy as np
import numpy.typing as npt

from ombudsdesk.deidentify.goals import Count, Goals
from ombudsdesk.deidentify.space import Row, Space, World, with_it, without
from ombudsdesk.deidentify.traits import Kind

SecondsLeft = Callable[[], float]
Progress = Callable[[int, int], None]
Pool = list[tuple[Row, ...]]

_TRIES, _LAST_TRIES = 4, 80
_REPAIRS, _LAST_REPAIRS = 2, 8
_CHOICES = 8
_IN_ONE_SWEEP = 300
_WORTH_A_SWEEP = 5


class Search:
    """Fills the pool of one block with worlds until every need is met by one of them."""

    def __init__(self, space: Space, truth: Sequence[Row], goals: Goals, pool: Pool, random: Random) -> None:
        self._space, self._truth, self._goals, self._random = space, tuple(truth), goals, random
        self.pool = pool
        self._met = np.zeros(len(goals), dtype=bool)
        self._rank = [goals.rank(number) for number in range(len(goals))]
        for rows in pool:
            self._met |= goals.met(space.together(rows))

    @property
    def open(self) -> list[int]:
        """The needs that no world meets yet."""
        return [int(number) for number in np.flatnonzero(~self._met)]

    def run(self, left: SecondsLeft, progress: Progress) -> bool:
        """Whether every need is met. A time that ran out means no."""
        before = len(self.open) + _WORTH_A_SWEEP
        while before - len(self.open) >= _WORTH_A_SWEEP:
            if left() <= 0:
                return False
            before = len(self.open)
            self._one_world(left, tries=_TRIES, repairs=_REPAIRS)
            progress(len(self._met) - len(self.open), len(self._met))
        return self._last(left, progress)

    def _last(self, left: SecondsLeft, progress: Progress) -> bool:
        """What no sweep has met is tried alone, and harder."""
        while self.open:
            number, before = self.open[0], len(self.open)
            for base in self._bases():
                if left() <= 0:
                    return False
                world = World(self._space, base)
                if self._pursue(world, number, np.empty(0, dtype=np.intp), tries=_LAST_TRIES, repairs=_LAST_REPAIRS):
                    self._take(world)
                    break
            progress(len(self._met) - len(self.open), len(self._met))
            if len(self.open) == before:
                return False
        return True

    def _bases(self) -> Iterator[tuple[Row, ...]]:
        yield self._truth
        yield from self._random.sample(self.pool, min(6, len(self.pool)))

    def _one_world(self, left: SecondsLeft, *, tries: int, repairs: int) -> None:
        """One sweep over what is open: every need that can still be met in the same world is."""
        world, kept = World(self._space, self._truth), np.empty(0, dtype=np.intp)
        order = self.open
        self._random.shuffle(order)
        order.sort(key=lambda number: self._rank[number])
        for number in order[:_IN_ONE_SWEEP]:
            if left() <= 0:
                break
            if self._pursue(world, number, kept, tries=tries, repairs=repairs):
                kept = np.append(kept, number)
        self._take(world)

    def _take(self, world: World) -> None:
        fresh = self._goals.met(world.counts) & ~self._met
        if fresh.any():
            self.pool.append(world.kept())
            self._met |= fresh

    # one need

    def _pursue(self, world: World, number: int, kept: npt.NDArray[np.intp], *, tries: int, repairs: int) -> bool:
        """Change a world until it meets a need, agrees with what was said, and keeps what it met before; or leave it."""
        start, count = world.mark(), self._goals.needs[number].count
        distance = self._distance(world, number)
        for _try in range(tries):
            if not distance:
                break
            mark = world.mark()
            nearer = distance
            if self._step(world, number, count) and self._repair(world, repairs):
                nearer = self._distance(world, number)
            if nearer < distance:
                distance = nearer
            else:
                world.back_to(mark)
        if distance or not bool(self._goals.met(world.counts, kept).all()):
            world.back_to(start)
            return False
        return True

    def _distance(self, world: World, number: int) -> int:
        need = self._goals.needs[number]
        counted = _counted(world, need.count)
        if len(need.count.stretch) < len(self._space.slots):
            counted = {place for place in counted if self._lies_in(world, place, need.count.stretch)}
        return max(0, need.target - len(counted) if need.high else len(counted) - need.target)

    def _step(self, world: World, number: int, count: Count) -> bool:
        """One case less (or more) in the count of a need."""
        inside = _counted(world, count)
        if self._goals.needs[number].high:
            return _take_cheapest(world, self._ways_in(world, number, inside), enough=0)
        return _take_cheapest(world, self._ways_out(world, number, inside), enough=0)

    def _some(self, world: World, places: set[int], stretch: frozenset[str]) -> Iterator[int]:
        """A few of the places whose cases lie in a stretch."""
        known = [place for place in places if self._lies_in(world, place, stretch)]
        if known:
            for _choice in range(_CHOICES):
                yield known[int(self._random.random() * len(known))]

    def _others(self, world: World, places: set[int], stretch: frozenset[str]) -> Iterator[int]:
        """A few of all other places whose cases lie in a stretch."""
        for _choice in range(_CHOICES):
            place = int(self._random.random() * len(world.rows))
            if place not in places and self._lies_in(world, place, stretch):
                yield place

    def _lies_in(self, world: World, place: int, stretch: frozenset[str]) -> bool:
        row = world.rows[place]
        return row is not None and self._space.slots[row[0]] in stretch

    def _ways_out(self, world: World, number: int, counted: set[int]) -> Iterator[tuple[int, Row | None]]:
        count, space = self._goals.needs[number].count, self._space
        for place in self._some(world, counted, count.stretch):
            slot, kind = world.rows[place] or (0, 0)
            trait = count.trait if count.outside or self._random.random() < 0.5 else count.other
            if count.outside and self._random.random() < 0.5:
                changed = with_it(space, space.kinds[kind], space.traits[count.other], self._random)
            elif space.traits[trait].parts:
                changed = without(space, space.kinds[kind], space.traits[trait], self._random)
            else:
                yield place, None
                continue
            row = (slot, space.number_of(changed))
            if not self._counts(number, row):
                yield place, row

        # one case less, where not even the number of all is told
        for place in self._some(world, counted, count.stretch):
            yield place, None
            break

    def _ways_in(self, world: World, number: int, counted: set[int]) -> Iterator[tuple[int, Row | None]]:
        count = self._goals.needs[number].count
        others = ((place, world.rows[place]) for place in self._others(world, counted, count.stretch))
        for place, row in chain(others, self._one_more(world, count.stretch)):
            slot, kind = row or (0, 0)
            bent = (slot, self._space.number_of(self._bent(self._space.kinds[kind], count)))
            if self._counts(number, bent):
                yield place, bent

    def _bent(self, kind: Kind, count: Count) -> Kind:
        """A kind like this one whose cases a count would count."""
        space = self._space
        kind = with_it(space, kind, space.traits[count.trait], self._random)
        if not count.outside:
            return with_it(space, kind, space.traits[count.other], self._random)
        if space.traits[count.other].fits(kind, space.layout):
            return without(space, kind, space.traits[count.other], self._random)
        return kind

    def _one_more(self, world: World, stretch: frozenset[str]) -> Iterator[tuple[int, Row]]:
        """A case of any kind that is not there yet."""
        place = world.spare()
        if place is not None:
            kind = tuple(frozenset({self._random.choice(codes)}) for codes in self._space.layout.codes.values())
            slot = self._random.choice([number for number, slot in enumerate(self._space.slots) if slot in stretch])
            yield place, (slot, self._space.number_of(kind))

    def _counts(self, number: int, row: Row | None) -> bool:
        """Whether a need's count counts a case of its stretch."""
        if row is None:
            return False
        count, has = self._goals.needs[number].count, self._space.has_trait[row[1]]
        return count.trait in has and (count.other in has) is not count.outside

    # what was said

    def _repair(self, world: World, steps: int) -> bool:
        """Change further cases until the world agrees again with all that was said."""
        for _step in range(steps):
            if world.is_true:
                return True
            if not _take_cheapest(world, self._repairs(world), enough=-2, most=-1):
                return False
        return world.is_true

    def _repairs(self, world: World) -> Iterator[tuple[int, Row | None]]:
        space = self._space
        number_of_stretch, number, too_many = self._random.choice(world.broken())
        stretch, trait, having = space.stretches[number_of_stretch], space.traits[number], world.members[number]
        if not trait.parts:
            yield from (
                ((place, None) for place in self._some(world, having, stretch))
                if too_many
                else self._one_more(world, stretch)
            )
            return
        change, pick = (without, self._some) if too_many else (with_it, self._others)
        for place in pick(world, having, stretch):
            slot, kind = world.rows[place] or (0, 0)
            yield place, (slot, space.number_of(change(space, space.kinds[kind], trait, self._random)))


def _take_cheapest(
    world: World, choices: Iterator[tuple[int, Row | None]], *, enough: int, most: int | None = None
) -> bool:
    """Make the change that misses the least of what was said, the first that is good `enough`, none that costs more than
    `most`; whether one was made."""
    best: tuple[int, Row | None] | None = None
    for place, row in choices:
        cost = world.cost(place, row)
        if most is None or cost <= most:
            best, most = (place, row), cost - 1
            if cost <= enough:
                break
    if best is None:
        return False
    world.change(*best)
    return True


def _counted(world: World, count: Count) -> set[int]:
    """The places of the cases that a count counts, of all stretches."""
    first, second = world.members[count.trait], world.members[count.other]
    return first - second if count.outside else first & second
