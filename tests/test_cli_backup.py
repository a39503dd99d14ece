from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from ombudsdesk import cli
from ombudsdesk.vault import cases, keys, sheet
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import KEY_FILE, Vault
from tests.command_line import Run, runner, text_input
from tests.conftest import PASSPHRASE
from tests.factories import new_case

pytestmark = pytest.mark.usefixtures("cheap_keys")

NEW_WORDS = "other words for another laptop"
Read = pytest.CaptureFixture[str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch, "--passphrase-stdin")


class Writer:
    """Somebody who gives the passphrase, writes the shown code down, and reads two groups of it back."""

    def __init__(self, read: Read, slip: str = "") -> None:
        self.read, self.slip, self.code, self.shown = read, slip, "", ""
        self.asked = 0
        self.buffer = self

    def readline(self) -> bytes:
        return self._line().encode()

    def _line(self) -> str:
        out, err = self.read.readouterr()
        self.shown += out + err
        if not self.code and (found := re.search(r"\w{5}(-\w{5}){7}", out)):
            self.code = found[0]
        if not self.code:
            return f"{PASSPHRASE}\n"
        number = self.groups[self.asked]
        self.asked += 1
        return f"{self.slip or self.code.split('-')[number - 1].lower()}\n"

    groups = (2, 7)


@pytest.fixture
def closed(vault: Vault) -> Path:
    """The folder of a vault that is not open, with three cases."""
    for _number in range(3):
        cases.open_case(vault.desk, new=new_case(notes=("a note",)))
    vault.close()
    return vault.folder


def make_sheet(folder: Path, monkeypatch: pytest.MonkeyPatch, writer: Writer, *words: str) -> int:
    monkeypatch.setattr(sys, "stdin", writer)
    monkeypatch.setattr(sheet, "two_groups", lambda: Writer.groups)
    return cli.run(["sheet", str(folder), *words, "--passphrase-stdin"])


@pytest.fixture
def code(closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Read) -> str:
    """The code of the vault's recovery sheet."""
    writer = Writer(capsys)
    assert make_sheet(closed, monkeypatch, writer) == 0
    capsys.readouterr()
    return writer.code


def test_the_sheet_is_shown_once_and_read_back(closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Read) -> None:
    writer = Writer(capsys)

    assert make_sheet(closed, monkeypatch, writer) == 0

    assert "Recovery sheet number 1." in writer.shown
    assert "The sheet is good." in capsys.readouterr().out
    text = (closed / KEY_FILE).read_bytes()
    assert keys.unseal_with_sheet(text, sheet.parse(writer.code)).epoch
    vaults.unlock(closed, PASSPHRASE).close()


@pytest.mark.parametrize("slip", ["AAAAA", "x"])
def test_a_code_that_is_not_on_paper_makes_no_sheet(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Read, slip: str
) -> None:
    before = (closed / KEY_FILE).read_bytes()

    assert make_sheet(closed, monkeypatch, Writer(capsys, slip)) == 1

    assert "not group 2 of the code. Nothing was changed." in capsys.readouterr().err
    assert (closed / KEY_FILE).read_bytes() == before


def test_a_second_sheet_is_made_only_on_demand(
    closed: Path, code: str, monkeypatch: pytest.MonkeyPatch, capsys: Read
) -> None:
    before = (closed / KEY_FILE).read_bytes()
    assert make_sheet(closed, monkeypatch, Writer(capsys)) == 1
    assert "has a recovery sheet already" in capsys.readouterr().err
    assert (closed / KEY_FILE).read_bytes() == before

    writer = Writer(capsys)
    assert make_sheet(closed, monkeypatch, writer, "--new") == 0

    assert "Recovery sheet number 2." in writer.shown
    assert "Make a backup now." in capsys.readouterr().out
    assert writer.code != code


def test_the_sheet_alone_brings_the_office_to_another_laptop(
    run: Run, closed: Path, code: str, tmp_path: Path, capsys: Read
) -> None:
    (tmp_path / "stick").mkdir()
    assert run("backup", closed, tmp_path / "stick") == 0
    assert "was made and found good" in capsys.readouterr().out
    saved = next((tmp_path / "stick").glob("*.db"))

    lines = (code.replace("-", " ").lower(), NEW_WORDS, NEW_WORDS)
    assert run("restore", saved, tmp_path / "new laptop", lines=lines) == 0

    assert capsys.readouterr().out.splitlines()[-1] == "3 cases"
    assert run("cases", tmp_path / "new laptop", "--count", lines=(NEW_WORDS,)) == 0
    assert run("verify", tmp_path / "new laptop", lines=(NEW_WORDS,)) == 0


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(run: Run, closed: Path, code: str, capsys: Read) -> None:
    assert run("passphrase", closed, "--sheet", lines=(code, NEW_WORDS, NEW_WORDS)) == 0

    assert run("cases", closed, lines=(NEW_WORDS,)) == 0
    assert run("cases", closed, lines=(PASSPHRASE,)) == 1


