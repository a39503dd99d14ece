"""`run.py`: what it finds missing, what it says, and what it hands on."""

from __future__ import annotations

import ast
import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"

posix = pytest.mark.skipif(os.name != "posix", reason="stands on symbolic links and shell scripts")


# The right Python


@pytest.mark.parametrize("version", ["3.8", "3.10", "3.14"])
def test_a_python_that_does_not_fit_is_told_which_ones_do(version: str) -> None:
    with pytest.raises(run.NotReadyError, match=rf"3\.11, 3\.12 or 3\.13.*{version}"):
        run.check_python(version)


def test_the_pythons_that_fit_are_those_of_the_package() -> None:
    (required,) = re.findall(r'requires-python = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert required == f">={run.PYTHONS[0]},<3.{int(run.PYTHONS[-1].split('.')[1]) + 1}"
    run.check_python(THIS)


def test_an_old_python_can_read_the_script_far_enough_to_say_so() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                assert alias.name.split(".")[0] in sys.stdlib_module_names


# What is needed for which words


@pytest.mark.parametrize(
    "words",
    [[], ["demo"], ["--vault", "here"], ["--vault=here"], ["demo", "--cases", "9"], ["--vault", "here", "demo"]],
    ids=" ".join,
)
def test_words_that_open_a_window_are_known(words: list[str]) -> None:
    assert run.opens_window(words)


@pytest.mark.parametrize(
    "words",
    [["demo", "--headless"], ["demo", "--out", "x", "--head"], ["demo", "-h"], ["--version"], ["cases", "DIR"], ["verify"]],
    ids=" ".join,
)
def test_words_that_work_without_a_window_need_nothing_of_the_system(words: list[str]) -> None:
    assert not run.opens_window(words)
    assert run.needs(words, {"DISPLAY": ":0"}) == {}


def test_the_command_line_really_works_without_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from ombudsdesk.cli import run; code = run(sys.argv[1:]);"
        "sys.exit(code or ('PySide6' in sys.modules and 'Qt was loaded'))"
    )
    words = ["demo", "--headless", "--cases", "30", "--out", str(tmp_path / "out")]

    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2


@pytest.mark.parametrize(
    ("environ", "extra"),
    [
        ({"DISPLAY": ":0"}, run.X11),
        ({"WAYLAND_DISPLAY": "wayland-0"}, run.WAYLAND),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {**run.WAYLAND, **run.X11}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, {}),
        ({"QT_QPA_PLATFORM": "xcb"}, run.X11),
    ],
)
def test_a_window_needs_the_libraries_of_its_screen(
    environ: dict[str, str], extra: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LINUX", True)

    assert run.needs(["demo"], environ) == {**run.QT, **extra}


def test_tests_need_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LINUX", True)

    needed = run.needs(["test", "-k", "demo"], {"DISPLAY": ":0"})

    assert run.QT.items() <= needed.items()
    assert not needed.keys() & (run.X11.keys() | run.WAYLAND.keys())


def test_windows_and_macos_have_what_qt_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LINUX", False)

    assert run.needs(["demo"], {}) == run.needs(["test"], {}) == {}
    run.check_screen({})
    run.check_screen_answers({})


def test_a_missing_screen_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run, "LINUX", True)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    assert run.main(["demo"]) == 1
    assert "--headless" in capfd.readouterr().err


@pytest.mark.skipif(not run.LINUX, reason="other systems have no X screen to ask")
def test_a_screen_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(run.NotReadyError, match="--headless"):
        run.check_screen_answers({"DISPLAY": ":9371"})


# What the system lacks


