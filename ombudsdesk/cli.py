"""The same office without a window. The words of this command line stay stable.

Exit code 0: done. 1: a sentence on the error stream says what happened. 2: the command was not written correctly.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ombudsdesk import (
    __version__,
    cli_audit,
    cli_backup,
    cli_destroy,
    cli_protect,
    cli_suppress,
    i18n,
    office,
    office_publish,
    preferences,
)
from ombudsdesk.cli_base import DONE, FAILED, Parser, new_passphrase, opened, passphrase, vault_of, with_vault
from ombudsdesk.domain.cases import Counts
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing import mapping, plan, proposal, sheets, suggest
from ombudsdesk.vault import imports, reading, units, verify
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault

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
        code = int(arguments.action(arguments))
        sys.stdout.flush()
        return code
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(_("Stopped: nothing more was done."), file=sys.stderr)
        return FAILED
    except OSError:
        # whoever read along has heard enough, or the disk is full; nothing more may be written when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(_("What was to be printed could not be written."), file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="ombudsdesk", description=_("The ombuds office's own desk: encrypted and offline."))
    version = f"ombudsdesk {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("show the version and end"))
    parser.add_argument("--vault", type=Path, metavar="DIR", help=_("open the window on this vault"))
    parser.set_defaults(action=_window)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)
    for add in (
        *(_add_demo, _add_create, _add_import, _add_cases, _add_report, _add_verify),
        *cli_backup.COMMANDS,
        *cli_destroy.COMMANDS,
        *cli_audit.COMMANDS,
        *cli_suppress.COMMANDS,
        *cli_protect.COMMANDS,
    ):
        add(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[Parser]) -> None:
    demo = commands.add_parser("demo", help=_("open a practice office with invented cases"))
    demo.add_argument("--headless", action="store_true", help=_("do the same work without a window"))
    demo.add_argument("--out", type=Path, metavar="DIR", help=_("write the office's reports into this folder"))
    demo.add_argument("--cases", type=_whole_number, default=office.PRACTICE_CASES, metavar="N")
    # after a lock the fresh process comes back to the same practice office
    demo.add_argument("--resume", type=Path, help=argparse.SUPPRESS)
    demo.set_defaults(action=_demo)


def _add_create(commands: argparse._SubParsersAction[Parser]) -> None:
    create = with_vault(commands, "create", _("make a new vault in an empty folder"))
    create.set_defaults(action=_create)


def _add_import(commands: argparse._SubParsersAction[Parser]) -> None:
    importer = with_vault(commands, "import", _("take in the cases of a spreadsheet"))
    importer.add_argument("file", type=Path, metavar="FILE")
    how = importer.add_mutually_exclusive_group(required=True)
    how.add_argument("--mapping", type=Path, metavar="MAP.json", help=_("how the spreadsheet is read"))
    how.add_argument("--suggest", type=Path, metavar="MAP.json", help=_("write a proposal for the mapping, import nothing"))
    importer.add_argument("--dry-run", action="store_true", help=_("say what would happen, import nothing"))
    importer.set_defaults(action=_import)


def _add_cases(commands: argparse._SubParsersAction[Parser]) -> None:
    cases = with_vault(commands, "cases", _("say how much is in the vault"))
    cases.add_argument("--count", action="store_true", help=_("the number of cases alone"))
    cases.set_defaults(action=_cases)


def _add_report(commands: argparse._SubParsersAction[Parser]) -> None:
    report = with_vault(commands, "report", _("write the de-identified report of a period"))
    report.add_argument("--from", dest="start", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--to", dest="end", type=_day, required=True, metavar="YYYY-MM-DD")
    report.add_argument("--language", choices=i18n.LANGUAGES, default=i18n.current().content)
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    report.set_defaults(action=_report)


def _add_verify(commands: argparse._SubParsersAction[Parser]) -> None:
    checker = with_vault(commands, "verify", _("check that the vault is whole"))
    checker.add_argument("--accept-older", action="store_true", help=_("an older vault file was put back on purpose"))
    checker.set_defaults(action=_verify)


def _day(text: str) -> date:
    """A day as 2026-07-31. argparse shows this function's name when it raises ValueError, hence its own error."""
    try:
        day = date.fromisoformat(text)
        if text == day.isoformat():
            return day
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("a day is written as 2026-07-31"))


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_CASES:
        raise argparse.ArgumentTypeError(_("a whole number up to one million"))
    return int(text)


