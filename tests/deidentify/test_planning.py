"""A planned release is true, proven, and stands up to the attacker, whatever was released before."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.deidentify import checker, written
from ombudsdesk.deidentify.attacker import Verdict, attack
from ombudsdesk.deidentify.instance import Instance, Query, Said
from ombudsdesk.deidentify.planning import Planned, Planner, Record, Way, Wish
from ombudsdesk.deidentify.traits import EVERY_CASE, Case, Kind, Layout, TableSpec, Trait, count, has

LAYOUT = Layout(
    {"unit": ("north", "south", "west"), "role": ("teacher", "parent"), "issue": ("pay", "rules")}, frozenset({"issue"})
)
SIDES = {name: tuple(has(name, code) for code in codes) for name, codes in LAYOUT.codes.items()}
TABLES = (
    TableSpec("role", (SIDES["role"],)),
    TableSpec("issue", (SIDES["issue"],)),
    TableSpec("unit", (SIDES["unit"],)),
    TableSpec("role*issue", (SIDES["role"], SIDES["issue"])),
    TableSpec("unit*role", (SIDES["unit"], SIDES["role"])),
)
ISSUE_SETS = (frozenset({"pay"}), frozenset({"rules"}), frozenset({"pay", "rules"}))
KINDS: tuple[Kind, ...] = tuple(
    (frozenset({unit}), frozenset({role}), issues)
    for unit, role, issues in itertools.product(LAYOUT.codes["unit"], LAYOUT.codes["role"], ISSUE_SETS)
)
CALENDARS = ((("Q1",),), (("Q1",), ("Q2",), ("Q1", "Q2")), (("Q1", "Q2"), ("Q2",)), (("Q1", "Q2"), ("Q2", "Q3")))

kinds = st.sampled_from(KINDS)
slots = st.sampled_from(("Q1", "Q2", "Q3"))
offices = st.lists(st.tuples(slots, kinds, st.integers(0, 30)), max_size=45).map(
    lambda some: tuple(Case(slot, kind, f"v{visitor}") for slot, kind, visitor in some)
)


def publish(cases: Sequence[Case], calendar: Sequence[Sequence[str]], *, adds: bool = False) -> list[dict[str, Any]]:
    """The releases of a calendar, as plain data."""
    return [release for _planned, release in planned(cases, calendar, adds=adds)]


def planned(
    cases: Sequence[Case], calendar: Sequence[Sequence[str]], *, adds: bool = False
) -> Iterator[tuple[Planned, dict[str, Any]]]:
    record = Record()
    for number, covered in enumerate(calendar, 1):
        planner = Planner(LAYOUT, cases, threshold=5, record=record)
        wish = Wish("+".join(covered), frozenset(covered), TABLES, adds=adds)
        plan = planner.plan(wish, left=lambda: 60.0, progress=lambda _done, _all: None)
        record.add(plan)
        yield plan, written.release_json(plan, LAYOUT, number=number, threshold=5)


def puzzle_of(releases: Sequence[dict[str, Any]], cases: Sequence[Case]) -> Instance:
    """Everything that was said, and every small count of one dimension or two, as the attacker's puzzle."""
    record = written.record_of(releases)
    periods = sorted({figure.slots for figure in record.figures}, key=sorted)
    atoms = [(slot, kind) for slot in ("Q1", "Q2", "Q3") for kind in KINDS]

    def members(stretch: frozenset[str], trait: Trait) -> frozenset[int]:
        return frozenset(
            number for number, (slot, kind) in enumerate(atoms) if slot in stretch and trait.fits(kind, LAYOUT)
        )

    said = tuple(Said(members(figure.slots, figure.trait), figure.low, figure.high) for figure in record.figures)
    singles = [trait for side in SIDES.values() for trait in side]
    pairs = [one & other for one, other in itertools.combinations(singles, 2) if one.parts[0][0] != other.parts[0][0]]
    queries = tuple(
        Query(f"{sorted(period)} {trait.where()}", members(period, trait), count(cases, period, trait, LAYOUT))
        for period in periods
        for trait in (EVERY_CASE, *singles, *pairs)
    )
    return Instance(5, len(atoms), 200, said, queries)


@settings(max_examples=25)
@given(offices, st.sampled_from(CALENDARS), st.booleans())
def test_no_small_count_can_be_worked_out_of_any_series_of_releases(
    cases: tuple[Case, ...], calendar: Sequence[Sequence[str]], adds: bool
) -> None:
    releases = publish(cases, calendar, adds=adds)

    for figure in written.record_of(releases).figures:
        assert figure.low <= count(cases, figure.slots, figure.trait, LAYOUT) <= figure.high
    assert checker.check(releases) == []
    found = attack(puzzle_of(releases, cases), left=lambda: 60.0)
    assert {one.verdict for one in found} <= {Verdict.SAFE, None}


