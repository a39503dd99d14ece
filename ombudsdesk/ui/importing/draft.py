"""What a person has decided about an import so far. Nothing is lost by going back: a decision stays until it is changed.

No Qt here: the steps of the page show a `Draft` and change it.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, unique

from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.units import CENTRAL, Unit, UnitKind
from ombudsdesk.importing.fields import CODED, LISTS, Field
from ombudsdesk.importing.mapping import Mapping, Unreadable
from ombudsdesk.importing.sheets import Sheet
from ombudsdesk.importing.suggest import STILL_OPEN, ColumnGuess, Suggestion, Sureness, ValueGuess
from ombudsdesk.importing.texts import key, tidy
from ombudsdesk.ui.importing import meanings
from ombudsdesk.ui.importing.meanings import LEFT_OUT, NO_UNIT, Pairs

_EXAMPLE_ROWS = 500
_EXAMPLES = 2
_EXAMPLE_LENGTH = 20


@dataclass(frozen=True)
class Source:
    """A file as it was read, and the proposal for it. Its content is case content."""

    name: str
    data: bytes = field(repr=False)
    sheet: Sheet = field(repr=False)
    suggestion: Suggestion = field(repr=False)
    kept: Mapping | None = field(default=None, repr=False)


@unique
class Standing(Enum):
    """Where a meaning comes from. The first two are not decided yet."""

    OPEN = "open"
    PERHAPS = "perhaps"
    CERTAIN = "certain"
    DECIDED = "decided"

    @property
    def settled(self) -> bool:
        return self in {Standing.CERTAIN, Standing.DECIDED}


@dataclass(frozen=True)
class ValueRow:
    """One text of a column with what it means now. `id` is its place in the list of its field."""

    id: int
    guess: ValueGuess = field(repr=False)
    meaning: str
    standing: Standing


@dataclass(frozen=True)
class _Decision:
    text: str = field(repr=False)
    meaning: str = field(repr=False)


class Draft:
    """One file and its decisions. `units` are the campuses and departments that the office has already."""

    def __init__(self, source: Source, catalogue: Catalogue, units: Sequence[Unit]) -> None:
        self.source = source
        self.catalogue = catalogue
        self._known = tuple(units)
        self._added: dict[str, Unit] = {}
        self._decisions: dict[tuple[Field, str], _Decision] = {}
        self.suggestion = source.suggestion
        self.separator_chosen = source.kept is not None
        self.order_chosen = source.kept is not None and source.kept.date_order is not None
        self.mapping = _bare(source.suggestion.mapping, self._first_columns())
        self._examined: object = None
        self._rows: dict[Field, list[ValueRow]] = {}
        if source.kept is not None:
            self._take_over(source.kept)
        self.adopt(source.suggestion)

    # columns

    @property
    def sheet(self) -> Sheet:
        return self.source.sheet

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the file's columns."""
        return self.sheet.headers(self.mapping.header_row)

    def _first_columns(self) -> dict[Field, str]:
        """What is certain, and for the other fields what a header is like: the person sees all of it."""
        columns = dict(self.suggestion.mapping.columns)
        for guess in self.suggestion.columns:
            if guess.field and guess.sure is Sureness.CLOSE and guess.header not in columns.values():
                columns.setdefault(guess.field, guess.header)
        return columns

    def is_a_guess(self, chosen: Field) -> bool:
        """Whether the column of a field only has a name that is like one."""
        header = self.mapping.columns.get(chosen)
        guesses = (guess for guess in self.suggestion.columns if guess.header == header)
        return any(guess.field is chosen and guess.sure is Sureness.CLOSE for guess in guesses)

    def leftover(self, columns: abc.Mapping[Field, str]) -> tuple[ColumnGuess, ...]:
        """Columns with something in them that no field takes."""
        taken = set(map(key, columns.values()))
        return tuple(guess for guess in self.suggestion.columns if guess.filled and key(guess.header) not in taken)

    def is_left_out(self, columns: abc.Mapping[Field, str]) -> bool:
        """Whether the person has agreed to leave out every column that is left over."""
        agreed = set(map(key, self.mapping.ignore))
        return all(key(guess.header) in agreed for guess in self.leftover(columns))

    def examples(self, header: str) -> str:
        """A few texts of a column, for the screen."""
        if header not in self.headers:
            return ""
        place = self.headers.index(header)
        rows = self.sheet.after(self.mapping.header_row)[:_EXAMPLE_ROWS]
        found = dict.fromkeys(text for row in rows if (text := tidy(row.cell(place))))
        return " · ".join(_short(text) for text in list(found)[:_EXAMPLES])

    def restart_columns(self, header_row: int, suggestion: Suggestion) -> None:
        """The headers stand in another row: look for the fields anew."""
        self.suggestion = suggestion
        self.mapping = replace(self.mapping, header_row=header_row, columns={}, ignore=frozenset())
        self.mapping = replace(self.mapping, columns=self._first_columns())
        self.adopt(suggestion)

    # what has to be looked through again

    def question(self, mapping: Mapping | None = None) -> object:
        """What the list of values and the evidence of dates depend on."""
        mapping = mapping or self.mapping
        return mapping.header_row, frozenset(mapping.columns.items()), mapping.separator if self.separator_chosen else ""

    def asked(self) -> Mapping:
        """The decisions that the next look through the sheet starts from."""
        return self.mapping if self.separator_chosen else replace(self.mapping, separator="")

    @property
    def is_examined(self) -> bool:
        """Whether the values belong to the columns that are chosen now."""
        return self._examined == self.question()

    def adopt(self, suggestion: Suggestion) -> None:
        """Take what a look through the sheet brought; decisions stay."""
        self.suggestion = suggestion
        if not self.separator_chosen:
            self.mapping = replace(self.mapping, separator=suggestion.mapping.separator)
        if not self.order_chosen:
            self.mapping = replace(self.mapping, date_order=suggestion.dates.order)
        fits = dict(suggestion.mapping.columns) == dict(self.mapping.columns)
        self._examined = self.question() if fits else None
        self._rows = {each: self._rows_of(each) for each in CODED}

    # values

    def fields(self) -> list[Field]:
        """The fields that have values to give a meaning to."""
        return [each for each in CODED if self._rows[each]]

    def rows(self, wanted: Field) -> Sequence[ValueRow]:
        """The values of a field: first what is not settled, then the commonest."""
        return self._rows[wanted]

    def unsettled(self, wanted: Field) -> int:
        """How many values of a field wait for a decision."""
        return sum(not row.standing.settled for row in self._rows[wanted])

    def sort(self) -> None:
        """Bring what is not settled to the top again."""
        self._rows = {each: self._rows_of(each) for each in CODED}

    def _rows_of(self, wanted: Field) -> list[ValueRow]:
        allowed = {code for code, _label in self.options(wanted)}
        rows = [self._row(0, guess, allowed) for guess in self.suggestion.values if guess.field is wanted]
        rows.sort(key=lambda row: (row.standing.settled, -row.guess.count))
        return [replace(row, id=place) for place, row in enumerate(rows)]

    def _row(self, place: int, guess: ValueGuess, allowed: abc.Container[str]) -> ValueRow:
        decision = self._decisions.get((guess.field, key(guess.text)))
        if decision and decision.meaning in allowed:
            return ValueRow(place, guess, decision.meaning, Standing.DECIDED)
        proposal = meanings.guessed(guess)
        if proposal not in allowed:
            return ValueRow(place, guess, "", Standing.OPEN)
        return ValueRow(place, guess, proposal, Standing.CERTAIN if guess.sure is Sureness.EXACT else Standing.PERHAPS)

    def decide(self, row: ValueRow, meaning: str) -> ValueRow:
        """Say what a text means; the row as it is from now on."""
        guess = row.guess
        self._decisions[guess.field, key(guess.text)] = _Decision(guess.text, meaning)
        decided = replace(row, meaning=meaning, standing=Standing.DECIDED)
        self._rows[guess.field][row.id] = decided
        return decided

    def accept_proposals(self, wanted: Field) -> None:
        """Take every proposal of a field that is not certain as it is."""
        for row in list(self._rows[wanted]):
            if row.standing is Standing.PERHAPS:
                self.decide(row, row.meaning)

    def options(self, wanted: Field) -> Pairs:
        """What a value of a field can mean, with labels in the language in use."""
        may_leave_out = self.mapping.unreadable is Unreadable.LEAVE_OUT
        return meanings.pairs(wanted, self.catalogue, self.units(), may_leave_out=may_leave_out)

    # campuses and departments

    def units(self) -> list[tuple[Unit, bool]]:
        """All campuses and departments that a text can mean, and whether each would be new."""
        found = {key(unit.name): (unit, False) for unit in self._known}
        for unit in (*self._added.values(), *self.suggestion.mapping.units):
            found.setdefault(key(unit.name), (unit, True))
        return sorted(found.values(), key=lambda each: key(each[0].name))

    def new_unit(self, name: str) -> Unit | None:
        """The unit of a name if the import would make it."""
        return next((unit for unit, new in self.units() if new and unit.name == name), None)

    def knows_unit(self, name: str) -> bool:
        """Whether there is a unit of this name, written in any way."""
        return key(name) in {key(unit.name) for unit, _new in self.units()}

    def put_unit(self, name: str, level: str) -> Unit:
        """Add a campus or department, or change the level of one that is new."""
        kind = UnitKind.DEPARTMENT if level == CENTRAL else UnitKind.CAMPUS
        unit = Unit(name=tidy(name), kind=kind, level=level)
        self._added[key(name)] = unit
        return unit

    # the mapping

    def complete(self) -> Mapping:
        """All decisions as a mapping. What is left open, or marked to be left out, has no meaning in it."""
        tables = {each: dict(self._meanings(each)) for each in CODED}
        outcomes = tables[Field.OUTCOME]
        units = tuple(unit for unit, new in self.units() if new)
        return replace(
            self.mapping,
            values={each: table for each in LISTS if (table := _without(tables[each], STILL_OPEN))},
            concerns={text: meanings.as_concern(meaning) for text, meaning in tables[Field.CONCERNS].items()},
            unit_names={text: "" if name == NO_UNIT else name for text, name in tables[Field.UNIT].items()},
            units=units,
            open_values=frozenset(text for text, meaning in outcomes.items() if meaning == STILL_OPEN),
        )

    def _meanings(self, wanted: Field) -> Iterator[tuple[str, str]]:
        """Every text with its meaning: those of this file, and those that a kept mapping knows besides."""
        allowed = {code for code, _label in self.options(wanted)} - {LEFT_OUT, meanings.NEW_UNIT}
        here = set()
        for row in self._rows[wanted]:
            here.add(key(row.guess.text))
            if row.standing.settled and row.meaning in allowed:
                yield from ((text, row.meaning) for text in row.guess.spellings)
        for (each, text_key), decision in self._decisions.items():
            if each is wanted and text_key not in here and decision.meaning in allowed:
                yield decision.text, decision.meaning

    def _take_over(self, kept: Mapping) -> None:
        """Begin with the decisions of a kept mapping, as far as they fit this file."""
        self.mapping = _bare(fitting(kept, self.sheet), fitting(kept, self.sheet).columns)
        self._added = {key(unit.name): unit for unit in kept.units}
        for each, text, meaning in _kept_meanings(kept):
            self._decisions[each, key(text)] = _Decision(text, meaning)


