"""The commands of the key cabinet: passphrase, recovery sheet, backup, restore."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from ombudsdesk import office_safe
from ombudsdesk.cli_base import DONE, Parser, add_stdin, new_passphrase, opened, passphrase, seen, vault_of, with_vault
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.vault import access, destruction, keys, restore, safekeeping, sheet, shelf
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.claim import claim
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.secrets import wipe
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import Vault, folder_errors, key_text

_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def _add_passphrase(commands: _Commands) -> None:
    change = with_vault(commands, "passphrase", _("choose a new passphrase"))
    change.add_argument("--sheet", action="store_true", help=_("with the recovery sheet instead of the passphrase before"))
    change.add_argument("--new-key", action="store_true", help=_("another key too: the old words may be known"))
    change.set_defaults(action=_passphrase)


def _add_sheet(commands: _Commands) -> None:
    maker = with_vault(commands, "sheet", _("make the recovery sheet, and show its code once"))
    maker.add_argument("--new", action="store_true", help=_("make another one: the sheet before opens old backups only"))
    maker.set_defaults(action=_sheet)


def _add_backup(commands: _Commands) -> None:
    saver = with_vault(commands, "backup", _("make a backup in a folder, and prove it"))
    saver.add_argument("destination", type=Path, metavar="DEST")
    saver.add_argument("--keep-all", action="store_true", help=_("remove no old backups"))
    saver.set_defaults(action=_backup)


def _add_restore(commands: _Commands) -> None:
    restorer = commands.add_parser("restore", help=_("make a vault of a backup, with the recovery sheet"))
    restorer.add_argument("backup", type=Path, metavar="BACKUP.db")
    restorer.add_argument("folder", type=Path, metavar="NEWDIR")
    add_stdin(restorer)
    restorer.set_defaults(action=_restore)


COMMANDS = (_add_passphrase, _add_sheet, _add_backup, _add_restore)


def _passphrase(arguments: argparse.Namespace) -> int:
    with folder_errors():
        # an open window could write the key file at the same moment
        claimed = claim(arguments.folder) if vaults.exists(arguments.folder) else None
    try:
        words = _change_passphrase(arguments)
    finally:
        if claimed is not None:
            claimed.release()
    print(_("The new passphrase opens the vault from now on. The recovery sheet stays as it is."))
    if arguments.new_key:
        _change_key(arguments.folder, words)
    return DONE


def _change_passphrase(arguments: argparse.Namespace) -> str:
    """Ask for what is needed, and change it; the new one."""
    if arguments.sheet:
        code = _code(arguments)
        words = new_passphrase(arguments)
        access.replace_forgotten(arguments.folder, code=code, new=words, now=datetime.now())
        wipe(code)
        return words
    old = passphrase(arguments, _("Passphrase: "))
    # asked before two new ones are typed in vain
    keys.unseal(key_text(arguments.folder), old).wipe()
    words = new_passphrase(arguments)
    access.change_passphrase(arguments.folder, old=old, new=words)
    return words


def _change_key(folder: Path, words: str) -> None:
    with vault_of(folder, words) as vault:
        destruction.plan_new_key(vault, passphrase=words)
    with Work(folder, words) as work:
        if work.stage is Stage.NEW_KEY:
            work.change_key()
    print(_("The vault was written anew under another key: older copies of its file are worth nothing."))


def _sheet(arguments: argparse.Namespace) -> int:
    words = passphrase(arguments, _("Passphrase: "))
    with vault_of(arguments.folder, words) as vault:
        return _new_sheet(arguments, vault, words)


def _new_sheet(arguments: argparse.Namespace, vault: Vault, words: str) -> int:
    renewed = vault.epoch is not None
    number = (vault.sheet or 0) + 1
    if renewed and not arguments.new:
        raise access.sheet_exists()
    code = sheet.new_code()
    show_code(code, number)
    require_on_paper(
        arguments,
        code,
        otherwise=_("Nothing was changed. Throw this paper away and begin again: there will be another code."),
    )
    vault.take_epoch(access.add_sheet(arguments.folder, passphrase=words, code=code, renew=renewed))
    safekeeping.note_sheet(vault.desk, number=number, today=date.today())
    wipe(code)
    print(_("The sheet is good. Lock it away from this computer: whoever holds it can open the vault and its backups."))
    if renewed:
        print(_("Make a backup now. The sheet before opens only older backups: shred it when you need these no more."))
    return DONE


def show_code(code: bytearray, number: int) -> None:
    """Show the code of a sheet, to be written on paper."""
    print(_("Recovery sheet number {number}. Write the code on paper; it is shown this once:").format(number=number))
    print(f"\n    {sheet.written(code)}\n", flush=True)


def require_on_paper(arguments: argparse.Namespace, code: bytearray, *, otherwise: str) -> None:
    """Ask for two groups of a code. Raises UserError with what is to be done `otherwise`."""
    for number in sheet.two_groups():
        typed = seen(arguments, _("Type group {number} from your paper: ").format(number=number))
        if not sheet.is_group(code, number=number, text=typed):
            raise UserError(_("This is not group {number} of the code.").format(number=number), otherwise)


def _backup(arguments: argparse.Namespace) -> int:
    # a folder that is named from here means another one in a window that was started elsewhere
    folder = arguments.destination.absolute()
    with opened(arguments) as vault:
        outcome = office_safe.back_up(vault, folder, now=datetime.now(), keep_all=arguments.keep_all)
    print(_("The backup {name} was made and found good.").format(name=outcome.backup.path.name))
    gone = outcome.thinned + outcome.old_removed
    if gone:
        print(ngettext("{count} old backup was removed.", "{count} old backups were removed.", gone))
    return DONE


def _restore(arguments: argparse.Namespace) -> int:
    # read first: nobody should type a code for a file that is no backup
    shelf.read_header(arguments.backup)
    code = _code(arguments)
    vault = restore.restore(arguments.backup, arguments.folder, code=code, passphrase=new_passphrase(arguments))
    wipe(code)
    try:
        restored = counts(vault.desk).cases
    finally:
        vault.close()
    print(_("The vault was restored and found good. The same recovery sheet stays good for it."))
    print(ngettext("{count} case", "{count} cases", restored))
    return DONE


def _code(arguments: argparse.Namespace) -> bytearray:
    return sheet.parse(seen(arguments, _("Code of the recovery sheet: ")))
