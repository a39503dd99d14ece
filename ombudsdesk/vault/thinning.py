"""Which old backups are kept: many young ones, fewer old ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

RECENT = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9


def kept(moments: Collection[datetime], *, now: datetime) -> set[datetime]:
    """The moments whose backups stay.

    Everything of the last two days (also what a wrong clock dates into the future); of what is older the newest of each of
    12 days, then the newest of each of 10 weeks, then the newest of each of 9 months. Days, weeks and months without a
    backup do not count: a long holiday costs nothing.
    """
    staying = {moment for moment in moments if now - moment < RECENT}
    left = sorted(set(moments) - staying, reverse=True)
    for count, period in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        newest: dict[tuple[int, ...], datetime] = {}
        for moment in left:
            newest.setdefault(period(moment), moment)
        chosen = list(newest)[:count]
        staying |= {newest[one] for one in chosen}
        left = [moment for moment in left if period(moment) < chosen[-1]]
    return staying


def _day(moment: datetime) -> tuple[int, ...]:
    return (moment.year, moment.month, moment.day)


def _week(moment: datetime) -> tuple[int, ...]:
    return tuple(moment.isocalendar()[:2])


def _month(moment: datetime) -> tuple[int, ...]:
    return (moment.year, moment.month)
