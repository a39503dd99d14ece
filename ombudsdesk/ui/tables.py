"""Lists over any number of rows: the model knows all ids and fetches the rows that are on the screen.

model = PagedTableModel(COLUMNS, lambda ids: reading.case_rows(session.database, ids))
view = make_table(model, name=N_("Cases"))
view.sort_wanted.connect(page.sort)     # (key, descending): ask SQL for the ids in that order, then model.set_ids
view.opened.connect(page.open_case)     # Enter or double click: the id
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _

PAGE = 128

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class HasId(Protocol):
    """Any row: it knows the id that it was asked for with."""

    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=HasId)


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column: `title` is N_-marked, `text` makes the words of a row, `width` is in characters.

    `key` is what the list is sorted by when this column is asked for (any object; None: it cannot be sorted by this).
    """

    title: str
    text: Callable[[R], str]
    width: int = 16
    right: bool = False
    key: object = None


class PagedTableModel(QAbstractTableModel, Generic[R]):
    """`fetch` gets the ids of a page and gives their rows, in any order; one that it leaves out is shown as gone.

    A UserError of `fetch` becomes a visible row that says so; `mark_stale` tries again.
    """

    def __init__(
        self, columns: Sequence[Column[R]], fetch: Callable[[Sequence[int]], Iterable[R]], *, pages: int = 32
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._fetch = fetch
        self._most = pages * PAGE
        self._ids: list[int] = []
        self._places: dict[int, int] | None = None
        self._rows: OrderedDict[int, R] = OrderedDict()
        self._failed: dict[int, str] = {}

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show this list, in this order. Rows that are already known are kept."""
        self.beginResetModel()
        self._ids = list(ids)
        self._places = None
        self._failed = {}
        self.endResetModel()

    def mark_stale(self, ids: Iterable[int] | None = None) -> None:
        """Rows have changed (all, or these): they are fetched again when they are next painted."""
        if ids is None:
            self._rows.clear()
        else:
            for row in ids:
                self._rows.pop(row, None)
        self._failed = {}
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def retranslate(self) -> None:
        """Titles and cells in the language in use."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.mark_stale([])

    def ids(self) -> Sequence[int]:
        """All ids in order."""
        return self._ids

    def id_at(self, row: int) -> int | None:
        """The id in a row of the list."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def place_of(self, row_id: int) -> int | None:
        """Where an id stands, None if it is not in the list."""
        if self._places is None:
            self._places = {known: place for place, known in enumerate(self._ids)}
        return self._places.get(row_id)

    def row(self, place: int) -> R | None:
        """The row at a place, fetched with its page if need be; None if it could not be read."""
        row_id = self._ids[place]
        if row_id not in self._rows and row_id not in self._failed:
            self._load_page(place // PAGE)
        return self._rows.get(row_id)

    def _load_page(self, page: int) -> None:
        wanted = [known for known in self._ids[page * PAGE : (page + 1) * PAGE] if known not in self._rows]
        # said beforehand: a bug in `fetch` is reported once and not at every repaint
        self._failed.update(dict.fromkeys(wanted, _("This row could not be read.")))
        try:
            fetched = {row.id: row for row in self._fetch(wanted)}
        except UserError as error:
            self._failed.update(dict.fromkeys(wanted, error.what))
            return
        for known in wanted:
            if known in fetched:
                del self._failed[known]
                self._rows[known] = fetched[known]
            else:
                self._failed[known] = _("This row is no longer there.")
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)

    # what Qt asks

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What Qt asks for a cell."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            value = self._text(index.row(), index.column()) or _("empty")
            return _("{column}: {value}").format(column=_(column.title), value=value)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._text(index.row(), index.column())
        return None

    def _text(self, place: int, column: int) -> str:
        row = self.row(place)
        if row is None:
            return self._failed[self._ids[place]] if column == 0 else ""
        return self.columns[column].text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """A row that could not be read cannot be chosen."""
        if not index.isValid() or self._ids[index.row()] in self._failed:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
