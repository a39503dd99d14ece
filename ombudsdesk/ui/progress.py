"""Long work as the person sees it: what is going on, how far it is, and Cancel.

card = ProgressCard();  layout.addWidget(card);  card.follow(job, lambda: _("Making the report"))
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.i18n import _
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.ui.worker import Job

DELAY_MILLISECONDS = 700


class ProgressCard(Living, QFrame):
    """Appears when a job takes longer than a moment, goes when it ends."""

    def __init__(self, parent: QWidget | None = None, *, delay: int = DELAY_MILLISECONDS) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._count: tuple[int, int] = (0, 0)
        self._text: Callable[[], str] = str
        self._what, self._how_far = QLabel(), QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = QPushButton()
        self._cancel.clicked.connect(self._stop)
        dress_as(self, Look.CARD)
        dress_as(self._what, Look.HEADING)
        dress_as(self._how_far, Look.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(spacing(4), spacing(3), spacing(4), spacing(3))
        row = QHBoxLayout()
        row.addWidget(self._how_far, 1)
        row.addWidget(self._cancel)
        layout.addWidget(self._what)
        layout.addWidget(self._bar)
        layout.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self.show)
        self.hide()
        self.dress()

    def retranslate(self) -> None:
        self._cancel.setText(_("Cancel"))
        self._what.setText(self._text())
        self._bar.setAccessibleName(self._what.text() or _("Progress"))
        done, total = (i18n.current().number(number) for number in self._count)
        self._how_far.setText(
            _("{done} of {total}").format(done=done, total=total) if self._count[1] else _("This may take a moment.")
        )

    def follow(self, job: Job, text: Callable[[], str]) -> None:
        """Show this job from now on. `text` says what is being done; it is asked again when the language changes."""
        self._job = job
        self._count = (0, 0)
        self._bar.setRange(0, 0)
        self._text = text
        self.retranslate()
        job.progressed.connect(self._progress)
        job.ended.connect(self._ended)
        self._timer.start()

    @Slot(int, int)
    def _progress(self, done: int, total: int) -> None:
        if self.sender() is self._job:
            self._count = (done, total)
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self.retranslate()

    @Slot()
    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._timer.stop()
            self.hide()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
