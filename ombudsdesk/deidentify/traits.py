"""Kinds of cases, what cases can have in common, and what was said of them: the grammar of planning, proving and checking.

A *kind* is the finest difference that a report could make: one set of codes for each dimension (one code, but any number of
concerns), within a *slot*, a stretch of time that no release divides. A *trait* is what many kinds share. Every published
figure says: so many cases of these slots have this trait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

Kind = tuple[frozenset[str], ...]
"""The codes of a case in each dimension of its layout."""

Where = Mapping[str, Sequence[str]]
"""A condition as it stands in a file: for each dimension that it names, the codes of which a case has at least one."""


@dataclass(frozen=True)
class Layout:
    """The dimensions that cases have, all codes of each, and in which of them one case may have many at once."""

    codes: Mapping[str, tuple[str, ...]]
    many: frozenset[str] = frozenset()

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(self.codes)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.codes)}

    def place(self, dimension: str) -> int:
        """Where in a kind a dimension stands."""
        return self._place[dimension]


@dataclass(frozen=True)
class Trait:
    """What cases can share: in each of the named dimensions one of these codes. Without any: every case has it."""

    parts: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def dimensions(self) -> frozenset[str]:
        return frozenset(name for name, _codes in self.parts)

    def __and__(self, other: Trait) -> Trait:
        return Trait(self.parts + other.parts)

    def fits(self, kind: Kind, layout: Layout) -> bool:
        """Whether cases of a kind have it."""
        return all(not codes.isdisjoint(kind[layout.place(name)]) for name, codes in self.parts)

    def where(self) -> dict[str, list[str]]:
        """The same as a condition for a file."""
        return {name: sorted(codes) for name, codes in self.parts}


EVERY_CASE = Trait()


def has(dimension: str, *codes: str) -> Trait:
    """The trait of cases with one of these codes."""
    return Trait(((dimension, frozenset(codes)),))


@dataclass(frozen=True)
class TableSpec:
    """A table that a report could show: its name and the traits along each side. It is fixed before anybody counts."""

    name: str
    sides: tuple[tuple[Trait, ...], ...]

    @cached_property
    def rows(self) -> tuple[Trait, ...]:
        """The traits of its lines or fields: one of each side."""
        return tuple(_joined(some) for some in product(*self.sides))


@dataclass(frozen=True)
class Figure:
    """`low` ≤ the number of cases in these slots that have this trait ≤ `high`. `parts` > 1: a sum of earlier ones."""

    slots: frozenset[str]
    trait: Trait
    low: int
    high: int
    parts: int = 1


@dataclass(frozen=True)
class Case:
    """One true case: when, what kind, and by whom (an opaque word; equal only for the same visitor)."""

    slot: str
    kind: Kind
    visitor: str


def count(cases: Iterable[Case], slots: frozenset[str], trait: Trait, layout: Layout) -> int:
    """How many of the cases in these slots have a trait."""
    return sum(case.slot in slots and trait.fits(case.kind, layout) for case in cases)


def kind_from(row: Mapping[str, Any], layout: Layout) -> Kind:
    """The kind of a case whose facts are given by dimension: a code, or several where there can be many."""
    return tuple(frozenset(row[name]) if name in layout.many else frozenset({str(row[name])}) for name in layout.dimensions)


def _joined(traits: Iterable[Trait]) -> Trait:
    whole = EVERY_CASE
    for trait in traits:
        whole = whole & trait
    return whole
