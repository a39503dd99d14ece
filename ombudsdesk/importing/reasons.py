"""Why a row of the file was not taken as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import Enum, unique

from ombudsdesk.i18n import N_, _
from ombudsdesk.importing.fields import Field


@unique
class Reason(Enum):
    """One reason. What it does to the row shows in `leaves_out` and `stops`."""

    # rows that were never a visit
    TITLE = "title"
    HEADER = "header"
    BLANK_ROW = "blank-row"
    ONLY_NUMBER = "only-number"
    TOTALS = "totals"
    # rows that cannot be taken
    DATE_MISSING = "date-missing"
    DATE_UNREADABLE = "date-unreadable"
    DATE_IMPOSSIBLE = "date-impossible"
    DATE_ORDER_OPEN = "date-order-open"
    DATE_IN_FUTURE = "date-in-future"
    CLOSED_TOO_EARLY = "closed-too-early"
    CLOSED_WITHOUT_OUTCOME = "closed-without-outcome"
    MINUTES_UNREADABLE = "minutes-unreadable"
    MINUTES_OUT_OF_RANGE = "minutes-out-of-range"
    VALUE_NOT_MAPPED = "value-not-mapped"
    CAMPUS_NOT_KNOWN = "campus-not-known"
    CELL_WITHOUT_HEADER = "cell-without-header"
    # a column that nobody decided about
    COLUMN_NOT_MAPPED = "column-not-mapped"
    # rows that are taken, changed in a way that is worth a look
    DATE_BY_ORDER = "date-by-order"
    YEAR_COMPLETED = "year-completed"
    TIME_OF_DAY_DROPPED = "time-of-day-dropped"
    MINUTES_CONVERTED = "minutes-converted"
    MINUTES_APPROXIMATE = "minutes-approximate"
    BLANK_FILLED = "blank-filled"
    BLANK_KEPT = "blank-kept"
    SAME_TWICE = "same-twice"
    NUMBER_REPEATED = "number-repeated"
    OUTCOME_DROPPED = "outcome-dropped"

    @property
    def leaves_out(self) -> bool:
        """Whether no case comes from such a row."""
        return self in _NEVER_A_VISIT or self in _CANNOT_BE_TAKEN

    @property
    def stops(self) -> bool:
        """Whether it stops the import, unless the mapping says that what cannot be read is left out."""
        return self in _CANNOT_BE_TAKEN or self is Reason.COLUMN_NOT_MAPPED


_NEVER_A_VISIT = frozenset({Reason.TITLE, Reason.HEADER, Reason.BLANK_ROW, Reason.ONLY_NUMBER, Reason.TOTALS})
_CANNOT_BE_TAKEN = frozenset(
    {
        Reason.DATE_MISSING,
        Reason.DATE_UNREADABLE,
        Reason.DATE_IMPOSSIBLE,
        Reason.DATE_ORDER_OPEN,
        Reason.DATE_IN_FUTURE,
        Reason.CLOSED_TOO_EARLY,
        Reason.MINUTES_UNREADABLE,
        Reason.MINUTES_OUT_OF_RANGE,
        Reason.VALUE_NOT_MAPPED,
        Reason.CAMPUS_NOT_KNOWN,
        Reason.CELL_WITHOUT_HEADER,
    }
)


@dataclass(frozen=True)
class Remark:
    """One row and why it, or one cell of it, was not taken as it stood.

    `column` is the header in the file and `text` what stands in the cell. Both may be case content: for the screen,
    never for an error or a log, which is why the text does not show in the remark's `repr`.
    """

    row: int
    reason: Reason
    field: Field | None = None
    column: str = attribute(default="", repr=False)
    text: str = attribute(default="", repr=False)


class NotReadableError(Exception):
    """A cell that cannot be read, with the reason. It holds nothing of the cell."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


_WORDS: Mapping[Reason, str] = {
    Reason.TITLE: N_("Above the headers"),
    Reason.HEADER: N_("The headers of the columns"),
    Reason.BLANK_ROW: N_("An empty row"),
    Reason.ONLY_NUMBER: N_("A number and nothing else"),
    Reason.TOTALS: N_("A row of totals"),
    Reason.DATE_MISSING: N_("There is no date"),
    Reason.DATE_UNREADABLE: N_("This is not a date that can be read"),
    Reason.DATE_IMPOSSIBLE: N_("There is no such day"),
    Reason.DATE_ORDER_OPEN: N_("Month and day could be the other way round, and the mapping does not say which is first"),
    Reason.DATE_IN_FUTURE: N_("The day has not come yet"),
    Reason.CLOSED_TOO_EARLY: N_("The closing date is before the contact"),
    Reason.CLOSED_WITHOUT_OUTCOME: N_("There is a closing date but no outcome; the case is taken as closed, without one"),
    Reason.MINUTES_UNREADABLE: N_("This is not a length of time that can be read"),
    Reason.MINUTES_OUT_OF_RANGE: N_("That is longer than a day, or less than nothing"),
    Reason.VALUE_NOT_MAPPED: N_("The mapping does not say what this means"),
    Reason.CAMPUS_NOT_KNOWN: N_("The mapping names a campus or department that does not exist"),
    Reason.CELL_WITHOUT_HEADER: N_("Something stands in a column that has no header"),
    Reason.COLUMN_NOT_MAPPED: N_("The mapping does not say what this column is, and that it may be left out"),
    Reason.DATE_BY_ORDER: N_("The date could be read in two ways; the mapping decides which"),
    Reason.YEAR_COMPLETED: N_("The year has two digits; it was taken as 20…"),
    Reason.TIME_OF_DAY_DROPPED: N_("The time of day was not kept, only the day"),
    Reason.MINUTES_CONVERTED: N_("The time was turned into minutes"),
    Reason.MINUTES_APPROXIMATE: N_("The time is an estimate; the number was taken as it is"),
    Reason.BLANK_FILLED: N_("Empty; taken as the mapping says for empty cells"),
    Reason.BLANK_KEPT: N_("Empty, and stays empty"),
    Reason.SAME_TWICE: N_("The same thing twice in one cell; taken once"),
    Reason.NUMBER_REPEATED: N_("An earlier row has the same number; both were taken"),
    Reason.OUTCOME_DROPPED: N_("The case stays open, so its outcome was not kept"),
}


def reason_text(reason: Reason) -> str:
    """The reason in words, in the language in use."""
    return _(_WORDS[reason])
