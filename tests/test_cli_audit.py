"""The word `audit`: a file in, answers out, and a sentence whatever goes wrong."""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ombudsdesk import cli
from ombudsdesk.deidentify.instance import Said
from tests.benchmarks.worlds import CALENDAR, Office, as_file, ledger
from tests.deidentify.puzzles import three_pairs


def content(**changes: Any) -> dict[str, Any]:
    """A table of two by two with its margins: the masked cells follow from them."""
    whole = {
        "threshold": 5,
        "atoms": ["a", "b", "c", "d"],
        "atom_upper": 100,
        "statements": [
            {"atoms": [0, 1], "lo": 10, "hi": 10},
            {"atoms": [2, 3], "lo": 9, "hi": 9},
            {"atoms": [0, 2], "lo": 12, "hi": 12},
            {"atoms": [1, 3], "lo": 7, "hi": 7},
            {"atoms": [0], "lo": 8, "hi": 8},
        ],
        "queries": [{"name": "b", "atoms": [1], "true": 2}, {"name": "d", "atoms": [3], "true": 5}],
    }
    return {**whole, **changes}


def test_the_word_audit_answers_in_a_file_and_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.json").write_text(json.dumps(content()), encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]) == 3

    answered = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    first, second = answered["queries"]
    assert first == {"name": "b", "atoms": [1], "true": 2, "int_min": 2, "int_max": 2, "verdict": "unsafe"}
    assert (second["int_min"], second["int_max"], second["verdict"]) == (5, 5, None)
    assert answered["release_verdict"] == "unsafe"
    assert {name: answered[name] for name in ("threshold", "atoms", "statements")} == {
        name: content()[name] for name in ("threshold", "atoms", "statements")
    }
    assert "b: unsafe, 2 … 2" in capsys.readouterr().out

    bands = [{"atoms": [0, 1], "lo": 10, "hi": 14}, {"atoms": [1, 3], "lo": 5, "hi": 9}]
    (tmp_path / "safe.json").write_text(json.dumps(content(statements=bands)), encoding="utf-8")
    assert cli.run(["audit", str(tmp_path / "safe.json")]) == 0


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}"),
        json.dumps(content(threshold=1)),
        json.dumps(content(atoms=3)),
        json.dumps(content(atom_upper=-1)),
        json.dumps(content(statements=[{"atoms": [4], "lo": 1, "hi": 1}])),
        json.dumps(content(statements=[{"atoms": [True], "lo": 1, "hi": 1}])),
        json.dumps(content(queries=[{"atoms": [0], "true": 1.5}])),
    ],
)
def test_a_file_of_another_kind_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (tmp_path / "in.json").write_text(text, encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json")]) == 1

    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_numbers_as_large_as_somebody_likes_stand_for_no_limit(tmp_path: Path) -> None:
    statements = [{"atoms": [0, 1], "lo": 3, "hi": 10**30}, {"atoms": [2], "lo": 0, "hi": 4}]
    queries = [{"name": "free", "atoms": [0, 2], "true": 1}, {"name": "rest", "atoms": [3], "true": 2}]
    whole = content(atom_upper=10**20, statements=statements, queries=queries)
    (tmp_path / "in.json").write_text(json.dumps(whole), encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]) == 0

    answered = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [(one["int_min"], one["int_max"]) for one in answered["queries"]] == [(0, 10**20 + 4), (0, 10**20)]


def test_a_file_that_contradicts_itself_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each by itself is possible; no whole numbers agree with all three, though halves would."""
    pairs = [{"atoms": list(pair), "lo": 1, "hi": 1} for pair in itertools.combinations(range(3), 2)]
    (tmp_path / "in.json").write_text(json.dumps(content(statements=pairs)), encoding="utf-8")

    assert cli.run(["audit", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]) == 1

    assert "contradicts itself" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_a_terminal_is_told_how_far_it_is_and_a_file_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.json").write_text(json.dumps(as_file(three_pairs())), encoding="utf-8")
    cli.run(["audit", str(tmp_path / "in.json")])
    assert capsys.readouterr().err == ""

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    cli.run(["audit", str(tmp_path / "in.json")])
    told = capsys.readouterr().err
    assert " of 2 questions are settled." in told
    assert told.endswith("\r")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent to a process in another way there")
def test_ctrl_c_ends_in_a_sentence_also_within_a_long_search(tmp_path: Path) -> None:
    office = Office.invented(seed=5)
    said = (Said(said.atoms, said.low // 5 * 5, said.low // 5 * 5 + 4) for said in ledger(office, CALENDAR).said)
    (tmp_path / "in.json").write_text(json.dumps(as_file(replace(ledger(office, CALENDAR), said=tuple(said)))))
    words = [sys.executable, "-m", "ombudsdesk", "audit", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(8)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert (out, err.count("\n"), "Traceback" in err) == ("", 1, False)
    assert not (tmp_path / "out.json").exists()
