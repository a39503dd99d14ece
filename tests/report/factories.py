"""Small releases, a small catalogue, and reports made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Release, Row, Table
from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy, Topic
from ombudsdesk.domain.periods import Period
from ombudsdesk.report import period

SCHOOL_YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))
TOTAL = 412
ROLES = (
    ("student", "Student", "Estudiante"),
    ("family", "Parent or guardian", "Madre, padre o tutor"),
    ("staff", "Staff", "Personal"),
)
LEVELS = (("elementary", "Elementary school", "Primaria"), ("high", "High school", "Preparatoria"))
GROUPS = (
    ("work", "Work relationships", "Relaciones de trabajo"),
    ("policy", "Policies & requirements", "Normas y requisitos"),
    ("access", "Illness and disability", "Enfermedad y discapacidad"),
    ("other", "Other concerns", "Otras inquietudes"),
)


def taxonomy(name: str, lines: Sequence[tuple[str, str, str]]) -> Taxonomy[Entry]:
    return Taxonomy(name, 1, tuple(Entry(code, {"en": english, "es": spanish}) for code, english, spanish in lines))


def catalogue(
    *, roles: Sequence[tuple[str, str, str]] = ROLES, groups: Sequence[tuple[str, str, str]] = GROUPS
) -> Catalogue:
    empty, topics = taxonomy("empty", ()), Taxonomy[Topic]("topics", 1, ())
    return Catalogue(
        roles=taxonomy("roles", roles),
        levels=taxonomy("levels", LEVELS),
        groups=taxonomy("office-groups", groups),
        channels=empty,
        initiators=empty,
        services=empty,
        outcomes=empty,
        languages=empty,
        ioa_categories=empty,
        topics=topics,
        k12=topics,
        ioa=topics,
        nickname_words=(),
    )


def table(dimension: Dimension, codes: Sequence[str], counts: Sequence[int], *, width: int = 5) -> Table:
    """The table that protection makes of true counts."""
    rows = [Row(code, Band.of(count, width=width)) for code, count in zip(codes, counts, strict=True)]
    return Table(dimension, tuple(sorted(rows, key=lambda row: -row.band.low)))


def release(
    *,
    roles: Sequence[int] = (33, 290, 89),
    levels: Sequence[int] = (371, 41),
    groups: Sequence[int] = (120, 203, 2, 97),
    total: int = TOTAL,
) -> Release:
    tables = (
        table(Dimension.ROLE, [line[0] for line in ROLES], roles),
        table(Dimension.LEVEL, [line[0] for line in LEVELS], levels),
        table(Dimension.GROUP, [line[0] for line in GROUPS], groups),
    )
    return Release(SCHOOL_YEAR, 5, DistrictTotal(total), tables)


@cache
def report(language: str = "en", office: str = "Océano ISD Ombuds Office") -> bytes:
    """The report of an ordinary year."""
    return period.render(release(), catalogue=catalogue(), language=language, office=office)


@cache
def long_report() -> bytes:
    """A report with so many roles and groups that its tables go over pages and its bars make several charts."""
    roles = [(f"role{number}", f"Visitor role number {number}", f"Papel {number}") for number in range(60)]
    groups = [(f"group{number}", f"Group of concern number {number}", f"Grupo {number}") for number in range(40)]
    tables = (
        table(Dimension.ROLE, [line[0] for line in roles], [3 * number for number in range(60)]),
        table(Dimension.GROUP, [line[0] for line in groups], [5 * number for number in range(40)]),
    )
    many = Release(SCHOOL_YEAR, 5, DistrictTotal(6000), tables)
    return period.render(many, catalogue=catalogue(roles=roles, groups=groups), language="en")
