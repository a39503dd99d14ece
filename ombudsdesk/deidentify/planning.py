"""The plan of a release: which tables it shows, how finely, and the worlds that prove it. Nothing is shown without a proof.

Every table has fixed ways of being shown, from fine to coarse. Nobody looks at the counts to choose among them: the first
way that can be proven is taken, and where tables stand in each other's way, the later one gives way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from itertools import combinations
from random import Random

from ombudsdesk.deidentify.goals import Family, Need, by_block
from ombudsdesk.deidentify.proof import AlibiWorld, BlockProof, Prover, Puzzle, joined
from ombudsdesk.deidentify.seeker import Progress, SecondsLeft
from ombudsdesk.deidentify.traits import EVERY_CASE, Case, Figure, Layout, TableSpec, Trait, count, has

_SINGLE_STEPS = 3
_PATIENCE = 0.65
"""The share of the time left that a plan may take before tables give way."""


@unique
class Way(Enum):
    """How a table is shown."""

    EXACT = "exact"
    SUM = "sum"
    FINE = "fine"
    WIDE = "wide"
    LEFT_OUT = "left-out"


_WAYS = (Way.SUM, Way.FINE, Way.WIDE, Way.LEFT_OUT)
_WAYS_OF_TOTAL = (Way.SUM, Way.EXACT, Way.FINE, Way.WIDE, Way.LEFT_OUT)
_FOLD = {Way.FINE: 1, Way.WIDE: 2}
TOTAL = TableSpec("total", ((EVERY_CASE,),))


@dataclass(frozen=True)
class Wish:
    """What a release is asked for: its name, the slots that it covers, its tables in the order in which they matter.

    `adds`: whether it may say something new of slots that earlier releases told of in full, instead of adding up what these
    said. That ties their slots together, and what is told here was better not told before.
    """

    name: str
    slots: frozenset[str]
    tables: tuple[TableSpec, ...]
    adds: bool = False


@dataclass(frozen=True)
class Shape:
    """A table of a plan and the way in which it is shown."""

    table: TableSpec
    way: Way
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Planned:
    """A release that is proven: what it says, the blocks whose proof is new, and the tables that gave way for it."""

    wish: Wish
    shapes: tuple[Shape, ...]
    blocks: tuple[BlockProof, ...]
    in_time: bool

    @property
    def figures(self) -> list[Figure]:
        """Everything that it says, sums of earlier figures, too."""
        return [figure for shape in self.shapes for figure in shape.figures]


@dataclass
class Record:
    """Everything that was ever said, and the proofs of it: what the next release has to agree with."""

    figures: list[Figure] = field(default_factory=list)
    blocks: list[BlockProof] = field(default_factory=list)

    @property
    def fresh(self) -> list[Figure]:
        """Without sums of what was said before: they say nothing more."""
        return [figure for figure in self.figures if figure.parts == 1]

    @property
    def periods(self) -> dict[frozenset[str], frozenset[Trait]]:
        """What was published of each period."""
        found: dict[frozenset[str], set[Trait]] = {}
        for figure in self.figures:
            found.setdefault(figure.slots, set()).add(figure.trait)
        return {slots: frozenset(traits) for slots, traits in found.items()}

    def add(self, planned: Planned) -> None:
        """A release went out."""
        self.take(planned.figures, planned.blocks)

    def take(self, figures: Sequence[Figure], blocks: Sequence[BlockProof]) -> None:
        """What a release said, and its new proofs: they take the place of older ones of the same slots."""
        self.figures += figures
        new = frozenset[str]().union(*(block.slots for block in blocks))
        self.blocks = [block for block in self.blocks if not block.slots & new] + list(blocks)

    def sum_of(self, slots: frozenset[str], trait: Trait) -> Figure | None:
        """What the figures of parts of a stretch say of the whole, if they cover it."""
        same = [one for one in self.fresh if one.trait == trait and one.slots <= slots]
        best = _covering(slots, sorted(same, key=lambda one: (-len(one.slots), one.high - one.low, sorted(one.slots))))
        if best is None:
            return None
        parts = [_as_wide_as(max(figure.high - figure.low + 1 for figure in best), one) for one in best]
        return Figure(slots, trait, sum(low for low, _ in parts), sum(high for _, high in parts), parts=max(2, len(best)))


class Planner:
    """Plans releases of one office, one after the other, each against all that went before."""

    def __init__(self, layout: Layout, cases: Sequence[Case], *, threshold: int, record: Record, seed: int = 0) -> None:
        self._layout, self._cases, self._threshold = layout, tuple(cases), threshold
        self._record, self._random = record, Random(seed)  # noqa: S311 - worlds, not secrets

    def plan(self, wish: Wish, *, left: SecondsLeft, progress: Progress) -> Planned:
        """The finest plan that is proven in time. Without time only sums of earlier ones are left, which need no proof."""
        attempt = _Attempt(self._layout, self._cases, self._threshold, self._record, wish, self._random)
        return attempt.run(left, progress)


class _Attempt:
    """One release on its way to a plan that is proven."""

    def __init__(
        self,
        layout: Layout,
        cases: tuple[Case, ...],
        threshold: int,
        record: Record,
        wish: Wish,
        random: Random,
    ) -> None:
        self._layout, self._cases, self._threshold = layout, cases, threshold
        self._record, self._wish, self._random = record, wish, random
        self._tables = (TOTAL, *wish.tables)
        self._traits = _all_traits(layout, self._tables, record)
        self._family = Family(layout, self._traits, cases, threshold)
        self._needs = self._all_needs()
        self._shares: dict[tuple[frozenset[str], ...], dict[frozenset[str], set[Need]]] = {}
        self._true: dict[Trait, int] = {}
        self._shapes: dict[str, Shape] = {}
        self._worlds: dict[frozenset[str], list[AlibiWorld]] = {}
        self._stuck: frozenset[str] = frozenset()
        self._was_slow, self._tries = False, 0

    def run(self, left: SecondsLeft, progress: Progress) -> Planned:
        for table in self._tables:
            progress(len(self._shapes), 2 * len(self._tables))
            self._shapes[table.name] = self._first_that_may_do(table, self._ways_of(table))
        proofs = self._prove_patiently(left, progress)
        while proofs is None and left() > 0 and self._give_way():
            proofs = self._prove_patiently(left, progress)
        if proofs is None:
            # what is not proven in time is not said
            self._shapes = {
                name: shape if shape.way is Way.SUM else _nothing(shape) for name, shape in self._shapes.items()
            }
        return Planned(self._wish, tuple(self._shapes.values()), tuple(proofs or ()), proofs is not None)

    def _prove_patiently(self, left: SecondsLeft, progress: Progress) -> list[BlockProof] | None:
        """Every try gets its share of the time that is left, so that a coarser one has some, too."""
        rest = left() * (1 - _PATIENCE)
        proofs = self._prove(lambda: left() - rest, progress)
        self._tries += 1
        self._was_slow = proofs is None and (left() <= rest or self._tries > _SINGLE_STEPS)
        return proofs

    def _ways_of(self, table: TableSpec) -> tuple[Way, ...]:
        total = self._record.sum_of(self._wish.slots, EVERY_CASE)
        if total is not None and not self._wish.adds:
            return (Way.SUM, Way.LEFT_OUT)
        return _WAYS_OF_TOTAL if table is TOTAL else _WAYS

    # which way

    def _first_that_may_do(self, table: TableSpec, ways: Sequence[Way]) -> Shape:
        """The first way in which nothing is seen at a glance to be impossible."""
        for way in ways:
            figures = self._figures(table, way)
            if figures is None:
                continue
            if way is Way.EXACT and figures[0].low < self._threshold:
                # told exactly where it is none, a band would tell elsewhere that somebody came
                continue
            shape = Shape(table, way, figures)
            if way in (Way.SUM, Way.LEFT_OUT) or not self._is_impossible(shape):
                return shape
        return Shape(table, Way.LEFT_OUT, ())

    def _figures(self, table: TableSpec, way: Way) -> tuple[Figure, ...] | None:
        slots = self._wish.slots
        if way is Way.LEFT_OUT:
            return ()
        if way is Way.SUM:
            sums = [self._record.sum_of(slots, trait) for trait in table.rows]
            return tuple(one for one in sums if one is not None) if all(sums) else None
        return tuple(self._figure(trait, way) for trait in table.rows)

    def _figure(self, trait: Trait, way: Way) -> Figure:
        if trait not in self._true:
            self._true[trait] = count(self._cases, self._wish.slots, trait, self._layout)
        true = self._true[trait]
        if way is Way.EXACT:
            return Figure(self._wish.slots, trait, true, true)
        width = self._threshold * _FOLD[way]
        low = true - true % width
        return Figure(self._wish.slots, trait, low, low + width - 1)

    def _is_impossible(self, shape: Shape) -> bool:
        fresh = [*self._fresh(), *shape.figures]
        blocks = self._blocks(fresh)
        return any(self._puzzle(block, blocks, fresh).impossible() for block in blocks if block & self._wish.slots)

    def _give_way(self) -> bool:
        """Show the last table that has to do with what could not be hidden in its next way; False: nothing can give way."""
        able = [table for table in self._tables if self._shapes[table.name].way not in (Way.SUM, Way.LEFT_OUT)]
        if not able:
            return False
        if self._was_slow:
            # what takes long is what many tables say together: several go at once, first the later third of them
            stay = len(able) // 2 if self._tries > 1 else 2 * len(able) // 3
            for table in able[stay:]:
                self._shapes[table.name] = _nothing(self._shapes[table.name])
            return True
        near = [table for table in able if any(trait.dimensions & self._stuck for trait in table.rows)]
        table = (near or able)[-1]
        ways = self._ways_of(table)
        rest = ways[ways.index(self._shapes.pop(table.name).way) + 1 :]
        self._shapes[table.name] = self._first_that_may_do(table, rest)
        self._shapes = {one.name: self._shapes[one.name] for one in self._tables}
        return True

    # the proof

    def _prove(self, left: SecondsLeft, progress: Progress) -> list[BlockProof] | None:
        """New proofs of every block that needs one; None where something is not shown in time."""
        fresh, proofs = self._fresh(), []
        new = [figure.slots for shape in self._shapes.values() for figure in shape.figures if figure.parts == 1]
        blocks = self._blocks(fresh)
        for block in blocks:
            # sums of what was said before leave every world as possible as it was
            if not any(slots <= block for slots in new):
                continue
            prover = Prover(self._puzzle(block, blocks, fresh), self._known_worlds(block), self._random)
            done = prover.run(left, progress)
            self._worlds[block] = prover.worlds
            if not done:
                self._stuck = prover.stuck
                return None
            proofs.append(prover.proof())
        return proofs

    def _known_worlds(self, block: frozenset[str]) -> list[AlibiWorld]:
        """Worlds from earlier tries and earlier proofs: some of them may agree with what is new, too."""
        parts = [one for one in self._record.blocks if one.slots <= block]
        whole = frozenset[str]().union(*(one.slots for one in parts)) == block
        return [*self._worlds.get(block, []), *(joined(parts) if whole else [])]

    def _fresh(self) -> list[Figure]:
        own = (figure for shape in self._shapes.values() for figure in shape.figures if figure.parts == 1)
        return [*self._record.fresh, *own]

    def _blocks(self, fresh: Sequence[Figure]) -> list[frozenset[str]]:
        """The slots of all releases, put together where a figure covers more than one."""
        blocks: list[frozenset[str]] = []
        for slots in [*(figure.slots for figure in fresh), *(frozenset({slot}) for slot in sorted(self._wish.slots))]:
            if not any(slots <= block for block in blocks):
                touched = [block for block in blocks if block & slots]
                blocks = [block for block in blocks if not block & slots] + [slots.union(*touched)]
        return sorted(blocks, key=sorted)

    def _puzzle(self, block: frozenset[str], blocks: Sequence[frozenset[str]], fresh: Sequence[Figure]) -> Puzzle:
        needs = self._needs_by_block(tuple(blocks))[block]
        cases = tuple(case for case in self._cases if case.slot in block)
        figures = tuple(figure for figure in fresh if figure.slots <= block)
        return Puzzle(self._layout, block, self._traits, cases, figures, frozenset(needs))

    def _needs_by_block(self, blocks: tuple[frozenset[str], ...]) -> dict[frozenset[str], set[Need]]:
        if blocks not in self._shares:
            shares = by_block(self._needs, blocks, self._family.value)
            self._shares[blocks] = dict(zip(blocks, shares, strict=True))
        return self._shares[blocks]

    def _all_needs(self) -> list[Need]:
        published = self._record.periods
        own = {trait for table in self._tables for trait in table.rows}
        published[self._wish.slots] = published.get(self._wish.slots, frozenset()) | own
        # what nothing ties to these slots keeps the proof that it has
        (near,) = (
            block for block in self._blocks([*self._record.fresh, _anything_of(self._wish)]) if block & self._wish.slots
        )
        return self._family.needs({period: said for period, said in _crossed(published).items() if period & near})


def _crossed(periods: Mapping[frozenset[str], frozenset[Trait]]) -> dict[frozenset[str], frozenset[Trait]]:
    """Periods, what two of them share, and what one has beside the other: whoever has both reports can compare them."""
    found = dict(periods)
    for one, other in combinations(periods, 2):
        for part in (one & other, one - other, other - one):
            if part:
                found.setdefault(part, frozenset())
    return found


def _as_wide_as(width: int, figure: Figure) -> tuple[int, int]:
    """The floor band of this width that a figure lies in: what is added up has to be equally wide to be read as a sum."""
    low = figure.low - figure.low % width
    return low, low + width - 1


def _anything_of(wish: Wish) -> Figure:
    return Figure(wish.slots, EVERY_CASE, 0, 0)


def _nothing(shape: Shape) -> Shape:
    return Shape(shape.table, Way.LEFT_OUT, ())


def _all_traits(layout: Layout, tables: Sequence[TableSpec], record: Record) -> tuple[Trait, ...]:
    """Every trait that is spoken of, those with one dimension first."""
    single = [has(name, code) for name, codes in layout.codes.items() for code in codes]
    said = [trait for table in tables for trait in table.rows] + [figure.trait for figure in record.figures]
    halves = [Trait((part,)) for trait in said for part in trait.parts]
    whole = dict.fromkeys([EVERY_CASE, *single, *halves, *said])
    return tuple(sorted(whole, key=lambda trait: len(trait.parts)))


def _covering(slots: frozenset[str], figures: Sequence[Figure]) -> list[Figure] | None:
    """Figures whose stretches make up these slots without overlap; None if there are none."""
    if not slots:
        return []
    for figure in figures:
        if min(slots) in figure.slots and figure.slots <= slots:
            rest = _covering(slots - figure.slots, [one for one in figures if not one.slots & figure.slots])
            if rest is not None:
                return [figure, *rest]
    return None
