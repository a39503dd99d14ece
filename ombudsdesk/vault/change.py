"""What a change did: every verb of the vault returns one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, unique

from ombudsdesk.vault.engine import Database


@unique
class Kind(Enum):
    """The kinds of things that a change can touch, for whoever shows them."""

    CASE = "case"
    UNIT = "unit"
    SETTING = "setting"
    RELEASE = "release"


@dataclass(frozen=True)
class Change:
    """Which kinds of things changed, the ids of the cases among them, and how to take it back (None: it cannot be)."""

    kinds: frozenset[Kind]
    cases: tuple[int, ...] = ()
    undo: Callable[[Database], Change] | None = None


def of_case(case: int, undo: Callable[[Database], Change] | None = None) -> Change:
    """The change of one case."""
    return Change(frozenset({Kind.CASE}), (case,), undo)
