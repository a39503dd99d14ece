"""The report on a period says what a release says, in bands, in the language asked for."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pypdf
import pytest

from ombudsdesk import i18n
from ombudsdesk.deidentify.atoms import BaseTable
from ombudsdesk.deidentify.release import Dimension, DistrictTotal, Release
from ombudsdesk.domain.periods import Period
from ombudsdesk.errors import UserError
from ombudsdesk.report import period
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


def test_the_total_is_the_only_bare_count() -> None:
    text = text_of(factories.report())
    text = re.sub(r"\d+ to \d+", "", text)
    text = re.sub(r"Page \d+ of \d+", "", text)
    text = text.replace("August 2025 to July 2026", "")

    assert re.findall(r"\d+", text) == [str(factories.TOTAL)]


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
    assert period.period_in_words(Period(date(2026, 5, 1), date(2026, 5, 31)), i18n.speech("es")) == "mayo de 2026"


def test_the_language_of_the_window_makes_no_difference() -> None:
    i18n.use("es")

    data = period.render(
        factories.release(), catalogue=factories.catalogue(), language="en", office="Océano ISD Ombuds Office"
    )

    assert data == factories.report("en")


def test_a_single_month_is_named_once() -> None:
    assert period.period_in_words(Period(date(2026, 5, 1), date(2026, 5, 31)), i18n.speech("en")) == "May 2026"


@pytest.mark.parametrize(
    "unfit",
    [None, {"period": 2025}, (1, 2), BaseTable(factories.SCHOOL_YEAR, {}), factories.release().tables],
    ids=lambda unfit: type(unfit).__name__,
)
def test_nothing_but_a_release_is_printed(unfit: object) -> None:
    with pytest.raises(TypeError):
        period.render(unfit, catalogue=factories.catalogue(), language="en")  # type: ignore[arg-type]  # the point


def test_what_the_plan_left_out_has_no_section() -> None:
    roles_only = Release(factories.SCHOOL_YEAR, 5, DistrictTotal(40), (factories.release().table(Dimension.ROLE),))
    data = period.render(roles_only, catalogue=factories.catalogue(), language="en")

    assert "Who came to the office" in text_of(data)
    assert "/Figure" not in [element.tag for element in treecheck.elements(data)]
    assert "Where in the district" not in text_of(data)


def test_wider_bands_are_explained_with_their_own_width() -> None:
    tables = (factories.table(Dimension.LEVEL, ["elementary", "high"], (31, 7), width=10),)
    wide = Release(factories.SCHOOL_YEAR, 10, DistrictTotal(38), tables)

    text = text_of(period.render(wide, catalogue=factories.catalogue(), language="en"))

    assert "“0 to 9” or “10 to 19”" in text
    assert "30 to 39" in text


def test_a_code_that_the_lists_have_dropped_is_shown_as_it_is() -> None:
    tables = (factories.table(Dimension.LEVEL, ["annex", "high"], (31, 7)),)
    old = Release(factories.SCHOOL_YEAR, 5, DistrictTotal(38), tables)

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
