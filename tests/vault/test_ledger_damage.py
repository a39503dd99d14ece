"""Nobody changes the ledger of published reports: the database refuses it, and what is done behind its back is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import pytest
from sqlcipher3 import dbapi2

from ombudsdesk.errors import DamagedError
from ombudsdesk.vault import ledger, schema
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.verify import LEDGER, verify
from tests.vault.publishing import MARCH, SPRING, YEAR, fill_spring, publish, rows


@pytest.fixture
def office(vault: Vault) -> Vault:
    fill_spring(vault)
    return vault


FORBIDDEN = {
    "changed": "UPDATE release SET statements = '[]' WHERE number = 1",
    "taken away": "DELETE FROM release WHERE number = 2",
    "all taken away": "DELETE FROM release",
    "put in its place": "INSERT OR REPLACE INTO release SELECT * FROM release WHERE number = 1",
    "with a gap": "INSERT INTO release SELECT 9, made, readers, first, last, plan, statements, certificate, commentary,"
    " languages, digests, overrides, seal, x'00' FROM release WHERE number = 2",
    "unchained": "INSERT INTO release SELECT 3, made, readers, first, last, plan, statements, certificate, commentary,"
    " languages, digests, overrides, x'00', x'00' FROM release WHERE number = 2",
    "frozen changed": "UPDATE frozen SET cases = cases + 1",
    "frozen taken away": "DELETE FROM frozen WHERE month = '2026-03-01'",
    "frozen added": "INSERT INTO frozen VALUES ('2026-03-01', 1, 'high', 'student', '', 1)",
    "frozen put in its place": "INSERT OR REPLACE INTO frozen SELECT month, version, level, role, groups, 9 FROM frozen",
    "frozen without release": "INSERT INTO frozen VALUES ('2026-08-01', 3, 'high', 'student', '', 1)",
    "frozen upserted": "INSERT INTO frozen SELECT * FROM frozen WHERE true ON CONFLICT DO UPDATE SET cases = 9",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_database_itself_lets_nobody_change_the_ledger(office: Vault, statement: str) -> None:
    publish(office.desk, MARCH)
    publish(office.desk)
    before = rows(office.desk)

    with pytest.raises(
        dbapi2.IntegrityError, match=r"never changed|goes on by one|seal of the one|together with|FOREIGN KEY"
    ):
        office.desk.run(statement)

    assert rows(office.desk) == before


@contextmanager
def tampering(database: Database) -> Iterator[None]:
    """Work in the ledger's tables with everything that guards them out of the way, and put the guards back."""
    guards = database.query(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('release', 'frozen')"
    )
    assert len(guards) == 7
    database.run("PRAGMA foreign_keys = OFF")
    for name, _sql in guards:
        database.run(f"DROP TRIGGER {name}")
    yield
    for _name, sql in guards:
        database.run(sql)
    database.run("PRAGMA foreign_keys = ON")


_TEXTS = ("plan", "statements", "commentary", "overrides", "digests", "languages")
_OTHERS = {"made": "2026-07-02", "readers": "public", "first": "2026-02-01", "last": "2026-06-30"}
DAMAGE = {
    **{f"{column} changed": [f"UPDATE release SET {column} = {column} || ' ' WHERE number = 2"] for column in _TEXTS},
    **{
        f"{column} changed": [f"UPDATE release SET {column} = '{value}' WHERE number = 2"]
        for column, value in (
            ("made", "2026-07-02"),
            ("readers", "public"),
            ("first", "2026-02-01"),
            ("last", "2026-06-30"),
        )
    },
    **{
        f"{column} changed": [f"UPDATE release SET {column} = zeroblob(32) WHERE number = 2"]
        for column in ("certificate", "before", "seal")
    },
    "seal of the last changed": ["UPDATE release SET seal = zeroblob(32) WHERE number = 3"],
    "first removed": ["DELETE FROM release WHERE number = 1"],
    "middle removed": ["DELETE FROM release WHERE number = 2"],
    "last removed": ["DELETE FROM release WHERE number = 3", "DELETE FROM frozen WHERE version = 3"],
    "all removed": ["DELETE FROM release", "DELETE FROM frozen"],
    "first removed and renumbered": [
        "DELETE FROM release WHERE number = 1",
        "UPDATE release SET number = number - 1",
        "UPDATE frozen SET version = version - 1",
        "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'release'",
    ],
    "reordered": [
        "UPDATE release SET number = number + 10 WHERE number IN (2, 3)",
        "UPDATE release SET number = 15 - number WHERE number IN (12, 13)",
    ],
    "inserted": [
        """INSERT INTO release SELECT 4, made, readers, first, last, plan, statements, certificate, commentary, languages,
        digests, overrides, seal, seal FROM release WHERE number = 3"""
    ],
    "frozen cases changed": ["UPDATE frozen SET cases = 2 WHERE version = 1"],
    "frozen level changed": ["UPDATE frozen SET level = 'middle' WHERE version = 1"],
    "frozen month removed": ["DELETE FROM frozen WHERE month = '2026-04-01'"],
    "frozen moved to another release": ["UPDATE frozen SET version = 3 WHERE month = '2026-04-01'"],
    "frozen added": ["INSERT INTO frozen VALUES ('2026-03-01', 1, 'high', 'student', '', 1)"],
    "frozen version added": ["INSERT INTO frozen VALUES ('2026-03-01', 9, 'high', 'student', '', 1)"],
}


