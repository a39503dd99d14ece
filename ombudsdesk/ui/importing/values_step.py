"""The third step: every distinct text of the coded columns, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.fields import Field, field_label
from ombudsdesk.ui.importing.draft import Draft, Standing, ValueRow
from ombudsdesk.ui.importing.meaning_editor import MeaningEditor
from ombudsdesk.ui.importing.step import Step, stack, words
from ombudsdesk.ui.table_view import make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, spacing

_STANDINGS = {
    Standing.OPEN: N_("Please decide"),
    Standing.PERHAPS: N_("Perhaps: please check"),
    Standing.CERTAIN: N_("Recognized"),
    Standing.DECIDED: N_("Decided by you"),
}
_LIST_WIDTH, _EDITOR_WIDTH = 52, 78


class ValuesStep(Step):
    """Fields on the left, their texts in the middle, the meaning of the marked one on the right."""

    title = N_("Meanings")

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._labels: dict[str, str] = {}
        self.lead = words(Look.MUTED)
        self.fields = QListWidget()
        self.fields.setFixedWidth(spacing(_LIST_WIDTH))
        self.fields.setWordWrap(True)
        self.fields.setSpacing(spacing(0.5))
        self.model = PagedTableModel(self._columns(), self._fetch)
        self.table = make_table(self.model, name=N_("What stands in the file, and what it means"))
        self.editor = MeaningEditor()
        self.editor.setFixedWidth(spacing(_EDITOR_WIDTH))
        self.accept = QPushButton()
        self._lay_out()
        self.fields.currentRowChanged.connect(self._field_chosen)
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.editor.decided.connect(self._decided)
        self.accept.clicked.connect(self._accept)
        self.dress()

    def _columns(self) -> Sequence[Column[ValueRow]]:
        return (
            Column[ValueRow](title=N_("In the file"), text=lambda row: row.guess.text, width=20),
            Column[ValueRow](
                title=N_("Count"), text=lambda row: i18n.current().number(row.guess.count), width=7, right=True
            ),
            Column[ValueRow](title=N_("Means"), text=lambda row: self._labels.get(row.meaning, ""), width=22),
            Column[ValueRow](title=N_("How sure"), text=lambda row: _(_STANDINGS[row.standing]), width=14),
        )

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(spacing(2))
        middle.addWidget(self.table, 1)
        middle.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(spacing(3))
        row.addWidget(self.fields)
        row.addLayout(middle, 1)
        row.addWidget(self.editor)
        column = stack(self.lead)
        column.addLayout(row, 1)
        self.setLayout(column)

    def retranslate(self) -> None:
        self.fields.setAccessibleName(_("Columns with meanings"))
        self.accept.setText(_("Take all guesses of this column"))
        if self._draft is not None:
            self._say_fields(self._draft)
            self._load_labels()

    # what the page tells it

    def show_draft(self, draft: Draft) -> None:
        """Show the texts of a draft, those that wait for a decision first."""
        draft.sort()
        self._draft = draft
        self.fields.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.fields.clear()
        for each in draft.fields():
            QListWidgetItem(self.fields).setData(Qt.ItemDataRole.UserRole, each)
        self.fields.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._say_fields(draft)
        unsettled = [place for place, each in enumerate(draft.fields()) if draft.unsettled(each)]
        self.fields.setCurrentRow(unsettled[0] if unsettled else 0)
        self._field_chosen()

    def begin(self) -> None:
        if self._unsettled():
            self.editor.begin()
        else:
            self.table.setFocus()

    def problem(self) -> str:
        count = self._unsettled()
        if not count or self._draft is None:
            return ""
        place = next(place for place, each in enumerate(self._draft.fields()) if self._draft.unsettled(each))
        self.fields.setCurrentRow(place)
        self._go_to_next()
        return ngettext(
            "{count} text waits for a decision: say what it means, or that it is not known.",
            "{count} texts wait for a decision: say what they mean, or that it is not known.",
            count,
        )

    def panes(self) -> Sequence[QWidget]:
        return [self.fields, self.table, self.editor]

    # what it shows

    @property
    def field(self) -> Field | None:
        """The field whose texts are shown."""
        item = self.fields.currentItem()
        # Qt gives the enum back as it was put in
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def _unsettled(self) -> int:
        return sum(map(self._draft.unsettled, self._draft.fields())) if self._draft else 0

    def _fetch(self, ids: Sequence[int]) -> Iterable[ValueRow]:
        rows = self._draft.rows(self.field) if self._draft and self.field else []
        return [rows[place] for place in ids if place < len(rows)]

    def _say_fields(self, draft: Draft) -> None:
        for place, each in enumerate(draft.fields()):
            count = draft.unsettled(each)
            waiting = ngettext("{count} to decide", "{count} to decide", count) if count else _("all settled")
            text = _("{field}\n{waiting}").format(field=field_label(each), waiting=waiting)
            self.fields.item(place).setText(text)
        total = self._unsettled()
        self.lead.setText(
            ngettext(
                "{count} text is not settled yet. Enter on a row goes to its meaning.",
                "{count} texts are not settled yet. Enter on a row goes to its meaning.",
                total,
            )
            if total
            else _("Every text has a meaning. Look them over, and change what is not right.")
        )

    def _load_labels(self) -> None:
        self._labels = dict(self._draft.options(self.field)) if self._draft and self.field else {}
        self.model.mark_stale()

    @Slot()
    def _field_chosen(self, *_row: object) -> None:
        each = self.field
        self._load_labels()
        self.model.set_ids(range(len(self._draft.rows(each))) if self._draft and each else [])
        self._show_accept()
        if not self.table.choose(0):
            self.editor.show_row(None, None)
        else:
            self._row_chosen(0)

    def _show_accept(self) -> None:
        rows = self._draft.rows(self.field) if self._draft and self.field else []
        self.accept.setVisible(any(row.standing is Standing.PERHAPS for row in rows))

    # what the person does

    @Slot(object)
    def _row_chosen(self, place: int | None) -> None:
        each = self.field
        row = self._draft.rows(each)[place] if self._draft and each and place is not None else None
        self.editor.show_row(self._draft, row)

    @Slot(object)
    def _row_opened(self, _place: object) -> None:
        self.editor.begin()

    @Slot(object, str)
    def _decided(self, row: ValueRow, meaning: str) -> None:
        if self._draft is None:
            return
        self._draft.decide(row, meaning)
        self._load_labels()
        self._say_fields(self._draft)
        self._show_accept()
        self.changed.emit()
        self._go_to_next()

    def _go_to_next(self) -> None:
        """To the next text that waits in this column, else to the next row."""
        each = self.field
        if self._draft is None or each is None:
            return
        rows = self._draft.rows(each)
        waiting = [row.id for row in rows if not row.standing.settled]
        here = self.table.currentIndex().row()
        following = [place for place in waiting if place > here] or waiting
        self.table.choose(following[0] if following else min(here + 1, len(rows) - 1))
        self._row_chosen(self.table.chosen_id())
        self.editor.begin()

    @Slot()
    def _accept(self) -> None:
        if self._draft is None or self.field is None:
            return
        self._draft.accept_proposals(self.field)
        self._load_labels()
        self._say_fields(self._draft)
        self._show_accept()
        self._row_chosen(self.table.chosen_id())
        self.changed.emit()
        self.table.setFocus()
