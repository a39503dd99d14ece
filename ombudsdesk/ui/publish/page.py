"""The reports page: choose months and a language, look at what will be said, save the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ombudsdesk import i18n, office, office_publish
from ombudsdesk.deidentify.release import Release
from ombudsdesk.domain.periods import Period
from ombudsdesk.i18n import LANGUAGES, N_, _
from ombudsdesk.office_publish import Proposal
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.file_dialogs import ask_where_to_save
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import icon, pixmap
from ombudsdesk.ui.progress import ProgressCard
from ombudsdesk.ui.publish.periods import (
    Stretch,
    file_name,
    month_end,
    month_words,
    months,
    period_of,
    stretch_of,
    stretch_options,
)
from ombudsdesk.ui.publish.preview import ReleasePreview
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing
from ombudsdesk.ui.worker import Task

_LANGUAGE_NAMES = {"en": "English", "es": "Español"}
_SIDE_WIDTH = 78


class ReportsPage(Page):
    """Everything shown here comes from a `Release`: this page never sees a count that is not fit to print."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked: Period | None = None
        self._proposal: Proposal | None = None
        self._stale = True
        self._title, self._lead = QLabel(), QLabel()
        self._form = self._make_form()
        self._save = QPushButton()
        self._protection, self._limit = QLabel(), QLabel()
        self._limit_sign = QLabel()
        self._notice, self._notice_sign = QLabel(), QLabel()
        self._progress, self._saving = ProgressCard(), ProgressCard()
        self._preview = ReleasePreview(desk.session.catalogue)
        self._lay_out()
        self._form.changed.connect(self._form_changed)
        self._save.clicked.connect(self.choose_file)
        desk.session.changed.connect(self._vault_changed)
        self._choose_stretch(Stretch.LAST_SCHOOL_YEAR)
        self.dress()

    # what it looks like

    def _make_form(self) -> Form:
        form = Form(
            (
                FormField("stretch", N_("Period"), partial(Choice, stretch_options)),
                FormField("first", N_("From the beginning of"), partial(Choice, self._month_options)),
                FormField("last", N_("To the end of"), partial(Choice, self._month_options)),
                FormField(
                    "language",
                    N_("Language of the report"),
                    partial(Choice, lambda: [(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES]),
                    help=N_("It need not be the language of this window."),
                ),
            )
        )
        form.load({"language": i18n.current().content})
        return form

    def _lay_out(self) -> None:
        for label, look in ((self._title, Look.TITLE), (self._lead, Look.MUTED), (self._protection, Look.MUTED)):
            dress_as(label, look)
        dress_as(self._save, Look.PRIMARY)
        for label in (self._lead, self._protection, self._limit, self._notice):
            label.setWordWrap(True)
            # a long word must not make the column wider than it is
            label.setMinimumWidth(1)
        row = QHBoxLayout()
        row.setSpacing(spacing(4))
        row.addWidget(self._make_side())
        row.addWidget(self._make_front(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(4), spacing(4), spacing(4), spacing(2))
        column.setSpacing(spacing(2))
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addSpacing(spacing(2))
        column.addLayout(row, 1)

    def _make_side(self) -> QWidget:
        content = QWidget()
        self._side = scrolling(content)
        self._side.setFixedWidth(spacing(_SIDE_WIDTH))
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, spacing(2), 0)
        column.setSpacing(spacing(4))
        for widget in (self._form, self._save, self._protection, _signed(self._limit_sign, self._limit)):
            column.addWidget(widget)
        column.addStretch(1)
        return self._side

    def _make_front(self) -> QWidget:
        self._front = QWidget()
        self._scroll = scrolling(self._preview)
        self._notice_line = _signed(self._notice_sign, self._notice)
        column = QVBoxLayout(self._front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(3))
        for widget in (self._saving, self._progress, self._notice_line):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        return self._front

    def retranslate(self) -> None:
        self._title.setText(_("Reports"))
        self._lead.setText(_("What leadership may read about a period, and nothing that points to a person."))
        self._save.setText(_("Save the PDF…"))
        self._protection.setText(
            _(
                "How it is protected: every number except the district's total is shown as a band of five or more. The "
                "true count lies somewhere in its band, and the lowest band may mean none at all. No campus, day, or name "
                "is in a report. Only whole months can be chosen, so that no single visit can be told from it."
            )
        )
        self._limit.setText(
            _(
                "What you see is proven: for every small count there are other caseloads, one with none and one with at "
                "least four, that agree with everything in this report and in all earlier ones. Saving a report enters it "
                "into the record of published reports for good, and closes its months: what changes in them later is not "
                "counted any more."
            )
        )
        self._say_notice()

    def recolour(self) -> None:
        self._save.setIcon(icon("export", colours().selection_text))
        for sign in (self._limit_sign, self._notice_sign):
            sign.setPixmap(pixmap("info", colours().ink(Tone.INFO).name(), spacing(4)))

    # what the window asks

    def arrive(self) -> None:
        """Look again if something changed, and begin with the period."""
        if self._stale:
            self._ask()
        self._form.focus_first()

    def panes(self) -> Sequence[QWidget]:
        return [self._side, self._front]

    # the choice

    @property
    def _today(self) -> date:
        return self._desk.session.today

    def _month_options(self) -> list[tuple[str, str]]:
        speech = i18n.current()
        return [(month.isoformat(), month_words(month, speech)) for month in months(today=self._today)]

    def _months(self, name: str) -> Choice:
        editor = self._form.editor(name)
        assert isinstance(editor, Choice)  # noqa: S101 - tells the type checker what the form was built with
        return editor

    def _choose_stretch(self, stretch: Stretch) -> None:
        period = period_of(stretch, today=self._today)
        if period is not None:
            # the window may have been open since before this school year began
            for name in ("first", "last"):
                self._months(name).reload()
            first, last = period.start.isoformat(), period.end.replace(day=1).isoformat()
            self._form.load({"stretch": stretch.value, "first": first, "last": last})

    def period(self) -> Period | None:
        """The chosen months; None while the last is before the first."""
        first, last = (self._form.value(name) for name in ("first", "last"))
        if not first or not last or last < first:
            return None
        return office.whole_months(date.fromisoformat(first), month_end(date.fromisoformat(last)))

    @property
    def language(self) -> str:
        """The language of the report."""
        return str(self._form.value("language")) or i18n.current().content

    @Slot(str)
    def _form_changed(self, name: str) -> None:
        if name == "stretch":
            self._choose_stretch(Stretch(self._form.value("stretch") or Stretch.MONTHS))
        elif name in {"first", "last"}:
            self._form.load({"stretch": stretch_of(self.period(), today=self._today).value})
        if self.period() != self._asked or self._stale:
            self._ask()
        elif self._released is not None:
            self._preview.show_release(self._released, self.language)

    # the preview

    @Slot(object)
    def _vault_changed(self, _change: object) -> None:
        self._stale = True
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        """Find out what may be said about the chosen months. Until then nothing is shown and nothing can be saved."""
        self._stale = False
        self._asked = period = self.period()
        self._show(None)
        if period is None:
            return
        background = self._desk.session.vault.background
        job = self._desk.worker.submit(
            lambda task: office_publish.propose(background, period, progress=task.progress),
            lane="report-preview",
            interrupt=background.interrupt,
        )
        self._progress.follow(job, lambda: _("Looking at the period"))
        job.finished.connect(self._show)
        job.failed.connect(self._desk.messages.error)

    @Slot(object)
    def _show(self, proposal: Proposal | None) -> None:
        self._proposal = proposal
        released = self._released
        self._save.setEnabled(self._may_save())
        self._scroll.setVisible(released is not None)
        if released is not None:
            self._preview.show_release(released, self.language)
        self._say_notice()

    @property
    def _released(self) -> Release | None:
        return self._proposal.release if self._proposal is not None else None

    def _may_save(self) -> bool:
        """Whether there is something to save: of a period that is over."""
        return self._released is not None and self._released.period.end < self._today

    def _say_notice(self) -> None:
        text = self._notice_text()
        self._notice.setText(text)
        self._notice_line.setVisible(bool(text))

    def _notice_text(self) -> str:
        if self._asked is None:
            return _("The last month is before the first: choose a later one to end with.")
        if self._released is None:
            return ""
        if self._proposal is not None and not self._proposal.records:
            return _("No case was opened in these months. A report can still be made: it says so.")
        if self._asked.end >= self._today:
            return _("This period is not over. Its report can be saved once it is.")
        return ""

    # the PDF

    @Slot()
    def choose_file(self) -> None:
        """Ask where the PDF goes. The program keeps no list of files that it wrote."""
        if self._released is None:
            return
        name = file_name(self._released.period, self.language)
        ask_where_to_save(self, _("Save the report"), _("PDF files (*.pdf)"), name, self._file_chosen)

    @Slot(str)
    def _file_chosen(self, name: str) -> None:
        self.save_to(Path(name))

    def save_to(self, target: Path) -> None:
        """Write the PDF of exactly what is shown."""
        proposal, language, today = self._proposal, self.language, self._today
        background = self._desk.session.vault.background
        if proposal is None:
            return
        written: list[Path] = []

        def work(task: Task) -> None:
            task.check()
            # the dialog has asked whether an older report may go
            office.refuse_taken(target, office.PDF)
            pdfs = office_publish.publish(background, proposal, languages=[language], today=today, last_chance=task.check)
            office.write_whole(target, pdfs[language], over=office.PDF)
            written.append(target)

        self._save.setEnabled(False)
        job = self._desk.worker.submit(work, lane="report-save")
        self._saving.follow(job, lambda: _("Making the report"))
        job.finished.connect(self._saved)
        job.failed.connect(self._desk.messages.error)
        job.cancelled.connect(partial(self._ask_what_was_written, written))
        job.ended.connect(self._save_ended)

    def _ask_what_was_written(self, written: Sequence[Path]) -> None:
        """The last moment to stop may have passed: say what is so, once the work has come to rest."""
        job = self._desk.worker.submit(lambda _task: bool(written), lane="report-save")
        job.finished.connect(self._stopped)

    @Slot(object)
    def _stopped(self, was_written: object) -> None:
        if was_written:
            self._saved()
        else:
            self._desk.messages.say(Tone.INFO, _("Stopped: no report was saved."))

    @Slot()
    def _saved(self) -> None:
        self._desk.messages.say(Tone.SUCCESS, _("The report was saved."))

    @Slot()
    def _save_ended(self) -> None:
        self._save.setEnabled(self._may_save())


def _signed(sign: QLabel, words: QLabel) -> QWidget:
    """A sentence with a sign before it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing(2))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return line
