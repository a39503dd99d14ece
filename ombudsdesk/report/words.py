"""How bands, periods and tables are put into words: the same words on paper and on the screen. Nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass

from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Table
from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy
from ombudsdesk.domain.periods import Period
from ombudsdesk.i18n import N_, Speech

SUMS = N_("These numbers are sums of bands that earlier reports printed; nothing new is said by them.")
"""What stands beside a table that only adds up."""

ONLY_EXACT = N_("The only exact count in this report.")
TOTAL_IN_A_BAND = N_("In this report even the total is given as a band.")
TOTAL_ADDED_UP = N_(
    "In this report even the total is given as a band: the sum of bands that earlier reports printed. Nothing new is said "
    "by it."
)


@dataclass(frozen=True)
class TableWords:
    """The heading of a table's section and its caption, to be translated; the caption has a place for {period}."""

    heading: str
    caption: str


_ROLE, _LEVEL, _GROUP = Dimension.ROLE, Dimension.LEVEL, Dimension.GROUP
_NAMES = {_ROLE: N_("Visitor role"), _LEVEL: N_("School level"), _GROUP: N_("Group of concern")}
_WORDS = {
    frozenset({_ROLE}): TableWords(N_("Who came to the office"), N_("Cases by visitor role, {period}")),
    frozenset({_LEVEL}): TableWords(N_("Where in the district"), N_("Cases by school level, {period}")),
    frozenset({_GROUP}): TableWords(N_("What the concerns were about"), N_("Cases by group of concern, {period}")),
    frozenset({_ROLE, _LEVEL}): TableWords(
        N_("Who came, and from where"), N_("Cases by visitor role and school level, {period}")
    ),
    frozenset({_ROLE, _GROUP}): TableWords(
        N_("Who came, and what about"), N_("Cases by visitor role and group of concern, {period}")
    ),
    frozenset({_LEVEL, _GROUP}): TableWords(
        N_("Where in the district, and what about"), N_("Cases by school level and group of concern, {period}")
    ),
}


def table_words(dimensions: tuple[Dimension, ...]) -> TableWords:
    """The words of a table of these dimensions, whichever of two comes first."""
    return _WORDS[frozenset(dimensions)]


def dimension_words(dimension: Dimension, speech: Speech) -> str:
    """What the lines of a table are, such as "Visitor role"."""
    return speech.gettext(_NAMES[dimension])


def labels_of(catalogue: Catalogue, dimension: Dimension) -> Taxonomy[Entry]:
    """The list that a dimension's codes are read by."""
    return {_ROLE: catalogue.roles, _LEVEL: catalogue.levels, _GROUP: catalogue.groups}[dimension]


def band_words(band: Band, speech: Speech) -> str:
    """A band as it is printed: "10 to 14"."""
    _ = speech.gettext
    return _("{low} to {high}").format(low=speech.number(band.low), high=speech.number(band.high))


def total_remark(total: DistrictTotal | Band) -> str:
    """What is to be said about a release's total, to be translated."""
    if isinstance(total, DistrictTotal):
        return ONLY_EXACT
    return TOTAL_ADDED_UP if total.parts > 1 else TOTAL_IN_A_BAND


def period_in_words(period: Period, speech: Speech) -> str:
    """A period as people say it: "August 2025 to July 2026"."""
    pattern = speech.locale.datetime_skeletons["yMMMM"].pattern
    first, last = speech.date(period.start, pattern), speech.date(period.end, pattern)
    _ = speech.gettext
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


@dataclass(frozen=True)
class Grid:
    """A table with two sides as it is shown: the longer side runs down, so that it fits a page and a screen."""

    table: Table
    turned: bool

    @classmethod
    def of(cls, table: Table) -> Grid:
        """Of two sides of one length the table's first one runs down."""
        return cls(table, turned=len(table.side(1)) > len(table.side(0)))

    @property
    def down(self) -> int:
        """Which of the table's dimensions runs down."""
        return int(self.turned)

    @property
    def across(self) -> int:
        return 1 - self.down

    def codes(self, down: str, across: str) -> tuple[str, str]:
        """The codes of a field, in the order of the table's dimensions."""
        return (across, down) if self.turned else (down, across)

    def band(self, down: str, across: str) -> Band:
        """The band of a field. Raises KeyError for one that the table lacks: an empty field would say something, too."""
        return self.table.band(*self.codes(down, across))
