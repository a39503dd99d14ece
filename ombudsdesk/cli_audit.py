"""`audit`: attack published tables, also other people's, and say of each count whether it can be worked out."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from ombudsdesk import office
from ombudsdesk.cli_base import DONE, Parser
from ombudsdesk.deidentify import instance
from ombudsdesk.deidentify.instance import Instance, WrongPartError
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext

_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
NOT_SAFE = 3
PAUSE = 0.2
SECONDS = 900
"""Enough for a ledger of twelve linked reports: some seconds with masked counts, some minutes in bands."""


def _add_audit(commands: _Commands) -> None:
    auditor = commands.add_parser("audit", help=_("attack published tables: which counts can be worked out"))
    auditor.add_argument("instance", type=Path, metavar="INSTANCE.json")
    auditor.add_argument("--out", type=Path, metavar="FILE", help=_("write the answers into this file"))
    auditor.add_argument("--seconds", type=int, default=SECONDS, metavar="N", help=_("give up after so many seconds"))
    auditor.set_defaults(action=_audit)


COMMANDS = (_add_audit,)


def _audit(arguments: argparse.Namespace) -> int:
    content = read_json(arguments.instance)
    puzzle = puzzle_of(content)
    # its library takes a while to load, and only this word needs it
    from ombudsdesk.deidentify import attacker

    end, ticker = monotonic() + arguments.seconds, Ticker()
    try:
        found = attacker.attack(puzzle, left=lambda: end - monotonic(), progress=ticker if sys.stderr.isatty() else None)
    except attacker.ContradictionError:
        raise UserError(
            _("What was published contradicts itself: no numbers of cases agree with all of it."),
            _("Check the statements: a total may lie outside of its parts."),
        ) from None
    finally:
        ticker.wipe()
    verdict = attacker.release_verdict(found)
    if arguments.out:
        office.write_whole(arguments.out, _answers(content, found, verdict).encode(), over=b"{")
    _print(found, puzzle)
    return DONE if verdict is attacker.Verdict.SAFE else NOT_SAFE


class Ticker:
    """Says on a terminal how far it is, a few times a second, and wipes it out in the end."""

    def __init__(self) -> None:
        self._told, self._width = 0.0, 0

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self._told < PAUSE:
            return
        line = _("{done} of {total} questions are settled.").format(done=done, total=total)
        self._told, self._width = monotonic(), max(self._width, len(line))
        print(f"\r{line:{self._width}}", end="", file=sys.stderr, flush=True)

    def wipe(self) -> None:
        """Leave the line as if nothing had been said."""
        if self._width:
            print("\r" + " " * self._width, end="\r", file=sys.stderr, flush=True)


def read_json(path: Path) -> Any:
    """The content of a JSON file. Raises UserError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise UserError(_("The file could not be read."), _("Check its name, and that you may open it.")) from None
    except (ValueError, RecursionError):
        raise UserError(_("This file is no JSON."), _("Look at the description of the format in the README.")) from None


def puzzle_of(content: Any) -> Instance:
    """The puzzle that the content of a file describes. Raises UserError."""
    try:
        return instance.read(content)
    except WrongPartError as error:
        raise wrong_part(error) from None


def wrong_part(error: WrongPartError) -> UserError:
    """The sentence about a file that does not keep to its format."""
    return UserError(
        _("This part of the file is not as it should be: {where}.").format(where=error),
        _("Look at the description of the format in the README."),
    )


def _answers(content: Any, found: Any, verdict: Any) -> str:
    queries = [
        {**query, "int_min": one.least, "int_max": one.most, "verdict": one.verdict.value if one.verdict else None}
        for query, one in zip(content["queries"], found, strict=True)
    ]
    return (
        json.dumps({**content, "queries": queries, "release_verdict": verdict.value}, ensure_ascii=False, indent=1) + "\n"
    )


def _print(found: Any, puzzle: Instance) -> None:
    counts = Counter(one.verdict.value for one in found if one.verdict)
    for query, one in zip(puzzle.queries, found, strict=True):
        if one.verdict is not None and one.verdict.value != "safe":
            print(f"{query.name}: {one.verdict.value}, {one.least} … {one.most}", file=sys.stdout)
    print(ngettext("{count} protected count is safe.", "{count} protected counts are safe.", counts["safe"]))
    print(ngettext("{count} can be worked out.", "{count} can be worked out.", counts["unsafe"]))
    print(ngettext("{count} was not decided in time.", "{count} were not decided in time.", counts["unknown"]))
