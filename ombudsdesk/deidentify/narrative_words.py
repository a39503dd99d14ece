"""The words that a commentary is searched for, in both languages: versioned data, read with the reader that is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ombudsdesk.deidentify.narrative_text import plain, words_of

_ENDINGS = (
    *("s", "es", "d", "ed", "ing", "ly", "r", "er"),
    *("o", "a", "os", "as", "n", "do", "da", "dos", "das", "mente", "ndo"),
)
_BEGUN = ("", "e", "o", "a", "r", "ar", "er", "ir")
SHORTEST_STEM = 3


@dataclass(frozen=True)
class Words:
    """What `search` knows of the two languages; every word is spelled as it is searched.

    `lists` are the lists of the file of patterns by their names. `same_person` holds, for a first name, the names that can
    mean the same person. `ordinary` are words that a text can hardly do without, names among them; `everyday` are these
    and many more. `grammar` holds sentences together.
    """

    lists: Mapping[str, tuple[str, ...]]
    days: tuple[tuple[str, ...], ...]
    months: tuple[tuple[str, ...], ...]
    same_person: Mapping[str, frozenset[str]]
    given: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    grammar: frozenset[str]
    proper: frozenset[str]
    ordinary: frozenset[str]
    everyday: frozenset[str]

    def is_grammar(self, word: str) -> bool:
        """Whether only a capital letter makes it a name: a word that holds sentences together, or a very short one."""
        return len(word) <= 2 or word in self.grammar

    def is_ordinary(self, word: str) -> bool:
        """Whether a name is a word, too: then a reason may lift the stop, unless more of the name stands beside it."""
        return word in self.ordinary or self.is_grammar(word)

    def is_everyday(self, word: str) -> bool:
        """Whether it is any word of everyday, as it stands: then it is no slip, and nobody's nickname in small letters."""
        return word in self.everyday or self.is_grammar(word)

    def is_form_of_everyday(self, word: str) -> bool:
        """Whether it is one, or looks like a plural, a past or another form of one."""
        if self.is_everyday(word):
            return True
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(stem + begun in self.everyday for stem in stems if len(stem) >= SHORTEST_STEM for begun in _BEGUN)


def load(read: Callable[[str], Any], *, more: Iterable[str] = ()) -> Words:
    """The words from their files; `read` turns a file name such as "names.json" into parsed JSON.

    `more` are further words of everyday, which the program has for other ends.
    """
    names, patterns, everyday = read("names.json"), read("patterns.json"), read("ordinary.json")
    lists = {key: tuple(map(plain, value)) for key, value in patterns.items() if _is_list(value)}
    same = _same_person(names["nicknames"])
    ordinary_words = frozenset(map(plain, (*everyday["en"], *everyday["es"])))
    grammar = frozenset(map(plain, names["function_words"]))
    given = {*same, *map(plain, names["given"])}
    return Words(
        lists=lists,
        days=tuple(tuple(map(plain, row)) for row in patterns["days"]),
        months=tuple(tuple(map(plain, row)) for row in patterns["months"]),
        same_person=same,
        given=frozenset(name for name in given if name not in ordinary_words and name not in grammar),
        titles=frozenset({*lists["titles"], *(words_of(post)[-1] for post in lists["title_posts"])}),
        particles=frozenset(map(plain, names["particles"])),
        not_names=frozenset(map(plain, (*names["not_names"], *names["suffixes"], *patterns["titles"]))),
        grammar=grammar,
        proper=frozenset(map(plain, names["proper_words"])),
        ordinary=ordinary_words,
        everyday=ordinary_words | frozenset(map(plain, more)),
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _same_person(rows: Sequence[Sequence[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        names = {name for written in row for name in words_of(written)}
        for name in names:
            found.setdefault(name, set()).update(names - {name})
    return {name: frozenset(others) for name, others in found.items()}


def one_of(words: Iterable[str], *, more: str = "") -> str:
    """A pattern for any of these words or phrases. `more` is a pattern for what may be added to each, such as a plural."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(_pattern(word) for word in longest_first)}){more}"


def _pattern(phrase: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", phrase))
