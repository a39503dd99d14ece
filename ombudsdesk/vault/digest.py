"""One number for everything that a vault holds, so that a copy can be compared with what it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ombudsdesk.vault.engine import Database


def row_counts(database: Database) -> dict[str, int]:
    """How many rows each table has. Search indexes follow from the tables and are checked on their own."""
    return {name: int(database.one(f'SELECT count(*) FROM "{name}"')) for name in _tables(database)}


def digest(database: Database) -> str:
    """SHA-256 over versions, definitions and every row of every table, in the order of their keys."""
    total = hashlib.sha256()
    for line in _lines(database):
        total.update(line.encode())
        total.update(b"\n")
    return total.hexdigest()


def _lines(database: Database) -> Iterator[str]:
    """`repr` of a row has no two meanings: it quotes texts and line ends."""
    yield repr([database.one(f"PRAGMA {name}") for name in ("application_id", "user_version")])
    # the page on which a table begins is no content
    for row in database.each("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"):
        yield repr(row)
    for name in _tables(database):
        yield name
        for row in database.each(f'SELECT * FROM "{name}" ORDER BY {_order(database, name)}'):
            yield repr(row)


def _tables(database: Database) -> list[str]:
    """The tables with content of their own: not the search indexes, nor how often the vault was opened."""
    listed = database.query("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name")
    return [name for (name,) in listed if not name.startswith("sqlite_") and name != "generation"]


def _order(database: Database, table: str) -> str:
    keys = database.query("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return ", ".join(f'"{name}"' for (name,) in keys) or "rowid"
