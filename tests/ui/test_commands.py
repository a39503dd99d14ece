from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolBar
from pytestqt.qtbot import QtBot

from ombudsdesk.i18n import N_
from ombudsdesk.ui.command_list import COMMANDS, MENUS, TOOL_BAR, Verb
from ombudsdesk.ui.commands import Command, CommandSet, Menu, State, check_table
from ombudsdesk.ui.palette import CommandPalette, closeness, ranked
from ombudsdesk.ui.shortcut_help import ShortcutHelp
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

SAY = Command(id="say", text=N_("&Say something…"), group="Words", shortcuts=("Ctrl+J",))
CASE_ONLY = Command(id="case", text=N_("Only with a case"), group="Words", needs=State.UNLOCKED | State.CASE_OPEN)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_no_two_commands_of_the_office_share_a_key() -> None:
    check_table(COMMANDS)


def test_two_commands_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="Ctrl\\+J"):
        check_table([SAY, replace(SAY, id="other", shortcuts=("F5", "ctrl+j"))])


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no key"):
        check_table([replace(SAY, shortcuts=("Ctrl+Nonsense",))])


def test_every_command_of_the_menus_exists_and_every_command_is_in_a_menu() -> None:
    def ids(menu: Menu) -> list[str]:
        return [found for entry in menu.entries if entry for found in (ids(entry) if isinstance(entry, Menu) else [entry])]

    in_menus = [command_id for menu in MENUS for command_id in ids(menu)]

    assert len(in_menus) == len(set(in_menus))
    assert set(in_menus) == {command.id for command in COMMANDS}
    assert {command_id for command_id in TOOL_BAR if command_id} <= set(in_menus)


def test_the_desk_is_locked_with_one_key() -> None:
    lock = next(command for command in COMMANDS if command.id == Verb.LOCK)

    assert lock.shortcuts == ("F12", "Ctrl+L")


def test_a_command_runs_only_when_it_makes_sense(window: QMainWindow) -> None:
    commands = CommandSet([CASE_ONLY], window)
    done: list[str] = []
    commands.bind("case", lambda: done.append("case"))

    commands.set_state(State.UNLOCKED)
    commands.run("case")
    assert done == []
    assert not commands.action("case").isEnabled()

    commands.turn(State.CASE_OPEN, on=True)
    commands.action("case").trigger()
    assert done == ["case"]

    commands.unbind("case")
    assert not commands.action("case").isEnabled()


def test_a_key_works_in_the_window(window: QMainWindow, qtbot: QtBot) -> None:
    commands = CommandSet([SAY], window)
    done: list[str] = []
    commands.bind("say", lambda: done.append("said"))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()

    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)

    assert done == ["said"]


def test_menus_and_buttons_speak_the_language_of_the_window(window: QMainWindow, speak: Callable[[str], None]) -> None:
    commands = CommandSet(COMMANDS, window)
    commands.fill_menu_bar(window.menuBar(), MENUS)
    bar = QToolBar()
    window.addToolBar(bar)
    commands.fill_tool_bar(bar, TOOL_BAR)
    window.show()

    speak("en_XA")

    menus = [action.text() for action in window.menuBar().actions()]
    assert all(text.startswith("[") for text in menus)
    assert all(commands.action(command.id).text().startswith("[") for command in COMMANDS)
    assert nameless(window) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ca", "New case"),
        ("peña", "Sra. Pena"),
        ("pena", "Señora Peña"),
        ("nc", "New case"),
        ("case new", "New case"),
        ("", "x"),
    ],
)
def test_a_few_letters_find_a_command_whatever_the_accents(query: str, text: str) -> None:
    assert closeness(query, text) > 0


def test_the_palette_offers_the_plainest_match_first() -> None:
    texts = ["Make a report", "Import a spreadsheet", "Report a sore point", "Reach out to the airport"]

    found = ranked("report", [(text, text) for text in texts])

    assert found[:2] == ["Report a sore point", "Make a report"]
    assert ranked("zzz", [(text, text) for text in texts]) == []


def test_the_palette_is_used_with_the_keyboard_alone(window: QMainWindow, qtbot: QtBot) -> None:
    commands = CommandSet(COMMANDS, window)
    done: list[str] = []
    for verb in Verb:
        commands.bind(verb, lambda verb=verb: done.append(verb))
    commands.set_state(State.UNLOCKED)
    window.show()
    palette = CommandPalette(commands, window)
    palette.open()
    line = palette.focusWidget()

    assert Verb.ADD_NOTE not in palette.offered_ids(), "no case is open"
    type_text(line, "repor")
    assert palette.offered_ids()[:2] == [Verb.PUBLISH, Verb.SHOW_REPORTS] or Verb.PUBLISH in palette.offered_ids()[:2]
    chosen = palette.offered_ids()[1]
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Return)

    assert done == [chosen]
    assert not palette.isVisible()


def test_the_palette_and_the_help_have_names_for_everything(window: QMainWindow, speak: Callable[[str], None]) -> None:
    commands = CommandSet(COMMANDS, window)
    for verb in Verb:
        commands.bind(verb, window.close)
    for language in ("en", "es", "en_XA"):
        speak(language)
        for dialog in (CommandPalette(commands, window), ShortcutHelp(commands.commands(), window)):
            dialog.show()
            assert nameless(dialog) == []
            assert unreachable(dialog) == []
            dialog.close()
