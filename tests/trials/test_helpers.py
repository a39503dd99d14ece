"""The helpers of the trials find what was planted: a trial that finds nothing means something."""

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
from tests.trials.pages import JOURNAL_MAGIC, found, journal_pages, opens, pages

MIDDLE_OF_A_PAGE = 2000


def key_of(folder: Path) -> bytearray:
    """The key of a vault's file."""
    return keys.unseal(key_text(folder), PASSPHRASE).key_for(file_salt(folder / DATA_FILE))


def test_the_decryptor_finds_planted_words_and_the_tails_of_indexed_ones(vault: Vault) -> None:
    cases.open_case(vault.desk, new=new_case(notes=("prefixwombat prefixzebra",)))
    path, key = vault.folder / DATA_FILE, key_of(vault.folder)

    assert found(path, key, ["prefixwombat prefixzebra"]) == ["prefixwombat prefixzebra"]
    # the index stores the second word without what both begin with
    index = b"".join(page for page in pages(path, key) if b"prefixwombat prefixzebra" not in page)
    assert b"prefixwombat" in index
    assert b"zebra" in index
    assert b"prefixzebra" not in index


def test_the_decryptor_notices_another_key_and_a_flipped_bit(vault: Vault) -> None:
    path, key = vault.folder / DATA_FILE, key_of(vault.folder)
    vault.close()
    assert opens(path, key)
    assert not opens(path, bytes(32))
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)

    with pytest.raises(ValueError, match="page 2"):
        list(pages(path, key))


def test_the_decryptor_reads_every_part_of_a_journal(vault: Vault) -> None:
    planted = [f"prefixwombat number {number} " for number in range(20)]
    for text in planted:
        cases.open_case(vault.desk, new=new_case(notes=(text + "y" * 3000,)))
    path, key = vault.folder / DATA_FILE, key_of(vault.folder)
    journal, salt = path.with_name(f"{DATA_FILE}-journal"), file_salt(path)

    with vault.desk.transaction():
        # a small cache forces pages out in the middle of the work, and each time the journal gets one more part
        vault.desk.run("PRAGMA cache_size = 5")
        vault.desk.run("UPDATE note SET text = replace(text, 'prefixwombat', 'anotheranima')")
        content = b"".join(journal_pages(journal, key, salt))
        raw = bytearray(journal.read_bytes())

    assert raw.count(JOURNAL_MAGIC) > 2
    assert [text for text in planted if text.encode() in content] == planted
    assert b"prefixwombat" not in raw
    # what was acknowledged has no journal any more
    assert journal.read_bytes() == b""
    raw[MIDDLE_OF_A_PAGE] ^= 1
    journal.write_bytes(raw)
    with pytest.raises(ValueError, match="does not belong"):
        list(journal_pages(journal, key, salt))
    journal.write_bytes(b"")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of a process the Linux way")
def test_the_scanner_finds_what_a_process_holds() -> None:
    planted = os.urandom(32)
    script = "import sys; kept = bytes.fromhex(sys.stdin.readline()); print('ready', flush=True); sys.stdin.readline()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(planted.hex().encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        hits = holds(process.pid, planted, os.urandom(32))
        process.kill()
    assert hits == [planted]
