"""The list of parts is whole and always the same; two bundles of the same source are the same, file by file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ombudsdesk.vault.engine import versions

ROOT = Path(__file__).resolve().parent.parent


def parts() -> bytes:
    return subprocess.run([sys.executable, str(ROOT / ".ci" / "sbom.py")], check=True, capture_output=True).stdout


def test_the_list_of_parts_is_the_same_twice_and_names_what_lies_inside_wheels() -> None:
    first = parts()
    # one package may be locked twice: for older and for newer Pythons
    listed = {(part["name"], part["version"]): part for part in json.loads(first)["components"]}
    locked = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)

    assert first == parts()
    inside = set(zip(("SQLCipher", "OpenSSL"), versions(), strict=True))
    assert set(listed) == inside | set(locked)
    assert all(listed[part]["hashes"] for part in locked)


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.trials
@pytest.mark.timeout(1200)
def test_two_bundles_of_the_same_source_are_the_same(tmp_path: Path) -> None:
    pytest.importorskip("PyInstaller", reason="the bundle is built with PyInstaller")
    environ = {**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "1767225600"}
    made = []
    for _time in range(2):
        # the same place both times: a place is written into what is built
        places = ["--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "work"), "--clean"]
        command = [sys.executable, "-m", "PyInstaller", str(ROOT / "build.spec"), "--noconfirm", "--log-level", "WARN"]
        environ["PYINSTALLER_CONFIG_DIR"] = str(tmp_path / "config")
        subprocess.run([*command, *places], cwd=tmp_path, env=environ, check=True, capture_output=True)
        made.append(hashes(tmp_path / "dist"))

    assert made[0] == made[1]
    assert len(made[0]) > 100
