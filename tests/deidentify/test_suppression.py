"""Nothing small that is hidden can be worked out, by brute force over all worlds, and no choice hides fewer cells."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk import cli
from ombudsdesk.deidentify.attacker import ContradictionError, Verdict, attack, release_verdict
from ombudsdesk.deidentify.exact import Cell, ExactTable, needs, small_cells, statements_of
from ombudsdesk.deidentify.instance import Query
from ombudsdesk.deidentify.known_worlds import KnownWorlds
from ombudsdesk.deidentify.suppression import RefusedError, Suppressed, suppress
from tests.benchmarks import gauss

UPPER, THRESHOLD = 4, 3


@st.composite
def tables(draw: st.DrawFn) -> ExactTable:
    """A few sums over a few kinds of cases, overlapping in any way, and now and then a count that is not shown at all."""
    atoms = draw(st.integers(1, 4))
    truth = draw(st.lists(st.integers(0, UPPER), min_size=atoms, max_size=atoms))
    members = st.frozensets(st.integers(0, atoms - 1), min_size=1, max_size=atoms)
    over = draw(st.lists(members, min_size=1, max_size=7))
    cells = tuple(Cell(one, sum(truth[atom] for atom in one)) for one in over)
    hushed = draw(st.lists(members, max_size=1))
    asked = tuple(Query("asked", one, sum(truth[atom] for atom in one)) for one in hushed)
    return ExactTable(atoms, UPPER, cells, asked)


class Brute:
    """Every world of a small table, with the cells in which it differs from the truth."""

    def __init__(self, table: ExactTable, *, zeros_too: bool) -> None:
        self.table, self.small = table, small_cells(table, THRESHOLD, zeros_too=zeros_too)
        self.demanded = set(needs(table, THRESHOLD, zeros_too=zeros_too))
        counts = table.counts()
        self.worlds = set()
        for world in itertools.product(range(UPPER + 1), repeat=table.atoms):
            values = [sum(world[atom] for atom in one.atoms) for one in counts]
            moved = frozenset(place for place, cell in enumerate(table.cells) if values[place] != cell.true)
            self.worlds.add((moved, frozenset(need for need in self.demanded if need.is_met(values[need.place]))))

    def is_safe(self, hidden: frozenset[int]) -> bool:
        met = {need for moved, meets in self.worlds if moved <= hidden for need in meets}
        return self.small <= hidden and met == self.demanded

    def fewest(self) -> int:
        optional = sorted(set(range(len(self.table.cells))) - self.small)
        return next(
            len(self.small) + size
            for size in range(len(optional) + 1)
            if any(self.is_safe(self.small | set(some)) for some in itertools.combinations(optional, size))
        )


@settings(max_examples=150)
@given(tables(), st.booleans())
def test_no_choice_hides_fewer_cells_and_what_is_hidden_is_safe(table: ExactTable, zeros_too: bool) -> None:
    brute = Brute(table, zeros_too=zeros_too)

    found = suppress(table, threshold=THRESHOLD, left=lambda: 60.0, zeros_too=zeros_too)

    assert brute.is_safe(found.hidden)
    assert found == Suppressed(found.hidden, brute.fewest(), proven=True)


class Clock:
    """Time is up after so many looks at the clock."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def __call__(self) -> float:
        self._looks -= 1
        return 60.0 if self._looks >= 0 else 0.0


@settings(max_examples=100)
@given(tables(), st.booleans(), st.integers(0, 30))
def test_whenever_time_is_up_more_is_hidden_and_nothing_unsafe_is_shown(
    table: ExactTable, zeros_too: bool, looks: int
) -> None:
    brute = Brute(table, zeros_too=zeros_too)

    found = suppress(table, threshold=THRESHOLD, left=Clock(looks), zeros_too=zeros_too)

    assert brute.is_safe(found.hidden)
    assert found.loss == len(found.hidden) >= brute.fewest()
    assert not found.proven or found.loss == brute.fewest()


def two_way(rows: int, columns: int, cases: int, seed: int) -> ExactTable:
    """A table with its margins and its total; some rows and columns are much larger than others."""
    chance = random.Random(seed)
    tall, wide = ([chance.uniform(0.3, 2) for _number in range(size)] for size in (rows, columns))
    counts = [0] * (rows * columns)
    for atom in chance.choices(range(len(counts)), weights=[one * other for one in tall for other in wide], k=cases):
        counts[atom] += 1
    sets = [
        *(frozenset({atom}) for atom in range(len(counts))),
        *(frozenset(range(row * columns, (row + 1) * columns)) for row in range(rows)),
        *(frozenset(range(column, len(counts), columns)) for column in range(columns)),
        frozenset(range(len(counts))),
    ]
    return ExactTable(len(counts), 10**6, tuple(Cell(one, sum(counts[atom] for atom in one)) for one in sets))


