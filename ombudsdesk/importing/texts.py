"""How short texts are compared and columns are named."""

from __future__ import annotations

from ombudsdesk.domain.text import fold


def tidy(text: str) -> str:
    """A short text without needless spaces and line breaks."""
    return " ".join(text.split())


def key(text: str) -> str:
    """What two spellings of one value have in common: letters and digits, else the signs themselves ("?")."""
    return fold(text) or tidy(text)


def letter(index: int) -> str:
    """The letter that a spreadsheet program shows above a column, counted from 0."""
    name = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
