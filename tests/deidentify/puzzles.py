"""Small puzzles of all tricky kinds, and the plain way to solve them: look at every world there is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from ombudsdesk.deidentify.instance import Instance, Query, Said

MOST_WORLDS = 20_000


def worlds(instance: Instance) -> np.ndarray:
    """Every world of a small puzzle, one in each line."""
    assert (instance.upper + 1) ** instance.atoms <= MOST_WORLDS
    every = np.array(list(itertools.product(range(instance.upper + 1), repeat=instance.atoms)), dtype=np.int64)
    for said in instance.said:
        total = every[:, sorted(said.atoms)].sum(axis=1)
        every = every[(total >= said.low) & (said.high is None or total <= said.high)]
    return every


def brute_force(instance: Instance) -> list[tuple[int, int]] | None:
    """The smallest and largest value of each query over every world; None: there is none."""
    every = worlds(instance)
    if not len(every):
        return None
    totals = [every[:, sorted(query.atoms)].sum(axis=1) for query in instance.queries]
    return [(int(one.min()), int(one.max())) for one in totals]


@st.composite
def sizes(draw: st.DrawFn) -> tuple[int, int]:
    """How many atoms, and how many cases of each at most: few of the one or of the other."""
    atoms = draw(st.integers(1, 8))
    upper = draw(st.integers(0, 4).filter(lambda upper: (upper + 1) ** atoms <= MOST_WORLDS))
    return atoms, upper


@st.composite
def puzzles(draw: st.DrawFn) -> Instance:
    """A truth, and what was said of it: exactly, in bands, from below, twice, or of nothing at all."""
    atoms, upper = draw(sizes())
    truth = draw(st.lists(st.integers(0, upper), min_size=atoms, max_size=atoms))
    members = st.frozensets(st.integers(0, atoms - 1), max_size=atoms)
    over = draw(st.lists(members, max_size=8))
    # the same said twice, and once more
    over += over[: draw(st.integers(0, 2))]
    said = tuple(draw(about(one, sum(truth[atom] for atom in one))) for one in over)
    asked = draw(st.lists(members, min_size=1, max_size=5))
    queries = tuple(Query(f"q{place}", one, sum(truth[atom] for atom in one)) for place, one in enumerate(asked))
    return Instance(draw(st.integers(2, 5)), atoms, upper, said, queries)


@st.composite
def about(draw: st.DrawFn, atoms: frozenset[int], total: int) -> Said:
    """Something true about a total; what it says at most may be as good as nothing."""
    low = max(0, total - draw(st.integers(0, 3)))
    return Said(
        atoms, low, draw(st.sampled_from((None, total, total, total + 1, low + 4, 10**9)).filter(_not_below(total)))
    )


def _not_below(total: int):  # type: ignore[no-untyped-def]
    return lambda high: high is None or high >= total


@st.composite
def claims(draw: st.DrawFn) -> Instance:
    """Statements that nobody has seen the truth of: most contradict each other."""
    atoms, upper = draw(sizes())
    members = st.frozensets(st.integers(0, atoms - 1), max_size=atoms)
    bounds = st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 5)))
    said = tuple(Said(one, *ends) for one, ends in draw(st.lists(st.tuples(members, bounds), min_size=1, max_size=7)))
    asked = draw(st.lists(members, min_size=1, max_size=3))
    return Instance(5, atoms, upper, said, tuple(Query(f"q{place}", one, 1) for place, one in enumerate(asked)))


@st.composite
def cubes(draw: st.DrawFn) -> Instance:
    """A table with three sides of which sums over one side each were said, in several ways: fractions allow more here."""
    sides = draw(st.sampled_from([(2, 2, 2), (2, 2, 3), (2, 2, 2)]))
    atoms = list(itertools.product(*map(range, sides)))
    upper = 2 if len(atoms) == 8 else 1
    truth = draw(st.lists(st.integers(0, upper), min_size=len(atoms), max_size=len(atoms)))
    style = draw(st.sampled_from(("exact", "star", "band", "pairs")))
    said = []
    for members in lines(atoms):
        total = sum(truth[atom] for atom in members)
        ends = {"exact": (total, total), "star": (1, 4) if total else (0, 0), "band": (total // 2 * 2, total // 2 * 2 + 1)}
        said.append(Said(members, *ends.get(style, (0, max(1, total)))))
    asked = draw(st.lists(st.frozensets(st.integers(0, len(atoms) - 1), min_size=1), min_size=1, max_size=4))
    queries = tuple(Query(f"q{place}", one, sum(truth[atom] for atom in one)) for place, one in enumerate(asked))
    return Instance(5, len(atoms), upper, tuple(said), queries)


def lines(atoms: Sequence[tuple[int, ...]]) -> list[frozenset[int]]:
    """The sums of a table over one of its sides each."""
    found: dict[tuple[int, ...], set[int]] = {}
    for number, atom in enumerate(atoms):
        for side in range(len(atom)):
            found.setdefault((side, *atom[:side], *atom[side + 1 :]), set()).add(number)
    return [frozenset(members) for members in found.values()]


def three_pairs() -> Instance:
    """Each two of three atoms have five cases at most."""
    pairs = [frozenset(pair) for pair in itertools.combinations(range(3), 2)]
    return Instance(5, 3, 9, tuple(Said(pair, 0, 5) for pair in pairs), (Query("all", frozenset(range(3)), 1),))
