"""Words, dates and numbers in the reader's language.

The window has one language at a time (`use`); a report has its own (`speech`). Catalogues are read from the `.po` files
themselves, so that no compiled file can be stale.
"""

from __future__ import annotations

import gettext as stdlib_gettext
import io
import locale
import os
import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from ombudsdesk import paths

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("en", "es")
PSEUDO = "en_XA"
"""A made-up language for tests: every translated text is longer and accented, so that what is not translated shows."""

DOMAIN = "ombudsdesk"
# es_US and not es: a Texan reader expects 1,234.5 and weeks that begin on Sunday.
_LOCALES = {"en": "en_US", "es": "es_US", PSEUDO: "en_US"}
_WINDOWS_NAMES = {"english": "en", "spanish": "es"}
_PSEUDO_LETTERS = str.maketrans("aeiouAEIOUncy", "áéíóúÁÉÍÓÚñçý")
_NARROW_SPACES = str.maketrans({"\u202f": " ", "\u2009": " "})


def N_(message: str) -> str:  # noqa: N802 - the gettext world's own name
    """Mark a text for translation that is translated where it is used."""
    return message


class _Pseudo(stdlib_gettext.NullTranslations):
    """Translates into accented, longer English and leaves `{placeholders}` alone."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{[^}]*\}|&)", message)
        accented = [part if index % 2 else part.translate(_PSEUDO_LETTERS) for index, part in enumerate(parts)]
        return f"[{''.join(accented)}{'~' * (len(message) // 4)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


def _load(language: str) -> stdlib_gettext.NullTranslations:
    if language == PSEUDO:
        return _Pseudo()
    source = paths.translations() / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == "en" or not source.exists():
        return stdlib_gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)


class Speech:
    """One language: its words, its dates, its numbers."""

    def __init__(self, language: str) -> None:
        if language not in _LOCALES:
            raise ValueError(f"no such language: {language}")
        self.language = language
        self._translations = _load(language)

    @property
    def content(self) -> str:
        """The language of bilingual data files ("en" or "es") that goes with this one."""
        return self.language if self.language in LANGUAGES else "en"

    @property
    def tag(self) -> str:
        """The language tag for a document, such as "es-US"."""
        return _LOCALES[self.language].replace("_", "-")

    @property
    def locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(_LOCALES[self.language])

    def gettext(self, message: str) -> str:
        # gettext answers the empty text with the catalogue's header
        return self._translations.gettext(message) if message else ""

    def pgettext(self, context: str, message: str) -> str:
        return self._translations.pgettext(context, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._translations.ngettext(one, many, count).format(count=self.number(count))

    def number(self, value: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def moment(self, value: datetime) -> str:
        """A day and a time of day, such as "Nov 23, 2026, 4:05 PM"."""
        from babel.dates import format_time

        return f"{self.date(value)}, {format_time(value, 'short', locale=self.locale).translate(_NARROW_SPACES)}"

    def date(self, value: date, form: str = "medium") -> str:
        """`form` is Babel's: short, medium, long, full, or a pattern such as "LLLL y"."""
        from babel.dates import format_date

        # Babel writes narrow spaces that fonts and spreadsheets may lack
        return format_date(value, form, locale=self.locale).translate(_NARROW_SPACES)


@cache
def speech(language: str) -> Speech:
    """The speech of a language. Raises ValueError for one that the program does not speak."""
    return Speech(language)


_current: list[Speech] = []


def use(language: str) -> Speech:
    """Make this the language of the window and of the command line."""
    _current[:] = [speech(language)]
    return _current[0]


def current() -> Speech:
    """The language in use."""
    return _current[0] if _current else use("en")


def system_language() -> str:
    """The first language of this computer's settings that the program speaks, else English."""
    named = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    named.append(locale.getlocale()[0] or "")
    for name in ":".join(named).lower().split(":"):
        # Windows says "Spanish_Mexico" where others say "es_MX"
        code = _WINDOWS_NAMES.get(name.split("_")[0], name[:2])
        if code in LANGUAGES:
            return code
    return "en"


def _(message: str) -> str:
    return current().gettext(message)


def pgettext(context: str, message: str) -> str:
    return current().pgettext(context, message)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or plural text for a count; `{count}` in it becomes the formatted number."""
    return current().ngettext(one, many, count)
