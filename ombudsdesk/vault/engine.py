"""The encrypted database file: how it is opened, what may be asked of it, and what its errors mean in words.

The only file that imports sqlcipher3. The settings below were measured: a rollback journal, because a damaged write-ahead
log loses saved work in silence; `synchronous=EXTRA`, so that what was acknowledged survives; no ANALYZE, because its
samples keep what was deleted.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from ombudsdesk.errors import BusyError, DamagedError, StorageError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.secrets import KEY_BYTES, wipe

if TYPE_CHECKING:
    from ombudsdesk.domain.catalogue import Catalogue

SALT_BYTES = 16
PLAIN_HEADER = b"SQLite format 3\0"
CACHE_KIB = 64 * 1024
BUSY_SECONDS = 5.0
ON_HOLD = "this case is on hold"
# SQLCipher keeps 80 of a page's 4096 bytes: FTS5's own default of 4050 would need an overflow page for every leaf
FTS_PAGE = 3950

_SETTINGS = (
    "PRAGMA cipher_memory_security = OFF",  # 3 to 9 times slower and process-wide; ending the process wipes better
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    f"PRAGMA cache_size = -{CACHE_KIB}",
)
_KEY_PRAGMAS = frozenset(("key", "rekey", "hexkey", "hexrekey"))
_FIXED_PRAGMAS = frozenset(
    (
        *("cipher_default_kdf_iter", "cipher_memory_security", "cipher_log", "cipher_plaintext_header_size"),
        *("temp_store", "temp_store_directory", "journal_mode", "secure_delete", "synchronous"),
        *("writable_schema", "trusted_schema"),
    )
)
"""May be read, not set: each could leave readable text on the disk or lose what was acknowledged."""

_DENIED, _ALLOWED = 1, 0
_COPY_PAGES = 256  # 1 MiB: often enough to show progress and to stop


class DatabaseInterruptedError(Exception):
    """A read was cut short on purpose because nobody waits for its answer any more."""


class Database:
    """One open connection to the vault file. Belongs to one thread at a time.

    `catalogue` gives the labels that search looks through beside the notes.
    """

    def __init__(self, connection: Any, catalogue: Catalogue) -> None:
        self._connection = connection
        self.catalogue = catalogue

    def query(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """All rows of a SELECT, as tuples."""
        with _in_words():
            return list(self._connection.execute(sql, values))

    def one(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """The only value of the only row, None if there is no row."""
        rows = self.query(sql, values)
        return rows[0][0] if rows else None

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Run a statement; the id of the row that it inserted."""
        with _in_words():
            return int(self._connection.execute(sql, values).lastrowid or 0)

    def each(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Any]:
        """The rows of a SELECT one by one, for tables that need not fit into memory at once."""
        with _in_words():
            yield from self._connection.execute(sql, values)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with _in_words():
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. When it returns, what was written is on the disk."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # a failed COMMIT may have rolled back already: then there is nothing to undo
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Everything that is read inside is of one moment: whoever wants to save waits meanwhile."""
        self.run("BEGIN")
        try:
            # a deferred transaction begins with the first read
            self.one("SELECT count(*) FROM sqlite_schema")
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def copy_to(self, target: Database, *, progress: Callable[[int, int], None]) -> None:
        """Copy every page into another, new database, under that one's key.

        Inside `standing_still`: a copy in steps begins again whenever somebody saves, and may never end (measured: 10
        minutes). `progress` is told (pages copied, all pages) and may raise to stop; what was copied then is no database.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("a copy needs a vault that stands still")
        with _in_words():
            self._connection.backup(
                target._connection, pages=_COPY_PAGES, progress=lambda _status, left, total: progress(total - left, total)
            )

    def compact(self) -> None:
        """Write the whole file anew without free space. Only for a copy that nobody else has open."""
        # compacting attaches a database inside, which nothing else may do
        self._connection.set_authorizer(None)
        try:
            self.run("VACUUM")
        finally:
            self._connection.set_authorizer(_authorize)

    def wait_at_most(self, seconds: float) -> None:
        """How long a statement waits for another connection that writes, before it raises BusyError."""
        self._connection.set_busy_timeout(seconds)

    def interrupt(self) -> None:
        """Cut short what this connection is doing. May be called from any thread."""
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()


def connect(path: Path, key: bytes | bytearray, catalogue: Catalogue, *, create: bool = False) -> Database:
    """Open the vault file with its raw 32-byte key.

    Raises UserError where the file is missing, is no vault, is damaged or has another key. The key is only borrowed.
    """
    if len(key) != KEY_BYTES:
        # SQLCipher would silently take any other length for a passphrase
        raise ValueError("a vault key has 32 bytes")
    if not create:
        check_header(path)
    with _in_words():
        # the URI form, because only with it a wrong path is refused instead of made
        uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            _unlock(connection, key)
        except BaseException:
            connection.close()
            raise
    return Database(connection, catalogue)


def file_salt(path: Path) -> bytes:
    """The 16 bytes that a vault file begins with: random, and its name in the key file."""
    with path.open("rb") as stream:
        return stream.read(SALT_BYTES)


