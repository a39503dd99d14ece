"""How much is told, and how much is given away, by eight ways to publish the same quarter: python -m tests.benchmarks.peers

Every way says something of the same figures. The attacker then works out what follows for those from 1 to 4: how many it
knows exactly, and how many break the rule (a figure could be 0, and could be 4 or more). A reader knows how a figure was
made: that a star stands for 1 to 4, that a line that is missing has fewer than 5, that noise is two at most; of a blank
nothing. The ways with no figure that breaks the rule are equally safe; of these, more figures and narrower ones are better.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from ombudsdesk.deidentify import attacker
from ombudsdesk.deidentify.attacker import Found, Verdict
from ombudsdesk.deidentify.exact import ExactTable
from ombudsdesk.deidentify.instance import Instance, Query, Said
from ombudsdesk.deidentify.suppression import suppress
from tests.benchmarks import gauss, offices
from tests.benchmarks.offices import Figure, Quarter

THRESHOLD, WIDTH, NOISE = 5, 5, 2


@dataclass(frozen=True)
class Data:
    """A quarter, its figures, and the seconds that a search may take."""

    quarter: Quarter
    figures: tuple[Figure, ...]
    seconds: float

    @property
    def table(self) -> ExactTable:
        """All figures as one table of exact numbers."""
        return ExactTable(len(self.quarter.kinds), sum(self.quarter.counts), tuple(one.cell for one in self.figures))


@dataclass(frozen=True)
class Way:
    """A way to publish: what it prints, and what else a reader knows because of what it does not print."""

    told: list[Said]
    besides: tuple[Said, ...] = ()


def masked(data: Data) -> Way:
    """A star for 1 to 4, all other figures exactly."""
    return Way([_band(one, 1, THRESHOLD - 1) if _is_small(one) else _exact(one) for one in data.figures])


def merged(data: Data) -> Way:
    """Lines below 5 are left out of each table, or of each row of one with two sides; Other tells the cases of them all."""
    told: list[Said] = []
    others: dict[tuple[str, tuple[int, ...]], list[Figure]] = {}
    for one in data.figures:
        if one.cell.true < THRESHOLD and one.table != "total":
            others.setdefault((one.table, one.line[:-1]), []).append(one)
        else:
            told.append(_exact(one))
    for lines in others.values():
        # a case that raises two of the issues left out is one case
        atoms = frozenset[int]().union(*(one.cell.atoms for one in lines))
        cases = sum(data.quarter.counts[atom] for atom in atoms)
        told.append(Said(atoms, cases, cases))
    return Way(told, tuple(_band(one, 0, THRESHOLD - 1) for lines in others.values() for one in lines))


def eliminated(data: Data) -> Way:
    """In the style of GaussSuppression: no hidden figure is a linear combination of printed ones."""
    hidden = gauss.hide(data.table, threshold=THRESHOLD)
    return Way([_exact(one) for place, one in enumerate(data.figures) if place not in hidden])


def suppressed(data: Data, *, zeros_too: bool = False) -> Way:
    """Ours: the fewest figures are hidden that keep the rule."""
    end = monotonic() + data.seconds
    found = suppress(data.table, threshold=THRESHOLD, left=lambda: end - monotonic(), zeros_too=zeros_too)
    return Way([_exact(one) for place, one in enumerate(data.figures) if place not in found.hidden])


def rounded(data: Data) -> Way:
    """The nearest multiple of 5."""

    def near(one: Figure) -> Said:
        printed = (one.cell.true + WIDTH // 2) // WIDTH * WIDTH
        return _band(one, max(0, printed - WIDTH // 2), printed + WIDTH // 2)

    return Way([near(one) for one in data.figures])


def noisy(data: Data) -> Way:
    """Each figure with noise of its own, at most two upwards or downwards, never below zero."""
    chance = random.Random(2)

    def around(one: Figure) -> Said:
        printed = max(0, one.cell.true + chance.randint(-NOISE, NOISE))
        return _band(one, max(0, printed - NOISE), printed + NOISE)

    return Way([around(one) for one in data.figures])


def banded(data: Data) -> Way:
    """Ours: floor bands of 5, and only the total exactly."""

    def band(one: Figure) -> Said:
        low = one.cell.true // WIDTH * WIDTH
        return _exact(one) if one.table == "total" else _band(one, low, low + WIDTH - 1)

    return Way([band(one) for one in data.figures])


WAYS: dict[str, Callable[[Data], Way]] = {
    "naive masking < 5": masked,
    "merge into Other": merged,
    "Gaussian elimination": eliminated,
    "nearest multiple of 5": rounded,
    "noise ± 2": noisy,
    "suppression (ours)": suppressed,
    "suppression, zeros too (ours)": lambda data: suppressed(data, zeros_too=True),
    "floor bands of 5 (ours)": banded,
}


@dataclass(frozen=True)
class Line:
    """What was measured of one way. `undecided`: the attacker had no time for them."""

    name: str
    shown: int
    width: float
    exact: int
    failing: int
    undecided: int
    seconds: float
    attack: float


def measure(name: str, data: Data) -> Line:
    """Publish in one way, then attack it."""
    begin = monotonic()
    way = WAYS[name](data)
    middle = monotonic()
    found = _attack(data, way)
    return Line(
        name,
        len(way.told),
        sum((one.high or 0) - one.low for one in way.told) / max(1, len(way.told)),
        sum(one.least is not None and one.least == one.most for one in found),
        sum(one.verdict is Verdict.UNSAFE for one in found),
        sum(one.verdict is Verdict.UNKNOWN for one in found),
        middle - begin,
        monotonic() - middle,
    )


def _attack(data: Data, way: Way) -> list[Found]:
    asked = tuple(Query(one.table, one.cell.atoms, one.cell.true) for one in data.figures if _is_small(one))
    said = (*way.told, *way.besides)
    instance = Instance(THRESHOLD, len(data.quarter.kinds), sum(data.quarter.counts), said, asked)
    end = monotonic() + data.seconds
    return attacker.attack(instance, left=lambda: end - monotonic())


def _is_small(one: Figure) -> bool:
    return 1 <= one.cell.true < THRESHOLD


def _exact(one: Figure) -> Said:
    return _band(one, one.cell.true, one.cell.true)


def _band(one: Figure, low: int, high: int) -> Said:
    return Said(one.cell.atoms, low, high)


def table(lines: Sequence[Line], data: Data) -> Iterator[str]:
    """The lines as a table of Markdown."""
    small = sum(_is_small(one) for one in data.figures)
    yield f"{sum(data.quarter.counts)} cases, {len(data.figures)} figures, {small} of them from 1 to {THRESHOLD - 1}"
    yield ""
    yield "| way | figures shown | mean width | exactly recovered | breaking the rule | undecided | seconds | attack, s |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in lines:
        numbers = f"{one.shown} | {one.width:.1f} | {one.exact} | {one.failing} | {one.undecided}"
        yield f"| {one.name} | {numbers} | {one.seconds:.2f} | {one.attack:.1f} |"


def main() -> None:
    """Measure all ways in one run and print one table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=offices.CASES)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--seconds", type=float, default=180.0, help="for each search, and for each attack")
    words.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS))
    chosen = words.parse_args()
    quarter = offices.quarter(cases=chosen.cases, seed=chosen.seed)
    data = Data(quarter, tuple(quarter.figures()), chosen.seconds)
    lines = []
    for name in chosen.ways:
        lines.append(measure(name, data))
        sys.stderr.write(f"{lines[-1]}\n")
    sys.stdout.write("\n".join([*table(lines, data), ""]))


if __name__ == "__main__":
    main()
