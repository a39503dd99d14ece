"""A report is handed out only once it stands in the ledger: the process is killed before, in between and after."""

from __future__ import annotations

import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from ombudsdesk.vault import ledger
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.frozen import frozen_months
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.verify import verify
from tests.conftest import PASSPHRASE
from tests.vault.publishing import MARCH, SPRING, fill_spring, publish

WRITER = """
import hashlib
import os
import sys
from datetime import date
from pathlib import Path
from ombudsdesk.domain.periods import whole_month
from ombudsdesk.vault import ledger
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.engine import Database
from tests.vault.publishing import MARCH, publish

vault = vaults.unlock(Path(sys.argv[1]), sys.argv[2])
end = sys.argv[3]
run = Database.run

def run_and_end(self, sql, values=()):
    if sql == "COMMIT" and end == "before":
        os._exit(9)
    result = run(self, sql, values)
    if sql == "COMMIT" and end == "after":
        os._exit(9)
    return result

Database.run = run_and_end
while True:
    number = ledger.last_number(vault.desk)
    month = whole_month(date(2026 + number // 12, number % 12 + 1, 1)) if end == "never" else MARCH
    pdf = b"%PDF " + bytes([number % 256]) * 50_000
    print("rendered", flush=True)
    handed_out = publish(vault.desk, month, pdfs={"en": pdf}).pdfs["en"]
    print(hashlib.sha256(handed_out).hexdigest(), flush=True)
"""


def writer(folder: Path, end: str) -> subprocess.Popen[str]:
    """A process that publishes one report after the other, and says which it has handed out."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), PASSPHRASE, end],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent.parent,
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return [line.strip() for line in process.stdout if line.endswith("\n")]


@pytest.mark.parametrize(("end", "entries"), [("before", 0), ("after", 1)])
def test_a_crash_around_the_commit_leaves_a_whole_entry_or_none_and_hands_out_nothing(
    vault: Vault, end: str, entries: int
) -> None:
    fill_spring(vault)
    vault.close()

    with writer(vault.folder, end) as process:
        assert said(process) == ["rendered"]
    assert process.returncode == 9

    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert len(ledger.entries(again.desk)) == entries
    assert frozen_months(again.desk) == ({MARCH.start} if entries else set())
    assert all(finding.good for finding in verify(again.desk))
    # what was rendered and not handed out is published anew, or stands there as something that may have been
    assert publish(again.desk, SPRING).entry.number == entries + 1
    again.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("trials", [12, pytest.param(120, marks=pytest.mark.trials)])
def test_every_report_that_was_handed_out_is_in_the_ledger_when_the_process_is_killed(vault: Vault, trials: int) -> None:
    fill_spring(vault)
    vault.close()
    random = Random(13)
    handed_out: list[str] = []
    journal, halfway = vault.folder / f"{vaults.DATA_FILE}-journal", 0

    for trial in range(trials):
        with writer(vault.folder, "never") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "rendered\n"
            handed_out.append(process.stdout.readline().strip())
            time.sleep(random.uniform(0, 0.08))
            process.kill()
            handed_out += [line for line in said(process) if line != "rendered"]
        halfway += journal.exists() and journal.stat().st_size > 0

        again = vaults.unlock(vault.folder, PASSPHRASE)
        entries = ledger.entries(again.desk)
        entered = {digest for entry in entries for digest in entry.digests.values()}
        assert set(handed_out) <= entered
        assert ledger.check(again.desk)
        assert frozen_months(again.desk) == {entry.period.start for entry in entries}
        # at most one of each process is in the ledger and was not heard of
        assert len(entries) <= len(handed_out) + trial + 1
        again.close()

    assert len(handed_out) >= trials
    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert all(finding.good for finding in verify(again.desk))
    again.close()
    # the kills did hit the middle of publishing
    assert halfway > trials / 4


def test_the_digest_in_the_ledger_is_that_of_the_file_that_was_handed_out(vault: Vault) -> None:
    published = publish(vault.desk)

    for language, pdf in published.pdfs.items():
        assert published.entry.digests[language] == sha256(pdf).hexdigest()
