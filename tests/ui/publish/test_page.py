from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import page as validation
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk import office, office_publish
from ombudsdesk.deidentify.release import LEAST_WIDTH as BAND_WIDTH
from ombudsdesk.deidentify.release import Band, Dimension, Release
from ombudsdesk.domain.periods import Period
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.publish.page import ReportsPage
from ombudsdesk.ui.publish.periods import Stretch
from ombudsdesk.ui.publish.preview import ReleasePreview
from ombudsdesk.vault import cases
from tests.factories import facts, new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press

pytestmark = pytest.mark.gui

LAST_YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.worker.is_busy(), timeout=20_000)


def arrive(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    page.arrive()
    settle(qtbot, desk)


def choose(page: ReportsPage, **values: str) -> None:
    """Choose in the form as a person does."""
    for name, value in values.items():
        page._form.set_value(name, value)


def shown(page: ReportsPage) -> ReleasePreview | None:
    return page._preview if page._scroll.isVisible() else None


def texts(page: ReportsPage) -> Iterator[str]:
    """Every text of the preview and around it, also in tips and for screen readers."""
    how_far = [label for card in page.findChildren(ProgressCard) for label in card.findChildren(QLabel)]
    for label in page.findChildren(QLabel):
        if label not in how_far:
            yield label.text()
    for grid in page._preview.grids.values():
        yield from (label.text() for label in grid.findChildren(QLabel))
    for table in page._preview.tables.values():
        model = table.model
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                    yield str(model.data(model.index(row, column), role))


def lines(page: ReportsPage, dimension: Dimension) -> list[tuple[str, str]]:
    model = page._preview.tables[dimension].model
    return [(str(model.data(model.index(row, 0))), str(model.data(model.index(row, 1)))) for row in range(model.rowCount())]


def save_button(page: ReportsPage) -> QPushButton:
    return page._save


def said(desk: Desk) -> list[str]:
    return [bar.text for bar in desk.messages.bars()]


def test_the_last_school_year_is_shown_in_bands_and_nothing_else(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    office.fill_practice_office(desk.session.database, cases=60)
    arrive(qtbot, desk, page)
    released = office_publish.propose(desk.session.database, LAST_YEAR).release

    assert page.period() == LAST_YEAR
    assert shown(page)
    catalogue = desk.session.catalogue
    for dimension, labels in ((Dimension.ROLE, catalogue.roles), (Dimension.LEVEL, catalogue.levels)):
        expected = [
            (labels.label(row.code, "en"), f"{row.band.low} to {row.band.high}") for row in released.table(dimension).rows
        ]
        assert lines(page, dimension) == expected
    assert set(numbers_on(page)) <= numbers_of(released)
    assert BAND_WIDTH == 5, "the page says in words that a band is five wide"


def numbers_on(page: ReportsPage) -> list[int]:
    # K-12 and the like are no counts; labels of the catalogue hold no other digits
    return [int(found) for text in texts(page) for found in re.findall(r"\d+", text)]


def numbers_of(released: Release) -> set[int]:
    bands = {number for table in released for row in table.rows for number in (row.band.low, row.band.high)}
    total = released.total
    return bands | ({total.low, total.high} if isinstance(total, Band) else {total.cases})


def test_a_count_below_the_band_width_is_nowhere_on_the_page(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    for role, count in (("teacher", 3), ("parent", 4)):
        for _number in range(count):
            cases.open_case(desk.session.database, new=new_case(case_facts=facts(role=role)))
    arrive(qtbot, desk, page)

    found = numbers_on(page)
    assert 7 in found
    assert 3 not in found
    assert dict(lines(page, Dimension.ROLE))["Teacher"].startswith("0 to ")


def test_the_pdf_is_the_report_of_what_is_shown_and_can_be_read_aloud(
    qtbot: QtBot, desk: Desk, page: ReportsPage, tmp_path: Path
) -> None:
    office.fill_practice_office(desk.session.database, cases=60)
    arrive(qtbot, desk, page)
    choose(page, language="es")
    target = tmp_path / "report.pdf"

    page.save_to(target)
    settle(qtbot, desk)

    released = office_publish.propose(desk.session.database, LAST_YEAR).release
    pdf = target.read_bytes()
    assert pdf == office.report(released, catalogue=desk.session.catalogue, language="es")
    assert validation.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert said(desk) == ["The report was saved."]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.pdf"]


def test_the_language_of_the_report_is_not_that_of_the_window(
    qtbot: QtBot, desk: Desk, page: ReportsPage, speak: Callable[[str], None]
) -> None:
    arrive(qtbot, desk, page)
    choose(page, language="es")
    assert ("Docente", "de 0 a 4") in lines(page, Dimension.ROLE)
    assert page._title.text() == "Reports"

    speak("es")
    choose(page, language="en")

    assert page.language == "en"
    assert ("Teacher", "0 to 4") in lines(page, Dimension.ROLE)
    options = [label for _code, label in page._month_options()]
    assert "agosto de 2025" in options


def test_a_period_without_cases_is_said_and_can_still_be_published(
    qtbot: QtBot, desk: Desk, page: ReportsPage, tmp_path: Path
) -> None:
    arrive(qtbot, desk, page)

    assert "No case was opened" in page._notice.text()
    assert save_button(page).isEnabled()
    page.save_to(tmp_path / "empty.pdf")
    settle(qtbot, desk)
    assert (tmp_path / "empty.pdf").read_bytes().startswith(b"%PDF")


def test_months_in_the_wrong_order_are_said_and_cannot_be_published(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    arrive(qtbot, desk, page)

    choose(page, first="2026-03-01", last="2025-09-01")

    assert page.period() is None
    assert "before the first" in page._notice.text()
    assert not save_button(page).isEnabled()
    assert shown(page) is None
    choose(page, last="2026-03-01")
    settle(qtbot, desk)
    assert page.period() == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert save_button(page).isEnabled()


def test_own_months_and_usual_periods_stay_in_step(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    arrive(qtbot, desk, page)

    choose(page, last="2026-05-01")
    assert page._form.value("stretch") == Stretch.MONTHS
    choose(page, last="2026-07-01")
    assert page._form.value("stretch") == Stretch.LAST_SCHOOL_YEAR
    choose(page, stretch=Stretch.LAST_QUARTER.value)
    assert page.period() == Period(date(2026, 7, 1), date(2026, 9, 30))
    settle(qtbot, desk)


def test_a_period_that_is_not_over_is_pointed_out(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    office.fill_practice_office(desk.session.database, cases=20)
    cases.open_case(desk.session.database, new=new_case(case_facts=facts(opened=date(2026, 10, 1))))
    arrive(qtbot, desk, page)
    assert page._notice.text() == ""

    choose(page, stretch=Stretch.THIS_SCHOOL_YEAR.value)
    settle(qtbot, desk)

    assert "not over" in page._notice.text()


def test_a_new_case_is_in_the_preview_without_asking(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    arrive(qtbot, desk, page)
    # even of none it is not told that nobody came
    assert page._preview._total.text() == "0 to 4"
    for _number in range(6):
        desk.session.apply(cases.open_case, new=new_case())

    desk.session.apply(cases.open_case, new=new_case())
    settle(qtbot, desk)

    assert page._preview._total.text() == "7"


def test_a_folder_that_cannot_be_written_is_said_in_words(
    qtbot: QtBot, desk: Desk, page: ReportsPage, tmp_path: Path
) -> None:
    arrive(qtbot, desk, page)

    page.save_to(tmp_path / "missing" / "report.pdf")
    settle(qtbot, desk)

    assert len(said(desk)) == 1 and "could not be written" in said(desk)[0]
    assert save_button(page).isEnabled()


def test_a_report_that_is_stopped_leaves_no_file(qtbot: QtBot, desk: Desk, page: ReportsPage, tmp_path: Path) -> None:
    arrive(qtbot, desk, page)
    target = tmp_path / "report.pdf"

    page.save_to(target)
    press(page._saving.findChildren(QPushButton)[0], Qt.Key.Key_Space)
    settle(qtbot, desk)

    assert not target.exists()
    assert said(desk) == ["Stopped: no report was saved."]
    assert all(not card.isVisible() for card in page.findChildren(ProgressCard))


def test_the_dialog_proposes_a_name_without_a_person_or_a_campus(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    arrive(qtbot, desk, page)
    choose(page, language="es")

    press(save_button(page), Qt.Key.Key_Space)

    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == ["ombuds-report-2025-08-to-2026-07-es.pdf"]
    # a dialog of the computer would add the file to its list of recent files
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.reject()


def test_every_text_of_the_page_follows_the_language(
    qtbot: QtBot, desk: Desk, page: ReportsPage, speak: Callable[[str], None]
) -> None:
    arrive(qtbot, desk, page)

    speak("en_XA")

    preview = set(page._preview.findChildren(QLabel))
    plain = [
        label.text()
        for label in page.findChildren(QLabel)
        if label.isVisible() and label.text() and label not in preview and not label.text().startswith("[")
    ]
    assert plain == []
    assert save_button(page).text().startswith("[")


def test_everything_on_the_page_has_a_name_and_is_reached_with_tab(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    arrive(qtbot, desk, page)

    assert nameless(page) == []
    assert unreachable(page) == []


def test_a_window_that_is_open_when_the_school_year_begins_offers_it(qtbot: QtBot, desk: Desk, page: ReportsPage) -> None:
    today = [datetime(2026, 7, 31, 23)]
    desk.session._clock = lambda: today[0]
    page._form.editor("first").reload()
    page._form.editor("last").reload()
    arrive(qtbot, desk, page)

    today[0] = datetime(2026, 8, 1, 1)
    choose(page, stretch=Stretch.THIS_SCHOOL_YEAR)
    settle(qtbot, desk)

    assert page.period() == Period(date(2026, 8, 1), date(2027, 7, 31))


def test_a_report_that_the_person_chose_to_replace_is_replaced(
    qtbot: QtBot, desk: Desk, page: ReportsPage, tmp_path: Path
) -> None:
    arrive(qtbot, desk, page)
    target = tmp_path / "report.pdf"
    target.write_bytes(b"%PDF-1.7 an older one")

    page.save_to(target)
    settle(qtbot, desk)

    assert said(desk) == ["The report was saved."]
    assert b"an older one" not in target.read_bytes()