def _window(arguments: argparse.Namespace) -> int:
    from ombudsdesk import app  # Qt takes a third of a second to import: the command line does without

    return app.run(arguments.vault)


def _create(arguments: argparse.Namespace) -> int:
    vaults.create(arguments.folder, new_passphrase(arguments)).close()
    print(_("The vault was made. Without its passphrase nobody can open it: make a recovery sheet next."))
    return DONE


def _import(arguments: argparse.Namespace) -> int:
    data = _read(arguments.file)
    # reading goes well beside an open window; writing would change what it shows behind its back
    with opened(arguments, alone=not (arguments.suggest or arguments.dry_run)) as vault:
        if arguments.suggest:
            return _suggest(arguments, vault, data)
        planned = _planned(arguments, vault, data)
        lines = plan.summary(planned)
        known = imports.already_there(vault.desk, office.arrivals_of(planned))
        if known:
            lines.append(
                ngettext(
                    "{count} of the cases is in the vault already and stays as it is.",
                    "{count} of the cases are in the vault already and stay as they are.",
                    known,
                )
            )
        if not planned.blocked and not arguments.dry_run:
            # stored before anything is printed: whoever reads along may stop reading
            change = office.store_plan(vault.desk, plan=planned, data=data, today=date.today())
            lines.append(ngettext("{count} case was imported.", "{count} cases were imported.", len(change.cases)))
    print(*lines, sep="\n")
    if planned.blocked:
        raise UserError(
            _("Nothing was imported: some rows cannot be read with this mapping."),
            _("Complete the mapping, or allow such rows to be left out."),
        )
    return DONE


def _suggest(arguments: argparse.Namespace, vault: Vault, data: bytes) -> int:
    sheet = sheets.read_sheet(data, arguments.file.name)
    suggestion = suggest.suggest(sheet, vault.catalogue, units.units(vault.desk))
    office.write_whole(arguments.suggest, proposal.proposal(suggestion).encode())
    print(_("The proposal was written. Read it, complete it, then import with it."))
    left = list(proposal.left_to_decide(suggestion))
    if not left:
        print(_("Nothing in it is left to decide."))
        return DONE
    print(ngettext("{count} thing in it is left to decide:", "{count} things in it are left to decide:", len(left)))
    print(*left, sep="\n")
    return DONE


def _planned(arguments: argparse.Namespace, vault: Vault, data: bytes) -> plan.ImportPlan:
    chosen = mapping.Mapping.from_json(_read(arguments.mapping).decode("utf-8", errors="replace"))
    sheet = sheets.read_sheet(data, arguments.file.name, sheet=chosen.sheet)
    known = units.units(vault.desk)
    return plan.plan(sheet, chosen, vault.catalogue, today=date.today(), known_units=known)


def _cases(arguments: argparse.Namespace) -> int:
    with opened(arguments) as vault:
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
    office_publish.require_over(period, date.today())
    # publishing changes the vault: no other window may do so meanwhile
    with opened(arguments, alone=True) as vault:
        proposal = office_publish.propose(vault.desk, period)
        # a place that cannot be written must not leave a report in the ledger that nobody has
        office.refuse_taken(arguments.out, office.PDF)
        pdfs = office_publish.publish(vault.desk, proposal, languages=[arguments.language], today=date.today())
    office.write_whole(arguments.out, pdfs[arguments.language], over=office.PDF)
    print(_("The report was written."))
    return DONE


def _verify(arguments: argparse.Namespace) -> int:
    words, accept = passphrase(arguments, _("Passphrase: ")), arguments.accept_older
    # to accept is to change the vault: nobody else may have it open
    with vault_of(arguments.folder, words, alone=accept, accept_older=accept) as vault:
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
                office_publish.write_practice_reports(vault, arguments.out)
                print(_("The reports were written."))
        finally:
            vault.close()
    return DONE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UserError(
            _("The file {name} could not be read.").format(name=path.name), _("Check its name and that you may open it.")
        ) from None
