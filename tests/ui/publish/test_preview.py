"""What the person sees before a report leaves is what leadership will read, and every band of it can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Readers, Release
from ombudsdesk.report.words import band_words
from ombudsdesk.ui.publish.band_grid import wrapped
from ombudsdesk.ui.publish.bands import Picked
from ombudsdesk.ui.publish.preview import ReleasePreview
from ombudsdesk.ui.scrolling import scrolling
from tests.report import factories
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press

pytestmark = pytest.mark.gui

ROLE, LEVEL, GROUP = Dimension.ROLE, Dimension.LEVEL, Dimension.GROUP
# the smallest window leaves about this much beside the period and the list of pages
NARROW = (390, 540)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., ReleasePreview]:
    """Shows a release in a scrolling area, as the page does."""
    areas: list[QScrollArea] = []

    def made(
        released: Release, language: str = "en", *, size: tuple[int, int] = (900, 540), full: bool = False
    ) -> ReleasePreview:
        preview = ReleasePreview(factories.shipped_catalogue() if full else factories.catalogue())
        area = scrolling(preview)
        areas.append(area)
        qtbot.addWidget(area)
        area.resize(*size)
        preview.show_release(released, language)
        with qtbot.waitActive(area):
            area.show()
            area.activateWindow()
        # layouts have their turn when the events that they posted are read
        qtbot.wait(1)
        return preview

    return made


def texts(preview: ReleasePreview) -> Iterator[str]:
    """Every text that is shown, in tips and for screen readers too."""
    for label in preview.findChildren(QLabel):
        if label.isVisible():
            yield label.text()
    for shown in [*preview.tables.values(), *preview.grids.values()]:
        model = shown.view.model()
        for row in range(model.rowCount()) if shown.isVisible() else ():
            for column in range(model.columnCount()):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                    yield str(model.data(model.index(row, column), role))


def fields(preview: ReleasePreview, *dimensions: Dimension) -> list[list[str]]:
    model = preview.grids[dimensions].view.model()
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def heads(preview: ReleasePreview, *dimensions: Dimension) -> tuple[list[str], list[str]]:
    model, role = preview.grids[dimensions].view.model(), Qt.ItemDataRole.AccessibleTextRole
    return (
        [model.headerData(row, Qt.Orientation.Vertical, role) for row in range(model.rowCount())],
        [model.headerData(column, Qt.Orientation.Horizontal, role) for column in range(model.columnCount())],
    )


def rows_of(preview: ReleasePreview, dimension: Dimension) -> list[tuple[str, str]]:
    model = preview.tables[dimension].model
    return [(str(model.index(row, 0).data()), str(model.index(row, 1).data())) for row in range(model.rowCount())]


def picks(preview: ReleasePreview) -> list[Picked]:
    heard: list[Picked] = []
    preview.picked.connect(heard.append)
    return heard


def arrive(widget: QWidget) -> None:
    """Come to a widget with the Tab key."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_field_of_every_table_is_shown_as_the_report_prints_it(
    show: Callable[..., ReleasePreview], language: str
) -> None:
    released, speech = factories.full_release(), i18n.speech(language)
    preview = show(released, language, full=True)
    lists = factories.shipped_catalogue()

    assert rows_of(preview, LEVEL) == [
        (lists.levels.label(row.code, language), band_words(row.band, speech)) for row in released.table(LEVEL).rows
    ]
    table = released.table(LEVEL, ROLE)
    # fourteen roles and six levels: the longer side runs down
    assert heads(preview, LEVEL, ROLE) == (
        [entry.label(language) for entry in lists.roles],
        [entry.label(language) for entry in lists.levels],
    )
    assert fields(preview, LEVEL, ROLE) == [
        [band_words(table.band(level, role), speech) for level in lists.levels.codes] for role in lists.roles.codes
    ]


