"""Every text that people see is translated, and says the same things in the same places."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
tool = SimpleNamespace(**runpy.run_path(str(ROOT / "translations" / "update.py")))
LANGUAGES = tool.languages()


def ids(path: Path) -> str:
    return path.parent.parent.name


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """Pairs of original and translation; every plural form stands beside the plural original."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    else:
        for number, translation in enumerate(message.string):
            yield message.id[min(number, 1)], translation


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}", text))


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_the_template_holds_the_texts_of_the_program() -> None:
    assert tool.TEMPLATE.read_text(encoding="utf-8") == tool.as_text(tool.extracted()), "run: python translations/update.py"


def test_spanish_is_there() -> None:
    assert "es" in [ids(path) for path in LANGUAGES]


@pytest.mark.parametrize("path", LANGUAGES, ids=ids)
def test_no_text_is_missing_left_over_or_unsure(path: Path) -> None:
    catalogue = tool.load(path)
    wanted = {(message.context, message.id) for message in messages(tool.extracted())}
    there = {(message.context, message.id) for message in messages(catalogue)}

    assert there == wanted
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []
    assert [original for message in messages(catalogue) for original, text in texts(message) if not text.strip()] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", LANGUAGES, ids=ids)
def test_every_translation_keeps_the_places_for_values(path: Path) -> None:
    for message in messages(tool.load(path)):
        for original, text in texts(message):
            if "{count}" in original and "{count}" not in text:
                text += "{count}"  # a singular may say "one" instead  # noqa: PLW2901
            assert fields(text) == fields(original), original


@pytest.mark.parametrize("path", LANGUAGES, ids=ids)
def test_every_translation_keeps_what_frames_the_text(path: Path) -> None:
    """White space at the ends, a colon, dots that announce a dialog, and the mark of a menu's letter."""
    for message in messages(tool.load(path)):
        for original, text in texts(message):
            assert original[: len(original) - len(original.lstrip())] == text[: len(text) - len(text.lstrip())], original
            assert original[len(original.rstrip()) :] == text[len(text.rstrip()) :], original
            for end in ("…", ":", "."):
                assert original.rstrip().endswith(end) == text.rstrip().endswith(end), original
            assert ("&" in original) == ("&" in text), original


@pytest.mark.parametrize("path", LANGUAGES, ids=ids)
def test_a_plural_has_as_many_forms_as_the_language(path: Path) -> None:
    catalogue = tool.load(path)
    for message in messages(catalogue):
        if not isinstance(message.id, str):
            assert len(message.string) == catalogue.num_plurals, message.id