def test_a_passphrase_is_changed_by_who_knows_it(run: Run, closed: Path, capsys: Read) -> None:
    assert run("passphrase", closed, lines=("wrong", NEW_WORDS, NEW_WORDS)) == 1
    assert run("passphrase", closed, lines=(PASSPHRASE, NEW_WORDS, "other")) == 1
    assert run("cases", closed, lines=(PASSPHRASE,)) == 0

    assert run("passphrase", closed, lines=(PASSPHRASE, NEW_WORDS, NEW_WORDS)) == 0

    assert run("cases", closed, lines=(NEW_WORDS,)) == 0
    assert NEW_WORDS not in "".join(capsys.readouterr())


def test_a_wrong_group_of_the_code_is_named(run: Run, closed: Path, code: str, tmp_path: Path, capsys: Read) -> None:
    (tmp_path / "stick").mkdir()
    run("backup", closed, tmp_path / "stick")
    saved = next((tmp_path / "stick").glob("*.db"))
    groups = code.split("-")
    groups[4] = ("0" if groups[4][0] != "0" else "1") + groups[4][1:]

    assert run("restore", saved, tmp_path / "home", lines=("-".join(groups), NEW_WORDS, NEW_WORDS)) == 1

    err = capsys.readouterr().err
    assert "Group 5 of the code is not as on the sheet." in err
    assert err.count("\n") == 1
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("lines", [(), ("",), ("x", "y")])
def test_a_restore_without_a_code_makes_nothing(
    run: Run, closed: Path, code: str, tmp_path: Path, capsys: Read, lines: tuple[str, ...]
) -> None:
    (tmp_path / "stick").mkdir()
    run("backup", closed, tmp_path / "stick")
    saved = next((tmp_path / "stick").glob("*.db"))

    assert run("restore", saved, tmp_path / "home", lines=lines) == 1
    assert not (tmp_path / "home").exists()


def test_a_file_that_is_no_backup_is_refused_before_a_code_is_asked_for(
    run: Run, closed: Path, tmp_path: Path, capsys: Read
) -> None:
    assert run("restore", tmp_path / "absent.db", tmp_path / "home", lines=()) == 1
    assert "could not be read" in capsys.readouterr().err

    assert run("restore", closed / "vault.db", tmp_path / "home", lines=()) == 1
    assert "ends in .hdr" in capsys.readouterr().err


def test_a_backup_without_a_sheet_or_a_folder_is_one_line_and_exit_1(
    run: Run, closed: Path, tmp_path: Path, capsys: Read
) -> None:
    (tmp_path / "stick").mkdir()
    assert run("backup", closed, tmp_path / "stick") == 1
    assert "no recovery sheet" in capsys.readouterr().err
    assert list((tmp_path / "stick").iterdir()) == []


def test_old_backups_go_unless_all_shall_stay(run: Run, closed: Path, code: str, tmp_path: Path, capsys: Read) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("backup", closed, stick) == 0
    made = next(stick.glob("*.db"))
    for hour in range(3):
        for suffix in (".db", ".hdr"):
            (stick / f"ombuds-20200310-{hour:02}0000-e1{suffix}").write_bytes(made.with_suffix(suffix).read_bytes())

    assert run("backup", closed, stick, "--keep-all") == 0
    assert len(list(stick.glob("*.db"))) == 5
    assert run("backup", closed, stick) == 0

    assert "2 old backups were removed." in capsys.readouterr().out
    assert len(list(stick.glob("*.db"))) == len(list(stick.glob("*.hdr"))) == 4


def test_who_types_a_code_sees_it_and_the_prompt_is_no_output(
    closed: Path, code: str, monkeypatch: pytest.MonkeyPatch, capsys: Read
) -> None:
    monkeypatch.setattr(sys, "stdin", text_input(f"{code}\n"))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: NEW_WORDS)

    assert cli.run(["passphrase", str(closed), "--sheet"]) == 0

    out, err = capsys.readouterr()
    assert err == "Code of the recovery sheet: "
    assert out.count("\n") == 1
    vaults.unlock(closed, NEW_WORDS).close()
