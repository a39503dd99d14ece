"""The whole program, put together as it ships."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog
from pytestqt.qtbot import QtBot

from ombudsdesk import __version__, i18n, office, preferences
from ombudsdesk import app as composition
from ombudsdesk.app import App
from ombudsdesk.errors import UserError
from ombudsdesk.ui import crash
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import PageSpec
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.settings.page import SettingsPage
from ombudsdesk.ui.theme import Preference
from ombudsdesk.ui.unlock.first_run import FirstRun
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import cases
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case
from tests.trials.memory import holds_text
from tests.ui.accessibility import nameless, unreachable

pytestmark = pytest.mark.gui


class Restarts(list[Sequence[str]]):
    """Remembers how the program would have started over, instead of doing it."""

    def __call__(self, words: Sequence[str]) -> None:
        self.append(words)


@pytest.fixture
def restarts() -> Restarts:
    return Restarts()


@pytest.fixture
def office_app(qtbot: QtBot, qapp: QApplication, vault: Vault, restarts: Restarts) -> Iterator[App]:
    """The program with the practice office's cases open."""
    office.fill_practice_office(vault.desk, cases=40)
    program = App(qapp, restart=restarts)
    program.open_office(vault)
    assert program.window is not None
    qtbot.waitExposed(program.window)
    yield program
    leave(program)


def leave(program: App) -> None:
    """Close the program and take away everything of it: a second one would dress the first one's windows too."""
    assert program.window is not None
    program.window.close()
    for thing in (program.window, program.theme, program):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_vault_that_was_open_last_is_asked_for_next_time(office_app: App, vault: Vault) -> None:
    assert preferences.load().vault == str(vault.folder)


def test_locking_closes_the_vault_and_starts_over(office_app: App, vault: Vault, restarts: Restarts) -> None:
    assert office_app.window is not None

    office_app.window.commands.run(Verb.LOCK)

    assert restarts == [["--vault", str(vault.folder)]]
    assert not office_app.window.isVisible()
    with pytest.raises(Exception, match="closed"):
        vault.desk.query("SELECT 1")


