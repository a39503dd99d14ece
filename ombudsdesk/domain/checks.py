"""What cannot be right in a case, found before it is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, unique

from ombudsdesk.domain.cases import MINUTES_IN_A_DAY, Concern, Contact, Facts


@unique
class Flaw(Enum):
    """One thing that cannot be right. The window and the command line put it into words."""

    OPENED_IN_THE_FUTURE = "opened-in-the-future"
    CLOSED_IN_THE_FUTURE = "closed-in-the-future"
    CLOSED_BEFORE_OPENED = "closed-before-opened"
    CLOSED_WITHOUT_OUTCOME = "closed-without-outcome"
    OUTCOME_WITHOUT_CLOSING = "outcome-without-closing"
    CONTACT_IN_THE_FUTURE = "contact-in-the-future"
    MINUTES_OUT_OF_RANGE = "minutes-out-of-range"
    SAME_CONCERN_TWICE = "same-concern-twice"


@dataclass(frozen=True)
class Problem:
    """A flaw and the field (a name of the dataclass) beside which it is shown."""

    field: str
    flaw: Flaw


def facts_problems(facts: Facts, *, today: date) -> Iterator[Problem]:
    """What cannot be right in the coded facts."""
    if facts.opened > today:
        yield Problem("opened", Flaw.OPENED_IN_THE_FUTURE)
    if facts.closed and facts.closed > today:
        yield Problem("closed", Flaw.CLOSED_IN_THE_FUTURE)
    if facts.closed and facts.closed < facts.opened:
        yield Problem("closed", Flaw.CLOSED_BEFORE_OPENED)
    if facts.closed and not facts.outcome:
        yield Problem("outcome", Flaw.CLOSED_WITHOUT_OUTCOME)
    if facts.outcome and not facts.closed:
        yield Problem("closed", Flaw.OUTCOME_WITHOUT_CLOSING)


def contact_problems(contact: Contact, *, today: date) -> Iterator[Problem]:
    """What cannot be right in a contact."""
    if contact.day > today:
        yield Problem("day", Flaw.CONTACT_IN_THE_FUTURE)
    if contact.minutes is not None and not 0 <= contact.minutes <= MINUTES_IN_A_DAY:
        yield Problem("minutes", Flaw.MINUTES_OUT_OF_RANGE)


def concern_problems(concerns: Sequence[Concern]) -> Iterator[Problem]:
    """What cannot be right in the concerns of one case."""
    kinds = [(concern.topic, concern.k12) for concern in concerns]
    if len(set(kinds)) < len(kinds):
        yield Problem("topic", Flaw.SAME_CONCERN_TWICE)
