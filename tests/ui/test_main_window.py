from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCompleter, QDialog, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui import file_dialogs
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk, Page, PageSpec
from ombudsdesk.ui.main_window import FRAME_HEIGHT, LEAST_SIZE, USUAL_SIZE, MainWindow
from ombudsdesk.ui.palette import CommandPalette
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.settings.page import SettingsPage
from ombudsdesk.ui.shortcut_help import ShortcutHelp
from ombudsdesk.ui.worker import Task, Worker
from ombudsdesk.vault import cases, drafts
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.factories import new_case
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text

pytestmark = pytest.mark.gui

NOW = datetime(2026, 3, 18, 9, 30)


class Small(Page):
    """A page with one field, whose words it keeps as a draft when the session ends."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.field, self.title = QLineEdit(), QLabel()
        self.went_back = 0
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(self.field)
        desk.session.ending.connect(lambda: desk.session.keep_draft("small", self.field.text()))
        desk.commands.bind(Verb.NEW_CASE, self.field.clear)
        self.dress()

    def retranslate(self) -> None:
        self.title.setText(_("Cases"))
        self.field.setAccessibleName(_("Cases"))

    def arrive(self) -> None:
        self.field.setFocus()

    def back(self) -> None:
        self.went_back += 1

    def panes(self) -> Sequence[QWidget]:
        return [self.field]


SPECS = (
    PageSpec(Verb.SHOW_CASES, "Cases", "cases", Small),
    PageSpec(Verb.SHOW_SETTINGS, "Settings", "settings", SettingsPage),
)


@pytest.fixture
def window(qtbot: QtBot, vault: Vault) -> Iterator[MainWindow]:
    made = MainWindow(Session(vault, clock=lambda: NOW), SPECS)
    made.go(Verb.SHOW_CASES)
    made.resize(*USUAL_SIZE)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def page_of(window: MainWindow) -> Small:
    assert isinstance(window.page, Small)
    return window.page


def test_pages_are_made_when_they_are_first_wanted(window: MainWindow) -> None:
    assert window._stack.count() == 1

    press(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)

    assert isinstance(window.page, SettingsPage)
    assert window._sidebar.currentRow() == 1


def test_the_title_tells_nobody_anything(window: MainWindow) -> None:
    assert window.windowTitle() == "Desk"


@pytest.mark.parametrize(
    "key", [(Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)]
)
def test_one_key_locks_from_wherever_the_person_is_typing(
    qtbot: QtBot, window: MainWindow, key: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    page_of(window).field.setFocus()

    with qtbot.waitSignal(window.lock_wanted):
        press(page_of(window).field, *key)


def open_palette(window: MainWindow) -> QWidget:
    window.commands.run(Verb.PALETTE)
    return window.findChildren(CommandPalette)[-1]


def open_help(window: MainWindow) -> QWidget:
    window.commands.run(Verb.SHORTCUTS)
    return window.findChildren(ShortcutHelp)[-1]


def open_menu(window: MainWindow) -> QWidget:
    menu = window.menuBar().findChildren(QMenu)[0]
    menu.popup(window.pos())
    return menu


def open_matches(window: MainWindow) -> QWidget:
    field = page_of(window).field
    field.setCompleter(QCompleter(["Travis", "Tricia"], field))
    field.setFocus()
    field.setText("Tr")
    field.completer().complete()
    return field.completer().popup()


def open_file_dialog(window: MainWindow) -> QWidget:
    return file_dialogs.ask_for_file(window, "Choose", ["All files (*)"], lambda _path: None)


def open_box(window: MainWindow) -> QWidget:
    """A box that belongs to no window, as that of a bug."""
    box = QDialog()
    box.setModal(True)
    box.open()
    return box


@pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_L])
@pytest.mark.parametrize("open_it", [open_palette, open_help, open_menu, open_matches, open_file_dialog, open_box])
def test_the_key_locks_whatever_is_in_front(
    qtbot: QtBot, window: MainWindow, open_it: Callable[[MainWindow], QWidget], key: Qt.Key
) -> None:
    in_front = open_it(window)
    assert in_front.isVisible()
    control = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_L else Qt.KeyboardModifier.NoModifier
    shown: list[bool] = []
    window.lock_wanted.connect(lambda: shown.append(in_front.isVisible()))

    press(in_front.focusWidget() or in_front, key, control)

    assert shown == [False], "it locks once, with nothing in front any more"


def test_other_keys_go_where_they_went(window: MainWindow) -> None:
    locked: list[bool] = []
    window.lock_wanted.connect(lambda: locked.append(True))

    type_text(page_of(window).field, "Ll")
    press(page_of(window).field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    assert (page_of(window).field.text(), locked) == ("Ll", [])


def test_work_that_writes_is_stopped_before_the_drafts_are_kept(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    def store(task: Task) -> None:
        with vault.background.transaction():
            task.progress(1, 2)
            while True:
                task.check()
                time.sleep(0.01)

    job = window.desk.worker.submit(store)
    with qtbot.waitSignal(job.progressed):
        pass
    type_text(page_of(window).field, "half a sen")
    begun = time.monotonic()

    window.close()

    assert time.monotonic() - begun < 4
    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert drafts.draft(again.desk, place="small") == "half a sen"
    again.close()


def test_the_vault_is_closed_even_if_a_step_before_fails(
    window: MainWindow, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Worker, "close", lambda _worker: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            window.end()
    window.desk.worker.close()

    assert not window.isVisible()
    with pytest.raises(Exception, match="closed"):
        vault.desk.query("SELECT 1")


def test_ending_keeps_the_drafts_and_closes_the_vault(window: MainWindow, vault: Vault) -> None:
    type_text(page_of(window).field, "half a sen")

    window.close()

    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert drafts.draft(again.desk, place="small") == "half a sen"
    again.close()
    with pytest.raises(Exception, match="closed"):
        vault.desk.query("SELECT 1")


def test_escape_goes_back_inside_the_page(window: MainWindow) -> None:
    press(page_of(window).field, Qt.Key.Key_Escape)

    assert page_of(window).went_back == 1


def test_f6_walks_through_the_parts_of_the_window(window: MainWindow) -> None:
    page_of(window).field.setFocus()

    press(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is window._sidebar

    press(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is page_of(window).field


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    window._lock.setFocus()

    with qtbot.waitSignal(window.lock_wanted):
        press(window._lock, Qt.Key.Key_Return)


def test_the_palette_and_the_help_of_shortcuts_open_by_key(window: MainWindow) -> None:
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palettes = window.findChildren(CommandPalette)
    assert palettes[0].isVisible()
    palettes[0].close()

    press(window, Qt.Key.Key_F1)
    assert window.findChildren(ShortcutHelp)[0].isVisible()


def test_what_the_world_refuses_is_said_in_the_window(window: MainWindow) -> None:
    def refuse(_database: Database) -> Change:
        raise UserError("The disk is full.", "Free some space.")

    for _time in range(2):
        assert window.desk.session.apply(refuse) is None

    assert [bar.text for bar in window.messages.bars()] == ["The disk is full. Free some space."]


def test_a_change_is_told_to_everybody_and_can_be_taken_back(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    with qtbot.waitSignal(session.changed):
        case = session.apply(cases.open_case, new=new_case())
    assert case is not None
    change = session.apply(cases.write_note, case=case.cases[0], text="words", now=NOW)
    assert change is not None

    with qtbot.waitSignal(session.changed):
        session.undo(change)

    assert session.database.one("SELECT count(*) FROM note") == 0


def test_every_control_has_a_name_and_can_be_reached(window: MainWindow) -> None:
    for spec in SPECS:
        window.go(spec.verb)
        assert nameless(window) == []
        assert unreachable(window) == []


def test_the_language_changes_in_the_open_window(window: MainWindow, speak: Callable[[str], None]) -> None:
    window.go(Verb.SHOW_SETTINGS)
    english = _shown(window)

    speak("en_XA")
    other = _shown(window)

    same = {text for text in english & other if text not in {"English", "Español"}}
    assert same == set()
    speak("en")
    assert _shown(window) == english


def _shown(window: MainWindow) -> set[str]:
    texts = {label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()}
    texts |= {window._sidebar.item(row).text() for row in range(window._sidebar.count())}
    texts |= {action.text() for action in window.menuBar().actions()}
    texts |= {window._lock.text(), window._new_case.text()}
    return texts


def test_on_a_small_screen_the_sidebar_shows_signs_and_keeps_its_names(window: MainWindow) -> None:
    window.resize(*LEAST_SIZE)

    assert window._side.width() < 100
    assert window._lock.text() == ""
    assert nameless(window) == []
    names = [window._sidebar.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(len(SPECS))]
    assert names == ["Cases", "Settings"]

    window.resize(*USUAL_SIZE)
    assert window._lock.text() == "Lock the desk now"


def test_the_window_fits_half_of_a_full_hd_screen_at_double_size(window: MainWindow) -> None:
    assert LEAST_SIZE[0] <= 960
    assert LEAST_SIZE[1] <= 540 - FRAME_HEIGHT
    assert window.minimumSizeHint().width() <= LEAST_SIZE[0]