@settings(max_examples=15)
@given(offices)
def test_what_is_written_is_read_back_as_it_was(cases: tuple[Case, ...]) -> None:
    releases = publish(cases, CALENDARS[1])
    again = written.record_of(json.loads(json.dumps(releases)))
    there = written.record_of(releases)

    assert again.figures == there.figures
    assert [(block.slots, block.worlds, set(block.shown)) for block in again.blocks] == [
        (block.slots, block.worlds, set(block.shown)) for block in there.blocks
    ]


def many(number: int, *, seed: int = 3, slot: str = "Q1") -> list[Case]:
    random = Random(seed)
    return [Case(slot, random.choice(KINDS), f"{slot} {case}") for case in range(number)]


def ways(plan: Planned) -> dict[str, Way]:
    return {shape.table.name: shape.way for shape in plan.shapes}


def test_an_ordinary_quarter_is_told_finely_with_its_total() -> None:
    ((plan, _release),) = planned(many(120), CALENDARS[0])

    assert ways(plan)["total"] is Way.EXACT
    assert ways(plan)["role"] is Way.FINE
    assert plan.in_time


def test_a_total_that_points_to_a_few_is_not_told_exactly() -> None:
    ((plan, _release),) = planned(many(3), CALENDARS[0])

    assert all(figure.low < figure.high for figure in plan.figures)


def test_a_sum_of_what_was_said_says_nothing_new_and_needs_no_worlds() -> None:
    *_parts, (half, release) = planned([*many(60), *many(60, seed=4, slot="Q2")], CALENDARS[1])

    assert set(ways(half).values()) <= {Way.SUM, Way.LEFT_OUT}
    assert release["alibis"]["blocks"] == []
    assert all(statement["parts"] == 2 for statement in release["statements"])


def test_seven_cases_of_one_visitor_are_not_told_from_none() -> None:
    one = [Case("Q1", KINDS[0], "the same") for _case in range(7)]
    others = [case for case in many(60) if case.kind[0] != KINDS[0][0]]
    ((plan, _release),) = planned([*one, *others], CALENDARS[0])

    told = [figure for figure in plan.figures if figure.trait == has("unit", "north")]
    assert all(figure.low == 0 for figure in told)


def test_without_time_nothing_is_said() -> None:
    planner = Planner(LAYOUT, many(60), threshold=5, record=Record())
    plan = planner.plan(Wish("Q1", frozenset({"Q1"}), TABLES), left=lambda: 0.0, progress=lambda _done, _all: None)

    assert plan.figures == []
    assert not plan.in_time


def _more_cases(release: dict[str, Any]) -> None:
    release["alibis"]["blocks"][0]["worlds"][0][0][2] += 40


def _fewer_than_none(release: dict[str, Any]) -> None:
    release["alibis"]["blocks"][0]["worlds"][0][0][2] = -1


def _half_a_case(release: dict[str, Any]) -> None:
    release["alibis"]["blocks"][0]["worlds"][0][0][2] += 0.5


def _another_end(release: dict[str, Any]) -> None:
    shown = next(one for one in release["alibis"]["blocks"][0]["shown"] if "at_least" in one)
    shown["at_least"] += 90


def _another_statement(release: dict[str, Any]) -> None:
    release["statements"][0]["lo"] += 1
    release["statements"][0]["hi"] += 1


def _no_worlds(release: dict[str, Any]) -> None:
    release["alibis"]["blocks"].clear()


def _a_sum_of_nothing(release: dict[str, Any]) -> None:
    release["statements"][0]["parts"] = 2


@pytest.mark.parametrize(
    "spoil",
    [_more_cases, _fewer_than_none, _half_a_case, _another_end, _another_statement, _no_worlds, _a_sum_of_nothing],
)
def test_the_checker_notices_every_change_of_a_proof(spoil: Any) -> None:
    (release,) = publish(many(30), CALENDARS[0])
    assert checker.check([release]) == []

    spoil(release)

    assert checker.check([release])


def test_a_later_statement_cannot_take_the_worlds_of_an_earlier_one() -> None:
    first, second = publish([*many(60), *many(60, seed=4, slot="Q2")], (("Q1",), ("Q2",)))
    second["statements"][1]["where"]["month"] = ["Q1"]

    assert checker.check([first, second])


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_other_names_change_nothing_of_what_is_told(random: Any) -> None:
    names = list(LAYOUT.codes["unit"])
    random.shuffle(names)
    moved = dict(zip(LAYOUT.codes["unit"], names, strict=True))
    cases = many(80)
    other = [Case(one.slot, (frozenset(moved[unit] for unit in one.kind[0]), *one.kind[1:]), one.visitor) for one in cases]

    ((plan, _), (same, _)) = (next(planned(some, CALENDARS[0])) for some in (cases, other))

    assert ways(plan) == ways(same)
