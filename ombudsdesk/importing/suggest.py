"""A first mapping for a sheet: what is spelled exactly is proposed, everything else is left for a person to decide."""

from __future__ import annotations

from collections import Counter, abc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from difflib import get_close_matches
from enum import Enum, unique

from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy, Topic
from ombudsdesk.domain.units import Unit
from ombudsdesk.importing import campuses
from ombudsdesk.importing.fields import CODED, LISTS, SEVERAL, Field, header_spellings, spelled, taxonomy
from ombudsdesk.importing.lines import Line, find_columns, never_a_visit
from ombudsdesk.importing.mapping import ConcernCode, ConcernList, Mapping
from ombudsdesk.importing.sheets import Sheet
from ombudsdesk.importing.texts import key, tidy
from ombudsdesk.importing.values import DateOrder, possible_orders

STILL_OPEN = "still-open"
"""Stands where a code would, for an outcome that says that the case is not over."""

_OPEN_WORDS = frozenset(
    {"pending", "open", "ongoing", "in progress", "active", "follow up"}
    | {"pendiente", "abierto", "abierta", "en curso", "en proceso", "activo"}
)
_SEPARATORS = (";", ",", "|", "\n", "/")
_TOP = 40
_CLOSE_ENOUGH = 0.75
# a column of free text has thousands of values: looking for likenesses would take minutes and help nobody
_MOST_LIKENESSES = 200
_LONGEST_VALUE = 60


@unique
class Sureness(Enum):
    """How sure a proposal is. Only what is `EXACT` enters the mapping."""

    EXACT = "exact"
    CLOSE = "close"
    NONE = "none"


@dataclass(frozen=True)
class ColumnGuess:
    """A column, how many of its cells are filled, and the field it seems to be."""

    header: str = attribute(repr=False)
    filled: int
    field: Field | None
    sure: Sureness


@dataclass(frozen=True)
class ValueGuess:
    """One value of a column in all its spellings, how often it stands there, and what it seems to mean.

    `code` is a code of the field's list, `STILL_OPEN`, or the name of a unit; "" where there is no proposal. `concern_list`
    says for a concern which list the code is from.
    """

    field: Field
    spellings: tuple[str, ...] = attribute(repr=False)
    count: int
    code: str
    sure: Sureness
    concern_list: ConcernList | None = None

    @property
    def text(self) -> str:
        """The commonest spelling."""
        return self.spellings[0]


@dataclass(frozen=True)
class DateEvidence:
    """What the dates say about their order. `proofs` counts the dates that are a day in one order only."""

    order: DateOrder | None
    proofs: abc.Mapping[DateOrder, int]
    either: int

    @property
    def decided(self) -> bool:
        """Whether no date waits for a decision."""
        return self.order is not None or not (self.either or any(self.proofs.values()))


