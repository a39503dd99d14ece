"""How dates and lengths of time are read that people typed for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, unique
from typing import Generic, TypeVar

from ombudsdesk.domain.cases import MINUTES_IN_A_DAY
from ombudsdesk.importing.reasons import NotReadableError, Reason

T = TypeVar("T")

EARLIEST_YEAR = 1970
"""A day before this is a slip of the keyboard and not a visit."""


@unique
class DateOrder(Enum):
    """Which part comes first in dates such as 3/4/25."""

    MDY = "mdy"
    DMY = "dmy"
    YMD = "ymd"


@unique
class NumberUnit(Enum):
    """What a bare number in the column of times counts."""

    MINUTES = "minutes"
    HOURS = "hours"


@unique
class ClockForm(Enum):
    """What 1:15 in the column of times means."""

    HOURS = "h:mm"
    MINUTES = "mm:ss"


@unique
class How(Enum):
    """How sure it is that the value is what the person wrote."""

    EXACT = "exact"
    CONVERTED = "converted"
    APPROXIMATE = "approximate"


@dataclass(frozen=True)
class Read(Generic[T]):
    """A value and what had to be done to read it."""

    value: T
    reasons: tuple[Reason, ...] = ()

    @property
    def how(self) -> How:
        if Reason.MINUTES_APPROXIMATE in self.reasons:
            return How.APPROXIMATE
        return How.CONVERTED if self.reasons else How.EXACT


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = re.compile(
    r"^(?:(?:mon|tues?|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?"
    r"|vie(?:rnes)?|sab(?:ado)?|dom(?:ingo)?)\.?(?:,\s*|\s+)"
)
_TIME_OF_DAY = re.compile(r"(?:t|,?\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:z|[ap]\.?\s?m\.?)?$")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)([0-9]{4}|[0-9]{2})")
_DAY_FIRST = re.compile(
    r"(?:el\s+)?([0-9]{1,2})(?:st|nd|rd|th|\.?\s?[o°])?(?:\s+of|\s+de)?[\s-]+([a-z]+)\.?"
    r"(?:\s+del?\s+|\s+of\s+|,\s*|[\s-]+)([0-9]{4}|[0-9]{2})"
)


def read_day(text: str, *, order: DateOrder | None, today: date) -> Read[date]:
    """The day that a cell means. `order` None means that nobody decided: then only what has one meaning is read.

    Raises NotReadableError for no date, a day that does not exist, and a day after `today`.
    """
    plain = _plain(text)
    if not plain:
        raise NotReadableError(Reason.DATE_MISSING)
    shortened = _TIME_OF_DAY.sub("", plain)
    found = _named(shortened) or _numbered(shortened, order)
    if found is None:
        raise NotReadableError(Reason.DATE_UNREADABLE)
    if found.value > today:
        raise NotReadableError(Reason.DATE_IN_FUTURE)
    dropped = (Reason.TIME_OF_DAY_DROPPED,) if shortened != plain else ()
    return Read(found.value, found.reasons + dropped)


def possible_orders(text: str) -> frozenset[DateOrder] | None:
    """The orders in which an all-number date is a day that exists: one is a proof. None where the order plays no part.

    It plays none in other forms of dates, nor where month and day are the same number ("9/9/25").
    """
    match = _NUMBERS.fullmatch(_TIME_OF_DAY.sub("", _plain(text)))
    if match is None or int(match[1]) == int(match[3]):
        return None
    return frozenset(order for order in DateOrder if _ordered(match, order))


def _plain(text: str) -> str:
    """Lower case without accents and needless spaces; signs stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())


def _named(text: str) -> Read[date] | None:
    # "mar" may be March or Tuesday: as a weekday it is only in the way
    return _month_named(text) or _month_named(_WEEKDAYS.sub("", text))


def _month_named(text: str) -> Read[date] | None:
    month_first, day_first = _MONTH_FIRST.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if month_first:
        month, day, year = month_first.groups()
    elif day_first:
        day, month, year = day_first.groups()
    else:
        return None
    if month not in _MONTHS:
        return None
    return Read(_day(_year(year), _MONTHS[month], int(day)), _completed(year))


def _numbered(text: str, order: DateOrder | None) -> Read[date] | None:
    text = _WEEKDAYS.sub("", text)
    if year_first := _YEAR_FIRST.fullmatch(text):
        return Read(_day(int(year_first[1]), int(year_first[3]), int(year_first[4])))
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    readings = {each: day for each in _candidates(match, order) if (day := _ordered(match, each))}
    alike = len(set(readings.values())) == 1 and len(readings) > 1
    if order not in _candidates(match, order) and readings and not alike:
        raise NotReadableError(Reason.DATE_ORDER_OPEN)
    chosen = next(iter(readings.values())) if alike else readings.get(order) if order else None
    if chosen is None:
        raise NotReadableError(Reason.DATE_IMPOSSIBLE)
    either = (Reason.DATE_BY_ORDER,) if len(set(readings.values())) > 1 else ()
    return Read(chosen, either + _completed(match[4]))


