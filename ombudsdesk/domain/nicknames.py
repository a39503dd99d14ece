"""The neutral name that a case goes by on the screen, so that no title ever holds a person's name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random


def nickname(words: Sequence[str], *, taken: Collection[str], rng: Random) -> str:
    """Two words that are spelled alike in English and Spanish, such as "Kayak Polar", not in use by another case.

    `words` needs at least two. When all pairs are taken a number is added, so a name is always found.
    """
    number = 1
    while True:
        for _try in range(len(words) ** 2):
            name = " ".join(word.capitalize() for word in rng.sample(words, 2))
            if number > 1:
                name = f"{name} {number}"
            if name not in taken:
                return name
        number += 1
