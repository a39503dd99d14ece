"""One window for one vault: a second one is refused, a killed one is taken over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ombudsdesk.errors import UserError
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.claim import LOCK_FILE, claim
from ombudsdesk.vault.vault import Vault
from tests.conftest import PASSPHRASE

TRIALS = 5
HOLDER = """
import sys
from pathlib import Path
from ombudsdesk.vault import vault as vaults

vault = vaults.unlock(Path(sys.argv[1]), sys.argv[2], alone=True)
print("open", flush=True)
sys.stdin.read()
"""
AGAIN = """
import os, sys
from pathlib import Path
from ombudsdesk.vault.claim import claim

held = claim(Path(sys.argv[1]))
if len(sys.argv) == 2:
    # as locking does: the same process id, another program
    os.execv(sys.executable, [*sys.orig_argv, "again"])
"""


@pytest.fixture
def closed(vault: Vault) -> Path:
    """The folder of a vault that nobody has open."""
    vault.close()
    return vault.folder


def holder(folder: Path) -> subprocess.Popen[bytes]:
    """Another program that works in the vault."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), PASSPHRASE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def test_a_second_window_is_refused_and_a_killed_one_is_taken_over(closed: Path) -> None:
    for _trial in range(TRIALS):
        process = holder(closed)
        try:
            # the passphrase is not even looked at
            with pytest.raises(UserError, match="already open in another window") as refused:
                vaults.unlock(closed, "wrong", alone=True)
            assert "close it" in refused.value.what_to_do
        finally:
            process.kill()
            process.communicate()

        vaults.unlock(closed, PASSPHRASE, alone=True).close()


def test_reading_words_work_beside_an_open_window(closed: Path) -> None:
    first = vaults.unlock(closed, PASSPHRASE, alone=True)

    vaults.unlock(closed, PASSPHRASE).close()

    with pytest.raises(UserError, match="already open"):
        vaults.unlock(closed, PASSPHRASE, alone=True)
    first.close()


def test_who_makes_a_vault_has_it_alone(vault: Vault) -> None:
    with pytest.raises(UserError, match="already open"):
        claim(vault.folder)


def test_a_wrong_passphrase_leaves_the_vault_free(closed: Path) -> None:
    with pytest.raises(UserError):
        vaults.unlock(closed, "wrong", alone=True)

    claim(closed).release()


def test_a_damaged_vault_leaves_the_vault_free(closed: Path) -> None:
    (closed / vaults.DATA_FILE).write_bytes((closed / vaults.DATA_FILE).read_bytes()[:100])

    with pytest.raises(UserError):
        vaults.unlock(closed, PASSPHRASE, alone=True)

    claim(closed).release()


def test_a_program_started_in_place_of_the_holder_may_claim_again(closed: Path) -> None:
    subprocess.run([sys.executable, "-c", AGAIN, str(closed)], check=True, timeout=30)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_the_lock_file_is_ours_alone_and_empty(vault: Vault) -> None:
    kept = vault.folder / LOCK_FILE

    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes() == b""
