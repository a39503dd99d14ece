"""Finds days: of the known cases, and any other that a calendar could be opened at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading
from ombudsdesk.deidentify.narrative_words import Words, one_of

_MONTHS = 12
_AMBIGUOUS = ("may", "march")
"""Months that are English words: only with a capital letter are they months."""


class Dates:
    """The days of known cases. The year does not matter: whoever reads the report knows which one."""

    def __init__(self, dates: Iterable[date], words: Words) -> None:
        self._known = {(day.month, day.day) for day in dates}
        self._months = {name: number % _MONTHS + 1 for number, name in _numbered(words.months)}
        self._days = {name: number + 1 for number, name in _numbered(words.days)}
        month, day = one_of(self._months), rf"(?:\d{{1,2}}(?:st|nd|rd|th|o)?|{one_of(self._days)})"
        self._worded = (
            re.compile(rf"\b(?P<month>{month})\b\.?,?\s+(?:the\s+)?(?P<day>{day})\b(?![\d:])"),
            re.compile(rf"\b(?P<day>{day})\s*(?:(?:of|de|-|/)\s*)?(?P<month>{month})\b"),
        )
        self._day_alone = re.compile(rf"\bdia\s+{day}\b|\bon\s+the\s+{day}(?=\s*(?:[.,;:!?)]|$))")
        self._numeric = re.compile(r"(?<![\d.,/-])(\d{1,4})([/.-])(\d{1,2})(?:\2(\d{1,4}))?(?![\d/])")
        habits, weekday = one_of(words.lists["habits"]), one_of(words.lists["weekdays"])
        self._weekday = re.compile(rf"\b(?:(?P<habit>{habits})\s+)?{weekday}\b")
        self._relative = re.compile(rf"\b{one_of(words.lists['relative_days'])}\b")

    def stops(self, reading: Reading) -> Iterator[Stop]:
        """Days in figures are never let through, days in words and weekdays for a reason."""
        yield from self._worded_stops(reading)
        for match in self._numeric.finditer(reading.plain):
            first, sign, second, third = match.groups()
            days = _readings(int(first), int(second), int(third) if third else None)
            if self._known & days or (days and (third or sign == "/")):
                yield self._stop(reading, match, days)
        for match in self._weekday.finditer(reading.plain):
            if not match.group("habit"):
                yield reading.stop(Reason.DATE, *match.span())
        for pattern in (self._relative, self._day_alone):
            for match in pattern.finditer(reading.plain):
                figures = any(sign.isnumeric() for sign in match.group())
                yield reading.stop(Reason.DATE, *match.span(), may_override=not figures)

    def _worded_stops(self, reading: Reading) -> Iterator[Stop]:
        for pattern in self._worded:
            for match in pattern.finditer(reading.plain):
                start, _end = reading.span(*match.span("month"))
                if match["month"] in _AMBIGUOUS and not reading.searched[start].isupper():
                    continue
                day = self._days.get(match["day"]) or int(re.sub(r"\D", "", match["day"]))
                yield self._stop(reading, match, {(self._months[match["month"]], day)})

    def _stop(self, reading: Reading, match: re.Match[str], days: set[tuple[int, int]]) -> Stop:
        reason = Reason.CASE_DATE if self._known & days else Reason.DATE
        in_figures = any(sign.isnumeric() for sign in match.group())
        return reading.stop(reason, *match.span(), may_override=not in_figures)


def _numbered(rows: Iterable[Iterable[str]]) -> Iterator[tuple[int, str]]:
    return ((number, name) for number, row in enumerate(rows) for name in row)


def _readings(first: int, second: int, third: int | None) -> set[tuple[int, int]]:
    """The months and days that figures can mean: American, Spanish, or with the year first."""
    pairs = {(first, second), (second, first)}
    if third is not None and first > _MONTHS:
        pairs |= {(second, third), (third, second)}
    return {(month, day) for month, day in pairs if 1 <= month <= _MONTHS and 1 <= day <= 31}
