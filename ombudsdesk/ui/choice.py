"""One of a list, found by typing a few letters of any of its words, with or without accents."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView

from ombudsdesk.domain.text import fold
from ombudsdesk.i18n import _
from ombudsdesk.ui.editors import FieldEditor, Options
from ombudsdesk.ui.palette import ranked


class _Box(QComboBox):
    """A combo box that does not change when somebody scrolls past it, and that says when Tab is about to leave it."""

    tabbed = Signal()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's own name
        event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's own name and signature
        self.tabbed.emit()
        return super().focusNextPrevChild(forward)


class Choice(FieldEditor):
    """The value is a code, "" for none. Type to search, Enter or Tab takes the marked match, Alt+Down shows all.

    `empty` (N_-marked) is the first row, for "none" or "not known"; without it nothing is chosen at first.
    """

    def __init__(self, options: Options, *, empty: str = "") -> None:
        super().__init__()
        self._options, self._empty = options, empty
        self._codes: list[str] = []
        self._labels: list[str] = []
        self._box = _Box()
        self._line = QLineEdit()
        self._box.setLineEdit(self._line)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(18)
        self._box.setMaxVisibleItems(14)
        self._matches = QStringListModel(self)
        self._equip_completer()
        self._box.currentIndexChanged.connect(self._tell)
        self._line.textEdited.connect(self._search)
        self._line.editingFinished.connect(self._settle)
        self._box.tabbed.connect(self._take_marked)
        self._adopt(self._box)
        self.dress()

    def _equip_completer(self) -> None:
        completer = QCompleter(self._matches, self)
        self._popup = QListView()
        completer.setPopup(self._popup)
        # the matching is ours: Qt's own knows nothing of accents or of words inside
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(14)
        completer.activated.connect(self._take)
        self._box.setCompleter(completer)

    def retranslate(self) -> None:
        chosen = self.value()
        pairs = list(self._options())
        if self._empty:
            pairs.insert(0, ("", _(self._empty)))
        self._codes = [code for code, _label in pairs]
        self._labels = [label for _code, label in pairs]
        self._box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self._box.clear()
        self._box.addItems(self._labels)
        self._show(chosen)
        self._box.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._matches.setStringList(self._labels)
        self._line.setPlaceholderText(_("Type to search, or press Alt+Down"))

    def control(self) -> QComboBox:
        return self._box

    def value(self) -> str:
        index = self._box.currentIndex()
        return self._codes[index] if 0 <= index < len(self._codes) else ""

    def set_value(self, value: str) -> None:
        """ValueError for a code that is not in the list: a choice that cannot be shown must not be lost in silence."""
        if value and value not in self._codes:
            raise ValueError("this code is not among the options")
        self._show(value)

    def problem(self) -> str:
        typed = self._line.text().strip()
        shown = self._labels[self._box.currentIndex()] if self._box.currentIndex() >= 0 else ""
        return "" if typed == shown.strip() else _("Choose one from the list.")

    def reload(self) -> None:
        """The list itself has changed: ask for it again, and keep what is chosen."""
        self.retranslate()

    def _show(self, code: str) -> None:
        self._box.setCurrentIndex(self._codes.index(code) if code in self._codes else -1)
        self._line.setCursorPosition(0)

    @Slot(str)
    def _search(self, typed: str) -> None:
        """Called before Qt opens the popup, which then shows these."""
        found = ranked(typed, [(label, label) for label in self._labels])
        self._matches.setStringList(found)
        self.changed.emit()
        # the popup opens after this slot; then its first row is marked, and Enter or Tab takes what is marked
        QTimer.singleShot(0, self, self._mark_first)

    @Slot()
    def _mark_first(self) -> None:
        if self._popup.isVisible() and self._matches.rowCount():
            # unheard by Qt's completer, which would put the match in place of what is being typed
            blocker = QSignalBlocker(self._popup.selectionModel())
            self._popup.setCurrentIndex(self._popup.model().index(0, 0))
            blocker.unblock()
            self._popup.viewport().update()

    @Slot()
    def _take_marked(self) -> None:
        if self._popup.isVisible() and self._popup.currentIndex().isValid():
            self._take(str(self._popup.currentIndex().data()))

    @Slot(str)
    def _take(self, label: str) -> None:
        if label in self._labels:
            self._box.setCurrentIndex(self._labels.index(label))
            self._line.setCursorPosition(0)

    @Slot()
    def _settle(self) -> None:
        """Leaving the field takes the only option that can be meant; anything else stays and is said to be no choice."""
        typed = self._line.text()
        if not self.problem():
            return
        if not typed.strip():
            self._box.setCurrentIndex(0 if self._empty else -1)
            return
        same = [label for label in self._labels if fold(label) == fold(typed)]
        found = same or [label for label in self._labels if all(part in fold(label) for part in fold(typed).split())]
        if len(found) == 1:
            self._take(found[0])

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()
