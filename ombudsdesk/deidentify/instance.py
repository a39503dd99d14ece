"""Published tables as a puzzle: what was said about the kinds of cases, and which counts must not be worked out.

    {"threshold": t, "atoms": [names], "atom_upper": u, "statements": [{"atoms": [i…], "lo": n, "hi": n or null}],
     "queries": [{"name": s, "atoms": [i…], "true": n}]}

An atom is the finest kind of case; how many there are of each is a whole number from 0 to `atom_upper`. That, and
every `hi` that says no more than `atom_upper` does, may be as large as somebody likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 10**9
"""Beyond this the solver's arithmetic is not exact enough."""


class WrongPartError(ValueError):
    """The part of a file that is not as it should be, such as `queries[3].atoms`."""


@dataclass(frozen=True)
class Said:
    """`low` ≤ the number of cases in `atoms` ≤ `high`; None: nothing is said of how many there are at most."""

    atoms: frozenset[int]
    low: int
    high: int | None


@dataclass(frozen=True)
class Query:
    """A count that somebody could want to work out, and what it really is."""

    name: str
    atoms: frozenset[int]
    true: int


@dataclass(frozen=True)
class Instance:
    """A whole puzzle. Counts from 1 to `threshold` - 1 are to be protected."""

    threshold: int
    atoms: int
    upper: int
    said: tuple[Said, ...]
    queries: tuple[Query, ...]

    def is_protected(self, query: Query) -> bool:
        """Whether the true count of a query is one that nobody may work out."""
        return 1 <= query.true < self.threshold


def read(content: Any) -> Instance:
    """The puzzle of a parsed JSON file. Raises WrongPartError."""
    whole = _object(content, "{}")
    names = _list(whole, "atoms")
    upper = _number(whole, "atom_upper", most=None)
    listed = enumerate(_list(whole, "statements"))
    said = tuple(_said(one, len(names), upper, f"statements[{place}]") for place, one in listed)
    queries = tuple(_query(one, len(names), f"queries[{place}]") for place, one in enumerate(_list(whole, "queries")))
    threshold = _number(whole, "threshold")
    if threshold < 2:
        raise WrongPartError("threshold")
    return Instance(threshold, len(names), upper, said, queries)


def _said(content: Any, atoms: int, upper: int, where: str) -> Said:
    one = _object(content, where)
    members = _members(one, atoms, where)
    high = None if one.get("hi") is None else _number(one, "hi", where, most=None)
    if high is not None and high >= upper * len(members):
        high = None
    elif high is not None and high > LARGEST:
        raise WrongPartError(f"{where}.hi")
    return Said(members, _number(one, "lo", where), high)


def _query(content: Any, atoms: int, where: str) -> Query:
    one = _object(content, where)
    return Query(str(one.get("name", where)), _members(one, atoms, where), _number(one, "true", where))


def _members(one: Mapping[str, Any], atoms: int, where: str) -> frozenset[int]:
    listed = _list(one, "atoms", where)
    if not all(type(number) is int and 0 <= number < atoms for number in listed):
        raise WrongPartError(f"{where}.atoms")
    return frozenset(listed)


def _object(content: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise WrongPartError(where)
    return content


def _list(one: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
    found = one.get(name)
    if not isinstance(found, list):
        raise WrongPartError(f"{where}.{name}".removeprefix("."))
    return found


def _number(one: Mapping[str, Any], name: str, where: str = "", *, most: int | None = LARGEST) -> int:
    found = one.get(name)
    # exactly an int: true is one too, and a fraction is no count
    if type(found) is not int or found < 0 or (most is not None and found > most):
        raise WrongPartError(f"{where}.{name}".removeprefix("."))
    return found
