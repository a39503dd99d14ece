"""The office's lists: roles, levels, channels, services, outcomes, languages, and what concerns are about.

Lists are versioned, bilingual data. They are read from files by `load`, which is given a reader, so that this room stays
free of files. Codes are stable; labels are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from ombudsdesk.domain.text import fold

NOT_KNOWN = "unknown"
"""The code, in every list that has it, of a fact that nobody wrote down. Not the same as "other"."""


@dataclass(frozen=True)
class Entry:
    """One line of a list. `aliases` are other spellings, in any language, by which people mean this entry."""

    code: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        return self.labels[language]

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every folded text that means this entry."""
        return frozenset(fold(text) for text in (*self.labels.values(), *self.aliases, self.code))


@dataclass(frozen=True)
class Topic(Entry):
    """What a concern is about, and its place in the other schemes.

    `group` is the code of its group. `ioa` holds codes of the IOA reporting categories, the likeliest first. In the K-12
    list, `office` is the code of the office's own sub-topic that a concern with this topic is counted under.
    """

    group: str = ""
    ioa: tuple[str, ...] = ()
    office: str = ""


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Taxonomy(Generic[E]):
    """A list with a name and a version, in the order in which it is printed."""

    name: str
    version: int
    entries: tuple[E, ...]

    @property
    def key(self) -> str:
        """What a record keeps beside a code, so that an old code is read by the list it came from: "roles/1"."""
        return f"{self.name}/{self.version}"

    @cached_property
    def _by_code(self) -> Mapping[str, E]:
        return {entry.code: entry for entry in self.entries}

    def __iter__(self) -> Iterator[E]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> E:
        return self._by_code[code]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._by_code)

    def label(self, code: str, language: str) -> str:
        """The label of a code; the code itself where a later list has dropped it."""
        entry = self._by_code.get(code)
        return entry.label(language) if entry else code

    def spelled(self, text: str) -> E | None:
        """The entry that a text means, by any of its spellings; None if it means none, or more than one. Never a guess."""
        wanted = fold(text)
        meant = [entry for entry in self.entries if wanted in entry.spellings] if wanted else []
        return meant[0] if len(meant) == 1 else None


@dataclass(frozen=True)
class Catalogue:
    """All lists of one office. `topics` are the sub-topics of the office's own six `groups`; `k12` and `ioa` stand by."""

    roles: Taxonomy[Entry]
    levels: Taxonomy[Entry]
    channels: Taxonomy[Entry]
    initiators: Taxonomy[Entry]
    services: Taxonomy[Entry]
    outcomes: Taxonomy[Entry]
    languages: Taxonomy[Entry]
    groups: Taxonomy[Entry]
    topics: Taxonomy[Topic]
    k12: Taxonomy[Topic]
    ioa_categories: Taxonomy[Entry]
    ioa: Taxonomy[Topic]
    nickname_words: tuple[str, ...]

    def group_of(self, topic: str) -> str:
        """The code of the office's group that a sub-topic belongs to."""
        return self.topics[topic].group


def _plain(data: Mapping[str, Any], name: str) -> Taxonomy[Entry]:
    entries = (Entry(line["code"], line["labels"], tuple(line.get("aliases", ()))) for line in data["entries"])
    return Taxonomy(name, data["version"], tuple(entries))


def _topics(data: Mapping[str, Any], name: str) -> Taxonomy[Topic]:
    entries = (
        Topic(
            line["code"],
            line["labels"],
            tuple(line.get("aliases", ())),
            group=group["code"],
            ioa=tuple(line.get("ioa", ())),
            office=line.get("office", ""),
        )
        for group in data["groups"]
        for line in group["topics"]
    )
    return Taxonomy(name, data["version"], tuple(entries))


def _groups(data: Mapping[str, Any], name: str) -> Taxonomy[Entry]:
    return _plain({"version": data["version"], "entries": data["groups"]}, name)


def load(read: Callable[[str], Any]) -> Catalogue:
    """The catalogue from its data files; `read` turns a file name such as "roles.json" into parsed JSON."""
    office, k12, ioa = read("office_groups.json"), read("k12_topics.json"), read("ioa_categories.json")
    plain = ("roles", "levels", "channels", "initiators", "services", "outcomes", "languages")
    return Catalogue(
        **{name: _plain(read(f"{name}.json"), name) for name in plain},
        groups=_groups(office, "office-groups"),
        topics=_topics(office, "office-groups"),
        k12=_topics(k12, "k12-topics"),
        ioa_categories=_groups(ioa, "ioa"),
        ioa=_topics(ioa, "ioa"),
        nickname_words=tuple(read("nicknames.json")["words"]),
    )
