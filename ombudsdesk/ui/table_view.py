"""The view of a `PagedTableModel`: quick on any number of rows, and whole without a mouse."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.tables import AnyIndex, PagedTableModel
from ombudsdesk.ui.theme import colours, spacing


class TableView(Living, QTableView):
    """A list. `opened(id)`: Enter or double click; `chosen(id or None)`: the marked row; `sort_wanted(key, descending)`.

    Sorting is SQL's work: answer `sort_wanted` with `model.set_ids`. The marked row stays marked over `set_ids`.
    """

    opened = Signal(object)
    chosen = Signal(object)
    sort_wanted = Signal(object, bool)

    def __init__(self, model: PagedTableModel[Any], *, name: str, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._name, self._empty = name, empty
        self._kept: int | None = None
        self._sorting: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.setModel(model)
        self._set_up_rows()
        self._set_up_columns()
        self._sort_actions = self._make_sort_actions()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.doubleClicked.connect(self._open_index)
        self.dress()

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        # measuring every row is what makes large lists slow
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().lineSpacing() + spacing(4))

    def _set_up_columns(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = self.fontMetrics().averageCharWidth()
        for index, column in enumerate(self._model.columns):
            self.setColumnWidth(index, width * column.width + spacing(4))
        header.sectionClicked.connect(self._sort_by)

    def _make_sort_actions(self) -> list[tuple[QAction, str]]:
        """A header cannot be reached by keyboard: the menu key offers the same."""
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        made = []
        for index, column in enumerate(self._model.columns):
            if column.key is not None:
                action = QAction(self)
                action.triggered.connect(partial(self._sort_by, index))
                self.addAction(action)
                made.append((action, column.title))
        return made

    def retranslate(self) -> None:
        self.setAccessibleName(_(self._name))
        self.setAccessibleDescription(_(self._empty) if self._empty and not self._model.rowCount() else "")
        for action, title in self._sort_actions:
            action.setText(_("Sort by {column}").format(column=_(title)))
        self._model.retranslate()
        self.viewport().update()

    # what is marked

    def chosen_id(self) -> int | None:
        """The id of the marked row."""
        return self._model.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def choose(self, row_id: int | None) -> bool:
        """Mark a row and bring it into sight; False if it is not in the list."""
        place = self._model.place_of(row_id) if row_id is not None else None
        if place is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return False
        index = self._model.index(place, 0)
        ways = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, ways.ClearAndSelect | ways.Rows)
        self.scrollTo(index)
        return True

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's own name
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.chosen.emit(self._model.id_at(current.row()) if current.isValid() else None)

    @Slot()
    def _remember(self) -> None:
        self._kept = self.chosen_id()

    @Slot()
    def _restore(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None and not self.choose(kept):
            self.chosen.emit(None)
        self.setAccessibleDescription(_(self._empty) if self._empty and not self._model.rowCount() else "")

    # what the person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open_index(self.currentIndex())
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.opened.emit(self._model.id_at(index.row()))

    def show_sorting(self, key: object, *, descending: bool) -> None:
        """Show in the header how the ids are sorted, without asking for it."""
        for index, column in enumerate(self._model.columns):
            if column.key == key:
                order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                self._sorting = (index, order)
                self.horizontalHeader().setSortIndicator(index, order)

    @Slot(int)
    def _sort_by(self, section: int, *_checked: bool) -> None:
        key = self._model.columns[section].key
        header = self.horizontalHeader()
        if key is None:
            # the header has already moved its arrow
            header.setSortIndicator(*self._sorting)
            return
        again = self._sorting == (section, Qt.SortOrder.AscendingOrder)
        self.show_sorting(key, descending=again)
        self.sort_wanted.emit(key, again)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self._model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(colours().muted)
            edge = spacing(6)
            space = self.viewport().rect().adjusted(edge, edge, -edge, -edge)
            painter.drawText(space, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, _(self._empty))
            painter.end()


def make_table(model: PagedTableModel[Any], *, name: str, empty: str = "") -> TableView:
    """A view of a model. `name` (N_-marked) is what a screen reader calls it; `empty` is shown while there are no rows."""
    return TableView(model, name=name, empty=empty)
