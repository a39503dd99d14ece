"""The control that says which column holds a field, with a few texts of that column beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLabel

from ombudsdesk.i18n import N_, _
from ombudsdesk.importing.fields import Field
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.editors import Options
from ombudsdesk.ui.theme import Look, dress_as

FIELDS = (
    Field.DATE,
    Field.ROLE,
    Field.UNIT,
    Field.CHANNEL,
    Field.CONCERNS,
    Field.SERVICES,
    Field.MINUTES,
    Field.LANGUAGE,
    Field.OUTCOME,
    Field.CLOSED,
    Field.NOTE,
    Field.INITIATOR,
    Field.REFERENCE,
    Field.NAME,
)
"""All fields in the order in which they are asked for."""

HELPS: Mapping[Field, str] = {
    Field.NAME: N_("Kept apart from the facts of the case, and never in a report."),
    Field.REFERENCE: N_("Only helps to find rows again: cases get numbers of their own."),
}


class ColumnChoice(Choice):
    """The value is the header of a column, "" for none. `examples` gives the words that stand beside a header."""

    def __init__(self, headers: Options, examples: Callable[[str], str]) -> None:
        self._examples = examples
        self._example = QLabel()
        dress_as(self._example, Look.MUTED)
        # what stands in a file must not make the window wider
        self._example.setMinimumWidth(1)
        super().__init__(headers, empty=N_("Not in this file"))
        self._row.addWidget(self._example, 1)
        self.changed.connect(self.show_example)

    def retranslate(self) -> None:
        super().retranslate()
        self.show_example()

    def show_example(self) -> None:
        """Put the words beside the column that is chosen now."""
        self._example.setText(self._examples(self.value()) if self.value() else "")

    def unit(self) -> str:
        """For the description that a screen reader reads."""
        text = self._example.text()
        return _("For example: {text}").format(text=text) if text else ""
