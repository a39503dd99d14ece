"""The guard of the commentary: nothing that the vault knows, and nothing that points at one person, is printed in words.

`Guard.search` finds what stops the export. Text is not changed by it: people write it in another way, insert a figure for
a number, or give a reason where a reason may do. What the guard cannot see is a paraphrase; the question before the export
("would somebody at the school know who came?") stays a person's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from ombudsdesk.deidentify.narrative_dates import Dates
from ombudsdesk.deidentify.narrative_figures import figure_stops, printed, spans, token
from ombudsdesk.deidentify.narrative_initials import Initials
from ombudsdesk.deidentify.narrative_names import NameSearch
from ombudsdesk.deidentify.narrative_patterns import Patterns
from ombudsdesk.deidentify.narrative_people import People, Person
from ombudsdesk.deidentify.narrative_phrases import CaseNicknames, Units
from ombudsdesk.deidentify.narrative_stops import Override, Reason, Stop, open_stops, tidy
from ombudsdesk.deidentify.narrative_text import Reading, plain
from ombudsdesk.deidentify.narrative_titles import Titles
from ombudsdesk.deidentify.narrative_words import Words, load, one_of

__all__ = [
    "Guard",
    "Known",
    "Override",
    "Person",
    "Reason",
    "Stop",
    "Words",
    "load",
    "open_stops",
    "printed",
    "search",
    "token",
]


@dataclass(frozen=True)
class Known:
    """What the vault knows and readers must not learn. None of it shows in a `repr`."""

    people: tuple[Person, ...] = field(default=(), repr=False)
    units: tuple[str, ...] = field(default=(), repr=False)
    posts: tuple[str, ...] = field(default=(), repr=False)
    dates: tuple[date, ...] = field(default=(), repr=False)
    nicknames_of_cases: tuple[str, ...] = field(default=(), repr=False)
    case_numbers: tuple[str, ...] = field(default=(), repr=False)


class Guard:
    """Everything that is known, ready to be searched for again and again while somebody types."""

    def __init__(self, known: Known, words: Words) -> None:
        self._words = words
        self._people = People(known.people, words)
        self._initials = Initials(self._people, words)
        self._titles = Titles(words)
        self._dates = Dates(known.dates, words)
        self._units = Units(known.units, words)
        self._nicknames = CaseNicknames(known.nicknames_of_cases)
        self._numbers = frozenset(map(_digits, known.case_numbers)) - {""}
        self._patterns = Patterns(words, tuple(map(plain, known.posts)))
        self._fixed = re.compile(rf"(?<![\w-]){one_of(words.lists['fixed'])}(?![\w-])")

    def search(self, text: str, *, figures: Collection[str] = ()) -> list[Stop]:
        """What stops this text, in its order. `figures` are the names of the figures that the release has."""
        tokens = spans(text)
        reading = Reading(text, hidden=tokens)
        fixed = tuple(reading.span(*match.span()) for match in self._fixed.finditer(reading.plain))
        if fixed:
            reading = Reading(text, hidden=(*tokens, *fixed))
        return tidy([*figure_stops(text, figures), *self._stops(reading)], text)

    def _stops(self, reading: Reading) -> Iterator[Stop]:
        yield from NameSearch(reading, self._people, self._words).stops()
        for part in (self._initials, self._titles, self._dates, self._units, self._nicknames, self._patterns):
            yield from part.stops(reading)
        yield from self._case_numbers(reading)

    def _case_numbers(self, reading: Reading) -> Iterator[Stop]:
        for match in _DIGITS.finditer(reading.plain):
            if _digits(match.group()) in self._numbers:
                yield reading.stop(Reason.CASE_NUMBER, *match.span())


_DIGITS = re.compile(r"\d[\d\s./-]*\d")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def search(text: str, *, known: Known, words: Words, figures: Collection[str] = ()) -> list[Stop]:
    """What stops this text. For a single search; a `Guard` keeps what it has prepared."""
    return Guard(known, words).search(text, figures=figures)
