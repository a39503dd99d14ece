"""The window's composition root: the only file that knows everyone.

Locking ends this process and starts a fresh, locked one: measuring found that nothing else takes what was shown in a window
out of the computer's memory.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtWidgets import QApplication

from ombudsdesk import office, office_publish, paths, preferences
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.preferences import Preferences
from ombudsdesk.ui import crash
from ombudsdesk.ui.cases.page import CasesPage
from ombudsdesk.ui.clipboard import ClipboardGuard
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import GuardFacts, PageSpec
from ombudsdesk.ui.destroying import DestroyWindow
from ombudsdesk.ui.destruction.page import DestructionPage
from ombudsdesk.ui.guard.capture import Capture
from ombudsdesk.ui.guard.guard import Guard
from ombudsdesk.ui.guard.idle import IdleClock
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.importing.page import ImportPage
from ombudsdesk.ui.locking import LockingWindow
from ombudsdesk.ui.main_window import MainWindow
from ombudsdesk.ui.publish.page import ReportsPage
from ombudsdesk.ui.qt_strings import apply_language
from ombudsdesk.ui.safety.page import SHEET_USE_KNOWN, SafetyPage
from ombudsdesk.ui.session import Session
from ombudsdesk.ui.settings.page import SettingsPage
from ombudsdesk.ui.theme import Preference, Theme, Tone
from ombudsdesk.ui.unlock.gate import Gate
from ombudsdesk.vault import safekeeping, selfcheck
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault

PAGES = (
    PageSpec(Verb.SHOW_CASES, N_("Cases"), "cases", CasesPage),
    PageSpec(Verb.SHOW_REPORTS, N_("Reports"), "report", ReportsPage, also=(Verb.PUBLISH,)),
    PageSpec(Verb.SHOW_IMPORT, N_("Import"), "import", ImportPage, also=(Verb.IMPORT,)),
    PageSpec(Verb.SHOW_SAFETY, N_("Safety"), "safe", SafetyPage),
    PageSpec(Verb.SHOW_DESTRUCTION, N_("Destruction"), "trash", DestructionPage),
    PageSpec(Verb.SHOW_SETTINGS, N_("Settings"), "settings", SettingsPage),
)
_PRACTICE_HINT = N_("This is the practice office. Its passphrase is: practice office")

_PRACTICE_PREFIX = "ombudsdesk-practice-"

Restart = Callable[[Sequence[str]], None]


class App(QObject):
    """Goes from the gate to the open office and back. `practice` is the invented office's folder, gone at the end."""

    def __init__(self, qt: QApplication, *, restart: Restart, practice: Path | None = None) -> None:
        super().__init__(qt)
        self._qt = qt
        self._restart = restart
        self._practice = practice
        self._preferences = preferences.load()
        self.theme = Theme(qt, Preference(self._preferences.theme))
        apply_language(qt, self._preferences.language)
        self._clipboard = ClipboardGuard(self)
        # at a quit too: some systems keep what a program leaves on the clipboard
        qt.aboutToQuit.connect(self._clipboard.clear)
        for watch in qt.findChildren(crash.CrashWatch):
            watch.tell = partial(self._tell, watch)
        self.guard = Guard(qt, self, clock=IdleClock(minutes=self._preferences.lock_minutes))
        self.guard.lock_wanted.connect(self.lock)
        self.gate: Gate | None = None
        self.window: MainWindow | None = None
        self.destroying: DestroyWindow | None = None
        self._waiting: LockingWindow | None = None
        self._is_locking = False

    def show_gate(self, folder: Path, *, known: bool) -> None:
        """Ask for the passphrase of a vault. Only where none is `known` to be, one is made."""
        self.gate = Gate(folder, known=known, practice_hint=_PRACTICE_HINT if self._practice else "")
        self.gate.opened.connect(self.open_office)
        self.gate.unfinished.connect(self.go_on_destroying)
        self.gate.begun.connect(self._guard_first_run)
        self.gate.lock_wanted.connect(self.lock)
        self.gate.language_chosen.connect(self.speak)
        self.gate.practice_wanted.connect(self._practise)
        self.gate.show()

    @Slot(object)
    def _guard_first_run(self, vault: Vault) -> None:
        """A vault stands and its recovery code is on the screen: found again after a crash, locked when nobody is there."""
        self._remember(vault)
        if self.gate is not None:
            self.guard.begin(self.gate)

    def _remember(self, vault: Vault) -> None:
        if not self._practice:
            self._keep(replace(self._preferences, vault=str(vault.folder)))

    @Slot(object)
    def open_office(self, vault: Vault) -> None:
        """Show the office of an open vault."""
        self._remember(vault)
        # of a first run
        self.guard.end()
        self.window = MainWindow(Session(vault), PAGES, practice=self._practice is not None, guard_facts=self._guard_facts)
        self.window.lock_wanted.connect(self.lock_after_backup)
        self.window.unfinished_wanted.connect(self._leave_for_destruction)
        self.window.ended.connect(self._clipboard.clear)
        self.window.lock_after_chosen.connect(self._lock_after)
        self.window.ended.connect(self.guard.end)
        for verb, language in ((Verb.SPEAK_ENGLISH, "en"), (Verb.SPEAK_SPANISH, "es")):
            self.window.commands.bind(verb, partial(self.speak, language))
        for verb, choice in (
            (Verb.COLOURS_SYSTEM, Preference.SYSTEM),
            (Verb.COLOURS_LIGHT, Preference.LIGHT),
            (Verb.COLOURS_DARK, Preference.DARK),
        ):
            self.window.commands.bind(verb, partial(self._colour, choice))
        self.window.go(Verb.SHOW_CASES)
        self.window.show()
        self.guard.begin(self.window)
        self._close_gate()
        self.window.backups.start_if_due()
        used = vault.standing.sheet_used
        if used and safekeeping.setting(vault.desk, SHEET_USE_KNOWN) != used:
            self.window.messages.say(Tone.WARNING, selfcheck.sheet_was_used(used))

    def _close_gate(self) -> None:
        if self.gate is not None:
            self.gate.close()
            self.gate.deleteLater()
            self.gate = None

    def _guard_facts(self) -> GuardFacts:
        capture = self.guard.capture
        return GuardFacts(tuple(self.guard.heard), None if capture is None else capture is Capture.KEPT_OUT)

    @Slot(object, str)
    def go_on_destroying(self, folder: Path, passphrase: str) -> None:
        """Go on with what was planned with a vault that is closed now; the office comes after it."""
        self.destroying = DestroyWindow(folder, passphrase)
        self.destroying.finished.connect(self.lock)
        self.destroying.lock_wanted.connect(self.lock)
        self.destroying.later.connect(self._put_off)
        self.destroying.show()
        self.guard.begin(self.destroying)
        self._close_gate()

    @Slot(str)
    def _leave_for_destruction(self, passphrase: str) -> None:
        if self.window is not None:
            window, self.window = self.window, None
            folder = window.desk.session.vault.folder
            self.guard.end()
            window.end()
            self.go_on_destroying(folder, passphrase)
            window.deleteLater()

    @Slot(object)
    def _put_off(self, vault: Vault) -> None:
        """The office opens although something is left to do; the next unlocking asks again."""
        destroying, self.destroying = self.destroying, None
        self.guard.end()
        self.open_office(vault)
        if destroying is not None:
            destroying.close()
            destroying.deleteLater()

    @Slot()
    def lock_after_backup(self) -> None:
        """Lock, after the backup that is wanted before locking: the desk is hidden at once."""
        try:
            self._wait_for_backup()
        except BaseException:
            # nobody may stand before an open desk because a backup cannot even be thought of
            self.lock()
            raise

    def _wait_for_backup(self) -> None:
        window = self.window
        if window is None or self._waiting is not None or not window.backups.run_before_lock(self.lock):
            self.lock()
            return
        window.desk.session.hand_over()
        self._waiting = LockingWindow(window.backups.progress)
        self._waiting.stopped.connect(self.lock)
        self._waiting.show()
        window.hide()

    @Slot(str)
    def speak(self, language: str) -> None:
        """Change the language of everything that is open."""
        self._keep(replace(self._preferences, language=language))
        apply_language(self._qt, language)

    @Slot()
    def lock(self) -> None:
        """Keep drafts, close the vault, and start over in a fresh process that knows nothing, whatever fails before."""
        folder = self._open_folder()
        # stopping a backup says that it has ended, which would lock once more
        if folder is None or self._is_locking:
            return
        self._is_locking = True
        words = ["demo", "--resume", str(self._practice)] if self._practice else ["--vault", str(folder)]
        # the last one that is named is done first, and each of them even if the one before has failed
        with ExitStack() as steps:
            # whatever else goes wrong, nobody may stand before an open desk
            steps.callback(self._restart, words)
            steps.callback(self._clipboard.clear)
            if self.gate is not None:
                steps.callback(self.gate.close)
                steps.callback(self.gate.hide)
            for shown in (self.window, self.destroying):
                if shown is not None:
                    steps.callback(shown.end)
                    steps.callback(shown.hide)
            steps.callback(self.guard.end)

    def _open_folder(self) -> Path | None:
        """The folder of the vault that is open, or being worked on."""
        if self.window is not None:
            return self.window.desk.session.vault.folder
        if self.gate is not None and self.gate.holds_vault:
            return self.gate.folder
        return self.destroying.folder if self.destroying is not None else None

    def _tell(self, watch: crash.CrashWatch, error: UserError) -> None:
        if self.window is not None and self.window.isVisible():
            self.window.messages.error(error)
        else:
            watch.show_refusal(error)

    def _colour(self, choice: Preference) -> None:
        self._keep(replace(self._preferences, theme=choice.value))
        self.theme.prefer(choice)

    @Slot(int)
    def _lock_after(self, minutes: int) -> None:
        self._keep(replace(self._preferences, lock_minutes=minutes))
        self.guard.wait(minutes)

    def _keep(self, changed: Preferences) -> None:
        self._preferences = changed
        preferences.save(changed)

    @Slot()
    def _practise(self) -> None:
        if self.gate is not None:
            self.gate.close()
        self._restart(["demo"])


