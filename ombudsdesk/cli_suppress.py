"""`suppress`: hide as few exact numbers of a table as possible, so that no small count can be worked out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from ombudsdesk import office
from ombudsdesk.cli_audit import NOT_SAFE, puzzle_of, read_json
from ombudsdesk.cli_base import DONE, Parser
from ombudsdesk.deidentify.exact import Cell, ExactTable, statements_of
from ombudsdesk.deidentify.instance import Instance
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from ombudsdesk.deidentify.attacker import Verdict
    from ombudsdesk.deidentify.suppression import Suppressed

_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
SECONDS = 60


def _add_suppress(commands: _Commands) -> None:
    hider = commands.add_parser("suppress", help=_("hide as few exact numbers of a table as possible"))
    hider.add_argument("table", type=Path, metavar="TABLE.json")
    hider.add_argument("--out", type=Path, metavar="FILE", help=_("write what is hidden into this file"))
    hider.add_argument("--seconds", type=int, default=SECONDS, metavar="N", help=_("give up after so many seconds"))
    hider.add_argument(
        "--zeros-too", action="store_true", help=_("hide zeros as well, so that they look like small counts")
    )
    hider.set_defaults(action=_suppress)


COMMANDS = (_add_suppress,)


def _suppress(arguments: argparse.Namespace) -> int:
    content = read_json(arguments.table)
    puzzle = puzzle_of(content)
    table = _table(puzzle)
    # its library takes a while to load, and only this word and `audit` need it
    from ombudsdesk.deidentify.attacker import ContradictionError, Verdict

    try:
        found, verdict = _hide(table, puzzle.threshold, arguments.seconds, zeros_too=arguments.zeros_too)
    except ContradictionError:
        raise UserError(
            _("The table contradicts itself: no numbers of cases agree with all of it."),
            _("Check the statements: a total may not be the sum of its parts."),
        ) from None
    if arguments.out:
        office.write_whole(arguments.out, _answers(content, found.hidden, verdict).encode(), over=b"{")
    _print(found, verdict)
    return DONE if verdict is Verdict.SAFE else NOT_SAFE


def _table(puzzle: Instance) -> ExactTable:
    for place, said in enumerate(puzzle.said):
        if said.low != said.high:
            raise UserError(
                _("This number of the file is not exact: {where}.").format(where=f"statements[{place}]"),
                _("Only exact numbers can be hidden: “lo” and “hi” must be the same."),
            )
    cells = tuple(Cell(said.atoms, said.low) for said in puzzle.said)
    return ExactTable(puzzle.atoms, puzzle.upper, cells, puzzle.queries)


def _hide(table: ExactTable, threshold: int, seconds: int, *, zeros_too: bool) -> tuple[Suppressed, Verdict]:
    """What to hide, and what the attacker says of it. The search has half of the time, the attacker all that is left."""
    from ombudsdesk.deidentify import attacker, suppression

    begin = monotonic()
    try:
        found = suppression.suppress(
            table, threshold=threshold, left=lambda: begin + seconds / 2 - monotonic(), zeros_too=zeros_too
        )
    except suppression.RefusedError:
        # nothing can be shown at all, and the attacker will say that even this is not enough
        found = suppression.Suppressed(frozenset(range(len(table.cells))), len(table.cells), proven=False)
    told = statements_of(table, found.hidden, threshold=threshold)
    attacked = attacker.attack(told, left=lambda: begin + seconds - monotonic())
    return found, attacker.release_verdict(attacked)


def _answers(content: Any, hidden: frozenset[int], verdict: Verdict) -> str:
    statements = [{**said, "hidden": place in hidden} for place, said in enumerate(content["statements"])]
    whole = {**content, "statements": statements, "release_verdict": verdict.value}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _print(found: Suppressed, verdict: Verdict) -> None:
    print(ngettext("{count} number is to be hidden.", "{count} numbers are to be hidden.", found.loss))
    print(_("Fewer would not do.") if found.proven else _("It was not proven in time that fewer would not do."))
    # by its name in the file: the enumeration would bring the library along
    if verdict.value == "safe":
        print(_("No small count can be worked out."))
    else:
        print(_("This must not be published: it is not certain that no small count can be worked out."))
