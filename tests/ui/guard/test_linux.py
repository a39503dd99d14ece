"""The signals of desktops and the login service, sent over a bus of the test's own in their real shape."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    not (sys.platform.startswith("linux") and shutil.which("dbus-run-session")), reason="needs a D-Bus of its own"
)

# The watch listens on the two standard buses, here one and the same; another connection speaks for all services. Every
# sign has its own line in the answer: whether it asked for a lock.
SCRIPT = """
import os
import sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import ClassInfo, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor
from PySide6.QtWidgets import QApplication, QWidget
from ombudsdesk.ui.guard.linux import LinuxWatch

LOGIN = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/_32"
FACTS = ("org.freedesktop.DBus.Properties", "PropertiesChanged")
SIGNS = [
    ("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", [True]),
    ("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", [False]),
    (SESSION, f"{LOGIN}.Session", "Lock", []),
    (SESSION, f"{LOGIN}.Session", "Unlock", []),
    (SESSION, *FACTS, [f"{LOGIN}.Session", {"Active": False}]),
    (SESSION, *FACTS, [f"{LOGIN}.Session", {"Active": True}]),
    (SESSION, *FACTS, [f"{LOGIN}.Session", {"LockedHint": True}]),
    (SESSION, *FACTS, [f"{LOGIN}.Session", {"IdleHint": True}]),
    ("/org/freedesktop/UPower", *FACTS, ["org.freedesktop.UPower", {"OnBattery": True, "LidIsClosed": True}]),
    ("/org/freedesktop/UPower", *FACTS, ["org.freedesktop.UPower", {"LidIsClosed": False}]),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True]),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [False]),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", [True]),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver", "ActiveChanged", [True]),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver", "ActiveChanged", [True]),
    ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver", "ActiveChanged", [True]),
    ("/com/canonical/Unity/Session", "com.canonical.Unity.Session", "Locked", []),
]


@ClassInfo({"D-Bus Interface": f"{LOGIN}.Manager"})
class Manager(QObject):
    @Slot(str, str, str, str, result="QDBusUnixFileDescriptor")
    def Inhibit(self, what, who, why, mode):
        self.asked = (what, mode)
        self.read, write = os.pipe()
        given = QDBusUnixFileDescriptor(write)
        os.close(write)
        return given

    def held(self):
        os.set_blocking(self.read, False)
        try:
            return os.read(self.read, 1) != b""
        except BlockingIOError:
            return True


application = QApplication([])
manager = Manager()
speaker = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "speaker")
for name in (LOGIN, "org.freedesktop.UPower"):
    assert speaker.registerService(name)
assert speaker.registerObject("/org/freedesktop/login1", manager, QDBusConnection.RegisterOption.ExportAllSlots)
watch, window = LinuxWatch(), QWidget()
locks = []
watch.lock_wanted.connect(lambda: locks.append(1))
print("heard", len(watch.begin(window)), flush=True)


def say(place):
    locks.clear()
    path, interface, name, values = SIGNS[place]
    signal = QDBusMessage.createSignal(path, interface, name)
    signal.setArguments(values)
    assert speaker.send(signal)
    QTimer.singleShot(40, lambda: tell(place))


def tell(place):
    path, interface, name, values = SIGNS[place]
    print(interface.rsplit(".", 1)[1], name, values[-1] if values else "", bool(locks), sep="|", flush=True)
    if place + 1 < len(SIGNS):
        say(place + 1)
        return
    print("the sleep waits", manager.asked, manager.held(), flush=True)
    inherited = os.get_inheritable(watch._delay[0].fileDescriptor())
    watch._delay.clear()
    print("and goes on in a fresh program", not inherited, not manager.held(), flush=True)
    watch.end()
    locks.clear()
    speaker.send(QDBusMessage.createSignal(SESSION, f"{LOGIN}.Session", "Lock"))
    QTimer.singleShot(40, lambda: (print("after the end", len(locks), flush=True), application.quit()))


QTimer.singleShot(50, lambda: say(0))
application.exec()
"""


def test_each_sign_of_the_system_locks_and_the_others_do_not() -> None:
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", SCRIPT], check=False, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "heard 10",
        "Manager|PrepareForSleep|True|True",
        "Manager|PrepareForSleep|False|False",
        "Session|Lock||True",
        "Session|Unlock||False",
        "Properties|PropertiesChanged|{'Active': False}|True",
        "Properties|PropertiesChanged|{'Active': True}|False",
        "Properties|PropertiesChanged|{'LockedHint': True}|True",
        "Properties|PropertiesChanged|{'IdleHint': True}|False",
        "Properties|PropertiesChanged|{'OnBattery': True, 'LidIsClosed': True}|True",
        "Properties|PropertiesChanged|{'LidIsClosed': False}|False",
        "ScreenSaver|ActiveChanged|True|True",
        "ScreenSaver|ActiveChanged|False|False",
        "ScreenSaver|ActiveChanged|True|True",
        "ScreenSaver|ActiveChanged|True|True",
        "ScreenSaver|ActiveChanged|True|True",
        "ScreenSaver|ActiveChanged|True|True",
        "Session|Locked||True",
        "the sleep waits ('sleep', 'delay') True",
        "and goes on in a fresh program True True",
        "after the end 0",
    ]


def test_without_a_bus_time_alone_locks() -> None:
    script = (
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "from ombudsdesk.ui.guard.linux import LinuxWatch\n"
        "application = QApplication([])\n"
        "watch = LinuxWatch()\n"
        "print(watch.begin(QWidget()))\n"
        "watch.end()\n"
    )
    nowhere = {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    environ = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ".", **nowhere}

    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environ)

    assert done.stdout == "[]\n"
