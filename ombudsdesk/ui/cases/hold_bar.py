"""A hold on the case in front: why it is kept, since when, and putting one on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk.i18n import N_, _, current
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.layouts import row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing
from ombudsdesk.vault import holds
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.holds import Hold


class HoldBar(Living, QFrame):
    """Shows the running hold of a case, or asks for the reason of a new one; nothing where there is neither."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: int | None = None
        self._hold: Hold | None = None
        self._sign, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._end, self._put, self._leave = QPushButton(), QPushButton(), QPushButton()
        self._form = Form((FormField("reason", N_("Why must this case be kept?"), partial(TextLine, longest=300)),))
        self._asking = QWidget()
        self._running = QWidget()
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        row.addWidget(self._end)
        column = QVBoxLayout(self._asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        column.addWidget(row_of(self._put, self._leave, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(spacing(3), spacing(2), spacing(3), spacing(2))
        for part in (self._running, self._asking):
            whole.addWidget(part)
        dress_as(self, Look.CARD)
        dress_as(self._put, Look.PRIMARY)
        dress_as(self._leave, Look.QUIET)
        self._asking.hide()
        self.hide()
        self._end.clicked.connect(self._end_hold)
        self._put.clicked.connect(self._put_on_hold)
        self._leave.clicked.connect(self._leave_off)
        self._line().control().returnPressed.connect(self._put_on_hold)
        desk.session.ending.connect(self._keep)
        self.dress()

    def retranslate(self) -> None:
        self._end.setText(_("End the hold"))
        self._put.setText(_("Put it on hold"))
        self._leave.setText(_("Do not change it"))
        if self._hold is not None:
            day = current().date(self._hold.since, "long")
            self._words.setText(
                _("On hold since {day}: nothing of this case is destroyed. {reason}").format(
                    day=day, reason=self._hold.reason
                )
            )

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("hold", colours().ink(Tone.WARNING).name(), spacing(5)))

    def _line(self) -> TextLine:
        editor = self._form.editor("reason")
        assert isinstance(editor, TextLine)  # noqa: S101 - tells the type checker what the form was built with
        return editor

    def show_case(self, case: int) -> None:
        """Show the hold of this case."""
        if case != self._case:
            self._keep()
            self._asking.hide()
        self._case = case
        self._hold = self._desk.session.look(lambda database: holds.running(database, case))
        self._show()

    def clear(self) -> None:
        """Show nothing of any case; a reason that was begun is kept."""
        self._keep()
        self._case, self._hold = None, None
        self._asking.hide()
        self._show()

    def _show(self) -> None:
        self._running.setVisible(self._hold is not None)
        # not isVisible: the page may be hidden
        self.setVisible(self._hold is not None or not self._asking.isHidden())
        self.retranslate()

    @Slot()
    def start(self) -> None:
        """Ask for the reason of a hold; where one runs, go to the button that ends it."""
        if self._case is None:
            return
        if self._hold is not None:
            self._end.setFocus()
            return
        self._form.load({"reason": self._desk.session.draft(self._place())})
        self._asking.show()
        self._show()
        self._form.focus_first()

    def _place(self) -> str:
        return f"case/{self._case}/hold"

    @Slot()
    def _keep(self) -> None:
        """Words that are not saved yet are kept."""
        if self._case is not None and not self._asking.isHidden():
            self._desk.session.keep_draft(self._place(), self._form.value("reason"))

    @Slot()
    def _put_on_hold(self) -> None:
        case, session = self._case, self._desk.session
        reason = self._form.value("reason")
        if case is None:
            return
        if not reason:
            self._form.show_problems([("reason", _("Write who asked for it, or why it may be asked for."))])
            return
        change = session.apply(holds.put_on_hold, case=case, reason=reason, today=session.today)
        if change is not None:
            self._asking.hide()
            session.keep_draft(self._place(), "")
            self._show()
            self._say(_("The case is on hold."), change)

    @Slot()
    def _end_hold(self) -> None:
        session = self._desk.session
        if self._hold is not None:
            change = session.apply(holds.end_hold, hold=self._hold.id, today=session.today)
            if change is not None:
                self._say(_("The hold has ended."), change)

    def _say(self, words: str, change: Change) -> None:
        undo = partial(self._desk.session.undo, change)
        self._desk.messages.say(Tone.SUCCESS, words, action=_("Undo"), on_action=undo)

    @Slot()
    def _leave_off(self) -> None:
        if self._case is not None:
            self._desk.session.keep_draft(self._place(), "")
        self._asking.hide()
        self._show()
