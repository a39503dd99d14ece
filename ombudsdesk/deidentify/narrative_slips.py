"""Words that are one slip of the finger apart: a letter too few, too many, another one, or two that changed places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

SHORTEST = 5
"""Shorter words are not compared: too many others lie one slip away."""


def one_slip(first: str, second: str) -> bool:
    """Whether one slip leads from one word to the other (and they are not the same)."""
    if len(first) > len(second):
        first, second = second, first
    if first == second or len(second) - len(first) > 1:
        return False
    place = next((number for number, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))
    if len(first) < len(second):
        return first[place:] == second[place + 1 :]
    swapped = first[place : place + 2] == second[place : place + 2][::-1]
    return first[place + 1 :] == second[place + 1 :] or (swapped and first[place + 2 :] == second[place + 2 :])


class Slips:
    """Finds the words of a list that are one slip away from a word. Words shorter than `SHORTEST` are left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(words):
            if len(word) >= SHORTEST:
                for key in {word, *_without_one(word)}:
                    self._near[key].append(word)

    def near(self, word: str) -> list[str]:
        """The words one slip away. Whatever the slip was, taking one letter from either word makes them meet."""
        if len(word) < SHORTEST - 1:
            return []
        keys = {word, *_without_one(word)}
        return sorted({other for key in keys for other in self._near.get(key, ()) if one_slip(word, other)})


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
