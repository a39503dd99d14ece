"""`protect` and `recheck`: plan, prove and check a series of releases made of a plain file, without a vault."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from ombudsdesk import office
from ombudsdesk.cli_audit import NOT_SAFE, Ticker, read_json, wrong_part
from ombudsdesk.cli_base import DONE, Parser
from ombudsdesk.deidentify import checker
from ombudsdesk.deidentify.instance import WrongPartError
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext

_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
SECONDS_FOR_ONE, SECONDS_FOR_MANY = 9, 55
THRESHOLDS = (5, 10)
_FAULTS = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def _add_protect(commands: _Commands) -> None:
    protector = commands.add_parser("protect", help=_("plan and prove a series of reports made of a plain file"))
    protector.add_argument("cases", type=Path, metavar="CASES.csv")
    protector.add_argument(
        "--calendar", type=Path, required=True, metavar="CAL.json", help=_("which reports, in their order")
    )
    protector.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("write a file for each report there"))
    protector.add_argument(
        "--threshold", type=int, choices=THRESHOLDS, default=THRESHOLDS[0], help=_("counts below this one are protected")
    )
    protector.set_defaults(action=_protect)


def _add_recheck(commands: _Commands) -> None:
    rechecker = commands.add_parser("recheck", help=_("check the proofs that `protect` wrote"))
    rechecker.add_argument("folder", type=Path, metavar="DIR")
    rechecker.set_defaults(action=_recheck)


COMMANDS = (_add_protect, _add_recheck)


def _protect(arguments: argparse.Namespace) -> int:
    # numbers in arrays take a while to load, and only this word needs them
    from ombudsdesk.deidentify import written
    from ombudsdesk.deidentify.planning import Planner, Record
    from ombudsdesk.deidentify.series import SLOT

    series = _series(arguments)
    record, releases = Record(), []
    planner = Planner(series.layout, series.cases, threshold=arguments.threshold, record=record)
    for number, wish in enumerate(series.wishes, 1):
        ticker = Ticker()
        start, seconds = monotonic(), SECONDS_FOR_ONE if len(wish.slots) == 1 else SECONDS_FOR_MANY
        planned = planner.plan(
            wish, left=_until(start + seconds), progress=ticker if sys.stderr.isatty() else office.no_progress
        )
        ticker.wipe()
        record.add(planned)
        release = written.release_json(planned, series.layout, number=number, threshold=arguments.threshold, slot=SLOT)
        releases.append(release)
        _tell(release, monotonic() - start)
    return _write(arguments.out, releases)


def _until(end: float) -> Callable[[], float]:
    return lambda: end - monotonic()


def _write(folder: Path, releases: list[dict[str, Any]]) -> int:
    # nothing is handed out that the checker has not added up
    if checker.check(releases):
        raise RuntimeError("a proof does not hold")
    office.make_folder(folder)
    for release in releases:
        text = json.dumps(release, ensure_ascii=False, separators=(",", ":")) + "\n"
        office.write_whole(folder / _file_name(release), text.encode(), over=b"{")
    return DONE if all(release["statements"] for release in releases) else NOT_SAFE


def _recheck(arguments: argparse.Namespace) -> int:
    try:
        paths = sorted(arguments.folder.glob("*.json"))
    except OSError:
        paths = []
    if not paths:
        raise UserError(_("There is no report in this folder."), _("Choose the folder that `protect` wrote into."))
    start = monotonic()
    try:
        releases = sorted((read_json(path) for path in paths), key=lambda one: int(one["number"]))
        whole = [one["number"] for one in releases] == list(range(1, len(releases) + 1))
        problems = checker.check(releases) if whole else [_("one of the reports is missing")]
    except _FAULTS:
        problems = [_("a file is not as `protect` writes it")]
    for problem in problems:
        print(problem)
    if problems:
        return NOT_SAFE
    count = sum(len(block["shown"]) for one in releases for block in one["alibis"]["blocks"])
    print(ngettext("{count} report.", "{count} reports.", len(releases)))
    print(
        _("Every proof holds: {count} things are shown, checked in {milliseconds} ms.").format(
            count=count, milliseconds=round((monotonic() - start) * 1000)
        )
    )
    return DONE


def _series(arguments: argparse.Namespace) -> Any:
    from ombudsdesk.deidentify import series

    try:
        text = arguments.cases.read_text(encoding="utf-8-sig")
    except OSError:
        raise UserError(_("The file could not be read."), _("Check its name, and that you may open it.")) from None
    except UnicodeDecodeError:
        raise UserError(_("This file is not written in UTF-8."), _("Save it as CSV in UTF-8.")) from None
    try:
        return series.read(text, read_json(arguments.calendar))
    except WrongPartError as error:
        raise wrong_part(error) from None


def _tell(release: dict[str, Any], seconds: float) -> None:
    figures = len(release["statements"])
    told = ngettext("{count} figure", "{count} figures", figures)
    print(f"{release['release']}: {told}, {seconds:.1f} s", release["plan"], sep="\n  ", flush=True)


def _file_name(release: dict[str, Any]) -> str:
    """The number and what of the name may stand in a file's name."""
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in release["release"])
    return f"{release['number']:02d}-{name}.json"