def fitting(kept: Mapping, sheet: Sheet) -> Mapping:
    """A kept mapping with those of its columns that a sheet has, under the names that they have there."""
    headers = {key(header): header for header in sheet.headers(kept.header_row)}
    columns = {each: headers[key(name)] for each, name in kept.columns.items() if key(name) in headers}
    return replace(kept, columns=columns, sheet=sheet.name)


def _kept_meanings(kept: Mapping) -> Iterator[tuple[Field, str, str]]:
    for each, table in kept.values.items():
        yield from ((each, text, code) for text, code in table.items())
    yield from ((Field.OUTCOME, text, STILL_OPEN) for text in kept.open_values)
    yield from ((Field.CONCERNS, text, meanings.of_concern(code)) for text, code in kept.concerns.items())
    yield from ((Field.UNIT, text, name or NO_UNIT) for text, name in kept.unit_names.items())


def _bare(mapping: Mapping, columns: abc.Mapping[Field, str]) -> Mapping:
    """The columns and rules of a mapping, without the meanings of its values."""
    return replace(mapping, columns=dict(columns), values={}, concerns={}, unit_names={}, units=(), open_values=frozenset())


def _without(table: abc.Mapping[str, str], meaning: str) -> dict[str, str]:
    return {text: each for text, each in table.items() if each != meaning}


def _short(text: str) -> str:
    return text if len(text) <= _EXAMPLE_LENGTH else text[: _EXAMPLE_LENGTH - 1].rstrip() + "…"
