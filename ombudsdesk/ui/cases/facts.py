"""The coded facts of a case: who came, from where, in which language, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from ombudsdesk.domain.cases import Case, Facts
from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.checks import facts_problems
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Codes, Places, place_code, place_id
from ombudsdesk.ui.cases.form_section import FormSection
from ombudsdesk.ui.cases.new_place import NewPlaceForm
from ombudsdesk.ui.cases.wording import Words, troubles
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.day_editor import Day
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.forms import FormField, Trouble
from ombudsdesk.ui.theme import Look, dress_as
from ombudsdesk.vault import cases
from ombudsdesk.vault.change import Change


class FactsSection(FormSection):
    """What statistics may use, and nothing that names a person. Closing a case is an outcome and a day."""

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        lists = words.lists
        self._codes = {
            "role": Codes(lists.roles),
            "language": Codes(lists.languages),
            "outcome": Codes(lists.outcomes),
        }
        super().__init__(desk, words, places, _fields(desk, self._codes, places), columns=2)
        self.new_place = NewPlaceForm(desk, words)
        self.new_place_button = QPushButton()
        self._closing = QLabel()
        dress_as(self._closing, Look.MUTED)
        self._closing.setWordWrap(True)
        dress_as(self.new_place_button, Look.QUIET)
        self.new_place_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.lay_out(self.form, self._closing, self.new_place_button, self.new_place)
        self.new_place_button.clicked.connect(self.new_place.open_form)
        self.new_place.added.connect(self._take_place)
        self.new_place.closed.connect(self._place_form_closed)
        self.dress()

    @property
    def title(self) -> str:
        # Translators: a tab; the letter after & must differ from those of the other tabs and of the menus
        return _("&Facts")

    def retranslate(self) -> None:
        self._closing.setText(_("To close the case, choose an outcome and the day, then save."))
        self._closing.setVisible(self.case is None or self.case.facts.closed is None)
        self.new_place_button.setText(_("Add a campus or department to the list"))

    def place(self) -> str:
        return f"case/{self.case.id}/facts" if self.case else ""

    def begin(self, case: Case, kept: Mapping[str, str]) -> None:
        self._offer(case.facts)
        super().begin(case, kept)
        self.retranslate()

    def refresh(self, case: Case, kept: Mapping[str, str]) -> None:
        self._offer(case.facts)
        super().refresh(case, kept)
        self.retranslate()

    def reload_places(self) -> None:
        """The list of campuses has changed."""
        self.form.editor("unit").retranslate()

    def _offer(self, facts: Facts) -> None:
        for name, codes in self._codes.items():
            if codes.also(getattr(facts, name)):
                self.form.editor(name).retranslate()

    def values_of(self, case: Case) -> Mapping[str, Any]:
        names = ("role", "language", "opened", "outcome", "closed")
        values = {name: getattr(case.facts, name) for name in names}
        return {**values, "unit": place_code(case.facts.unit)}

    def start_closing(self) -> None:
        """Put today into "Closed on" and ask for the outcome."""
        if self.form.value("closed") is None:
            self.form.set_value("closed", self.session.today)
        self.form.enter_field("outcome")

    def save_text(self) -> str:
        return _("Save the facts")

    def saved_sentence(self) -> str:
        return _("The facts were saved.")

    def problems(self) -> list[Trouble]:
        return troubles(facts_problems(self._facts(), today=self.session.today))

    def store(self, case: Case) -> Change | None:
        return self.session.apply(cases.set_facts, case=case.id, facts=self._facts())

    def _facts(self) -> Facts:
        values = self.form.values()
        return Facts(
            opened=values["opened"],
            closed=values["closed"],
            role=values["role"] or NOT_KNOWN,
            language=values["language"] or NOT_KNOWN,
            unit=place_id(values["unit"]),
            outcome=values["outcome"],
        )

    @Slot(str)
    def _take_place(self, name: str) -> None:
        self.reload_places()
        self.form.set_value("unit", place_code(self.places.id_of(name)))

    @Slot()
    def _place_form_closed(self) -> None:
        self.form.enter_field("unit")


def _fields(desk: Desk, codes: Mapping[str, Codes], places: Places) -> tuple[FormField, ...]:
    day = partial(Day, today=lambda: desk.session.today)
    return (
        FormField("role", N_("Visitor's role"), partial(Choice, codes["role"])),
        FormField("language", N_("Language"), partial(Choice, codes["language"])),
        FormField("unit", N_("Campus or department"), partial(Choice, places, empty=N_("Not known"))),
        FormField("opened", N_("Opened on"), day, required=True),
        FormField("outcome", N_("Outcome"), partial(Choice, codes["outcome"], empty=N_("None yet"))),
        FormField("closed", N_("Closed on"), partial(day, empty=N_("Not closed yet"))),
    )
