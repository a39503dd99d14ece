"""The conversations of a case: when, how, how long, what the office did, and who began."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ombudsdesk.domain.cases import MINUTES_IN_A_DAY, Case, Contact
from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.domain.checks import contact_problems
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Codes, Places
from ombudsdesk.ui.cases.listed import Line, ListedSection, Sentences, Shape
from ombudsdesk.ui.cases.wording import Words, day, minutes, troubles
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.day_editor import Day
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.editors import Checks, WholeNumber
from ombudsdesk.ui.forms import FormField, Trouble
from ombudsdesk.ui.tables import Column
from ombudsdesk.vault import cases
from ombudsdesk.vault.change import Change

BEGUN_BY_VISITOR = "visitor"

SAYS = Sentences(
    name=N_("Contacts"),
    empty=N_("No conversation is written down yet. Press Ctrl+Shift+T to add one."),
    add=N_("Add a contact"),
    adding=N_("A new contact"),
    changing=N_("Change this contact"),
    added=N_("The contact was added."),
    changed=N_("The contact was changed."),
    removed=N_("The contact was removed."),
)


class ContactsSection(ListedSection[Contact]):
    """Conversations, the newest first."""

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        lists = words.lists
        self._channels, self._initiators = Codes(lists.channels), Codes(lists.initiators)
        self._services = Codes(lists.services)
        fields = (
            FormField("day", N_("Day"), partial(Day, today=lambda: desk.session.today), required=True),
            FormField("channel", N_("How"), partial(Choice, self._channels)),
            FormField("minutes", N_("Length"), partial(WholeNumber, unit=N_("minutes"), most=MINUTES_IN_A_DAY)),
            FormField("initiator", N_("Who began it"), partial(Choice, self._initiators)),
            FormField("services", N_("What the office did"), partial(Checks, self._services), wide=True),
        )
        columns = (
            Column[Line[Contact]](title=N_("Day"), text=lambda line: day(line.content.day), width=13),
            Column[Line[Contact]](
                title=N_("How"), text=lambda line: words.label(lists.channels, line.content.channel), width=18
            ),
            Column[Line[Contact]](
                title=N_("Length"), text=lambda line: minutes(line.content.minutes), width=11, right=True
            ),
            Column[Line[Contact]](
                title=N_("Who began it"), text=lambda line: words.label(lists.initiators, line.content.initiator), width=13
            ),
            Column[Line[Contact]](
                title=N_("What the office did"), text=lambda line: words.services(line.content.services), width=28
            ),
        )
        super().__init__(desk, words, places, Shape(says=SAYS, columns=columns, fields=fields))
        self.dress()

    @property
    def title(self) -> str:
        count = len(self.case.contacts) if self.case else 0
        # Translators: a tab; the letter after & must differ from those of the other tabs and of the menus
        return _("Con&tacts ({count})").format(count=count) if count else _("Con&tacts")

    def lines(self, case: Case) -> list[Line[Contact]]:
        return [Line(contact.id, contact) for contact in case.contacts]

    def place(self, content: Contact | None) -> str:
        case = self.case.id if self.case else 0
        return f"case/{case}/contact/{content.id if content else 'new'}"

    def prepare(self, content: Contact | None) -> None:
        if content is None:
            return
        for name, codes, known in (
            ("channel", self._channels, (content.channel,)),
            ("initiator", self._initiators, (content.initiator,)),
            ("services", self._services, content.services),
        ):
            if codes.also(*known):
                self.form.editor(name).retranslate()

    def values_of(self, content: Contact | None) -> Mapping[str, Any]:
        if content is None:
            content = Contact(day=self.session.today, channel=NOT_KNOWN, initiator=BEGUN_BY_VISITOR)
        return {name: getattr(content, name) for name in ("day", "channel", "minutes", "initiator", "services")}

    def problems(self, case: Case, values: Mapping[str, Any], changing: Line[Contact] | None) -> list[Trouble]:
        return troubles(contact_problems(_contact(values), today=self.session.today))

    def store(self, case: Case, values: Mapping[str, Any], changing: Line[Contact] | None) -> Change | None:
        if changing is None:
            return self.session.apply(cases.add_contact, case=case.id, contact=_contact(values))
        contact = _contact(values, stored=changing.content.id)
        return self.session.apply(cases.change_contact, case=case.id, contact=contact)

    def take_away(self, case: Case, line: Line[Contact]) -> Change | None:
        return self.session.apply(cases.remove_contact, case=case.id, contact=line.content.id)


def _contact(values: Mapping[str, Any], *, stored: int = 0) -> Contact:
    return Contact(
        day=values["day"],
        channel=values["channel"] or NOT_KNOWN,
        initiator=values["initiator"] or NOT_KNOWN,
        minutes=values["minutes"],
        services=values["services"],
        id=stored,
    )
