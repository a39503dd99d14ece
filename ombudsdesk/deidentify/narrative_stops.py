"""What stops a commentary: where, why, and whether a reason may lift it. No `repr` shows a word of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, unique

from ombudsdesk.domain.text import fold

AROUND = 30
"""How many letters on either side of the words an override is tied to."""
FEWEST_WORDS = 3


@unique
class Reason(Enum):
    """What kind of thing was found, the closest to a name first. The window and the command line put it into words."""

    FULL_NAME = "full-name"
    PART_OF_NAME = "part-of-name"
    LIKE_A_NAME = "like-a-name"
    INITIALS = "initials"
    TITLE_AND_NAME = "title-and-name"
    FIRST_NAME = "first-name"
    UNIT = "unit"
    CASE_NICKNAME = "case-nickname"
    CASE_NUMBER = "case-number"
    CASE_DATE = "case-date"
    DATE = "date"
    ONLY_HOLDER = "only-holder"
    AGE = "age"
    GRADE = "grade"
    SMALL_COUNT = "small-count"
    FRACTION = "fraction"
    PERCENTAGE = "percentage"
    E_MAIL = "e-mail"
    PHONE = "phone"
    WEB_ADDRESS = "web-address"
    ID = "id"
    UNKNOWN_FIGURE = "unknown-figure"
    BROKEN_FIGURE = "broken-figure"
    NUMBER = "number"

    @property
    def is_final(self) -> bool:
        """Whether no reason in the world lets it through: the text has to be written in another way."""
        return self in _FINAL


_FINAL = frozenset(
    {
        Reason.CASE_NICKNAME,
        Reason.CASE_NUMBER,
        Reason.FRACTION,
        Reason.PERCENTAGE,
        Reason.NUMBER,
        Reason.E_MAIL,
        Reason.PHONE,
        Reason.WEB_ADDRESS,
        Reason.ID,
        Reason.UNKNOWN_FIGURE,
        Reason.BROKEN_FIGURE,
    }
)


@dataclass(frozen=True)
class Stop:
    """Words that stop the export: from `start` to `end`, offsets into the text as it was typed.

    `place` is the words with what stands around them, as typed: an override goes with these, not with the offsets, so
    that it lasts while other paragraphs are written and lapses when this one is. It is case content.
    """

    start: int
    end: int
    reason: Reason
    may_override: bool
    place: str = field(default="", repr=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What an override is recognised by."""
        return (self.reason, self.place) if self.place else (self.reason, self.start, self.end)

    def covers(self, other: Stop) -> bool:
        """Whether the other one says nothing more: it lies in this, is as easily lifted, and is no closer to a name.

        A name in a phrase that is let through for a reason is not let through with it.
        """
        within = self.start <= other.start and other.end <= self.end
        graver = not self.may_override or _RANK[self.reason] <= _RANK[other.reason]
        return within and graver and self.may_override <= other.may_override


@dataclass(frozen=True)
class Override:
    """Somebody's reason why a stop is none. It is kept with the release, for colleagues."""

    stop: Stop
    reason: str = field(repr=False)

    @property
    def says_something(self) -> bool:
        """Whether the reason is one: a few words, not a dot."""
        return len(set(fold(self.reason).split())) >= FEWEST_WORDS


def open_stops(stops: Iterable[Stop], overrides: Iterable[Override]) -> list[Stop]:
    """Those that still stop the export. Whether a stop may be lifted is asked of the stop, never of the override."""
    lifted = {override.stop.key for override in overrides if override.says_something}
    return [stop for stop in stops if not (stop.may_override and stop.key in lifted)]


def tidy(stops: Iterable[Stop], text: str) -> list[Stop]:
    """In the order of the text, each with its place, without those that another one covers."""
    kept: list[Stop] = []
    # the longest first, and of the same words the one that is harder to lift
    for stop in sorted(stops, key=lambda stop: (stop.start - stop.end, stop.may_override, _RANK[stop.reason], stop.start)):
        if not any(other.covers(stop) for other in kept):
            kept.append(stop)
    kept.sort(key=lambda stop: (stop.start, -stop.end))
    return [replace(stop, place=text[max(0, stop.start - AROUND) : stop.end + AROUND]) for stop in kept]


_RANK = {reason: number for number, reason in enumerate(Reason)}
