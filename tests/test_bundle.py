"""The folder that an office gets, which needs no Python on its computer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("PyInstaller", reason="the bundle is built with PyInstaller")

ROOT = Path(__file__).resolve().parent.parent
NAME = "ombudsdesk.exe" if os.name == "nt" else "ombudsdesk"
# what Windows cannot start a program without
KEPT = ("SYSTEMROOT", "TEMP", "TMP")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of a bundle that was built just now."""
    folder = tmp_path_factory.mktemp("bundle")
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "build.spec"), "--noconfirm", "--log-level", "WARN", *places]
    # its cache, too, is this test's own
    environ = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(folder / "config")}
    built = subprocess.run(command, cwd=folder, env=environ, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr[-4000:]
    return folder / "dist" / "ombudsdesk" / NAME


def start(bundle: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start the bundle in an environment that knows no Python and no home."""
    environ = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.run([bundle, *words], cwd=folder, env=environ, check=False, capture_output=True, text=True)


def test_the_bundle_writes_both_reports_where_no_python_is(bundle: Path, tmp_path: Path) -> None:
    done = start(bundle, tmp_path, "demo", "--headless", "--cases", "100", "--out", "out")

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for language in ("en", "es"):
        pdf = (tmp_path / "out" / f"report-{language}.pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert f"/Lang ({language}".encode() in pdf


def test_the_bundle_keeps_the_exit_codes_of_the_command_line(bundle: Path, tmp_path: Path) -> None:
    assert start(bundle, tmp_path, "no-such-command").returncode == 2
    missing = start(bundle, tmp_path, "verify", "no-such-vault", "--passphrase-stdin")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_the_bundle_holds_the_office_and_not_the_workshop(bundle: Path) -> None:
    inside = bundle.parent / "_internal"
    held = {path.relative_to(inside).as_posix() for path in inside.rglob("*")}

    assert (inside / "resources" / "srgb.icc").is_file()
    assert [path.name for path in (inside / "translations").rglob("*.*")] == ["ombudsdesk.po"]
    assert {path.name for path in (inside / "babel" / "locale-data").iterdir()} >= {"root.dat", "en_US.dat", "es_US.dat"}
    assert not [name for name in held if name.startswith(("pytest", "hypothesis", "mypy", "pikepdf", "lxml", "openpyxl"))]
