"""`destroy` and `hold`: cases that are due go for good, and those that must be kept stay."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from ombudsdesk import office_safe
from ombudsdesk.cli_backup import require_on_paper, show_code
from ombudsdesk.cli_base import DONE, Parser, opened, passphrase, seen, vault_of, with_vault
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.vault import destruction, holds, retention, safekeeping, selfcheck
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.retention import DueCase
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault

_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def _add_destroy(commands: _Commands) -> None:
    destroyer = with_vault(commands, "destroy", _("destroy the cases that are due, for good"))
    which = destroyer.add_mutually_exclusive_group(required=True)
    which.add_argument("--due", action="store_true", help=_("all cases that are due and not on hold"))
    which.add_argument("--resume", action="store_true", help=_("go on with what was interrupted"))
    destroyer.add_argument("--yes", action="store_true", help=_("do not ask once more"))
    destroyer.add_argument("--backup", type=Path, metavar="DEST", help=_("make the new backup here; old ones go"))
    destroyer.set_defaults(action=_destroy)


def _add_hold(commands: _Commands) -> None:
    holder = with_vault(commands, "hold", _("let nothing of a case be destroyed, or end that"))
    holder.add_argument("number", metavar="NUMBER")
    what = holder.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", metavar="TEXT", help=_("why the case must be kept"))
    what.add_argument("--end", action="store_true", help=_("end the hold"))
    holder.set_defaults(action=_hold)


COMMANDS = (_add_destroy, _add_hold)


def _destroy(arguments: argparse.Namespace) -> int:
    words = passphrase(arguments, _("Passphrase: "))
    if arguments.due and not _plan(arguments, words):
        return DONE
    with Work(arguments.folder, words) as work:
        if work.stage is None:
            print(_("Nothing was interrupted."))
            return DONE
        _finish(arguments, work)
    with vault_of(arguments.folder, words) as vault:
        _after(arguments, vault)
    return DONE


def _plan(arguments: argparse.Namespace, words: str) -> bool:
    """Choose what is due, and ask once more; whether there is something to do."""
    today = date.today()
    with vault_of(arguments.folder, words) as vault:
        if vault.standing.todo is not None:
            raise UserError(
                _("An earlier destruction was interrupted."), _("Go on with it first: use --resume in place of --due.")
            )
        due = retention.due(vault.desk, today=today)
        for case in due:
            print(_kept_line(case) if case.hold else case.number)
        chosen = [case.id for case in due if case.hold is None]
        if not chosen:
            print(_("No case is to be destroyed."))
            return False
        _require_sure(arguments, len(chosen))
        destruction.plan(vault, cases=chosen, passphrase=words, today=today)
    return True


def _kept_line(case: DueCase) -> str:
    return _("{number}: on hold, so it is kept").format(number=case.number)


def _require_sure(arguments: argparse.Namespace, count: int) -> None:
    if arguments.yes:
        return
    prompt = ngettext(
        "{count} case will be destroyed for good. Type the number of cases to go on: ",
        "{count} cases will be destroyed for good. Type the number of cases to go on: ",
        count,
    )
    if seen(arguments, prompt).strip() != str(count):
        raise UserError(_("That is not the number of cases."), _("Nothing was destroyed."))


def _finish(arguments: argparse.Namespace, work: Work) -> None:
    today = date.today()
    if work.stage is Stage.ERASE:
        work.erase(today=today)
    if work.stage is Stage.NEW_KEY:
        work.change_key()
        print(_("Erased. The vault was written anew under another key."))
    if work.stage is Stage.SHEET:
        code = work.code
        show_code(code, work.number)
        try:
            require_on_paper(arguments, code, otherwise=_("The cases are erased. Go on with: destroy --resume"))
            work.accept_sheet(today=today)
        finally:
            wipe(code)
        print(_("The new sheet is good. Keep the old one until there is a backup that the new one opens."))


def _after(arguments: argparse.Namespace, vault: Vault) -> None:
    if arguments.backup:
        made = office_safe.back_up(vault, arguments.backup.absolute(), now=datetime.now())
        print(_("The backup {name} was made and found good.").format(name=made.backup.path.name))
    if vault.sheet is not None:
        old = safekeeping.reach_of_old_sheets(vault.desk, current=vault.sheet)
        print(selfcheck.still_readable(old.readable, old.numbers))


def _hold(arguments: argparse.Namespace) -> int:
    today = date.today()
    with opened(arguments, alone=True) as vault:
        case = vault.desk.one("SELECT id FROM cases WHERE number = ?", (arguments.number,))
        if case is None:
            raise UserError(_("There is no case with this number."), _("Numbers are written as in 26-0143."))
        if not arguments.end:
            holds.put_on_hold(vault.desk, case=case, reason=arguments.reason, today=today)
            print(_("The case is on hold."))
            return DONE
        running = holds.running(vault.desk, case)
        if running is None:
            raise UserError(_("This case is not on hold."), _("Nothing was changed."))
        holds.end_hold(vault.desk, hold=running.id, today=today)
        print(_("The hold has ended."))
    return DONE
