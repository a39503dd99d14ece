"""Figure tokens: `{fig:role.teacher}` in a commentary stands for what the release says, and nobody types numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ombudsdesk.deidentify.narrative_stops import Reason, Stop

_NAME = r"[a-z0-9_]+(?:[.+/-][a-z0-9_]+)*"
_TOKEN = re.compile(r"\{fig:(" + _NAME + r")\}")
_BRACES = re.compile(r"\{[^{}\n]*\}?|\}")


def token(name: str) -> str:
    """The token that prints a figure. Raises ValueError for a name that no token can hold."""
    if not re.fullmatch(_NAME, name):
        raise ValueError("a figure's name is made of codes, joined by a point or a plus sign")
    return "{fig:" + name + "}"


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where tokens stand in a text, whether there is such a figure or not."""
    return tuple(match.span() for match in _TOKEN.finditer(text))


def figure_stops(text: str, figures: Collection[str]) -> Iterator[Stop]:
    """Tokens of figures that the release does not have, and braces that are no token."""
    whole = set(spans(text))
    for match in _TOKEN.finditer(text):
        if match.group(1) not in figures:
            yield Stop(*match.span(), Reason.UNKNOWN_FIGURE, may_override=False)
    for match in _BRACES.finditer(text):
        if match.span() not in whole:
            yield Stop(*match.span(), Reason.BROKEN_FIGURE, may_override=False)


def printed(text: str, figures: Mapping[str, str]) -> str:
    """The commentary as readers get it: each token is replaced by its words, such as "10 to 14".

    What is put in is not looked at again. Raises KeyError for a figure that is not there: `search` stops such a text.
    """
    return _TOKEN.sub(lambda match: figures[match.group(1)], text)
