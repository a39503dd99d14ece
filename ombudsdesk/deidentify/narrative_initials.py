"""Initials: "M. J. P.", "MJP", and any two letters with points that are no known abbreviation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from ombudsdesk.deidentify.narrative_people import People
from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading, Token, is_initial
from ombudsdesk.deidentify.narrative_words import Words

_FEWEST, _MOST = 2, 5
_MOST_PARTS = 6


class Initials:
    """The initials of everybody known."""

    def __init__(self, people: People, words: Words) -> None:
        self._words = words
        self._known = set(chain.from_iterable(map(_initials, people.names)))
        self._abbreviations = set(words.lists["acronyms"]) | {text.replace(".", "") for text in words.lists["dotted"]}

    def stops(self, reading: Reading) -> Iterator[Stop]:
        """Initials of known people as capitals, and whatever looks like initials because of its points."""
        for letters in _dotted(reading):
            text = "".join(token.text for token in letters)
            if text not in self._abbreviations:
                yield Stop(letters[0].start, letters[-1].end, Reason.INITIALS, may_override=True)
        for number, token in enumerate(reading.tokens):
            if self._could_be(token) and not _among_capitals(reading.tokens, number):
                yield Stop(token.start, token.end, Reason.INITIALS, may_override=True)

    def _could_be(self, token: Token) -> bool:
        return (
            token.is_upper
            and token.text in self._known
            and token.text not in self._abbreviations
            and not (len(token.text) > _FEWEST and self._words.is_ordinary(token.text))
        )


def _initials(names: Sequence[str]) -> Iterator[str]:
    """The first name's initial with any of the others, in order, and the last one's first."""
    letters = [name[0] for name in names[:_MOST_PARTS]]
    for size in range(1, min(len(letters), _MOST)):
        yield from (letters[0] + "".join(rest) for rest in combinations(letters[1:], size))
    if len(letters) >= _FEWEST:
        yield letters[-1] + letters[0]


def _dotted(reading: Reading) -> Iterator[list[Token]]:
    """Two or more single letters in a row, with points or as capitals."""
    run: list[Token] = []
    for token in reading.tokens:
        close = not run or not reading.between(run[-1], token).strip(". \N{NO-BREAK SPACE}-")
        if len(token.text) == 1 and token.text.isalpha() and is_initial(reading, token):
            if not close:
                yield from [run] * (len(run) >= _FEWEST)
                run = []
            run.append(token)
        else:
            yield from [run] * (len(run) >= _FEWEST)
            run = []
    yield from [run] * (len(run) >= _FEWEST)


def _among_capitals(tokens: Sequence[Token], number: int) -> bool:
    """Whether everything around is in capitals, too, as in a heading."""
    around = [*tokens[max(0, number - 2) : number], *tokens[number + 1 : number + 3]]
    return bool(around) and all(token.is_upper for token in around)