def _candidates(match: re.Match[str], order: DateOrder | None) -> tuple[DateOrder, ...]:
    """The orders that a date is tried in: the year comes first only where somebody said so and it has two digits."""
    short = len(match[1]) == 2 and len(match[4]) == 2
    common = (DateOrder.MDY, DateOrder.DMY)
    return (*common, DateOrder.YMD) if order is DateOrder.YMD and short else common


def _ordered(match: re.Match[str], order: DateOrder) -> date | None:
    """The day that three numbers mean in an order, None where there is no such day."""
    first, second, third = match[1], match[3], match[4]
    if order is DateOrder.YMD:
        if len(first) != 2 or len(third) != 2:
            return None
        year, month, day = first, second, third
    else:
        year = third
        month, day = (first, second) if order is DateOrder.MDY else (second, first)
    try:
        return _day(_year(year), int(month), int(day))
    except NotReadableError:
        # the question was whether there is such a day
        return None


def _day(year: int, month: int, day: int) -> date:
    if year < EARLIEST_YEAR:
        raise NotReadableError(Reason.DATE_IMPOSSIBLE)
    try:
        return date(year, month, day)
    except ValueError:
        raise NotReadableError(Reason.DATE_IMPOSSIBLE) from None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _completed(year: str) -> tuple[Reason, ...]:
    return () if len(year) == 4 else (Reason.YEAR_COMPLETED,)


_ABOUT = (
    r"(?:~|≈|\+/-|±|approx(?:imately)?\.?|aprox(?:imadamente)?\.?|about|around|circa|ca\.?"
    r"|un[oa]s|alrededor de|cerca de|mas o menos)"
)
_ABOUT_BEFORE = re.compile(rf"^{_ABOUT}\s*(?=[0-9])")
_ABOUT_AFTER = re.compile(rf"(?<=[0-9a-z.'])\s*(?:\(?{_ABOUT}\)?|\+|\?)$")
_NUMBER = r"([0-9]{1,6}(?:[.,][0-9]{1,6})?)"
_HOURS = r"(?:h|hr|hrs|hour|hours|hora|horas)\.?"
_MINUTES = r"(?:m|min|mins|minute|minutes|minuto|minutos|')\.?"
_BARE = re.compile(_NUMBER)
_IN_MINUTES = re.compile(rf"{_NUMBER}\s*{_MINUTES}")
_IN_HOURS = re.compile(rf"{_NUMBER}\s*{_HOURS}")
_IN_BOTH = re.compile(rf"([0-9]{{1,4}})\s*{_HOURS}(?:\s*(?:,|and|y|con))?\s*([0-9]{{1,2}})\s*(?:{_MINUTES})?")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")


def read_minutes(text: str, *, number: NumberUnit, clock: ClockForm) -> Read[int]:
    """The minutes that a cell means, whole and rounded half up. Raises NotReadableError for anything else."""
    plain = _plain(text)
    if plain.startswith("-") and _length(plain[1:].strip(), number, clock):
        raise NotReadableError(Reason.MINUTES_OUT_OF_RANGE)
    certain = _ABOUT_AFTER.sub("", _ABOUT_BEFORE.sub("", plain))
    length = _length(certain, number, clock)
    if length is None:
        raise NotReadableError(Reason.MINUTES_UNREADABLE)
    minutes = int(length.value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if minutes > MINUTES_IN_A_DAY:
        raise NotReadableError(Reason.MINUTES_OUT_OF_RANGE)
    return Read(minutes, tuple(_minute_reasons(length, minutes, certain != plain)))


def _minute_reasons(length: Read[Decimal], minutes: int, about: bool) -> Iterator[Reason]:  # noqa: FBT001 - private
    if length.reasons or length.value != minutes:
        yield Reason.MINUTES_CONVERTED
    if about:
        yield Reason.MINUTES_APPROXIMATE


def _length(text: str, number: NumberUnit, clock: ClockForm) -> Read[Decimal] | None:
    converted = (Reason.MINUTES_CONVERTED,)
    if match := _BARE.fullmatch(text):
        hours = number is NumberUnit.HOURS
        return Read(_decimal(match[1]) * (60 if hours else 1), converted if hours else ())
    if match := _IN_MINUTES.fullmatch(text):
        return Read(_decimal(match[1]))
    if match := _IN_HOURS.fullmatch(text):
        return Read(_decimal(match[1]) * 60, converted)
    if (match := _IN_BOTH.fullmatch(text)) and int(match[2]) < 60:
        return Read(Decimal(int(match[1]) * 60 + int(match[2])), converted)
    if match := _CLOCK.fullmatch(text):
        return Read(_on_the_clock(match, clock), converted)
    return None


def _on_the_clock(match: re.Match[str], clock: ClockForm) -> Decimal:
    first, second, third = int(match[1]), int(match[2]), int(match[3] or 0)
    if clock is ClockForm.HOURS or match[3]:
        return first * 60 + second + Decimal(third) / 60
    return first + Decimal(second) / 60


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
