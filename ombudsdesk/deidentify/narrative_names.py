"""Finds the names of known people: whole ones in any order, parts of them, with initials, slips, or written in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ombudsdesk.deidentify.narrative_people import How, People, Places, Seen
from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading, Token, is_initial
from ombudsdesk.deidentify.narrative_words import Words

_SHORTEST_SPELLED_OUT, _LONGEST_SPELLED_OUT = 3, 15


class NameSearch:
    """One search through one text."""

    def __init__(self, reading: Reading, people: People, words: Words) -> None:
        self._reading, self._people, self._words = reading, people, words
        self._tokens = [token for token in reading.tokens if token.text not in words.particles]
        known = {text: people.seen(text) for text in {token.text for token in self._tokens}}
        self._seen = [known[token.text] for token in self._tokens]

    def stops(self) -> Iterator[Stop]:
        """Everything that is, or may be, the name of somebody known."""
        for number, seen in enumerate(self._seen):
            if seen is not None:
                yield from self._alone(number, seen)
                yield from self._together(number, seen)
        for token in self._tokens:
            yield from self._joined(token)
        yield from self._broken()

    # a single word

    def _alone(self, number: int, seen: Seen) -> Iterator[Stop]:
        token = self._tokens[number]
        if seen.how is How.SLIP:
            yield from self._slip(token, seen)
            return
        called = seen.how is How.CALLED
        common = self._words.is_form_of_everyday(token.text) if called else self._words.is_ordinary(token.text)
        if token.text in self._words.not_names and not _stands_out(token):
            return
        # "will" is a name only as "Will"; "art" is Arthur only as "Art"
        if not token.is_capital and (self._words.is_grammar(token.text) or (common and called)):
            return
        may_override = common and not self._has_title(number)
        yield self._stop(Reason.PART_OF_NAME, token, token, seen.people, may_override=may_override)

    def _has_title(self, number: int) -> bool:
        """Whether a title makes a name of a word that could be any other: "Ms. White", "la maestra Cruz"."""
        token, before = self._tokens[number], self._tokens[max(0, number - 1)]
        return token.is_capital and before.text in self._words.titles and self._reading.go_together(before, token)

    def _slip(self, token: Token, seen: Seen) -> Iterator[Stop]:
        if token.text in self._words.proper:
            return
        ordinary = self._words.is_form_of_everyday(token.text)
        if not ordinary or _stands_out(token):
            may_override = ordinary or not token.is_capital
            yield self._stop(Reason.LIKE_A_NAME, token, token, seen.people, may_override=may_override)

    # several words of the same person

    def _together(self, number: int, seen: Seen) -> Iterator[Stop]:
        people, first, last = seen.people, number, number
        for way in (-1, 1):
            for place in self._neighbours(number, way):
                if not self._reading.go_together(*sorted((self._tokens[place], self._tokens[place - way]), key=_start)):
                    break
                # whole words to the left have had their own turn
                found = self._people_of(place, people, initials_only=way < 0)
                both = {who: people[who] | found[who] for who in people if who in found}
                both = {who: places for who, places in both.items() if len(places) >= last - first + 2}
                if not both:
                    break
                people, first, last = both, min(first, place), max(last, place)
        if first < last and not all(self._is_nothing(place) for place in range(first, last + 1)):
            weak = all(self._is_weak(place) for place in range(first, last + 1))
            reason = Reason.LIKE_A_NAME if weak else Reason.FULL_NAME
            yield self._stop(reason, self._tokens[first], self._tokens[last], people, may_override=weak)

    def _neighbours(self, number: int, way: int) -> Sequence[int]:
        return range(number + 1, len(self._tokens)) if way > 0 else range(number - 1, -1, -1)

    def _people_of(self, place: int, people: Places, *, initials_only: bool) -> Places:
        token, seen = self._tokens[place], self._seen[place]
        if len(token.text) == 1:
            return self._people.with_initial(token.text, people) if is_initial(self._reading, token) else {}
        return seen.people if seen and not initials_only else {}

    def _is_nothing(self, place: int) -> bool:
        """Whether a word alone makes nobody think of a name: an initial, or an everyday word nearly like one."""
        token, seen = self._tokens[place], self._seen[place]
        slip = seen is None or seen.how is How.SLIP
        return slip and not _stands_out(token) and self._words.is_form_of_everyday(token.text)

    def _is_weak(self, place: int) -> bool:
        token = self._tokens[place]
        grammar = self._words.is_grammar(token.text) or token.text in self._words.not_names
        return self._is_nothing(place) or len(token.text) == 1 or (grammar and not token.is_capital)

    # names that are written in one, or torn apart

    def _joined(self, token: Token) -> Iterator[Stop]:
        seen = self._people.seen_joined(token.text)
        if seen and seen.how is How.EXACT:
            yield self._stop(Reason.FULL_NAME, token, token, seen.people, may_override=False)
        elif seen and not self._words.is_form_of_everyday(token.text):
            yield self._stop(Reason.LIKE_A_NAME, token, token, seen.people, may_override=not token.is_capital)

    def _broken(self) -> Iterator[Stop]:
        """Names with a hyphen inside ("Gar-za", also at the end of a line) or spelled out ("G a r z a")."""
        for pieces in self._pieces():
            word = "".join(token.text for token in pieces)
            seen = self._people.seen(word)
            if seen and seen.how is How.EXACT and not self._words.is_ordinary(word):
                yield self._stop(Reason.PART_OF_NAME, pieces[0], pieces[-1], seen.people, may_override=False)

    def _pieces(self) -> Iterator[Sequence[Token]]:
        tokens = self._reading.tokens
        letters: list[Token] = []
        for number, token in enumerate(tokens):
            if number and self._reading.between(tokens[number - 1], token).rstrip() in _HYPHENS:
                yield tokens[number - 1 : number + 1]
            if len(token.text) == 1:
                letters.append(token)
                continue
            yield from _spelled_out(letters)
            letters = []
        yield from _spelled_out(letters)

    def _stop(self, reason: Reason, first: Token, last: Token, people: Places, *, may_override: bool) -> Stop:
        return Stop(first.start, last.end, reason, may_override or not self._people.any_visitor(people))


_HYPHENS = frozenset("-‐‑‒–—−")


def _start(token: Token) -> int:
    return token.start


def _stands_out(token: Token) -> bool:
    """Whether it has a capital letter that no beginning of a sentence explains."""
    return token.is_capital and not token.begins


def _spelled_out(letters: list[Token]) -> Iterator[list[Token]]:
    for first in range(len(letters)):
        for last in range(first + _SHORTEST_SPELLED_OUT, min(len(letters), first + _LONGEST_SPELLED_OUT) + 1):
            yield letters[first:last]
