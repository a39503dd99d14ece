"""The second step: which column holds what, and the rules by which the rest is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from ombudsdesk import i18n
from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.importing.fields import LABELS, Field, taxonomy
from ombudsdesk.importing.sheets import MAX_ROWS
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.editors import WholeNumber
from ombudsdesk.ui.forms import Form, FormField, Trouble
from ombudsdesk.ui.importing import rules
from ombudsdesk.ui.importing.column_choice import FIELDS, HELPS, ColumnChoice
from ombudsdesk.ui.importing.draft import Draft
from ombudsdesk.ui.importing.step import Step, stack, words
from ombudsdesk.ui.scrolling import scrolling
from ombudsdesk.ui.theme import Look, dress_as, spacing

_MOST_NAMED = 12


class ColumnsStep(Step):
    """`asked` comes when the dates should be looked at again; `moved` carries the row in which the headers stand."""

    asked = Signal()
    moved = Signal(int)
    title = N_("Columns")

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._which, self._how, self._rule = QLabel(), QLabel(), QLabel()
        self._lead, self._leftover = words(Look.MUTED), words()
        self._evidence = words(Look.MUTED)
        self.leave_out = QCheckBox()
        self.leave_out.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.choices = {each: ColumnChoice(self._headers, partial(self._example, each)) for each in FIELDS}
        self.header_row = WholeNumber(least=1, most=MAX_ROWS, empty="")
        self.top = Form(
            (FormField("row", N_("The headers stand in row"), lambda: self.header_row, required=True),), columns=3
        )
        self.columns = Form([self._row(each) for each in FIELDS], columns=2)
        self.reading = Form(rules.reading_fields(self._separators), columns=2)
        self.rules = Form(rules.rule_fields(self._entries), columns=2)
        self._lay_out()
        self._connect()
        self.dress()

    def _row(self, each: Field) -> FormField:
        needed = each is Field.DATE
        return FormField(each.value, LABELS[each], lambda: self.choices[each], required=needed, help=HELPS.get(each, ""))

    def _lay_out(self) -> None:
        for heading in (self._which, self._how, self._rule):
            dress_as(heading, Look.HEADING)
        parts = (
            stack(self._which, self._lead, self.top, self.columns, gap=3),
            stack(self._leftover, self.leave_out, gap=1),
            stack(self._how, self._evidence, self.reading, gap=2),
            stack(self._rule, self.rules, gap=2),
        )
        content = QWidget()
        column = stack(gap=7)
        content.setLayout(column)
        for part in parts:
            column.addLayout(part)
        column.addStretch(1)
        self._scroll = scrolling(content)
        self.setLayout(stack(self._scroll))

    def _connect(self) -> None:
        self.header_row.control().editingFinished.connect(self._header_row_entered)
        self.columns.changed.connect(self._column_changed)
        self.reading.changed.connect(self._reading_changed)
        self.rules.changed.connect(self._collect)
        self.leave_out.toggled.connect(self._collect)

    def retranslate(self) -> None:
        self._which.setText(_("Which column holds what"))
        self._lead.setText(
            _("What was recognized is filled in already. Beside each column stands what the file has in it.")
        )
        self._how.setText(_("How it is read"))
        self._rule.setText(_("Rules"))
        self.leave_out.setText(_("Leave these columns out"))
        if self._draft is not None:
            self._say_leftover()
            self._evidence.setText(rules.evidence_words(self._draft.suggestion.dates))

    # what the choices offer

    def _headers(self) -> list[tuple[str, str]]:
        return [(header, header) for header in self._draft.headers] if self._draft else []

    def _example(self, each: Field, header: str) -> str:
        if self._draft is None:
            return ""
        examples = self._draft.examples(header)
        if header == self._draft.mapping.columns.get(each) and self._draft.is_a_guess(each):
            return _("a guess, please check: {examples}").format(examples=examples)
        return examples

    def _separators(self) -> list[tuple[str, str]]:
        return rules.separator_pairs(self._draft.mapping if self._draft else None)

    def _entries(self, each: Field) -> Sequence[tuple[str, str]]:
        if self._draft is None:
            return []
        language = i18n.current().content
        return [(entry.code, entry.label(language)) for entry in taxonomy(self._draft.catalogue, each)]

    # what the page tells it

    def show_draft(self, draft: Draft) -> None:
        """Show the decisions of a draft."""
        self._draft = None
        for form in (self.columns, self.reading, self.rules):
            form.clear_problems()
        self._draft = draft
        for editor in self.findChildren(Choice):
            editor.reload()
        mapping = draft.mapping
        self.header_row.set_value(mapping.header_row)
        self.columns.load({each.value: mapping.columns.get(each, "") for each in FIELDS})
        self.reading.load(rules.reading_values(mapping))
        self.rules.load(rules.rule_values(mapping))
        self.leave_out.setChecked(draft.is_left_out(mapping.columns))
        self.retranslate()

    def show_evidence(self) -> None:
        """The dates were looked at again."""
        if self._draft is not None:
            self.reading.load(rules.reading_values(self._draft.mapping))
            self.retranslate()

    def begin(self) -> None:
        self.columns.focus_first()

    def problem(self) -> str:
        """The first thing that is missing, shown beside its field too."""
        sentence = self._point_out()
        here = self.focusWidget()
        if sentence and here is not None:
            self._scroll.ensureWidgetVisible(here, 0, spacing(20))
        return sentence

    def _point_out(self) -> str:
        for form, troubles in self._troubles():
            if troubles:
                form.show_problems(troubles)
                return _("Something is missing or wrong: please look at the marked field.")
        if not self.leave_out.isChecked() and self._leftover_headers():
            self.leave_out.setFocus()
            return _("Some columns are not used. Choose what they are, or say that they are left out.")
        return ""

    def _troubles(self) -> Iterator[tuple[Form, list[Trouble]]]:
        yield self.top, self.top.check()
        yield self.columns, self.columns.check() or list(self._taken_twice())
        yield self.reading, self.reading.check() or list(self._order_missing())
        yield self.rules, self.rules.check()

    def _taken_twice(self) -> Iterator[Trouble]:
        seen: set[str] = set()
        for each in FIELDS:
            header = self.choices[each].value()
            if header and header in seen:
                yield each.value, _("Another field takes this column already.")
            seen.add(header)

    def _order_missing(self) -> Iterator[Trouble]:
        if self._draft and not self._draft.suggestion.dates.decided and not self.reading.value(rules.ORDER):
            yield rules.ORDER, _("Please choose: some dates could be read either way.")

    # what the person does

    @Slot()
    def _header_row_entered(self) -> None:
        row = self.header_row.value()
        if self._draft and row and row != self._draft.mapping.header_row:
            self.moved.emit(row)

    @Slot(str)
    def _column_changed(self, name: str) -> None:
        if self._draft is None:
            return
        before = self._draft.mapping.columns
        # a column that is free now has not been left out on purpose yet
        self.leave_out.setChecked(self._draft.is_left_out(self._chosen()))
        self._collect()
        self._say_leftover()
        if name in {Field.DATE.value, Field.CLOSED.value} and self._draft.mapping.columns != before:
            self.asked.emit()

    @Slot(str)
    def _reading_changed(self, name: str) -> None:
        if self._draft is None:
            return
        self._draft.order_chosen = self._draft.order_chosen or name == rules.ORDER
        self._draft.separator_chosen = self._draft.separator_chosen or name == rules.SEPARATOR
        self._collect()

    @Slot()
    def _collect(self, *_what: object) -> None:
        """Hand what the forms say to the draft."""
        if self._draft is None:
            return
        mapping = rules.with_values(self._draft.mapping, self.reading.values() | self.rules.values())
        self._draft.mapping = replace(mapping, columns=self._chosen(), ignore=self._ignored())
        self.changed.emit()

    def _chosen(self) -> dict[Field, str]:
        return {each: header for each in FIELDS if (header := self.choices[each].value())}

    def _ignored(self) -> frozenset[str]:
        if self._draft is None or not self.leave_out.isChecked():
            return frozenset()
        return frozenset(self._leftover_headers())

    def _leftover_headers(self) -> list[str]:
        return [guess.header for guess in self._draft.leftover(self._chosen())] if self._draft else []

    def _say_leftover(self) -> None:
        headers = self._leftover_headers()
        names = ", ".join(headers[:_MOST_NAMED]) + ("…" if len(headers) > _MOST_NAMED else "")
        text = ngettext("{count} column is not used:", "{count} columns are not used:", len(headers))
        self._leftover.setText(_("{sentence} {names}").format(sentence=text, names=names))
        for widget in (self._leftover, self.leave_out):
            widget.setVisible(bool(headers))
