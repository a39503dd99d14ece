"""The first step: which file, which of its sheets, and whether it is read like an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ombudsdesk.i18n import N_, _, ngettext
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.file_dialogs import ask_for_file
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.icons import icon
from ombudsdesk.ui.importing.draft import Source
from ombudsdesk.ui.importing.step import Step, stack, words
from ombudsdesk.ui.theme import Look, colours, dress_as, spacing


class FileStep(Step):
    """`wanted` carries the path of a file; `reread` comes when another sheet or other kept choices are wanted."""

    wanted = Signal(object)
    reread = Signal()
    title = N_("File")

    def __init__(self) -> None:
        super().__init__()
        self._source: Source | None = None
        self._kept: Sequence[str] = ()
        self._intro, self._formats = words(), words(Look.MUTED)
        self._safety = words(Look.MUTED)
        self.button = QPushButton()
        self.button.clicked.connect(self.choose_file)
        self._found_name, self._found = QLabel(), words(Look.MUTED)
        dress_as(self._found_name, Look.HEADING)
        self.sheets = Choice(self._sheets)
        self.kept = Choice(lambda: [(name, name) for name in self._kept], empty=N_("No, look at it afresh"))
        self.form = Form(
            (
                FormField("sheet", N_("Sheet of the workbook"), lambda: self.sheets),
                FormField(
                    "kept",
                    N_("Read it like an earlier file"),
                    lambda: self.kept,
                    help=N_("Choices that you kept under a name: columns, rules and meanings."),
                ),
            ),
            columns=2,
        )
        self.form.changed.connect(self._form_changed)
        self._lay_out()
        self.show_source(None)
        self.dress()

    def _lay_out(self) -> None:
        card = QFrame()
        dress_as(card, Look.CARD)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(spacing(6), spacing(5), spacing(6), spacing(5))
        inside.setSpacing(spacing(3))
        for widget in (self._intro, self._formats):
            inside.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addLayout(stack(self._found_name, self._found, self.form))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(4))
        column.addWidget(card)
        column.addWidget(self._safety)
        column.addStretch(1)

    def retranslate(self) -> None:
        self._intro.setText(
            _("Take the cases of an older log into the vault. Nothing is stored before you have seen what comes of it.")
        )
        self._formats.setText(
            _(
                "The file can be a CSV or TSV text, or a workbook of Excel (XLSX, XLS) or LibreOffice (ODS). Each row "
                "should be one visit, with a row of headers above."
            )
        )
        self._safety.setText(
            _(
                "The file itself is only read and stays where it is, unprotected. When the import is done and you have a "
                "backup of the vault, it is safer to delete it."
            )
        )
        self.button.setText(_("Choose a file…") if self._source is None else _("Choose another file…"))
        self._say_found()

    def recolour(self) -> None:
        self.button.setIcon(icon("import", colours().text if self._source else colours().selection_text))

    def _sheets(self) -> list[tuple[str, str]]:
        return [(name, name) for name in self._source.sheet.names] if self._source else []

    def _say_found(self) -> None:
        if self._source is None:
            return
        sheet = self._source.sheet
        rows = ngettext("{count} row", "{count} rows", len(sheet.rows))
        columns = ngettext("{count} column", "{count} columns", sheet.width)
        self._found_name.setText(self._source.name)
        self._found.setText(_("{rows}, {columns}").format(rows=rows, columns=columns))

    # what the page tells it

    def show_kept(self, names: Sequence[str]) -> None:
        """The names of the kept mappings."""
        self._kept = list(names)
        self.kept.reload()
        self.form.set_shown("kept", shown=bool(self._kept))

    def show_source(self, source: Source | None) -> None:
        """Show what was read."""
        self._source = source
        for widget in (self._found_name, self._found):
            widget.setVisible(source is not None)
        self.sheets.reload()
        several = source is not None and len(source.sheet.names) > 1
        self.form.set_shown("sheet", shown=several)
        self.form.load({"sheet": source.sheet.name if source and several else ""})
        # one button at a time is the one to press
        dress_as(self.button, Look.QUIET if source else Look.PRIMARY)
        self.retranslate()
        self.recolour()

    @property
    def sheet_name(self) -> str:
        """The sheet that is wanted, "" for the first that can be seen."""
        return str(self.form.value("sheet"))

    @property
    def kept_name(self) -> str:
        """The kept choices that are wanted, "" for none."""
        return str(self.form.value("kept"))

    def choose_kept(self, name: str) -> None:
        """Show which kept choices are used, "" for none."""
        self.form.load({"kept": name})

    def problem(self) -> str:
        return "" if self._source else _("Choose a file first.")

    def begin(self) -> None:
        self.button.setFocus()

    @Slot(str)
    def _form_changed(self, name: str) -> None:
        if self._source is not None and not self.form.editor(name).problem():
            self.reread.emit()

    @Slot()
    def choose_file(self) -> None:
        """Ask for the file. The program keeps no list of files that it read."""
        kinds = [_("Spreadsheets (*.csv *.tsv *.tab *.txt *.xlsx *.xls *.ods)"), _("All files (*)")]
        ask_for_file(self, _("Choose the office's log"), kinds, self._file_chosen)

    @Slot(str)
    def _file_chosen(self, name: str) -> None:
        self.wanted.emit(Path(name))
