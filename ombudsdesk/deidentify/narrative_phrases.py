"""Finds what goes by several words in a fixed order: campuses and departments, and the nicknames of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ombudsdesk.deidentify.narrative_slips import Slips, one_slip
from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading, Token, words_of
from ombudsdesk.deidentify.narrative_words import Words

Phrase = tuple[str, ...]

_SHORTEST_ALONE = 4
_SHORTEST_ABBREVIATION = 3


class Phrases:
    """A list of phrases, found wherever their words follow each other, with one slip at most."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in dict.fromkeys(phrases):
            self._by_first[phrase[0]].append(phrase)
        self._slips = Slips(self._by_first)

    def found(self, tokens: Sequence[Token]) -> Iterator[tuple[Phrase, Sequence[Token]]]:
        """Each phrase and the words of the text that are it."""
        for number, token in enumerate(tokens):
            for first in (token.text, *self._slips.near(token.text)):
                for phrase in self._by_first.get(first, ()):
                    words = tokens[number : number + len(phrase)]
                    if len(words) == len(phrase) and _is(phrase, words):
                        yield phrase, words


def _is(phrase: Phrase, words: Sequence[Token]) -> bool:
    other = [(known, token.text) for known, token in zip(phrase, words, strict=True) if known != token.text]
    return not other or (len(other) == 1 and one_slip(*other[0]))


class Units:
    """Campuses and departments: by their names, by what is left without "Elementary School", by their abbreviations."""

    def __init__(self, units: Iterable[str], words: Words) -> None:
        self._words = words
        phrases: set[Phrase] = set()
        abbreviations: set[str] = set()
        for unit in units:
            whole = words_of(unit)
            telling = tuple(word for word in whole if word not in words.lists["unit_words"] and not word.isnumeric())
            phrases.update(phrase for phrase in (whole, telling) if phrase)
            abbreviations.add("".join(word[0] for word in whole if not words.is_grammar(word)))
        self._phrases = Phrases(phrases)
        known = words.lists["acronyms"]
        self._abbreviations = {text for text in abbreviations if len(text) >= _SHORTEST_ABBREVIATION and text not in known}

    def stops(self, reading: Reading) -> Iterator[Stop]:
        for phrase, tokens in self._phrases.found(reading.tokens):
            if len(phrase) > 1 or self._names_a_place(phrase[0], tokens[0]):
                yield Stop(tokens[0].start, tokens[-1].end, Reason.UNIT, may_override=True)
        for token in reading.tokens:
            if token.is_upper and token.text in self._abbreviations:
                yield Stop(token.start, token.end, Reason.UNIT, may_override=True)

    def _names_a_place(self, known: str, token: Token) -> bool:
        """Whether a single word is the campus: "Central" is, "central" is not; a slip only of a rare word."""
        if len(token.text) < _SHORTEST_ALONE or token.text in self._words.lists["unit_words"]:
            return False
        if token.text != known and self._words.is_form_of_everyday(token.text):
            return False
        return token.is_capital or not self._words.is_ordinary(token.text)


class CaseNicknames:
    """The neutral names that cases go by on the screen: they have no place outside the office."""

    def __init__(self, nicknames: Iterable[str]) -> None:
        # the number behind some of them is stopped as a number
        parts = (tuple(word for word in words_of(name) if not word.isnumeric()) for name in nicknames)
        self._phrases = Phrases(phrase for phrase in parts if phrase)

    def stops(self, reading: Reading) -> Iterator[Stop]:
        for _phrase, tokens in self._phrases.found(reading.tokens):
            yield Stop(tokens[0].start, tokens[-1].end, Reason.CASE_NICKNAME, may_override=False)
