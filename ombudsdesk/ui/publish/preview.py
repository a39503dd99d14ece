"""What a report will say, made from the release and from nothing else.

Labels and bands are in the language of the report: what leadership will read is what the person at the desk sees.
"""

from __future__ import annotations

import itertools
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension, DistrictTotal, Release, Table
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.i18n import Speech
from ombudsdesk.report.words import band_words, total_remark
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.publish.band_grid import BandGrid
from ombudsdesk.ui.publish.bands import BandTable, Picked
from ombudsdesk.ui.theme import Look, dress_as, spacing

Shown = BandTable | BandGrid

_LEAST_FOR_TWO = 130
"""The width, in steps, from which two tables stand side by side; below it their labels would be cut."""


class ReleasePreview(Living, QWidget):
    """The district's total and the tables of a release, in the language of the report. What it leaves out is not there.

    `picked(Picked)`: the person points at a band, which is then the only one that is marked.
    """

    picked = Signal(object)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._total, self._unit, self._exact = QLabel(), QLabel(), QLabel()
        self._printed: list[BandTable] = []
        self._side_by_side = True
        self.tables = {dimension: BandTable(dimension) for dimension in Dimension}
        self.grids: dict[tuple[Dimension, ...], BandGrid] = {}
        self._lists = QGridLayout()
        self._lists.setVerticalSpacing(spacing(4))
        self._lists.setColumnStretch(0, 1)
        self._below = QVBoxLayout()
        self._below.setSpacing(spacing(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, spacing(2), 0)
        column.setSpacing(spacing(4))
        column.addWidget(self._total_card())
        column.addLayout(self._lists)
        column.addLayout(self._below)
        column.addStretch(1)
        for table in self.tables.values():
            self._adopt(table)
        self.dress()

    def _adopt(self, shown: Shown) -> None:
        shown.setParent(self)
        shown.hide()
        shown.picked.connect(partial(self._picked, shown))

    def _total_card(self) -> QWidget:
        card = QFrame()
        dress_as(card, Look.CARD)
        dress_as(self._total, Look.TITLE)
        dress_as(self._exact, Look.MUTED)
        for label in (self._unit, self._exact):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        grid = QGridLayout(card)
        grid.setContentsMargins(spacing(5), spacing(3), spacing(5), spacing(3))
        grid.setHorizontalSpacing(spacing(5))
        grid.setVerticalSpacing(spacing(0.5))
        grid.addWidget(self._total, 0, 0, 2, 1)
        grid.addWidget(self._unit, 0, 1)
        grid.addWidget(self._exact, 1, 1)
        grid.setColumnStretch(1, 1)
        return card

    # what is shown

    def show_release(self, released: Release, language: str) -> None:
        """Show what a report in this language would print; nothing is marked in it."""
        speech = i18n.speech(language)
        self._show_total(released.total, speech)
        printed = [table for table in released if table.rows]
        self._printed = [
            self._list_of(table, speech) for side in Dimension for table in printed if table.dimensions == (side,)
        ]
        grids = [self._grid_of(table, speech) for table in printed if len(table.dimensions) > 1]
        self._place_lists()
        for grid in grids:
            self._below.removeWidget(grid)
            self._below.addWidget(grid)
        shown: list[Shown] = [*self._columns()[0], *self._columns()[1], *grids]
        for widget in self._all():
            widget.setVisible(widget in shown)
        for one, other in itertools.pairwise(shown):
            QWidget.setTabOrder(one.view, other.view)

    def _show_total(self, total: DistrictTotal | Band, speech: Speech) -> None:
        if isinstance(total, Band):
            cases, words = total.high, band_words(total, speech)
        else:
            cases = total.cases
            words = speech.number(cases)
        self._total.setText(words)
        self._unit.setText(speech.ngettext("case in the whole district", "cases in the whole district", cases))
        self._exact.setText(speech.gettext(total_remark(total)))

    def _list_of(self, table: Table, speech: Speech) -> BandTable:
        shown = self.tables[table.dimensions[0]]
        shown.show_table(table, self._catalogue, speech)
        return shown

    def _grid_of(self, table: Table, speech: Speech) -> BandGrid:
        if table.dimensions not in self.grids:
            self.grids[table.dimensions] = BandGrid()
            self._adopt(self.grids[table.dimensions])
        shown = self.grids[table.dimensions]
        shown.show_table(table, self._catalogue, speech)
        return shown

    def _columns(self) -> tuple[list[BandTable], list[BandTable]]:
        """The longest table on one side, the others on the other; all on one side where there is no room for two."""
        longest = max(self._printed, key=lambda shown: len(shown.table.rows), default=None)
        right = [shown for shown in self._printed if self._side_by_side and shown is not longest]
        return [shown for shown in self._printed if shown not in right], right

    def _place_lists(self) -> None:
        left, right = self._columns()
        for table in self.tables.values():
            self._lists.removeWidget(table)
        for row, shown in enumerate(left):
            self._lists.addWidget(shown, row, 0, max(1, len(right)), 1, Qt.AlignmentFlag.AlignTop)
        for row, shown in enumerate(right):
            self._lists.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        self._lists.setColumnStretch(1, int(bool(right)))
        self._lists.setHorizontalSpacing(spacing(5) if right else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() >= spacing(_LEAST_FOR_TWO)
        if room is not self._side_by_side:
            self._side_by_side = room
            self._place_lists()

    def _all(self) -> list[Shown]:
        return [*self.tables.values(), *self.grids.values()]

    # what is marked

    def unmark(self) -> None:
        """Nothing is marked any more."""
        for shown in self._all():
            shown.view.clearSelection()

    def _picked(self, where: Shown, picked: Picked) -> None:
        for shown in self._all():
            if shown is not where:
                shown.view.clearSelection()
        self.picked.emit(picked)
