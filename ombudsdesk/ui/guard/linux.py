"""Linux: what the desktop and the login service say on D-Bus, a socket on this computer. We only listen.

We speak once: the login service is asked to wait a moment with a sleep, until the desk is locked. Anybody who may speak on
these buses can make the desk lock. Nobody can keep it from locking: time does that by itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QWidget

from ombudsdesk.ui.guard.system import SystemWatch


class _Sign(NamedTuple):
    """A signal of D-Bus and the slot that knows what its values mean. `service` "" is whoever sends it."""

    service: str
    interface: str
    name: str
    slot: str


_LOGIN, _POWER, _PROPERTIES = "org.freedesktop.login1", "org.freedesktop.UPower", "org.freedesktop.DBus.Properties"
_FLAG, _PLAIN, _FACTS = "_flag(bool)", "_sign()", "_facts(QString,QVariantMap)"
# Signs of any session of this computer count, not only of ours: to find out which one is ours can fail, and one lock too
# many costs a passphrase, one too few an office's secrets.
_SYSTEM = (
    _Sign(_LOGIN, f"{_LOGIN}.Manager", "PrepareForSleep", _FLAG),
    _Sign(_LOGIN, f"{_LOGIN}.Session", "Lock", _PLAIN),
    _Sign(_LOGIN, _PROPERTIES, "PropertiesChanged", _FACTS),
    _Sign(_POWER, _PROPERTIES, "PropertiesChanged", _FACTS),
)
_SESSION = (
    *(
        _Sign("", f"{desktop}.ScreenSaver", "ActiveChanged", _FLAG)
        for desktop in ("org.freedesktop", "org.gnome", "org.cinnamon", "org.mate", "org.xfce")
    ),
    _Sign("", "com.canonical.Unity.Session", "Locked", _PLAIN),
)
# shown to whoever asks the computer what delays its sleep: neutral, like the window's title
_DELAY = ("sleep", "Desk", "Lock", "delay")
_FACTS_THAT_LOCK = {
    # another person has taken over the screen
    (f"{_LOGIN}.Session", "Active"): False,
    (f"{_LOGIN}.Session", "LockedHint"): True,
    (_POWER, "LidIsClosed"): True,
}


def _slot(sign: _Sign) -> Any:
    """The slot's name as Qt wants it: text, though PySide's own description asks for bytes."""
    return SLOT(sign.slot)


class LinuxWatch(SystemWatch):
    """Run by the tests on a bus of their own, with signals of the real shape; not on a laptop whose lid was closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: list[tuple[QDBusConnection, _Sign]] = []
        self._delay: list[Any] = []

    def begin(self, window: QWidget) -> list[str]:
        for bus, signs in ((QDBusConnection.systemBus(), _SYSTEM), (QDBusConnection.sessionBus(), _SESSION)):
            self._heard += [(bus, sign) for sign in signs if bus.isConnected() and self._listen(bus, sign)]
        self._ask_for_a_delay(QDBusConnection.systemBus())
        return [f"{sign.interface}.{sign.name}" for _bus, sign in self._heard]

    def end(self) -> None:
        for bus, sign in self._heard:
            bus.disconnect(sign.service, "", sign.interface, sign.name, self, _slot(sign))
        self._heard.clear()

    def _listen(self, bus: QDBusConnection, sign: _Sign) -> bool:
        return bus.connect(sign.service, "", sign.interface, sign.name, self, _slot(sign))

    def _ask_for_a_delay(self, bus: QDBusConnection) -> None:
        """A sleep waits for us, a few seconds at the most, while we hold what the login service gives us.

        It is let go of by locking itself: the fresh program does not inherit it. So no sleep begins before an open desk.
        """
        if bus.isConnected():
            call = QDBusMessage.createMethodCall(_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager", "Inhibit")
            call.setArguments(_DELAY)
            # PySide's own description asks for bytes, PySide for text
            answer: Any = SLOT("_delayed(QDBusMessage)")
            bus.callWithCallback(call, self, answer)

    @Slot(QDBusMessage)
    def _delayed(self, answer: QDBusMessage) -> None:
        self._delay = answer.arguments()

    @Slot(bool)
    def _flag(self, begins: bool) -> None:  # noqa: FBT001 - the signal's own value
        """True when the screen saver or the sleep begins, False when it is over."""
        if begins:
            self.lock_wanted.emit()

    @Slot()
    def _sign(self) -> None:
        self.lock_wanted.emit()

    @Slot(str, "QVariantMap")
    def _facts(self, interface: str, changed: dict[str, Any]) -> None:
        if any(_FACTS_THAT_LOCK.get((interface, name)) is value for name, value in changed.items()):
            self.lock_wanted.emit()
