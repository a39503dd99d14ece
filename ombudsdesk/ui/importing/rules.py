"""The choices about how a file is read that are not columns: rows, dates, times, empty cells, what cannot be read."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import BLANKS, CloseRule, Mapping, Unreadable
from ombudsdesk.importing.suggest import DateEvidence
from ombudsdesk.importing.values import ClockForm, DateOrder, NumberUnit
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.editors import Options
from ombudsdesk.ui.forms import FormField

Entries = Callable[[Field], Sequence[tuple[str, str]]]
"""Gives the codes and labels of a field's list."""

ORDER, SEPARATOR, NUMBER, CLOCK = "order", "separator", "number", "clock"
CLOSING, UNREADABLE = "closing", "unreadable"

_ORDERS = {
    DateOrder.MDY: N_("Month first: 3/4/2025 is the fourth of March"),
    DateOrder.DMY: N_("Day first: 3/4/2025 is the third of April"),
    DateOrder.YMD: N_("Year first: 25/3/4 is the fourth of March"),
}
_NUMBERS = {NumberUnit.MINUTES: N_("Minutes"), NumberUnit.HOURS: N_("Hours")}
_CLOCKS = {
    ClockForm.HOURS: N_("One hour and 15 minutes"),
    ClockForm.MINUTES: N_("One minute and 15 seconds"),
}
_SEPARATORS = {
    ";": N_("; (semicolon)"),
    ",": N_(", (comma)"),
    "|": N_("| (bar)"),
    "/": N_("/ (slash)"),
    "\n": N_("A new line in the cell"),
}
_CLOSING = {
    CloseRule.WITH_OUTCOME: N_("It is closed on the day of the contact"),
    CloseRule.LEAVE_OPEN: N_("It stays open, and the outcome is not kept"),
}
_UNREADABLE = {
    Unreadable.STOP: N_("Nothing is imported until they are settled"),
    Unreadable.LEAVE_OUT: N_("They are left out, and everything else is imported"),
}
_EMPTY_CELLS = {
    Field.ROLE: N_("Empty cells: visitor's role"),
    Field.CHANNEL: N_("Empty cells: how the contact took place"),
    Field.LANGUAGE: N_("Empty cells: language"),
    Field.INITIATOR: N_("Empty cells: who began the contact"),
}


def reading_fields(separators: Options) -> tuple[FormField, ...]:
    """How dates, times, and cells with several things in them are read."""
    return (
        FormField(ORDER, N_("In dates of numbers alone"), partial(Choice, partial(_pairs, _ORDERS))),
        FormField(SEPARATOR, N_("Between several things in one cell stands"), partial(Choice, separators)),
        FormField(NUMBER, N_("A bare number in the column of times counts"), partial(Choice, partial(_pairs, _NUMBERS))),
        FormField(CLOCK, N_("1:15 in the column of times means"), partial(Choice, partial(_pairs, _CLOCKS))),
    )


def rule_fields(entries: Entries) -> tuple[FormField, ...]:
    """What becomes of empty cells, of outcomes without a closing date, and of rows that cannot be read."""
    blanks = [
        FormField(_blank(field), label, partial(Choice, partial(entries, field))) for field, label in _EMPTY_CELLS.items()
    ]
    stays_open = partial(Choice, partial(entries, Field.OUTCOME), empty=N_("The case is still open"))
    return (
        *blanks,
        FormField(_blank(Field.OUTCOME), N_("Empty cells: outcome"), stays_open),
        FormField(
            CLOSING,
            N_("A case with an outcome but no closing date"),
            partial(Choice, partial(_pairs, _CLOSING)),
        ),
        FormField(
            UNREADABLE,
            N_("Rows that cannot be read"),
            partial(Choice, partial(_pairs, _UNREADABLE)),
            wide=True,
        ),
    )


def separator_pairs(mapping: Mapping | None) -> list[tuple[str, str]]:
    """The usual separators, and the one of a kept mapping if it is another."""
    names = {sign: _(name) for sign, name in _SEPARATORS.items()}
    if mapping is not None:
        names.setdefault(mapping.separator, mapping.separator)
    return list(names.items())


def reading_values(mapping: Mapping) -> dict[str, Any]:
    """What the form of `reading_fields` shows."""
    return {
        ORDER: mapping.date_order.value if mapping.date_order else "",
        SEPARATOR: mapping.separator,
        NUMBER: mapping.number.value,
        CLOCK: mapping.clock.value,
    }


def rule_values(mapping: Mapping) -> dict[str, Any]:
    """What the form of `rule_fields` shows."""
    blanks = {_blank(field): mapping.blank.get(field, "") for field in (*_EMPTY_CELLS, Field.OUTCOME)}
    return blanks | {CLOSING: mapping.close.value, UNREADABLE: mapping.unreadable.value}


def with_values(mapping: Mapping, values: abc.Mapping[str, Any]) -> Mapping:
    """A mapping with what both forms say. A choice without an answer is left as it was."""
    blank = {field: code for field in (*_EMPTY_CELLS, Field.OUTCOME) if (code := values[_blank(field)])}
    return replace(
        mapping,
        date_order=DateOrder(values[ORDER]) if values[ORDER] else None,
        separator=values[SEPARATOR] or mapping.separator,
        number=NumberUnit(values[NUMBER] or mapping.number.value),
        clock=ClockForm(values[CLOCK] or mapping.clock.value),
        blank=dict(BLANKS) | blank,
        close=CloseRule(values[CLOSING] or mapping.close.value),
        unreadable=Unreadable(values[UNREADABLE] or mapping.unreadable.value),
    )


def evidence_words(evidence: DateEvidence) -> str:
    """What the dates of the file say about their order, and what follows."""
    return " ".join(_evidence(evidence))


def _evidence(evidence: DateEvidence) -> Iterator[str]:
    month, day, year = (evidence.proofs.get(order, 0) for order in DateOrder)
    if month:
        yield ngettext("{count} date can only be month/day.", "{count} dates can only be month/day.", month)
    if day:
        yield ngettext("{count} date can only be day/month.", "{count} dates can only be day/month.", day)
    if year:
        yield ngettext("{count} date can only be year/month/day.", "{count} dates can only be year/month/day.", year)
    if evidence.either:
        yield ngettext("{count} could be read either way.", "{count} could be read either way.", evidence.either)
    if evidence.decided and evidence.order is None:
        yield _("No date in this file depends on the order of its numbers.")
    elif evidence.order is None and (month or day or year):
        yield _("They contradict each other: look into the file, then choose.")
    elif evidence.order is None:
        yield _("Nothing in the file says which: please choose.")


def _pairs(names: abc.Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(member.value, _(name)) for member, name in names.items()]


def _blank(field: Field) -> str:
    return f"blank-{field.value}"
