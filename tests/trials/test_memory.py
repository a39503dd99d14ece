"""No key in the memory of a process that has a vault open, and none of its backups' secrets once it is closed.

What is looked for is worked out here, from the key file's form, and not asked of the functions that should forget it.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ombudsdesk.vault import cases, keys
from ombudsdesk.vault.engine import file_salt
from ombudsdesk.vault.keys import Argon2
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


def ways_in(folder: Path) -> list[bytes]:
    """The key that Argon2id makes of the passphrase, and the master key that it opens."""
    slot = next(slot for slot in json.loads(key_text(folder))["slots"] if slot["t"] == "pass")
    salt, wrapped = (base64.b64decode(slot[name]) for name in ("salt", "w"))
    derived = Argon2(*slot["kdf"][1:]).derive(PASSPHRASE, salt)
    return [derived, AESGCM(derived).decrypt(wrapped[:12], wrapped[12:], b"OMBK1")]


def spellings(*secrets: bytes) -> list[bytes]:
    """Each secret as it is and as text."""
    return [one for secret in secrets for one in (secret, secret.hex().encode(), secret.hex().upper().encode())]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("trials", [5, pytest.param(20, marks=pytest.mark.trials)])
def test_no_key_stays_in_memory(vault: Vault, trials: int) -> None:
    cases.open_case(vault.desk, new=new_case())
    code = os.urandom(20)
    give_sheet(vault, code)
    vault.close()
    salt = file_salt(vault.folder / DATA_FILE)
    for _trial in range(trials):
        keyring = keys.unseal(key_text(vault.folder), PASSPHRASE)
        assert keyring.epoch is not None
        key, epoch = bytes(keyring.key_for(salt)), bytes(keyring.epoch.key)
        counting = bytes(keys.derive(key, salt, b"ombudsdesk generation key 1"))
        forgotten = spellings(key, *ways_in(vault.folder))
        with _holder(vault.folder) as process:
            try:
                assert _line(process) == b"open\n"
                require_readable(process.pid)
                # the scanner is shown to find what is known to be there while the vault is open
                assert set(holds(process.pid, epoch, code, counting)) == {epoch, code, counting}
                assert holds(process.pid, *forgotten) == []

                _say(process, b"\n")
                assert _line(process) == b"closed\n"
                assert holds(process.pid, *forgotten, *spellings(epoch, code, counting)) == []
            finally:
                process.kill()


def require_readable(pid: int) -> None:
    try:
        holds(pid, b"anything")
    except PermissionError:
        pytest.skip("this system lets no program read the memory of another")


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
