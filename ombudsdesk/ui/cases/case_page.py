"""The page of one case: what it is called, how it stands, and its parts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import Case
from ombudsdesk.i18n import _
from ombudsdesk.ui.cases.choices import Places
from ombudsdesk.ui.cases.concerns import ConcernsSection
from ombudsdesk.ui.cases.contacts import ContactsSection
from ombudsdesk.ui.cases.facts import FactsSection
from ombudsdesk.ui.cases.hold_bar import HoldBar
from ombudsdesk.ui.cases.notes import NotesSection
from ombudsdesk.ui.cases.section import Section
from ombudsdesk.ui.cases.visitor import VisitorSection
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing


class CasePage(Living, QWidget):
    """Shows one case at a time. Whatever is typed in any of its parts is kept when another case comes to the front.

    `unreadable` comes when a part could not read what it must show.
    """

    unreadable = Signal()

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__()
        self._commands, self._words, self._places = desk.commands, words, places
        self.case: Case | None = None
        self._nickname, self._status, self._facts_line = QLabel(), QLabel(), QLabel()
        self.notes = NotesSection(desk, words, places)
        self.contacts = ContactsSection(desk, words, places)
        self.concerns = ConcernsSection(desk, words, places)
        self.facts = FactsSection(desk, words, places)
        self.visitor = VisitorSection(desk, words, places)
        self.sections: tuple[Section, ...] = (self.notes, self.contacts, self.concerns, self.facts, self.visitor)
        self.hold = HoldBar(desk)
        self.tabs = QTabWidget()
        self.close_button = QPushButton()
        self._build()
        self.dress()

    def _build(self) -> None:
        dress_as(self._nickname, Look.TITLE)
        dress_as(self._facts_line, Look.MUTED)
        for label in (self._status, self._facts_line):
            label.setWordWrap(True)
        for section in self.sections:
            self.tabs.addTab(section, section.title)
            section.titled.connect(self._name_tabs)
            section.unreadable.connect(self.unreadable)
        # no arrows that hide a part: where the words are too long they are shortened
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setDocumentMode(True)
        self.close_button.clicked.connect(self._close_case)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(2), 0, 0, 0)
        column.setSpacing(spacing(1))
        top = QHBoxLayout()
        top.addWidget(self._nickname, 1)
        top.addWidget(self.close_button)
        column.addLayout(top)
        column.addWidget(self._status)
        column.addWidget(self._facts_line)
        column.addWidget(self.hold)
        column.addSpacing(spacing(1))
        column.addWidget(self.tabs, 1)

    def retranslate(self) -> None:
        self.tabs.tabBar().setAccessibleName(_("Parts of the case"))
        self._name_tabs()
        self.close_button.setText(_("Close the case…"))
        if self.case is not None:
            self.close_button.setVisible(self.case.facts.closed is None)
            self._nickname.setText(self.case.nickname)
            self._status.setText(self._words.status(self.case.number, self.case.facts))
            unit = self._places.name(self.case.facts.unit)
            self._facts_line.setText(self._words.facts_line(self.case.facts, unit))

    @Slot()
    def _name_tabs(self) -> None:
        for place, section in enumerate(self.sections):
            self.tabs.setTabText(place, section.title)

    @Slot()
    def _close_case(self) -> None:
        self._commands.run(Verb.CLOSE_CASE)

    def show_case(self, case: Case, kept: Mapping[str, str]) -> None:
        """Show this case, or what has changed of it if it is the one in front. `kept`: what is unsaved, by place."""
        self.case = case
        for section in self.sections:
            section.show_case(case, kept)
        self.hold.show_case(case.id)
        self.retranslate()

    def clear(self) -> None:
        """Show nothing of any case; what was typed must have been kept before."""
        self.case = None
        for section in self.sections:
            section.clear()
        self.hold.clear()
        for label in (self._nickname, self._status, self._facts_line):
            label.clear()

    @property
    def section(self) -> Section:
        """The part in front."""
        section = self.tabs.currentWidget()
        assert isinstance(section, Section)  # noqa: S101 - the tabs hold nothing else
        return section

    def go(self, section: Section) -> None:
        """Bring a part to the front."""
        self.tabs.setCurrentWidget(section)

    def enter(self) -> None:
        """Put the focus where work in the part in front begins."""
        self.section.enter()

    def keep(self) -> None:
        """Keep in the vault whatever is typed and not saved."""
        for section in self.sections:
            section.keep()

    def reload_places(self) -> None:
        """The list of campuses has changed."""
        self.facts.reload_places()
        self.retranslate()
