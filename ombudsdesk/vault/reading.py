"""Reading: ids for a list, rows for a page of it, one case whole, and the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, unique
from itertools import groupby

from ombudsdesk.domain.cases import Case, Concern, Contact, Counts, Facts, Identity, Note
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.search import matching


@unique
class Which(Enum):
    """Which cases a list shows."""

    ALL = "1"
    OPEN = "closed IS NULL"
    CLOSED = "closed IS NOT NULL"


@unique
class Column(Enum):
    """What a list of cases can be sorted by. Labels are sorted where they are shown: a code has no alphabet."""

    NUMBER = "substr(number, 1, 2) {way}, CAST(substr(number, 4) AS INTEGER)"
    NICKNAME = "nickname"
    OPENED = "opened"
    UNIT = "unit_name"


@dataclass(frozen=True)
class CaseRow:
    """A case as a list shows it. `topic` is the primary concern's code, "" without one; `last_contact` the latest day."""

    id: int
    number: str
    nickname: str
    opened: date
    closed: date | None
    role: str
    unit: str
    topic: str
    outcome: str
    last_contact: date | None


def case_ids(
    database: Database,
    *,
    search: str = "",
    which: Which = Which.ALL,
    column: Column = Column.OPENED,
    descending: bool = True,
) -> list[int]:
    """The ids of a list, in its order. `search` looks through notes, coded facts and names, blind to accents and case."""
    way = "DESC" if descending else "ASC"
    found, values = matching(search)
    rows = database.query(
        f"""SELECT cases.id FROM cases LEFT JOIN (SELECT id AS unit, name AS unit_name FROM unit) ON unit = unit_id
        WHERE {which.value} AND {found} ORDER BY {column.value.format(way=way)} {way}, cases.id {way}""",
        values,
    )
    return [row[0] for row in rows]


def case_rows(database: Database, ids: Sequence[int]) -> list[CaseRow]:
    """The rows of these cases, in this order. An id that is gone meanwhile is left out."""
    marks = ",".join("?" * len(ids))
    found = database.query(
        f"""SELECT cases.id, number, nickname, opened, closed, role, coalesce(unit.name, ''),
            coalesce((SELECT topic FROM concern WHERE case_id = cases.id AND position = 0), ''), outcome,
            (SELECT max(day) FROM contact WHERE case_id = cases.id)
        FROM cases LEFT JOIN unit ON unit.id = unit_id WHERE cases.id IN ({marks})""",
        list(ids),
    )
    rows = {row[0]: _case_row(*row) for row in found}
    return [rows[case] for case in ids if case in rows]


def case(database: Database, case: int) -> Case:
    """One case, whole. Raises UserError if it is no longer there."""
    found = database.query(
        """SELECT number, nickname, visitor_id, opened, closed, role, unit_id, language, outcome,
            coalesce(name, ''), coalesce(reach, '')
        FROM cases LEFT JOIN identity USING (visitor_id) WHERE id = ?""",
        (case,),
    )
    if not found:
        raise UserError(_("This case is no longer in the vault."), _("Choose another one from the list."))
    number, nickname, visitor, opened, closed, role, unit, language, outcome, name, reach = found[0]
    return Case(
        id=case,
        number=number,
        nickname=nickname,
        visitor=visitor,
        facts=Facts(
            opened=date.fromisoformat(opened),
            closed=_day(closed),
            role=role,
            unit=unit,
            language=language,
            outcome=outcome,
        ),
        concerns=_concerns(database, case),
        contacts=_contacts(database, case),
        notes=_notes(database, case),
        identity=Identity(name=name, reach=reach),
    )


def counts(database: Database) -> Counts:
    """How much there is. Cases, visitors, contacts and concerns are four different numbers."""
    tables = ("cases", "visitor", "contact", "concern", "note")
    return Counts(*(database.one(f"SELECT count(*) FROM {table}") for table in tables))


def _case_row(case: int, number: str, nickname: str, opened: str, closed: str | None, *rest: str) -> CaseRow:
    role, unit, topic, outcome, last_contact = rest
    return CaseRow(
        case, number, nickname, date.fromisoformat(opened), _day(closed), role, unit, topic, outcome, _day(last_contact)
    )


def _concerns(database: Database, case: int) -> tuple[Concern, ...]:
    rows = database.query("SELECT topic, k12, ioa, scheme FROM concern WHERE case_id = ? ORDER BY position", (case,))
    return tuple(Concern(topic=row[0], k12=row[1], ioa=row[2], scheme=row[3]) for row in rows)


def _contacts(database: Database, case: int) -> tuple[Contact, ...]:
    rows = database.query(
        """SELECT contact.id, day, channel, minutes, initiator, service
        FROM contact LEFT JOIN contact_service ON contact_id = contact.id
        WHERE case_id = ? ORDER BY day DESC, contact.id DESC, service""",
        (case,),
    )
    return tuple(
        Contact(
            id=facts[0],
            day=date.fromisoformat(facts[1]),
            channel=facts[2],
            minutes=facts[3],
            initiator=facts[4],
            services=tuple(row[5] for row in lines if row[5]),
        )
        for facts, lines in groupby(rows, key=lambda row: row[:5])
    )


def _notes(database: Database, case: int) -> tuple[Note, ...]:
    rows = database.query("SELECT id, written, text FROM note WHERE case_id = ? ORDER BY written DESC, id DESC", (case,))
    return tuple(Note(id=row[0], written=datetime.fromisoformat(row[1]), text=row[2]) for row in rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
