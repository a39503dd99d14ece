"""`protect` plans and proves a series of reports from a plain file; `recheck` adds the proofs up again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ombudsdesk import cli
from ombudsdesk.deidentify import series
from ombudsdesk.deidentify.instance import WrongPartError

CALENDAR = [{"release": "Q1", "slots": [0]}, {"release": "Q2", "slots": [1]}, {"release": "half", "slots": [0, 1]}]


def office(folder: Path, cases: int = 60) -> Path:
    random, path = Random(5), folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(series.COLUMNS)
        for number in range(cases):
            issues = ".".join(random.sample(["pay", "rules", "safety"], random.choice((1, 1, 2))))
            writer.writerow(
                [
                    *(number, f"v{number}", f"Campus {random.randrange(1, 9)}", random.choice(("teacher", "parent"))),
                    *(random.choice(("en", "es")), "phone", random.choice(("options", "referred"))),
                    *(random.choice(("2025-Q4", "2026-Q1")), issues),
                ]
            )
    return path


def run(folder: Path, cases: Path, calendar: Any = CALENDAR) -> int:
    (folder / "cal.json").write_text(json.dumps(calendar), encoding="utf-8")
    return cli.run(["protect", str(cases), "--calendar", str(folder / "cal.json"), "--out", str(folder / "out")])


def test_a_series_is_written_true_and_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = office(tmp_path)
    assert run(tmp_path, path) == 0

    with path.open(encoding="utf-8") as stream:
        rows = [{**row, "issue": row["issues"].split(".")} for row in csv.DictReader(stream)]
    files = sorted((tmp_path / "out").glob("*.json"))
    assert [file.name for file in files] == ["01-Q1.json", "02-Q2.json", "03-half.json"]
    for file in files:
        release = json.loads(file.read_text(encoding="utf-8"))
        assert release["statements"]
        for said in release["statements"]:
            true = sum(
                all(
                    set(codes) & {row[name]} if isinstance(row[name], str) else set(codes) & set(row[name])
                    for name, codes in said["where"].items()
                )
                for row in rows
            )
            assert said["lo"] <= true <= said["hi"]

    capsys.readouterr()
    assert cli.run(["recheck", str(tmp_path / "out")]) == 0
    assert "Every proof holds" in capsys.readouterr().out


@pytest.mark.parametrize("spoil", ["change", "cut", "remove"])
def test_recheck_notices_what_was_changed(tmp_path: Path, spoil: str) -> None:
    run(tmp_path, office(tmp_path))
    first = tmp_path / "out" / "01-Q1.json"
    content = json.loads(first.read_text(encoding="utf-8"))
    if spoil == "change":
        content["statements"][0]["hi"] = content["statements"][0]["lo"] = 1
        first.write_text(json.dumps(content), encoding="utf-8")
    elif spoil == "cut":
        first.write_text('{"number": 1}', encoding="utf-8")
    else:
        first.unlink()

    assert cli.run(["recheck", str(tmp_path / "out")]) == 3


def test_an_empty_folder_is_no_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["recheck", str(tmp_path)]) == 1
    assert "no report" in capsys.readouterr().err


@pytest.mark.parametrize(
    "calendar",
    [
        *({}, [], [{"slots": [0]}], [{"release": "a", "slots": []}], [{"release": "a", "slots": [2]}]),
        *([{"release": "a", "slots": [True]}], [{"release": "a", "slots": [0], "tables": ["no such"]}]),
        [{"release": "a", "slots": [0]}, {"release": "a", "slots": [1]}],
    ],
)
def test_a_calendar_of_another_kind_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], calendar: Any
) -> None:
    assert run(tmp_path, office(tmp_path), calendar) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_table_without_its_columns_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.csv").write_text("case_id,unit\n1,a\n", encoding="utf-8")

    assert run(tmp_path, tmp_path / "cases.csv") == 1
    assert "visitor_id" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["2026-Q1", "2025-Q4"], ["2025-Q4", "2026-Q1"]),
        (["Q1 2026", "Q4 2025"], ["Q4 2025", "Q1 2026"]),
        (["Q10", "Q9"], ["Q9", "Q10"]),
    ],
)
def test_quarters_follow_each_other_in_time(names: list[str], order: list[str]) -> None:
    lines = [f"{number},v,u,r,l,c,o,{name},i" for number, name in enumerate(names)]
    text = "\n".join([",".join(series.COLUMNS), *lines])
    calendar = [{"release": str(place), "slots": [place]} for place in range(2)]

    assert [set(wish.slots) for wish in series.read(text, calendar).wishes] == [{name} for name in order]


def test_a_case_without_a_concern_is_told() -> None:
    text = "\n".join([",".join(series.COLUMNS), "1,v,u,r,l,c,o,Q1,"])

    with pytest.raises(WrongPartError):
        series.read(text, [{"release": "a", "slots": [0]}])
