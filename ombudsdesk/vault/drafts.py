"""Words that were typed and not saved yet: they live in the vault, nowhere else, and survive a crash."""

from __future__ import annotations

from datetime import datetime

from ombudsdesk.vault.engine import Database

NOTES = "note/"
"""What the places of all changes to stored notes begin with."""


def new_note_place(case: int) -> str:
    """The place of the draft of a case's next note."""
    return f"case/{case}/new-note"


def note_place(note: int) -> str:
    """The place of the draft of a change to a note that is stored."""
    return f"{NOTES}{note}"


def keep_draft(database: Database, *, place: str, text: str, now: datetime) -> None:
    """Keep what stands in an editor. An empty text removes the draft."""
    with database.transaction():
        if text.strip():
            database.run(
                """INSERT INTO draft (place, text, saved) VALUES (:place, :text, :now)
                ON CONFLICT (place) DO UPDATE SET text = :text, saved = :now""",
                {"place": place, "text": text, "now": now.isoformat(timespec="seconds")},
            )
        else:
            drop_draft(database, place=place)


def draft(database: Database, *, place: str) -> str:
    """The text that was left in an editor, "" if there is none."""
    return str(database.one("SELECT text FROM draft WHERE place = ?", (place,)) or "")


def drafts(database: Database, prefix: str) -> dict[str, str]:
    """The texts that were left at all places that begin like this, by place."""
    rows = database.query("SELECT place, text FROM draft WHERE substr(place, 1, length(?1)) = ?1", (prefix,))
    return dict(rows)


def drop_draft(database: Database, *, place: str) -> None:
    """Forget a draft: in the transaction that stores its text, or because the person said so."""
    database.run("DELETE FROM draft WHERE place = ?", (place,))