def verdict(table: ExactTable, hidden: frozenset[int], *, threshold: int = 5) -> Verdict:
    return release_verdict(attack(statements_of(table, hidden, threshold=threshold), left=lambda: 60.0))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("shape", [(6, 6, 300), (6, 6, 120), (30, 7, 1000)], ids=str)
def test_tables_of_an_office_are_hidden_with_proof_and_the_attacker_finds_nothing(
    shape: tuple[int, int, int], seed: int
) -> None:
    table, bounds = two_way(*shape, seed), []

    found = suppress(table, threshold=5, left=lambda: 60.0, progress=lambda least, hidden: bounds.append((least, hidden)))

    assert found.proven
    assert bounds[-1] == (found.loss, found.loss)
    # the first choice, before any proof, is near already
    assert found.loss <= bounds[1][1] <= found.loss + 3
    assert small_cells(table, 5, zeros_too=False) <= found.hidden
    assert verdict(table, found.hidden) is Verdict.SAFE


@pytest.mark.parametrize("seed", range(3))
def test_the_attacker_works_something_out_if_one_cell_more_is_shown(seed: int) -> None:
    """The proof, seen from the other side: of the fewest there is none to spare."""
    table = two_way(6, 6, 300, seed)
    found = suppress(table, threshold=5, left=lambda: 60.0)

    for place in found.hidden:
        assert verdict(table, found.hidden - {place}) is Verdict.UNSAFE or place in small_cells(table, 5, zeros_too=False)


@pytest.mark.parametrize("seed", range(3))
def test_elimination_alone_leaves_counts_that_can_be_worked_out_and_this_does_not(seed: int) -> None:
    """That no hidden count is a linear combination of shown ones is too little: counts are never below zero."""
    table = two_way(30, 7, 1000, seed)

    found = suppress(table, threshold=5, left=lambda: 60.0)

    assert verdict(table, gauss.hide(table, threshold=5)) is Verdict.UNSAFE
    assert verdict(table, found.hidden) is Verdict.SAFE


def test_one_small_cell_takes_three_others_with_it() -> None:
    """Whether a rectangle of cells or margins with the total: four is what everybody who did this by hand would hide."""
    counts = [20] * 36
    counts[8] = 2
    sets = [{atom} for atom in range(36)] + [set(range(row, row + 6)) for row in range(0, 36, 6)]
    sets += [set(range(column, 36, 6)) for column in range(6)] + [set(range(36))]
    table = ExactTable(36, 1000, tuple(Cell(frozenset(one), sum(counts[atom] for atom in one)) for one in sets))

    found = suppress(table, threshold=5, left=lambda: 60.0)

    assert (found.loss, found.proven) == (4, True)
    # of several such choices, the one that hides the least cases: no margin, no total
    assert all(place < 36 for place in found.hidden)


def test_fractions_are_no_worlds() -> None:
    """Three pairs of three kinds: fractions could be half a case in each, whole cases could not."""
    pairs = [frozenset(pair) for pair in itertools.combinations(range(3), 2)]
    table = ExactTable(3, 9, tuple(Cell(pair, 9) for pair in pairs), (Query("a", frozenset({0}), 4),))

    found = suppress(table, threshold=5, left=lambda: 60.0)

    assert found.proven
    assert verdict(table, found.hidden) is Verdict.SAFE


def test_zeros_can_be_hidden_like_small_counts() -> None:
    table = two_way(6, 6, 100, 4)
    zeros = {place for place, cell in enumerate(table.cells) if cell.true == 0}
    assert zeros

    found = suppress(table, threshold=5, left=lambda: 60.0, zeros_too=True)

    assert zeros <= found.hidden
    told = statements_of(table, found.hidden, threshold=5)
    as_if_small = tuple(Query(str(place), table.cells[place].atoms, 1) for place in zeros)
    asked = attack(type(told)(5, told.atoms, told.upper, told.said, as_if_small), left=lambda: 60.0)
    assert release_verdict(asked) is Verdict.SAFE


def test_the_same_table_is_always_hidden_in_the_same_way() -> None:
    first, second = (suppress(two_way(6, 6, 300, 2), threshold=5, left=lambda: 60.0) for _time in range(2))

    assert first == second


def test_too_few_possible_cases_are_refused() -> None:
    with pytest.raises(RefusedError):
        suppress(ExactTable(1, 3, (Cell(frozenset({0}), 2),)), threshold=5, left=lambda: 60.0)