def versions() -> tuple[str, str]:
    """The versions of the encrypted database and of the cryptography inside it."""
    connection = dbapi2.connect(":memory:")
    try:
        connection.set_key(b"without a key the library does not load its cipher")
        names = ("cipher_version", "cipher_provider_version")
        cipher, provider = (str(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
    finally:
        connection.close()
    return cipher, provider


def _unlock(connection: Any, key: bytes | bytearray) -> None:
    digits = binascii.hexlify(key)
    text = b"x'" + digits + b"'"
    try:
        connection.set_key(text)
    finally:
        wipe(digits)
        wipe(text)
    connection.set_busy_timeout(BUSY_SECONDS)
    # the library would write about a wrong key on the screen
    connection.execute("PRAGMA cipher_log_level = NONE")
    # reading anything shows whether the key fits, before a setting could write
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    for setting in _SETTINGS:
        connection.execute(setting)
    _require_safe(connection)
    connection.set_authorizer(_authorize)


def _require_safe(connection: Any) -> None:
    """Stop rather than work with a build that would leave readable text on the disk."""
    facts = {
        "encryption": bool(connection.execute("PRAGMA cipher_version").fetchone()),
        "page checks": connection.execute("PRAGMA cipher_use_hmac").fetchone() == ("1",),
        "temporary files in memory": connection.execute("PRAGMA temp_store").fetchone() == (2,),
        "overwriting": connection.execute("PRAGMA secure_delete").fetchone() == (1,),
        "rollback journal": connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",),
    }
    missing = [name for name, there in facts.items() if not there]
    if missing:
        raise RuntimeError(f"this build of the database lacks: {', '.join(missing)}")


def _authorize(action: int, first: str | None, second: str | None, *_rest: str | None) -> int:
    if action in (dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH, dbapi2.SQLITE_ANALYZE):
        return _DENIED
    if action == dbapi2.SQLITE_PRAGMA:
        name = (first or "").lower()
        return _DENIED if name in _KEY_PRAGMAS or (name in _FIXED_PRAGMAS and second is not None) else _ALLOWED
    if action == dbapi2.SQLITE_FUNCTION and second == "load_extension":
        return _DENIED
    return _ALLOWED


def check_header(path: Path) -> None:
    """Tell apart what the database reports with one and the same sentence."""
    try:
        size = path.stat().st_size
        header = file_salt(path)
    except (FileNotFoundError, IsADirectoryError):
        raise UserError(
            _("The vault file is missing."), _("Put it back beside the key file, or restore your last backup.")
        ) from None
    except OSError:
        raise UserError(
            _("The vault could not be read."), _("Check that the folder is there and that you may open it.")
        ) from None
    if header == PLAIN_HEADER:
        raise UserError(
            _("This file is a database without encryption, not a vault."), _("Choose the folder of your vault.")
        )
    if size < 2 * 4096:
        raise DamagedError(
            _("The vault file is empty or cut off."), _("Restore your last backup: nothing was changed here.")
        )


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn the database's errors that are the world's fault into sentences; leave the others, for they are ours."""
    try:
        yield
    except sqlcipher3.dbapi2.DatabaseError as error:
        message = str(error)
        if message == "interrupted":
            raise DatabaseInterruptedError from None
        for part, error_in_words in _sentences().items():
            if part in message:
                # the original message may quote a statement: it is not shown and not chained
                raise error_in_words from None
        raise


def write_protected() -> StorageError:
    """Why nothing can be changed, whoever noticed it: the database or the operating system."""
    return StorageError(
        _("The vault cannot be changed: its file or folder is write-protected."),
        _("Allow changes to the folder, then try again."),
    )


def _sentences() -> dict[str, UserError]:
    """What the database's messages mean. Values never appear in these messages, so matching parts is safe."""
    damaged = DamagedError(
        _("The vault is damaged."), _("Restore your last backup: this program changes nothing in a damaged vault.")
    )
    return {
        "file is not a database": DamagedError(
            _("The vault file cannot be read with its key: it is damaged, or it belongs to another key file."),
            _("Restore your last backup: nothing was changed here."),
        ),
        "malformed": damaged,
        # a search index that cannot even be opened
        "vtable constructor failed": damaged,
        "disk I/O error": StorageError(
            _("The disk reported an error; the last change was not saved."),
            _("Check that the disk is connected and not full, then try again."),
        ),
        "is full": StorageError(
            _("The disk is full; the last change was not saved."),
            _("Free some space, then save again: everything saved before is safe."),
        ),
        ON_HOLD: UserError(
            _("This case is on hold, so nothing of it may be destroyed."), _("End the hold first, if you may.")
        ),
        "is locked": BusyError(
            _("The vault is busy: another window or an import is writing to it at this moment."),
            _("Try again in a moment, or close the other window."),
        ),
        "readonly": write_protected(),
        "unable to open": StorageError(
            _("The vault could not be opened."),
            _("Check that the folder is there and that you may open it."),
        ),
    }
