"""Vaults and backups of every released format open, whole: `vault/`, and `backup/` under its sheet."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ombudsdesk.domain.periods import Period
from ombudsdesk.vault import cases, holds, ledger, restore, schema, statistics
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.verify import verify
from tests.conftest import FAST_KDF
from tests.factories import DAY, new_case
from tests.vault.keeping import CODE, NEW_WORDS
from tests.vault.publishing import publish

FOLDER = Path(__file__).resolve().parent.parent / "old_vaults"
PASSPHRASE = "an old passphrase"  # noqa: S105 - opens invented vaults only
TWO_YEARS = Period(date(2025, 1, 1), date(2026, 12, 31))
VERSIONS = sorted(path.name for path in FOLDER.iterdir())


def test_every_version_but_the_newest_is_kept() -> None:
    assert [int(version) for version in VERSIONS] == list(range(1, max(schema.MIGRATIONS)))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_vault_is_brought_up_to_date_and_whole(tmp_path: Path, version: str) -> None:
    shutil.copytree(FOLDER / version / "vault", tmp_path / "vault")

    vault = vaults.unlock(tmp_path / "vault", PASSPHRASE, alone=True)

    assert vault.desk.one("PRAGMA user_version") == max(schema.MIGRATIONS)
    assert counts(vault.desk).cases == 12
    assert all(finding.good for finding in verify(vault.desk))
    assert vault.epoch is not None
    assert vault.epoch.code == CODE
    case = cases.open_case(vault.desk, new=new_case()).cases[0]
    holds.put_on_hold(vault.desk, case=case, reason="a court asked", today=DAY)
    vault.close()
    vaults.unlock(tmp_path / "vault", PASSPHRASE).close()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_cases_of_an_old_vault_are_published_destroyed_ones_too(tmp_path: Path, version: str) -> None:
    shutil.copytree(FOLDER / version / "vault", tmp_path / "vault")
    vault = vaults.unlock(tmp_path / "vault", PASSPHRASE, alone=True)
    before = statistics.records(vault.desk, TWO_YEARS)

    publish(vault.desk, TWO_YEARS)
    vault.desk.run("UPDATE cases SET role = 'other' WHERE id NOT IN (SELECT case_id FROM hold)")

    assert Counter(statistics.records(vault.desk, TWO_YEARS)) == Counter(before)
    assert len(before) == (12 if version == "1" else 14)
    assert ledger.check(vault.desk)
    vault.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_backup_comes_home(tmp_path: Path, version: str) -> None:
    (backup,) = (FOLDER / version / "backup").glob("*.db")
    for path in backup.parent.iterdir():
        shutil.copy(path, tmp_path / path.name)

    vault = restore.restore(tmp_path / backup.name, tmp_path / "home", code=CODE, passphrase=NEW_WORDS, kdf=FAST_KDF)

    assert counts(vault.desk).cases == 12
    vault.close()
