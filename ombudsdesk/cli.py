"""The same office without a window. The words of this command line stay stable.

Exit code 0: done. 1: a sentence on the error stream says what happened. 2: the command was not written correctly.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from ombudsdesk import __version__, i18n, office, preferences
from ombudsdesk.domain.cases import Counts
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing import mapping, plan, sheets, suggest
from ombudsdesk.vault import reading, units, verify
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault

DONE, FAILED, MISWRITTEN = 0, 1, 2
MOST_CASES = 1_000_000
PRACTICE_PASSPHRASE = "practice office"  # noqa: S105 - shown on the screen: it opens invented cases only


def run(words: Sequence[str]) -> int:
    """Do what the words say; the exit code."""
    i18n.use(preferences.load().language)
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a sign must not stop the work
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = _parser().parse_args(words)
    try:
        return int(arguments.action(arguments))
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(_("Stopped: nothing more was done."), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # whoever read along has heard enough; nothing may be written when the interpreter closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


class _Help(argparse.HelpFormatter):
    """The help in the user's language, as far as argparse lets us say it."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("Usage:") + " " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in the user's language before the details."""

    def __init__(self, **details: Any) -> None:
        super().__init__(**details, add_help=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = _("Words"), _("Options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and end"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = _("This command is not written correctly: {details}").format(details=message)
        self.exit(MISWRITTEN, f"{sentence}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ombudsdesk", description=_("The ombuds office's own desk: encrypted and offline."))
    version = f"ombudsdesk {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("show the version and end"))
    parser.add_argument("--vault", type=Path, metavar="DIR", help=_("open the window on this vault"))
    parser.set_defaults(action=_window)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for add in (_add_demo, _add_create, _add_import, _add_cases, _add_report, _add_verify):
        add(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[_Parser]) -> None:
    demo = commands.add_parser("demo", help=_("open a practice office with invented cases"))
    demo.add_argument("--headless", action="store_true", help=_("do the same work without a window"))
    demo.add_argument("--out", type=Path, metavar="DIR", help=_("write the office's reports into this folder"))
    demo.add_argument("--cases", type=_whole_number, default=office.PRACTICE_CASES, metavar="N")
    # after a lock the fresh process comes back to the same practice office
    demo.add_argument("--resume", type=Path, help=argparse.SUPPRESS)
    demo.set_defaults(action=_demo)


def _add_create(commands: argparse._SubParsersAction[_Parser]) -> None:
    create = _with_vault(commands, "create", _("make a new vault in an empty folder"))
    create.set_defaults(action=_create)


def _add_import(commands: argparse._SubParsersAction[_Parser]) -> None:
    importer = _with_vault(commands, "import", _("take in the cases of a spreadsheet"))
    importer.add_argument("file", type=Path, metavar="FILE")
    how = importer.add_mutually_exclusive_group(required=True)
    how.add_argument("--mapping", type=Path, metavar="MAP.json", help=_("how the spreadsheet is read"))
    how.add_argument("--suggest", type=Path, metavar="MAP.json", help=_("write a proposal for the mapping, import nothing"))
    importer.add_argument("--dry-run", action="store_true", help=_("say what would happen, import nothing"))
    importer.set_defaults(action=_import)


def _add_cases(commands: argparse._SubParsersAction[_Parser]) -> None:
    cases = _with_vault(commands, "cases", _("say how much is in the vault"))
    cases.add_argument("--count", action="store_true", help=_("the number of cases alone"))
    cases.set_defaults(action=_cases)


def _add_report(commands: argparse._SubParsersAction[_Parser]) -> None:
    report = _with_vault(commands, "report", _("write the de-identified report of a period"))
    report.add_argument("--from", dest="start", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--to", dest="end", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--language", choices=i18n.LANGUAGES, default=i18n.current().content)
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    report.set_defaults(action=_report)


def _add_verify(commands: argparse._SubParsersAction[_Parser]) -> None:
    checker = _with_vault(commands, "verify", _("check that the vault is whole"))
    checker.set_defaults(action=_verify)


def _with_vault(commands: argparse._SubParsersAction[_Parser], name: str, help_text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text)
    command.add_argument("folder", type=Path, metavar="DIR")
    command.add_argument(
        "--passphrase-stdin", action="store_true", help=_("read the passphrase as a line of the standard input")
    )
    return command


def _day(text: str) -> date:
    """A day as 2026-07-31. argparse shows this function's name when it raises ValueError, hence its own error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a day is written as 2026-07-31")) from None


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_CASES:
        raise argparse.ArgumentTypeError(_("a whole number up to one million"))
    return int(text)


def _window(arguments: argparse.Namespace) -> int:
    from ombudsdesk import app  # Qt takes a third of a second to import: the command line does without

    return app.run(arguments.vault)


