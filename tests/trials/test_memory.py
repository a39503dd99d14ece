"""No key in the memory of a process that has a vault open, and none of its backups' secrets once it is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ombudsdesk.vault import cases, keys
from ombudsdesk.vault.engine import file_salt
from ombudsdesk.vault.vault import DATA_FILE, Vault, key_text
from tests.conftest import PASSPHRASE
from tests.factories import new_case
from tests.trials.memory import holds
from tests.vault.keeping import give_sheet

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of a process the Linux way")

HOLDER = """
import sys
from pathlib import Path
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.cases import write_note
from datetime import datetime

words = sys.stdin.readline().strip()
vault = vaults.unlock(Path(sys.argv[1]), words, alone=True)
write_note(vault.desk, case=1, text="saved while it is open", now=datetime(2026, 3, 17, 12))
print("open", flush=True)
sys.stdin.readline()
vault.close()
print("closed", flush=True)
sys.stdin.readline()
"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("trials", [5, pytest.param(20, marks=pytest.mark.trials)])
def test_no_key_stays_in_memory(vault: Vault, trials: int) -> None:
    cases.open_case(vault.desk, new=new_case())
    code = os.urandom(20)
    give_sheet(vault, code)
    vault.close()
    for _trial in range(trials):
        keyring = keys.unseal(key_text(vault.folder), PASSPHRASE)
        key = bytes(keyring.key_for(file_salt(vault.folder / DATA_FILE)))
        assert keyring.epoch is not None
        epoch = bytes(keyring.epoch.key)
        with _holder(vault.folder) as process:
            try:
                assert _line(process) == b"open\n"
                # the scanner is shown to find what is known to be there while the vault is open
                assert holds(process.pid, epoch) == [epoch]
                assert holds(process.pid, key, key.hex().encode(), key.hex().upper().encode()) == []

                _say(process, b"\n")
                assert _line(process) == b"closed\n"
                assert holds(process.pid, key, key.hex().encode(), epoch, epoch.hex().encode(), code) == []
            finally:
                process.kill()


def _holder(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _say(process, PASSPHRASE.encode() + b"\n")
    return process


def _say(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def _line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    return process.stdout.readline()
