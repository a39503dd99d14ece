"""The attacker agrees with brute force on all small worlds, and nothing is called safe without two checked worlds."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk import cli
from ombudsdesk.deidentify import certify
from ombudsdesk.deidentify.attacker import ContradictionError, Verdict, attack, release_verdict
from ombudsdesk.deidentify.instance import Instance, Query, Said, read


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[Instance, tuple[int, ...]]:
    """A small puzzle and the truth behind it: what was said is true, in bands, exactly, or from below."""
    atoms = draw(st.integers(1, 5))
    upper = draw(st.integers(1, 4))
    truth = tuple(draw(st.lists(st.integers(0, upper), min_size=atoms, max_size=atoms)))
    members = st.frozensets(st.integers(0, atoms - 1), max_size=atoms)
    said = []
    for _number in range(draw(st.integers(0, 5))):
        over = draw(members)
        total = sum(truth[atom] for atom in over)
        low = max(0, total - draw(st.integers(0, 3)))
        said.append(Said(over, low, draw(st.sampled_from((None, total, total + 1, low + 4)))))
    said = [one for one in said if one.high is None or one.high >= sum(truth[atom] for atom in one.atoms)]
    queries = []
    for number in range(draw(st.integers(1, 4))):
        over = draw(members)
        queries.append(Query(f"q{number}", over, sum(truth[atom] for atom in over)))
    return Instance(draw(st.integers(2, 5)), atoms, upper, tuple(said), tuple(queries)), truth


def brute_force(instance: Instance) -> list[tuple[int, int]]:
    """The smallest and largest value of each query over every world there is."""
    worlds = itertools.product(range(instance.upper + 1), repeat=instance.atoms)
    possible = [world for world in worlds if certify.is_world(instance, world)]
    values = [[sum(world[atom] for atom in query.atoms) for world in possible] for query in instance.queries]
    return [(min(one), max(one)) for one in values]


@settings(max_examples=150)
@given(puzzles())
def test_the_attacker_agrees_with_brute_force(puzzle: tuple[Instance, tuple[int, ...]]) -> None:
    instance, truth = puzzle
    assert certify.is_world(instance, truth)

    found = attack(instance, left=lambda: 60.0)

    assert [(one.least, one.most) for one in found] == brute_force(instance)
    for number, (query, one) in enumerate(zip(instance.queries, found, strict=True)):
        low, high = one.alibis
        assert certify.is_alibi(instance, low, query=number, value=one.least or 0)
        assert certify.is_alibi(instance, high, query=number, value=one.most or 0)
        if not 1 <= query.true < instance.threshold:
            assert one.verdict is None
        else:
            safe = one.least == 0 and (one.most or 0) >= instance.threshold - 1
            assert one.verdict is (Verdict.SAFE if safe else Verdict.UNSAFE)


@settings(max_examples=40)
@given(puzzles(), st.randoms(use_true_random=False))
def test_other_names_for_the_atoms_change_nothing(puzzle: tuple[Instance, tuple[int, ...]], random: Any) -> None:
    instance, _truth = puzzle
    order = list(range(instance.atoms))
    random.shuffle(order)

    def moved(atoms: frozenset[int]) -> frozenset[int]:
        return frozenset(order[atom] for atom in atoms)

    said = tuple(Said(moved(one.atoms), one.low, one.high) for one in instance.said)
    queries = tuple(Query(one.name, moved(one.atoms), one.true) for one in instance.queries)
    other = Instance(instance.threshold, instance.atoms, instance.upper, said, queries)

    def bounds(which: Instance) -> list[tuple[int | None, int | None, Verdict | None]]:
        return [(one.least, one.most, one.verdict) for one in attack(which, left=lambda: 60.0)]

    assert bounds(other) == bounds(instance)


def test_a_linear_program_alone_would_call_safe_what_is_not() -> None:
    """Three atoms, each two of them at most one together: fractions allow 1.5 in all, whole cases only 1."""
    pairs = [frozenset(pair) for pair in itertools.combinations(range(3), 2)]
    said = tuple(Said(pair, 0, 1) for pair in pairs)
    (found,) = attack(Instance(3, 3, 5, said, (Query("all", frozenset(range(3)), 1),)), left=lambda: 60.0)

    assert (found.least, found.most, found.verdict) == (0, 1, Verdict.UNSAFE)


def test_what_is_not_decided_in_time_is_unknown_and_not_safe() -> None:
    pairs = [frozenset(pair) for pair in itertools.combinations(range(3), 2)]
    said = tuple(Said(pair, 0, 5) for pair in pairs)
    found = attack(Instance(5, 3, 9, said, (Query("all", frozenset(range(3)), 1),)), left=lambda: 0.0)

    assert [one.verdict for one in found] == [Verdict.UNKNOWN]
    assert release_verdict(found) is Verdict.UNKNOWN


@pytest.mark.parametrize("said", [(Said(frozenset({0}), 3, 3), Said(frozenset({0}), 4, None)), (Said(frozenset(), 1, 1),)])
def test_what_contradicts_itself_is_told(said: tuple[Said, ...]) -> None:
    with pytest.raises(ContradictionError):
        attack(Instance(5, 1, 9, said, (Query("a", frozenset({0}), 1),)), left=lambda: 60.0)


def content(**changes: Any) -> dict[str, Any]:
    """A table of two by two with its margins: the masked cells follow from them."""
    whole = {
        "threshold": 5,
        "atoms": ["a", "b", "c", "d"],
        "atom_upper": 100,
        "statements": [
            {"atoms": [0, 1], "lo": 10, "hi": 10},
            {"atoms": [2, 3], "lo": 9, "hi": 9},
            {"atoms": [0, 2], "lo": 12, "hi": 12},
            {"atoms": [1, 3], "lo": 7, "hi": 7},
            {"atoms": [0], "lo": 8, "hi": 8},
        ],
        "queries": [{"name": "b", "atoms": [1], "true": 2}, {"name": "d", "atoms": [3], "true": 5}],
    }
    return {**whole, **changes}


def test_the_word_audit_answers_in_a_file_and_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.json").write_text(json.dumps(content()), encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]) == 3

    answered = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    first, second = answered["queries"]
    assert first == {"name": "b", "atoms": [1], "true": 2, "int_min": 2, "int_max": 2, "verdict": "unsafe"}
    assert (second["int_min"], second["int_max"], second["verdict"]) == (5, 5, None)
    assert answered["release_verdict"] == "unsafe"
    assert {name: answered[name] for name in ("threshold", "atoms", "statements")} == {
        name: content()[name] for name in ("threshold", "atoms", "statements")
    }
    assert "b: unsafe, 2 … 2" in capsys.readouterr().out

    bands = [{"atoms": [0, 1], "lo": 10, "hi": 14}, {"atoms": [1, 3], "lo": 5, "hi": 9}]
    (tmp_path / "safe.json").write_text(json.dumps(content(statements=bands)), encoding="utf-8")
    assert cli.run(["audit", str(tmp_path / "safe.json")]) == 0


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}"),
        json.dumps(content(threshold=1)),
        json.dumps(content(atoms=3)),
        json.dumps(content(atom_upper=-1)),
        json.dumps(content(statements=[{"atoms": [4], "lo": 1, "hi": 1}])),
        json.dumps(content(statements=[{"atoms": [True], "lo": 1, "hi": 1}])),
        json.dumps(content(queries=[{"atoms": [0], "true": 1.5}])),
    ],
)
def test_a_file_of_another_kind_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (tmp_path / "in.json").write_text(text, encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json")]) == 1

    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_year_of_a_large_office_is_read_back(tmp_path: Path) -> None:
    """Thirty campuses by six roles with all margins: 180 cells, each asked for."""
    rows = [{"atoms": list(range(campus * 6, campus * 6 + 6)), "lo": 5, "hi": 9} for campus in range(30)]
    columns = [{"atoms": list(range(role, 180, 6)), "lo": 30, "hi": 34} for role in range(6)]
    queries = [{"name": str(cell), "atoms": [cell], "true": 1 + cell % 4} for cell in range(180)]
    whole = content(atoms=[str(cell) for cell in range(180)], statements=[*rows, *columns], queries=queries)

    found = attack(read(whole), left=lambda: 60.0)

    assert {one.verdict for one in found} == {Verdict.SAFE}
    assert release_verdict(found) is Verdict.SAFE
