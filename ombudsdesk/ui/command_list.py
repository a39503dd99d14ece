"""The commands of the office: add a row here, a place in `MENUS`, and bind it in the page that does it."""

from __future__ import annotations

from enum import StrEnum, unique

from ombudsdesk.i18n import N_
from ombudsdesk.ui.commands import Command, Menu, State


@unique
class Verb(StrEnum):
    """The ids."""

    NEW_CASE = "case.new"
    OPEN_CASE = "case.open"
    SAVE = "case.save"
    ADD_NOTE = "case.note"
    ADD_CONTACT = "case.contact"
    ADD_CONCERN = "case.concern"
    CLOSE_CASE = "case.close"
    FIND = "find"
    HOLD_CASE = "case.hold"
    BACK_UP = "backup"
    IMPORT = "import"
    PUBLISH = "publish"
    LOCK = "lock"
    QUIT = "quit"
    PALETTE = "palette"
    BACK = "back"
    NEXT_PANE = "pane.next"
    PREVIOUS_PANE = "pane.previous"
    SHOW_CASES = "show.cases"
    SHOW_REPORTS = "show.reports"
    SHOW_IMPORT = "show.import"
    SHOW_SAFETY = "show.safety"
    SHOW_DESTRUCTION = "show.destruction"
    SHOW_SETTINGS = "show.settings"
    SHORTCUTS = "help.shortcuts"
    SPEAK_ENGLISH = "speak.en"
    SPEAK_SPANISH = "speak.es"
    COLOURS_SYSTEM = "colours.system"
    COLOURS_LIGHT = "colours.light"
    COLOURS_DARK = "colours.dark"


_CASES, _OFFICE, _GO, _HELP, _VIEW = N_("Cases"), N_("Office"), N_("Go to"), N_("Help"), N_("View")
_OPEN = State.UNLOCKED | State.CASE_OPEN

