"""Nothing readable on the disk, in whatever mode the library writes; and the modes that would leave something are shut."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from ombudsdesk.vault import cases
from ombudsdesk.vault.vault import Vault
from tests.factories import new_case

CANARY = "xylocarp-canary"
JOURNALS = ("DELETE", "TRUNCATE", "PERSIST", "WAL", "MEMORY")
TEMP_STORES = (0, 1, 2)
ROWS = 6000


def insert(connection: Any, statement: str, rows: list[tuple[object, ...]]) -> None:
    """In one transaction, or each row would wait for the disk."""
    connection.execute("SAVEPOINT many")
    connection.executemany(statement, rows)
    connection.execute("RELEASE many")


def plain(connection: Any) -> None:
    insert(connection, "INSERT INTO t VALUES (?, ?)", [(n, f"{CANARY} {n}") for n in range(300)])


def statement_journal(connection: Any) -> None:
    plain(connection)
    connection.execute("CREATE UNIQUE INDEX u ON t (a)")
    connection.execute("INSERT OR IGNORE INTO t SELECT a, b FROM t")
    connection.execute("UPDATE t SET a = a + 100000")


def big_sort(connection: Any) -> None:
    rows = [(n, f"{CANARY} {n * 7919 % ROWS} " + "x" * 400) for n in range(ROWS)]
    insert(connection, "INSERT INTO t VALUES (?, ?)", rows)
    connection.execute("PRAGMA cache_size = 10")
    cursor = connection.execute("SELECT b, a FROM t ORDER BY b DESC, a")
    cursor.fetchone()
    connection.held = cursor


def full_text(connection: Any) -> None:
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(x)")
    insert(connection, "INSERT INTO f VALUES (?)", [(f"{CANARY} {n}",) for n in range(300)])
    connection.execute("INSERT INTO f(f) VALUES ('optimize')")


def vacuum(connection: Any) -> None:
    plain(connection)
    connection.execute("DELETE FROM t WHERE a % 2")
    connection.execute("VACUUM")


def savepoint(connection: Any) -> None:
    connection.execute("SAVEPOINT s")
    plain(connection)
    connection.execute("ROLLBACK TO s")
    plain(connection)
    connection.execute("RELEASE s")


def temporary_table(connection: Any) -> None:
    plain(connection)
    connection.execute("CREATE TEMP TABLE k AS SELECT * FROM t")


KINDS: dict[str, Callable[[Any], None]] = {
    one.__name__: one for one in (plain, statement_journal, big_sort, full_text, vacuum, savepoint, temporary_table)
}


class _Holder(dbapi2.Connection):  # type: ignore[misc]  # the library has no types
    """A connection that can be given something to hold."""

    held: Any = None


def readable(folder: Path) -> list[str]:
    """The files below a folder that hold the canary, also those that are deleted and still open."""
    needles = (CANARY.encode(), CANARY.encode("utf-16-le"))
    hits = [path.name for path in folder.rglob("*") if path.is_file() and any(n in path.read_bytes() for n in needles)]
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = str(handle.readlink())
            ours = "(deleted)" in target and (target.startswith(str(folder)) or "etilqs_" in target)
            if ours and any(needle in handle.read_bytes() for needle in needles):
                hits.append(f"deleted {Path(target).name}")
        except OSError:
            continue
    return hits


def run(folder: Path, journal: str, temp_store: int, kind: str, *, key: str) -> list[str]:
    """What can be read on the disk after one kind of work in one mode, while the file is open."""
    folder.mkdir()
    connection = dbapi2.connect(str(folder / "x.db"), isolation_level=None, factory=_Holder)
    try:
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA temp_store = {temp_store}")
        connection.execute("CREATE TABLE t (a, b)")
        KINDS[kind](connection)
        return readable(folder)
    finally:
        connection.held = None
        connection.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at open files the Linux way")
def test_of_a_hundred_and_five_ways_to_write_only_temporary_files_could_be_read(tmp_path: Path) -> None:
    leaking: set[tuple[int, str]] = set()
    ways = list(itertools.product(JOURNALS, TEMP_STORES, KINDS))
    assert len(ways) == 105
    for number, (journal, temp_store, kind) in enumerate(ways):
        if run(tmp_path / str(number), journal, temp_store, kind, key="ab" * 32):
            leaking.add((temp_store, kind))

    # the one thing that the library would write in the clear: temporary files, which the vault's settings forbid
    assert leaking <= {(1, "big_sort"), (1, "temporary_table")}
    assert (1, "big_sort") in leaking


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"temporary_table"}))
def test_the_search_would_find_what_a_plain_database_writes(tmp_path: Path, kind: str) -> None:
    assert run(tmp_path / "plain", "DELETE", 2, kind, key="")


def test_no_connection_of_ours_can_be_brought_to_write_temporary_files(vault: Vault) -> None:
    for number in range(50):
        cases.open_case(vault.desk, new=new_case(notes=(f"{CANARY} {number} " + "y" * 2000,), name=CANARY))
    for statement in ("PRAGMA temp_store = 1", "PRAGMA temp_store_directory = '/tmp'", "PRAGMA journal_mode = WAL"):
        with pytest.raises(dbapi2.DatabaseError, match="not authorized"):
            vault.desk.run(statement)
    vault.desk.query("SELECT text FROM note ORDER BY text DESC")

    assert readable(vault.folder) == []
