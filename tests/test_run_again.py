"""`run.py`: what is up to date is not done again, and what is not is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"

posix = pytest.mark.skipif(os.name != "posix", reason="stands on symbolic links")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A checkout with two locks and a `.venv` that works: a twin of the one that runs the tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / run.RUNTIME_LOCK).write_text("# the program\n")
    (tmp_path / run.TEST_LOCK).write_text("# the program and its tools\n")
    python = run.venv_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / ".venv" / "lib").symlink_to(Path(sys.prefix) / "lib")
    # what makes it a .venv, with the pip that is in it: Debian's own Python has none
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", tmp_path / ".venv")
    return tmp_path


def installed(office: Path, lock: str) -> None:
    run.write_stamp(office, run.wanted_stamp(office, lock, THIS))


@posix
@pytest.mark.parametrize("lock", [run.RUNTIME_LOCK, run.TEST_LOCK])
def test_what_is_up_to_date_is_left_alone(
    office: Path, lock: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    installed(office, lock)
    monkeypatch.setattr(run, "install", lambda *_: pytest.fail("installed again"))

    run.set_up(office, {}, lock=lock)

    assert capfd.readouterr() == ("", "")


@posix
def test_the_test_tools_include_the_program_but_not_the_other_way_round(office: Path) -> None:
    installed(office, run.TEST_LOCK)
    assert run.up_to_date(office, run.RUNTIME_LOCK)

    installed(office, run.RUNTIME_LOCK)
    assert not run.up_to_date(office, run.TEST_LOCK)


@posix
@pytest.mark.parametrize("lock", [run.RUNTIME_LOCK, run.TEST_LOCK])
def test_a_changed_lock_is_installed(office: Path, lock: str) -> None:
    installed(office, run.TEST_LOCK)
    with (office / lock).open("a") as stream:
        stream.write("more==1\n")

    assert not run.up_to_date(office, lock)
    assert run.usable(office)  # into the same .venv


@posix
def test_other_line_ends_are_no_change(office: Path) -> None:
    installed(office, run.RUNTIME_LOCK)
    (office / run.RUNTIME_LOCK).write_bytes((office / run.RUNTIME_LOCK).read_bytes().replace(b"\n", b"\r\n"))

    assert run.up_to_date(office, run.RUNTIME_LOCK)


@posix
def test_a_venv_whose_python_is_gone_is_made_anew(office: Path) -> None:
    installed(office, run.RUNTIME_LOCK)
    run.venv_python(office).unlink()
    run.venv_python(office).symlink_to(office / "gone")

    assert not run.up_to_date(office, run.RUNTIME_LOCK)
    assert not run.usable(office)


@posix
def test_a_venv_whose_python_became_another_version_is_made_anew(office: Path) -> None:
    run.write_stamp(office, run.wanted_stamp(office, run.RUNTIME_LOCK, "3.10"))

    assert not run.up_to_date(office, run.RUNTIME_LOCK)
    assert not run.usable(office)


@posix
def test_an_install_that_was_cut_off_is_repeated_from_the_start(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    installed(office, run.RUNTIME_LOCK)
    monkeypatch.setattr(subprocess, "call", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run.install(office, run.TEST_LOCK)

    assert not run.up_to_date(office, run.RUNTIME_LOCK)
    assert not run.usable(office)


@posix
def test_a_venv_that_somebody_made_by_hand_is_used(office: Path) -> None:
    assert not run.up_to_date(office, run.RUNTIME_LOCK)
    assert run.usable(office)


def test_a_damaged_note_of_what_is_installed_counts_as_none(tmp_path: Path) -> None:
    run.write_stamp(tmp_path, {})
    for text in ("", "[]", '"3.11"', "{"):
        run.stamp_file(tmp_path).write_text(text)
        assert run.read_stamp(tmp_path) == {}


STAND_IN = """
import json, os, sys
print(json.dumps({"words": sys.argv[1:], "folder": os.getcwd(), "input": sys.stdin.read()}))
sys.exit(7)
"""


@posix
@pytest.mark.slow
def test_words_input_folder_and_exit_code_reach_the_program_and_nothing_is_set_up_twice(tmp_path: Path) -> None:
    """A whole first and second start with a real `.venv` and empty locks, so without a network."""
    checkout, folder = tmp_path / "a checkout", tmp_path / "elsewhere"
    (checkout / "tests").mkdir(parents=True)
    (checkout / "ombudsdesk").mkdir()
    folder.mkdir()
    shutil.copy(ROOT / "run.py", checkout)
    for lock in (run.RUNTIME_LOCK, run.TEST_LOCK):
        (checkout / lock).write_text("# nothing to install\n")
    (checkout / "ombudsdesk" / "__main__.py").write_text(STAND_IN)
    (folder / "ombudsdesk.py").write_text("raise SystemExit('a file of the user was taken for the program')")
    (folder / "json.py").write_text("raise SystemExit('a file of the user was taken for one of Python')")

    def start() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(checkout / "run.py"), "cases", "a folder", "--count"]
        return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, input="correct horse\n")

    first = start()
    again = start()
    (checkout / ".venv" / "bin" / "python").unlink()
    repaired = start()

    expected = f'{{"words": ["cases", "a folder", "--count"], "folder": "{folder}", "input": "correct horse\\n"}}\n'
    assert [done.stdout for done in (first, again, repaired)] == [expected] * 3, first.stderr
    assert [done.returncode for done in (first, again, repaired)] == [7] * 3
    assert ".venv" in first.stderr
    assert again.stderr == ""
    assert ".venv" in repaired.stderr


@pytest.mark.skipif(os.name != "posix", reason="runs the launcher of the other systems")
def test_the_word_ombudsdesk_works_from_any_folder(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "a folder", tmp_path / "elsewhere"
    for folder in (root / ".venv" / "bin", root / "ombudsdesk", elsewhere):
        folder.mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (root / "ombudsdesk" / "__main__.py").write_text("import os, sys; print(os.getcwd(), sys.argv[1:])")
    (elsewhere / "os.py").write_text("raise SystemExit('a file of the user was taken for one of the program')")

    run.write_launcher(root)
    done = subprocess.run(
        [str(root / ".venv" / "bin" / "ombudsdesk"), "report", "two words"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == f"{elsewhere} ['report', 'two words']"
