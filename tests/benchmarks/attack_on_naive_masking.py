"""What a reader works out of reports that mask counts of 1 to 4 and print all totals.

    python -m tests.benchmarks.attack_on_naive_masking

One invented office of thirty campuses; each line of the table holds everything that was published up to then.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from ombudsdesk.deidentify.attacker import Found, attack
from ombudsdesk.deidentify.instance import Instance
from tests.benchmarks.worlds import CALENDAR, CASES, Office, ledger

STEPS = {"Q1": 1, "+ Q2 + H1": 3, "+ Q3 + Q1-3": 5, "+ Q4 + Annual": 7, "12 releases": 12}
SECONDS = 600


@dataclass(frozen=True)
class Recovered:
    """How many masked cells there are, how many are known exactly, as one case exactly, and within one case."""

    masked: int
    exactly: int
    ones: int
    nearly: int

    @classmethod
    def of(cls, instance: Instance, found: Sequence[Found]) -> Recovered:
        """What was worked out. Raises AssertionError if an end was not decided or the truth lies outside of them."""
        widths = []
        for query, one in zip(instance.queries, found, strict=True):
            assert one.least is not None and one.most is not None, "not decided in time"
            assert one.least <= query.true <= one.most
            widths.append((one.most - one.least, query.true))
        return cls(
            len(widths),
            sum(width == 0 for width, _true in widths),
            sum(width == 0 and true == 1 for width, true in widths),
            sum(width <= 1 for width, _true in widths),
        )


def measured(office: Office, releases: Sequence[str]) -> tuple[Recovered, float]:
    """What is recovered once these releases are out, and the seconds it took."""
    instance = ledger(office, releases)
    start = monotonic()
    found = attack(instance, left=lambda: start + SECONDS - monotonic())
    return Recovered.of(instance, found), monotonic() - start


def main(words: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="attack_on_naive_masking")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(words)
    office = Office.invented(cases=arguments.cases, seed=arguments.seed)
    print("| after | masked | recovered exactly | of these one case | within one | seconds |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    for name, count in STEPS.items():
        one, seconds = measured(office, list(CALENDAR)[:count])
        share = f"{one.exactly} ({one.exactly / one.masked:.0%})"
        print(f"| {name} | {one.masked} | {share} | {one.ones} | {one.nearly} | {seconds:.1f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
