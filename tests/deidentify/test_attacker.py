"""The attacker agrees with brute force on all small worlds, and nothing is called safe without two checked worlds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.deidentify import certify, solver
from ombudsdesk.deidentify.attacker import ContradictionError, Verdict, attack, release_verdict
from ombudsdesk.deidentify.instance import Instance, Query, Said
from ombudsdesk.deidentify.reduce import reduced
from tests.benchmarks.attack_on_naive_masking import measured
from tests.benchmarks.worlds import CALENDAR, Office, table
from tests.deidentify.puzzles import brute_force, claims, cubes, lines, puzzles, three_pairs, worlds


def hour() -> float:
    """More than enough."""
    return 3600.0


def bounds(instance: Instance) -> list[tuple[int | None, int | None, Verdict | None]]:
    return [(one.least, one.most, one.verdict) for one in attack(instance, left=hour)]


def agrees_with_brute_force(instance: Instance) -> None:
    """The ends of all worlds, a verdict that follows from them, and worlds that a checker has added up."""
    expected = brute_force(instance)
    if expected is None:
        with pytest.raises(ContradictionError):
            attack(instance, left=hour)
        return
    for number, (one, ends) in enumerate(zip(attack(instance, left=hour), expected, strict=True)):
        assert (one.least, one.most) == ends
        for world, value in zip(one.alibis, ends, strict=True):
            assert certify.is_alibi(instance, world, query=number, value=value)
        if not 1 <= instance.queries[number].true < instance.threshold:
            assert one.verdict is None
        else:
            safe = ends[0] == 0 and ends[1] >= instance.threshold - 1
            assert one.verdict is (Verdict.SAFE if safe else Verdict.UNSAFE)


@settings(max_examples=150)
@given(puzzles())
def test_the_attacker_agrees_with_brute_force(instance: Instance) -> None:
    agrees_with_brute_force(instance)


@settings(max_examples=60)
@given(claims())
def test_what_contradicts_itself_is_found_where_no_world_is(instance: Instance) -> None:
    agrees_with_brute_force(instance)


@settings(max_examples=100)
@given(cubes())
def test_tables_with_three_sides_are_decided_in_whole_numbers(instance: Instance) -> None:
    agrees_with_brute_force(instance)


@settings(max_examples=40)
@given(puzzles(), st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing(instance: Instance, random: Any) -> None:
    order = list(range(instance.atoms))
    random.shuffle(order)

    def moved(atoms: frozenset[int]) -> frozenset[int]:
        return frozenset(order[atom] for atom in atoms)

    said = [Said(moved(one.atoms), one.low, one.high) for one in instance.said]
    random.shuffle(said)
    queries = tuple(Query(one.name, moved(one.atoms), one.true) for one in instance.queries)

    assert bounds(replace(instance, said=tuple(said), queries=queries)) == bounds(instance)


@settings(max_examples=40)
@given(puzzles())
def test_what_is_said_to_be_true_of_a_query_changes_no_bound(instance: Instance) -> None:
    wrong = tuple(Query(one.name, one.atoms, one.true + 1 + place % 2) for place, one in enumerate(instance.queries))

    assert [one[:2] for one in bounds(replace(instance, queries=wrong))] == [one[:2] for one in bounds(instance)]


@settings(max_examples=60)
@given(puzzles())
def test_a_limit_that_is_as_good_as_none_counts_exactly(instance: Instance) -> None:
    """Beyond all that was said, a largest value grows evenly with the limit of an atom: brute force shows how."""
    said = tuple(
        Said(one.atoms, min(one.low, 3), None if one.high is None else min(max(one.high, one.low), 3))
        for one in instance.said
    )
    small = replace(instance, atoms=3, upper=9, said=_within(said, 3), queries=_asked_within(instance.queries, 3))
    first, second = brute_force(small), brute_force(replace(small, upper=10))
    huge = replace(small, upper=10**18)
    if first is None or second is None:
        with pytest.raises(ContradictionError):
            attack(huge, left=hour)
        return
    expected = [
        (low, high + (other - high) * (10**18 - 9)) for (low, high), (_low, other) in zip(first, second, strict=True)
    ]

    assert [one[:2] for one in bounds(huge)] == expected


def _within(said: tuple[Said, ...], atoms: int) -> tuple[Said, ...]:
    return tuple(Said(frozenset(atom for atom in one.atoms if atom < atoms), one.low, one.high) for one in said)


def _asked_within(queries: tuple[Query, ...], atoms: int) -> tuple[Query, ...]:
    return tuple(Query(one.name, frozenset(atom for atom in one.atoms if atom < atoms), one.true) for one in queries)


def test_eight_cells_of_which_each_two_are_at_most_one_are_one_in_all() -> None:
    """Fractions allow a half in each, four in all, which would be called safe."""
    pairs = [frozenset(pair) for pair in itertools.combinations(range(8), 2)]
    said = tuple(Said(pair, 0, 1) for pair in pairs)

    assert bounds(Instance(5, 8, 9, said, (Query("all", frozenset(range(8)), 1),))) == [(0, 1, Verdict.UNSAFE)]


@pytest.mark.parametrize("seed", range(6))
def test_three_sides_with_all_their_sums_agree_with_every_table_that_has_them(seed: int) -> None:
    """3 × 3 × 3 tables; every single cell, and every two cells of a diagonal."""
    chance = random.Random(seed)
    truth = [chance.choice((0, 0, 1, 2)) for _cell in range(27)]
    cells = list(itertools.product(range(3), repeat=3))
    said = tuple(Said(line, total, total) for line in lines(cells) for total in [sum(truth[cell] for cell in line)])
    asked = [frozenset({cell}) for cell in range(27)] + [frozenset({cell, 26 - cell}) for cell in range(13)]
    queries = tuple(Query(str(sorted(one)), one, sum(truth[cell] for cell in one)) for one in asked)
    tables = list(fibre(said, 27))

    assert tuple(truth) in tables
    assert [one[:2] for one in bounds(Instance(5, 27, 54, said, queries))] == [
        (min(values), max(values)) for one in asked for values in [[sum(table[cell] for cell in one) for table in tables]]
    ]


def fibre(said: Sequence[Said], atoms: int) -> Iterator[tuple[int, ...]]:
    """Every table whose sums are these exactly, cell after cell."""
    lines_of = [[number for number, one in enumerate(said) if atom in one.atoms] for atom in range(atoms)]
    last = [max(one.atoms) for one in said]

    def fill(table: tuple[int, ...], left: list[int]) -> Iterator[tuple[int, ...]]:
        atom = len(table)
        if atom == atoms:
            yield table
            return
        for count in range(min(left[number] for number in lines_of[atom]) + 1):
            rest = [one - count if number in lines_of[atom] else one for number, one in enumerate(left)]
            if not any(rest[number] for number in lines_of[atom] if last[number] == atom):
                yield from fill((*table, count), rest)

    yield from fill((), [one.low for one in said])


def test_a_linear_program_alone_would_call_safe_what_is_not() -> None:
    """Three atoms, each two of them at most one together: fractions allow 1.5 in all, whole cases only 1."""
    pairs = [frozenset(pair) for pair in itertools.combinations(range(3), 2)]
    said = tuple(Said(pair, 0, 1) for pair in pairs)
    (found,) = attack(Instance(3, 3, 5, said, (Query("all", frozenset(range(3)), 1),)), left=lambda: 60.0)

    assert (found.least, found.most, found.verdict) == (0, 1, Verdict.UNSAFE)


def test_what_is_not_decided_in_time_is_unknown_and_not_safe() -> None:
    found = attack(three_pairs(), left=lambda: 0.0)

    assert [one.verdict for one in found] == [Verdict.UNKNOWN]
    assert release_verdict(found) is Verdict.UNKNOWN


@settings(max_examples=40)
@given(puzzles())
def test_a_solver_that_does_not_answer_makes_nothing_safe_and_nothing_wrong(instance: Instance) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solver, "_run", lambda *_arguments, **_more: False)
        silent = attack(instance, left=hour)

    for without, one in zip(silent, attack(instance, left=hour), strict=True):
        assert without.verdict in (Verdict.UNKNOWN, one.verdict) if one.verdict else without.verdict is None
        assert without.least in (None, one.least)
        assert without.most in (None, one.most)


@pytest.mark.parametrize("status", ["kNotset", "kTimeLimit", "kUnknown", "kSolveError"])
def test_only_solved_counts_as_solved(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    monkeypatch.setattr(highspy.Highs, "run", lambda _self: None)
    monkeypatch.setattr(highspy.Highs, "startSolve", lambda _self: Mock())
    monkeypatch.setattr(highspy.Highs, "wait", lambda _self, _seconds: (True, None))
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _self: getattr(highspy.HighsModelStatus, status))

    (found,) = attack(three_pairs(), left=hour)

    assert (found.least, found.verdict) == (None, Verdict.UNKNOWN)


@settings(max_examples=60)
@given(cubes(), st.data())
def test_a_bound_holds_whatever_prices_the_solver_names(instance: Instance, data: st.DataObject) -> None:
    small = reduced(instance)
    every = worlds(instance)
    every = every[(every <= np.array(small.limit)).all(axis=1)]
    for block in small.blocks:
        tables = solver._Tables(block, ())
        reals = st.floats(-3, 3, allow_subnormal=False)
        count = len(tables._row)
        prices = np.array(data.draw(st.lists(reals, min_size=count, max_size=count)))
        costs = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=len(block.lumps), max_size=len(block.lumps))))
        in_lumps = np.stack([every[:, list(small.lumps[lump].atoms)].sum(axis=1) for lump in block.lumps], axis=1)

        assert tables.bound(tables.costs(costs.astype(float)), prices) >= (in_lumps @ costs).max() - 1e-6


def test_a_world_that_the_solver_made_up_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went wrong before, the checker adds up what was said."""
    monkeypatch.setattr(solver._Tables, "world", lambda self, _values: np.full(self.lumps, 4))

    with pytest.raises(RuntimeError, match="does not agree"):
        attack(three_pairs(), left=hour)


