"""What every page of the window is given, and what the window asks of a page.

Pages do not know each other: they meet through the session, the commands and the messages of the `Desk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ombudsdesk.ui.commands import CommandSet
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.worker import Worker


@dataclass(frozen=True)
class GuardFacts:
    """What guards the desk: the signs of the computer that are listened to, and whether it is kept out of pictures."""

    listened_to: tuple[str, ...] = ()
    hidden_from_pictures: bool | None = None


def _no_way_on(_passphrase: str) -> None:
    raise RuntimeError("this window cannot go on with a destruction")


@dataclass(frozen=True)
class Desk:
    """The open office: its vault, what can be done, the thread for long work, and where to say something.

    `go` shows the page of a command such as `Verb.SHOW_CASES`; `lock_after` takes the minutes after which an untouched desk
    locks itself. `begin_unfinished` takes the passphrase and leaves the office for the work that was planned with a vault.
    Long work reads `session.vault.background`, never the desk's own connection, and hands that connection's
    `interrupt` to the worker.
    """

    session: Session
    commands: CommandSet
    worker: Worker
    messages: MessageArea
    go: Callable[[str], None]
    lock_after: Callable[[int], None] = lambda _minutes: None
    guard_facts: Callable[[], GuardFacts] = GuardFacts
    begin_unfinished: Callable[[str], None] = _no_way_on


class Page(Living, QWidget):
    """One entry of the sidebar. A page binds the commands that it knows in its constructor."""

    def arrive(self) -> None:
        """The page has come to the front: put the focus where work begins."""

    def back(self) -> None:
        """Esc: go one step back inside the page; nothing if there is none."""

    def panes(self) -> Sequence[QWidget]:
        """The parts that F6 walks through."""
        return [self]


@dataclass(frozen=True)
class PageSpec:
    """A page as the window needs to know it: the command that shows it, its N_-marked title, its icon, how it is made.

    `also` are other commands that lead to it: they work before the page is made.
    """

    verb: str
    title: str
    icon: str
    make: Callable[[Desk], Page]
    also: tuple[str, ...] = ()
