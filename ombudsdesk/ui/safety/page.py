"""The safety page: is my office safe, and what to do about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk import __version__, hardening
from ombudsdesk.hardening import Protection
from ombudsdesk.i18n import _, current
from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.layouts import card_of, fill_column, row_of
from ombudsdesk.ui.safety.answer_list import AnswerList
from ombudsdesk.ui.safety.backups_card import BackupsCard
from ombudsdesk.ui.safety.panes import PassphrasePane, SheetPane
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.ui.worker import Task
from ombudsdesk.vault import disk, places, safekeeping, selfcheck
from ombudsdesk.vault.change import Change, Kind
from ombudsdesk.vault.engine import Database, versions
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.safekeeping import OldSheets
from ombudsdesk.vault.selfcheck import Action
from ombudsdesk.vault.todo import Stage

WIDTH = 190
SHEET_USE_KNOWN = "sheet_use_known"


class SafetyPage(Page):
    """The answers on top; below them backups, the sheet and the passphrase. Steps take the page's place until they end."""

    def __init__(self, desk: Desk, *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._desk, self._kdf = desk, kdf
        self._encrypted: bool | None = None
        self._asked_disk = False
        self._old = OldSheets()
        self._pane: SheetPane | PassphrasePane | None = None
        self._title, self._notice, self._sheet_title, self._versions = QLabel(), QLabel(), QLabel(), QLabel()
        self._passphrase_title = QLabel()
        self._known, self._new_sheet, self._shredded, self._passphrase = (QPushButton() for _button in range(4))
        self._answers, self._backups, self._stack = AnswerList(), BackupsCard(desk), QStackedWidget()
        self._build()
        self._known.clicked.connect(self._use_was_known)
        self._answers.wanted.connect(self._act)
        self._new_sheet.clicked.connect(partial(self._begin, SheetPane))
        self._passphrase.clicked.connect(partial(self._begin, PassphrasePane))
        self._shredded.clicked.connect(self._note_shredded)
        desk.session.changed.connect(self._changed)
        self.dress()

    def _build(self) -> None:
        for label, look in (
            (self._title, Look.TITLE),
            (self._sheet_title, Look.HEADING),
            (self._passphrase_title, Look.HEADING),
            (self._versions, Look.MUTED),
            (self._notice, Look.HEADING),
        ):
            dress_as(label, look)
            label.setWordWrap(True)
        self._notice_card = card_of(self._notice, row_of(self._known, None))
        cards = (
            self._title,
            self._notice_card,
            card_of(self._answers),
            card_of(self._backups),
            card_of(self._sheet_title, row_of(self._new_sheet, self._shredded, None)),
            card_of(self._passphrase_title, row_of(self._passphrase, None)),
            self._versions,
        )
        content = QWidget()
        for card in cards:
            card.setMaximumWidth(spacing(WIDTH))
        fill_column(content, cards, margin=4)
        self._stack.addWidget(scrolling(content))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def retranslate(self) -> None:
        self._title.setText(_("Is my office safe?"))
        self._sheet_title.setText(_("Recovery sheet"))
        self._passphrase_title.setText(_("Passphrase"))
        self._passphrase.setText(_("Change the passphrase…"))
        self._known.setText(_("That was known to me"))
        self._shredded.setText(_("The old sheet is shredded"))
        cipher, provider = versions()
        self._versions.setText(
            _("Ombudsdesk {version}, SQLCipher {cipher}, {provider}.").format(
                version=__version__, cipher=cipher, provider=provider
            )
        )
        self._show()

    def arrive(self) -> None:
        """Ask everything again, and put the focus where work begins."""
        self._read()
        if not self._asked_disk:
            self._asked_disk = True
            folder = self._desk.session.vault.folder
            job = self._desk.worker.submit(partial(_ask_disk, folder), lane="disk")
            job.finished.connect(self._disk_answered)
        if self._pane is None:
            self._focus_first()

    def back(self) -> None:
        """Leave the steps; nothing that was not finished counts. What writes the key file is not left in the middle."""
        if self._pane is not None and not self._pane.is_busy:
            self._end(self._pane)

    @Slot(object)
    def _disk_answered(self, encrypted: bool | None) -> None:  # noqa: FBT001 - Qt's own signal
        self._encrypted = encrypted
        self._show()

    @Slot(object)
    def _changed(self, change: Change) -> None:
        if Kind.SETTING in change.kinds and self.isVisible():
            self._read()

    def _read(self) -> None:
        if self._desk.session.look(safekeeping.backup_plan) is None:
            return
        self._backups.read()
        self._show()

    def _show(self) -> None:
        facts = self._desk.session.look(self._facts)
        if facts is None:
            return
        self._answers.show_answers(selfcheck.answers(facts))
        has_sheet = self._desk.session.vault.epoch is not None
        self._new_sheet.setText(_("Make a new recovery sheet…") if has_sheet else _("Make the recovery sheet…"))
        self._shredded.setVisible(self._old.may_go)
        if self._old.numbers:
            number = current().number(self._old.numbers[0])
            self._shredded.setText(_("Sheet number {number} is shredded").format(number=number))
        self._show_notice()

    def _facts(self, database: Database) -> selfcheck.Facts:
        session, guard = self._desk.session, self._desk.guard_facts()
        number = session.vault.sheet
        self._old = safekeeping.reach_of_old_sheets(database, current=number or 0)
        made = next((one.made for one in safekeeping.sheets(database) if one.number == number), None)
        return selfcheck.Facts(
            now=session.now,
            disk_encrypted=self._encrypted,
            service=places.service_of(session.vault.folder.resolve(), places.here()),
            plan=safekeeping.backup_plan(database),
            last=safekeeping.last_backup(database),
            sheet=number,
            sheet_made=made,
            old_sheets=self._old.numbers,
            readable_with_old=self._old.readable,
            memory_closed=Protection.MEMORY_CLOSED in hardening.answers(),
            listened_to=guard.listened_to,
            hidden_from_pictures=guard.hidden_from_pictures,
            sheet_to_come=session.vault.standing.todo is Stage.SHEET,
            readable_with_sheet=sum(one.sheet == number for one in safekeeping.backups(database)),
        )

    def _show_notice(self) -> None:
        used = self._desk.session.vault.standing.sheet_used
        known = self._desk.session.look(lambda database: safekeeping.setting(database, SHEET_USE_KNOWN))
        self._notice_card.setVisible(bool(used) and used != known)
        if used:
            self._notice.setText(selfcheck.sheet_was_used(used))

    @Slot()
    def _use_was_known(self) -> None:
        used = self._desk.session.vault.standing.sheet_used
        self._desk.session.apply(safekeeping.note_setting, name=SHEET_USE_KNOWN, value=used)

    @Slot()
    def _note_shredded(self) -> None:
        session = self._desk.session
        if self._old.numbers:
            session.apply(safekeeping.note_shredded, number=self._old.numbers[0], today=session.today)

    @Slot(object)
    def _act(self, action: Action) -> None:
        """Do what the button beside an answer says."""
        if action in (Action.MAKE_SHEET, Action.RENEW_SHEET):
            self._begin(SheetPane)
        elif action is Action.BACK_UP:
            self._desk.commands.run(Verb.BACK_UP)
        elif action is Action.CHOOSE_FOLDER:
            self._backups.choose_folder()
        else:
            self._backups.test_newest()

    def _begin(self, make: type[SheetPane | PassphrasePane]) -> None:
        pane = make(self._desk, kdf=self._kdf)
        pane.left.connect(partial(self._end, pane))
        area = QWidget()
        fill_column(area, (pane,), margin=4)
        pane.setMaximumWidth(spacing(WIDTH))
        self._stack.addWidget(scrolling(area))
        self._stack.setCurrentIndex(1)
        self._pane = pane
        pane.focus_first()

    def _end(self, pane: SheetPane | PassphrasePane) -> None:
        if isinstance(pane, SheetPane):
            pane.forget()
        self._pane = None
        shown = self._stack.widget(1)
        if shown is not None:
            self._stack.removeWidget(shown)
            shown.deleteLater()
        self._read()
        self._focus_first()

    def _focus_first(self) -> None:
        if not self._answers.focus_first():
            self._backups.focus_first()


def _ask_disk(folder: Path, _task: Task) -> bool | None:
    return disk.is_encrypted(folder)
