"""Passphrases: words that the program chooses, and what to say of words that somebody chose.

The lists are the EFF's large list (7,776 words; six of them are 77 bits) and the Spanish list of BIP-39 without accents and
without words that have an ñ (2,008; seven of them are 76 bits), so that every keyboard can type what is shown.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from functools import cache

from ombudsdesk import paths
from ombudsdesk.domain.text import fold
from ombudsdesk.i18n import N_

WORDS = {"en": 6, "es": 7}
LEAST_LETTERS = 14
ENOUGH, FAIR = 14.0, 10.0
"""Powers of ten of guesses. 10^14 tries at one second each, on ten thousand computers, are three hundred years."""

_LONGEST_JUDGED = 72  # zxcvbn refuses more, and takes minutes for it where that is lifted
# a word that anybody uses is among the first ten thousand of its language, whatever language that is
_WORD, _YEAR, _KNOWN, _AGAIN, _DIGITS, _SIGN, _LETTER = 4.0, 2.3, 1.0, 0.3, 6.0, 1.5, 1.4
# 400 words that come first to mind in a school office, and bring one another along: "school district", "lunes martes"
_EXPECTED = 1.5
_PARTS = re.compile(r"[^\W\d_]+|\d+|[\W_]")


@unique
class Strength(Enum):
    """How long somebody would have to guess; the values are N_-marked words for it."""

    WEAK = N_("Weak: it can be guessed")
    FAIR = N_("Fair: not enough for what lies here")
    GOOD = N_("Good: it will not be guessed")


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a passphrase. `advice` are N_-marked sentences, none for a good one."""

    strength: Strength
    advice: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.strength is Strength.GOOD


def generate(language: str, *, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Words by chance, in the language of the person: "lid slogan …"."""
    known = language if language in WORDS else "en"
    return " ".join(choose(words(known)) for _number in range(WORDS[known]))


@cache
def words(language: str) -> tuple[str, ...]:
    """The list of a language, or "office": what is to be expected in one."""
    return tuple(paths.resource("words", f"{language}.txt").read_text(encoding="utf-8").split())


@cache
def _expected() -> frozenset[str]:
    """What somebody who knows the office tries first, in both languages, folded."""
    return frozenset(words("office"))


def judge(passphrase: str, *, known: Sequence[str] = ()) -> Judgement:
    """What to say of a passphrase. `known` are names that a stranger would try first, such as the district's."""
    text = unicodedata.normalize("NFKC", passphrase)
    tries = min(_by_patterns(text), _by_words(text, known))
    long_enough = len(text) >= LEAST_LETTERS
    if tries >= ENOUGH and long_enough:
        return Judgement(Strength.GOOD)
    advice = [] if long_enough else [N_("Use 14 letters or more.")]
    advice.append(N_("Add words that have nothing to do with each other, with you, or with the district."))
    return Judgement(Strength.FAIR if tries >= FAIR and long_enough else Strength.WEAK, tuple(advice))


def _by_patterns(text: str) -> float:
    """What zxcvbn makes of it: it knows English words, keyboard runs and dates, but no Spanish."""
    if not text:
        return 0.0
    from zxcvbn import zxcvbn  # its word lists take 70 ms to load: only when a passphrase is chosen

    return float(zxcvbn(text[:_LONGEST_JUDGED])["guesses_log10"])


def _by_words(text: str, known: Sequence[str]) -> float:
    """As if the guesser knew that it is made of common words, in any language."""
    names = {name for one in known for name in fold(one).split()}
    seen: set[str] = set()
    total = 0.0
    for part in _parts(text):
        plain = fold(part) or part
        total += _AGAIN if plain in seen else _cost(part, plain, names)
        seen.add(plain)
    return total


def _parts(text: str) -> Iterator[str]:
    """Words, numbers and signs. A hyphen that belongs to a word, as in "yo-yo", makes it no harder."""
    for word in text.split():
        yield from [word.replace("-", "")] if word.casefold() in _hyphened() else _PARTS.findall(word)


@cache
def _hyphened() -> frozenset[str]:
    return frozenset(word for word in words("en") if "-" in word)


def _cost(part: str, plain: str, names: set[str]) -> float:
    if plain in names:
        return _KNOWN
    if part.isdigit():
        is_year = len(part) == 4 and part[:2] in ("19", "20")
        return _YEAR if is_year else min(float(len(part)), _DIGITS)
    if part.isalpha():
        return min(_EXPECTED if plain in _expected() else _WORD, len(part) * _LETTER)
    return _SIGN
