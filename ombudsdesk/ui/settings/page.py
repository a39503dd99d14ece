"""The settings page: commands that the menus have too, the time until the desk locks, and what this program is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from ombudsdesk import __version__, i18n, preferences
from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.vault.engine import versions

LANGUAGES = {"en": (Verb.SPEAK_ENGLISH, "English"), "es": (Verb.SPEAK_SPANISH, "Español")}
COLOURS = {
    "system": (Verb.COLOURS_SYSTEM, N_("Like the computer")),
    "light": (Verb.COLOURS_LIGHT, N_("Light")),
    "dark": (Verb.COLOURS_DARK, N_("Dark")),
}
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, preferences.MOST_MINUTES)

WIDTH = 150


class SettingsPage(Page):
    """Language, colours, locking, and the versions of what keeps the vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._title, self._about = QLabel(), QLabel()
        self._headings: list[QLabel] = []
        self._groups: list[QButtonGroup] = []
        self._minutes, self._minutes_label, self._locking, self._also = QComboBox(), QLabel(), QLabel(), QLabel()
        dress_as(self._title, Look.TITLE)
        dress_as(self._locking, Look.HEADING)
        for words in (self._about, self._also):
            dress_as(words, Look.MUTED)
            words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(4), spacing(4), spacing(4), spacing(4))
        column.setSpacing(spacing(4))
        choices = ({code: verb for code, (verb, _name) in names.items()} for names in (LANGUAGES, COLOURS))
        for widget in (self._title, *(self._card(verbs) for verbs in choices), self._lock_card(), self._about):
            widget.setMaximumWidth(spacing(WIDTH))
            column.addWidget(widget)
        column.addStretch(1)
        self.dress()

    def _card(self, verbs: dict[str, Verb]) -> QWidget:
        heading, group = QLabel(), QButtonGroup(self)
        self._headings.append(heading)
        self._groups.append(group)
        dress_as(heading, Look.HEADING)
        card, column = _empty_card()
        column.addWidget(heading)
        for code, verb in verbs.items():
            button = QRadioButton()
            button.setObjectName(code)
            button.clicked.connect(partial(self._desk.commands.run, verb))
            group.addButton(button)
            column.addWidget(button)
        return card

    def _lock_card(self) -> QWidget:
        card, column = _empty_card()
        row = QHBoxLayout()
        row.addWidget(self._minutes_label)
        row.addWidget(self._minutes)
        row.addStretch(1)
        column.addWidget(self._locking)
        column.addLayout(row)
        column.addWidget(self._also)
        self._minutes_label.setBuddy(self._minutes)
        self._minutes.activated.connect(self._choose_minutes)
        return card

    def retranslate(self) -> None:
        self._title.setText(_("Settings"))
        self._show_locking()
        for heading, text in zip(self._headings, (_("Language"), _("Colors")), strict=True):
            heading.setText(text)
        names = {code: name for code, (_verb, name) in LANGUAGES.items()}
        names |= {code: _(name) for code, (_verb, name) in COLOURS.items()}
        chosen = (i18n.current().content, preferences.load().theme)
        for group, code in zip(self._groups, chosen, strict=True):
            for button in group.buttons():
                button.setText(names[button.objectName()])
                button.setChecked(button.objectName() == code)
        cipher, provider = versions()
        self._about.setText(
            _(
                "Ombudsdesk {version}. The vault is encrypted by SQLCipher {cipher} with {provider}. Everything stays on "
                "this computer: the program has no network code."
            ).format(version=__version__, cipher=cipher, provider=provider)
        )

    def _show_locking(self) -> None:
        self._locking.setText(_("Locking"))
        self._minutes_label.setText(_("Lock the desk when nobody has touched it for"))
        self._also.setText(_("It also locks when the computer is locked, goes to sleep, or another person takes it over."))
        chosen = preferences.load().lock_minutes
        self._minutes.clear()
        for minutes in sorted({*MINUTES, chosen}):
            self._minutes.addItem(ngettext("{count} minute", "{count} minutes", minutes), minutes)
        self._minutes.setCurrentIndex(self._minutes.findData(chosen))

    @Slot(int)
    def _choose_minutes(self, place: int) -> None:
        self._desk.lock_after(self._minutes.itemData(place))

    @Slot()
    def arrive(self) -> None:
        """Show what is chosen now, and put the focus on it."""
        self.retranslate()
        button = self._groups[0].checkedButton()
        if button is not None:
            button.setFocus()


def _empty_card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    dress_as(card, Look.CARD)
    column = QVBoxLayout(card)
    column.setContentsMargins(spacing(4), spacing(3), spacing(4), spacing(3))
    column.setSpacing(spacing(2))
    return card, column
