"""What can be done to a case. Every function is one change, whole or not at all."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from random import Random, SystemRandom

from ombudsdesk.domain.cases import Concern, Contact, Facts, Identity, NewCase, Note
from ombudsdesk.domain.nicknames import nickname
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault import drafts, reading
from ombudsdesk.vault.change import Change, of_case
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.words import refresh_words

_RANDOM = SystemRandom()


def open_case(database: Database, *, new: NewCase) -> Change:
    """Store a new case. It gets a number and a neutral nickname; the change names its id."""
    with database.transaction():
        case = insert_case(database, new)
    return of_case(case)


def set_facts(database: Database, *, case: int, facts: Facts) -> Change:
    """Change the coded facts of a case."""
    before = reading.case(database, case).facts
    with database.transaction():
        database.run(
            """UPDATE cases SET opened = :opened, closed = :closed, role = :role, unit_id = :unit, language = :language,
            outcome = :outcome WHERE id = :case""",
            {**_facts_row(facts), "case": case},
        )
        refresh_words(database, case)
    return of_case(case, lambda again: set_facts(again, case=case, facts=before))


def set_concerns(database: Database, *, case: int, concerns: tuple[Concern, ...]) -> Change:
    """Replace the concerns of a case; the first is the primary one."""
    before = reading.case(database, case).concerns
    with database.transaction():
        database.run("DELETE FROM concern WHERE case_id = ?", (case,))
        _insert_concerns(database, case, concerns)
        refresh_words(database, case)
    return of_case(case, lambda again: set_concerns(again, case=case, concerns=before))


def set_identity(database: Database, *, case: int, identity: Identity) -> Change:
    """Keep who the visitor of a case is, apart from the case; an empty identity removes what was kept."""
    before = reading.case(database, case)
    with database.transaction():
        _store_identity(database, before.visitor, identity)
    return of_case(case, lambda again: set_identity(again, case=case, identity=before.identity))


def add_contact(database: Database, *, case: int, contact: Contact) -> Change:
    """Record a conversation."""
    with database.transaction():
        stored = _insert_contact(database, case, contact)
    return of_case(case, lambda again: remove_contact(again, case=case, contact=stored))


def change_contact(database: Database, *, case: int, contact: Contact) -> Change:
    """Correct a recorded conversation."""
    before = _contact(database, case, contact.id)
    with database.transaction():
        database.run("DELETE FROM contact WHERE id = ?", (contact.id,))
        _insert_contact(database, case, contact)
    return of_case(case, lambda again: change_contact(again, case=case, contact=before))


def remove_contact(database: Database, *, case: int, contact: int) -> Change:
    """Take away a recorded conversation."""
    before = _contact(database, case, contact)
    with database.transaction():
        database.run("DELETE FROM contact WHERE id = ?", (contact,))
    return of_case(case, lambda again: add_contact(again, case=case, contact=before))


def write_note(database: Database, *, case: int, text: str, now: datetime) -> Change:
    """Store a new note. Its draft goes in the same moment: the words are in one place at any time."""
    with database.transaction():
        stored = _insert_note(database, case, Note(written=now, text=text))
        drafts.drop_draft(database, place=drafts.new_note_place(case))
    return of_case(case, lambda again: remove_note(again, case=case, note=stored))


def change_note(database: Database, *, case: int, note: int, text: str) -> Change:
    """Change the words of a note; the day it was written stays. The draft of the change goes in the same moment."""
    before = _note(database, case, note).text
    with database.transaction():
        database.run("UPDATE note SET text = ? WHERE id = ?", (text, note))
        drafts.drop_draft(database, place=drafts.note_place(note))
    return of_case(case, lambda again: _restore_note_text(again, case=case, note=note, text=before))


def _restore_note_text(database: Database, *, case: int, note: int, text: str) -> Change:
    """The way back of `change_note`: a draft that was begun since then is not its business."""
    with database.transaction():
        database.run("UPDATE note SET text = ? WHERE id = ?", (text, note))
    return of_case(case)


def remove_note(database: Database, *, case: int, note: int) -> Change:
    """Take away a note, and what was typed to change it."""
    before = _note(database, case, note)
    with database.transaction():
        database.run("DELETE FROM note WHERE id = ?", (note,))

    def put_back(again: Database) -> Change:
        with again.transaction():
            _insert_note(again, case, before)
        return of_case(case)

    return of_case(case, put_back)


def _note(database: Database, case: int, note: int) -> Note:
    found = [known for known in reading.case(database, case).notes if known.id == note]
    if not found:
        raise UserError(_("This note is no longer in the vault."), _("Choose another one."))
    return found[0]


def _contact(database: Database, case: int, contact: int) -> Contact:
    found = [known for known in reading.case(database, case).contacts if known.id == contact]
    if not found:
        raise UserError(_("This contact is no longer in the vault."), _("Choose another one."))
    return found[0]


def new_visitor(database: Database) -> int:
    """A visitor of whom nothing is known yet; the id."""
    return database.run("INSERT INTO visitor DEFAULT VALUES")


def insert_case(database: Database, new: NewCase, *, batch: int | None = None, rng: Random | None = None) -> int:
    """Store a case inside a transaction that has begun; its id."""
    visitor = new.visitor or new_visitor(database)
    case = database.run(
        """INSERT INTO cases (number, nickname, visitor_id, import_id, opened, closed, role, unit_id, language, outcome)
        VALUES (:number, :nickname, :visitor, :batch, :opened, :closed, :role, :unit, :language, :outcome)""",
        {
            "number": _next_number(database, new.facts),
            "nickname": _nickname(database, rng or _RANDOM),
            "visitor": visitor,
            "batch": batch,
            **_facts_row(new.facts),
        },
    )
    _insert_concerns(database, case, new.concerns)
    for contact in new.contacts:
        _insert_contact(database, case, contact)
    for note in new.notes:
        _insert_note(database, case, note)
    if new.identity != Identity():
        _store_identity(database, visitor, new.identity)
    refresh_words(database, case)
    return case


def _nickname(database: Database, rng: Random) -> str:
    # the highest id is as good as a count, and needs no counting
    count = database.one("SELECT max(id) FROM cases") or 0
    return nickname(database.catalogue.nickname_words, taken=_Nicknames(database), count=count, rng=rng)


class _Nicknames:
    """The nicknames in use, asked for one by one: there may be many."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __contains__(self, name: object) -> bool:
        return self._database.one("SELECT 1 FROM cases WHERE nickname = ?", (name,)) is not None


