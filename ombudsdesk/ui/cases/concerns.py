"""What a case is about: the main concern first, each with its place in the office's groups and in the IOA categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from ombudsdesk.domain.cases import Case, Concern
from ombudsdesk.domain.checks import concern_problems
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Places, Topics, categories
from ombudsdesk.ui.cases.listed import Line, ListedSection, Sentences, Shape
from ombudsdesk.ui.cases.wording import Words, troubles
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.forms import FormField, Trouble
from ombudsdesk.ui.tables import Column
from ombudsdesk.vault import cases
from ombudsdesk.vault.change import Change

FIND_TOPIC = N_("Type a few letters in English or Spanish.")


def rank(position: int) -> str:
    """Whether a concern is the one that the case is counted by."""
    return _("Main concern") if position == 0 else _("Also")


SAYS = Sentences(
    name=N_("Concerns"),
    empty=N_("No concern is written down yet. Press Ctrl+Shift+C to add the main one."),
    add=N_("Add a concern"),
    adding=N_("A new concern"),
    changing=N_("Change this concern"),
    added=N_("The concern was added."),
    changed=N_("The concern was changed."),
    removed=N_("The concern was removed."),
)


class ConcernsSection(ListedSection[Concern]):
    """Concerns in their order; the first is the primary one."""

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        self._topics, self._categories = Topics(words.lists), categories(words.lists)
        self._proposed_for = ""
        fields = (
            FormField("topic", N_("About"), partial(Choice, self._topics), help=FIND_TOPIC, required=True, wide=True),
            FormField(
                "ioa",
                N_("IOA category"),
                partial(Choice, self._categories, empty=N_("None")),
                help=N_("Proposed from the topic. Choose another one if it fits better."),
                wide=True,
            ),
        )
        columns = (
            Column[Line[Concern]](title=N_("Rank"), text=lambda line: rank(line.id), width=18),
            Column[Line[Concern]](title=N_("About"), text=lambda line: words.topic(line.content), width=28),
            Column[Line[Concern]](title=N_("Group"), text=lambda line: words.group(line.content), width=22),
            Column[Line[Concern]](title=N_("IOA category"), text=lambda line: words.ioa(line.content.ioa), width=24),
        )
        self.first_button = QPushButton()
        super().__init__(desk, words, places, Shape(says=SAYS, columns=columns, fields=fields))
        self._buttons.insertWidget(1, self.first_button)
        self.first_button.clicked.connect(self.make_first)
        self.form.changed.connect(self._propose)
        self.dress()

    @property
    def title(self) -> str:
        count = len(self.case.concerns) if self.case else 0
        # Translators: a tab; the letter after & must differ from those of the other tabs and of the menus
        return _("Conce&rns ({count})").format(count=count) if count else _("Conce&rns")

    def retranslate(self) -> None:
        super().retranslate()
        self.first_button.setText(_("Make it main"))

    @Slot()
    def _show_buttons(self) -> None:
        super()._show_buttons()
        line = self.chosen()
        self.first_button.setEnabled(line is not None and line.id > 0)

    @Slot(str)
    def _propose(self, name: str) -> None:
        topic = self.form.value("topic")
        if name == "topic" and topic != self._proposed_for:
            self._proposed_for = topic
            self.form.set_value("ioa", self._topics.proposed_ioa(topic))

    def lines(self, case: Case) -> list[Line[Concern]]:
        return [Line(position, concern) for position, concern in enumerate(case.concerns)]

    def same(self, line: Line[Concern]) -> Line[Concern] | None:
        """Concerns have no id, and their places move: what one is about tells it from the others."""
        kind = (line.content.topic, line.content.k12)
        return next((other for other in self._lines if (other.content.topic, other.content.k12) == kind), None)

    def place(self, content: Concern | None) -> str:
        case = self.case.id if self.case else 0
        return f"case/{case}/concern/{content.k12 or content.topic if content else 'new'}"

    def prepare(self, content: Concern | None) -> None:
        if content is not None and self._categories.also(content.ioa):
            self.form.editor("ioa").retranslate()

    def values_of(self, content: Concern | None) -> Mapping[str, Any]:
        self._proposed_for = self._topics.code(content) if content else ""
        return {"topic": self._proposed_for, "ioa": content.ioa if content else ""}

    def _with(self, case: Case, values: Mapping[str, Any], changing: Line[Concern] | None) -> tuple[Concern, ...]:
        concern = self._topics.concern(values["topic"], ioa=values["ioa"])
        if changing is None:
            return (*case.concerns, concern)
        if values["topic"] == self._topics.code(changing.content):
            # the same topic stays counted, and read by the list, as it was coded
            concern = replace(changing.content, ioa=values["ioa"])
        return (*case.concerns[: changing.id], concern, *case.concerns[changing.id + 1 :])

    def problems(self, case: Case, values: Mapping[str, Any], changing: Line[Concern] | None) -> list[Trouble]:
        return troubles(concern_problems(self._with(case, values, changing)))

    def store(self, case: Case, values: Mapping[str, Any], changing: Line[Concern] | None) -> Change | None:
        concerns = self._with(case, values, changing)
        return self.session.apply(cases.set_concerns, case=case.id, concerns=concerns)

    def take_away(self, case: Case, line: Line[Concern]) -> Change | None:
        concerns = tuple(concern for position, concern in enumerate(case.concerns) if position != line.id)
        return self.session.apply(cases.set_concerns, case=case.id, concerns=concerns)

    @Slot()
    def make_first(self) -> None:
        """Count the case by the marked concern."""
        line = self.chosen()
        if self.case is None or line is None or line.id == 0:
            return
        others = tuple(concern for concern in self.case.concerns if concern is not line.content)
        change = self.session.apply(cases.set_concerns, case=self.case.id, concerns=(line.content, *others))
        if change is not None:
            self.table.choose(0)
            self.say_done(_("This is now the main concern."), change)
