"""The attacker: what a reader of published tables can work out of each count, exactly, and the worlds that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique

from ombudsdesk.deidentify import certify
from ombudsdesk.deidentify.instance import Instance, Query
from ombudsdesk.deidentify.lumps import Block, Part, blocks, part_of, spread
from ombudsdesk.deidentify.solver import Answer, Column, ImpossibleError, SecondsLeft, Solver

Progress = Callable[[int, int], None]
Parts = Mapping[int, Part]


@unique
class Verdict(Enum):
    """What is to be said of a protected count; the values are those of the file."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


class ContradictionError(ValueError):
    """No numbers of cases agree with all that was said."""


@dataclass(frozen=True)
class Found:
    """What can be worked out of a query: exact bounds (None: not in time), a verdict (None: nothing to protect), alibis."""

    least: int | None
    most: int | None
    verdict: Verdict | None
    alibis: tuple[tuple[int, ...], ...] = ()


@dataclass
class _Piece:
    """A block with its solver, and every world of it that was found, as cases by lump."""

    block: Block
    solver: Solver
    pool: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place_of = {atom: place for place, lump in enumerate(self.block.lumps) for atom in lump.atoms}


@dataclass(frozen=True)
class _End:
    """One end of what a query can be: the value that a checked world reaches, and whether no world goes further."""

    bound: float
    value: int | None
    world: tuple[int, ...] | None

    @property
    def exact(self) -> int | None:
        return self.value if self.value is not None and self.value == self.bound else None


def attack(instance: Instance, *, left: SecondsLeft, progress: Progress | None = None) -> list[Found]:
    """What can be worked out of every query, as far as the seconds that are `left` allow. Raises ContradictionError."""
    return _Attack(instance, left).run(progress or (lambda _done, _all: None))


def release_verdict(found: Sequence[Found]) -> Verdict:
    """Safe only if no query is unsafe or unknown."""
    verdicts = {one.verdict for one in found}
    if Verdict.UNSAFE in verdicts:
        return Verdict.UNSAFE
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.SAFE