@pytest.mark.parametrize("said", [(Said(frozenset({0}), 3, 3), Said(frozenset({0}), 4, None)), (Said(frozenset(), 1, 1),)])
def test_what_contradicts_itself_is_told(said: tuple[Said, ...]) -> None:
    with pytest.raises(ContradictionError):
        attack(Instance(5, 1, 9, said, (Query("a", frozenset({0}), 1),)), left=lambda: 60.0)


def test_lumps_are_cut_until_every_query_is_a_sum() -> None:
    """The second query cuts what was whole enough for the first, which then is not."""
    said = (Said(frozenset(range(4)), 2, 2),)
    queries = (Query("two", frozenset({0, 1}), 1), Query("one", frozenset({0}), 1))

    assert [one[:2] for one in bounds(Instance(2, 4, 1, said, queries))] == [(0, 2), (0, 1)]


@pytest.mark.parametrize(("releases", "share"), [(("Q1",), 0.15), (("Q1", "Q2", "H1"), 0.4), (tuple(CALENDAR), 0.9)])
def test_masking_small_counts_beside_totals_hides_little(releases: Sequence[str], share: float) -> None:
    """The attack on what offices print today, small: many masked cells are recovered, the truth is never missed."""
    recovered, _seconds = measured(Office.invented(cases=150), releases)

    assert recovered.masked > 50
    assert recovered.exactly >= share * recovered.masked
    assert recovered.ones > 0


def test_a_table_of_thirty_by_six_is_decided_whole() -> None:
    instance = table(30, 6, cases=300, inner=True, hidden=True)

    assert len([one for one in bounds(instance) if None in one]) == 0


def test_a_year_of_a_large_office_is_decided() -> None:
    """Thirty campuses by six roles with all margins in bands: 180 cells, each asked for."""
    rows = [Said(frozenset(range(campus * 6, campus * 6 + 6)), 5, 9) for campus in range(30)]
    columns = [Said(frozenset(range(role, 180, 6)), 30, 34) for role in range(6)]
    queries = [Query(str(cell), frozenset({cell}), 1 + cell % 4) for cell in range(180)]

    found = attack(Instance(5, 180, 100, (*rows, *columns), tuple(queries)), left=hour)

    assert {one.verdict for one in found} == {Verdict.SAFE}
    assert release_verdict(found) is Verdict.SAFE
