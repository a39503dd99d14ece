"""The record of everything that was ever published: entries are added at its end, and none is changed or taken away.

An entry is written in the transaction that freezes its months, and only then may its PDFs be handed out: paper cannot be
called back, so what readers may have is here, always. Each entry holds a seal, SHA-256 over all that it says, the months
that it froze and the seal of the entry before. The seals show damage and single rows that were tampered with; against
somebody who has the vault's key and writes the whole chain anew they are no help.

Statements and certificates are nearly the true numbers: they never leave the vault.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from ombudsdesk.deidentify.release import Readers
from ombudsdesk.domain.periods import Period, whole_month
from ombudsdesk.domain.statistics import StatisticalRecord
from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.frozen import freeze, frozen_months, frozen_records, lines_of
from ombudsdesk.vault.schema import LEDGER_VERSION, MIGRATIONS
from ombudsdesk.vault.statistics import current_records

_SHOWN = (
    *("number", "made", "readers", "first", "last", "plan", "statements", "commentary", "languages", "digests"),
    *("overrides", "before", "seal"),
)
_ALL = (*_SHOWN, "certificate")
_PURPOSE = b"ombudsdesk release seal 1\n"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report that was audited and may be published.

    `after` is the number of the newest entry that it was audited against (0: none). `plan`, `statements`, `certificate`
    and `overrides` are canonical JSON, made where reports are audited; `commentary` is a text for each language.
    `corrected` are the frozen months that it speaks of anew; other frozen months stay as they are.
    """

    after: int
    readers: Readers
    period: Period
    plan: str
    statements: str
    certificate: str
    commentary: Mapping[str, str]
    overrides: str
    corrected: frozenset[date] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One published report: what it said, how, to whom, and what recognises its files (SHA-256 in hex by language).

    Its certificate is large and stays in the vault until `certificate` asks for it.
    """

    number: int
    made: date
    readers: Readers
    period: Period
    plan: str
    statements: str
    commentary: Mapping[str, str]
    languages: tuple[str, ...]
    digests: Mapping[str, str]
    overrides: str
    before: bytes
    seal: bytes


@dataclass(frozen=True)
class Published:
    """What may be handed out, for it stands in the ledger: the PDFs by language."""

    entry: Entry
    change: Change
    pdfs: Mapping[str, bytes]


def entries(database: Database) -> list[Entry]:
    """All published reports, the oldest first."""
    with _as_it_was_written():
        return [_entry(row) for row in _rows(database, _SHOWN)]


def last_number(database: Database) -> int:
    """The number of the newest entry, 0 before the first."""
    return int(database.one("SELECT max(number) FROM release") or 0)


def certificate(database: Database, number: int) -> str:
    """The proof that an entry was published with. Raises KeyError if there is no such entry."""
    packed = database.one("SELECT certificate FROM release WHERE number = ?", (number,))
    if packed is None:
        raise KeyError(number)
    with _as_it_was_written():
        return zlib.decompress(packed).decode()


def publish(
    database: Database, *, draft: Draft, frozen: Sequence[StatisticalRecord], pdfs: Mapping[str, bytes], today: date
) -> Published:
    """Enter a report into the ledger and freeze its months, in one transaction; then its PDFs may be handed out.

    `frozen` are the records that the report was made of, all of its period. Raises UserError where another report was
    published since the draft was audited, DamagedError where the ledger is not whole: nothing may be audited against it.
    Raises ValueError for a draft that no audit would make.
    """
    _require_sound(draft, frozen, pdfs)
    with database.transaction():
        if last_number(database) != draft.after:
            raise _moved_on()
        if not check(database):
            raise _damaged()
        _freeze(database, draft, frozen)
        _append(database, draft, pdfs, today)
        entry = entries(database)[-1]
    return Published(entry, Change(frozenset({Kind.RELEASE})), dict(pdfs))


def check(database: Database) -> bool:
    """Whether the ledger is whole: every seal computed again, no entry or frozen month changed, moved, added or missing."""
    if database.one("PRAGMA user_version") < LEDGER_VERSION:
        # a copy of a time before there was a ledger
        return True
    try:
        return _guarded(database) and _chained(database)
    except DamagedError:
        return False


def late_changes(database: Database, month: date) -> tuple[Counter[StatisticalRecord], Counter[StatisticalRecord]]:
    """What cases say today and the newest release of a month does not, and the other way round: (added, removed).

    Raises ValueError for a month that no report has spoken of.
    """
    if month not in frozen_months(database):
        raise ValueError("a month that is not frozen has no late changes")
    then = Counter(frozen_records(database, whole_month(month)))
    now = Counter(current_records(database, whole_month(month)))
    return now - then, then - now


def _require_sound(draft: Draft, frozen: Sequence[StatisticalRecord], pdfs: Mapping[str, bytes]) -> None:
    if not pdfs:
        raise ValueError("a report is published in at least one language")
    if any(record.month not in draft.period for record in frozen):
        raise ValueError("a report is made of the cases of its period")
    if not draft.corrected <= set(draft.period.months):
        raise ValueError("a report corrects months of its period")


def _freeze(database: Database, draft: Draft, records: Sequence[StatisticalRecord]) -> None:
    already = frozen_months(database)
    if not draft.corrected <= already:
        raise ValueError("what was not published cannot be corrected")
    stay = already - draft.corrected
    told = Counter(record for record in frozen_records(database, draft.period) if record.month in stay)
    if told != Counter(record for record in records if record.month in stay):
        # made of anything but what the ledger says: between the two one could subtract
        raise _moved_on()
    months = [month for month in draft.period.months if month not in stay]
    freeze(database, version=draft.after + 1, months=months, records=records)


def _append(database: Database, draft: Draft, pdfs: Mapping[str, bytes], today: date) -> None:
    number = draft.after + 1
    row = {
        "number": number,
        "made": today.isoformat(),
        "readers": draft.readers.value,
        "first": draft.period.start.isoformat(),
        "last": draft.period.end.isoformat(),
        "plan": draft.plan,
        "statements": draft.statements,
        "commentary": _json(dict(draft.commentary)),
        "languages": _json(sorted(pdfs)),
        "digests": _json({language: hashlib.sha256(pdf).hexdigest() for language, pdf in pdfs.items()}),
        "overrides": draft.overrides,
        "before": database.one("SELECT seal FROM release WHERE number = ?", (draft.after,)) or b"",
        "certificate": zlib.compress(draft.certificate.encode(), level=9),
    }
    marks = ", ".join(f":{column}" for column in _ALL)
    database.run(f"INSERT INTO release ({', '.join(_ALL)}) VALUES ({marks})", {**row, "seal": _seal(database, row)})


def _guarded(database: Database) -> bool:
    """Whether the tables of the ledger are there, with all that keeps them from being changed."""
    guards = database.one(
        "SELECT count(*) FROM sqlite_schema WHERE tbl_name IN ('release', 'frozen') AND type IN ('table', 'trigger')"
    )
    return bool(guards >= len(MIGRATIONS[LEDGER_VERSION]))


def _chained(database: Database) -> bool:
    number, before = 0, b""
    for row in _rows(database, _ALL):
        if (row["number"], row["before"], row["seal"]) != (number + 1, before, _seal(database, row)):
            return False
        number, before = number + 1, row["seal"]
    # a last entry that is missing leaves a whole chain, but the database knows how far it went
    highest = database.one("SELECT seq FROM sqlite_sequence WHERE name = 'release'") or 0
    strays = database.one("SELECT count(*) FROM frozen WHERE version NOT BETWEEN 1 AND ?", (number,))
    return bool(number == highest and not strays)


def _rows(database: Database, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    for values in database.each(f"SELECT {', '.join(columns)} FROM release ORDER BY number"):
        yield dict(zip(columns, values, strict=True))


def _seal(database: Database, row: Mapping[str, Any]) -> bytes:
    """The seal of a row and of the months that it froze."""
    said = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items() if name != "seal"}
    said["frozen"] = list(lines_of(database, row["number"]))
    return hashlib.sha256(_PURPOSE + _json(said).encode()).digest()


def _json(content: object) -> str:
    """The one way to write something as JSON: sorted names, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        number=row["number"],
        made=date.fromisoformat(row["made"]),
        readers=Readers(row["readers"]),
        period=Period(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])),
        plan=row["plan"],
        statements=row["statements"],
        commentary=json.loads(row["commentary"]),
        languages=tuple(json.loads(row["languages"])),
        digests=json.loads(row["digests"]),
        overrides=row["overrides"],
        before=row["before"],
        seal=row["seal"],
    )


def _moved_on() -> UserError:
    return UserError(_("Another report was published meanwhile: look at this one again."))


def _damaged() -> DamagedError:
    return DamagedError(
        _("The record of published reports is damaged, so nothing new can be published."),
        _("Restore your last backup: this program changes nothing in a damaged vault."),
    )


@contextmanager
def _as_it_was_written() -> Iterator[None]:
    """What cannot be read back was not written so."""
    try:
        yield
    except (ValueError, zlib.error):
        raise _damaged() from None
