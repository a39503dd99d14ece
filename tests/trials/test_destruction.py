"""What was destroyed is gone: from every page of the vault, and from every old backup for whoever lacks the old sheet."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from ombudsdesk import office_safe
from ombudsdesk.vault import cases, destruction, header, keys, safekeeping, shelf
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.engine import file_salt
from ombudsdesk.vault.keys import WrongSheetError
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.vault import DATA_FILE, Vault, key_text
from ombudsdesk.vault.verify import verify
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case
from tests.trials.pages import found, opens
from tests.vault.keeping import CODE, bring_home, give_sheet

TODAY = date(2026, 6, 1)
LETTERS = "bcdfghjklmnpqrstvwxz"


def words(count: int) -> list[str]:
    """Words that stand nowhere else."""
    random = Random(7)
    return ["".join(random.choices(LETTERS, k=12)) for _word in range(count)]


def plant(vault: Vault, planted: list[str]) -> list[int]:
    """Cases that hold these words in notes and names, between cases that stay; the ids of the former."""
    doomed = []
    for word in planted:
        closed = facts(closed=date(2026, 4, 1), outcome="resolved")
        new = new_case(case_facts=closed, notes=(f"said {word} twice",), name=f"Visitor {word[::-1]}")
        doomed += cases.open_case(vault.desk, new=new).cases
        cases.open_case(vault.desk, new=new_case(notes=(f"other words {len(doomed)}",)))
    return doomed


@pytest.mark.parametrize("count", [50, pytest.param(625, marks=pytest.mark.trials)])
def test_no_word_of_a_destroyed_case_is_left_in_any_page(vault: Vault, count: int) -> None:
    planted = words(count)
    # the tail of a word: the search index stores words without what they share with the one before
    tails = [word[4:] for word in planted] + [word[::-1][4:] for word in planted]
    doomed = plant(vault, planted)
    destruction.plan(vault, cases=doomed, passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    vault.close()
    data = vault.folder / DATA_FILE
    key = keys.unseal(key_text(vault.folder), PASSPHRASE).key_for(file_salt(data))
    assert len(found(data, key, tails)) == 2 * count

    with Work(vault.folder, PASSPHRASE, kdf=FAST_KDF) as work:
        work.erase(today=TODAY)
        assert found(data, key, tails) == []
        work.change_key()

    key = keys.unseal(key_text(vault.folder), PASSPHRASE).key_for(file_salt(data))
    assert found(data, key, tails) == []
    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert all(finding.good for finding in verify(again.desk))
    assert counts(again.desk).cases == count
    assert again.desk.query("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'") == []
    again.close()


WORKER = """
import sys
from datetime import date, datetime
from pathlib import Path
from ombudsdesk import office_safe
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.todo import Stage

folder, words, stick = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
kdf = Argon2(memory=8 * 1024, passes=1, lanes=1)
today = date(2026, 6, 1)
print("begin", flush=True)
with Work(folder, words, kdf=kdf) as work:
    if work.stage is Stage.ERASE:
        work.erase(today=today)
        print("erased", flush=True)
    if work.stage is Stage.NEW_KEY:
        work.change_key()
        print("another key", flush=True)
    if work.stage is Stage.SHEET:
        work.accept_sheet(today=today)
        print("sheet", flush=True)
vault = vaults.unlock(folder, words, alone=True)
office_safe.back_up(vault, stick, now=datetime(2026, 6, 1, 9))
print("backup", flush=True)
vault.close()
print("finished", flush=True)
"""


STEPS = ("begin", "erased", "another key", "sheet")


def run_worker(folder: Path, stick: Path, *, kill_after: str = "", seconds: float = 0) -> list[str]:
    """Go on with the work in another process, which may be killed so many seconds after a step; what it said."""
    command = [sys.executable, "-c", WORKER, str(folder), PASSPHRASE, str(stick)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if said[-1] == kill_after:
                time.sleep(seconds)
                process.kill()
        return said


def attack(folder: Path, stolen: list[Path], old_file: Path) -> int:
    """How much somebody reads who has the laptop, the passphrase, the new sheet, old backups and an old vault file."""
    keyring = keys.unseal(key_text(folder), PASSPHRASE)
    assert keyring.epoch is not None
    secrets = [*keyring.keys.values(), keyring.epoch.key, bytearray(32)]
    readable = sum(opens(old_file, key) for key in secrets)
    for backup in stolen:
        readable += sum(opens(backup, key) for key in secrets)
        try:
            header.unlock(shelf.read_header(backup), keyring.epoch.code)
            readable += 1
        except WrongSheetError:
            continue
    return readable


@pytest.mark.timeout(900)
@pytest.mark.parametrize("trials", [6, pytest.param(60, marks=pytest.mark.trials)])
def test_destruction_reaches_backups_that_cannot_be_reached(vault: Vault, tmp_path: Path, trials: int) -> None:
    give_sheet(vault)
    planted = words(4)
    doomed = plant(vault, planted)
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    for folder in (stick, drawer):
        folder.mkdir()
    for hour in range(3):
        office_safe.back_up(vault, stick, now=datetime(2026, 3, 17, hour))
    destruction.plan(vault, cases=doomed, passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    vault.close()
    for path in stick.iterdir():
        shutil.copy(path, drawer / path.name)
    stolen = sorted(drawer.glob("*.db"))
    random = Random(5)
    killed = 0

    for trial in range(trials):
        office, own = tmp_path / f"office-{trial}", tmp_path / f"stick-{trial}"
        shutil.copytree(vault.folder, office)
        shutil.copytree(stick, own)
        if trial % 2:
            step = STEPS[trial // 2 % len(STEPS)]
            said = run_worker(office, own, kill_after=step, seconds=random.uniform(0, 0.04))
            killed += "finished" not in said
        assert run_worker(office, own)[-1] == "finished"

        assert attack(office, stolen, vault.folder / DATA_FILE) == 0
        data = office / DATA_FILE
        keyring = keys.unseal(key_text(office), PASSPHRASE)
        assert keyring.epoch is not None
        assert len(keyring.keys) == 1
        assert found(data, keyring.key_for(file_salt(data)), [word[4:] for word in planted]) == []
        fresh = sorted(own.glob("*-e2.db"))
        assert found(fresh[-1], keyring.epoch.key, [word[4:] for word in planted]) == []
        assert bring_home(fresh[-1], tmp_path / f"home-{trial}", code=bytes(keyring.epoch.code))
        again = vaults.unlock(office, PASSPHRASE)
        assert counts(again.desk).cases == 4
        assert [one.shredded for one in safekeeping.old_sheets(again.desk, current=2)] == [None]
        again.close()
        for used in (office, own, tmp_path / f"home-{trial}"):
            shutil.rmtree(used)

    # the control: whoever has the old sheet reads every old backup
    for backup in stolen:
        epoch = header.unlock(shelf.read_header(backup), CODE)
        assert len(found(backup, epoch.key, [word[4:] for word in planted])) == 4
    assert killed > 0