def test_a_table_that_contradicts_itself_is_told() -> None:
    cells = (Cell(frozenset({0}), 7), Cell(frozenset({0}), 9), Cell(frozenset({1}), 2))

    with pytest.raises(ContradictionError):
        suppress(ExactTable(2, 99, cells), threshold=5, left=lambda: 60.0)


def test_the_checker_does_not_take_the_searchs_word() -> None:
    table = ExactTable(2, 99, (Cell(frozenset({0}), 2), Cell(frozenset({0, 1}), 9)))
    demanded = list(needs(table, 5, zeros_too=False))
    known = KnownWorlds(table, demanded, 5)
    hidden = frozenset({0})
    told = statements_of(table, hidden, threshold=5)
    first, second = {1: 9}, {0: 9}

    assert not known.certify(told, 0b01)
    known.add_atoms(first)
    assert not known.certify(told, 0b01)
    known.add_atoms(second)
    assert known.certify(told, 0b01)
    # if the whole had been printed otherwise, these worlds would be none
    other = statements_of(ExactTable(2, 99, (table.cells[0], Cell(frozenset({0, 1}), 8))), hidden, threshold=5)
    assert not known.certify(other, 0b01)


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a table of two by two with its sums into a file, with changes."""
    counts = [((0,), 8), ((1,), 2), ((2,), 9), ((3,), 7), ((0, 1), 10), ((2, 3), 16), ((0, 2), 17), ((1, 3), 9)]
    statements = [{"atoms": list(atoms), "lo": true, "hi": true} for atoms, true in counts]

    def go(**changes: Any) -> Path:
        whole = {"threshold": 5, "atoms": list("abcd"), "atom_upper": 100, "statements": statements, "queries": []}
        path = tmp_path / "table.json"
        path.write_text(json.dumps({**whole, **changes}), encoding="utf-8")
        return path

    return go


def test_the_word_suppress_says_in_a_file_what_to_hide(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = write(), tmp_path / "out.json"

    assert cli.run(["suppress", str(table), "--out", str(out)]) == 0

    content, answered = (json.loads(path.read_text(encoding="utf-8")) for path in (table, out))
    hidden = [said.pop("hidden") for said in answered["statements"]]
    assert hidden == [False, True, False, False, True, False, False, True]
    assert answered.pop("release_verdict") == "safe"
    assert answered == content
    assert "3 numbers are to be hidden" in capsys.readouterr().out


def test_what_the_word_suppress_shows_passes_the_word_audit(write: Write, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    queries = [{"name": "b", "atoms": [1], "true": 2}, {"name": "b and c, not in the table", "atoms": [1, 2], "true": 3}]
    assert cli.run(["suppress", str(write(queries=queries)), "--out", str(out)]) == 0

    answered = json.loads(out.read_text(encoding="utf-8"))
    shown = [said for said in answered["statements"] if not said["hidden"]]
    assert cli.run(["audit", str(write(statements=shown, queries=queries))]) == 0
    assert cli.run(["audit", str(write(queries=queries))]) == 3


def test_without_time_everything_is_hidden_and_nobody_claims_that_fewer_would_not_do(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That nothing can be worked out of nothing needs no search: the attacker's worlds show it even then."""
    out = tmp_path / "out.json"

    assert cli.run(["suppress", str(write()), "--out", str(out), "--seconds", "0"]) == 0

    answered = json.loads(out.read_text(encoding="utf-8"))
    assert all(said["hidden"] for said in answered["statements"])
    assert answered["release_verdict"] == "safe"
    assert "not proven in time" in capsys.readouterr().out


def test_what_is_not_certain_to_be_safe_is_hidden_whole_and_told_by_the_exit_code(write: Write, tmp_path: Path) -> None:
    """With at most three cases of a kind, nobody can think that there are four."""
    out = tmp_path / "out.json"
    table = write(atom_upper=3, statements=[{"atoms": [0], "lo": 2, "hi": 2}])

    assert cli.run(["suppress", str(table), "--out", str(out)]) == 3

    answered = json.loads(out.read_text(encoding="utf-8"))
    assert all(said["hidden"] for said in answered["statements"])
    assert answered["release_verdict"] != "safe"


WRONG = (
    {"statements": [{"atoms": [0], "lo": 5, "hi": 9}]},
    {"statements": [{"atoms": [0], "lo": 5, "hi": None}]},
    {"statements": [{"atoms": [0], "lo": 5, "hi": 5}, {"atoms": [0], "lo": 6, "hi": 6}]},
    {"threshold": 1},
    {"statements": 3},
)


@pytest.mark.parametrize("changes", WRONG)
def test_a_table_that_is_none_is_a_sentence(
    write: Write, capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    assert cli.run(["suppress", str(write(**changes))]) == 1

    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err
