"""Nothing readable on the disk, in whatever mode the library writes; and the modes that would leave something are shut."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlcipher3 import dbapi2

from ombudsdesk.vault import engine
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.secrets import new_key
from ombudsdesk.vault.vault import Vault

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at open files the Linux way")

CANARY = "xylocarp-canary"
JOURNALS = ("DELETE", "TRUNCATE", "PERSIST", "WAL", "MEMORY")
TEMP_STORES = (0, 1, 2)
ROWS = 6000  # 2.5 MiB: a sort keeps up to 1 MiB to itself


class Work(Protocol):
    """What is written with: the library as it comes, or a connection of ours."""

    def run(self, sql: str, /) -> object: ...

    def run_many(self, sql: str, rows: Sequence[Sequence[object]], /) -> None: ...

    def each(self, sql: str, /) -> Iterator[object]: ...

    def compact(self) -> None: ...

    def export(self, path: Path) -> None: ...

    def close(self) -> None: ...


class Raw:
    """The library as it comes. Without a key it is plain SQLite."""

    def __init__(self, path: Path, key: str) -> None:
        self._connection: Any = dbapi2.connect(str(path), isolation_level=None)
        self._key = key
        if key:
            self.run(f"PRAGMA key = \"x'{key}'\"")

    def run(self, sql: str) -> object:
        return self._connection.execute(sql).fetchall()

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def each(self, sql: str) -> Iterator[object]:
        return iter(self._connection.execute(sql))

    def compact(self) -> None:
        self.run("VACUUM")

    def export(self, path: Path) -> None:
        if not self._key:
            self.run(f"VACUUM INTO '{path}'")
            return
        self.run(f"ATTACH '{path}' AS other KEY \"x'{'cd' * 32}'\"")
        self.run("SELECT sqlcipher_export('other')")

    def close(self) -> None:
        self._connection.close()


class Ours(Database):
    """A connection of ours, which exports as a backup does."""

    def export(self, path: Path) -> None:
        with closing(engine.connect(path, new_key(), self.catalogue, create=True)) as other, self.standing_still():
            self.copy_to(other, progress=lambda _done, _all: None)


def rows(work: Work, count: int, *, longer: str = "") -> None:
    """Write rows in one transaction, or each would wait for the disk."""
    work.run("SAVEPOINT many")
    work.run_many("INSERT INTO t VALUES (?, ?)", [(n, f"{CANARY} {n * 7919 % count}{longer}") for n in range(count)])
    work.run("RELEASE many")


def plain(work: Work, _folder: Path) -> None:
    rows(work, 300)
    # one change is on the disk, and one is under way: its journal keeps the pages as they were
    work.run("BEGIN")
    work.run("UPDATE t SET b = b || ' changed'")


def statement_journal(work: Work, _folder: Path) -> None:
    rows(work, 300)
    work.run("CREATE UNIQUE INDEX u ON t (a)")
    work.run("BEGIN")
    work.run("INSERT OR IGNORE INTO t SELECT a, b FROM t")
    work.run("UPDATE t SET a = a + 100000")


def big_sort(work: Work, _folder: Path) -> Iterator[object]:
    rows(work, ROWS, longer="x" * 400)
    work.run("PRAGMA cache_size = 10")
    sorted_rows = work.each("SELECT b, a FROM t ORDER BY b DESC, a")
    next(sorted_rows)
    # it is looked at while the sort is under way
    return sorted_rows


def full_text(work: Work, _folder: Path) -> None:
    work.run("CREATE VIRTUAL TABLE f USING fts5(b)")
    work.run("SAVEPOINT many")
    work.run_many("INSERT INTO f VALUES (?)", [(f"{CANARY} {n}",) for n in range(300)])
    work.run("RELEASE many")
    work.run("INSERT INTO f(f) VALUES ('optimize')")


def vacuum(work: Work, _folder: Path) -> None:
    rows(work, 300)
    work.run("DELETE FROM t WHERE a % 2")
    work.compact()


def savepoint(work: Work, _folder: Path) -> None:
    rows(work, ROWS // 10, longer="x" * 400)
    work.run("PRAGMA cache_size = 10")
    work.run("BEGIN")
    for name in ("first", "second"):
        # what goes back to a savepoint is more than what is held in memory
        work.run(f"SAVEPOINT {name}")
        work.run("UPDATE t SET b = b || ' changed'")


def export(work: Work, folder: Path) -> None:
    rows(work, 300)
    work.export(folder / "y.db")


KINDS: dict[str, Callable[[Any, Path], object]] = {
    one.__name__: one for one in (plain, statement_journal, big_sort, full_text, vacuum, savepoint, export)
}
WAYS = list(itertools.product(JOURNALS, TEMP_STORES, KINDS))


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


def look(work: Work, folder: Path, kind: str) -> list[str]:
    """What can be read on the disk after one kind of work, while the file is open."""
    try:
        work.run("CREATE TABLE t (a, b)")
        held = KINDS[kind](work, folder)
        hits = readable(folder)
        del held
        return hits
    finally:
        work.close()


def raw(folder: Path, way: tuple[str, int, str], *, key: str) -> list[str]:
    """What can be read after one way to write with the library as it comes."""
    folder.mkdir()
    journal, temp_store, kind = way
    work = Raw(folder / "x.db", key)
    work.run(f"PRAGMA journal_mode = {journal}")
    work.run(f"PRAGMA temp_store = {temp_store}")
    return look(work, folder, kind)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, also for the library's temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "temporary"))
    return tmp_path


def test_of_a_hundred_and_five_ways_to_write_only_sorting_in_files_can_be_read(place: Path) -> None:
    assert len(WAYS) == 105

    leaking = [way for number, way in enumerate(WAYS) if raw(place / str(number), way, key="ab" * 32)]

    # the one thing that the library writes in the clear: temporary files, which the vault's settings forbid
    assert leaking == [(journal, 1, "big_sort") for journal in JOURNALS]


def test_the_search_finds_what_a_plain_database_writes_in_each_of_these_ways(place: Path) -> None:
    assert [way for number, way in enumerate(WAYS) if not raw(place / str(number), way, key="")] == []


def test_none_of_these_ways_can_be_read_through_a_connection_of_ours(place: Path) -> None:
    for number, (journal, temp_store, kind) in enumerate(WAYS):
        folder = place / str(number)
        folder.mkdir()
        made = engine.connect(folder / "x.db", new_key(), vaults.shipped_catalogue(), create=True)
        work = Ours(made._connection, made.catalogue)
        for setting in (f"journal_mode = {journal}", f"temp_store = {temp_store}"):
            with pytest.raises(dbapi2.DatabaseError, match="not authorized"):
                work.run(f"PRAGMA {setting}")

        assert look(work, folder, kind) == [], (journal, temp_store, kind)


def test_no_connection_of_ours_writes_another_database(vault: Vault) -> None:
    for statement in (
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA secure_delete = OFF",
        f"ATTACH '{vault.folder / 'other.db'}' AS other KEY ''",
        f"VACUUM INTO '{vault.folder / 'other.db'}'",
        "ANALYZE",
    ):
        with pytest.raises(dbapi2.DatabaseError, match=r"not authorized|authorization denied"):
            vault.desk.run(statement)

    assert not (vault.folder / "other.db").exists()
