"""The neutral name that a case goes by on the screen, so that no title ever holds a person's name."""

from __future__ import annotations

from collections.abc import Container, Sequence
from random import Random

ATTEMPTS = 50
"""How many pairs are tried before the next number: enough while half of all pairs are free."""


def nickname(words: Sequence[str], *, taken: Container[str], count: int, rng: Random) -> str:
    """Two words that are spelled alike in English and Spanish, such as "Kayak Polar", not in use by another case.

    `words` needs at least two. `count` is how many names are about in use: when half of all pairs are, a number is added,
    such as "Kayak Polar 2", so that a name is found in a few tries however many there are.
    """
    pairs = len(words) * (len(words) - 1)
    number = 1 + 2 * count // pairs
    while True:
        for _attempt in range(ATTEMPTS):
            name = " ".join(word.capitalize() for word in rng.sample(words, 2))
            if number > 1:
                name = f"{name} {number}"
            if name not in taken:
                return name
        number += 1
