"""The district's campuses and departments."""

from __future__ import annotations

from collections.abc import Sequence

from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database


def units(database: Database) -> tuple[Unit, ...]:
    """All campuses and departments by name."""
    rows = database.query("SELECT id, name, kind, level FROM unit ORDER BY name")
    return tuple(Unit(id=row[0], name=row[1], kind=UnitKind(row[2]), level=row[3]) for row in rows)


def add_units(database: Database, *, units: Sequence[Unit]) -> Change:
    """Add campuses and departments. One whose name is there already stays as it is."""
    with database.transaction():
        insert_units(database, units)
    return Change(frozenset({Kind.UNIT}))


def insert_units(database: Database, units: Sequence[Unit]) -> None:
    """The same inside a transaction that somebody else has begun."""
    database.run_many(
        "INSERT INTO unit (name, kind, level) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
        [(unit.name, unit.kind.value, unit.level) for unit in units],
    )
