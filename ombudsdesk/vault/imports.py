"""Cases that come from a spreadsheet: all of a file or nothing of it, and never the same file twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from ombudsdesk.domain.cases import NewCase
from ombudsdesk.domain.units import Unit
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, current, ngettext
from ombudsdesk.vault import touched
from ombudsdesk.vault.cases import insert_case, new_visitor
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.units import insert_units, units


@dataclass(frozen=True)
class Arrival:
    """A case that arrives with the name of its campus or department ("" if not known) instead of an id.

    Arrivals with the same `visitor` text are the same person's; "" is a visitor of its own.
    """

    unit: str
    case: NewCase
    visitor: str = ""


def import_cases(
    database: Database,
    *,
    arrivals: Sequence[Arrival],
    new_units: Sequence[Unit],
    digest: str,
    today: date,
    rng: Random | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Change:
    """Store everything of a file in one transaction. `digest` recognises the file.

    Rows that an earlier file brought already stay as they are; the change names the cases that are new. `rng` chooses
    nicknames, for an office that is the same every time. `progress` is told (cases stored, all cases) and may raise to
    stop: then nothing was stored. Raises UserError for a file that holds nothing new, and KeyError for an arrival whose
    unit is neither known nor new.
    """
    with database.transaction():
        _refuse_known(database, digest)
        fresh = [(row, arrival) for row, arrival in _rows(arrivals) if not _is_known(database, row)]
        if arrivals and not fresh:
            raise UserError(_("Every case of this file is in the vault already."), _("Nothing was imported again."))
        insert_units(database, new_units)
        ids = {unit.name: unit.id for unit in units(database)}
        batch = database.run("INSERT INTO import_batch (digest, day) VALUES (?, ?)", (digest, today.isoformat()))
        persons = {arrival.visitor for _row, arrival in fresh} - {""}
        visitors = {person: new_visitor(database) for person in sorted(persons)}
        cases = []
        for number, (row, arrival) in enumerate(fresh):
            progress(number, len(fresh))
            facts = replace(arrival.case.facts, unit=ids[arrival.unit] if arrival.unit else None)
            new = replace(arrival.case, facts=facts, visitor=visitors.get(arrival.visitor, 0))
            cases.append(insert_case(database, new, batch=batch, rng=rng))
            database.run("INSERT INTO import_row VALUES (?, ?, ?)", (*row, cases[-1]))
        as_they_came = touched.marks(database, cases)
    return Change(
        frozenset({Kind.CASE, Kind.UNIT}),
        tuple(cases),
        lambda again: remove_import(again, digest=digest, as_they_came=as_they_came),
    )


def already_there(database: Database, arrivals: Sequence[Arrival]) -> int:
    """How many of these rows an earlier file has brought."""
    return sum(_is_known(database, row) for row, _arrival in _rows(arrivals))


Row = tuple[bytes, int]


def _rows(arrivals: Sequence[Arrival]) -> Iterator[tuple[Row, Arrival]]:
    """Each arrival with what recognises it. Equal rows of one file are told apart by counting them."""
    seen: Counter[bytes] = Counter()
    for arrival in arrivals:
        fingerprint = hashlib.sha256(repr((arrival.unit, arrival.case)).encode()).digest()
        yield (fingerprint, seen[fingerprint]), arrival
        seen[fingerprint] += 1


def _is_known(database: Database, row: Row) -> bool:
    return database.one("SELECT 1 FROM import_row WHERE fingerprint = ? AND occurrence = ?", row) is not None


def remove_import(database: Database, *, digest: str, as_they_came: Mapping[int, int]) -> Change:
    """Take back all cases of an imported file; campuses and departments that it brought stay.

    `as_they_came` are the cases' `touched.marks` at the end of the import. Raises UserError if somebody has worked on
    one of them since then: that work is not the file's.
    """
    with database.transaction():
        _refuse_touched(touched.count(database, as_they_came))
        batch = database.one("SELECT id FROM import_batch WHERE digest = ?", (digest,))
        visitors = database.query("SELECT DISTINCT visitor_id FROM cases WHERE import_id = ?", (batch,))
        database.run("DELETE FROM cases WHERE import_id = ?", (batch,))
        database.run("DELETE FROM import_batch WHERE id = ?", (batch,))
        database.run_many(
            "DELETE FROM visitor WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cases WHERE visitor_id = ?1)",
            visitors,
        )
    return Change(frozenset({Kind.CASE}))


def _refuse_touched(count: int) -> None:
    if count:
        raise UserError(
            ngettext(
                "{count} case of this import has been worked on since then, so nothing was taken back.",
                "{count} cases of this import have been worked on since then, so nothing was taken back.",
                count,
            ),
            _("What was written there would be lost: keep the import, or take back your own changes first."),
        )


def keep_mapping(database: Database, *, name: str, content: str) -> Change:
    """Keep how a kind of spreadsheet is read, under a name."""
    with database.transaction():
        database.run(
            "INSERT INTO mapping VALUES (:name, :content) ON CONFLICT (name) DO UPDATE SET content = :content",
            {"name": name, "content": content},
        )
    return Change(frozenset({Kind.SETTING}))


def mappings(database: Database) -> dict[str, str]:
    """The kept mappings by name."""
    return dict(database.query("SELECT name, content FROM mapping ORDER BY name"))


def _refuse_known(database: Database, digest: str) -> None:
    known = database.one("SELECT day FROM import_batch WHERE digest = ?", (digest,))
    if known:
        day = current().date(date.fromisoformat(known), "long")
        raise UserError(
            _("This file was imported on {day}: its cases are in the vault.").format(day=day),
            _("Nothing was imported a second time."),
        )
