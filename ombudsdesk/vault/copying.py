"""A copy of one moment of a vault, and the proof that it is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ombudsdesk.i18n import _
from ombudsdesk.vault.digest import digest, row_counts
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.verify import verify

Progress = Callable[[int, int], None]

# of 100 parts of the work: reading the vault, copying it, checking the copy in seven steps
READ, COPIED, ALL = 20, 50, 100
_STEP = 7


@dataclass(frozen=True)
class Content:
    """What two databases must have in common to be the same."""

    digest: str
    rows: dict[str, int]


def no_progress(_done: int, _all: int) -> None:
    """For work that nobody watches."""


def copy_pages(source: Database, target: Database, progress: Progress) -> Content:
    """Copy one moment of a database; what it held at that moment."""
    progress(0, ALL)
    with source.standing_still():
        content = _content(source)
        progress(READ, ALL)
        source.copy_to(target, progress=lambda done, pages: progress(READ + (COPIED - READ) * done // max(pages, 1), ALL))
    return content


def first_difference(copy: Database, expected: Content, progress: Progress) -> str:
    """The question that a copy does not answer well, "" if there is none."""
    done = COPIED
    for finding in verify(copy):
        progress(done, ALL)
        if not finding.good:
            return _(finding.question)
        done += _STEP
    found = _content(copy)
    progress(ALL, ALL)
    return "" if found == expected else _("The content of the vault")


def _content(database: Database) -> Content:
    return Content(digest(database), row_counts(database))
