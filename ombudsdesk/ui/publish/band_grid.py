"""A table with two sides on the screen: rows and columns of bands, the longer side running down as on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ombudsdesk.deidentify.release import Table
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.i18n import Speech, _
from ombudsdesk.report.words import Grid, band_words, labels_of, table_words
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.publish.bands import Headed, bring_into_sight, mark_on_arrival
from ombudsdesk.ui.tables import AnyIndex

_NO_PARENT = QModelIndex()
_ROW_LABEL, _COLUMN_LABEL = 20, 14
"""How many letters a label may have before it goes on in another line."""


@dataclass(frozen=True)
class GridWords:
    """A grid as it is shown: labels of rows and columns, and `bands[row][column]`."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    bands: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, grid: Grid, catalogue: Catalogue, speech: Speech) -> GridWords:
        """What a report in this language prints of a grid."""
        down, across = grid.table.side(grid.down), grid.table.side(grid.across)
        return cls(
            _labels(grid, grid.down, catalogue, speech),
            _labels(grid, grid.across, catalogue, speech),
            tuple(tuple(band_words(grid.band(row, column), speech) for column in across) for row in down),
        )


def _labels(grid: Grid, side: int, catalogue: Catalogue, speech: Speech) -> tuple[str, ...]:
    labels = labels_of(catalogue, grid.table.dimensions[side])
    return tuple(labels.label(code, speech.content) for code in grid.table.side(side))


class GridModel(QAbstractTableModel):
    """The bands of a grid. Labels are broken into lines by `wrap`, which gets a label and the letters that fit."""

    def __init__(self, wrap: Callable[[str, int], str]) -> None:
        super().__init__()
        self._wrap = wrap
        self._words = GridWords()

    def show_words(self, words: GridWords) -> None:
        """Show another grid."""
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._words.rows)

    def columnCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._words.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What Qt asks for a field."""
        if not index.isValid():
            return None
        band = self._words.bands[index.row()][index.column()]
        row, column = self._words.rows[index.row()], self._words.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return band
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return _("{row}, {column}: {band}").format(row=row, column=column, band=band)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        labels = self._words.columns if across else self._words.rows
        if not 0 <= section < len(labels):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._wrap(labels[section], _COLUMN_LABEL if across else _ROW_LABEL)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return labels[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter if across else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class GridView(Living, QTableView):
    """The fields of one grid, tall enough for all of them; sideways it scrolls by itself. `marked(row, column)`."""

    marked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.grid_model = GridModel(self._wrapped)
        self.setModel(self.grid_model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.dress()

    def retranslate(self) -> None:
        self.setAccessibleName(_(self._name))

    def show_grid(self, words: GridWords, *, name: str) -> None:
        """Show a grid with nothing marked in it. `name` (N_-marked) is what a screen reader calls it."""
        self._name = name
        self.grid_model.show_words(words)
        self.retranslate()
        self._fit()

    def _wrapped(self, label: str, letters: int) -> str:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        return wrapped(label, width=metrics.averageCharWidth() * letters, measure=metrics.horizontalAdvance)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Columns share the width where their words allow it; where they need more, there is a bar below. The view is as
        tall as all its rows."""
        columns, rows = self.horizontalHeader(), self.verticalHeader()
        widths = [max(columns.sectionSizeHint(at), self.sizeHintForColumn(at)) for at in range(columns.count())]
        room = self.width() - 2 * self.frameWidth() - rows.sizeHint().width()
        even = max(widths, default=0) * len(widths) <= room
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if even else QHeaderView.ResizeMode.ResizeToContents)
        bar = self.horizontalScrollBar().sizeHint().height() if sum(widths) > room else 0
        height = columns.sizeHint().height() + rows.length() + 2 * self.frameWidth() + bar
        if height != self.height():
            self.setFixedHeight(height)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's own name
        super().selectionChanged(selected, deselected)
        if not selected.isEmpty():
            (index,) = selected.indexes()
            bring_into_sight(self, index)
            self.marked.emit(index.row(), index.column())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's own name
        super().focusInEvent(event)
        mark_on_arrival(self, event)


def wrapped(label: str, *, width: int, measure: Callable[[str], int]) -> str:
    """A label in lines of whole words, none wider than `width` pixels if its words allow it."""
    lines: list[str] = []
    for word in label.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


class BandGrid(Headed):
    """One table with two sides under its heading."""

    def __init__(self) -> None:
        super().__init__()
        self._sides: tuple[Sequence[str], Sequence[str]] = ((), ())
        self.view = GridView()
        self.view.marked.connect(self._marked)
        self._column.addWidget(self.view)
        self.dress()

    def show_table(self, table: Table, catalogue: Catalogue, speech: Speech) -> None:
        """Show a table of the release in the language of the report, with nothing marked in it."""
        grid = Grid.of(table)
        self._sides = (table.side(grid.down), table.side(grid.across))
        self.announce(table, speech)
        self.view.show_grid(GridWords.of(grid, catalogue, speech), name=table_words(table.dimensions).heading)

    @Slot(int, int)
    def _marked(self, row: int, column: int) -> None:
        down, across = self._sides
        self.tell(Grid.of(self.table).codes(down[row], across[column]))
