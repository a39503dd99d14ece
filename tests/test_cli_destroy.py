"""`destroy` and `hold` as somebody types them."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from ombudsdesk import cli
from ombudsdesk.vault import cases, sheet
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault
from tests.command_line import Run, runner
from tests.conftest import PASSPHRASE
from tests.factories import facts, new_case
from tests.test_cli_backup import NEW_WORDS, Writer
from tests.vault.keeping import give_sheet, save

pytestmark = pytest.mark.usefixtures("cheap_keys")

Read = pytest.CaptureFixture[str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch, "--passphrase-stdin")


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Two cases that are due, one that is open; numbers 26-0001 to 26-0003."""
    for closed in (date(2026, 4, 1), date(2026, 4, 2), None):
        case = new_case(case_facts=facts(closed=closed, outcome="resolved" if closed else ""), notes=("words",))
        cases.open_case(vault.desk, new=case)
    return vault


def left(folder: Path) -> int:
    vault = vaults.unlock(folder, PASSPHRASE)
    try:
        return counts(vault.desk).cases
    finally:
        vault.close()


def test_what_is_due_goes_and_what_is_on_hold_stays(run: Run, office: Vault, capsys: Read) -> None:
    office.close()
    assert run("hold", office.folder, "26-0002", "--reason", "a court asked") == 0

    assert run("destroy", office.folder, "--due", "--yes") == 0

    out = capsys.readouterr().out
    assert "26-0001" in out
    assert "26-0002: on hold, so it is kept" in out
    assert left(office.folder) == 2
    assert run("hold", office.folder, "26-0002", "--end") == 0
    assert run("destroy", office.folder, "--due", lines=(PASSPHRASE, "1")) == 0
    assert left(office.folder) == 1
    assert run("destroy", office.folder, "--due") == 0
    assert "No case is to be destroyed." in capsys.readouterr().out


def test_another_number_than_that_of_the_cases_destroys_nothing(run: Run, office: Vault, capsys: Read) -> None:
    office.close()

    assert run("destroy", office.folder, "--due", lines=(PASSPHRASE, "yes")) == 1

    assert "Nothing was destroyed." in capsys.readouterr().err
    assert left(office.folder) == 3


def test_a_slip_with_the_new_sheet_costs_nothing_and_the_work_goes_on(
    run: Run, office: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Read
) -> None:
    give_sheet(office)
    stick = tmp_path / "stick"
    old = save(office, stick)
    office.close()
    monkeypatch.setattr(sheet, "two_groups", lambda: Writer.groups)
    slip = Writer(capsys, slip="00000")
    monkeypatch.setattr(sys, "stdin", slip)
    assert cli.run(["destroy", str(office.folder), "--due", "--yes", "--passphrase-stdin"]) == 1
    assert "--resume" in capsys.readouterr().err
    assert left(office.folder) == 1
    assert run("destroy", office.folder, "--due", "--yes") == 1
    assert "--resume" in capsys.readouterr().err

    writer = Writer(capsys)
    monkeypatch.setattr(sys, "stdin", writer)
    words = ["destroy", str(office.folder), "--resume", "--backup", str(stick), "--passphrase-stdin"]
    assert cli.run(words) == 0

    assert slip.code == writer.code
    out = writer.shown + capsys.readouterr().out
    assert "Recovery sheet number 2" in out
    # the only one went; the sheet may open a copy that nobody told the vault of
    assert "in no backup that is known. A copy could be read until sheet 1 is shredded." in out
    assert not old.path.exists()
    vault = vaults.unlock(office.folder, PASSPHRASE)
    assert vault.standing.todo is None
    vault.close()
    assert run("destroy", office.folder, "--resume") == 0
    assert "Nothing was interrupted." in capsys.readouterr().out
    backup = next(stick.glob("*-e2.db"))
    assert run("restore", backup, tmp_path / "home", lines=(writer.code, NEW_WORDS, NEW_WORDS)) == 0


def test_a_case_without_such_a_number_is_a_sentence(run: Run, office: Vault, capsys: Read) -> None:
    office.close()

    assert run("hold", office.folder, "26-0099", "--reason", "x") == 1
    assert run("hold", office.folder, "26-0001", "--end") == 1

    assert len(re.findall(r"\n", capsys.readouterr().err)) == 2


def test_another_key_comes_with_another_passphrase_if_it_is_wanted(run: Run, office: Vault, capsys: Read) -> None:
    office.close()
    old = (office.folder / "vault.db").read_bytes()[:16]

    assert run("passphrase", office.folder, "--new-key", lines=(PASSPHRASE, NEW_WORDS, NEW_WORDS)) == 0

    assert "another key" in capsys.readouterr().out
    assert (office.folder / "vault.db").read_bytes()[:16] != old
    vault = vaults.unlock(office.folder, NEW_WORDS)
    assert counts(vault.desk).cases == 3
    vault.close()


def test_an_older_vault_is_refused_and_accepted_on_purpose(run: Run, office: Vault, capsys: Read) -> None:
    old = (office.folder / "vault.db").read_bytes()
    office.close()
    (office.folder / "vault.db").write_bytes(old)

    assert run("cases", office.folder) == 1
    assert "older than when you last worked" in capsys.readouterr().err
    assert run("verify", office.folder, "--accept-older") == 0
    assert run("cases", office.folder, "--count") == 0


def test_a_destruction_that_is_under_way_is_known_to_whoever_opens_the_vault(office: Vault) -> None:
    from ombudsdesk.vault import destruction

    destruction.plan(office, cases=[1], passphrase=PASSPHRASE, today=date(2026, 6, 1))
    office.close()
    vault = vaults.unlock(office.folder, PASSPHRASE)
    assert vault.standing.todo is Stage.ERASE
    vault.close()
