"""Which spellings of campuses and departments are one place: "Travis HS" and "Travis High School"."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ombudsdesk.domain.catalogue import NOT_KNOWN, Entry, Taxonomy
from ombudsdesk.domain.text import fold
from ombudsdesk.domain.units import CENTRAL, Unit, UnitKind

ALIKE = 0.85
"""Two names that are this alike may be one name with a slip of the keyboard: a person decides."""

# one line for each department that districts have, in the words that offices use for it
_DEPARTMENTS = tuple(
    frozenset(fold(name) for name in line.split("|"))
    for line in (
        "Central Office|District Office|Administration|Administration Building|Oficina Central|Administración",
        "Transportation|Transportation Services|Transporte|Transportes",
        "Food Services|Food Service|Child Nutrition|Nutrition Services|Servicios de Alimentos|Nutrición Infantil",
        "Human Resources|HR|Recursos Humanos",
        "Maintenance|Maintenance and Operations|Facilities|Mantenimiento|Instalaciones",
        "Technology|Information Technology|IT|Tecnología",
        "Special Education|Educación Especial",
        "Finance|Business Office|Payroll|Finanzas|Nómina",
        "Police|District Police|Security|Policía|Seguridad",
        "Health Services|Servicios de Salud",
        "Custodial Services|Custodial|Servicios de Limpieza",
        "Warehouse|Almacén",
    )
)
_DEPARTMENT_WORDS = frozenset({"department", "dept", "departamento", "depto"})
_SMALL_WORDS = frozenset({"of", "the", "de", "del", "la", "el"})
# shorter ones, such as "ms", mean a level only at the end: "Ms. Tran" is no middle school
_LONG_ENOUGH_TO_LEAD = 5


@dataclass(frozen=True)
class Place:
    """What a name says: the level, and the rest of the name by which the place is told from others."""

    level: str
    stem: str


@dataclass(frozen=True)
class Match:
    """The unit that a spelling means. `sure` False is a likeness that a person has to judge."""

    unit: str
    sure: bool


def place(name: str, levels: Taxonomy[Entry]) -> Place | None:
    """The place that a name says, None where it does not say whether it is a campus or a department."""
    words = _words(name)
    department = [word for word in words if word not in _DEPARTMENT_WORDS]
    if department != words:
        department = [word for word in department if word not in _SMALL_WORDS]
    for known in _DEPARTMENTS:
        if " ".join(department) in known:
            return Place(CENTRAL, min(known))
    if department != words and department:
        return Place(CENTRAL, " ".join(department))
    for phrase, level in _phrases(levels):
        stem = _without(words, phrase)
        if stem is not None and (stem or len(phrase) > 2):
            return Place(level, " ".join(stem))
    return None


def _words(name: str) -> list[str]:
    """The folded words; single letters that stand together are one word, so that "E.S." is "es"."""
    words: list[str] = []
    letters = ""
    for word in [*fold(name).split(), ""]:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        words += [part for part in (letters, word) if part]
        letters = ""
    return words


def _phrases(levels: Taxonomy[Entry]) -> list[tuple[list[str], str]]:
    """The spellings of school levels, the longest first: "junior high" is not "high"."""
    schools = [entry for entry in levels if entry.code not in (CENTRAL, NOT_KNOWN)]
    found = {(spelling, entry.code) for entry in schools for spelling in entry.spellings}
    return [(spelling.split(), code) for spelling, code in sorted(found, key=lambda each: (-len(each[0]), each))]


def _without(words: list[str], phrase: list[str]) -> list[str] | None:
    """The words without a phrase at their end or beginning, None if it is at neither."""
    size = len(phrase)
    if words[-size:] == phrase:
        return words[:-size]
    if words[:size] == phrase and len(" ".join(phrase)) >= _LONG_ENOUGH_TO_LEAD:
        return words[size:]
    return None


def gather(
    spellings: Mapping[str, int], levels: Taxonomy[Entry], known: Sequence[Unit]
) -> tuple[tuple[Unit, ...], Mapping[str, Match]]:
    """The units that are missing, and for each spelling the unit it means. `spellings` says how often each is written.

    A spelling that says neither level nor department has a match only if it is like a unit that is there; it is never sure.
    """
    existing = {fold(unit.name): unit.name for unit in known}
    by_place = {found: unit.name for unit in known if (found := place(unit.name, levels))}
    matches = {text: Match(existing[fold(text)], sure=True) for text in spellings if fold(text) in existing}
    clusters: dict[Place, list[str]] = defaultdict(list)
    for text in spellings:
        found = place(text, levels)
        if text not in matches and found:
            clusters[found].append(text)
    units = []
    for found, names in sorted(clusters.items(), key=lambda each: -_weight(each[1], spellings)):
        like = None if found in by_place else _like(found, by_place)
        if like:
            matches |= {text: Match(by_place[like], sure=False) for text in names}
            continue
        if found not in by_place:
            by_place[found] = best_name(names, spellings)
            units.append(_unit(by_place[found], found))
        matches |= {text: Match(by_place[found], sure=True) for text in names}
    matches |= _guesses(spellings.keys() - matches.keys(), by_place)
    return tuple(sorted(units, key=lambda unit: fold(unit.name))), matches


def _weight(names: Iterable[str], spellings: Mapping[str, int]) -> int:
    return sum(spellings[name] for name in names)


def _like(wanted: Place, places: Collection[Place]) -> Place | None:
    same_level = [each for each in places if each.level == wanted.level]
    return next((each for each in same_level if _alike(each.stem, wanted.stem)), None)


def _guesses(texts: Collection[str], by_place: Mapping[Place, str]) -> dict[str, Match]:
    """Likenesses for names such as a bare "Lincoln", where only one place has such a name."""
    found = {}
    for text in texts:
        stem = " ".join(_words(text))
        like = [name for each, name in by_place.items() if _alike(stem, each.stem) or _alike(stem, fold(name))]
        if len(like) == 1:
            found[text] = Match(like[0], sure=False)
    return found


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def best_name(names: Sequence[str], spellings: Mapping[str, int]) -> str:
    """The spelling to keep: with accents rather than without, then the longest, then the commonest."""
    return max(sorted(names), key=lambda name: (_accents(name), len(name), spellings[name]))


def _accents(name: str) -> int:
    return sum(bool(unicodedata.combining(sign)) for sign in unicodedata.normalize("NFD", name))


def _unit(name: str, found: Place) -> Unit:
    kind = UnitKind.DEPARTMENT if found.level == CENTRAL else UnitKind.CAMPUS
    return Unit(name=name, kind=kind, level=found.level)
