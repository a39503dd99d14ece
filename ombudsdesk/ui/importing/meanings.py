"""What the words of a spreadsheet can mean, as one choice for each kind of column.

A meaning is a short text: a code of the field's list, "office/…" or "k12/…" for concerns, the name of a campus or
department, or one of the marks below. No unit's name begins with the sign that the marks begin with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ombudsdesk import i18n
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.domain.units import Unit
from ombudsdesk.i18n import _
from ombudsdesk.importing.fields import LISTS, Field, taxonomy
from ombudsdesk.importing.mapping import ConcernCode, ConcernList
from ombudsdesk.importing.suggest import STILL_OPEN, ValueGuess

NO_UNIT = "\0not-known"
NEW_UNIT = "\0new"
LEFT_OUT = "\0left-out"

Pairs = list[tuple[str, str]]


def guessed(guess: ValueGuess) -> str:
    """The meaning that is proposed, "" for none."""
    if guess.concern_list and guess.code:
        return of_concern(ConcernCode(guess.concern_list, guess.code))
    return guess.code


def of_concern(code: ConcernCode) -> str:
    """The meaning that is a concern of one of the two lists."""
    return f"{code.list.value}/{code.code}"


def as_concern(meaning: str) -> ConcernCode:
    """The concern that a meaning is."""
    name, _sign, code = meaning.partition("/")
    return ConcernCode(ConcernList(name), code)


def pairs(field: Field, catalogue: Catalogue, units: Sequence[tuple[Unit, bool]], *, may_leave_out: bool) -> Pairs:
    """All meanings that a value of a field can have, with labels in the language in use.

    `units` are the campuses and departments and whether each is new. `may_leave_out` adds the mark that leaves rows out.
    """
    found = list(_own(field, catalogue, units))
    if may_leave_out:
        found.append((LEFT_OUT, _("Leave these rows out")))
    return found


def _own(field: Field, catalogue: Catalogue, units: Sequence[tuple[Unit, bool]]) -> Iterator[tuple[str, str]]:
    language = i18n.current().content
    if field in LISTS:
        yield from ((entry.code, entry.label(language)) for entry in taxonomy(catalogue, field))
        if field is Field.OUTCOME:
            yield STILL_OPEN, _("The case is still open")
    elif field is Field.CONCERNS:
        yield from _concerns(catalogue, language)
    else:
        for unit, new in units:
            yield unit.name, _("{name} (new)").format(name=unit.name) if new else unit.name
        yield NO_UNIT, _("Not known")
        yield NEW_UNIT, _("A new campus or department…")


def _concerns(catalogue: Catalogue, language: str) -> Iterator[tuple[str, str]]:
    for topic in catalogue.topics:
        group = catalogue.groups.label(topic.group, language)
        label = _("{topic} ({group})").format(topic=topic.label(language), group=group)
        yield of_concern(ConcernCode(ConcernList.OFFICE, topic.code)), label
    for topic in catalogue.k12:
        label = _("{topic} (K-12 topic)").format(topic=topic.label(language))
        yield of_concern(ConcernCode(ConcernList.K12, topic.code)), label