@pytest.mark.parametrize("made", [factories.rich_release, factories.public_release, factories.sums_release])
def test_nothing_but_bands_and_the_total_is_shown(show: Callable[..., ReleasePreview], made: Callable[[], Release]) -> None:
    released = made()
    bands = [row.band for table in released for row in table.rows]
    said = {released.total.cases} if isinstance(released.total, DistrictTotal) else set()
    bands += [released.total] if isinstance(released.total, Band) else []

    shown = [int(found) for text in texts(show(released)) for found in re.findall(r"\d+", text.replace(",", ""))]

    assert set(shown) <= said | {edge for band in bands for edge in (band.low, band.high)}


def test_an_exact_total_and_one_in_a_band_are_said_to_be_so(show: Callable[..., ReleasePreview]) -> None:
    exact, banded, sums = (
        show(released) for released in (factories.release(), factories.public_release(), factories.sums_release())
    )

    assert (exact._total.text(), exact._exact.text()) == ("412", "The only exact count in this report.")
    assert (banded._total.text(), banded._exact.text()) == (
        "410 to 419",
        "In this report even the total is given as a band.",
    )
    assert sums._total.text() == "1,230 to 1,242"
    assert "the sum of bands that earlier reports printed" in sums._exact.text()
    assert banded._unit.text() == "cases in the whole district"


def test_sums_are_marked_in_words_and_the_mark_goes_with_them(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.sums_release())

    for shown in [*preview.tables.values(), *preview.grids.values()]:
        assert shown.remark.isVisible()
        assert "nothing new is said by them" in shown.remark.text()
    preview.show_release(factories.rich_release(), "en")
    assert not [shown for shown in [*preview.tables.values(), *preview.grids.values()] if shown.remark.isVisible()]


def test_a_table_that_the_release_lacks_is_not_there_and_comes_back_with_it(show: Callable[..., ReleasePreview]) -> None:
    whole = factories.rich_release()
    few = Release(whole.period, Readers.LEADERSHIP, whole.total, (whole.table(GROUP), whole.table(GROUP, LEVEL)))
    preview = show(whole)

    preview.show_release(few, "en")
    assert [dimension for dimension, table in preview.tables.items() if table.isVisible()] == [GROUP]
    assert [pair for pair, grid in preview.grids.items() if grid.isVisible()] == [(GROUP, LEVEL)]
    assert unreachable(preview) == []

    preview.show_release(whole, "en")
    assert all(shown.isVisible() for shown in [*preview.tables.values(), *preview.grids.values()])


def test_a_release_of_nothing_but_its_total_can_be_shown(show: Callable[..., ReleasePreview]) -> None:
    preview = show(Release(factories.SCHOOL_YEAR, Readers.PUBLIC, Band(0, 9), ()))

    assert preview._total.text() == "0 to 9"
    assert not [table for table in preview.tables.values() if table.isVisible()]


def test_a_field_picked_with_the_mouse_is_told_by_its_codes(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    heard = picks(preview)
    view = preview.grids[LEVEL, ROLE].view

    # two levels across, three roles down, though the table's first dimension is the level
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(2, 1)).center())

    assert heard == [((LEVEL, ROLE), ("high", "staff"))]
    dimensions, codes = heard[0]
    assert factories.rich_release().table(*dimensions).band(*codes) == Band(115, 119)


def test_a_line_picked_with_the_mouse_is_told_by_its_code(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    heard = picks(preview)
    view = preview.tables[ROLE].view

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(1, 1)).center())

    # by band: parents first, then staff
    assert heard == [((ROLE,), ("staff",))]


def test_every_band_of_a_grid_is_reached_with_the_arrow_keys(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    heard = picks(preview)
    view = preview.grids[LEVEL, ROLE].view

    arrive(view)
    assert heard == [((LEVEL, ROLE), ("elementary", "student"))]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right):
        press(view, key)

    wanted = {row.codes for row in factories.rich_release().table(LEVEL, ROLE).rows}
    assert {picked.codes for picked in heard} == wanted
    assert len(heard) == len(wanted)


