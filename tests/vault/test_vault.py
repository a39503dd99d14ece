from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, engine, reading, schema
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.engine import Database, connect
from ombudsdesk.vault.keys import WrongPassphraseError
from ombudsdesk.vault.secrets import new_key
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case

CANARY = "Zyxelda Quorvath"


def test_what_was_saved_is_there_after_closing_and_unlocking(vault: Vault) -> None:
    cases.open_case(vault.desk, new=new_case(notes=("a word",), name=CANARY))
    vault.close()

    again = vaults.unlock(vault.folder, PASSPHRASE)

    assert reading.counts(again.desk).cases == 1
    assert reading.case(again.desk, 1).identity.name == CANARY
    again.close()


def test_nothing_readable_lies_on_the_disk(vault: Vault) -> None:
    cases.open_case(vault.desk, new=new_case(notes=(f"note about {CANARY}",), name=CANARY))

    with vault.desk.transaction():
        vault.desk.run("INSERT INTO setting VALUES ('x', ?)", (CANARY,))
        contents = [path.read_bytes() for path in vault.folder.iterdir()]
    contents += [path.read_bytes() for path in vault.folder.iterdir()]

    assert len(contents) >= 5  # keys, data and journal, then keys and data again
    assert not [content for content in contents if b"Zyxelda" in content or b"SQLite format" in content]


def test_the_canary_would_be_found_in_a_plain_database(tmp_path: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE note (text TEXT)")
    plain.execute("INSERT INTO note VALUES (?)", (CANARY,))
    plain.commit()
    plain.close()

    assert b"Zyxelda" in (tmp_path / "plain.db").read_bytes()


def test_a_vault_belongs_to_its_user_alone(vault: Vault) -> None:
    if os.name != "posix":
        pytest.skip("other systems have other permissions")

    assert vault.folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in vault.folder.iterdir())


def test_a_wrong_passphrase_is_said_in_words_and_harms_nothing(vault: Vault) -> None:
    vault.close()

    for _time in range(3):
        with pytest.raises(WrongPassphraseError, match="does not open"):
            vaults.unlock(vault.folder, "something else")

    vaults.unlock(vault.folder, PASSPHRASE).close()


