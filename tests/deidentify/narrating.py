"""An invented office whose commentary is guarded."""

from __future__ import annotations

from datetime import date

from ombudsdesk.deidentify.narrative import Guard, Known, Person, Reason
from ombudsdesk.office_narrative import words

VISITORS = (
    "María José Peña Muñoz",
    "Robert White",
    "Guadalupe Ortiz",
    "Jesús Garza Treviño",
    "Will Field",
    "Rosa Cruz",
    "Casey Delgado",
    "Nguyễn Thị An",
    "De la Fuente, Araceli",
    "Siobhan O'Brien",
)
FIGURES = frozenset({"role.teacher", "role.parent", "total"})
KNOWN = Known(
    people=tuple(map(Person, VISITORS)),
    units=("Bluebonnet Elementary", "Live Oak Middle School", "Primaria Río Claro", "Caprock High School"),
    posts=("diagnostician", "attendance officer"),
    dates=(date(2026, 3, 17), date(2026, 9, 3)),
    nicknames_of_cases=("Kayak Polar", "Delta Magenta 2"),
    case_numbers=("26-0143",),
)
GUARD = Guard(KNOWN, words())


def found(text: str) -> list[tuple[str, Reason, bool]]:
    """What stops a text: the words as typed, why, and whether a reason may lift it."""
    stops = GUARD.search(text, figures=FIGURES)
    return [(text[stop.start : stop.end], stop.reason, stop.may_override) for stop in stops]
