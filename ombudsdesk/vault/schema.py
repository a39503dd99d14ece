"""The vault's tables, as data: what each version adds, in order.

Statements run one by one inside one transaction; a script would commit behind our back. A released version is never
edited: a later one adds to it. FTS5 tables keep no text of their own (`content=`) and delete for good (`secure-delete`).
"""

from __future__ import annotations

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.engine import FTS_PAGE, ON_HOLD, Database

APPLICATION_ID = 0x4F4D4244  # "OMBD"


def _search_index(name: str, table: str, key: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """A search index over columns of a table, and the triggers that keep it true."""
    listed = ", ".join(columns)
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    remove = f"INSERT INTO {name}({name}, rowid, {listed}) VALUES ('delete', old.{key}, {old})"
    add = f"INSERT INTO {name}(rowid, {listed}) VALUES (new.{key}, {new})"
    return (
        f"""CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='{table}', content_rowid='{key}',
            tokenize="unicode61 remove_diacritics 2", prefix='1 2')""",
        f"INSERT INTO {name}({name}, rank) VALUES ('pgsz', {FTS_PAGE})",
        f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {add}; END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {remove}; END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE ON {table} BEGIN {remove}; {add}; END",
    )


def _append_only(table: str) -> tuple[str, ...]:
    """Triggers that let nobody change or take away a row, whatever asks for it."""
    return tuple(
        f"""CREATE TRIGGER {table}_never_{way.lower()} BEFORE {way} ON {table}
            BEGIN SELECT RAISE(ABORT, 'what was published is never changed'); END"""
        for way in ("UPDATE", "DELETE")
    )


LEDGER_VERSION = 3
"""The version since which what is published is recorded."""

SEARCH_INDEXES = ("note_index", "case_index", "identity_index")

MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        """CREATE TABLE unit (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, level TEXT NOT NULL) STRICT""",
        "CREATE TABLE visitor (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT",
        # AUTOINCREMENT throughout: an id that was free again would give a new case the drafts and the undo of an old one
        # what could name a visitor stands apart, so that it can be destroyed alone
        """CREATE TABLE identity (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitor ON DELETE CASCADE,
            name TEXT NOT NULL, reach TEXT NOT NULL) STRICT""",
        "CREATE TABLE import_batch (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, day TEXT NOT NULL) STRICT",
        """CREATE TABLE cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE, nickname TEXT NOT NULL UNIQUE,
            visitor_id INTEGER NOT NULL REFERENCES visitor, role TEXT NOT NULL, unit_id INTEGER REFERENCES unit,
            language TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT, outcome TEXT NOT NULL DEFAULT '',
            import_id INTEGER REFERENCES import_batch) STRICT""",
        # what a row of a spreadsheet said, as a digest: the same row in a longer file is not taken in again
        """CREATE TABLE import_row (
            fingerprint BLOB NOT NULL, occurrence INTEGER NOT NULL,
            case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
            PRIMARY KEY (fingerprint, occurrence)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX import_row_by_case ON import_row (case_id)",
        "CREATE INDEX cases_by_opened ON cases (opened, id)",
        # the running number of a year, as a number: "26-10000" comes after "26-9999"
        "CREATE INDEX cases_by_number ON cases (substr(number, 1, 2), CAST(substr(number, 4) AS INTEGER))",
        "CREATE INDEX cases_by_import ON cases (import_id) WHERE import_id IS NOT NULL",
        "CREATE INDEX cases_by_visitor ON cases (visitor_id)",
        """CREATE TABLE concern (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
            position INTEGER NOT NULL, topic TEXT NOT NULL, k12 TEXT NOT NULL, ioa TEXT NOT NULL, scheme TEXT NOT NULL,
            UNIQUE (case_id, position)) STRICT""",
        """CREATE TABLE contact (
            id INTEGER PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
            day TEXT NOT NULL, channel TEXT NOT NULL, minutes INTEGER, initiator TEXT NOT NULL) STRICT""",
        "CREATE INDEX contact_by_case ON contact (case_id, day)",
        """CREATE TABLE contact_service (
            contact_id INTEGER NOT NULL REFERENCES contact ON DELETE CASCADE, service TEXT NOT NULL,
            PRIMARY KEY (contact_id, service)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE note (
            id INTEGER PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
            written TEXT NOT NULL, text TEXT NOT NULL) STRICT""",
        "CREATE INDEX note_by_case ON note (case_id, written)",
        # the labels of a case's coded facts in every language, for search
        """CREATE TABLE case_words (
            case_id INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE, words TEXT NOT NULL) STRICT""",
        "CREATE TABLE draft (place TEXT PRIMARY KEY, text TEXT NOT NULL, saved TEXT NOT NULL) STRICT, WITHOUT ROWID",
        # a draft may hold a name: it goes with what it was written for
        """CREATE TRIGGER draft_of_case AFTER DELETE ON cases BEGIN
            DELETE FROM draft WHERE place GLOB 'case/' || old.id || '/*'; END""",
        """CREATE TRIGGER draft_of_note AFTER DELETE ON note BEGIN
            DELETE FROM draft WHERE place = 'note/' || old.id; END""",
        "CREATE TABLE mapping (name TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        *_search_index("note_index", "note", "id", ("text",)),
        *_search_index("case_index", "case_words", "case_id", ("words",)),
        *_search_index("identity_index", "identity", "visitor_id", ("name", "reach")),
    ),
    2: (
        # what a hold protects may be asked for by a court, or by somebody with a right to an answer
        """CREATE TABLE hold (
            id INTEGER PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
            reason TEXT NOT NULL, since TEXT NOT NULL, ended TEXT) STRICT""",
        "CREATE INDEX hold_by_case ON hold (case_id) WHERE ended IS NULL",
        f"""CREATE TRIGGER case_on_hold BEFORE DELETE ON cases
            WHEN EXISTS (SELECT 1 FROM hold WHERE case_id = old.id AND ended IS NULL)
            BEGIN SELECT RAISE(ABORT, '{ON_HOLD}'); END""",
        f"""CREATE TRIGGER note_on_hold BEFORE DELETE ON note
            WHEN EXISTS (SELECT 1 FROM hold WHERE case_id = old.case_id AND ended IS NULL)
            BEGIN SELECT RAISE(ABORT, '{ON_HOLD}'); END""",
        "CREATE TABLE doomed (case_id INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE) STRICT",
        # what statistics keep of destroyed cases: how many of a kind, and no order in which they came
        """CREATE TABLE survivor (
            month TEXT NOT NULL, level TEXT NOT NULL, role TEXT NOT NULL, groups TEXT NOT NULL, cases INTEGER NOT NULL,
            PRIMARY KEY (month, level, role, groups)) STRICT, WITHOUT ROWID""",
        # a number that a visitor was given must not mean another case one day
        "CREATE TABLE last_number (year TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE destruction (
            id INTEGER PRIMARY KEY AUTOINCREMENT, planned TEXT NOT NULL, erased TEXT, cases INTEGER NOT NULL,
            sheet_before INTEGER, sheet_after INTEGER) STRICT""",
        "CREATE TABLE generation (number INTEGER PRIMARY KEY) STRICT",
        "CREATE TABLE sheet (number INTEGER PRIMARY KEY, made TEXT NOT NULL, shredded TEXT) STRICT",
        """CREATE TABLE backup (
            id INTEGER PRIMARY KEY AUTOINCREMENT, made TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,
            sheet INTEGER NOT NULL, tested TEXT, gone TEXT) STRICT""",
    ),
    LEDGER_VERSION: (
        # AUTOINCREMENT: the database remembers the highest number, so that a last entry that was taken away is missed
        """CREATE TABLE release (
            number INTEGER PRIMARY KEY AUTOINCREMENT, made TEXT NOT NULL, readers TEXT NOT NULL, first TEXT NOT NULL,
            last TEXT NOT NULL, plan TEXT NOT NULL, statements TEXT NOT NULL, certificate BLOB NOT NULL,
            commentary TEXT NOT NULL, languages TEXT NOT NULL, digests TEXT NOT NULL, overrides TEXT NOT NULL,
            before BLOB NOT NULL, seal BLOB NOT NULL) STRICT""",
        # a month's cases as they were when a release first spoke of it, or corrected it: how many of a kind, and nothing
        # that leads to a case. A month without cases has one line of none, for that nobody came is frozen, too. It comes
        # before its release, which seals it: afterwards nothing can join it
        """CREATE TABLE frozen (
            month TEXT NOT NULL, version INTEGER NOT NULL REFERENCES release DEFERRABLE INITIALLY DEFERRED,
            level TEXT NOT NULL, role TEXT NOT NULL, groups TEXT NOT NULL, cases INTEGER NOT NULL,
            PRIMARY KEY (month, version, level, role, groups)) STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER release_in_order BEFORE INSERT ON release
            WHEN new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM release)
            BEGIN SELECT RAISE(ABORT, 'the record of published reports goes on by one'); END""",
        """CREATE TRIGGER release_chained BEFORE INSERT ON release
            WHEN new.before IS NOT coalesce((SELECT seal FROM release WHERE number = new.number - 1), x'')
            BEGIN SELECT RAISE(ABORT, 'an entry holds the seal of the one before'); END""",
        """CREATE TRIGGER frozen_with_its_release BEFORE INSERT ON frozen
            WHEN new.version IS NOT (SELECT coalesce(max(number), 0) + 1 FROM release)
            BEGIN SELECT RAISE(ABORT, 'a month is frozen together with its release'); END""",
        *_append_only("release"),
        *_append_only("frozen"),
    ),
}


def prepare(database: Database, *, new: bool = False, migrations: dict[int, tuple[str, ...]] = MIGRATIONS) -> None:
    """Bring a vault to the newest version in one transaction, or leave it as it was.

    Raises UserError for a file that is no vault of this program, or that a newer program has made.
    """
    if not new and database.one("PRAGMA application_id") != APPLICATION_ID:
        raise UserError(_("This file is not a vault of this program."), _("Choose the folder of your vault."))
    version, newest = database.one("PRAGMA user_version"), max(migrations)
    if version > newest:
        raise UserError(
            _("This vault was made by a newer version of this program."),
            _("Install the newest version and open the vault with that: nothing was changed here."),
        )
    if version == newest:
        return
    with database.transaction():
        for step in range(version + 1, newest + 1):
            for statement in migrations[step]:
                database.run(statement)
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {newest}")
