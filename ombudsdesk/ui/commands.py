"""What a person can do, as one table: menus, toolbar, shortcuts, palette and the shortcut help all read it.

commands = CommandSet(COMMANDS, window)
commands.bind(Verb.NEW_CASE, page.new_case)
commands.set_state(State.UNLOCKED)
commands.fill_menu_bar(window.menuBar(), MENUS)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Flag, auto

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from ombudsdesk.i18n import _
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.theme import Colours, colours


class State(Flag):
    """What must be so for a command to make sense."""

    NOTHING = 0
    UNLOCKED = auto()
    LOCKED = auto()
    CASE_OPEN = auto()
    CASE_CHOSEN = auto()
    SAMPLE = auto()


def key_of(shortcut: str) -> QKeySequence:
    """The key of a portable text such as "Ctrl+N", whatever language the window speaks."""
    return QKeySequence.fromString(shortcut, QKeySequence.SequenceFormat.PortableText)


@dataclass(frozen=True, kw_only=True)
class Command:
    """One thing to do. `text` and `group` are marked with N_; `shortcuts` are portable, the first is the one shown."""

    id: str
    text: str
    group: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    needs: State = State.NOTHING
    in_palette: bool = True

    @property
    def title(self) -> str:
        """The text in today's language, without the mark of its menu letter and without dots."""
        return _(self.text).replace("&", "").removesuffix("…")

    @property
    def shown_shortcut(self) -> str:
        """The first shortcut as this computer writes it, "" if there is none."""
        return key_of(self.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText) if self.shortcuts else ""


@dataclass(frozen=True)
class Menu:
    """A menu as data: ids of commands, menus inside, and None for a line."""

    title: str
    entries: tuple[str | Menu | None, ...]


def check_table(commands: Iterable[Command]) -> None:
    """ValueError when two commands share an id or a shortcut: one of them would silently not work."""
    taken: dict[str, str] = {}
    for command in commands:
        keys = [key_of(shortcut).toString(QKeySequence.SequenceFormat.PortableText) for shortcut in command.shortcuts]
        if "" in keys:
            raise ValueError(f"{command.id} has a shortcut that is no key")
        for key in (f"id {command.id}", *keys):
            if key in taken:
                raise ValueError(f"{key} belongs to {taken[key]} and {command.id}")
            taken[key] = command.id


class CommandSet(QObject):
    """The actions of a window. A command that nobody has bound, or whose needs are not met, cannot be run."""

    def __init__(self, commands: Sequence[Command], window: QWidget) -> None:
        super().__init__(window)
        check_table(commands)
        self._commands = {command.id: command for command in commands}
        self._handlers: dict[str, Callable[[], object]] = {}
        self._state = State.NOTHING
        self._menus: list[tuple[QMenu, str]] = []
        self._drawn_in: Colours | None = None
        self._actions = {command.id: self._make(command) for command in commands}
        window.addActions(list(self._actions.values()))
        window.installEventFilter(self)
        self.retranslate()
        self.recolour()

    def _make(self, command: Command) -> QAction:
        action = QAction(self)
        action.setObjectName(command.id)
        action.setShortcuts([key_of(shortcut) for shortcut in command.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        # macOS would move "Settings" and "Quit" by their English text
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.setEnabled(False)
        action.triggered.connect(lambda: self.run(command.id))
        return action

    @property
    def state(self) -> State:
        """What is so at the moment."""
        return self._state

    def action(self, command_id: str) -> QAction:
        """The action of a command, for a button: `button.setDefaultAction(commands.action(Verb.LOCK))`."""
        return self._actions[command_id]

    def bind(self, command_id: str, handler: Callable[[], object]) -> None:
        """Say what a command does. The last one bound counts."""
        self._handlers[self._commands[command_id].id] = handler
        self._refresh()

    def unbind(self, command_id: str) -> None:
        """The page that knew how to do this has gone."""
        self._handlers.pop(command_id, None)
        self._refresh()

    def set_state(self, state: State) -> None:
        """Enable exactly what makes sense now."""
        self._state = state
        self._refresh()

    def turn(self, flag: State, *, on: bool) -> None:
        """Switch one flag of the state."""
        self.set_state(self._state | flag if on else self._state & ~flag)

    def possible(self, command_id: str) -> bool:
        """Whether a command can be run now."""
        needs = self._commands[command_id].needs
        return command_id in self._handlers and (self._state & needs) == needs

    def run(self, command_id: str) -> None:
        """Do it, if it can be done now."""
        if self.possible(command_id):
            self._handlers[command_id]()

    def commands(self) -> list[Command]:
        """All of the table."""
        return list(self._commands.values())

    def offered(self) -> list[Command]:
        """What the palette offers now."""
        return [command for command in self._commands.values() if command.in_palette and self.possible(command.id)]

    def fill_menu_bar(self, bar: QMenuBar, menus: Iterable[Menu]) -> None:
        """Build the menus."""
        for menu in menus:
            bar.addMenu(self._build_menu(menu, bar))

    def _build_menu(self, menu: Menu, parent: QWidget) -> QMenu:
        made = QMenu(parent)
        self._menus.append((made, menu.title))
        made.setTitle(_(menu.title))
        for entry in menu.entries:
            if entry is None:
                made.addSeparator()
            elif isinstance(entry, Menu):
                made.addMenu(self._build_menu(entry, made))
            else:
                made.addAction(self._actions[entry])
        return made

    def fill_tool_bar(self, bar: QToolBar, ids: Iterable[str | None]) -> None:
        """Put commands on a toolbar; None is a line."""
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for command_id in ids:
            if command_id is None:
                bar.addSeparator()
                continue
            bar.addAction(self._actions[command_id])
            # a toolbar's buttons cannot be reached by Tab unless we say so
            bar.widgetForAction(self._actions[command_id]).setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def retranslate(self) -> None:
        """Put on all texts."""
        for command in self._commands.values():
            action = self._actions[command.id]
            action.setText(_(command.text))
            hint = _("{command} ({shortcut})").format(command=command.title, shortcut=command.shown_shortcut)
            action.setToolTip(hint if command.shortcuts else command.title)
        for menu, title in self._menus:
            menu.setTitle(_(title))

    def recolour(self) -> None:
        """Draw all icons in the colours of the theme."""
        self._drawn_in = colours()
        for command in self._commands.values():
            if command.icon:
                self._actions[command.id].setIcon(icon(command.icon))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's language and colours."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.StyleChange and self._drawn_in is not colours():
            self.recolour()
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        for command_id, action in self._actions.items():
            action.setEnabled(self.possible(command_id))
