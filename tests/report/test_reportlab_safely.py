"""The PDF library runs nobody's settings, and the same release is the same file everywhere."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ombudsdesk
from ombudsdesk.report.reportlab_safely import pdfdoc, ttfonts
from tests.report import factories
from tests.report.privacy import leaks

PACKAGE = Path(ombudsdesk.__file__).parent
RENDER = "import sys; from tests.report import factories; sys.stdout.buffer.write(factories.report())"
CANARY = "zyxeldaquorvath"


def run(code: str, **environment: str) -> bytes:
    """What a fresh Python prints. It gets these variables and, of ours, only what a process needs to start."""
    needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    path = os.pathsep.join(filter(None, [environment.pop("PYTHONPATH", ""), str(PACKAGE.parent)]))
    finished = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=needed | environment | {"PYTHONPATH": path},
        timeout=100,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return finished.stdout


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """A home and a path whose files leave a trace when they are run, and variables that would change a report."""
    trace = f"open({str(tmp_path / 'trace')!r}, 'a').write('run')\n"
    for name in (".reportlab_settings", ".reportlab_mods", "reportlab_settings.py", "reportlab_mods.py"):
        (tmp_path / name).write_text(trace)
    changes = {"RL_useA85": "1", "RL_defaultPageSize": "A4", "RL_pageCompression": "0", "RL_canvas_basefontname": "Courier"}
    return {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": str(tmp_path), **changes}


def test_nobodys_settings_are_run_or_obeyed(hostile: dict[str, str], tmp_path: Path) -> None:
    assert run(RENDER, **hostile) == factories.report()

    assert not (tmp_path / "trace").exists()


def test_the_settings_files_of_that_test_would_have_been_run(hostile: dict[str, str], tmp_path: Path) -> None:
    run("from reportlab import rl_config", **hostile)

    assert (tmp_path / "trace").read_text() == "runrun"


def test_only_one_module_brings_reportlab_in() -> None:
    importers = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(module.split(".")[0] == "reportlab" for module in modules):
                importers.append(path.name)

    assert set(importers) == {"reportlab_safely.py"}


def test_the_program_starts_without_it() -> None:
    assert run("import sys, ombudsdesk.report; print('reportlab' in sys.modules)").split() == [b"False"]


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1"},
        {"PYTHONHASHSEED": "77", "TZ": "America/Chicago", "LANG": "es_MX.UTF-8", "USER": CANARY, "LOGNAME": CANARY},
        {"SOURCE_DATE_EPOCH": "not a number", "LC_ALL": "C", "TMPDIR": f"/{CANARY}", "HOME": f"/{CANARY}"},
    ],
    ids=["another zone and epoch", "another person", "nonsense"],
)
def test_the_same_release_is_the_same_file_on_every_computer_and_day(environment: dict[str, str]) -> None:
    data = run(RENDER, **environment)

    assert data == factories.report()
    assert leaks(data, [CANARY]) == set()


def test_another_release_has_another_id() -> None:
    ids = {re.search(rb"/ID \[<(\w+)>", data)[1] for data in (factories.report(), factories.report("es"))}  # type: ignore[index]  # it is there

    assert len(ids) == 2


@pytest.mark.parametrize("content", [b"", b"ends in CR\r", b"ends in LF\n", b"x"])
def test_a_streams_end_cannot_be_taken_for_its_content(content: bytes) -> None:
    written = pdfdoc.PDFStream(content=content).format(pdfdoc.PDFDocument())

    assert written.endswith(b"stream\n" + content + b"\r\nendstream\n")


def test_a_font_does_not_map_codes_without_a_letter() -> None:
    mapped = ttfonts.makeToUnicodeCMap("AAAAAA+Font", [0] * 32 + list(range(32, 256)))

    assert "<0000>" not in mapped
    assert "<41> <0041>" in mapped
    assert max(int(count) for count in re.findall(r"(\d+) beginbfchar", mapped)) <= 100
