"""Finds people who are not in the vault: a title with a name, a first name that many people have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading, Token, plain, words_of
from ombudsdesk.deidentify.narrative_words import Words

_LONGEST_SHORT_TITLE = 5  # "profe" in small letters is a title; "señora" may be anybody


class Titles:
    """Titles and names, for one set of words."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._titles = frozenset(words.lists["titles"])
        # of "assistant principal" the last word stands before the name
        self._posts = frozenset(words_of(post)[-1] for post in words.lists["title_posts"])
        self._no_names = frozenset(words.lists["weekdays"]).union(*words.months)

    def stops(self, reading: Reading) -> Iterator[Stop]:
        """A title and the name behind it, whoever it is; and first names."""
        for title, name, after in self._threes(reading.tokens):
            if self._is_titled(reading, title, name, after):
                yield Stop(title.start, name.end, Reason.TITLE_AND_NAME, may_override=True)
        for token in reading.tokens:
            if token.is_capital and token.text in self._words.given:
                yield Stop(token.start, token.end, Reason.FIRST_NAME, may_override=True)

    def _threes(self, tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token | None]]:
        """Each word with the two that follow; "de la" is passed over, as in "Sra. de la Cruz"."""
        telling = [token for token in tokens if token.text not in self._words.particles]
        for title, name, after in zip_longest(telling, telling[1:], telling[2:]):
            if name is not None:
                yield title, name, after

    def _is_titled(self, reading: Reading, title: Token, name: Token, after: Token | None) -> bool:
        if name.text in self._no_names or name.text.isnumeric():
            return False
        between = self._between(reading, title, name)
        if title.text in self._titles and between in ("", "."):
            return name.is_capital or self._is_small(title, name)
        if title.text not in self._posts or between not in ("", ",") or not name.is_capital:
            return False
        if len(name.text) == 1:
            return True
        # "Teacher Retirement System" is nobody; "Principal White" is
        heading = after is not None and after.is_capital and title.is_capital
        ordinary = self._words.is_form_of_everyday(name.text) and (heading or bool(between))
        return not ordinary and not self._words.is_grammar(name.text)

    def _between(self, reading: Reading, title: Token, name: Token) -> str:
        words = (word for word in reading.between(title, name).split() if plain(word) not in self._words.particles)
        return "".join(words)

    def _is_small(self, token: Token, name: Token) -> bool:
        return (
            len(token.text) <= _LONGEST_SHORT_TITLE
            and not token.is_upper
            and len(name.text) > 1
            and not self._words.is_form_of_everyday(name.text)
        )
