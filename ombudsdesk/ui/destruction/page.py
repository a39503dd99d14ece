"""The page on which cases are chosen to be destroyed, and the log of what was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk.i18n import N_, _, current, ngettext
from ombudsdesk.ui.desk import Desk, Page
from ombudsdesk.ui.destruction.confirm import ConfirmPane
from ombudsdesk.ui.editors import WholeNumber
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.layouts import card_of, fill_column, row_of
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.theme import Look, dress_as, spacing
from ombudsdesk.vault import destruction, retention, safekeeping, selfcheck
from ombudsdesk.vault.change import Change
from ombudsdesk.vault.destruction import DestructionEntry
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.retention import DueCase, RetentionRule
from ombudsdesk.vault.safekeeping import OldSheets

WIDTH = 190
_CASE = Qt.ItemDataRole.UserRole


class DestructionPage(Page):
    """Cases that are due, with a mark for each that will be destroyed; those on hold cannot be marked."""

    def __init__(self, desk: Desk, *, kdf: Argon2 | None = None) -> None:
        super().__init__()
        self._desk, self._kdf = desk, kdf
        self._due: list[DueCase] = []
        self._coming: list[DueCase] = []
        self._log: list[DestructionEntry] = []
        self._left_out: set[int] = set()
        self._days: int | None = None
        self._title, self._lead, self._due_title, self._coming_title, self._log_title = (QLabel() for _label in range(5))
        self._truth = QLabel()
        self._destroy, self._keep_rule, self._shredded = QPushButton(), QPushButton(), QPushButton()
        days = partial(WholeNumber, unit=N_("days"), most=retention.MOST_DAYS, empty="")
        self._rule = Form((FormField("days", N_("A case is due so long after it was closed"), days, required=True),))
        self._cases, self._next, self._entries = QListWidget(), QListWidget(), QListWidget()
        self._stack = QStackedWidget()
        self._confirm: ConfirmPane | None = None
        self._build()
        self._cases.itemChanged.connect(self._marked)
        self._destroy.clicked.connect(self._ask)
        self._keep_rule.clicked.connect(self._set_rule)
        self._shredded.clicked.connect(self._note_shredded)
        desk.session.changed.connect(self._changed)
        self.dress()

    def _build(self) -> None:
        for widget, look in (
            (self._title, Look.TITLE),
            (self._lead, Look.MUTED),
            (self._due_title, Look.HEADING),
            (self._coming_title, Look.MUTED),
            (self._log_title, Look.HEADING),
            (self._destroy, Look.PRIMARY),
        ):
            dress_as(widget, look)
        for label in (self._lead, self._truth, self._title):
            label.setWordWrap(True)
        for listed in (self._cases, self._next, self._entries):
            listed.setMinimumHeight(spacing(24))
            listed.setMaximumHeight(spacing(44))
            listed.setWordWrap(True)
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        parts = (
            self._title,
            self._lead,
            card_of(self._due_title, self._cases, row_of(self._destroy, None), self._coming_title, self._next),
            card_of(self._rule, row_of(self._keep_rule, None)),
            card_of(self._log_title, self._truth, row_of(self._shredded, None), self._entries),
        )
        for part in parts:
            part.setMaximumWidth(spacing(WIDTH))
        content = QWidget()
        fill_column(content, parts, margin=4)
        self._stack.addWidget(scrolling(content))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def retranslate(self) -> None:
        self._title.setText(_("Destruction"))
        self._lead.setText(
            _(
                "What is destroyed is gone from this computer at once, and from the backups when the old recovery sheet is "
                "shredded. Only numbers without a name stay, so that reports count on."
            )
        )
        self._coming_title.setText(_("Due within 30 days"))
        self._log_title.setText(_("What was destroyed"))
        self._keep_rule.setText(_("Keep this rule"))
        self._shredded.setText(_("The old sheet is shredded"))
        for widget, name in ((self._next, self._coming_title.text()), (self._entries, self._log_title.text())):
            widget.setAccessibleName(name)
        self._show()

    def recolour(self) -> None:
        self._show()

    def arrive(self) -> None:
        """Look what is due today."""
        self._read()
        if self._confirm is not None:
            self._confirm.focus_first()
        elif self._due:
            self._cases.setFocus()
        else:
            self._rule.focus_first()

    def back(self) -> None:
        """From the last question back to the list; nothing was destroyed."""
        pane = self._confirm
        if pane is not None and not pane.is_busy:
            self._confirm = None
            shown = self._stack.widget(1)
            if shown is not None:
                self._stack.removeWidget(shown)
                shown.deleteLater()
            self._read()
            self._cases.setFocus()

    @Slot(object)
    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        if self._desk.session.look(self._look) is not None:
            self._show()

    def _look(self, database: Database) -> bool:
        today = self._desk.session.today
        self._due = retention.due(database, today=today)
        self._coming = retention.coming(database, today=today)
        self._log = destruction.log(database)
        days = retention.rule(database).days_after_close
        if days != self._days:
            # not each time: a number that is being typed stays
            self._days = days
            self._rule.load({"days": days})
        return True

    def _show(self) -> None:
        self._cases.blockSignals(True)  # noqa: FBT003 - Qt's own function
        self._cases.clear()
        for case in self._due:
            self._cases.addItem(self._item(case))
        self._cases.blockSignals(False)  # noqa: FBT003 - Qt's own function
        self._next.clear()
        for case in self._coming:
            self._next.addItem(_case_line(case))
        for widget in (self._next, self._coming_title):
            widget.setVisible(bool(self._coming))
        count = len(self._due)
        self._due_title.setText(
            ngettext("{count} case is due", "{count} cases are due", count) if count else _("No case is due")
        )
        self._cases.setAccessibleName(self._due_title.text())
        self._cases.setVisible(bool(self._due))
        self._show_button()
        self._show_log()

    def _item(self, case: DueCase) -> QListWidgetItem:
        item = QListWidgetItem(_case_line(case))
        item.setData(_CASE, case.id)
        if case.hold is None:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            out = case.id in self._left_out
            item.setCheckState(Qt.CheckState.Unchecked if out else Qt.CheckState.Checked)
        else:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setIcon(icon("hold"))
        return item

    def marked(self) -> list[int]:
        """The ids of the cases that will be destroyed."""
        return [case.id for case in self._due if case.hold is None and case.id not in self._left_out]

    @Slot(QListWidgetItem)
    def _marked(self, item: QListWidgetItem) -> None:
        case = item.data(_CASE)
        if item.checkState() is Qt.CheckState.Checked:
            self._left_out.discard(case)
        else:
            self._left_out.add(case)
        self._show_button()

    def _show_button(self) -> None:
        count = len(self.marked())
        self._destroy.setEnabled(count > 0)
        self._destroy.setText(ngettext("Destroy {count} case…", "Destroy {count} cases…", count))

    def _show_log(self) -> None:
        self._entries.clear()
        for entry in self._log:
            self._entries.addItem(_entry_line(entry))
        self._entries.setVisible(bool(self._log))
        old = self._old_sheets()
        erased = any(entry.erased for entry in self._log)
        truth = selfcheck.still_readable(old.readable, old.numbers) if erased else _("Nothing was destroyed yet.")
        sheet = self._desk.session.vault.sheet
        if sheet is not None and self._newest_sheet() > sheet:
            truth += " " + _("The new sheet is not on paper yet: make it now.")
        self._truth.setText(truth)
        self._shredded.setVisible(erased and old.may_go)
        if old.numbers:
            self._shredded.setText(_("Sheet number {number} is shredded").format(number=current().number(old.numbers[0])))

    def _old_sheets(self) -> OldSheets:
        found = self._desk.session.look(partial(safekeeping.reach_of_old_sheets, current=self._newest_sheet()))
        return found or OldSheets()

    def _newest_sheet(self) -> int:
        """The number of the valid sheet, or of the one that is to take its place since cases were erased; 0 without any."""
        numbers = [entry.sheet_after or 0 for entry in self._log if entry.erased]
        return max([self._desk.session.vault.sheet or 0, *numbers])

    @Slot()
    def _set_rule(self) -> None:
        problems = self._rule.check()
        self._rule.show_problems(problems)
        if not problems:
            self._desk.session.apply(retention.set_rule, rule=RetentionRule(self._rule.value("days")))

    @Slot()
    def _note_shredded(self) -> None:
        old = self._old_sheets()
        if old.numbers:
            self._desk.session.apply(safekeeping.note_shredded, number=old.numbers[0], today=self._desk.session.today)

    @Slot()
    def _ask(self) -> None:
        """The last question, with everything that is true."""
        if self._confirm is None and self.marked():
            pane = ConfirmPane(self._desk, self.marked(), kdf=self._kdf)
            pane.left.connect(self.back)
            pane.setMaximumWidth(spacing(WIDTH))
            area = QWidget()
            fill_column(area, (pane,), margin=4)
            self._stack.addWidget(scrolling(area))
            self._stack.setCurrentIndex(1)
            self._confirm = pane
            pane.focus_first()

    def panes(self) -> Sequence[QWidget]:
        return [self._stack]


def _case_line(case: DueCase) -> str:
    speech = current()
    closed = _("closed {day}").format(day=speech.date(case.closed))
    due = _("due {day}").format(day=speech.date(case.due))
    parts = [case.number, case.nickname, closed, due]
    if case.hold is not None:
        parts += [_("on hold since {day}, so it is kept").format(day=speech.date(case.hold.since)), case.hold.reason]
    return " · ".join(parts)


def _entry_line(entry: DestructionEntry) -> str:
    speech = current()
    cases = ngettext("{count} case", "{count} cases", entry.cases)
    if entry.erased is None:
        return _("{day}: {cases} chosen, not destroyed").format(day=speech.date(entry.planned), cases=cases)
    line = _("{day}: {cases} destroyed").format(day=speech.date(entry.erased), cases=cases)
    if entry.sheet_after is not None:
        numbers = {"before": entry.sheet_before or 0, "after": entry.sheet_after}
        line += " · " + _("sheet {before}, then sheet {after}").format(
            **{name: speech.number(number) for name, number in numbers.items()}
        )
    return line