def test_one_band_is_marked_and_no_other(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    views = [shown.view for shown in [*preview.tables.values(), *preview.grids.values()]]

    for view in views:
        arrive(view)
        assert [other for other in views if other.selectionModel().hasSelection()] == [view]
    preview.unmark()
    assert not [view for view in views if view.selectionModel().hasSelection()]


def test_who_comes_back_with_the_keyboard_goes_on_where_they_were(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    grid, other = preview.grids[LEVEL, ROLE].view, preview.tables[ROLE].view
    arrive(grid)
    press(grid, Qt.Key.Key_Down)
    arrive(other)
    heard = picks(preview)

    arrive(grid)

    assert heard == [((LEVEL, ROLE), ("elementary", "family"))]


def test_another_release_begins_with_nothing_marked_and_nothing_picked(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.rich_release())
    for shown in [*preview.tables.values(), *preview.grids.values()]:
        arrive(shown.view)
    heard = picks(preview)

    preview.show_release(factories.public_release(), "es")

    assert heard == []
    assert not [shown for shown in preview.grids.values() if shown.view.selectionModel().hasSelection()]


def test_a_band_far_down_is_scrolled_into_sight_when_it_is_marked(show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.full_release(), full=True, size=NARROW)
    view = preview.grids[ROLE, GROUP].view
    area = preview.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)

    arrive(view)
    for _step in range(13):
        press(view, Qt.Key.Key_Down)

    spot = view.viewport().mapTo(area.viewport(), view.visualRect(view.currentIndex()).center())
    assert view.currentIndex().row() == 13
    assert area.viewport().rect().contains(QPoint(5, spot.y()))
    # the last row with what is around it, too
    assert area.viewport().rect().contains(QPoint(5, spot.y() + view.rowHeight(13)))


@pytest.mark.parametrize("language", ["en", "es", "en_XA"])
def test_in_a_narrow_window_the_page_does_not_scroll_sideways(show: Callable[..., ReleasePreview], language: str) -> None:
    preview = show(factories.full_release(), language, full=True, size=NARROW)
    area = preview.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)

    assert preview.minimumSizeHint().width() <= area.viewport().width()
    assert preview.width() == area.viewport().width()
    for shown in [*preview.tables.values(), *preview.grids.values()]:
        assert shown.geometry().right() <= preview.width()
        # all rows can be seen; a grid's columns are reached in the grid
        assert shown.view.verticalScrollBar().maximum() == 0
    assert preview.grids[ROLE, GROUP].view.horizontalScrollBar().maximum() > 0


def test_lists_stand_side_by_side_only_where_there_is_room(qtbot: QtBot, show: Callable[..., ReleasePreview]) -> None:
    preview = show(factories.full_release(), full=True, size=(1000, 600))
    assert preview.tables[LEVEL].x() > preview.tables[ROLE].geometry().right()

    preview.window().resize(*NARROW)

    qtbot.waitUntil(lambda: preview.tables[LEVEL].y() > preview.tables[ROLE].geometry().bottom())
    assert preview.tables[LEVEL].x() == preview.tables[ROLE].x()


def test_everything_has_a_name_and_is_reached_with_tab(
    show: Callable[..., ReleasePreview], speak: Callable[[str], None]
) -> None:
    preview = show(factories.rich_release())

    assert nameless(preview) == []
    assert unreachable(preview) == []
    grid = preview.grids[LEVEL, ROLE].view
    assert grid.accessibleName() == "Who came, and from where"
    spoken = grid.model().index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Student, High school: 5 to 9"
    speak("en_XA")
    assert grid.accessibleName().startswith("[")


def test_a_column_is_never_narrower_than_its_bands_and_the_words_above_it(show: Callable[..., ReleasePreview]) -> None:
    for size in (NARROW, (620, 540), (1000, 600)):
        view = show(factories.full_release(), "es", full=True, size=size).grids[ROLE, GROUP].view
        for column in range(view.model().columnCount()):
            needed = max(view.horizontalHeader().sectionSizeHint(column), view.sizeHintForColumn(column))
            assert view.columnWidth(column) >= needed


def test_labels_are_broken_between_words_only() -> None:
    assert wrapped("Oficina central y departamentos", width=15, measure=len) == "Oficina central\ny departamentos"
    assert wrapped("Discrimination", width=5, measure=len) == "Discrimination"
    assert wrapped("", width=5, measure=len) == ""
