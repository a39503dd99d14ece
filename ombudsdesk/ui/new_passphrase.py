"""Choosing a passphrase: words that the program chooses, or one's own, which are judged while they are typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.passphrase import Passphrase
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.ui.worker import Task, Worker
from ombudsdesk.vault import passphrases
from ombudsdesk.vault.passphrases import Judgement

_PAUSE_MS = 150
_LANE = "judging"


class NewPassphrase(Living, QWidget):
    """A new passphrase, proven by typing it. `changed` comes when something was typed or chosen.

    The worker judges: with a bad passphrase that takes a moment. `is_good` is asked before `take`.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._made = passphrases.generate(i18n.current().content)
        self._judgement: Judgement | None = None
        self._by_program, self._by_person = QRadioButton(), QRadioButton()
        self._ways = QButtonGroup(self)
        self._words, self._advice, self._strength = QLabel(), QLabel(), QLabel()
        self._others = QPushButton()
        self._own = Form((FormField("own", N_("Your words"), Passphrase),))
        self._again = Form((FormField("again", N_("Type it again, from the paper"), Passphrase),))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._build()
        self._wire()
        self._by_program.setChecked(True)
        self._show_way()
        self.dress()

    def _build(self) -> None:
        self._card = QFrame()
        dress_as(self._card, Look.CARD)
        row = QHBoxLayout(self._card)
        row.addWidget(self._words, 1)
        row.addWidget(self._others)
        for label, look in ((self._words, Look.HEADING), (self._strength, Look.HEADING), (self._advice, Look.MUTED)):
            label.setWordWrap(True)
            dress_as(label, look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(3))
        for widget in (self._by_program, self._card, self._by_person, self._own, self._strength, self._advice, self._again):
            column.addWidget(widget)
        column.addStretch(1)

    def _wire(self) -> None:
        for button in (self._by_program, self._by_person):
            self._ways.addButton(button)
            button.toggled.connect(self._show_way)
        self._others.clicked.connect(self._choose_others)
        self._own.changed.connect(self._own_changed)
        self._again.changed.connect(self._again_changed)
        self._timer.timeout.connect(self._judge)
        for form, name in ((self._own, "own"), (self._again, "again")):
            _line(form, name).control().returnPressed.connect(self.submitted)

    def retranslate(self) -> None:
        self._by_program.setText(_("Let the program choose words"))
        self._by_person.setText(_("Use my own words"))
        self._others.setText(_("Other words"))
        self._words.setText(self._made)
        self._words.setAccessibleName(_("The new passphrase: {words}").format(words=self._made))
        self._say_strength()

    def _say_strength(self) -> None:
        if self._by_program.isChecked():
            self._strength.setText("")
            self._advice.setText(_("Write these words on paper now, and keep the paper safe. Spaces count."))
        elif self._judgement is None:
            self._strength.setText("")
            self._advice.setText(_("Four words or more that have nothing to do with each other are good."))
        else:
            self._strength.setText(_(self._judgement.strength.value))
            self._advice.setText(" ".join(_(sentence) for sentence in self._judgement.advice))
        self._strength.setVisible(bool(self._strength.text()))
        self._advice.setVisible(bool(self._advice.text()))

    @Slot()
    def _show_way(self) -> None:
        mine = self._by_person.isChecked()
        self._card.setVisible(not mine)
        self._own.setVisible(mine)
        self._say_strength()
        self.changed.emit()

    @Slot()
    def _choose_others(self) -> None:
        self._made = passphrases.generate(i18n.current().content)
        _line(self._again, "again").take()
        self.retranslate()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, self._made))

    @Slot(str)
    def _own_changed(self, _name: str) -> None:
        self._judgement = None
        self._timer.start()
        self.changed.emit()

    @Slot(str)
    def _again_changed(self, _name: str) -> None:
        self.changed.emit()

    @Slot()
    def _judge(self) -> None:
        if not self._own.value("own"):
            # an empty field is not weak, it is empty
            self._say_strength()
            return
        job = self._worker.submit(partial(_judged, self._own.value("own")), lane=_LANE)
        job.finished.connect(self._tell)

    @Slot(object)
    def _tell(self, judgement: Judgement) -> None:
        if self._timer.isActive():
            # somebody typed on: this is about what stood there before
            return
        self._judgement = judgement
        self._say_strength()
        spoken = " ".join((self._strength.text(), self._advice.text()))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._own.editor("own").control(), spoken))

    def is_good(self) -> bool:
        """Whether the passphrase is chosen, good, and typed twice; what is wrong is said at its field."""
        self._own.clear_problems()
        self._again.clear_problems()
        wanted = self._wanted()
        if self._by_person.isChecked():
            problem = _own_problem(wanted)
            if problem:
                self._own.show_problems([("own", problem)])
                return False
        if self._again.value("again") != wanted:
            self._again.show_problems([("again", self._not_the_same())])
            return False
        return True

    def _wanted(self) -> str:
        return str(self._own.value("own")) if self._by_person.isChecked() else self._made

    def _not_the_same(self) -> str:
        if not self._again.value("again"):
            return _("Type the passphrase here too: that shows that you have it.")
        return _("This is not the same passphrase. Compare it with the paper, word by word.")

    def take(self) -> str:
        """The passphrase; the fields are empty afterwards."""
        chosen = self._wanted()
        for form, name in ((self._own, "own"), (self._again, "again")):
            _line(form, name).take()
        return chosen

    def focus_first(self) -> None:
        """Go to where work begins: to the words to write down, or to the field for one's own."""
        if self._by_person.isChecked():
            self._own.focus_first()
        else:
            self._again.focus_first()


def _own_problem(words: str) -> str:
    if not words:
        return _("Type the passphrase.")
    judgement = passphrases.judge(words)
    return "" if judgement.good else " ".join((_(judgement.strength.value) + ".", *map(_, judgement.advice)))


def _judged(words: str, _task: Task) -> Judgement:
    return passphrases.judge(words)


def _line(form: Form, name: str) -> Passphrase:
    editor = form.editor(name)
    assert isinstance(editor, Passphrase)  # noqa: S101 - tells the type checker what the form was built with
    return editor
