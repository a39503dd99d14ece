"""How a day is typed and read back: "9/14", "14 sep", "2026-09-14", "today" or "hoy"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from ombudsdesk.domain.text import fold
from ombudsdesk.i18n import LANGUAGES, Speech, pgettext, speech

_CENTURY = 2000


def read_day(text: str, language: Speech, *, today: date) -> date | None:
    """The day that somebody typed, None for what is no day. Without a year it is this year's.

    Numbers are read in the order of the language (month first in English, day first in Spanish).
    """
    named = _relative(fold(text), today)
    if named:
        return named
    parts = re.findall(r"[^\W\d_]+|\d+", text)
    numbers = [part for part in parts if part.isdigit()]
    months = [month for month in map(_month, (part for part in parts if not part.isdigit())) if month]
    if re.search(r"[^\w\s/.,-]", text) or len(months) > 1:
        return None
    if months:
        return _with_month_name(numbers, months[0], today)
    if len(numbers) != sum(1 for part in parts if part):
        return None
    return _in_numbers(numbers, language, today)


def example(language: Speech, *, today: date) -> str:
    """How a day can be typed, such as "9/14/2026"."""
    order = "M/d/y" if _month_first(language) else "d/M/y"
    return language.date(today, order)


def _relative(folded: str, today: date) -> date | None:
    # Translators: words that can be typed instead of a date
    words = {
        fold(pgettext("date", "today")): 0,
        fold(pgettext("date", "yesterday")): -1,
        fold(pgettext("date", "tomorrow")): 1,
    }
    return today + timedelta(days=words[folded]) if folded in words else None


def _month(word: str) -> int | None:
    """The number of a month by three letters or more of its name in any language of the program."""
    folded = fold(word)
    if len(folded) < 3:
        return None
    if folded == "sept":
        return 9
    return next((number for name, number in _month_names() if name.startswith(folded)), None)


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """All names of all months that somebody may type, folded. English first."""
    first_days = [date(2001, number, 1) for number in range(1, 13)]
    return tuple((fold(speech(language).date(day, "LLLL")), day.month) for language in LANGUAGES for day in first_days)


def _with_month_name(numbers: list[str], month: int, today: date) -> date | None:
    if len(numbers) == 1:
        return _day(str(today.year), month, numbers[0])
    if len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
    return _day(year, month, day)


def _in_numbers(numbers: list[str], language: Speech, today: date) -> date | None:
    if len(numbers) == 3 and len(numbers[0]) == 4:
        return _day(numbers[0], int(numbers[1]), numbers[2])
    if len(numbers) not in {2, 3}:
        return None
    year = numbers[2] if len(numbers) == 3 else str(today.year)
    month, day = numbers[:2] if _month_first(language) else (numbers[1], numbers[0])
    return _day(year, int(month), day)


def _month_first(language: Speech) -> bool:
    shown = language.date(date(2001, 11, 22), "short")
    return shown.index("11") < shown.index("22")


def _day(year: str, month: int, day: str) -> date | None:
    number = int(year) + (_CENTURY if len(year) == 2 else 0)
    if len(year) not in {2, 4} or len(day) > 2:
        return None
    try:
        return date(number, month, int(day))
    except ValueError:
        return None
