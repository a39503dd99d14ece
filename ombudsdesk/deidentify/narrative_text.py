"""A commentary as it is searched: no accents, no capitals, nothing unseen, and the way back to what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ombudsdesk.deidentify.narrative_stops import Reason, Stop

HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a letter that is not searched: it is in no word, and no pattern holds it."""

# letters that Unicode does not take apart, and Cyrillic ones that look like Latin
_LETTERS = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_LETTERS |= dict(zip("аеорсхуіѕјвнкмт", "aeopcxyisjbhkmt", strict=True))
_LETTERS |= dict.fromkeys("’‘ʼ`´′＇‛", "'") | dict.fromkeys("‐‑‒–—―−﹣－", "-")
_UNSEEN = {"Mn", "Me", "Cf"}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_ENDS = ".!?…:;¿¡•"
_QUOTES = "\"'“”«»([*-–—"
_NEVER_IN_A_NAME = "!?…:;¿¡•"
_LONGEST_SHORT_FORM = 4
_WORDS_OF_ONE_LETTER = "aieoyu"


@lru_cache(maxsize=4096)
def plain_sign(sign: str) -> str:
    """What is searched for one typed sign: none, one or several letters."""
    known = _LETTERS.get(sign)
    if known is not None:
        return known
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(_LETTERS.get(part, part) for part in folded if unicodedata.category(part) not in _UNSEEN)


def plain(text: str) -> str:
    """A text as it is searched; it may be shorter or longer than what was typed."""
    return "".join(map(plain_sign, text))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, each as it is searched, without the 's of a possessive."""
    return tuple(_bare(match.group()) for match in _WORD.finditer(plain(text)))


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).replace("'", "")


@dataclass(frozen=True)
class Token:
    """A word: as it is searched, as it was typed, and where. `begins` if a sentence begins with it."""

    text: str = field(repr=False)
    typed: str = field(repr=False)
    start: int
    end: int
    begins: bool = False

    @property
    def is_capital(self) -> bool:
        return self.typed[:1].isupper()

    @property
    def is_upper(self) -> bool:
        return self.typed.isupper()


class Reading:
    """A text that is being searched. `hidden` are spans of the typed text that nothing may be found in."""

    def __init__(self, typed: str, *, hidden: tuple[tuple[int, int], ...] = ()) -> None:
        self.typed = typed
        for start, end in hidden:
            typed = typed[:start] + HIDDEN * (end - start) + typed[end:]
        self.searched = typed
        self._starts: list[int] = []
        self._ends: list[int] = []
        signs: list[str] = []
        for place, sign in enumerate(typed):
            parts = plain_sign(sign)
            if not parts and self._ends:
                # an accent of its own, or a joiner, belongs to the letter before it
                self._ends[-1] = place + 1
            for part in parts:
                signs.append(part)
                self._starts.append(place)
                self._ends.append(place + 1)
        self.plain = "".join(signs)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the plain text stands in what was typed."""
        return self._starts[start], self._ends[end - 1]

    def stop(self, reason: Reason, start: int, end: int, *, may_override: bool = True) -> Stop:
        """A stop for a part of the plain text, which may not be empty."""
        return Stop(*self.span(start, end), reason, may_override and not reason.is_final)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every word, in order."""
        return tuple(self._tokens())

    def _tokens(self) -> Iterator[Token]:
        for match in _WORD.finditer(self.plain):
            bare = _bare(match.group())
            possessive = _POSSESSIVE.search(match.group())
            start, end = self.span(match.start(), match.start() + possessive.start() if possessive else match.end())
            yield Token(bare, self.searched[start:end], start, end, self._begins_sentence(start))

    def _begins_sentence(self, place: int) -> bool:
        while place:
            before = self.searched[place - 1]
            if before == "\n" or before in _ENDS:
                return True
            if not before.isspace() and before not in _QUOTES:
                return False
            place -= 1
        return True

    def go_together(self, first: Token, second: Token) -> bool:
        """Whether two words can be one name: no sentence ends between them, though a short form may ("J. Ma. Cruz")."""
        between = self.between(first, second)
        ends = len(first.text) > _LONGEST_SHORT_FORM and "." in between and between.strip() != between
        return not ends and not any(sign in between for sign in _NEVER_IN_A_NAME)

    def between(self, first: Token, second: Token) -> str:
        """What stands between two words."""
        return self.searched[first.end : second.start]


def is_initial(reading: Reading, token: Token) -> bool:
    """Whether a single letter stands for a name: it has a point, or is a capital that is no word of its own."""
    if reading.searched[token.end : token.end + 1] == ".":
        return True
    return token.is_capital and token.text not in _WORDS_OF_ONE_LETTER
