"""The tables of a report on the screen. Every band can be picked, by hand or by keyboard, to be asked about.

What a table shows comes from a release and from nothing else, in the language of the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QItemSelection, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QHeaderView, QLabel, QScrollArea, QVBoxLayout, QWidget

from ombudsdesk.deidentify.release import Dimension, Table
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.i18n import N_, Speech
from ombudsdesk.report.words import SUMS, band_words, labels_of, table_words
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.table_view import TableView
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, dress_as, spacing

_BY_KEYBOARD = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
_LINE_NAMES = {
    Dimension.ROLE: N_("Visitor role"),
    Dimension.LEVEL: N_("School level"),
    Dimension.GROUP: N_("Group of concern"),
}


class Picked(NamedTuple):
    """A band that the person points at: the dimensions of its table, and its code for each of them."""

    dimensions: tuple[Dimension, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One printed line: a label and a band in words."""

    id: int
    label: str
    band: str


class Headed(Living, QWidget):
    """A table under its heading, and the sentence that says when it only adds up. `picked(Picked)`: a band was marked."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self.heading, self.remark = QLabel(), QLabel()
        for label, look in ((self.heading, Look.HEADING), (self.remark, Look.MUTED)):
            label.setWordWrap(True)
            # a long word must not make the page wider than it is
            label.setMinimumWidth(1)
            dress_as(label, look)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing(1.5))
        self._column.addWidget(self.heading)
        self._column.addWidget(self.remark)

    @property
    def table(self) -> Table:
        """What is shown."""
        assert self._table is not None  # noqa: S101 - nothing can be picked before something is shown
        return self._table

    def announce(self, table: Table, speech: Speech) -> None:
        """Put a table of the release under its heading."""
        self._table = table
        self.heading.setText(speech.gettext(table_words(table.dimensions).heading))
        self.remark.setText(speech.gettext(SUMS))
        self.remark.setVisible(table.added_up)

    def tell(self, codes: tuple[str, ...]) -> None:
        self.picked.emit(Picked(self.table.dimensions, codes))


class BandTable(Headed):
    """A table of lines, tall enough for all of them."""

    def __init__(self, dimension: Dimension) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        columns = (
            Column[Line](title=_LINE_NAMES[dimension], text=lambda line: line.label),
            Column[Line](title=N_("Cases"), text=lambda line: line.band, right=True),
        )
        self.model = PagedTableModel(columns, lambda ids: [self._lines[number] for number in ids])
        self.view = _LinesView(self.model, name=table_words((dimension,)).heading)
        self.view.marked.connect(self._marked)
        self._equip(self.view)
        self._column.addWidget(self.view)
        self.dress()

    def _equip(self, view: TableView) -> None:
        header = view.horizontalHeader()
        # the heading says what the columns are; a sort by another order is not what the report prints
        header.hide()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        view.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_table(self, table: Table, catalogue: Catalogue, speech: Speech) -> None:
        """Show a table of the release in the language of the report, with nothing marked in it."""
        forget(self.view)
        (dimension,) = table.dimensions
        labels = labels_of(catalogue, dimension)
        self._lines = [
            Line(number, labels.label(row.code, speech.content), band_words(row.band, speech))
            for number, row in enumerate(table.rows)
        ]
        self.announce(table, speech)
        self.model.mark_stale()
        self.model.set_ids(range(len(self._lines)))
        rows = self.view.verticalHeader().defaultSectionSize() * len(self._lines)
        self.view.setFixedHeight(rows + 2 * self.view.frameWidth() + spacing(1))

    @Slot(int)
    def _marked(self, row: int) -> None:
        self.tell(self.table.rows[row].codes)


class _LinesView(TableView):
    """The lines of one table. `marked(row)` comes when one of them is marked."""

    marked = Signal(int)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's own name
        super().selectionChanged(selected, deselected)
        if not selected.isEmpty():
            index = selected.indexes()[0]
            bring_into_sight(self, index)
            self.marked.emit(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's own name
        super().focusInEvent(event)
        mark_on_arrival(self, event)


def mark_on_arrival(view: QAbstractItemView, event: QFocusEvent) -> None:
    """Who comes with the Tab key sees where they are: the band they were at last, or the first, is marked."""
    model = view.model()
    if event.reason() not in _BY_KEYBOARD or view.selectionModel().hasSelection() or not model.rowCount():
        return
    index = view.currentIndex() if view.currentIndex().isValid() else model.index(0, 0)
    view.selectionModel().setCurrentIndex(index, view.selectionCommand(index))


def forget(view: QAbstractItemView) -> None:
    """Nothing is marked, and no place is kept."""
    view.clearSelection()
    view.selectionModel().clearCurrentIndex()


def bring_into_sight(view: QAbstractItemView, index: QModelIndex) -> None:
    """Scroll the page to a marked band: its table is as tall as all its rows, so that it does not scroll itself."""
    area, where = view.parentWidget(), view.visualRect(index)
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    page = area.widget() if area is not None else None
    if area is not None and page is not None:
        spot = QRect(view.viewport().mapTo(page, where.topLeft()), where.size()).center()
        # sideways a table scrolls by itself
        area.ensureVisible(0, spot.y(), 0, where.height() + spacing(2))