def run(folder: Path | None) -> int:
    """Open the window on a vault: the given one, the last one, or the usual place. The exit code."""
    qt = _application()
    app = App(qt, restart=start_over)
    last = preferences.load().vault
    known = folder.absolute() if folder else Path(last) if last else None
    app.show_gate(known or paths.default_vault(), known=known is not None)
    return qt.exec()


def run_practice(passphrase: str, *, cases: int, out: Path | None = None, resume: Path | None = None) -> int:
    """Open the practice office, freshly made or, after a lock, the one that is there. It is gone when the window closes.

    Raises UserError for a folder to resume that is none of a practice office's: it would be gone, too.
    """
    if resume:
        _require_practice(resume)
    qt = _application()
    root = resume or Path(tempfile.mkdtemp(prefix=_PRACTICE_PREFIX))
    try:
        app = App(qt, restart=start_over, practice=root)
        if resume:
            app.show_gate(root / "vault", known=True)
        else:
            app.open_office(_made_up(root / "vault", passphrase, cases, out))
        return qt.exec()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _require_practice(folder: Path) -> None:
    home = Path(tempfile.gettempdir()).resolve()
    real = folder.resolve()
    ours = real.parent == home and real.name.startswith(_PRACTICE_PREFIX)
    if not ours or folder.is_symlink() or not folder.is_dir():
        raise UserError(_("There is no practice office in this folder."), _("Start a new one: demo"))


