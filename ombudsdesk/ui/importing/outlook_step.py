"""The fourth step: what would come of the file, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ombudsdesk import i18n
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.planned import ImportPlan, PlannedCase
from ombudsdesk.importing.reasons import Reason, Remark, reason_text
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import pixmap
from ombudsdesk.ui.importing.step import Step, stack, words
from ombudsdesk.ui.importing.work import Outlook
from ombudsdesk.ui.table_view import make_table
from ombudsdesk.ui.tables import Column, PagedTableModel
from ombudsdesk.ui.theme import Look, Tone, colours, dress_as, spacing

CASES_SHOWN = 20


@dataclass(frozen=True)
class CaseRow:
    """A case that would come."""

    id: int
    planned: PlannedCase = field(repr=False)


@dataclass(frozen=True)
class RemarkRow:
    """A remark and its place among all of them."""

    id: int
    remark: Remark = field(repr=False)


class Figure(QFrame):
    """A number and what it counts, on a card."""

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, Look.CARD)
        self._number, self._words = QLabel(), words(Look.MUTED)
        dress_as(self._number, Look.TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(4), spacing(2), spacing(4), spacing(2))
        column.setSpacing(0)
        column.addWidget(self._number)
        column.addWidget(self._words)
        column.addStretch(1)

    def say(self, number: int, text: str) -> None:
        """Show a number."""
        self._number.setText(i18n.current().number(number))
        self._words.setText(text)


class OutlookStep(Step):
    """`leave_out_wanted`: rows that cannot be read are to be left out. Nothing here changes what was decided."""

    leave_out_wanted = Signal()
    title = N_("Check")

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._outlook: Outlook | None = None
        self._figures = [Figure() for _number in range(4)]
        self._blocked, self._sign = words(), QLabel()
        self.leave_out = QPushButton()
        self.leave_out.clicked.connect(self.leave_out_wanted)
        self.cases = PagedTableModel(self._case_columns(), self._fetch_cases)
        self.remarks = PagedTableModel(self._remark_columns(), self._fetch_remarks)
        self.reason = Choice(self._reasons, empty=N_("All reasons"))
        self._filter = Form((FormField("reason", N_("Show"), lambda: self.reason),), columns=2)
        self._filter.changed.connect(self._filter_changed)
        self._rules = words(Look.MUTED)
        self.tabs = QTabWidget()
        self._lay_out()
        self.dress()

    # what it looks like

    def _case_columns(self) -> Sequence[Column[CaseRow]]:
        return (
            Column[CaseRow](title=N_("Row"), text=lambda row: _number(row.planned.row), width=6, right=True),
            Column[CaseRow](title=N_("Date"), text=lambda row: _day(row.planned.case.facts.opened), width=14),
            Column[CaseRow](title=N_("Role"), text=self._role, width=22),
            Column[CaseRow](
                title=N_("Campus or department"), text=lambda row: row.planned.unit or _("Not known"), width=24
            ),
            Column[CaseRow](title=N_("Concerns"), text=self._concerns, width=36),
            Column[CaseRow](title=N_("Minutes"), text=_minutes, width=9, right=True),
            Column[CaseRow](title=N_("Outcome"), text=self._outcome, width=24),
        )

    def _remark_columns(self) -> Sequence[Column[RemarkRow]]:
        return (
            Column[RemarkRow](title=N_("Row"), text=lambda row: _number(row.remark.row), width=6, right=True),
            Column[RemarkRow](title=N_("Column"), text=lambda row: row.remark.column, width=16),
            Column[RemarkRow](title=N_("What stands there"), text=lambda row: " ".join(row.remark.text.split()), width=34),
            Column[RemarkRow](title=N_("What was done, and why"), text=_reason_words, width=40),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(spacing(3))
        for figure in self._figures:
            row.addWidget(figure, 1)
        self._warning = QWidget()
        line = QHBoxLayout(self._warning)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing(2))
        line.addWidget(self._sign)
        line.addWidget(self._blocked, 1)
        line.addWidget(self.leave_out)
        self.case_table = make_table(self.cases, name=N_("The first cases"), empty=N_("No case would come."))
        self.remark_table = make_table(
            self.remarks, name=N_("Rows that are not taken as they stand"), empty=N_("Every row is taken as it stands.")
        )
        for tab in (self._case_tab(), self._remark_tab()):
            self.tabs.addTab(tab, "")
        column = stack()
        column.addLayout(row)
        column.addWidget(self._warning)
        column.addWidget(self.tabs, 1)
        self.setLayout(column)

    def _case_tab(self) -> QWidget:
        tab = QWidget()
        column = stack(self._rules, self.case_table, gap=2, last_stretches=True)
        column.setContentsMargins(spacing(2), spacing(2), spacing(2), spacing(2))
        tab.setLayout(column)
        return tab

    def _remark_tab(self) -> QWidget:
        tab = QWidget()
        column = stack(self._filter, self.remark_table, gap=2, last_stretches=True)
        column.setContentsMargins(spacing(2), spacing(2), spacing(2), spacing(2))
        tab.setLayout(column)
        return tab

    def retranslate(self) -> None:
        self.leave_out.setText(_("Leave such rows out"))
        self._rules.setText(
            _("Each row becomes one case of a new visitor, with one contact; its first concern is the primary one.")
        )
        self.tabs.setAccessibleName(_("What would come"))
        if self._outlook is not None:
            self._say(self._outlook)

    def recolour(self) -> None:
        self._sign.setPixmap(pixmap("warning", colours().ink(Tone.WARNING).name(), spacing(5)))

    # what the page tells it

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what would come."""
        self._outlook = outlook
        self._filter.load({"reason": ""})
        self.reason.reload()
        self.cases.mark_stale()
        self.cases.set_ids(range(min(CASES_SHOWN, len(outlook.plan.cases))))
        self._show_remarks()
        self._say(outlook)
        self.tabs.setCurrentIndex(1 if outlook.plan.blocked else 0)

    def _show_remarks(self) -> None:
        if self._outlook is None:
            return
        code = self.reason.value()
        self.remarks.mark_stale()
        self.remarks.set_ids(self._outlook.remarks(Reason(code) if code else None))

    def _say(self, outlook: Outlook) -> None:
        plan = outlook.plan
        changed, out = outlook.changed, len(plan.left_out)
        texts = (
            (len(plan.cases), ngettext("case would come", "cases would come", len(plan.cases))),
            (len(plan.units), ngettext("new campus or department", "new campuses or departments", len(plan.units))),
            (changed, ngettext("row is taken with a remark", "rows are taken with a remark", changed)),
            (out, ngettext("row is left out", "rows are left out", out)),
        )
        for figure, (number, text) in zip(self._figures, texts, strict=True):
            figure.say(number, text)
        first = min(CASES_SHOWN, len(plan.cases))
        self.tabs.setTabText(0, ngettext("The first {count} case", "The first {count} cases", first))
        remarks = ngettext("{count} remark on rows", "{count} remarks on rows", len(plan.remarks))
        self.tabs.setTabText(1, remarks)
        self._warning.setVisible(plan.blocked)
        self._blocked.setText(_blocked_words(outlook))

    def problem(self) -> str:
        """Why nothing can be imported yet."""
        if self._outlook is None:
            return _("Please wait: the file is being looked through.")
        if self._outlook.plan.blocked:
            return _("Some rows cannot be taken yet: settle them, or leave them out.")
        return "" if self._outlook.plan.cases else _("There is no case to import.")

    def begin(self) -> None:
        if self._warning.isHidden():
            self.tabs.tabBar().setFocus()
        else:
            self.leave_out.setFocus()

    # what it shows

    def _fetch_cases(self, ids: Sequence[int]) -> Iterable[CaseRow]:
        return [CaseRow(place, self._plan().cases[place]) for place in ids]

    def _fetch_remarks(self, ids: Sequence[int]) -> Iterable[RemarkRow]:
        return [RemarkRow(place, self._plan().remarks[place]) for place in ids]

    def _plan(self) -> ImportPlan:
        assert self._outlook is not None  # noqa: S101 - there are no ids before
        return self._outlook.plan

    def _reasons(self) -> list[tuple[str, str]]:
        if self._outlook is None:
            return []
        found = self._outlook.by_reason.items()
        return [
            (
                reason.value,
                _("{reason} ({count})").format(reason=reason_text(reason), count=i18n.current().number(count)),
            )
            for reason, count in found
        ]

    @Slot(str)
    def _filter_changed(self, _name: str) -> None:
        if not self.reason.problem():
            self._show_remarks()

    def _role(self, row: CaseRow) -> str:
        return self._catalogue.roles.label(row.planned.case.facts.role, i18n.current().content)

    def _concerns(self, row: CaseRow) -> str:
        language = i18n.current().content
        named = (
            self._catalogue.k12.label(concern.k12, language)
            if concern.k12
            else self._catalogue.topics.label(concern.topic, language)
            for concern in row.planned.case.concerns
        )
        return "; ".join(named)

    def _outcome(self, row: CaseRow) -> str:
        outcome = row.planned.case.facts.outcome
        return self._catalogue.outcomes.label(outcome, i18n.current().content) if outcome else _("Still open")


def _number(value: int) -> str:
    return i18n.current().number(value)


def _day(value: date) -> str:
    return i18n.current().date(value)


def _minutes(row: CaseRow) -> str:
    minutes = row.planned.case.contacts[0].minutes
    return "" if minutes is None else _number(minutes)


def _reason_words(row: RemarkRow) -> str:
    remark = row.remark
    if remark.reason.leaves_out:
        return _("Left out: {reason}").format(reason=reason_text(remark.reason))
    return reason_text(remark.reason)


def _blocked_words(outlook: Outlook) -> str:
    count = outlook.cannot_be_taken
    if not count:
        return _("Nothing can be imported yet: a column is neither used nor left out.")
    return ngettext(
        "Nothing can be imported yet: {count} row cannot be read. Go back and settle it, or leave it out.",
        "Nothing can be imported yet: {count} rows cannot be read. Go back and settle them, or leave them out.",
        count,
    )
