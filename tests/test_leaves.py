"""Languages, preferences and paths."""

from __future__ import annotations

import locale
from datetime import date
from pathlib import Path

import pytest

from ombudsdesk import i18n, paths, preferences
from ombudsdesk.preferences import Preferences

DAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LANG": "es_US.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANGUAGE": "fr:es:en", "LANG": "en_US.UTF-8"}, "es"),
        ({"LC_ALL": "es_MX", "LANG": "en_US"}, "es"),
        ({}, "es"),  # what Windows says
    ],
)
def test_the_computers_language_is_spoken_if_we_can(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], language: str
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: ("English_United States" if settings else "Spanish_Mexico", "1252"))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    assert i18n.system_language() == language


def test_dates_and_numbers_are_written_as_a_texan_reader_expects() -> None:
    english, spanish = i18n.speech("en"), i18n.speech("es")

    assert (english.date(DAY), spanish.date(DAY, "long")) == ("Mar 7, 2026", "7 de marzo de 2026")
    assert (english.number(1234), spanish.number(1234)) == ("1,234", "1,234")
    assert (english.tag, spanish.tag) == ("en-US", "es-US")


def test_plurals_are_counted_in_the_language_itself() -> None:
    for language in i18n.LANGUAGES:
        one, many = (i18n.speech(language).ngettext("{count} case", "{count} cases", count) for count in (1, 1200))
        assert one != many
        assert "1,200" in many


def test_the_empty_text_stays_empty() -> None:
    """gettext would answer it with the head of the catalogue."""
    assert i18n.speech("es").gettext("") == ""


def test_a_language_that_is_not_spoken_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no such language"):
        i18n.Speech("tlh")


def test_the_made_up_language_is_longer_and_keeps_what_is_not_text() -> None:
    text = i18n.speech(i18n.PSEUDO).gettext("&Save {name} now")

    assert "{name}" in text
    assert "&" in text
    assert len(text) > len("&Save {name} now") * 1.2


def test_preferences_are_kept_and_read_again() -> None:
    assert preferences.save(Preferences(language="es", theme="dark", vault="somewhere", lock_minutes=12))

    assert preferences.load() == Preferences(language="es", theme="dark", vault="somewhere", lock_minutes=12)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"language": "tlh", "theme": 7, "other": "x"}', "\x00"])
def test_broken_preferences_are_as_good_as_none(content: str) -> None:
    paths.preferences_file().parent.mkdir(parents=True)
    paths.preferences_file().write_text(content)

    assert preferences.load() == Preferences(language=i18n.system_language())


@pytest.mark.parametrize("minutes", ["0", "61", "-5", "true", "null", "5.5", '"9"', "1e9"])
def test_nothing_but_one_to_sixty_minutes_is_a_time_to_lock(minutes: str) -> None:
    paths.preferences_file().parent.mkdir(parents=True)
    paths.preferences_file().write_text(f'{{"lock_minutes": {minutes}}}')

    assert preferences.load().lock_minutes == 5


def test_work_goes_on_where_preferences_cannot_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(paths, "preferences_file", lambda: tmp_path / "file" / "preferences.json")

    assert not preferences.save(Preferences())


def test_the_vault_does_not_lie_in_a_folder_that_roams(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.default_vault().name == "vault"
    assert "Roaming" not in str(paths.default_vault())
