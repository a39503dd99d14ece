"""Search as you type: every word that was typed must begin a word of the case's notes, coded facts or visitor's name."""

from __future__ import annotations

from ombudsdesk.domain.text import fold

_IN_ANY_INDEX = """cases.id IN (
    SELECT case_id FROM note WHERE id IN (SELECT rowid FROM note_index WHERE note_index MATCH ?)
    UNION SELECT rowid FROM case_index WHERE case_index MATCH ?
    UNION SELECT id FROM cases WHERE visitor_id IN (SELECT rowid FROM identity_index WHERE identity_index MATCH ?))"""


def matching(search: str) -> tuple[str, list[str]]:
    """The SQL condition on `cases` for a search text, and its values. An empty text matches everything."""
    words = fold(search).split()
    if not words:
        return "1", []
    # quoted, so that nothing that people type is an operator of the search language
    values = [f'"{word}"*' for word in words for _index in range(3)]
    return " AND ".join([_IN_ANY_INDEX] * len(words)), values