def _next_number(database: Database, facts: Facts) -> str:
    """The case's number: two digits of its year and a running number, such as "26-0143"."""
    year = f"{facts.opened:%y}"
    last = database.one("SELECT max(CAST(substr(number, 4) AS INTEGER)) FROM cases WHERE substr(number, 1, 2) = ?", (year,))
    # numbers of destroyed cases are not given again: a visitor may still quote one
    destroyed = database.one("SELECT number FROM last_number WHERE year = ?", (year,))
    return f"{year}-{max(last or 0, destroyed or 0) + 1:04d}"


def _facts_row(facts: Facts) -> dict[str, object]:
    return {
        "opened": facts.opened.isoformat(),
        "closed": facts.closed.isoformat() if facts.closed else None,
        "role": facts.role,
        "unit": facts.unit,
        "language": facts.language,
        "outcome": facts.outcome,
    }


def _insert_concerns(database: Database, case: int, concerns: tuple[Concern, ...]) -> None:
    scheme = database.catalogue.topics.key
    database.run_many(
        "INSERT INTO concern (case_id, position, topic, k12, ioa, scheme) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (case, position, concern.topic, concern.k12, concern.ioa, concern.scheme or scheme)
            for position, concern in enumerate(concerns)
        ],
    )


def _insert_contact(database: Database, case: int, contact: Contact) -> int:
    stored = database.run(
        "INSERT INTO contact (id, case_id, day, channel, minutes, initiator) VALUES (?, ?, ?, ?, ?, ?)",
        (contact.id or None, case, contact.day.isoformat(), contact.channel, contact.minutes, contact.initiator),
    )
    rows = [(stored, service) for service in contact.services]
    database.run_many("INSERT INTO contact_service (contact_id, service) VALUES (?, ?)", rows)
    return stored


def _insert_note(database: Database, case: int, note: Note) -> int:
    written = note.written.isoformat(timespec="seconds")
    return database.run(
        "INSERT INTO note (id, case_id, written, text) VALUES (?, ?, ?, ?)", (note.id or None, case, written, note.text)
    )


def _store_identity(database: Database, visitor: int, identity: Identity) -> None:
    database.run("DELETE FROM identity WHERE visitor_id = ?", (visitor,))
    if any(astuple(identity)):
        database.run("INSERT INTO identity (visitor_id, name, reach) VALUES (?, ?, ?)", (visitor, *astuple(identity)))
