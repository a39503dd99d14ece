"""An invented office to practise with: bilingual cases of one school year, the same ones every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from ombudsdesk.domain.cases import Concern, Contact, Facts, Identity, NewCase, Note
from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue
from ombudsdesk.domain.periods import Period
from ombudsdesk.domain.units import Unit, UnitKind

YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))
"""The school year that the invented cases lie in: fixed, so that the practice office never changes."""

SEED = 20251
RETURNING = 0.15
STILL_OPEN = 0.12
MINUTES = (10, 15, 20, 30, 30, 45, 60, 90)


@dataclass(frozen=True)
class PracticeCase:
    """An invented case, the name of its unit, and a text that returning visitors share."""

    unit: str
    visitor: str
    case: NewCase


def practice_units(data: Mapping[str, Any]) -> list[Unit]:
    """The invented campuses and departments. `data` is the parsed `demo/office.json`."""
    return [Unit(name=line["name"], kind=UnitKind(line["kind"]), level=line["level"]) for line in data["units"]]


def practice_cases(data: Mapping[str, Any], catalogue: Catalogue, count: int) -> Iterator[PracticeCase]:
    """`count` invented cases in the order of their days. The same count gives the same cases."""
    random = Random(SEED)  # noqa: S311 - invented cases, not secrets
    days = sorted(random.randrange((YEAR.end - YEAR.start).days + 1) for _number in range(count))
    visitors = 0
    for day in days:
        returns = visitors > 0 and random.random() < RETURNING
        visitor = random.randrange(visitors) if returns else visitors
        visitors = max(visitors, visitor + 1)
        unit = _weighted(random, {line["name"]: line["weight"] for line in data["units"]} | {"": 2})
        new = _case(random, data, catalogue, YEAR.start + timedelta(days=day))
        yield PracticeCase(unit, f"visitor {visitor}", new)


def _case(random: Random, data: Mapping[str, Any], catalogue: Catalogue, opened: date) -> NewCase:
    role = _weighted(random, {code: data["roles"].get(code, 1) for code in catalogue.roles.codes})
    language = _weighted(random, data["languages"])
    contacts = tuple(_contacts(random, catalogue, opened))
    closes = random.random() > STILL_OPEN
    outcomes = catalogue.outcomes.codes
    facts = Facts(
        opened=opened,
        closed=contacts[-1].day if closes else None,
        outcome=random.choice(outcomes) if closes else "",
        role=role,
        language=language,
    )
    named = not closes and random.random() < 0.5
    return NewCase(
        facts=facts,
        concerns=_concerns(random, catalogue, family=role in data["families"]),
        contacts=contacts,
        notes=tuple(_notes(random, data, contacts, language)),
        identity=Identity(name=random.choice(data["names"])) if named else Identity(),
    )


def _contacts(random: Random, catalogue: Catalogue, opened: date) -> Iterator[Contact]:
    channels = {code: 1 if code == NOT_KNOWN else 5 for code in catalogue.channels.codes}
    day = opened
    for number in range(random.choice((1, 1, 1, 2, 2, 3))):
        day = min(day + timedelta(days=random.randrange(1, 12) if number else 0), YEAR.end)
        yield Contact(
            day=day,
            channel=_weighted(random, channels),
            initiator="office" if number and random.random() < 0.4 else "visitor",
            minutes=random.choice(MINUTES),
            services=tuple(sorted(random.sample(catalogue.services.codes, random.choice((1, 1, 2))))),
        )


def _concerns(random: Random, catalogue: Catalogue, *, family: bool) -> tuple[Concern, ...]:
    found: dict[tuple[str, str], Concern] = {}
    for _number in range(random.choice((1, 1, 1, 2, 3))):
        if family:
            topic = random.choice(catalogue.k12.entries)
            concern = Concern(topic=topic.office, k12=topic.code, ioa=topic.ioa[0])
        else:
            topic = random.choice(catalogue.topics.entries)
            concern = Concern(topic=topic.code, ioa=topic.ioa[0])
        found[concern.topic, concern.k12] = concern
    return tuple(found.values())


def _notes(random: Random, data: Mapping[str, Any], contacts: tuple[Contact, ...], language: str) -> Iterator[Note]:
    phrases = data["notes"].get(language, data["notes"]["en"])
    for contact in contacts:
        if random.random() < 0.8:
            hour = time(random.randrange(8, 17), random.choice((0, 15, 30, 45)))
            yield Note(written=datetime.combine(contact.day, hour), text=random.choice(phrases))


def _weighted(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
