"""The window in front of the vault: open it, make it, or bring it back. Deriving a key never freezes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _
from ombudsdesk.ui.file_dialogs import ask_for_folder
from ombudsdesk.ui.icons import pixmap
from ombudsdesk.ui.keys import press_focused_button
from ombudsdesk.ui.layouts import row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.lock_key import LockKey, lock_keys
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing
from ombudsdesk.ui.unlock import way as ways
from ombudsdesk.ui.unlock.bring_back import BringBack
from ombudsdesk.ui.unlock.first_run import FirstRun
from ombudsdesk.ui.unlock.forgotten import Forgotten
from ombudsdesk.ui.unlock.opening import Opening
from ombudsdesk.ui.unlock.way import Way, free_place, place_in, way_of
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.engine import DatabaseInterruptedError
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.vault import Vault

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
CARD_WIDTH = 120


class Gate(Living, QWidget):
    """Opens the vault in a folder, or makes one there. `opened` carries the open `Vault`.

    `begun` carries the vault of a first run as soon as it stands: from then on there is something to lock, and
    `lock_wanted` comes with the lock key. `unfinished` carries folder and passphrase of a vault in which a destruction has
    to go on first. `known`: a vault was there before, so that a new one is only made if somebody asks for it.
    `practice_hint` (N_-marked) is said below the title of a practice office's gate, which opens nothing else.
    """

    opened = Signal(object)
    begun = Signal(object)
    lock_wanted = Signal()
    unfinished = Signal(object, str)
    language_chosen = Signal(str)
    practice_wanted = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        known: bool = False,
        practice_hint: str = "",
        make: Callable[[Path, str], Vault] = vaults.create,
        kdf: Argon2 | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self._folder, self._known, self._practice_hint, self._make = folder, known, practice_hint, make
        self._kdf, self._clock = kdf, clock
        self._way = way_of(folder, known=known)
        self._worker = Worker(interruptions=(DatabaseInterruptedError,), parent=self)
        self._title, self._words, self._place, self._sign = QLabel(), QLabel(), QLabel(), QLabel()
        self._opening = Opening(folder, self._worker, clock=clock)
        self._messages = MessageArea()
        self._again, self._elsewhere, self._new, self._forgot, self._restore = (QPushButton() for _button in range(5))
        self._language, self._language_label = QComboBox(), QLabel()
        self._panes = QStackedWidget()
        self._build()
        self._wire()
        self.dress()
        self._show_way()

    @property
    def folder(self) -> Path:
        """The folder of the vault that is asked for."""
        return self._folder

    @property
    def makes_new(self) -> bool:
        """Whether a vault will be made, because there is none yet."""
        return self._way is Way.MAKE

    @property
    def holds_vault(self) -> bool:
        """Whether a first run has a vault open here."""
        return isinstance(self.pane, FirstRun) and self.pane.holds_vault

    @property
    def pane(self) -> QWidget | None:
        """What is shown on the card: opening a vault, the first run, a forgotten passphrase, a backup."""
        return self._panes.currentWidget()

    def _build(self) -> None:
        card = QFrame()
        dress_as(card, Look.CARD)
        card.setFixedWidth(spacing(CARD_WIDTH))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(spacing(8), spacing(6), spacing(8), spacing(6))
        inside.addWidget(self._panes)
        self._panes.addWidget(self._opening_pane())
        middle = QWidget()
        column = QVBoxLayout(middle)
        # stretches, not an alignment: with that, Qt would cut the wrapped text
        column.addStretch(1)
        column.addWidget(row_of(None, card, None))
        column.addStretch(2)
        outer = QVBoxLayout(self)
        outer.addWidget(row_of(None, self._language_label, self._language))
        outer.addWidget(scrolling(middle), 1)
        self.resize(spacing(180), spacing(150))

    def _opening_pane(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(3))
        for label in (self._title, self._words, self._place):
            label.setWordWrap(True)
        parts = (self._sign, self._title, self._words, self._messages, self._opening, self._again, self._place)
        for part in parts:
            column.addWidget(part)
        # a row for each: in Spanish two would not fit beside each other
        for quiet in (self._forgot, self._restore, self._elsewhere, self._new):
            column.addWidget(row_of(quiet, None))
        column.addStretch(1)
        for widget, look in (
            (self._title, Look.TITLE),
            (self._words, Look.MUTED),
            (self._place, Look.MUTED),
            (self._again, Look.PRIMARY),
            *((button, Look.QUIET) for button in (self._elsewhere, self._new, self._forgot, self._restore)),
        ):
            dress_as(widget, look)
        return pane

    def _wire(self) -> None:
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(i18n.current().content)))
        self._language_label.setBuddy(self._language)
        self._language.activated.connect(self._choose_language)
        self._opening.opened.connect(self.opened)
        self._opening.unfinished.connect(self.unfinished)
        self._opening.busy.connect(self._set_busy)
        self._again.clicked.connect(self._show_way)
        self._elsewhere.clicked.connect(self._choose_folder)
        self._new.clicked.connect(self._make_new)
        self._forgot.clicked.connect(self._show_forgotten)
        self._restore.clicked.connect(self._show_bring_back)

    def retranslate(self) -> None:
        self.setWindowTitle(_("Desk"))
        self._title.setText(ways.title(self._way))
        said = ways.words(self._way) or (self._practice_hint and _(self._practice_hint))
        self._words.setText(said)
        self._words.setVisible(bool(said))
        self._place.setText(_("Folder of the vault: {folder}").format(folder=self._folder))
        for button, text in (
            (self._again, _("Look again")),
            (self._new, _("Make a new vault")),
            (self._elsewhere, _("Use another folder…")),
            (self._forgot, _("Forgot the passphrase?")),
            (self._restore, _("Bring back a backup…")),
        ):
            button.setText(text)
        self._language_label.setText(_("&Language"))
        self._language.setAccessibleName(_("Language"))

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("lock", colours().link, spacing(12)))

    @Slot()
    def _show_way(self) -> None:
        """Show what fits the folder: the field to open a vault, the first run, or what to do where there is nothing."""
        self._way = way_of(self._folder, known=self._known)
        self._drop_panes()
        if self.makes_new:
            self._show_first_run()
            return
        # a practice office opens no real vault: it would be taken for an invented one
        real = not self._practice_hint
        self._opening.use_folder(self._folder)
        self._opening.setVisible(self._way is Way.OPEN)
        self._again.setVisible(self._way is not Way.OPEN)
        self._elsewhere.setVisible(real)
        self._forgot.setVisible(real and self._way is Way.OPEN)
        self._restore.setVisible(real and self._way is not Way.BARRED)
        self._new.setVisible(real and self._way is Way.GONE)
        self.retranslate()
        if self._way is Way.OPEN:
            self._opening.focus_first()
        else:
            self._again.setFocus()

    def _show(self, pane: QWidget) -> None:
        self._panes.addWidget(pane)
        self._panes.setCurrentWidget(pane)

    def _drop_panes(self) -> None:
        """Back to the first one; what was typed into the others goes with them."""
        self._panes.setCurrentIndex(0)
        while (other := self._panes.widget(1)) is not None:
            if isinstance(other, FirstRun):
                other.close_down()
            self._panes.removeWidget(other)
            other.deleteLater()

    def _show_first_run(self) -> None:
        first = FirstRun(self._folder, self._worker, make=self._make, kdf=self._kdf, clock=self._clock)
        first.opened.connect(self.opened)
        first.begun.connect(self._guard)
        first.elsewhere_wanted.connect(self._choose_folder)
        first.practice_wanted.connect(self.practice_wanted)
        first.restore_wanted.connect(self._show_bring_back)
        self._show(first)
        first.focus_first()

    @Slot()
    def _show_forgotten(self) -> None:
        try:
            pane = Forgotten(self._folder, self._worker, kdf=self._kdf, clock=self._clock)
        except UserError as error:
            self._messages.error(error)
            return
        pane.changed.connect(self._passphrase_set)
        pane.left.connect(self._show_way)
        self._show(pane)
        pane.focus_first()

    @Slot(str)
    def _passphrase_set(self, words: str) -> None:
        self._show_way()
        self._opening.try_words(words)

    @Slot()
    def _show_bring_back(self) -> None:
        pane = BringBack(free_place(self._folder), self._worker, kdf=self._kdf)
        pane.opened.connect(self.opened)
        pane.left.connect(self._leave_bring_back)
        self._show(pane)
        pane.focus_first()

    @Slot()
    def _leave_bring_back(self) -> None:
        """Back to the first run with the words that may be on paper already, or to what fits the folder."""
        first, pane = self._panes.widget(1), self.pane
        if not isinstance(first, FirstRun) or pane is None:
            self._show_way()
            return
        self._panes.removeWidget(pane)
        pane.deleteLater()
        self._panes.setCurrentWidget(first)
        first.focus_first()

    @Slot(object)
    def _guard(self, vault: Vault) -> None:
        LockKey(lock_keys(), self).pressed.connect(self.lock_wanted)
        self.begun.emit(vault)

    @Slot()
    def _make_new(self) -> None:
        self._known, self._folder = False, place_in(self._folder)
        self._show_way()

    @Slot(bool)
    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - Qt's own signal
        for widget in (self._elsewhere, self._new, self._forgot, self._restore):
            widget.setEnabled(not busy)

    @Slot()
    def _choose_folder(self) -> None:
        ask_for_folder(self, _("Folder of the vault"), self._folder.parent, self._folder_chosen)

    @Slot(str)
    def _folder_chosen(self, name: str) -> None:
        self.use_folder(Path(name))

    def use_folder(self, folder: Path) -> None:
        """Ask for the vault in another folder. A folder that holds other things gets a vault of its own inside."""
        place, pane = place_in(folder), self.pane
        if isinstance(pane, FirstRun) and way_of(place, known=self._known) is Way.MAKE:
            # the same first run goes on: its words may be on paper already
            self._folder = place if pane.use_folder(place) else self._folder
            return
        self._folder = place
        self._show_way()

    @Slot(int)
    def _choose_language(self, place: int) -> None:
        self.language_chosen.emit(self._language.itemData(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and isinstance(self.pane, (FirstRun, Forgotten, BringBack)):
            self.pane.go_back()
        elif not press_focused_button(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._worker.close()
        self._drop_panes()
        super().closeEvent(event)
