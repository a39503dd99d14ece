"""Is everything in the vault whole? Six questions, each asked of the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ombudsdesk.domain.cases import Counts
from ombudsdesk.errors import DamagedError, StorageError
from ombudsdesk.i18n import N_, _
from ombudsdesk.vault import ledger
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.schema import SEARCH_INDEXES

KEY_FILE = N_("Key file")
PAGES = N_("Every page of the vault is as it was written")
STRUCTURE = N_("Tables and links between them")
SEARCH = N_("Search index")
COUNTS = N_("Every case can be read")
LEDGER = N_("The record of published reports is whole")


@dataclass(frozen=True)
class Finding:
    """One question (a text to translate) and whether the answer is good."""

    question: str
    good: bool


def verify(database: Database) -> Iterator[Finding]:
    """Ask everything of an open vault. That it is open shows that the key file is good."""
    yield Finding(KEY_FILE, good=True)
    # both are needed: the page check does not see missing pages, the structure check does not see a changed byte
    pages = not database.query("PRAGMA cipher_integrity_check")
    yield Finding(PAGES, good=pages)
    yield Finding(STRUCTURE, good=_structure(database))
    yield Finding(SEARCH, good=all(_index(database, name, pages=pages) for name in SEARCH_INDEXES))
    yield Finding(COUNTS, good=_readable(database, counts(database)))
    yield Finding(LEDGER, good=ledger.check(database))


def _structure(database: Database) -> bool:
    try:
        whole = database.query("PRAGMA integrity_check") == [("ok",)]
        return whole and not database.query("PRAGMA foreign_key_check")
    except DamagedError:
        return False


def _index(database: Database, name: str, *, pages: bool) -> bool:
    """Whether an index holds the words of its table, no more and no fewer (rank 1 compares it with the table)."""
    try:
        database.run(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
    except DamagedError:
        return False
    except StorageError:
        # once the database has met a changed page it takes no command that could write
        if pages:
            raise
        return False
    return True


def _readable(database: Database, expected: Counts) -> bool:
    """Read every row of the big tables once, and find as many as were counted."""
    try:
        cases = database.query("SELECT id, number, nickname, opened, role FROM cases")
        notes = database.query("SELECT id, length(text) FROM note")
    except DamagedError:
        return False
    return len(cases) == expected.cases and len(notes) == expected.notes


def describe(finding: Finding) -> str:
    """A finding as a line of text."""
    answer = _("good") if finding.good else _("DAMAGED")
    return _("{question}: {answer}").format(question=_(finding.question), answer=answer)
