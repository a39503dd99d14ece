"""The people whom the vault knows, indexed by every word that can mean one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from itertools import pairwise, permutations

from ombudsdesk.deidentify.narrative_slips import Slips
from ombudsdesk.deidentify.narrative_text import words_of
from ombudsdesk.deidentify.narrative_words import Words

Places = Mapping[int, frozenset[int]]
"""For each person (by number), which words of the name (by number) a word can be."""

_SMALL = ("ito", "ita", "cito", "cita")
_GIVEN_NAMES = 2  # given names stand first; small forms of surnames are words
_SHORTEST_JOINED = 5
_SHORTEST_SINGULAR = 3


@dataclass(frozen=True)
class Person:
    """Somebody whom the vault knows by name. What is found of a visitor's name can never be overridden."""

    name: str = field(repr=False)
    is_visitor: bool = True


@unique
class How(Enum):
    """How a word is somebody's name: as it stands, as friends say it, as a plural ("the Garcias"), or but for a slip."""

    EXACT = "exact"
    CALLED = "called"
    PLURAL = "plural"
    SLIP = "slip"


@dataclass(frozen=True)
class Seen:
    """A word that can be somebody's name, and whose."""

    how: How
    people: Places


class People:
    """Everybody known. Persons go by their number in the sequence."""

    def __init__(self, people: Sequence[Person], words: Words) -> None:
        self._people = people
        self._words = words
        self.names = [name_of(person.name, words) for person in people]
        parts = [(name, who, place) for who, names in enumerate(self.names) for place, name in enumerate(names)]
        self._exact = _index(part for part in parts if len(part[0]) > 1)
        self._called = _index((other, who, place) for name, who, place in parts for other in self._called_by(name, place))
        self._slips = Slips(self._exact)
        self._joined = _index((word, who, 0) for who, names in enumerate(self.names) for word in self._run_together(names))
        self._joined_slips = Slips("".join(pair) for names in self.names for pair in pairwise(names))

    def any_visitor(self, people: Iterable[int]) -> bool:
        """Whether one of these persons has come to the office."""
        return any(self._people[who].is_visitor for who in people)

    def seen(self, word: str) -> Seen | None:
        """Who can be meant by a word. None if it is nobody's name."""
        exact, called = self._exact.get(word), self._called.get(word)
        others = [name for name in (*_singulars(word), *self._slips.near(word)) if name in self._exact]
        if not (exact or called or others):
            return None
        how = How.EXACT if exact else How.CALLED if called else How.PLURAL if self._is_plural(word) else How.SLIP
        return Seen(how, _union([exact or {}, called or {}, *(self._exact[name] for name in others)]))

    def _is_plural(self, word: str) -> bool:
        names = (name for name in _singulars(word) if name in self._exact)
        return not self._words.is_everyday(word) and any(not self._words.is_ordinary(name) for name in names)

    def seen_joined(self, word: str) -> Seen | None:
        """Who can be meant by two names that are written as one word, or by an initial and a name."""
        if word in self._joined:
            return Seen(How.EXACT, self._joined[word])
        slips = [self._joined[name] for name in self._joined_slips.near(word) if name in self._joined]
        return Seen(How.SLIP, _union(slips)) if slips else None

    def with_initial(self, letter: str, people: Iterable[int]) -> Places:
        """Which words of these persons' names begin with a letter."""
        found = {
            who: frozenset(place for place, name in enumerate(self.names[who]) if name.startswith(letter)) for who in people
        }
        return {who: places for who, places in found.items() if places}

    def _called_by(self, name: str, place: int) -> Iterator[str]:
        yield from self._words.same_person.get(name, ())
        if place < _GIVEN_NAMES and len(name) > 2:
            yield from (name.rstrip("aeo") + ending for ending in _SMALL)

    def _run_together(self, names: Sequence[str]) -> Iterator[str]:
        words = ["".join(names)] if len(names) > 1 else []
        for first, second in permutations(names, 2):
            words += [first + second, first[0] + second]
        yield from (word for word in words if len(word) >= _SHORTEST_JOINED and not self._words.is_everyday(word))


def name_of(name: str, words: Words) -> tuple[str, ...]:
    """The words of a name that can tell who it is: without "de la", titles and numbers. Empty for "Anonymous"."""
    parts = tuple(part for part in words_of(name) if not part.isnumeric())
    telling = tuple(part for part in parts if part not in words.particles) or parts
    return () if words.not_names.issuperset(telling) else telling


def _singulars(word: str) -> Iterator[str]:
    """The names that a word can be the plural of."""
    stems = (word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending))
    return (stem for stem in stems if len(stem) >= _SHORTEST_SINGULAR)


def _index(parts: Iterable[tuple[str, int, int]]) -> Mapping[str, Places]:
    found: dict[str, dict[int, frozenset[int]]] = {}
    for word, who, place in parts:
        people = found.setdefault(word, {})
        people[who] = people.get(who, frozenset()) | {place}
    return found


def _union(several: Collection[Places]) -> Places:
    found: dict[int, frozenset[int]] = {}
    for people in several:
        for who, places in people.items():
            found[who] = found.get(who, frozenset()) | places
    return found