def _create(arguments: argparse.Namespace) -> int:
    passphrase = _passphrase(arguments, _("New passphrase: "))
    if passphrase != _passphrase(arguments, _("The same passphrase again: ")):
        raise UserError(_("The two passphrases are not the same."), _("Nothing was made: try again."))
    if not passphrase:
        raise UserError(_("The passphrase is empty."), _("Choose several words that only you know."))
    vaults.create(arguments.folder, passphrase).close()
    print(_("The vault was made. Without its passphrase nobody can open it: keep it safe."))
    return DONE


def _import(arguments: argparse.Namespace) -> int:
    data = _read(arguments.file)
    # reading goes well beside an open window; writing would change what it shows behind its back
    with _opened(arguments, alone=not (arguments.suggest or arguments.dry_run)) as vault:
        if arguments.suggest:
            return _suggest(arguments, vault, data)
        planned = _planned(arguments, vault, data)
        print(*plan.summary(planned), sep="\n")
        if planned.blocked:
            raise UserError(
                _("Nothing was imported: some rows cannot be read with this mapping."),
                _("Complete the mapping, or allow such rows to be left out."),
            )
        if not arguments.dry_run:
            change = office.store_plan(vault.desk, plan=planned, data=data, today=date.today())
            print(ngettext("{count} case was imported.", "{count} cases were imported.", len(change.cases)))
    return DONE


def _suggest(arguments: argparse.Namespace, vault: Vault, data: bytes) -> int:
    sheet = sheets.read_sheet(data, arguments.file.name)
    suggestion = suggest.suggest(sheet, vault.catalogue, units.units(vault.desk))
    office.write_whole(arguments.suggest, suggestion.mapping.to_json().encode())
    print(_("The proposal was written. Read it, complete it, then import with it."))
    open_ends = len(suggestion.undecided_columns) + len(suggestion.undecided_values)
    print(ngettext("{count} thing in it is left to decide.", "{count} things in it are left to decide.", open_ends))
    return DONE


def _planned(arguments: argparse.Namespace, vault: Vault, data: bytes) -> plan.ImportPlan:
    chosen = mapping.Mapping.from_json(_read(arguments.mapping).decode("utf-8", errors="replace"))
    sheet = sheets.read_sheet(data, arguments.file.name, sheet=chosen.sheet)
    known = units.units(vault.desk)
    return plan.plan(sheet, chosen, vault.catalogue, today=date.today(), known_units=known)


def _cases(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as vault:
        counts = reading.counts(vault.desk)
    if arguments.count:
        print(counts.cases)
    else:
        print(*_counted(counts), sep="\n")
    return DONE


def _counted(counts: Counts) -> list[str]:
    return [
        ngettext("{count} case", "{count} cases", counts.cases),
        ngettext("{count} visitor", "{count} visitors", counts.visitors),
        ngettext("{count} contact", "{count} contacts", counts.contacts),
        ngettext("{count} concern", "{count} concerns", counts.concerns),
    ]


def _report(arguments: argparse.Namespace) -> int:
    period = office.whole_months(arguments.start, arguments.end)
    with _opened(arguments) as vault:
        released = office.release(vault.desk, period)
        pdf = office.report(released, catalogue=vault.catalogue, language=arguments.language)
    office.write_whole(arguments.out, pdf)
    print(_("The report was written."))
    return DONE


def _verify(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as vault:
        return _print_findings(vault)


def _print_findings(vault: Vault) -> int:
    good = True
    for finding in verify.verify(vault.desk):
        print(verify.describe(finding))
        good = good and finding.good
    if not good:
        raise UserError(_("The vault is damaged."), _("Restore your last backup: nothing was changed here."))
    return DONE


def _demo(arguments: argparse.Namespace) -> int:
    if not arguments.headless:
        from ombudsdesk import app

        return app.run_practice(PRACTICE_PASSPHRASE, cases=arguments.cases, out=arguments.out, resume=arguments.resume)
    with tempfile.TemporaryDirectory(prefix="ombudsdesk-practice-") as folder:
        vault = vaults.create(Path(folder) / "vault", PRACTICE_PASSPHRASE)
        try:
            office.fill_practice_office(vault.desk, cases=arguments.cases)
            print(*_counted(reading.counts(vault.desk)), sep="\n")
            _print_findings(vault)
            if arguments.out:
                office.write_practice_reports(vault, arguments.out)
                print(_("The reports were written."))
        finally:
            vault.close()
    return DONE


@contextmanager
def _opened(arguments: argparse.Namespace, *, alone: bool = False) -> Iterator[Vault]:
    vault = vaults.unlock(arguments.folder, _passphrase(arguments, _("Passphrase: ")), alone=alone)
    try:
        yield vault
    finally:
        vault.close()


def _passphrase(arguments: argparse.Namespace, prompt: str) -> str:
    if arguments.passphrase_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass(prompt)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UserError(
            _("The file {name} could not be read.").format(name=path.name), _("Check its name and that you may open it.")
        ) from None
