"""What all commands have in common: their help, opening a vault, and what is typed or comes as a line."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import passphrases
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.keys import WrongPassphraseError
from ombudsdesk.vault.vault import Vault
from ombudsdesk.vault.waiting import Tries

DONE, FAILED, MISWRITTEN = 0, 1, 2


class Help(argparse.HelpFormatter):
    """The help in the user's language, as far as argparse lets us say it."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("Usage:") + " " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in the user's language before the details."""

    def __init__(self, **details: Any) -> None:
        super().__init__(**details, add_help=False, formatter_class=Help)
        self._positionals.title, self._optionals.title = _("Words"), _("Options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and end"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = _("This command is not written correctly: {details}").format(details=message)
        self.exit(MISWRITTEN, f"{sentence}\n")


def with_vault(commands: argparse._SubParsersAction[Parser], name: str, help_text: str) -> argparse.ArgumentParser:
    """A command whose first word is the vault's folder."""
    command = commands.add_parser(name, help=help_text)
    command.add_argument("folder", type=Path, metavar="DIR")
    add_stdin(command)
    return command


def add_stdin(command: argparse.ArgumentParser) -> None:
    """Let a command read the standard input instead of asking."""
    command.add_argument(
        "--passphrase-stdin",
        action="store_true",
        help=_("read what is asked for from the standard input, line by line"),
    )


@contextmanager
def opened(arguments: argparse.Namespace, *, alone: bool = False) -> Iterator[Vault]:
    """The vault that the words name; `alone` where it will be changed, which no other window may do meanwhile."""
    with vault_of(arguments.folder, passphrase(arguments, _("Passphrase: ")), alone=alone) as vault:
        yield vault


@contextmanager
def vault_of(folder: Path, words: str, *, alone: bool = True, accept_older: bool = False) -> Iterator[Vault]:
    """The vault in a folder, closed at the end. After wrong passphrases the next one waits, as in the window."""
    tries = Tries(folder)
    time.sleep(tries.seconds_to_wait(datetime.now()))
    try:
        vault = vaults.unlock(folder, words, alone=alone, accept_older=accept_older)
    except WrongPassphraseError:
        tries.wrong(datetime.now())
        raise
    tries.right()
    try:
        yield vault
    finally:
        vault.close()


def passphrase(arguments: argparse.Namespace, prompt: str) -> str:
    """A passphrase, typed unseen or as a line. Raises UserError where nobody can be asked."""
    if arguments.passphrase_stdin:
        return _next_line()
    try:
        with warnings.catch_warnings():
            # where it cannot be asked for without showing it, it is not asked for
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except (EOFError, getpass.GetPassWarning):
        raise UserError(
            _("The passphrase could not be asked for here."), _("Use a terminal, or --passphrase-stdin.")
        ) from None


def new_passphrase(arguments: argparse.Namespace) -> str:
    """A new passphrase, twice the same. Raises UserError otherwise."""
    words = passphrase(arguments, _("New passphrase: "))
    if words != passphrase(arguments, _("The same passphrase again: ")):
        raise UserError(_("The two passphrases are not the same."), _("Nothing was made: try again."))
    if not words.strip():
        raise UserError(_("The passphrase is empty."), _("Choose several words that only you know."))
    _judge(arguments, words)
    return words


def _judge(arguments: argparse.Namespace, words: str) -> None:
    """Refuse a weak passphrase of somebody who types; a script that hands one over is warned."""
    judgement = passphrases.judge(words)
    if judgement.good:
        return
    weak = UserError(_(judgement.strength.value) + ".", " ".join(map(_, judgement.advice)))
    if not arguments.passphrase_stdin:
        raise weak
    print(weak, file=sys.stderr)


def seen(arguments: argparse.Namespace, prompt: str) -> str:
    """Something that is copied from paper: who types it should see it. The prompt is no output."""
    if not arguments.passphrase_stdin:
        print(prompt, end="", file=sys.stderr, flush=True)
    return _next_line()


def _next_line() -> str:
    """A line of the standard input as UTF-8, whatever this terminal's own signs are."""
    try:
        return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UserError(_("What was typed is not written in UTF-8."), _("Nothing was tried with it.")) from None