def test_an_untouched_desk_is_locked(
    qtbot: QtBot, office_app: App, vault: Vault, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office_app.window is not None
    qtbot.wait(1200)
    assert restarts == []

    monkeypatch.setattr(office_app.guard._clock, "_wall", lambda: time.time() + 5 * 60)
    qtbot.waitUntil(lambda: bool(restarts), timeout=10_000)

    assert restarts == [["--vault", str(vault.folder)]]
    assert not office_app.window.isVisible()


def test_signs_that_come_together_lock_once(office_app: App, restarts: Restarts) -> None:
    for _sign in ("the computer's lock", "its sleep"):
        office_app.guard._watch.lock_wanted.emit()

    assert len(restarts) == 1


def test_the_desk_locks_even_when_closing_it_goes_wrong(
    office_app: App, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a bug in a page")

    with monkeypatch.context() as broken:
        broken.setattr(office_app.window, "end", fail)
        with pytest.raises(RuntimeError):
            office_app.lock()

    assert len(restarts) == 1


def test_the_desk_locks_even_when_the_vault_does_not_say_whether_a_backup_is_due(
    office_app: App, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office_app.window is not None

    def refuse(_done: object) -> bool:
        raise UserError("The vault is damaged.", "Restore your last backup.")

    monkeypatch.setattr(office_app.window.backups, "run_before_lock", refuse)
    with pytest.raises(UserError):
        office_app.lock_after_backup()

    assert len(restarts) == 1
    assert not office_app.window.isVisible()


def test_the_minutes_until_the_desk_locks_are_chosen_in_the_settings(qtbot: QtBot, office_app: App) -> None:
    assert office_app.window is not None
    office_app.window.go(Verb.SHOW_SETTINGS)
    box = office_app.window.page.findChildren(QComboBox)[0]
    assert box.currentText() == "5 minutes"

    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)

    assert box.currentText() == "1 minute"
    assert preferences.load().lock_minutes == 1
    assert office_app.guard._clock.minutes == 1


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("end", ["lock", "quit"])
def test_only_our_own_words_are_taken_off_the_clipboard_at_the_end(
    qapp: QApplication, office_app: App, ours: bool, end: str
) -> None:
    # offscreen there is no other program, and Qt does not say that the clipboard is ours
    office_app._clipboard._owns = lambda: ours
    QApplication.clipboard().setText("some words")

    if end == "lock":
        office_app.lock()
    else:
        qapp.aboutToQuit.emit()

    assert QApplication.clipboard().text() == ("" if ours else "some words")


@pytest.mark.parametrize("language", [*i18n.LANGUAGES, i18n.PSEUDO])
def test_every_page_and_dialog_opens_in_every_language_and_every_control_has_a_name(
    qapp: QApplication, office_app: App, language: str
) -> None:
    window = office_app.window
    assert window is not None
    apply_language(qapp, language)

    for spec in composition.PAGES:
        window.go(spec.verb)
        QCoreApplication.sendPostedEvents()
        assert nameless(window) == []
        assert unreachable(window) == []
    for verb in (Verb.PALETTE, Verb.SHORTCUTS):
        window.commands.run(verb)
    for dialog in window.findChildren(QDialog):
        assert dialog.isVisible()
        assert nameless(dialog) == []
        assert unreachable(dialog) == []
        dialog.close()
    apply_language(qapp, "en")


@pytest.mark.parametrize("theme", list(Preference))
def test_colours_can_be_changed_in_the_open_window(office_app: App, theme: Preference) -> None:
    assert office_app.window is not None

    office_app.window.commands.run(f"colours.{theme.value}")

    assert preferences.load().theme == theme.value
    assert office_app.theme.preference is theme


def test_the_language_can_be_changed_in_the_open_window(qtbot: QtBot, office_app: App) -> None:
    assert office_app.window is not None
    english = office_app.window.windowTitle()

    office_app.window.commands.run(Verb.SPEAK_SPANISH)
    qtbot.waitUntil(lambda: office_app.window is not None and office_app.window.windowTitle() != english)

    assert preferences.load().language == "es"
    office_app.speak("en")


def test_every_command_of_the_table_does_something(office_app: App) -> None:
    assert office_app.window is not None
    commands = office_app.window.commands
    # a page takes some commands, such as Save, only while it is in front: the first page comes last
    for spec in reversed(composition.PAGES):
        office_app.window.go(spec.verb)

    assert [command.id for command in commands.commands() if command.id not in commands._handlers] == []


def test_the_gate_leads_to_the_office(qtbot: QtBot, qapp: QApplication, vault: Vault, restarts: Restarts) -> None:
    vault.close()
    program = App(qapp, restart=restarts)
    program.show_gate(vault.folder, known=True)
    gate = program.gate
    assert gate is not None

    gate._opening._form.set_value("passphrase", PASSPHRASE)
    with qtbot.waitSignal(gate.opened, timeout=10_000):
        gate._opening.submit()
    qtbot.waitUntil(lambda: program.window is not None and program.gate is None)

    leave(program)


@pytest.fixture
def bare_app(
    qtbot: QtBot, qapp: QApplication, vault: Vault, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    """The program with one small page: for what has nothing to do with pages."""
    monkeypatch.setattr(composition, "PAGES", (PageSpec(Verb.SHOW_CASES, "Cases", "cases", SettingsPage),))
    program = App(qapp, restart=restarts)
    program.open_office(vault)
    yield program
    leave(program)


def test_locking_starts_over_even_if_something_fails_before(
    bare_app: App, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bare_app.window is not None
    with monkeypatch.context() as patch:
        patch.setattr(bare_app.window, "end", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bare_app.lock()

    assert len(restarts) == 1


def test_closing_the_program_takes_our_words_off_the_clipboard(
    bare_app: App, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    # offscreen there is no other program, and Qt does not say that the clipboard is ours
    monkeypatch.setattr(bare_app._clipboard, "_owns", lambda: True)
    assert bare_app.window is not None

    for leave_it in (bare_app.window.close, qapp.aboutToQuit.emit):
        qapp.clipboard().setText("Señora Peña")
        leave_it()
        assert qapp.clipboard().text() == ""


def test_a_refusal_that_nobody_expected_is_said_in_the_window_and_is_no_bug(
    qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    watch = crash.CrashWatch(qapp)
    program: App = request.getfixturevalue("bare_app")
    window = program.window
    assert window is not None
    error = UserError("The disk is gone.", "Connect it.")

    watch._hook(UserError, error, None)
    qtbot.waitUntil(lambda: [bar.text for bar in window.messages.bars()] == ["The disk is gone. Connect it."])

    assert watch.box is None
    watch.deleteLater()


@pytest.mark.parametrize(
    "name", ["letters", "ombudsdesk-practice-x/inner", "ombudsdesk-practice-gone", "ombudsdesk-practice-link"]
)
def test_no_folder_but_a_practice_office_is_resumed_and_then_removed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "letters").mkdir()
    (tmp_path / "ombudsdesk-practice-x" / "inner").mkdir(parents=True)
    (tmp_path / "ombudsdesk-practice-link").symlink_to(tmp_path / "letters", target_is_directory=True)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(UserError, match="no practice office"):
        composition.run_practice("words", cases=1, resume=tmp_path / name)

    assert sorted(tmp_path.rglob("*")) == before
    composition._require_practice(tmp_path / "ombudsdesk-practice-x")


def test_the_fresh_process_takes_nothing_from_the_folder_where_somebody_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _path, command, environment: started.append((command, environment)))
    monkeypatch.setattr(os, "name", "posix")
    monkeypatch.setattr(os, "_exit", lambda _code: None)
    monkeypatch.setattr(subprocess, "Popen", lambda *_words, **_more: None)
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(["", ".", "relative"]))
        composition.start_over(["--version"])
    monkeypatch.undo()
    for name in ("argparse.py", "ombudsdesk.py"):
        (tmp_path / name).write_text("raise SystemExit('taken from here')")
    ((command, environment),) = started

    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, f"ombudsdesk {__version__}")


LOCKER = """
import sys
from ombudsdesk import hardening
hardening.harden()
from pathlib import Path
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from ombudsdesk import app as composition
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.vault import vault as vaults

qt = composition._application()
program = composition.App(qt, restart=composition.start_over)
program.open_office(vaults.unlock(Path(sys.argv[1]), sys.argv[2], alone=True))
page = program.window.page


def until(condition):
    while not condition():
        QTest.qWait(20)


until(lambda: 1 in page.list.model.ids())
page.list.table.choose(1)
QTest.keyClick(page.list.table, Qt.Key.Key_Return)
editor = page.case.notes.editor
for letter in "Zyxelda Quorvath, typed here and nowhere else":
    qt.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
until(lambda: any("Quillonby" in label.text() for label in page.findChildren(QLabel) if label.isVisible()))
assert program.window.isVisible() and editor.isVisible() and editor.text().endswith("else")
# drawn, as it is on a screen
program.window.grab()
print("open", flush=True)
sys.stdin.readline()
QTimer.singleShot(0, lambda: program.window.commands.run(Verb.LOCK))
qt.exec()
"""
CANARY = b"Zyxelda"
STORED = b"Quillonby came again: a stored note"
# the door that keeps every other program out would keep the scanner out too, where it has not the administrator's rights
OPEN_DOOR = "from ombudsdesk import hardening\nhardening.harden = lambda: None\n"
CLOSED = """
import sys
from ombudsdesk.hardening import harden
harden()
print("closed", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def scannable(tmp_path: Path) -> dict[str, str]:
    """The environment of a program whose memory this test can read: the program as it ships, if we are administrators."""
    with subprocess.Popen([sys.executable, "-c", CLOSED], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"closed\n"
        try:
            holds_text(process.pid, b"anything")
        except PermissionError:
            (tmp_path / "sitecustomize.py").write_text(OPEN_DOOR)
            return {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
        finally:
            process.kill()
    return dict(os.environ)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of a process the Linux way")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("trials", [3, pytest.param(10, marks=pytest.mark.trials)])
def test_after_a_lock_nothing_of_what_was_open_is_in_memory(vault: Vault, scannable: dict[str, str], trials: int) -> None:
    cases.open_case(vault.desk, new=new_case(notes=(STORED.decode(),)))
    vault.close()
    for _trial in range(trials):
        _lock_and_look(vault, scannable)


def _lock_and_look(vault: Vault, scannable: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(vault.folder), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=scannable,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        # the scanner is shown to find what is there
        for secret in (CANARY, STORED, PASSPHRASE.encode()):
            assert holds_text(process.pid, secret)
        process.stdin.write(b"\n")
        process.stdin.flush()

        _wait_until(lambda: b"--vault" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
        _wait_until(lambda: b"libQt6Widgets" in Path(f"/proc/{process.pid}/maps").read_bytes())
        time.sleep(1)

        assert process.poll() is None
        for secret in (CANARY, STORED, PASSPHRASE.encode()):
            assert not holds_text(process.pid, secret)
    finally:
        process.kill()
        process.communicate()
    again = vaults.unlock(vault.folder, PASSPHRASE)
    assert again.desk.one("SELECT text FROM draft").encode().startswith(CANARY)
    again.desk.run("DELETE FROM draft")
    again.close()


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


SLEEPER = """
import os, sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from ombudsdesk import app as composition
from ombudsdesk.vault import vault as vaults

qt = composition._application()
program = composition.App(qt, restart=lambda words: (print(*words, flush=True), os._exit(0)))
speaker = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "speaker")
speaker.registerService("org.freedesktop.login1")
program.open_office(vaults.unlock(Path(sys.argv[1]), sys.argv[2], alone=True))
signal = QDBusMessage.createSignal("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
signal.setArguments([True])
QTimer.singleShot(100, lambda: speaker.send(signal))
QTimer.singleShot(20_000, qt.quit)
qt.exec()
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="needs a D-Bus of its own")
def test_the_desk_is_locked_before_the_computer_sleeps(vault: Vault) -> None:
    vault.close()
    command = ["dbus-run-session", "--", sys.executable, "-c", SLEEPER, str(vault.folder), PASSPHRASE]

    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    assert done.stdout == f"--vault {vault.folder}\n", done.stderr


def test_no_list_of_used_folders_is_kept(qtbot: QtBot, _own_home: Path) -> None:
    """In a process of its own: where Qt keeps its settings is decided once."""
    script = (
        "from PySide6.QtWidgets import QFileDialog\n"
        "from ombudsdesk import app as composition\n"
        "qt = composition._application()\n"
        "dialog = QFileDialog(None, 'Choose', '/')\n"
        "dialog.setOption(QFileDialog.Option.DontUseNativeDialog)\n"
        "dialog.show(); dialog.accept(); dialog.close(); del dialog\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)

    assert [path.name for path in _own_home.rglob("*") if path.is_file() and "Qt" in str(path)] == []


def test_a_first_run_is_locked_like_an_office_and_found_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, restarts: Restarts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "Gate", partial(Gate, make=partial(vaults.create, kdf=FAST_KDF), kdf=FAST_KDF))
    program = App(qapp, restart=restarts)
    program.show_gate(tmp_path / "vault", known=False)
    gate = program.gate
    assert gate is not None
    first = gate.pane
    assert isinstance(first, FirstRun)
    program.lock()
    assert restarts == []

    words = first._passphrase._made
    first.go_on()
    first._passphrase._again.set_value("again", words)
    with qtbot.waitSignal(gate.begun, timeout=10_000):
        first.go_on()
    assert preferences.load().vault == str(tmp_path / "vault")
    program.guard.lock_wanted.emit()

    assert restarts == [["--vault", str(tmp_path / "vault")]]
    assert not gate.isVisible()
    vaults.unlock(tmp_path / "vault", words, alone=True).close()
    for thing in (gate, program.theme, program):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