def _made_up(folder: Path, passphrase: str, cases: int, out: Path | None) -> Vault:
    vault = vaults.create(folder, passphrase)
    office.fill_practice_office(vault.desk, cases=cases)
    if out:
        office_publish.write_practice_reports(vault, out)
    return vault


def _application() -> QApplication:
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        qt = QApplication(sys.argv[:1])
    # no display name: Qt would put it behind every title, in the language of the start
    qt.setApplicationName("ombudsdesk")
    # Qt's own file dialog would keep a list of folders that were used; see ui/file_dialogs.py for where this does not help
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    qt.setWindowIcon(icon("desk"))
    crash.install(qt)
    return qt


def start_over(words: Sequence[str]) -> NoReturn:
    """End this process at once and begin anew with these words. Nothing of what it knew is in the new one."""
    # -P: a file in the folder where somebody stands must not be taken for one of the program's
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "ombudsdesk"]
    command, environment = [*own, *words], _environment()
    try:
        if os.name != "nt":
            os.execve(command[0], command, environment)  # noqa: S606 - our own program
        # Windows has no exec: its imitation leaves the old process's parent believing that all is over
        subprocess.Popen(command, env=environment)  # noqa: S603 - our own program
    finally:
        # even if there is no new process, this one must not go on
        os._exit(0)


def _environment() -> dict[str, str]:
    """This process's environment, in which the fresh one finds the program, and looks for it in no relative folder."""
    home = str(Path(__file__).resolve().parent.parent)
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [folder for folder in named if Path(folder).is_absolute() and folder != home]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, *others])}
