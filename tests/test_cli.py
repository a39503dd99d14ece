from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import page
import pytest

from ombudsdesk import __version__, cli, i18n
from ombudsdesk.vault import cases, reading
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import DATA_FILE, Vault
from tests.command_line import Run, runner
from tests.conftest import PASSPHRASE
from tests.factories import facts, new_case

pytestmark = pytest.mark.usefixtures("cheap_keys")

DATA = Path(__file__).parent / "data"
LOG, MAPPING = DATA / "office_log.csv", DATA / "office_log.mapping.json"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


@pytest.fixture
def closed(vault: Vault) -> Path:
    """The folder of a vault that is not open."""
    vault.close()
    return vault.folder


def test_a_vault_is_made_with_the_passphrase_read_twice(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "office"

    assert run("create", folder, "--passphrase-stdin", lines=(PASSPHRASE, PASSPHRASE)) == 0

    assert PASSPHRASE not in "".join(capsys.readouterr())
    vaults.unlock(folder, PASSPHRASE).close()


@pytest.mark.parametrize("lines", [(PASSPHRASE, "other"), ("", ""), ()])
def test_no_vault_is_made_of_passphrases_that_do_not_fit(run: Run, tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert run("create", tmp_path / "office", "--passphrase-stdin", lines=lines) == 1

    assert not (tmp_path / "office").exists()


@pytest.mark.parametrize("command", [("cases", "--count"), ("verify",)])
def test_a_wrong_passphrase_is_one_line_and_exit_1(
    run: Run, closed: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert run(command[0], closed, *command[1:], "--passphrase-stdin", lines=("wrong",)) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "does not open" in err


def test_the_number_of_cases_is_told_alone(run: Run, vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    for _number in range(3):
        cases.open_case(vault.desk, new=new_case(contacts=2))
    vault.close()

    assert run("cases", vault.folder, "--count", "--passphrase-stdin") == 0
    assert capsys.readouterr().out == "3\n"

    assert run("cases", vault.folder, "--passphrase-stdin") == 0
    assert capsys.readouterr().out.splitlines() == ["3 cases", "3 visitors", "6 contacts", "3 concerns"]


def test_a_damaged_vault_is_told_by_line_and_exit_code(run: Run, closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", closed, "--passphrase-stdin") == 0
    assert capsys.readouterr().out.count("good") == 6

    content = bytearray((closed / DATA_FILE).read_bytes())
    content[-2000] ^= 1
    (closed / DATA_FILE).write_bytes(content)

    assert run("verify", closed, "--passphrase-stdin") == 1
    assert "Restore your last backup" in capsys.readouterr().err


def test_the_sample_log_is_taken_in_whole(run: Run, closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("import", closed, LOG, "--mapping", MAPPING, "--passphrase-stdin")

    assert run(*words, "--dry-run") == 0
    assert run("cases", closed, "--count", "--passphrase-stdin") == 0
    assert capsys.readouterr().out.endswith("\n0\n")

    assert run(*words) == 0
    assert "412 cases were imported." in capsys.readouterr().out

    assert run(*words) == 1
    assert "was imported on" in capsys.readouterr().err

    again = vaults.unlock(closed, PASSPHRASE)
    assert reading.counts(again.desk).contacts == 412
    again.close()


def test_a_proposal_for_the_mapping_can_be_had_and_used(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal = tmp_path / "map.json"

    assert run("import", closed, LOG, "--suggest", proposal, "--passphrase-stdin") == 0
    assert run("import", closed, LOG, "--mapping", proposal, "--dry-run", "--passphrase-stdin") == 0
    assert "412" in capsys.readouterr().out


def test_what_is_left_to_decide_stands_in_the_proposal_and_is_told(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, proposal = tmp_path / "log.csv", tmp_path / "map.json"
    log.write_text("Date,Who,Issue\n3/4/2026,Wizard,transportation\n", encoding="utf-8")

    assert run("import", closed, log, "--suggest", proposal, "--passphrase-stdin") == 0

    out = capsys.readouterr().out
    assert "2 things in it are left to decide" in out
    assert "date_order" in out
    assert "Wizard" not in out
    content = json.loads(proposal.read_text(encoding="utf-8"))
    assert content["values"]["role"] == {"Wizard": None}
    assert run("import", closed, log, "--mapping", proposal, "--passphrase-stdin") == 1

    content["values"]["role"]["Wizard"] = "other"
    content["date_order"] = "mdy"
    (tmp_path / "done.json").write_text(json.dumps(content), encoding="utf-8")
    assert run("import", closed, log, "--mapping", tmp_path / "done.json", "--passphrase-stdin") == 0


def test_a_longer_log_brings_only_what_is_new(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = LOG.read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "longer.csv").write_text("\n".join([*lines[:-1], lines[3].replace("1,", "413,", 1)]), encoding="utf-8")
    words = ("--mapping", MAPPING, "--passphrase-stdin")
    assert run("import", closed, LOG, *words) == 0
    capsys.readouterr()

    assert run("import", closed, tmp_path / "longer.csv", *words) == 0

    out = capsys.readouterr().out
    # the appended row says the same as the first one, and is a second visit all the same
    assert "412 of the cases are in the vault already" in out
    assert "1 case was imported." in out


@pytest.mark.parametrize("name", ["vault.db", "vault.keys"])
def test_no_output_ever_replaces_the_vault_or_a_spreadsheet(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    report = ("--from", "2026-02-01", "--to", "2026-02-28", "--passphrase-stdin")
    (tmp_path / "log.csv").write_bytes(LOG.read_bytes())

    assert run("report", closed, *report, "--out", closed / name) == 1
    assert run("import", closed, tmp_path / "log.csv", "--suggest", tmp_path / "log.csv", "--passphrase-stdin") == 1
    assert run("import", closed, LOG, "--suggest", closed / name, "--passphrase-stdin") == 1

    assert capsys.readouterr().err.count("another file of this name") == 3
    vaults.unlock(closed, PASSPHRASE).close()
    assert (tmp_path / "log.csv").read_bytes() == LOG.read_bytes()


@pytest.mark.parametrize("out", ["", "/", "."])
def test_an_output_without_a_name_is_a_sentence(
    run: Run, closed: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    words = ("--from", "2026-02-01", "--to", "2026-02-28", "--passphrase-stdin")

    assert run("report", closed, *words, "--out", out) == 1
    assert "a folder, not a file" in capsys.readouterr().err


def test_a_report_may_replace_an_older_report(run: Run, closed: Path, tmp_path: Path) -> None:
    words = ("--from", "2026-02-01", "--to", "2026-02-28", "--passphrase-stdin", "--out", tmp_path / "r.pdf")

    assert run("report", closed, *words) == 0
    assert run("report", closed, *words) == 0


@pytest.mark.parametrize("line", [b"contrase\xf1a\n", b"\xff\n"])
def test_a_passphrase_in_another_encoding_is_said_so_and_not_shown(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))

    assert cli.run(["cases", str(closed), "--passphrase-stdin"]) == 1

    err = capsys.readouterr().err
    assert "not written in UTF-8" in err
    assert "contrase" not in err


def test_a_mark_at_the_beginning_of_the_input_is_no_part_of_the_passphrase(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSPHRASE}\n".encode("utf-8-sig"))))

    assert cli.run(["cases", str(closed), "--passphrase-stdin"]) == 0


def test_where_nobody_can_be_asked_it_is_a_sentence(closed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ombudsdesk", "cases", str(closed)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "could not be asked" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_behind_the_output_is_a_sentence(closed: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ombudsdesk", "cases", str(closed), "--passphrase-stdin"],
            input=f"{PASSPHRASE}\n".encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 1
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_nothing_is_written_behind_an_open_window(run: Run, vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("import", vault.folder, LOG, "--mapping", MAPPING, "--passphrase-stdin")

    assert run(*words) == 1
    assert "already open in another window" in capsys.readouterr().err
    # reading goes well beside it
    assert run(*words, "--dry-run") == 0
    assert run("cases", vault.folder, "--count", "--passphrase-stdin") == 0
    assert capsys.readouterr().out.endswith("\n0\n")

    vault.close()
    assert run(*words) == 0


def test_a_file_that_cannot_be_read_imports_nothing(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for broken in (tmp_path / "absent.csv", tmp_path):
        assert run("import", closed, broken, "--mapping", MAPPING, "--passphrase-stdin") == 1
        assert "could not be read" in capsys.readouterr().err


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_report_is_written_in_the_language_asked_for(run: Run, vault: Vault, tmp_path: Path, language: str) -> None:
    cases.open_case(vault.desk, new=new_case(case_facts=facts(opened=date(2025, 9, 5))))
    vault.close()
    target = tmp_path / "report.pdf"
    words = ("--from", "2025-08-01", "--to", "2026-07-31", "--language", language, "--out", target, "--passphrase-stdin")

    assert run("report", vault.folder, *words) == 0

    pdf = target.read_bytes()
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="2a")
    assert [path.name for path in tmp_path.glob("*.p*")] == ["report.pdf"]


def test_a_report_of_single_days_is_refused(
    run: Run, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--from", "2025-09-05", "--to", "2025-09-05", "--out", tmp_path / "x.pdf", "--passphrase-stdin")

    assert run("report", closed, *words) == 1
    assert "whole months" in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("unknown",),
        ("cases",),
        ("import", "x", "y"),
        ("import", "x", "y", "--mapping", "a", "--suggest", "b"),
        ("report", "x", "--from", "yesterday", "--to", "2026-07-31", "--out", "x.pdf"),
        ("report", "x", "--from", "2025-08-01", "--to", "2026-07-31", "--language", "fr", "--out", "x.pdf"),
        ("demo", "--headless", "--cases", "-1"),
    ],
)
def test_a_command_that_is_not_written_correctly_is_exit_2(
    run: Run, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)

    assert ended.value.code == 2
    assert "not written correctly" in capsys.readouterr().err


def test_the_practice_office_is_the_same_every_time(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("first", "second"):
        assert run("demo", "--headless", "--cases", "60", "--out", tmp_path / folder) == 0

    assert capsys.readouterr().out.count("60 cases") == 2
    for name in ("report-en.pdf", "report-es.pdf"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
        assert page.is_pdf_compliant_bytes((tmp_path / "first" / name).read_bytes(), profile="ua1")


@pytest.mark.parametrize("count", [0, 1])
def test_the_smallest_offices_have_reports_too(run: Run, tmp_path: Path, count: int) -> None:
    assert run("demo", "--headless", "--cases", count, "--out", tmp_path) == 0

    assert page.is_pdf_compliant_bytes((tmp_path / "report-es.pdf").read_bytes(), profile="2a")


def test_the_program_speaks_the_computers_language(run: Run, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "es_MX:en")

    run("cases", closed, "--count", "--passphrase-stdin")

    assert i18n.current().language == "es"


def test_the_command_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    """Without Qt: the command line must not pay for the window."""
    script = (
        "import sys; from ombudsdesk.__main__ import main\n"
        "try: main()\n"
        "finally: assert not [name for name in sys.modules if name.startswith(('PySide6', 'reportlab'))]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--version"], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )

    assert done.stdout.strip() == f"ombudsdesk {__version__}"


def test_a_reader_that_stops_reading_is_no_crash(closed: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ombudsdesk", "cases", str(closed), "--passphrase-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _out, err = process.communicate(f"{PASSPHRASE}\n".encode(), timeout=60)

    assert b"Traceback" not in err


def test_a_bug_tells_nothing_of_a_case_on_the_terminal() -> None:
    script = (
        "import ombudsdesk.cli as cli, sys\n"
        "def fail(words): raise ValueError('Zyxelda Quorvath')\n"
        "cli.run = fail\n"
        "from ombudsdesk.__main__ import main\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert "Zyxelda" not in done.stderr


def test_a_weak_passphrase_is_refused_at_the_keyboard_and_warned_of_in_a_script(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "contraseña segura")
    assert cli.run(["create", str(tmp_path / "typed")]) == 1
    assert "Weak" in capsys.readouterr().err
    assert not (tmp_path / "typed").exists()

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("contraseña segura\n".encode() * 2)))
    assert cli.run(["create", str(tmp_path / "scripted"), "--passphrase-stdin"]) == 0
    assert "Weak" in capsys.readouterr().err


def test_after_wrong_tries_the_next_one_waits(
    run: Run, closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    for _try in range(5):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"wrong words\n")))
        assert cli.run(["cases", str(closed), "--passphrase-stdin"]) == 1
    assert run("cases", closed, "--passphrase-stdin") == 0
    assert run("cases", closed, "--passphrase-stdin") == 0

    assert waited == [0, 0, 0, 0, 2, 4, 0]
    assert "wrong words" not in capsys.readouterr().err
