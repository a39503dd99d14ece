"""Turns one row into one case with one contact, or says why it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from ombudsdesk.domain.cases import Concern, Contact, Facts, Identity, NewCase, Note
from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue
from ombudsdesk.domain.units import Unit
from ombudsdesk.importing import mapping as decisions
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.lines import Line
from ombudsdesk.importing.mapping import CloseRule, ConcernCode, ConcernList
from ombudsdesk.importing.planned import PlannedCase
from ombudsdesk.importing.reasons import NotReadableError, Reason
from ombudsdesk.importing.texts import key
from ombudsdesk.importing.values import read_day, read_minutes


class CaseReader:
    """Reads rows as one mapping says. Every field is read even after one failed, so that a person sees all at once."""

    def __init__(
        self, mapping: decisions.Mapping, catalogue: Catalogue, *, today: date, known_units: Iterable[Unit] = ()
    ) -> None:
        self._mapping = mapping
        self._catalogue = catalogue
        self._today = today
        self._codes = {field: _by_key(codes) for field, codes in mapping.values.items()}
        self._concerns = {key(text): self._concern(code) for text, code in mapping.concerns.items()}
        self._open = frozenset(map(key, mapping.open_values))
        # what the office has already keeps its own spelling
        self._units = {key(unit.name): unit.name for unit in (*mapping.units, *known_units)}
        self._unit_names = self._units | {key(text): name for text, name in mapping.unit_names.items()}

    def read(self, line: Line) -> PlannedCase | None:
        """The case of a row, None if it cannot be taken. The line holds the remarks either way."""
        day = self._day(line, Field.DATE)
        unit = self._unit(line)
        concerns = self._read_concerns(line)
        role, language = self._code(line, Field.ROLE), self._code(line, Field.LANGUAGE)
        channel, initiator = self._code(line, Field.CHANNEL), self._code(line, Field.INITIATOR)
        services, minutes = self._services(line), self._minutes(line)
        outcome, closed = self._closing(line, day)
        if day is None or not line.readable:
            return None
        case = NewCase(
            facts=Facts(opened=day, role=role, language=language, closed=closed, outcome=outcome),
            concerns=concerns,
            contacts=(Contact(day=day, channel=channel, initiator=initiator, minutes=minutes, services=services),),
            notes=_notes(line, day),
            identity=Identity(name=line.text(Field.NAME)),
        )
        return PlannedCase(line.row.number, unit, case, line.text(Field.REFERENCE))

    def _day(self, line: Line, field: Field) -> date | None:
        try:
            read = read_day(line.text(field), order=self._mapping.date_order, today=self._today)
        except NotReadableError as error:
            line.remark(field, error.reason)
            return None
        for reason in read.reasons:
            line.remark(field, reason)
        return read.value

    def _minutes(self, line: Line) -> int | None:
        text = line.text(Field.MINUTES)
        if not text:
            _kept_blank(line, Field.MINUTES)
            return None
        try:
            read = read_minutes(text, number=self._mapping.number, clock=self._mapping.clock)
        except NotReadableError as error:
            line.remark(Field.MINUTES, error.reason)
            return None
        for reason in read.reasons:
            line.remark(Field.MINUTES, reason)
        return read.value

    def _code(self, line: Line, field: Field) -> str:
        text = line.text(field)
        if text:
            return self._lookup(line, field, text, self._codes.get(field, {}))
        if line.has(field):
            line.remark(field, Reason.BLANK_FILLED)
        return self._mapping.blank.get(field, NOT_KNOWN)

    def _lookup(self, line: Line, field: Field, text: str, codes: Mapping[str, str]) -> str:
        code = codes.get(key(text))
        if code is None:
            line.remark(field, Reason.VALUE_NOT_MAPPED, text)
        return code or ""

    def _unit(self, line: Line) -> str:
        text = line.text(Field.UNIT)
        if not text:
            _kept_blank(line, Field.UNIT)
            return ""
        name = self._lookup(line, Field.UNIT, text, self._unit_names)
        if name and key(name) not in self._units:
            line.remark(Field.UNIT, Reason.CAMPUS_NOT_KNOWN)
        return self._units.get(key(name), "")

    def _parts(self, line: Line, field: Field) -> list[str]:
        parts = [part.strip() for part in line.text(field).split(self._mapping.separator)]
        found = [part for part in parts if part]
        if not found:
            _kept_blank(line, field)
        return found

    def _services(self, line: Line) -> tuple[str, ...]:
        codes = self._codes.get(Field.SERVICES, {})
        found: list[str] = []
        for part in self._parts(line, Field.SERVICES):
            code = self._lookup(line, Field.SERVICES, part, codes)
            if code in found:
                line.remark(Field.SERVICES, Reason.SAME_TWICE, part)
            elif code:
                found.append(code)
        return tuple(found)

    def _read_concerns(self, line: Line) -> tuple[Concern, ...]:
        found: list[Concern] = []
        for part in self._parts(line, Field.CONCERNS):
            concern = self._concerns.get(key(part))
            if concern is None:
                line.remark(Field.CONCERNS, Reason.VALUE_NOT_MAPPED, part)
            elif concern in found:
                line.remark(Field.CONCERNS, Reason.SAME_TWICE, part)
            else:
                found.append(concern)
        return tuple(found)

    def _concern(self, code: ConcernCode) -> Concern:
        if code.list is ConcernList.OFFICE:
            return Concern(topic=code.code, ioa=next(iter(self._catalogue.topics[code.code].ioa), ""))
        topic = self._catalogue.k12[code.code]
        return Concern(topic=topic.office, k12=topic.code, ioa=next(iter(topic.ioa), ""))

    def _closing(self, line: Line, opened: date | None) -> tuple[str, date | None]:
        """The outcome, "" while the case is open, and the day on which it was closed."""
        closed = self._day(line, Field.CLOSED) if line.text(Field.CLOSED) else None
        outcome = self._outcome(line)
        if closed:
            if not outcome and line.readable:
                line.remark(Field.CLOSED, Reason.CLOSED_WITHOUT_OUTCOME)
            if opened and closed < opened:
                line.remark(Field.CLOSED, Reason.CLOSED_TOO_EARLY)
            return outcome, closed
        if outcome and self._mapping.close is CloseRule.LEAVE_OPEN:
            line.remark(Field.OUTCOME, Reason.OUTCOME_DROPPED)
            return "", None
        if outcome and line.has(Field.CLOSED):
            line.remark(Field.CLOSED, Reason.BLANK_FILLED)
        return outcome, opened if outcome else None

    def _outcome(self, line: Line) -> str:
        text = line.text(Field.OUTCOME)
        if key(text) in self._open and text:
            return ""
        filled = self._mapping.blank.get(Field.OUTCOME)
        if text:
            return self._lookup(line, Field.OUTCOME, text, self._codes.get(Field.OUTCOME, {}))
        if filled and line.has(Field.OUTCOME):
            line.remark(Field.OUTCOME, Reason.BLANK_FILLED)
            return filled
        _kept_blank(line, Field.OUTCOME)
        return ""


def _by_key(codes: Mapping[str, str]) -> dict[str, str]:
    return {key(text): code for text, code in codes.items()}


def _kept_blank(line: Line, field: Field) -> None:
    if line.has(field):
        line.remark(field, Reason.BLANK_KEPT)


def _notes(line: Line, day: date) -> tuple[Note, ...]:
    text = line.text(Field.NOTE).replace("\r\n", "\n").replace("\r", "\n")
    return (Note(written=datetime.combine(day, time(12)), text=text),) if text else ()
