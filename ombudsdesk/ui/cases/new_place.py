"""Adding a campus or department to the office's list, without leaving the case."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.units import CENTRAL, Unit, UnitKind
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Codes
from ombudsdesk.ui.cases.kept import SaveLine
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.vault import units


def kinds() -> list[tuple[str, str]]:
    """Both kinds of places in words."""
    return [(UnitKind.CAMPUS.value, _("Campus")), (UnitKind.DEPARTMENT.value, _("Department"))]


class NewPlaceForm(Living, QFrame):
    """A small card, hidden until it is wanted. `added` carries the name that now stands in the list."""

    added = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, words: Words) -> None:
        super().__init__()
        self._session = desk.session
        self._heading = QLabel()
        dress_as(self, Look.CARD)
        dress_as(self._heading, Look.HEADING)
        self.form = Form(
            (
                FormField("name", N_("Its name"), partial(TextLine, longest=120), required=True, wide=True),
                FormField("kind", N_("Kind"), partial(Choice, kinds), required=True),
                FormField("level", N_("Level"), partial(Choice, Codes(words.lists.levels))),
            ),
            columns=2,
        )
        self.line = SaveLine(lambda: _("Add it"), lambda: _("Do not add"), always=True)
        self.line.set_unsaved(unsaved=False, can_drop=True)
        column = QVBoxLayout(self)
        column.setSpacing(spacing(2))
        for widget in (self._heading, self.form, self.line):
            column.addWidget(widget)
        self.form.changed.connect(self._kind_changed)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.close_form)
        self.hide()
        self.dress()

    def retranslate(self) -> None:
        self._heading.setText(_("A new campus or department"))

    @Slot()
    def open_form(self) -> None:
        """Show the card, empty."""
        self.form.load({"name": "", "kind": UnitKind.CAMPUS.value, "level": NOT_KNOWN})
        self.form.set_shown("level", shown=True)
        self.show()
        self.form.focus_first()

    @Slot()
    def close_form(self) -> None:
        """Take the card away."""
        self.hide()
        self.closed.emit()

    @Slot(str)
    def _kind_changed(self, _name: str) -> None:
        # every department stands at the district's own level
        self.form.set_shown("level", shown=self.form.value("kind") != UnitKind.DEPARTMENT.value)

    @Slot()
    def save(self) -> None:
        """Add the place to the list; one that is there already is simply taken."""
        self.line.save_button.setFocus()
        problems = self.form.check()
        if problems:
            self.form.show_problems(problems)
            return
        kind = UnitKind(self.form.value("kind"))
        level = CENTRAL if kind is UnitKind.DEPARTMENT else self.form.value("level") or NOT_KNOWN
        name = self.form.value("name")
        if self._session.apply(units.add_units, units=[Unit(name=name, kind=kind, level=level)]):
            self.added.emit(name)
            self.close_form()