COMMANDS = (
    Command(
        id=Verb.NEW_CASE, text=N_("&New case"), group=_CASES, shortcuts=("Ctrl+N", "F2"), icon="plus", needs=State.UNLOCKED
    ),
    Command(
        id=Verb.OPEN_CASE,
        text=N_("&Open the chosen case"),
        group=_CASES,
        shortcuts=("Ctrl+O",),
        icon="cases",
        needs=State.UNLOCKED | State.CASE_CHOSEN,
    ),
    Command(id=Verb.SAVE, text=N_("&Save"), group=_CASES, shortcuts=("Ctrl+S",), icon="save", needs=State.UNLOCKED),
    Command(id=Verb.ADD_NOTE, text=N_("Add a no&te"), group=_CASES, shortcuts=("Ctrl+T",), icon="note", needs=_OPEN),
    Command(
        id=Verb.ADD_CONTACT,
        text=N_("Add a cont&act"),
        group=_CASES,
        shortcuts=("Ctrl+Shift+T",),
        icon="contact",
        needs=_OPEN,
    ),
    Command(
        id=Verb.ADD_CONCERN,
        text=N_("Add a &concern"),
        group=_CASES,
        shortcuts=("Ctrl+Shift+C",),
        icon="concern",
        needs=_OPEN,
    ),
    Command(id=Verb.CLOSE_CASE, text=N_("C&lose the case…"), group=_CASES, icon="check", needs=_OPEN),
    Command(
        id=Verb.HOLD_CASE, text=N_("&Hold: nothing of the case may be destroyed…"), group=_CASES, icon="hold", needs=_OPEN
    ),
    Command(id=Verb.FIND, text=N_("&Find"), group=_CASES, shortcuts=("Ctrl+F",), icon="search", needs=State.UNLOCKED),
    Command(id=Verb.IMPORT, text=N_("&Import a spreadsheet…"), group=_OFFICE, icon="import", needs=State.UNLOCKED),
    Command(
        id=Verb.BACK_UP, text=N_("&Back up now"), group=_OFFICE, shortcuts=("Ctrl+B",), icon="backup", needs=State.UNLOCKED
    ),
    Command(
        id=Verb.PUBLISH,
        text=N_("Make a &report…"),
        group=_OFFICE,
        shortcuts=("Ctrl+R",),
        icon="report",
        needs=State.UNLOCKED,
    ),
    # F12: one key that no system and no screen reader needs for itself while our window is in front
    Command(
        id=Verb.LOCK,
        text=N_("&Lock the desk now"),
        group=_OFFICE,
        shortcuts=("F12", "Ctrl+L"),
        icon="lock",
        needs=State.UNLOCKED,
    ),
    Command(id=Verb.QUIT, text=N_("&Quit"), group=_OFFICE, shortcuts=("Ctrl+Q",), icon="quit"),
    Command(
        id=Verb.PALETTE, text=N_("Find a &command…"), group=_HELP, shortcuts=("Ctrl+K",), icon="command", in_palette=False
    ),
    Command(
        id=Verb.BACK, text=N_("&Back"), group=_GO, shortcuts=("Esc",), icon="back", needs=State.UNLOCKED, in_palette=False
    ),
    Command(id=Verb.NEXT_PANE, text=N_("N&ext part of the window"), group=_GO, shortcuts=("F6",), in_palette=False),
    Command(
        id=Verb.PREVIOUS_PANE, text=N_("Previo&us part of the window"), group=_GO, shortcuts=("Shift+F6",), in_palette=False
    ),
    Command(
        id=Verb.SHOW_CASES, text=N_("Go to &cases"), group=_GO, shortcuts=("Ctrl+1",), icon="cases", needs=State.UNLOCKED
    ),
    Command(
        id=Verb.SHOW_REPORTS,
        text=N_("Go to &reports"),
        group=_GO,
        shortcuts=("Ctrl+2",),
        icon="report",
        needs=State.UNLOCKED,
    ),
    Command(
        id=Verb.SHOW_IMPORT, text=N_("Go to &import"), group=_GO, shortcuts=("Ctrl+3",), icon="import", needs=State.UNLOCKED
    ),
    Command(
        id=Verb.SHOW_SAFETY, text=N_("Go to sa&fety"), group=_GO, shortcuts=("Ctrl+4",), icon="safe", needs=State.UNLOCKED
    ),
    Command(
        id=Verb.SHOW_DESTRUCTION,
        text=N_("Go to &destruction"),
        group=_GO,
        shortcuts=("Ctrl+5",),
        icon="trash",
        needs=State.UNLOCKED,
    ),
    Command(
        id=Verb.SHOW_SETTINGS,
        text=N_("Go to &settings"),
        group=_GO,
        shortcuts=("Ctrl+6",),
        icon="settings",
        needs=State.UNLOCKED,
    ),
    Command(id=Verb.SPEAK_ENGLISH, text=N_("Speak &English"), group=_VIEW, icon="language"),
    Command(id=Verb.SPEAK_SPANISH, text=N_("Speak &Spanish"), group=_VIEW, icon="language"),
    Command(id=Verb.COLOURS_SYSTEM, text=N_("Colors like the computer's"), group=_VIEW, icon="contrast"),
    Command(id=Verb.COLOURS_LIGHT, text=N_("&Light colors"), group=_VIEW, icon="contrast"),
    Command(id=Verb.COLOURS_DARK, text=N_("&Dark colors"), group=_VIEW, icon="contrast"),
    Command(id=Verb.SHORTCUTS, text=N_("&Keyboard shortcuts"), group=_HELP, shortcuts=("F1",), icon="keyboard"),
)

MENUS = (
    Menu(
        N_("&Case"),
        (
            Verb.NEW_CASE,
            Verb.OPEN_CASE,
            None,
            Verb.SAVE,
            Verb.ADD_NOTE,
            Verb.ADD_CONTACT,
            Verb.ADD_CONCERN,
            Verb.CLOSE_CASE,
            Verb.HOLD_CASE,
            None,
            Verb.FIND,
        ),
    ),
    Menu(N_("&Office"), (Verb.IMPORT, Verb.PUBLISH, Verb.BACK_UP, None, Verb.LOCK, Verb.QUIT)),
    Menu(
        N_("&Go"),
        (
            Verb.BACK,
            None,
            Verb.SHOW_CASES,
            Verb.SHOW_REPORTS,
            Verb.SHOW_IMPORT,
            Verb.SHOW_SAFETY,
            Verb.SHOW_DESTRUCTION,
            Verb.SHOW_SETTINGS,
            None,
            Verb.NEXT_PANE,
            Verb.PREVIOUS_PANE,
        ),
    ),
    Menu(
        N_("&View"),
        (
            Verb.SPEAK_ENGLISH,
            Verb.SPEAK_SPANISH,
            None,
            Verb.COLOURS_SYSTEM,
            Verb.COLOURS_LIGHT,
            Verb.COLOURS_DARK,
        ),
    ),
    Menu(N_("&Help"), (Verb.PALETTE, Verb.SHORTCUTS)),
)

TOOL_BAR = (Verb.BACK, None, Verb.NEW_CASE, Verb.FIND, None, Verb.PUBLISH, None, Verb.PALETTE, Verb.LOCK)
