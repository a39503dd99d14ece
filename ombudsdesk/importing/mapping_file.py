"""Reads a mapping's JSON with a name for everything, so that an error can say where it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeVar, overload

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _

E = TypeVar("E", bound=Enum)
D = TypeVar("D")


def wrong(path: str) -> UserError:
    """What is said of a key that is missing or cannot be used."""
    return UserError(
        _("The mapping cannot be used: “{key}” is missing or wrong.").format(key=path),
        _("Correct it in the mapping, or make a new mapping."),
    )


class Reader:
    """One object of the file. It remembers what was asked for, so that a misspelled key does not go unnoticed."""

    def __init__(self, data: Any, path: str = "") -> None:
        if not isinstance(data, dict):
            raise wrong(path or "{ }")
        self._data = data
        self.path = path
        self._parts: list[Reader] = []
        self._asked: set[str] = set()

    @classmethod
    def of(cls, text: str) -> Reader:
        """The outermost object. Raises UserError for what is not JSON."""
        try:
            data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_without_repeats)
        except (ValueError, RecursionError) as error:
            raise UserError(
                _("This file is not a mapping: it is not written in JSON."), _("Choose a mapping, or make a new one.")
            ) from error
        return cls(data)

    def _name(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _take(self, name: str) -> Any:
        self._asked.add(name)
        return self._data.get(name)

    def names(self) -> Iterator[str]:
        """All keys, each of which counts as asked for."""
        self._asked.update(self._data)
        return iter(tuple(self._data))

    def has(self, name: str) -> bool:
        return name in self._data

    def whole(self, name: str) -> int:
        """A whole number from 1."""
        value = self._take(name)
        if type(value) is not int or value < 1:
            raise wrong(self._name(name))
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self._take(name) if name in self._data else default
        if not isinstance(value, str):
            raise wrong(self._name(name))
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty where there is none."""
        value = self._take(name) if name in self._data else []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise wrong(self._name(name))
        return value

    @overload
    def choice(self, name: str, kind: type[E]) -> E: ...
    @overload
    def choice(self, name: str, kind: type[E], default: D) -> E | D: ...
    def choice(self, name: str, kind: type[E], default: object = ...) -> object:
        """A member of an enum; the default where the key is missing or null."""
        value = self._take(name)
        if value is None and default is not ...:
            return default
        found = next((member for member in kind if member.value == value), None)
        if found is None:
            raise wrong(self._name(name))
        return found

    def part(self, name: str, default: dict[str, Any] | None = None) -> Reader:
        """An object within."""
        value = self._take(name) if name in self._data else default
        self._parts.append(Reader(value, self._name(name)))
        return self._parts[-1]

    def parts(self, name: str) -> list[Reader]:
        """A list of objects within, empty where there is none."""
        value = self._take(name) if name in self._data else []
        if not isinstance(value, list):
            raise wrong(self._name(name))
        found = [Reader(each, f"{self._name(name)}.{number}") for number, each in enumerate(value, 1)]
        self._parts += found
        return found

    def table(self) -> dict[str, str]:
        """The whole object as texts, without what is left to decide."""
        return {name: self.text(name) for name in self.names() if not self.is_undecided(name)}

    def is_undecided(self, name: str) -> bool:
        """Whether a proposal has left this to a person, by writing null."""
        return self._data[name] is None

    def finish(self) -> None:
        """Raise UserError for a key that nobody asked for: its decision would be overlooked."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            raise wrong(self._name(unknown[0]))
        for part in self._parts:
            part.finish()


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _value in pairs]
        raise wrong(next(name for name in names if names.count(name) > 1))
    return data
