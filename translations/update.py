"""Bring the catalogues up to date: `python translations/update.py`. Then translate what is empty or marked fuzzy."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).resolve().parent
PACKAGE = FOLDER.parent / "ombudsdesk"
TEMPLATE = FOLDER / "ombudsdesk.pot"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
COMMENT_TAGS = ("Translators:",)


HEADER = """# Texts of ombudsdesk.
msgid ""
msgstr ""
"Project-Id-Version: ombudsdesk\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    """Every text of the program, without places and dates, so that the file changes only when a text does."""
    catalogue = Catalog(project="ombudsdesk")
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS, comment_tags=COMMENT_TAGS, strip_comment_tags=False)
    for _file, _line, message, comments, context in found:
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """A catalogue as it is stored: with a header of our own, for Babel's holds the time."""
    stream = io.BytesIO()
    write_po(stream, catalogue, omit_header=True, no_location=True, sort_output=True, width=120)
    header = ""
    if catalogue.locale:
        header = HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms)
    return header + stream.getvalue().decode()


def untranslated(catalogue: Catalog) -> int:
    """How many texts have no translation yet."""
    strings = (
        message.string if isinstance(message.string, str) else "".join(message.string or ()) for message in catalogue
    )
    return sum(not string for string in strings)


def languages() -> list[Path]:
    """The catalogues of all languages."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/ombudsdesk.po"))


def load(path: Path) -> Catalog:
    """The catalogue of a language, by the name of its folder."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, domain="ombudsdesk", abort_invalid=True)


def main() -> None:
    """Write the template and merge it into every language."""
    template = extracted()
    TEMPLATE.write_text(as_text(template), encoding="utf-8")
    for path in languages():
        catalogue = load(path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path.write_text(as_text(catalogue), encoding="utf-8")
        print(f"{catalogue.locale}: {len(catalogue)} texts, {untranslated(catalogue)} without translation")  # noqa: T201 - a tool


if __name__ == "__main__":
    main()
