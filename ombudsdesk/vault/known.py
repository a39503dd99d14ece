"""What the vault knows and a report must not say: names, campuses, days, nicknames and numbers of cases, posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ombudsdesk.deidentify.narrative import Known, Person
from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue
from ombudsdesk.vault.engine import Database

_NO_POST = (NOT_KNOWN, "other")
_DAYS = """SELECT opened FROM cases UNION SELECT closed FROM cases WHERE closed IS NOT NULL
    UNION SELECT day FROM contact UNION SELECT substr(written, 1, 10) FROM note ORDER BY 1"""
# "Madre, padre o tutor" is three posts
_BETWEEN_POSTS = re.compile(r"\s*[,/()]\s*|\s+(?:or|o|and|y)\s+")


def known(database: Database) -> Known:
    """All of it, whatever the period: also a case that is not in the report must not be recognised in it."""
    return Known(
        people=tuple(Person(name) for name in _texts(database, "SELECT name FROM identity WHERE name <> '' ORDER BY name")),
        units=_texts(database, "SELECT name FROM unit ORDER BY name"),
        posts=tuple(dict.fromkeys(_posts(database.catalogue))),
        dates=tuple(date.fromisoformat(day) for day in _texts(database, _DAYS)),
        nicknames_of_cases=_texts(database, "SELECT nickname FROM cases ORDER BY id"),
        case_numbers=_texts(database, "SELECT number FROM cases ORDER BY id"),
    )


def _texts(database: Database, question: str) -> tuple[str, ...]:
    return tuple(row[0] for row in database.query(question))


def _posts(catalogue: Catalogue) -> Iterator[str]:
    for role in catalogue.roles:
        if role.code not in _NO_POST:
            for text in (*role.labels.values(), *role.aliases):
                yield from filter(None, _BETWEEN_POSTS.split(text))
