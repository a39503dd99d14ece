"""The words by which a case's coded facts are found: its labels in every language, so that "maestro" finds a teacher."""

from __future__ import annotations

from collections.abc import Iterator

from ombudsdesk.domain.catalogue import Entry, Taxonomy, Topic
from ombudsdesk.vault.engine import Database


def refresh_words(database: Database, case: int) -> None:
    """Bring the searchable words of a case up to date, inside the transaction that changed it."""
    words = " ".join(dict.fromkeys(_words(database, case)))
    database.run(
        "INSERT INTO case_words (case_id, words) VALUES (:case, :words) ON CONFLICT (case_id) DO UPDATE SET words = :words",
        {"case": case, "words": words},
    )


def _words(database: Database, case: int) -> Iterator[str]:
    lists = database.catalogue
    number, nickname, role, language, outcome, unit, level = database.query(
        """SELECT number, nickname, role, language, outcome, unit.name, unit.level
        FROM cases LEFT JOIN unit ON unit.id = unit_id WHERE cases.id = ?""",
        (case,),
    )[0]
    yield from (number, nickname, unit or "")
    yield from _labels(lists.roles, role)
    yield from _labels(lists.languages, language)
    yield from _labels(lists.outcomes, outcome)
    yield from _labels(lists.levels, level or "")
    for topic, k12 in database.query("SELECT topic, k12 FROM concern WHERE case_id = ?", (case,)):
        yield from _labels(lists.topics, topic)
        yield from _labels(lists.k12, k12)
        if topic in lists.topics:
            yield from _labels(lists.groups, lists.group_of(topic))


def _labels(taxonomy: Taxonomy[Entry] | Taxonomy[Topic], code: str) -> Iterator[str]:
    if code in taxonomy:
        yield from taxonomy[code].labels.values()
