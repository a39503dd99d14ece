"""What a report will say, made from the release and from nothing else.

Labels and bands are in the language of the report: what leadership will read is what the person at the desk sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QGridLayout, QHeaderView, QLabel, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension, Release, Table
from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy
from ombudsdesk.i18n import N_, Speech
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.table_view import TableView, make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, dress_as, spacing

# the report's own headings: translated once, the same in both places
_HEADINGS = {
    Dimension.ROLE: N_("Who came to the office"),
    Dimension.LEVEL: N_("Where in the district"),
    Dimension.GROUP: N_("What the concerns were about"),
}
_LINE_NAMES = {
    Dimension.ROLE: N_("Visitor role"),
    Dimension.LEVEL: N_("School level"),
    Dimension.GROUP: N_("Group of concern"),
}


@dataclass(frozen=True)
class Line:
    """One printed line: a label and a band in words."""

    id: int
    label: str
    band: str


def band_words(band: Band, speech: Speech) -> str:
    """A band as the report prints it: "10 to 14"."""
    low, high = speech.number(band.low), speech.number(band.high)
    return speech.gettext("{low} to {high}").format(low=low, high=high)


def lines(table: Table, labels: Taxonomy[Entry], speech: Speech) -> list[Line]:
    """A table's lines in a language, in the order in which they are printed."""
    return [
        Line(number, labels.label(row.code, speech.content), band_words(row.band, speech))
        for number, row in enumerate(table.rows)
    ]


class BandTable(Living, QWidget):
    """One table of the report under its heading, tall enough for all its lines."""

    def __init__(self, dimension: Dimension) -> None:
        super().__init__()
        self._dimension = dimension
        self._lines: Sequence[Line] = ()
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        dress_as(self._heading, Look.HEADING)
        columns = (
            Column[Line](title=_LINE_NAMES[dimension], text=lambda line: line.label),
            Column[Line](title=N_("Cases"), text=lambda line: line.band, right=True),
        )
        self.model = PagedTableModel(columns, lambda ids: [self._lines[number] for number in ids])
        self.view = make_table(self.model, name=_HEADINGS[dimension])
        self._equip(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(1.5))
        column.addWidget(self._heading)
        column.addWidget(self.view)
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

    def show_lines(self, table: Table, labels: Taxonomy[Entry], speech: Speech) -> None:
        """Show a table of the release."""
        self._lines = lines(table, labels, speech)
        self.model.mark_stale()
        self.model.set_ids(range(len(self._lines)))
        self._heading.setText(speech.gettext(_HEADINGS[self._dimension]))
        rows = self.view.verticalHeader().defaultSectionSize() * len(self._lines)
        self.view.setFixedHeight(rows + 2 * self.view.frameWidth() + spacing(1))


class ReleasePreview(Living, QWidget):
    """The district's total and the three tables of a release, in the language of the report."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._labels = {
            Dimension.ROLE: catalogue.roles,
            Dimension.LEVEL: catalogue.levels,
            Dimension.GROUP: catalogue.groups,
        }
        self._total, self._unit, self._exact = QLabel(), QLabel(), QLabel()
        self.tables = {dimension: BandTable(dimension) for dimension in Dimension}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, spacing(2), 0)
        grid.setHorizontalSpacing(spacing(5))
        grid.setVerticalSpacing(spacing(4))
        grid.addWidget(self._total_card(), 0, 0, 1, 2)
        grid.addWidget(self.tables[Dimension.ROLE], 1, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.tables[Dimension.GROUP], 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.tables[Dimension.LEVEL], 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(3, 1)
        for index in range(2):
            grid.setColumnStretch(index, 1)

    def _total_card(self) -> QWidget:
        card = QFrame()
        dress_as(card, Look.CARD)
        dress_as(self._total, Look.TITLE)
        dress_as(self._exact, Look.MUTED)
        for label in (self._unit, self._exact):
            label.setWordWrap(True)
        grid = QGridLayout(card)
        grid.setContentsMargins(spacing(5), spacing(3), spacing(5), spacing(3))
        grid.setHorizontalSpacing(spacing(5))
        grid.setVerticalSpacing(spacing(0.5))
        grid.addWidget(self._total, 0, 0, 2, 1)
        grid.addWidget(self._unit, 0, 1)
        grid.addWidget(self._exact, 1, 1)
        grid.setColumnStretch(1, 1)
        return card

    def show_release(self, released: Release, language: str) -> None:
        """Show what a report in this language would print."""
        speech = i18n.speech(language)
        cases = released.total.cases
        self._total.setText(speech.number(cases))
        self._unit.setText(speech.ngettext("case in the whole district", "cases in the whole district", cases))
        self._exact.setText(speech.gettext("The only exact count in this report."))
        for table in released:
            self.tables[table.dimension].show_lines(table, self._labels[table.dimension], speech)
