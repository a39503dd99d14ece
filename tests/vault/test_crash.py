"""Acknowledged means safe: the process is killed in the middle of saving, again and again."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from ombudsdesk.vault import cases, drafts, reading
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.verify import verify
from tests.conftest import PASSPHRASE
from tests.factories import new_case

WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from ombudsdesk.vault import cases, drafts
from ombudsdesk.vault import vault as vaults

vault = vaults.unlock(Path(sys.argv[1]), sys.argv[2])
now = datetime(2026, 3, 17, 12)
for number in range(int(sys.argv[3]), 1_000_000):
    drafts.keep_draft(vault.desk, place=drafts.new_note_place(1), text=f"draft {number}", now=now)
    cases.write_note(vault.desk, case=1, text=f"saved {number}", now=now)
    print(number, flush=True)
"""


def kill_in_the_middle(folder: Path, begin: int, seconds: float) -> list[int]:
    """The numbers that a writer acknowledged before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), PASSPHRASE, str(begin)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        return [int(line) for line in [first, *writer.stdout] if line.endswith("\n")]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("trials", [20, pytest.param(200, marks=pytest.mark.trials)])
def test_no_acknowledged_note_is_lost_when_the_process_is_killed(vault: Vault, trials: int) -> None:
    cases.open_case(vault.desk, new=new_case())
    vault.close()
    random = Random(11)
    acknowledged: list[int] = []
    journal, halfway = vault.folder / f"{vaults.DATA_FILE}-journal", 0

    for _trial in range(trials):
        acknowledged += kill_in_the_middle(vault.folder, len(acknowledged) * 2, random.uniform(0, 0.08))
        halfway += journal.exists() and journal.stat().st_size > 0
        again = vaults.unlock(vault.folder, PASSPHRASE)
        saved = {note.text for note in reading.case(again.desk, 1).notes}

        assert {f"saved {number}" for number in acknowledged} <= saved
        assert all(finding.good for finding in verify(again.desk))
        again.close()

    assert len(acknowledged) >= trials
    # the kills did hit the middle of saving: most leave a journal that has to be rolled back
    assert halfway > trials / 4


def test_half_a_sentence_is_there_after_a_crash(vault: Vault) -> None:
    cases.open_case(vault.desk, new=new_case())
    place = drafts.new_note_place(1)
    drafts.keep_draft(vault.desk, place=place, text="half a sen", now=datetime(2026, 3, 17, 12))

    # nobody closes anything: another process finds the words as a crash leaves them
    again = vaults.unlock(vault.folder, PASSPHRASE)

    assert drafts.draft(again.desk, place=place) == "half a sen"
    again.close()
