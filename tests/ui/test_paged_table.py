from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_
from ombudsdesk.ui.table_view import TableView, make_table
from ombudsdesk.ui.tables import PAGE, Column, PagedTableModel
from tests.ui.accessibility import nameless
from tests.ui.conftest import press

pytestmark = pytest.mark.gui

DISPLAY = Qt.ItemDataRole.DisplayRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@dataclass(frozen=True)
class Row:
    id: int
    name: str


@dataclass
class Source:
    """Counts how often it is asked, and can be told to fail."""

    gone: set[int] = field(default_factory=set)
    error: Exception | None = None
    asked: list[Sequence[int]] = field(default_factory=list)
    prefix: str = "row"

    def __call__(self, ids: Sequence[int]) -> list[Row]:
        self.asked.append(list(ids))
        if self.error:
            raise self.error
        # in another order than asked for, as SQL may
        return [Row(known, f"{self.prefix} {known}") for known in reversed(ids) if known not in self.gone]


COLUMNS = (
    Column[Row](title=N_("Name"), text=lambda row: row.name, key="name"),
    Column[Row](title=N_("Number"), text=lambda row: str(row.id) if row.id % 2 else "", width=8, right=True),
)


def made(source: Source, count: int = 1000, pages: int = 32) -> PagedTableModel[Row]:
    model = PagedTableModel(COLUMNS, source, pages=pages)
    model.set_ids(range(1, count + 1))
    return model


def text(model: PagedTableModel[Row], row: int, column: int = 0, role: int = DISPLAY) -> str:
    return str(model.data(model.index(row, column), role))


def test_qts_own_tester_finds_nothing_wrong(qtbot: QtBot) -> None:
    model = made(Source(gone={3}))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    model.set_ids([5, 3, 9])
    model.mark_stale()
    model.mark_stale([5])
    model.set_ids([])
    model.set_ids([1])

    assert tester.model() is model


def test_only_the_pages_on_the_screen_are_fetched(qtbot: QtBot) -> None:
    source = Source()
    model = made(source, 100_000)

    assert text(model, 99_999) == "row 100000"
    assert text(model, 99_998) == "row 99999"
    assert len(source.asked) == 1
    assert len(source.asked[0]) <= PAGE


def test_what_is_known_is_not_fetched_again_for_a_new_order(qtbot: QtBot) -> None:
    source = Source()
    model = made(source, 100)
    text(model, 0)

    model.set_ids(range(100, 0, -1))

    assert text(model, 0) == "row 100"
    assert len(source.asked) == 1


def test_a_change_is_fetched_again_and_only_that(qtbot: QtBot) -> None:
    source = Source()
    model = made(source, 100)
    text(model, 0)
    source.prefix = "new"

    with qtbot.waitSignal(model.dataChanged):
        model.mark_stale([7])

    assert text(model, 6) == "new 7"
    assert text(model, 0) == "row 1"
    assert source.asked[1:] == [[7]]


def test_old_pages_are_forgotten(qtbot: QtBot) -> None:
    source = Source()
    model = made(source, PAGE * 10, pages=2)

    for page in range(10):
        text(model, page * PAGE)
    text(model, 0)

    assert len(source.asked) == 11


def test_a_row_that_cannot_be_read_says_so_and_cannot_be_opened(qtbot: QtBot) -> None:
    source = Source(error=UserError("The file is in use.", "Close the other program."))
    model = made(source, 3)

    assert text(model, 0) == "The file is in use."
    assert text(model, 0, 1) == ""
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert len(source.asked) == 1, "it must not be asked again at every repaint"

    source.error = None
    model.mark_stale()
    assert text(model, 0) == "row 1"
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled


def test_a_row_that_has_gone_says_so(qtbot: QtBot) -> None:
    model = made(Source(gone={2}), 3)

    assert [text(model, row) for row in range(3)] == ["row 1", "This row is no longer there.", "row 3"]


def test_a_bug_in_reading_is_reported_once(qtbot: QtBot) -> None:
    source = Source(error=ZeroDivisionError())
    model = made(source, 3)

    with pytest.raises(ZeroDivisionError):
        model.row(0)
    assert text(model, 0) == "This row could not be read."
    assert len(source.asked) == 1


@given(
    ids=st.lists(st.integers(1, 400), unique=True), gone=st.sets(st.integers(1, 400)), rows=st.lists(st.integers(0, 399))
)
def test_a_screen_reader_always_has_something_to_say(ids: list[int], gone: set[int], rows: list[int]) -> None:
    model = made(Source(gone=gone), 0, pages=1)
    model.set_ids(ids)

    for row in [row for row in rows if row < len(ids)]:
        assert all(text(model, row, column, SPOKEN).strip() for column in range(2))
        expected = "This row is no longer there." if ids[row] in gone else f"row {ids[row]}"
        assert text(model, row) == expected


# the view


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def view(qtbot: QtBot, source: Source) -> TableView:
    view = make_table(made(source, 500), name=N_("Cases"), empty=N_("No cases yet."))
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    return view


def model_of(view: TableView) -> PagedTableModel[Row]:
    model = view.model()
    assert isinstance(model, PagedTableModel)
    return model


def test_enter_opens_the_marked_row(view: TableView, qtbot: QtBot) -> None:
    view.choose(7)

    with qtbot.waitSignal(view.opened) as opened:
        press(view, Qt.Key.Key_Return)

    assert opened.args == [7]


def test_a_row_stays_marked_when_the_list_changes(view: TableView) -> None:
    view.choose(7)
    chosen: list[object] = []
    view.chosen.connect(chosen.append)

    model_of(view).set_ids([9, 8, 7])
    assert view.chosen_id() == 7
    assert view.selectionModel().isRowSelected(2)

    model_of(view).set_ids([9, 8])
    assert view.chosen_id() is None
    assert chosen[-1] is None


def test_sorting_is_asked_for_and_not_done_here(view: TableView, source: Source) -> None:
    wanted: list[tuple[object, bool]] = []
    view.sort_wanted.connect(lambda key, descending: wanted.append((key, descending)))
    fetched = len(source.asked)

    header = view.horizontalHeader()
    header.sectionClicked.emit(0)
    header.sectionClicked.emit(0)
    header.sectionClicked.emit(1)

    assert wanted == [("name", False), ("name", True)], "the second column cannot be sorted by"
    assert len(source.asked) == fetched


def test_sorting_needs_no_mouse(view: TableView, qtbot: QtBot) -> None:
    [action] = view.actions()
    assert action.text() == "Sort by Name"

    with qtbot.waitSignal(view.sort_wanted) as wanted:
        action.trigger()

    assert wanted.args == ["name", False]


def test_the_list_speaks_the_language_of_the_window(view: TableView, speak: Callable[[str], None]) -> None:
    speak("en_XA")

    assert view.model().headerData(0, Qt.Orientation.Horizontal) == "[Námé~]"
    assert view.actions()[0].text().startswith("[")
    assert nameless(view) == []


def test_an_empty_list_says_why(view: TableView) -> None:
    full = view.grab().toImage()

    model_of(view).set_ids([])

    assert view.accessibleDescription() == "No cases yet."
    assert view.grab().toImage() != full


def test_tab_leaves_the_list(view: TableView) -> None:
    assert not view.tabKeyNavigation()
