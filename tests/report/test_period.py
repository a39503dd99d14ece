"""The report on a period says what a release says, in bands, in the language asked for."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Dimension, DistrictTotal, Readers, Release, Table
from ombudsdesk.domain.periods import Period
from ombudsdesk.errors import UserError
from ombudsdesk.report import period, words
from tests.report import factories, treecheck


def text_of(data: bytes) -> str:
    """The text of all pages, with any white space as one space."""
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return " ".join(" ".join(pages).split())


def test_a_report_shows_each_line_with_its_band() -> None:
    text = text_of(factories.report())

    for line in (
        "Parent or guardian 290 to 294",
        "Staff 85 to 89",
        "High school 40 to 44",
        "Policies & requirements 200 to 204",
    ):
        assert line in text
    assert "412 cases in the whole district" in text
    assert "August 2025 to July 2026" in text
    assert "Océano ISD Ombuds Office" in text


def bare_counts(data: bytes) -> list[str]:
    """The numbers of a report that are no band, no page and no year."""
    text = re.sub(r"[\d,]+ to [\d,]+", "", text_of(data))
    text = re.sub(r"Page \d+ of \d+|a band of \d+ numbers", "", text)
    return re.findall(r"\d+", text.replace("August 2025 to July 2026", ""))


@pytest.mark.parametrize("made", [factories.report, factories.rich_report])
def test_the_total_is_the_only_bare_count(made: Callable[[], bytes]) -> None:
    assert bare_counts(made()) == [str(factories.TOTAL)]


@pytest.mark.parametrize("made", [factories.public_report, factories.sums_report])
def test_where_even_the_total_is_a_band_there_is_no_bare_count_and_it_is_said(made: Callable[[], bytes]) -> None:
    text = text_of(made())

    assert bare_counts(made()) == []
    assert "even the total is given as a band" in text
    assert "Every count, the total too," in text
    assert "only exact count" not in text


def test_zero_is_never_told_from_the_lowest_band_and_the_report_says_so() -> None:
    assert "Zero is never told apart from the lowest band: “0 to 4” may mean none at all." in text_of(factories.report())
    assert "lowest band: “0 to 9” may mean none" in text_of(factories.public_report())


def test_rows_stand_in_the_order_of_the_release() -> None:
    text = text_of(factories.report())
    last_table = text[text.rindex("Group of concern") :]

    places = [last_table.index(label) for label in ("Policies", "Work", "Other", "Illness")]
    assert places == sorted(places)


def test_the_picture_in_words_gives_bands_only() -> None:
    figure = next(element for element in treecheck.elements(factories.report()) if element.tag == "/Figure")

    assert "Policies & requirements: 200 to 204; Work relationships: 120 to 124" in figure.alt
    assert not re.findall(r"\d+", re.sub(r"\d+ to \d+", "", figure.alt))


@pytest.mark.parametrize(("language", "tag", "label"), [("en", "en-US", "Student"), ("es", "es-US", "Estudiante")])
def test_a_report_speaks_the_language_asked_for_and_says_so(language: str, tag: str, label: str) -> None:
    data = factories.report(language)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == tag
        with pdf.open_metadata() as metadata:
            assert metadata["dc:language"] == {tag}
    assert label in text_of(data)


def test_months_are_written_as_spanish_writes_them() -> None:
    assert words.period_in_words(Period(date(2026, 5, 1), date(2026, 5, 31)), i18n.speech("es")) == "mayo de 2026"


def test_the_language_of_the_window_makes_no_difference() -> None:
    i18n.use("es")

    data = period.render(
        factories.release(), catalogue=factories.catalogue(), language="en", office="Océano ISD Ombuds Office"
    )

    assert data == factories.report("en")


def test_a_single_month_is_named_once() -> None:
    assert words.period_in_words(Period(date(2026, 5, 1), date(2026, 5, 31)), i18n.speech("en")) == "May 2026"


@pytest.mark.parametrize(
    "unfit",
    [None, {"period": 2025}, (1, 2), Counter({"teacher": 2}), factories.release().tables],
    ids=lambda unfit: type(unfit).__name__,
)
def test_nothing_but_a_release_is_printed(unfit: object) -> None:
    with pytest.raises(TypeError):
        period.render(unfit, catalogue=factories.catalogue(), language="en")  # type: ignore[arg-type]  # the point


def test_what_the_plan_left_out_has_no_section() -> None:
    roles = (factories.release().table(Dimension.ROLE),)
    roles_only = Release(factories.SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(40), roles)
    data = period.render(roles_only, catalogue=factories.catalogue(), language="en")

    assert "Who came to the office" in text_of(data)
    assert "/Figure" not in [element.tag for element in treecheck.elements(data)]
    assert "Where in the district" not in text_of(data)


def grid_of(data: bytes, number: int = 0) -> list[list[str]]:
    """The labels and fields of a two-sided table as its tags hold them: first the columns, then row by row."""
    marked = treecheck.marked_text(data)
    tables = [element for element in treecheck.elements(data) if element.tag == "/Table"]
    table = [table for table in tables if len(table.children[1].children) == 2][number]
    _caption, head, body = table.children
    rows = [head.children[1], *body.children]
    return [["".join(marked[mark] for mark in cell.marks).strip() for cell in row.children] for row in rows]


def test_the_fields_of_a_two_sided_table_stand_where_their_codes_say() -> None:
    table = factories.rich_release().table(Dimension.LEVEL, Dimension.ROLE)
    columns, *rows = grid_of(factories.rich_report())

    # three roles and two levels: the longer side runs down
    assert columns == ["Elementary school", "High school"]
    assert [row[0] for row in rows] == ["Student", "Parent or guardian", "Staff"]
    for role, row in zip(factories.CODES[Dimension.ROLE], rows, strict=True):
        bands = [table.band(level, role) for level in factories.CODES[Dimension.LEVEL]]
        assert row[1:] == [f"{band.low} to {band.high}" for band in bands]


def test_the_order_of_a_two_sided_table_does_not_depend_on_counts() -> None:
    falling, rising = (
        period.render(factories.release(fields=fields), catalogue=factories.catalogue(), language="en")
        for fields in (range(200, 0, -7), range(0, 200, 7))
    )

    for number in range(3):
        one, other = grid_of(falling, number), grid_of(rising, number)
        assert one[0] == other[0]
        assert [row[0] for row in one] == [row[0] for row in other]
        assert one[1:] != other[1:]


def test_a_two_sided_table_with_a_field_missing_is_not_printed() -> None:
    whole = factories.rich_release().table(Dimension.LEVEL, Dimension.ROLE)
    holed = Table(whole.dimensions, whole.rows[:-1])
    release = Release(factories.SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(9), (holed,))

    with pytest.raises(KeyError):
        period.render(release, catalogue=factories.catalogue(), language="en")


def test_sums_of_earlier_bands_are_marked_and_said_to_tell_nothing_new() -> None:
    text = text_of(factories.sums_report())
    said = "These numbers are sums of bands that earlier reports printed; nothing new is said by them."

    assert text.count(said) == 6
    assert text.count("(sums of earlier bands)") == 6
    assert "1,230 to 1,242" in text
    assert "360 to 372" in text
    assert said not in text_of(factories.rich_report())


def test_a_chart_is_drawn_of_sums_too() -> None:
    figure = next(element for element in treecheck.elements(factories.sums_report()) if element.tag == "/Figure")

    assert "Work relationships: 360 to 372" in figure.alt


def test_the_commentary_stands_in_paragraphs_after_the_total_and_is_no_command() -> None:
    data = factories.rich_report()
    marked = treecheck.marked_text(data)
    texts = ["".join(marked[mark] for mark in element.marks).strip() for element in treecheck.elements(data)]
    start = texts.index("From the ombuds")

    assert texts[start - 1] == "The only exact count in this report."
    assert texts[start + 1 : start + 5] == [
        "Families asked early <this year>.",
        "Two things helped: calls & letters in the language of the home.",
        "Thanks.",
        "How to read the numbers",
    ]


@pytest.mark.parametrize("nothing", ["", " \n\n \t\n"])
def test_without_a_commentary_there_is_no_section_for_it(nothing: str) -> None:
    data = period.render(
        factories.release(),
        catalogue=factories.catalogue(),
        language="en",
        office="Océano ISD Ombuds Office",
        commentary=nothing,
    )

    assert data == factories.report()


@given(st.lists(st.text("ab<>&é ", min_size=1).filter(lambda text: bool(text.strip())), min_size=1, max_size=4))
@settings(max_examples=10)
def test_any_commentary_is_printed_as_it_was_written(paragraphs: list[str]) -> None:
    data = period.render(
        factories.release(), catalogue=factories.catalogue(), language="en", commentary="\n\n".join(paragraphs)
    )
    marked = treecheck.marked_text(data)
    texts = ["".join(marked[mark] for mark in element.marks).strip() for element in treecheck.elements(data)]
    start = texts.index("From the ombuds") + 1

    assert texts[start : start + len(paragraphs)] == [" ".join(text.split()) for text in paragraphs]


def test_the_public_is_not_told_what_leadership_is_told() -> None:
    assert "so that the district can see patterns early" in text_of(factories.report())
    assert "district can see patterns" not in text_of(factories.public_report())
    assert "nobody who came can be recognized" in text_of(factories.public_report())


def test_wider_bands_are_explained_with_their_own_width() -> None:
    tables = (factories.table(Dimension.LEVEL, ["elementary", "high"], (31, 7), width=10),)
    wide = Release(factories.SCHOOL_YEAR, Readers.PUBLIC, DistrictTotal(38), tables)

    text = text_of(period.render(wide, catalogue=factories.catalogue(), language="en"))

    assert "a band of 10 numbers, such as “0 to 9” or “10 to 19”" in text
    assert "30 to 39" in text


def test_a_code_that_the_lists_have_dropped_is_shown_as_it_is() -> None:
    tables = (factories.table(Dimension.LEVEL, ["annex", "high"], (31, 7)),)
    old = Release(factories.SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(38), tables)

    assert "annex 30 to 34" in text_of(period.render(old, catalogue=factories.catalogue(), language="en"))


def test_an_office_name_is_text_and_never_a_command() -> None:
    name = "<b>Ombuds</b> & <img src='/etc/hostname'/> Co"

    text = text_of(period.render(factories.release(), catalogue=factories.catalogue(), language="en", office=name))

    assert name in text


def test_a_very_long_office_name_is_broken_and_not_cut() -> None:
    name = "Ombuds" * 60

    text = text_of(period.render(factories.release(), catalogue=factories.catalogue(), language="en", office=name))

    assert name in text.replace(" ", "")


def test_a_sign_that_cannot_be_drawn_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="🙂"):
        period.render(factories.release(), catalogue=factories.catalogue(), language="en", office="Ombuds 🙂")


def test_a_sign_in_a_label_is_refused_too() -> None:
    roles = (("student", "Student ☂", "Estudiante"), *factories.ROLES[1:])

    with pytest.raises(UserError, match="☂"):
        period.render(factories.release(), catalogue=factories.catalogue(roles=roles), language="en")
