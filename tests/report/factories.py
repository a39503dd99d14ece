"""Small releases, a small catalogue, and reports made of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from functools import cache

from ombudsdesk import paths
from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Readers, Release, Row, Table
from ombudsdesk.domain import catalogue as catalogues
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
CODES = {
    Dimension.ROLE: [line[0] for line in ROLES],
    Dimension.LEVEL: [line[0] for line in LEVELS],
    Dimension.GROUP: [line[0] for line in GROUPS],
}
TWO_SIDED = (
    (Dimension.LEVEL, Dimension.ROLE),
    (Dimension.GROUP, Dimension.LEVEL),
    (Dimension.ROLE, Dimension.GROUP),
)
COMMENTARY = (
    "Families asked early <this year>.\n\nTwo things helped: calls & letters\nin the language of the home.\n \n\nThanks."
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


@cache
def shipped_catalogue() -> Catalogue:
    """The lists that the program comes with: 14 roles, 6 levels, 6 groups, and long words among their labels."""
    return catalogues.load(lambda name: paths.read_json("taxonomies", name))


def table(dimension: Dimension, codes: Sequence[str], counts: Sequence[int], *, width: int = 5) -> Table:
    """The table that protection makes of true counts."""
    rows = [Row((code,), Band.of(count, width=width)) for code, count in zip(codes, counts, strict=True)]
    return Table((dimension,), tuple(sorted(rows, key=lambda row: -row.band.low)))


def two_sided(
    dimensions: tuple[Dimension, Dimension], sides: Sequence[Sequence[str]], counts: Sequence[int], *, width: int = 5
) -> Table:
    """The table with two sides that protection makes of true counts; these go on from field to field, and begin again."""
    fields = zip(itertools.product(*sides), itertools.cycle(counts), strict=False)
    return Table(dimensions, tuple(Row(codes, Band.of(count, width=width)) for codes, count in fields))


def added_up(table: Table, *, parts: int = 3) -> Table:
    """What a table would be as the sum of so many earlier ones that said the same."""
    rows = tuple(Row(row.codes, Band(row.band.low * parts, row.band.high * parts, parts)) for row in table.rows)
    return Table(table.dimensions, rows, added_up=True)


def release(
    *,
    roles: Sequence[int] = (33, 290, 89),
    levels: Sequence[int] = (371, 41),
    groups: Sequence[int] = (120, 203, 2, 97),
    total: int | Band = TOTAL,
    fields: Sequence[int] = (),
    readers: Readers = Readers.LEADERSHIP,
) -> Release:
    """`fields`: the counts of the tables with two sides, one after the other; none: there are no such tables."""
    width = readers.threshold
    tables = [
        table(Dimension.ROLE, CODES[Dimension.ROLE], roles, width=width),
        table(Dimension.LEVEL, CODES[Dimension.LEVEL], levels, width=width),
        table(Dimension.GROUP, CODES[Dimension.GROUP], groups, width=width),
    ]
    if fields:
        tables += [two_sided(pair, [CODES[side] for side in pair], fields, width=width) for pair in TWO_SIDED]
    said = total if isinstance(total, Band) else DistrictTotal(total)
    return Release(SCHOOL_YEAR, readers, said, tuple(tables))


def rich_release() -> Release:
    """All three tables with two sides."""
    return release(fields=(12, 40, 3, 7, 0, 118))


def public_release() -> Release:
    """For the public: wider bands, and even the total is one."""
    return release(total=Band.of(TOTAL, width=10), fields=(12, 40, 3, 7, 0, 118), readers=Readers.PUBLIC)


def sums_release() -> Release:
    """A report that only adds up what three earlier ones said."""
    tables = tuple(added_up(table) for table in rich_release())
    return Release(SCHOOL_YEAR, Readers.LEADERSHIP, Band(1230, 1242, 3), tables)


def full_release() -> Release:
    """Every table that there can be, over the lists that the program comes with."""
    lists = shipped_catalogue()
    codes = {Dimension.ROLE: lists.roles.codes, Dimension.LEVEL: lists.levels.codes, Dimension.GROUP: lists.groups.codes}
    counts = [3 * number % 47 for number in range(40)]
    tables = [table(dimension, codes[dimension], counts[: len(codes[dimension])]) for dimension in Dimension]
    tables += [two_sided(pair, [codes[side] for side in pair], counts) for pair in TWO_SIDED]
    return Release(SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(3412), tuple(tables))


OFFICE = "Océano ISD Ombuds Office"


@cache
def report(language: str = "en", office: str = OFFICE) -> bytes:
    """The report of an ordinary year."""
    return period.render(release(), catalogue=catalogue(), language=language, office=office)


@cache
def rich_report(language: str = "en") -> bytes:
    """The report of a year with two-sided tables and a commentary."""
    return period.render(rich_release(), catalogue=catalogue(), language=language, office=OFFICE, commentary=COMMENTARY)


@cache
def public_report(language: str = "en") -> bytes:
    return period.render(public_release(), catalogue=catalogue(), language=language, office=OFFICE)


@cache
def sums_report(language: str = "en") -> bytes:
    return period.render(sums_release(), catalogue=catalogue(), language=language)


@cache
def full_report(language: str = "en") -> bytes:
    return period.render(full_release(), catalogue=shipped_catalogue(), language=language, commentary=COMMENTARY * 20)


@cache
def long_report() -> bytes:
    """A report with so many roles and groups that its tables go over pages, its bars make several charts, and its
    two-sided table stands in several parts."""
    roles = [(f"role{number}", f"Visitor role number {number}", f"Papel {number}") for number in range(60)]
    groups = [(f"group{number}", f"Group of concern number {number}", f"Grupo {number}") for number in range(40)]
    sides = [[line[0] for line in side] for side in (groups[:20], roles)]
    tables = (
        table(Dimension.ROLE, [line[0] for line in roles], [3 * number for number in range(60)]),
        table(Dimension.GROUP, [line[0] for line in groups], [5 * number for number in range(40)]),
        two_sided((Dimension.GROUP, Dimension.ROLE), sides, [0, 7, 19]),
    )
    many = Release(SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(6000), tables)
    return period.render(many, catalogue=catalogue(roles=roles, groups=groups), language="en")