@pytest.fixture
def published(office: Vault) -> Vault:
    """Three reports, of which each freezes months of its own."""
    for period in (MARCH, SPRING, YEAR):
        publish(office.desk, period)
    return office


def test_every_column_of_an_entry_is_damaged_in_turn() -> None:
    damaged = {name.split()[0] for name in DAMAGE if name.endswith("changed") and not name.startswith("frozen")}

    assert damaged == set(ledger._ALL) - {"number"}
    names = {field.name for field in fields(ledger.Entry)}
    assert names - {"period"} == set(ledger._ALL) - {"certificate", "first", "last"}


@pytest.mark.parametrize("statements", DAMAGE.values(), ids=DAMAGE.keys())
def test_whatever_is_changed_in_the_ledger_behind_its_back_is_noticed(published: Vault, statements: list[str]) -> None:
    with tampering(published.background):
        pass
    assert ledger.check(published.desk), "the control: guards that were away and are back harm nothing"

    with tampering(published.background):
        for statement in statements:
            published.background.run(statement)

    assert not ledger.check(published.desk)
    bad = [finding.question for finding in verify(published.desk) if not finding.good]
    assert LEDGER in bad
    before = rows(published.desk)
    with pytest.raises(DamagedError, match="nothing new can be published"):
        publish(published.desk, YEAR)
    assert rows(published.desk) == before


def test_an_entry_that_was_written_anew_under_a_seal_of_its_own_does_not_fit_the_next_one(published: Vault) -> None:
    with tampering(published.desk):
        published.desk.run("UPDATE release SET statements = '[]' WHERE number = 1")
        (row, *_others) = ledger._rows(published.desk, ledger._ALL)
        published.desk.run("UPDATE release SET seal = ? WHERE number = 1", (ledger._seal(published.desk, row),))

    assert not ledger.check(published.desk)


@pytest.mark.parametrize(
    "what", ["TRIGGER frozen_never_update", "TRIGGER release_chained", "TABLE frozen", "TABLE release"]
)
def test_a_ledger_without_its_guards_is_not_whole(published: Vault, what: str) -> None:
    published.desk.run("PRAGMA foreign_keys = OFF")
    if what.startswith("TABLE"):
        for (name,) in published.desk.query("SELECT name FROM sqlite_schema WHERE name GLOB '*_never_delete'"):
            published.desk.run(f"DROP TRIGGER {name}")
    published.desk.run(f"DROP {what}")

    assert not ledger.check(published.desk)


def test_an_entry_that_cannot_be_read_back_is_called_damaged(published: Vault) -> None:
    with tampering(published.desk):
        published.desk.run("UPDATE release SET certificate = x'00', commentary = '{' WHERE number = 2")

    with pytest.raises(DamagedError):
        ledger.certificate(published.desk, 2)
    with pytest.raises(DamagedError):
        ledger.entries(published.desk)


def test_a_vault_of_a_time_before_the_ledger_lacks_nothing(vault: Vault) -> None:
    old = {number: schema.MIGRATIONS[number] for number in schema.MIGRATIONS if number < schema.LEDGER_VERSION}
    raw = vault.background
    for kind, name in raw.query("SELECT type, name FROM sqlite_schema WHERE tbl_name IN ('release', 'frozen')"):
        if kind == "trigger":
            raw.run(f"DROP TRIGGER {name}")
    raw.run("DROP TABLE frozen")
    raw.run("DROP TABLE release")
    raw.run(f"PRAGMA user_version = {max(old)}")

    assert ledger.check(vault.desk)
    schema.prepare(vault.desk)
    assert ledger.check(vault.desk)
    publish(vault.desk)
