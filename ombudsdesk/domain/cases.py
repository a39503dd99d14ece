"""Cases, visitors, concerns, contacts and notes: four of these are counted, and each count is another number.

A *visitor* is a person; what could identify them is an `Identity`, kept apart from the coded facts. A *case* is what one
visitor brings; a *concern* is one thing it is about; a *contact* is one conversation. Ids are the vault's row numbers, 0
for what is not yet stored. Codes are those of the `Catalogue`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MINUTES_IN_A_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the visitor is and how to reach them. All of it may be left empty: an anonymous visitor is a visitor."""

    name: str = ""
    reach: str = ""


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One thing that a case is about. `scheme` names the list and version that `topic` is read by ("" = today's)."""

    topic: str
    k12: str = ""
    ioa: str = ""
    scheme: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One conversation. `minutes` is None where nobody wrote it down. `initiator` says who began it."""

    day: date
    channel: str
    initiator: str
    minutes: int | None = None
    services: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Note:
    """What the ombuds wrote, as plain text. `written` is local time without a zone."""

    written: datetime
    text: str
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The coded facts of a case: what statistics may use, and nothing that names a person.

    `unit` is the id of a campus or department, None where it is not known. `outcome` is "" while the case is open.
    """

    opened: date
    role: str
    language: str
    unit: int | None = None
    closed: date | None = None
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as it is read from the vault. The first concern is the primary one."""

    id: int
    number: str
    nickname: str
    visitor: int
    facts: Facts
    concerns: tuple[Concern, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    identity: Identity = Identity()


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case that is not stored yet: the vault gives it a number and a nickname. `visitor` 0 means a new visitor."""

    facts: Facts
    concerns: tuple[Concern, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    identity: Identity = Identity()
    visitor: int = 0


@dataclass(frozen=True)
class Counts:
    """Four different numbers that people mix up, and the notes."""

    cases: int = 0
    visitors: int = 0
    contacts: int = 0
    concerns: int = 0
    notes: int = 0
