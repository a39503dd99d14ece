"""Qt's own words ("Cancel", "&Undo") and dates in the window's language, switched while everything is open.

apply_language(app, "es")
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from ombudsdesk import i18n
from ombudsdesk.i18n import N_

# What Qt shows somewhere in our windows and its own Spanish catalogue lacks.
QT_TEXTS = (
    N_("&Look in:"),
    N_("Files of &type:"),
    N_("Name"),
    N_("Back"),
    N_("Forward"),
)


class OfficeWords(QTranslator):
    """Answers Qt from our own catalogue, and None for what it does not know, so that the next translator is asked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._speech = i18n.current()

    def isEmpty(self) -> bool:
        # an "empty" translator would be installed without telling the windows
        return False

    def translate(self, context: str, source: str, /, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Qt asks for a text; an empty answer would blank a button."""
        if not source or n >= 0:
            return None
        if context == "QShortcut":
            # keys go by what is printed on them: a keyboard in Texas says Ctrl and Shift in any language
            return source
        answer = self._speech.gettext(source)
        return answer if answer != source else None


def apply_language(app: QApplication, language: str) -> None:
    """Speak another language from now on: our texts, Qt's texts, dates, numbers, and the direction of reading.

    Every open window gets a LanguageChange event soon afterwards.
    """
    speech = i18n.use(language)
    locale = QLocale(speech.tag)
    QLocale.setDefault(locale)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    qt_words = QTranslator(app)
    # English is what Qt says anyway, and there is no catalogue of it
    if qt_words.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt_words)
    # the last one installed is asked first
    app.installTranslator(OfficeWords(app))
    app.setLayoutDirection(locale.textDirection())
    for window in app.topLevelWidgets():
        window.setLocale(locale)


def qt_text(context: str, source: str) -> str:
    """What Qt shows for one of its own texts now."""
    return QCoreApplication.translate(context, source)
