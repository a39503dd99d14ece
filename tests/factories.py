"""Small functions that build the office's values, with defaults for what a test does not speak of."""

from __future__ import annotations

from datetime import date, datetime

from ombudsdesk.domain.cases import Concern, Contact, Facts, Identity, NewCase, Note

DAY = date(2026, 3, 17)


def facts(
    *,
    opened: date = DAY,
    role: str = "teacher",
    language: str = "en",
    unit: int | None = None,
    closed: date | None = None,
    outcome: str = "",
) -> Facts:
    return Facts(opened=opened, role=role, language=language, unit=unit, closed=closed, outcome=outcome)


def contact(
    *, day: date = DAY, channel: str = "phone", minutes: int | None = 20, services: tuple[str, ...] = ()
) -> Contact:
    return Contact(day=day, channel=channel, initiator="visitor", minutes=minutes, services=services)


def new_case(
    *,
    case_facts: Facts | None = None,
    topics: tuple[str, ...] = ("relationships.bullying",),
    notes: tuple[str, ...] = (),
    name: str = "",
    contacts: int = 1,
) -> NewCase:
    return NewCase(
        facts=case_facts or facts(),
        concerns=tuple(Concern(topic=topic) for topic in topics),
        contacts=tuple(contact() for _number in range(contacts)),
        notes=tuple(Note(written=datetime(2026, 3, 17, 12), text=text) for text in notes),
        identity=Identity(name=name),
    )