def test_what_is_there_is_found() -> None:
    assert run.present("git")
    assert run.present("ensurepip")
    assert not run.present("no-such-program")
    assert not run.present("libnosuchlibrary.so.7")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is all there is, with an apt-get that puts what it installs there and takes notes."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("env", "sh", "touch", "chmod"):
        (programs / name).symlink_to(str(shutil.which(name)))
    script = programs / "apt-get"
    script.write_text(f'#!/bin/sh\necho "$@" >> "{programs}/notes"\nfor last; do :; done\n> "{programs}/$last"\n')
    script.write_text(script.read_text() + f'chmod +x "{programs}/$last"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return programs


@posix
def test_nothing_is_installed_when_nothing_is_missing(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run.provide({"sh": "dash"})

    assert not (machine / "notes").exists()
    assert capfd.readouterr().err == ""


@posix
def test_only_what_is_missing_is_installed_and_said(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run.provide({"sh": "dash", "abacus": "abacus"})

    *_, last = (machine / "notes").read_text().splitlines()
    assert "install --no-install-recommends abacus" in last
    assert "dash" not in last
    assert "abacus" in capfd.readouterr().err


@posix
def test_what_apt_did_not_bring_is_named_with_its_command(machine: Path) -> None:
    with pytest.raises(run.NotReadyError, match=r"sudo apt-get install --no-install-recommends binutils$"):
        run.provide({"objcopy": "binutils"})


@posix
def test_without_rights_the_exact_command_is_named_and_nothing_tried(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(run.NotReadyError, match="sudo apt-get install --no-install-recommends libegl1 libgl1"):
        run.provide({"libGL-missing.so.1": "libgl1", "libEGL-missing.so.1": "libegl1"})
    assert not (machine / "notes").exists()


@posix
def test_other_systems_are_told_the_libraries(machine: Path) -> None:
    (machine / "apt-get").unlink()

    with pytest.raises(run.NotReadyError, match=r"lacks: libGL-missing\.so\.1\n"):
        run.provide({"libGL-missing.so.1": "libgl1"})


@posix
def test_no_password_is_ever_asked_for(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert run.administrator() is None
    for code, expected in ((1, None), (0, ["sudo", "-n"])):
        (machine / "sudo").write_text(f'#!/bin/sh\n[ "$1" = -n ] && exit {code}\nsleep 60\n')
        (machine / "sudo").chmod(0o755)
        assert run.administrator() == expected


# The locks


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_test_lock_holds_every_package_of_the_program_in_the_same_version() -> None:
    assert pins(run.RUNTIME_LOCK)
    assert pins(run.RUNTIME_LOCK).items() <= pins(run.TEST_LOCK).items()


@pytest.mark.parametrize("lock", [run.RUNTIME_LOCK, run.TEST_LOCK])
def test_a_lock_has_digests_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert len(re.findall(r"==[^#]*?--hash=sha256:[0-9a-f]{64}", text)) == len(pins(lock))


# What is run


def test_every_check_runs_even_after_one_failed_and_words_go_to_pytest_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ran: dict[str, list[str]] = {}

    def passes(_: Path, step: str, command: list[str]) -> bool:
        ran[step] = command
        return step != "mypy"

    monkeypatch.setattr(run, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(run, "passes", passes)

    assert run.main(["test", "-k", "vault"]) == 1
    assert list(ran) == ["ruff check", "ruff format", "mypy", "pytest"]
    assert [step for step, command in ran.items() if "vault" in command] == ["pytest"]
    assert "Not passed: mypy" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("failing", "code"), [(None, 0), ("ruff check", 1), ("ruff format", 1), ("mypy", 1), ("pytest", 1)]
)
def test_the_tests_pass_only_together(failing: str | None, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(run, "passes", lambda _, step, __: step != failing)

    assert run.main(["test"]) == code


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", ".venv"), KeyboardInterrupt()])
def test_what_goes_wrong_on_the_way_is_a_sentence(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run, "set_up", fail)

    assert run.main(["cases"]) == 1
    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_US.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr:es:en"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_computer(
    environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.locale, "getlocale", lambda: (None, None))

    assert run.language(environ) == expected


def test_both_languages_say_the_same_things() -> None:
    english, spanish = run.SENTENCES["en"], run.SENTENCES["es"]

    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert english.keys() == spanish.keys()
    assert all(gaps(english[key]) == gaps(spanish[key]) and english[key] != spanish[key] for key in english)
