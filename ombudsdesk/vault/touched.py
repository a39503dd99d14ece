"""Whether somebody has worked on a case: all that a person can write into it, as one number for each case.

The numbers hold for the life of the process and say nothing about the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ombudsdesk.vault.engine import Database

_AT_ONCE = 500
_EVERYTHING = (
    "SELECT id, visitor_id, opened, closed, role, unit_id, language, outcome FROM cases WHERE id BETWEEN ? AND ?",
    "SELECT case_id, position, topic, k12, ioa, scheme FROM concern WHERE case_id BETWEEN ? AND ? ORDER BY position",
    "SELECT case_id, id, day, channel, minutes, initiator FROM contact WHERE case_id BETWEEN ? AND ? ORDER BY id",
    """SELECT case_id, contact_id, service FROM contact JOIN contact_service ON contact_id = contact.id
        WHERE case_id BETWEEN ? AND ? ORDER BY contact_id, service""",
    "SELECT case_id, id, written, text FROM note WHERE case_id BETWEEN ? AND ? ORDER BY id",
    "SELECT id, name, reach FROM cases JOIN identity USING (visitor_id) WHERE id BETWEEN ? AND ?",
    # words that were typed and not saved are work, too
    "SELECT case_id, place, draft.text FROM note JOIN draft ON place = 'note/' || note.id WHERE case_id BETWEEN ? AND ?",
    """SELECT CAST(substr(place, 6) AS INTEGER) AS of_case, place, text FROM draft
        WHERE place GLOB 'case/*' AND of_case BETWEEN ? AND ? ORDER BY place""",
)


def marks(database: Database, cases: Iterable[int]) -> dict[int, int]:
    """The number of each of these cases that are still there."""
    wanted = sorted(cases)
    found: dict[int, int] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        found.update(_marks(database, wanted[begin : begin + _AT_ONCE]))
    return found


def count(database: Database, before: Mapping[int, int]) -> int:
    """How many of the cases are not as they were when their `marks` were taken. One that was removed is none of them."""
    return sum(mark != before[case] for case, mark in marks(database, before).items())


def _marks(database: Database, cases: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    wanted = set(cases)
    for number, statement in enumerate(_EVERYTHING):
        for case, *facts in database.query(statement, (cases[0], cases[-1])):
            if case in wanted:
                found[case] = hash((found.get(case), number, *facts))
    return found
