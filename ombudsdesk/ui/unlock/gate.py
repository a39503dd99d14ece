"""The window in front of the vault: type the passphrase, or make a new vault. Deriving the key never freezes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.file_dialogs import ask_for_folder
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import pixmap
from ombudsdesk.ui.keys import press_focused_button
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.passphrase import Passphrase
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing
from ombudsdesk.ui.unlock import way as ways
from ombudsdesk.ui.unlock.way import Way, place_in, way_of
from ombudsdesk.ui.worker import Job, Worker
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import Vault

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
CARD_WIDTH = 110


class Gate(Living, QWidget):
    """Opens the vault in a folder, or makes one there. `opened` carries the open `Vault`.

    `known`: a vault was there before, so that a new one is only made if somebody asks for it. `practice_hint` (N_-marked)
    is said below the title of a practice office's gate, which opens nothing else.
    """

    opened = Signal(object)
    language_chosen = Signal(str)
    practice_wanted = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        known: bool = False,
        practice_hint: str = "",
        make: Callable[[Path, str], Vault] = vaults.create,
    ) -> None:
        super().__init__()
        self._folder, self._known, self._practice_hint, self._make = folder, known, practice_hint, make
        self._way = way_of(folder, known=known)
        self._worker = Worker(parent=self)
        self._job: Job | None = None
        self._title, self._words, self._place = QLabel(), QLabel(), QLabel()
        self._sign = QLabel()
        self._first = Form((FormField("passphrase", N_("Passphrase"), Passphrase),))
        again = FormField("again", N_("The same passphrase again"), Passphrase)
        self._second = Form((again,))
        self._go, self._elsewhere, self._new, self._practise = (QPushButton() for _number in range(4))
        self._busy = QProgressBar()
        self._language = QComboBox()
        self._language_label = QLabel()
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

    def _build(self) -> None:
        card = QFrame()
        dress_as(card, Look.CARD)
        card.setFixedWidth(spacing(CARD_WIDTH))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(spacing(8), spacing(8), spacing(8), spacing(6))
        inside.setSpacing(spacing(3))
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        for label in (self._words, self._place):
            label.setWordWrap(True)
        for widget in (self._sign, self._title, self._words, self._first, self._second, self._busy, self._go):
            inside.addWidget(widget)
        inside.addSpacing(spacing(2))
        inside.addWidget(self._place)
        inside.addLayout(self._row(self._elsewhere, self._new, self._practise))
        outer = QVBoxLayout(self)
        outer.addLayout(self._row(None, self._language_label, self._language))
        outer.addStretch(1)
        # stretches, not an alignment: with that, Qt would cut the wrapped text
        middle = self._row(None, card)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)
        dress_as(self._title, Look.TITLE)
        dress_as(self._words, Look.MUTED)
        dress_as(self._place, Look.MUTED)
        dress_as(self._go, Look.PRIMARY)
        for quiet in (self._elsewhere, self._new, self._practise):
            dress_as(quiet, Look.QUIET)
        self.resize(spacing(180), spacing(130))

    def _row(self, *widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        if widgets[0] is not None:
            row.addStretch(1)
        return row

    def _wire(self) -> None:
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(i18n.current().content)))
        self._language_label.setBuddy(self._language)
        self._language.activated.connect(self._choose_language)
        self._go.setDefault(True)
        self._go.clicked.connect(self.submit)
        for form, name in ((self._first, "passphrase"), (self._second, "again")):
            self._field(form, name).control().returnPressed.connect(self.submit)
        self._elsewhere.clicked.connect(self._choose_folder)
        self._new.clicked.connect(self._make_new)
        self._practise.clicked.connect(self.practice_wanted)

    def _field(self, form: Form, name: str) -> Passphrase:
        editor = form.editor(name)
        assert isinstance(editor, Passphrase)  # noqa: S101 - tells the type checker what the form was built with
        return editor

    def retranslate(self) -> None:
        self.setWindowTitle(_("Desk"))
        self._title.setText(ways.title(self._way))
        said = ways.words(self._way) or (self._practice_hint and _(self._practice_hint))
        self._words.setText(said)
        self._words.setVisible(bool(said))
        self._go.setText(ways.action(self._way))
        self._new.setText(_("Make a new vault"))
        self._place.setText(_("Folder of the vault: {folder}").format(folder=self._folder))
        self._elsewhere.setText(_("Use another folder…"))
        self._practise.setText(_("Look at a practice office"))
        self._language_label.setText(_("&Language"))
        self._language.setAccessibleName(_("Language"))
        self._busy.setAccessibleName(_("Opening"))

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("lock", colours().link, spacing(12)))

    def _show_way(self) -> None:
        """Show what fits the folder: one field to open, two to make, none while there is nothing to open."""
        self._way = way_of(self._folder, known=self._known)
        real = not self._practice_hint
        self._first.setVisible(self._way.is_open)
        self._second.setVisible(self.makes_new)
        # a practice office opens no real vault: it would be taken for an invented one
        self._elsewhere.setVisible(real)
        self._new.setVisible(real and self._way is Way.GONE)
        self._practise.setVisible(real and self.makes_new)
        self._busy.hide()
        self.retranslate()
        if self._way.is_open:
            self._first.focus_first()
        else:
            self._go.setFocus()

    @Slot()
    def _make_new(self) -> None:
        self._known, self._folder = False, place_in(self._folder)
        self._show_way()

    @Slot()
    def submit(self) -> None:
        """Try what was typed, or look again where there was nothing to open."""
        if self._job is not None:
            return
        if not self._way.is_open:
            self._show_way()
            return
        problem = self._complaint()
        if problem:
            self._first.show_problems([problem] if problem[0] == "passphrase" else [])
            self._second.show_problems([problem] if problem[0] == "again" else [])
            return
        words = self._field(self._first, "passphrase").take()
        self._field(self._second, "again").take()
        work = partial(self._make if self.makes_new else partial(vaults.unlock, alone=True), self._folder, words)
        self._job = self._worker.submit(lambda _task: work())
        self._job.finished.connect(self._open)
        self._job.failed.connect(self._refuse)
        self._job.ended.connect(self._ended)
        self._set_busy(busy=True)

    def _complaint(self) -> tuple[str, str] | None:
        first = self._first.value("passphrase")
        if not first:
            return "passphrase", _("Type the passphrase.")
        if self.makes_new and first != self._second.value("again"):
            return "again", _("The two passphrases are not the same.")
        return None

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        for widget in (self._first, self._second, self._go, self._elsewhere, self._new, self._practise):
            widget.setEnabled(not busy)

    @Slot(object)
    def _open(self, vault: Vault) -> None:
        self.opened.emit(vault)

    @Slot(object)
    def _refuse(self, error: UserError) -> None:
        self._set_busy(busy=False)
        self._show_way()
        self._first.show_problems([("passphrase", str(error))])

    @Slot()
    def _ended(self) -> None:
        self._job = None

    @Slot()
    def _choose_folder(self) -> None:
        ask_for_folder(self, _("Folder of the vault"), self._folder.parent, self._folder_chosen)

    @Slot(str)
    def _folder_chosen(self, name: str) -> None:
        self.use_folder(Path(name))

    def use_folder(self, folder: Path) -> None:
        """Ask for the vault in another folder. A folder that holds other things gets a vault of its own inside."""
        self._folder = place_in(folder)
        self._show_way()

    @Slot(int)
    def _choose_language(self, place: int) -> None:
        self.language_chosen.emit(self._language.itemData(place))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._first.clear_problems()
            self._second.clear_problems()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._worker.close()
        super().closeEvent(event)
