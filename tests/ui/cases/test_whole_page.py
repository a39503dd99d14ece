"""What holds for every part of the page: languages, names for screen readers, keys, colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTabWidget,
    QWidget,
)

from ombudsdesk import i18n
from ombudsdesk import office as whole_office
from ombudsdesk.domain.cases import Identity
from ombudsdesk.ui.command_list import MENUS, Verb
from ombudsdesk.ui.panes import PaneRing
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.theme import Preference, Theme
from ombudsdesk.vault import cases
from ombudsdesk.vault.vault import Vault
from tests.factories import new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.cases.conftest import Office, Start

pytestmark = pytest.mark.gui

OPENED_PARTS = ("notes", "contacts", "concerns", "facts", "visitor", "contact form", "concern form", "place", "new case")


def show(office: Office, part: str) -> None:
    """Bring one part of the page to the front, forms opened."""
    page = office.page
    if part == "new case":
        office.commands.run(Verb.NEW_CASE)
    elif part == "contact form":
        office.commands.run(Verb.ADD_CONTACT)
    elif part == "concern form":
        office.commands.run(Verb.ADD_CONCERN)
    else:
        page.case.go(page.case.facts if part == "place" else getattr(page.case, part))
        if part == "place":
            page.case.facts.new_place_button.click()


@pytest.fixture
def opened(start: Start) -> Office:
    office = start(new_case(notes=("A note",), topics=("other.safety", "career.layoff")))
    office.session.apply(cases.set_identity, case=1, identity=Identity(name="Somebody"))
    office.open(1)
    return office


def texts_of(widget: QWidget) -> Iterator[str]:
    """What a widget shows or tells a screen reader, but not what was typed into it."""
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    yield widget.toolTip()
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield widget.placeholderText()
    if isinstance(widget, QTabWidget):
        yield from (widget.tabText(place) for place in range(widget.count()))
    if isinstance(widget, QTableView):
        model = widget.model()
        yield from (model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount()))
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))


def all_texts(page: QWidget) -> list[str]:
    """Every text of every part, shown or not."""
    # the hidden arrows of a tab bar are Qt's own
    widgets = [widget for widget in page.findChildren(QWidget) if not isinstance(widget.parent(), QTabBar)]
    return [text for widget in [page, *widgets] for text in texts_of(widget) if text]


def data_of(office: Office) -> set[str]:
    """Texts that are no words of the program: the office's lists, names, notes."""
    lists = office.session.catalogue
    every = (lists.roles, lists.levels, lists.channels, lists.initiators, lists.services, lists.outcomes, lists.languages)
    labels = {label for one in every for entry in one for label in entry.labels.values()}
    case = office.case(1)
    return labels | {case.nickname, *(note.text for note in case.notes)}


@pytest.mark.parametrize("part", OPENED_PARTS)
def test_every_text_follows_the_language(opened: Office, qapp: QApplication, part: str) -> None:
    show(opened, part)
    english = all_texts(opened.page)

    apply_language(qapp, i18n.PSEUDO)
    opened.until(lambda: opened.page.list.search.placeholderText().startswith("["))
    foreign = all_texts(opened.page)
    apply_language(qapp, "en")
    opened.until(lambda: all_texts(opened.page) == english)

    facts_line = opened.page.case._facts_line.text()
    left = {text for text in foreign if "[" not in text} - data_of(opened) - {facts_line}
    assert left == {"Mar 17, 2026"}
    assert len(foreign) == len(english)


def test_every_control_has_a_name_and_can_be_reached(opened: Office) -> None:
    for part in OPENED_PARTS:
        show(opened, part)

        assert nameless(opened.page) == [], part
        assert unreachable(opened.page) == [], part


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_letter_of_a_tab_belongs_to_another_tab_or_a_menu(opened: Office, language: str) -> None:
    i18n.use(language)
    titles = [section.title for section in opened.page.case.sections] + [i18n._(menu.title) for menu in MENUS]

    letters = [title.partition("&")[2][:1].casefold() for title in titles]

    assert len(set(letters)) == len(letters) and "" not in letters


def test_tabs_turn_with_a_key_from_inside_a_note(opened: Office) -> None:
    assert opened.page.case.notes.editor.hasFocus()

    opened.control(Qt.Key.Key_Tab)

    assert opened.page.case.section is opened.page.case.contacts


def test_f6_goes_between_the_list_and_the_case(opened: Office) -> None:
    ring = PaneRing(opened.page.panes())

    ring.forward()
    assert opened.page.list.isAncestorOf(opened.focused())
    ring.forward()

    assert opened.page.case.isAncestorOf(opened.focused())


def test_the_page_changes_its_colours_without_a_warning(opened: Office, qapp: QApplication) -> None:
    theme = Theme(qapp, Preference.DARK)
    opened.page.grab()
    theme.prefer(Preference.LIGHT, high_contrast=True)
    opened.page.grab()
    theme.prefer(Preference.LIGHT)

    assert opened.page.case.notes.cards()[0].isVisible()


@pytest.mark.parametrize("language", ["en", "es", i18n.PSEUDO])
def test_everything_fits_beside_the_sidebar_of_a_small_screen(opened: Office, qapp: QApplication, language: str) -> None:
    apply_language(qapp, language)
    for part in OPENED_PARTS:
        show(opened, part)
        opened.bot.wait(5)

        least = opened.page.minimumSizeHint()

        assert (least.width() <= 1060, least.height() <= 640) == (True, True), f"{part}: {least}"
    apply_language(qapp, "en")


def test_an_old_practice_office_can_be_walked_through(start: Start, vault: Vault) -> None:
    """Every code that the invented office uses can be shown in every form."""
    whole_office.fill_practice_office(vault.desk, cases=25)
    office = start()

    for case in office.shown_ids():
        office.open(case)
        for section in office.page.case.sections:
            assert section.case is not None and section.case.id == case
    assert office.said() == []


def test_a_case_that_is_gone_is_said_in_words(opened: Office) -> None:
    opened.session.database.run("DELETE FROM cases WHERE id = 1")

    opened.page._show(1)

    assert opened.said() == ["This case is no longer in the vault. Choose another one from the list."]