@dataclass(frozen=True)
class Suggestion:
    """A mapping that holds what is certain, and what a person has to decide."""

    mapping: Mapping
    header: Sureness
    columns: tuple[ColumnGuess, ...]
    dates: DateEvidence
    values: tuple[ValueGuess, ...]

    @property
    def undecided_columns(self) -> tuple[ColumnGuess, ...]:
        return tuple(column for column in self.columns if column.sure is not Sureness.EXACT and column.filled)

    @property
    def undecided_values(self) -> tuple[ValueGuess, ...]:
        return tuple(value for value in self.values if value.sure is not Sureness.EXACT)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to decide."""
        certain = self.header is Sureness.EXACT and Field.DATE in self.mapping.columns and self.dates.decided
        return certain and not self.undecided_columns and not self.undecided_values


def suggest(sheet: Sheet, catalogue: Catalogue, units: Sequence[Unit] = (), *, chosen: Mapping | None = None) -> Suggestion:
    """Look through a sheet and propose how it is read. `units` are the campuses and departments that are there already.

    `chosen` is what a person has decided so far: its row of headers holds, and so do its columns and its separator, each
    unless it is empty. Raises UserError where these do not belong to the sheet.
    """
    header_row, header = (chosen.header_row, Sureness.EXACT) if chosen else _header_row(sheet)
    columns = _columns(sheet, header_row)
    guessed = {each.field: each.header for each in columns if each.field and each.sure is Sureness.EXACT}
    exact = (chosen.columns if chosen else {}) or guessed
    bare = Mapping(header_row=header_row, columns=exact, sheet=sheet.name)
    lines = _visits(sheet, bare)
    dates = _dates(lines)
    separator = (chosen.separator if chosen else "") or _separator(lines, catalogue)
    values, new_units = _values(lines, catalogue, units, separator)
    certain = [value for value in values if value.sure is Sureness.EXACT]
    outcomes = [value for value in certain if value.code == STILL_OPEN]
    mapping = Mapping(
        header_row=header_row,
        columns=exact,
        sheet=sheet.name,
        date_order=dates.order,
        separator=separator,
        values={field: codes for field in LISTS if (codes := _codes(certain, field))},
        concerns={
            text: ConcernCode(value.concern_list, value.code)
            for value in certain
            if value.concern_list
            for text in value.spellings
        },
        unit_names=_codes(certain, Field.UNIT),
        units=new_units,
        open_values=frozenset(text for value in outcomes for text in value.spellings),
    )
    return Suggestion(mapping, header, columns, dates, tuple(values))


def _codes(values: Iterable[ValueGuess], field: Field) -> dict[str, str]:
    found = [value for value in values if value.field is field and value.code != STILL_OPEN]
    return {text: value.code for value in found for text in value.spellings}


def _header_row(sheet: Sheet) -> tuple[int, Sureness]:
    """The row, near the top, in which most fields are recognised; else the first with most cells filled."""
    top = [row for row in sheet.rows[:_TOP] if not row.blank]
    known = {row.number: len({spelled(cell) for cell in row.cells} - {None}) for row in top}
    best = max(top, key=lambda row: known[row.number])
    if known[best.number] > 1:
        return best.number, Sureness.EXACT
    fullest = max(top, key=lambda row: sum(bool(cell.strip()) for cell in row.cells))
    return fullest.number, Sureness.NONE


def _columns(sheet: Sheet, header_row: int) -> tuple[ColumnGuess, ...]:
    taken: set[Field] = set()
    found = []
    for index, header in enumerate(sheet.headers(header_row)):
        filled = sum(bool(row.cell(index).strip()) for row in sheet.after(header_row))
        field, sure = _column(header)
        if field in taken:
            # two columns cannot both be the date: which one is, a person says
            sure = Sureness.CLOSE
        elif field and sure is Sureness.EXACT:
            taken.add(field)
        found.append(ColumnGuess(header, filled, field, sure))
    return tuple(found)


def _column(header: str) -> tuple[Field | None, Sureness]:
    field = spelled(header)
    if field:
        return field, Sureness.EXACT
    by_spelling = {spelling: each for each in Field for spelling in header_spellings(each)}
    close = get_close_matches(key(header), by_spelling, n=1, cutoff=0.8)
    return (by_spelling[close[0]], Sureness.CLOSE) if close else (None, Sureness.NONE)


def _visits(sheet: Sheet, mapping: Mapping) -> list[Line]:
    columns = find_columns(sheet, mapping)
    lines = (Line(row, columns) for row in sheet.after(mapping.header_row))
    return [line for line in lines if not never_a_visit(line)]


def _dates(lines: Iterable[Line]) -> DateEvidence:
    texts = (line.text(field) for line in lines for field in (Field.DATE, Field.CLOSED))
    orders = [found for text in texts if text and (found := possible_orders(text))]
    proofs = Counter(next(iter(found)) for found in orders if len(found) == 1)
    fitting = frozenset(DateOrder).intersection(*orders) if orders else frozenset()
    order = next(iter(fitting)) if len(fitting) == 1 else None
    return DateEvidence(order, {each: proofs[each] for each in DateOrder}, sum(len(found) > 1 for found in orders))


def _separator(lines: Iterable[Line], catalogue: Catalogue) -> str:
    """The sign that leaves the most parts spelled as in the lists, and the fewest that are not."""
    cells = Counter((field, line.text(field)) for line in lines for field in SEVERAL)

    def fit(separator: str) -> int:
        parts = ((field, part, times) for (field, text), times in cells.items() for part in _parts(text, separator))
        return sum(times if _proposal(catalogue, field, part)[0] else -times for field, part, times in parts)

    return max(_SEPARATORS, key=fit)


def _parts(text: str, separator: str) -> Iterator[str]:
    return (tidy(part) for part in text.split(separator) if part.strip())


def _values(
    lines: Sequence[Line], catalogue: Catalogue, units: Sequence[Unit], separator: str
) -> tuple[list[ValueGuess], tuple[Unit, ...]]:
    values: list[ValueGuess] = []
    new_units: tuple[Unit, ...] = ()
    for field in CODED:
        texts = Counter(part for line in lines for part in _of_field(line, field, separator))
        if field is Field.UNIT:
            new_units, matches = campuses.gather(texts, catalogue.levels, units)
            values += [_unit_guess(group, texts, matches) for group in _groups(texts)]
        else:
            values += _guesses(texts, catalogue, field)
    return values, new_units


def _of_field(line: Line, field: Field, separator: str) -> Iterable[str]:
    text = line.text(field)
    return _parts(text, separator) if field in SEVERAL else filter(None, [tidy(text)])


def _groups(texts: abc.Mapping[str, int]) -> list[tuple[str, ...]]:
    """Spellings that are compared alike, the commonest first."""
    groups: dict[str, list[str]] = {}
    for text in sorted(texts, key=lambda text: (-texts[text], text)):
        groups.setdefault(key(text), []).append(text)
    return [tuple(group) for group in groups.values()]


def _unit_guess(
    group: tuple[str, ...], texts: abc.Mapping[str, int], matches: abc.Mapping[str, campuses.Match]
) -> ValueGuess:
    match = matches.get(group[0])
    sure = Sureness.NONE if not match else Sureness.EXACT if match.sure else Sureness.CLOSE
    return ValueGuess(Field.UNIT, group, sum(map(texts.__getitem__, group)), match.unit if match else "", sure)


def _guesses(texts: abc.Mapping[str, int], catalogue: Catalogue, field: Field) -> Iterator[ValueGuess]:
    likenesses = 0
    for group in _groups(texts):
        code, concern_list = _proposal(catalogue, field, group[0])
        sure = Sureness.EXACT
        if not code and likenesses < _MOST_LIKENESSES:
            likenesses += 1
            code, concern_list = _likeness(catalogue, field, group[0])
            sure = Sureness.CLOSE
        if not code:
            sure = Sureness.NONE
        yield ValueGuess(field, group, sum(map(texts.__getitem__, group)), code, sure, concern_list)


def _lists(catalogue: Catalogue, field: Field) -> list[tuple[Taxonomy[Entry] | Taxonomy[Topic], ConcernList | None]]:
    """The lists that a field's values are looked for in; the office's own list of concerns comes before the K-12 topics."""
    if field is Field.CONCERNS:
        return [(catalogue.topics, ConcernList.OFFICE), (catalogue.k12, ConcernList.K12)]
    return [(taxonomy(catalogue, field), None)]


def _proposal(catalogue: Catalogue, field: Field, text: str) -> tuple[str, ConcernList | None]:
    if field is Field.OUTCOME and key(text) in _OPEN_WORDS:
        return STILL_OPEN, None
    for known, concern_list in _lists(catalogue, field):
        entry = known.spelled(text)
        if entry:
            return entry.code, concern_list
    return "", None


def _likeness(catalogue: Catalogue, field: Field, text: str) -> tuple[str, ConcernList | None]:
    if len(text) > _LONGEST_VALUE:
        return "", None
    for known, concern_list in _lists(catalogue, field):
        by_spelling = {spelling: entry.code for entry in known for spelling in sorted(entry.spellings)}
        close = get_close_matches(key(text), by_spelling, n=1, cutoff=_CLOSE_ENOUGH)
        if close:
            return by_spelling[close[0]], concern_list
    return "", None
