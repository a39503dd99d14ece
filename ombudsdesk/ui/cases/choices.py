"""What can be chosen in the forms of a case: the office's lists, its campuses, and topics in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ombudsdesk import i18n
from ombudsdesk.domain.cases import Concern
from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy, Topic
from ombudsdesk.i18n import LANGUAGES, _
from ombudsdesk.ui.session import Session
from ombudsdesk.vault import units

_OFFICE, _K12 = "office", "k12"

Pairs = Sequence[tuple[str, str]]


class Codes:
    """The entries of a list, and codes that a case still has although the list has dropped them.

    `label` makes the words of a code; without it they are the list's own.
    """

    def __init__(self, taxonomy: Taxonomy[Entry] | Taxonomy[Topic], *, label: Callable[[str], str] | None = None) -> None:
        self._taxonomy = taxonomy
        self._label = label or (lambda code: taxonomy.label(code, i18n.current().content))
        self._kept: list[str] = []

    def __call__(self) -> Pairs:
        return [(code, self._label(code)) for code in (*self._taxonomy.codes, *self._kept)]

    def also(self, *codes: str) -> bool:
        """Offer these codes too; True if one of them is new, so that the field must be loaded again."""
        fresh = [code for code in codes if code and code not in self._taxonomy and code not in self._kept]
        self._kept += fresh
        return bool(fresh)


class Places:
    """The campuses and departments. They are read once, so that a change of language asks no vault."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[int, str] = {}
        self._is_stale = True

    def mark_stale(self) -> None:
        """One was added or changed: read them before they are needed again."""
        self._is_stale = True

    def catch_up(self) -> bool:
        """Read them if they have changed, and say whether. Raises UserError if the vault cannot be read now."""
        if not self._is_stale:
            return False
        self._names = {unit.id: unit.name for unit in units.units(self._session.database)}
        self._is_stale = False
        return True

    def __call__(self) -> Pairs:
        return [(place_code(unit), name) for unit, name in self._names.items()]

    def name(self, unit: int | None) -> str:
        """The name of a campus or department, "" for none."""
        return self._names.get(unit, "") if unit else ""

    def id_of(self, name: str) -> int | None:
        """The id of the one with this very name."""
        return next((unit for unit, known in self._names.items() if known == name), None)


def place_code(unit: int | None) -> str:
    """An id as the code of a choice, "" for none."""
    return str(unit) if unit else ""


def place_id(code: str) -> int | None:
    """The id behind such a code."""
    return int(code) if code else None


class Topics:
    """The office's own sub-topics and the school topics in one list, found by a word in any of the languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._lists = catalogue

    def __call__(self) -> Pairs:
        return list(self._pairs(i18n.current().content))

    def _pairs(self, language: str) -> Iterator[tuple[str, str]]:
        groups = {_OFFICE: self._lists.groups, _K12: None}
        for kind, taxonomy in ((_OFFICE, self._lists.topics), (_K12, self._lists.k12)):
            names = groups[kind]
            for topic in taxonomy:
                group = names.label(topic.group, language) if names else _("School topic")
                yield f"{kind}:{topic.code}", _topic_label(topic, group, language)

    def concern(self, code: str, *, ioa: str = "") -> Concern:
        """The concern that a choice means. A school topic is counted under the office's own sub-topic."""
        kind, _colon, topic = code.partition(":")
        if kind == _K12:
            return Concern(topic=self._lists.k12[topic].office, k12=topic, ioa=ioa)
        return Concern(topic=topic, ioa=ioa)

    def code(self, concern: Concern) -> str:
        """The choice that means this concern, "" where the lists no longer have it."""
        if concern.k12:
            return f"{_K12}:{concern.k12}" if concern.k12 in self._lists.k12 else ""
        return f"{_OFFICE}:{concern.topic}" if concern.topic in self._lists.topics else ""

    def proposed_ioa(self, code: str) -> str:
        """The IOA category that a topic most likely is, by the cross-walk; "" for none."""
        kind, _colon, topic = code.partition(":")
        taxonomy = self._lists.k12 if kind == _K12 else self._lists.topics
        return taxonomy[topic].ioa[0] if topic in taxonomy and taxonomy[topic].ioa else ""


def _topic_label(topic: Topic, group: str, language: str) -> str:
    others = (topic.label(other) for other in LANGUAGES if other != language)
    other = " / ".join(name for name in others if name != topic.label(language))
    if not other:
        return _("{topic} — {group}").format(topic=topic.label(language), group=group)
    return _("{topic} — {group} · {other}").format(topic=topic.label(language), group=group, other=other)


def categories(catalogue: Catalogue) -> Codes:
    """The IOA reporting categories, each with its code and the name of its part."""

    def label(code: str) -> str:
        language = i18n.current().content
        name = catalogue.ioa.label(code, language)
        if code not in catalogue.ioa:
            return name
        group = catalogue.ioa_categories.label(catalogue.ioa[code].group, language)
        return _("{code} {name} — {group}").format(code=code, name=name, group=group)

    return Codes(catalogue.ioa, label=label)
