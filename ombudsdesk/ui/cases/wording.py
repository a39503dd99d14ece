"""What a case looks like in words: labels for codes, a line of facts, and sentences for what cannot be right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ombudsdesk import i18n
from ombudsdesk.domain.cases import Concern, Facts
from ombudsdesk.domain.catalogue import NOT_KNOWN, Catalogue, Entry, Taxonomy, Topic
from ombudsdesk.domain.checks import Flaw, Problem
from ombudsdesk.i18n import _, ngettext, pgettext
from ombudsdesk.ui.forms import Trouble
from ombudsdesk.vault.reading import CaseRow

BETWEEN = " · "


class Words:
    """The labels of the office's lists in the window's language. A code that a list no longer has stands for itself."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.lists = catalogue

    def label(self, taxonomy: Taxonomy[Entry] | Taxonomy[Topic], code: str) -> str:
        """The label of a code, "" for no code."""
        return taxonomy.label(code, i18n.current().content) if code else ""

    def topic(self, concern: Concern) -> str:
        """What a concern is about: the school topic where one was chosen, else the office's own."""
        return self.label(self.lists.k12, concern.k12) or self.label(self.lists.topics, concern.topic)

    def office_topic(self, code: str) -> str:
        """The label of one of the office's own sub-topics."""
        return self.label(self.lists.topics, code)

    def group(self, concern: Concern) -> str:
        """The office's group that a concern is counted in, "" where a list has dropped its topic."""
        known = concern.topic in self.lists.topics
        return self.label(self.lists.groups, self.lists.group_of(concern.topic)) if known else ""

    def ioa(self, code: str) -> str:
        """An IOA category as it is usually quoted: its code and its name."""
        return _("{code} {name}").format(code=code, name=self.label(self.lists.ioa, code)) if code else ""

    def services(self, codes: Iterable[str]) -> str:
        """What the office did in a conversation."""
        return ", ".join(self.label(self.lists.services, code) for code in codes)

    def facts_line(self, facts: Facts, unit: str) -> str:
        """Who came, from where, in which language: what is known of it, in one line."""
        known = [
            self.label(taxonomy, code)
            for taxonomy, code in ((self.lists.roles, facts.role), (self.lists.languages, facts.language))
            if code != NOT_KNOWN
        ]
        if unit:
            known.insert(min(1, len(known)), unit)
        return BETWEEN.join(known) or _("Nothing is known about the visitor yet.")

    def row_outcome(self, row: CaseRow) -> str:
        """The outcome of a closed case, "Open" for one that is not."""
        if row.closed is None:
            # Translators: the state of one case in a list
            return pgettext("one case", "Open")
        return self.label(self.lists.outcomes, row.outcome) or pgettext("one case", "Closed")

    def status(self, number: str, facts: Facts) -> str:
        """The number of a case, and whether it is open."""
        if facts.closed is None:
            return _("Case {number} · open since {date}").format(number=number, date=day(facts.opened))
        outcome = self.label(self.lists.outcomes, facts.outcome)
        if not outcome:
            return _("Case {number} · closed on {date}").format(number=number, date=day(facts.closed))
        sentence = _("Case {number} · closed on {date}: {outcome}")
        return sentence.format(number=number, date=day(facts.closed), outcome=outcome)


def day(value: date | None) -> str:
    """A date in the window's language, "" for none."""
    return i18n.current().date(value) if value else ""


def minutes(value: int | None) -> str:
    """A length of time, "" where nobody wrote it down."""
    return "" if value is None else ngettext("{count} minute", "{count} minutes", value)


def how_many(count: int, *, searched: bool) -> str:
    """How many cases a list shows."""
    if searched:
        return ngettext("{count} case found", "{count} cases found", count)
    return ngettext("{count} case", "{count} cases", count)


def flaw_sentence(flaw: Flaw) -> str:
    """What cannot be right, and what helps."""
    return {
        Flaw.OPENED_IN_THE_FUTURE: _("This day has not come yet."),
        Flaw.CLOSED_IN_THE_FUTURE: _("This day has not come yet."),
        Flaw.CONTACT_IN_THE_FUTURE: _("This day has not come yet."),
        Flaw.CLOSED_BEFORE_OPENED: _("The case was not open yet on this day."),
        Flaw.CLOSED_WITHOUT_OUTCOME: _("A closed case needs an outcome."),
        Flaw.OUTCOME_WITHOUT_CLOSING: _("With an outcome, write the day on which the case was closed."),
        Flaw.MINUTES_OUT_OF_RANGE: _("A conversation lasts less than a day."),
        Flaw.SAME_CONCERN_TWICE: _("This concern is already on the case."),
    }[flaw]


def troubles(problems: Iterable[Problem]) -> list[Trouble]:
    """The same problems as a form shows them."""
    return [(problem.field, flaw_sentence(problem.flaw)) for problem in problems]
