"""Who the visitor is and how to reach them: kept apart from everything else, and free to stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel

from ombudsdesk.domain.cases import Case, Identity
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.form_section import FormSection
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.editors import TextArea, TextLine
from ombudsdesk.ui.forms import FormField
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.vault import cases
from ombudsdesk.vault.change import Change

FIELDS = (
    FormField("name", N_("Name"), TextLine, help=N_("May stay empty: an anonymous visitor is a visitor.")),
    FormField("reach", N_("How to reach them"), partial(TextArea, rows=3), help=N_("What is safe to use, and when.")),
)


class VisitorSection(FormSection):
    """The only place in a case that names a person."""

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__(desk, words, places, FIELDS)
        self._apart = QLabel()
        dress_as(self._apart, Look.MUTED)
        self._apart.setWordWrap(True)
        self.lay_out(self._apart, self.form)
        self.dress()

    @property
    def title(self) -> str:
        # Translators: a tab; the letter after & must differ from those of the other tabs and of the menus
        return _("Vi&sitor")

    def retranslate(self) -> None:
        self._apart.setText(_("This is kept apart from the facts of the case and is never part of a report."))

    def place(self) -> str:
        return f"case/{self.case.id}/visitor" if self.case else ""

    def values_of(self, case: Case) -> Mapping[str, Any]:
        return {"name": case.identity.name, "reach": case.identity.reach}

    def store(self, case: Case) -> Change | None:
        return self.session.apply(cases.set_identity, case=case.id, identity=Identity(**self.form.values()))

    def save_text(self) -> str:
        return _("Save the visitor")

    def saved_sentence(self) -> str:
        return _("The visitor was saved.")