def test_a_vault_is_never_made_over_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(UserError, match="already something"):
        vaults.create(tmp_path, PASSPHRASE, kdf=FAST_KDF)

    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_empty_folder_becomes_the_vault(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()

    vaults.create(tmp_path / "office", PASSPHRASE, kdf=FAST_KDF).close()

    assert {"vault.db", "vault.keys"} <= {path.name for path in (tmp_path / "office").iterdir()}


def test_a_vault_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("ombudsdesk.vault.keys.replace_file", fail)

    with pytest.raises(UserError, match="disk"):
        vaults.create(tmp_path / "office", PASSPHRASE, kdf=FAST_KDF)

    assert list(tmp_path.iterdir()) == []


DAMAGE = {
    "no folder": (shutil.rmtree, "no vault in this folder"),
    "no key file": (lambda folder: (folder / "vault.keys").unlink(), "key file of this vault is missing"),
    "no data": (lambda folder: (folder / "vault.db").unlink(), "The vault file is missing"),
    "empty data": (lambda folder: (folder / "vault.db").write_bytes(b""), "empty or cut off"),
    "cut data": (lambda folder: os.truncate(folder / "vault.db", 5000), "empty or cut off"),
    "plain database": (lambda folder: _begin(folder, b"SQLite format 3\0"), "without encryption"),
    "empty keys": (lambda folder: (folder / "vault.keys").write_bytes(b""), "key file of this vault is damaged"),
    "page damaged": (lambda folder: _flip(folder / "vault.db", 2000), "cannot be read with its key"),
}


def _begin(folder: Path, header: bytes) -> None:
    content = (folder / "vault.db").read_bytes()
    (folder / "vault.db").write_bytes(header + content[16:])


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_damage_has_its_own_sentence(vault: Vault, kind: str) -> None:
    vault.close()
    harm, sentence = DAMAGE[kind]
    harm(vault.folder)

    with pytest.raises(UserError, match=sentence):
        vaults.unlock(vault.folder, PASSPHRASE)


def test_a_wrong_path_never_makes_a_vault(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        vaults.unlock(tmp_path / "typo", PASSPHRASE)

    assert not (tmp_path / "typo").exists()


def test_a_vault_of_a_newer_program_is_refused_in_words(vault: Vault) -> None:
    vault.desk.run("PRAGMA user_version = 99")
    vault.close()

    with pytest.raises(UserError, match="newer version"):
        vaults.unlock(vault.folder, PASSPHRASE)


def test_a_database_of_another_program_is_refused_in_words(vault: Vault) -> None:
    vault.desk.run("PRAGMA application_id = 7")
    vault.close()

    with pytest.raises(UserError, match="not a vault of this program"):
        vaults.unlock(vault.folder, PASSPHRASE)


@pytest.fixture
def raw(tmp_path: Path) -> Database:
    return connect(tmp_path / "raw.db", new_key(), vaults.shipped_catalogue(), create=True)


def test_a_migration_that_fails_halfway_changes_nothing(raw: Database) -> None:
    schema.prepare(raw, new=True)
    later = {**schema.MIGRATIONS, max(schema.MIGRATIONS) + 1: ("CREATE TABLE fresh (x)", "CREATE TABLE fresh (x)")}

    with pytest.raises(Exception, match="already exists"):
        schema.prepare(raw, migrations=later)

    assert raw.one("PRAGMA user_version") == max(schema.MIGRATIONS)
    assert raw.one("SELECT count(*) FROM sqlite_schema WHERE name = 'fresh'") == 0


def test_a_later_version_adds_to_what_is_there(raw: Database) -> None:
    schema.prepare(raw, new=True)
    raw.run("INSERT INTO setting VALUES ('kept', 'yes')")

    schema.prepare(raw, migrations={**schema.MIGRATIONS, max(schema.MIGRATIONS) + 1: ("CREATE TABLE fresh (x)",)})

    assert raw.one("PRAGMA user_version") == max(schema.MIGRATIONS) + 1
    assert raw.one("SELECT value FROM setting") == "yes"


def test_the_settings_that_were_measured_are_in_force(vault: Vault) -> None:
    for database in (vault.desk, vault.background):
        names = ("secure_delete", "synchronous", "foreign_keys", "cache_size", "temp_store")

        assert [database.one(f"PRAGMA {name}") for name in names] == [1, 3, 1, -65536, 2]
        assert database.one("SELECT count(*) FROM pragma_compile_options WHERE compile_options = 'TEMP_STORE=2'") == 1
    assert not list(vault.folder.glob("*-wal"))


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'other.db' AS other KEY ''",
        "PRAGMA rekey = 'x'",
        "PRAGMA key = 'x'",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA journal_mode = WAL",
        "PRAGMA secure_delete = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cipher_memory_security = ON",
        "PRAGMA writable_schema = ON",
        "ANALYZE",
        "VACUUM",
        "SELECT load_extension('x')",
    ],
)
def test_what_would_weaken_the_vault_is_refused_even_to_ourselves(vault: Vault, statement: str) -> None:
    with pytest.raises(Exception, match=r"not authorized|authorization denied"):
        vault.desk.run(statement)


def test_search_indexes_delete_for_good_and_fit_a_page(vault: Vault) -> None:
    for name in schema.SEARCH_INDEXES:
        kept = dict(vault.desk.query(f"SELECT k, v FROM {name}_config"))

        assert (kept["pgsz"], kept["secure-delete"]) == (engine.FTS_PAGE, 1)


def test_a_key_of_the_wrong_length_is_never_taken_for_a_passphrase(tmp_path: Path) -> None:
    for key in (b"", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match="32 bytes"):
            connect(tmp_path / "x.db", key, vaults.shipped_catalogue(), create=True)

    assert not (tmp_path / "x.db").exists()


def test_the_key_is_forgotten_once_the_vault_stands_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytearray] = []

    def keep() -> bytearray:
        made.append(new_key())
        return made[-1]

    monkeypatch.setattr(vaults, "new_key", keep)

    vaults.create(tmp_path / "office", PASSPHRASE, kdf=FAST_KDF).close()

    assert made == [bytearray(32)]


def test_a_second_writer_is_told_to_wait_in_words(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.background._connection.set_busy_timeout(0.05)

    with vault.desk.transaction():
        vault.desk.run("INSERT INTO setting VALUES ('a', 'b')")
        with pytest.raises(UserError, match="vault is busy"), vault.background.transaction():
            pass


def test_a_reader_that_nobody_waits_for_can_be_cut_short(vault: Vault) -> None:
    vault.background._connection.set_progress_handler(lambda: 1, 100)

    with pytest.raises(engine.DatabaseInterruptedError):
        vault.background.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")


def test_the_versions_of_the_cipher_can_be_told() -> None:
    cipher, provider = engine.versions()

    assert cipher.startswith("4.")
    assert provider.startswith("OpenSSL 3.")
