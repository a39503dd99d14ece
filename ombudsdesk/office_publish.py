"""The one way out: a report is planned against everything that was ever published, proven, entered into the ledger, and
only then handed out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from ombudsdesk import office
from ombudsdesk.deidentify import checker
from ombudsdesk.deidentify.release import Readers, Release
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.practice_office import YEAR
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import LANGUAGES, _
from ombudsdesk.office import Progress, no_progress
from ombudsdesk.vault import ledger, statistics
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.vault import Vault

if TYPE_CHECKING:
    from ombudsdesk.deidentify.planning import Record

SECONDS = 60.0
_WHOLE = 100


@dataclass(frozen=True)
class Proposal:
    """A report that is proven and not published yet, and what it was proven against: `after` is the newest ledger entry."""

    release: Release
    content: Mapping[str, Any]
    after: int
    records: tuple[StatisticalRecord, ...]


def propose(database: Database, period: Period, *, seconds: float = SECONDS, progress: Progress = no_progress) -> Proposal:
    """What may be said about a period, proven against everything that was published before.

    What was published of the same period is proposed again as it was. Raises UserError where nothing can be proven.
    """
    with database.standing_still():
        entries = ledger.entries(database)
        releases = [_content(database, entry) for entry in entries]
        # months that were published are read as they were then, whatever has changed since
        records = tuple(statistics.records(database, period))
        known = statistics.records(database, _span([period, *(entry.period for entry in entries)]))
    same = [content for entry, content in zip(entries, releases, strict=True) if entry.period == period]
    content = same[0] if same else _plan(database, period, releases, known, seconds, progress)
    # what is needed to plan takes a while to load: not when the window opens
    from ombudsdesk.deidentify import office_tables

    released = office_tables.release_of(content, period, Readers.LEADERSHIP)
    if released is None:
        raise UserError(
            _("Nothing can be told of these months so that nobody can be recognized in it."),
            _("Choose a longer period, or one that no earlier report shares a part of."),
        )
    return Proposal(released, content, len(entries), records)


def publish(
    database: Database,
    proposal: Proposal,
    *,
    languages: Sequence[str],
    today: date,
    commentary: Mapping[str, str] | None = None,
    last_chance: Callable[[], None] = lambda: None,
) -> dict[str, bytes]:
    """The PDFs of a proposal by language, once the ledger holds it. `last_chance` may raise to stop before it does.

    Raises UserError where the period is not over, words would name somebody, or another report was published meanwhile.
    """
    period = proposal.release.period
    require_over(period, today)
    texts = {language: text for language, text in (commentary or {}).items() if text.strip()}
    _require_silent(database, texts)
    entries = ledger.entries(database)
    contents = [_content(database, entry) for entry in entries]
    again = any(entry.period == period for entry in entries)
    is_newest = proposal.after == len(entries)  # if not, the ledger refuses it in its own words
    number = len(entries) + 1
    content = {**proposal.content, "number": number}
    if again:
        # what was published before says nothing new, and needs no proof of its own
        content |= {"statements": [], "alibis": {**content["alibis"], "blocks": []}}
    if is_newest and checker.check([*contents, content]):
        raise RuntimeError("a proof does not hold")
    pdfs = {
        language: office.report(
            proposal.release, catalogue=database.catalogue, language=language, commentary=texts.get(language, "")
        )
        for language in languages
    }
    draft = ledger.Draft(
        after=proposal.after,
        readers=proposal.release.readers,
        period=period,
        plan=_text({name: content[name] for name in ("release", "threshold", "plan", "tables")}),
        statements=_text(content["statements"]),
        certificate=_text(content["alibis"]),
        commentary=texts,
        overrides=_text([]),
    )
    last_chance()
    published = ledger.publish(database, draft=draft, frozen=proposal.records, pdfs=pdfs, today=today)
    return dict(published.pdfs)


def require_over(period: Period, today: date) -> None:
    """Raise UserError where a period still goes on: publishing closes its months."""
    if period.end >= today:
        raise UserError(
            _("This period is not over: its months would be closed to what is still to come."), _("Wait for its end.")
        )


def proofs_hold(database: Database) -> bool:
    """Whether the independent checker finds every proof in the ledger good."""
    return not checker.check([_content(database, entry) for entry in ledger.entries(database)])


def _plan(
    database: Database,
    period: Period,
    releases: Sequence[Mapping[str, Any]],
    records: Sequence[StatisticalRecord],
    seconds: float,
    progress: Progress,
) -> dict[str, Any]:
    from ombudsdesk.deidentify import office_tables, written
    from ombudsdesk.deidentify.planning import Planner

    layout = office_tables.layout_of(database.catalogue)
    record: Record = written.record_of(releases)
    cases = office_tables.cases_of(records)
    threshold = Readers.LEADERSHIP.threshold
    planner = Planner(layout, cases, threshold=threshold, record=record)
    end = monotonic() + seconds
    planned = planner.plan(
        office_tables.wish_of(period, database.catalogue),
        left=lambda: end - monotonic(),
        progress=lambda done, total: progress(_WHOLE * done // max(total, 1), _WHOLE),
    )
    return written.release_json(planned, layout, number=len(releases) + 1, threshold=threshold)


def _span(periods: Sequence[Period]) -> Period:
    return Period(min(period.start for period in periods), max(period.end for period in periods))


def _content(database: Database, entry: ledger.Entry) -> dict[str, Any]:
    """A ledger entry as the checker and the planner read it."""
    return {
        **json.loads(entry.plan),
        "number": entry.number,
        "statements": json.loads(entry.statements),
        "alibis": json.loads(ledger.certificate(database, entry.number)),
    }


def _require_silent(database: Database, texts: Mapping[str, str]) -> None:
    if not texts:
        return
    from ombudsdesk import office_narrative  # its words take a while to load, and only words need them

    guard = office_narrative.guard(database)
    for text in texts.values():
        for stop in guard.search(text, figures=()):
            raise UserError(
                _("The words of the report may point to somebody, or hold a number."),
                office_narrative.reason_text(stop.reason),
            )


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_practice_reports(vault: Vault, folder: Path) -> list[Path]:
    """Publish the practice office's report of its year in every language; the files."""
    office.make_folder(folder)
    pdfs = publish(vault.desk, propose(vault.desk, YEAR), languages=LANGUAGES, today=YEAR.end + timedelta(days=1))
    written = {folder / f"report-{language}.pdf": pdf for language, pdf in pdfs.items()}
    for target, pdf in written.items():
        office.write_whole(target, pdf, over=office.PDF)
    return list(written)