class _Attack:
    def __init__(self, instance: Instance, left: SecondsLeft) -> None:
        self._instance, self._left = instance, left
        # a statement about no atoms at all says 0
        if any(not said.atoms and said.low > 0 for said in instance.said):
            raise ContradictionError
        self._pieces = [_Piece(block, Solver(instance, block, _columns(block))) for block in blocks(instance)]

    def run(self, progress: Progress) -> list[Found]:
        self._begin()
        found = []
        for done, query in enumerate(self._instance.queries):
            progress(done, len(self._instance.queries))
            found.append(self._ask(done, query))
        return found

    def _begin(self) -> None:
        """One world of each block, or what was said contradicts itself."""
        for piece in self._pieces:
            try:
                answer = piece.solver.extreme([1] * len(piece.block.lumps), largest=False, left=self._left)
            except ImpossibleError:
                raise ContradictionError from None
            if answer.cases is not None:
                piece.pool.append(answer.cases)

    def _ask(self, number: int, query: Query) -> Found:
        low, high = (self._end(number, query, largest=largest) for largest in (False, True))
        return Found(low.exact, high.exact, self._verdict(query, low, high), _alibis(low, high))

    def _verdict(self, query: Query, low: _End, high: _End) -> Verdict | None:
        if not self._instance.is_protected(query):
            return None
        enough = self._instance.threshold - 1
        # only worlds that were checked make it safe; only bounds that hold for all worlds make it unsafe
        if low.value == 0 and high.value is not None and high.value >= enough:
            return Verdict.SAFE
        return Verdict.UNSAFE if low.bound > 0 or high.bound < enough else Verdict.UNKNOWN

    def _end(self, number: int, query: Query, *, largest: bool) -> _End:
        bound: float = 0
        cases: list[tuple[_Piece, tuple[int, ...]]] = []
        for piece in self._pieces:
            answer = self._in_block(piece, query, largest=largest)
            bound += answer.bound
            if answer.cases is None:
                return _End(bound + self._rest(piece, query, largest=largest), None, None)
            cases.append((piece, answer.cases))
        world = self._world(cases, query, largest=largest)
        value = sum(world[atom] for atom in query.atoms)
        # trusted only after the checker, which knows nothing of this file, has added it up
        if not certify.is_alibi(self._instance, world, query=number, value=value):
            raise RuntimeError("a world that was found does not agree with what was said")
        return _End(bound, value, world)

    def _rest(self, unsolved: _Piece, query: Query, *, largest: bool) -> float:
        """What the blocks that were not asked any more can add at most (or at least)."""
        if not largest:
            return 0
        behind = self._pieces[self._pieces.index(unsolved) + 1 :]
        upper = self._instance.upper
        parts = ((piece.block.lumps[place], part) for piece in behind for place, part in self._parts(piece, query).items())
        return sum(part.most(lump.most, upper) for lump, part in parts)

    def _in_block(self, piece: _Piece, query: Query, *, largest: bool) -> Answer:
        parts = self._parts(piece, query)
        known = self._best_known(piece, parts, largest=largest)
        reach = sum(part.most(piece.block.lumps[place].most, self._instance.upper) for place, part in parts.items())
        trivial = reach if largest else 0
        if known is not None and known.value == trivial:
            return Answer(trivial, trivial, known.cases)
        answer = self._solve(piece, parts, largest=largest)
        if answer.cases is not None:
            piece.pool.append(answer.cases)
            return answer
        bound = min(answer.bound, reach) if largest else max(answer.bound, 0)
        return Answer(bound, known.value, known.cases) if known is not None else Answer(bound)

    def _parts(self, piece: _Piece, query: Query) -> Parts:
        """What a query counts of the lumps of a block, by their places; those that it does not touch are left out."""
        touched = {piece.place_of[atom] for atom in query.atoms if atom in piece.place_of}
        return {place: part_of(piece.block.lumps[place], query.atoms) for place in sorted(touched)}

    def _best_known(self, piece: _Piece, parts: Parts, *, largest: bool) -> Answer | None:
        """The best world of the pool for a query: each was paid for once and serves them all."""
        worlds = [(self._value(cases, parts, largest=largest), cases) for cases in piece.pool]
        if not worlds:
            return None
        value, cases = (max if largest else min)(worlds)
        return Answer(value, value, cases)

    def _value(self, cases: Sequence[int], parts: Parts, *, largest: bool) -> int:
        upper = self._instance.upper
        return sum(
            part.most(cases[place], upper) if largest else part.least(cases[place], upper) for place, part in parts.items()
        )

    def _solve(self, piece: _Piece, parts: Parts, *, largest: bool) -> Answer:
        upper, lumps = self._instance.upper, piece.block.lumps
        # whether the limit of an atom decides how a lump's cases lie inside and outside of the query
        tight = (
            part.outside and lumps[place].most > upper * min(part.inside, part.outside) for place, part in parts.items()
        )
        try:
            if not any(tight):
                costs = [0] * len(lumps)
                for place, part in parts.items():
                    costs[place] = int(largest or part.outside == 0)
                return piece.solver.extreme(costs, largest=largest, left=self._left)
            return self._solve_split(piece, parts, largest=largest)
        except ImpossibleError:
            raise ContradictionError from None

    def _solve_split(self, piece: _Piece, parts: Parts, *, largest: bool) -> Answer:
        """Every lump in two columns: what the query counts of it, and the rest."""
        upper, columns, costs = self._instance.upper, [], []
        for place, lump in enumerate(piece.block.lumps):
            part = parts.get(place, Part(0, len(lump.atoms)))
            for atoms, cost in ((part.inside, 1), (part.outside, 0)):
                columns.append(Column(lump.said, min(lump.most, atoms * upper)))
                costs.append(cost)
        answer = Solver(self._instance, piece.block, columns).extreme(costs, largest=largest, left=self._left)
        if answer.cases is None:
            return answer
        joined = tuple(first + second for first, second in zip(answer.cases[::2], answer.cases[1::2], strict=True))
        return Answer(answer.bound, answer.value, joined)

    def _world(self, cases: Sequence[tuple[_Piece, tuple[int, ...]]], query: Query, *, largest: bool) -> tuple[int, ...]:
        """A count for every atom, in which the query has as many (or as few) as its lumps allow."""
        world = [0] * self._instance.atoms
        for piece, counts in cases:
            for lump, count in zip(piece.block.lumps, counts, strict=True):
                first = [atom for atom in lump.atoms if (atom in query.atoms) is largest]
                for atom, share in spread(lump, count, self._instance.upper, first=first).items():
                    world[atom] = share
        return tuple(world)


def _columns(block: Block) -> list[Column]:
    return [Column(lump.said, lump.most) for lump in block.lumps]


def _alibis(low: _End, high: _End) -> tuple[tuple[int, ...], ...]:
    return tuple(end.world for end in (low, high) if end.world is not None)
