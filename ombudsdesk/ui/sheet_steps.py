"""A recovery code on its way to paper: shown once, printed or written by hand, and proven by typing two groups back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ombudsdesk import i18n, office
from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.file_dialogs import ask_where_to_save
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.ui.layouts import column_of, row_of
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.messages import MessageArea
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing
from ombudsdesk.ui.worker import Job, Task, Worker
from ombudsdesk.vault import places, sheet

_IN_A_ROW = 2
_LETTER_SIZE = 1.7


class SheetSteps(Living, QWidget):
    """Two steps: the code is put on paper, then two of its groups are typed back. The caller keeps the code and wipes it.

    `proven`: it is on paper. `put_off`: later (only if it may wait). Neither comes before the person was told of a page
    that is still on the disk. `old` is the number of the sheet that this one replaces. Messages of the page to print
    stand in an area of its own.
    """

    proven = Signal()
    put_off = Signal()

    def __init__(
        self,
        code: bytearray,
        number: int,
        *,
        worker: Worker,
        today: date,
        old: int | None = None,
        may_wait: bool = True,
    ) -> None:
        super().__init__()
        self._code, self._number, self._old, self._today, self._worker = code, number, old, today, worker
        self._asked = sheet.two_groups()
        self._pages: list[Path] = []
        self._told = False
        self._saving: Job | None = None
        self._stack, self.messages = QStackedWidget(), MessageArea()
        self._title, self._words, self._care, self._ask, self._left = (QLabel() for _label in range(5))
        self._save, self._next, self._later, self._again, self._done = (QPushButton() for _button in range(5))
        self._delete = QPushButton()
        self._cells: list[tuple[QLabel, QLabel]] = []
        # a field for each group, of which two are shown: a name that changes would not be heard by screen readers
        self._fields = Form(tuple(_group_field(number) for number in range(1, sheet.GROUPS + 1)))
        self._build()
        self._later.setVisible(may_wait)
        self._wire()
        self._show_asked()
        self._show_groups(sheet.groups(code))
        self.dress()

    def _build(self) -> None:
        for label, look in ((self._title, Look.TITLE), (self._care, Look.MUTED), (self._left, Look.HEADING)):
            dress_as(label, look)
        for label in (self._words, self._care, self._ask, self._left, self._title):
            label.setWordWrap(True)
        for button in (self._next, self._done):
            dress_as(button, Look.PRIMARY)
        dress_as(self._later, Look.QUIET)
        self._stack.addWidget(
            column_of(
                self._words, self._code_card(), self._care, row_of(self._save, None), row_of(self._later, None, self._next)
            )
        )
        self._stack.addWidget(column_of(self._ask, self._fields, row_of(self._again, None, self._done)))
        self._left_card = QFrame()
        dress_as(self._left_card, Look.CARD)
        row = QHBoxLayout(self._left_card)
        row.addWidget(self._left, 1)
        row.addWidget(self._delete)
        self._left_card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(3))
        for widget in (self._title, self.messages, self._left_card, self._stack):
            column.addWidget(widget)

    def _code_card(self) -> QWidget:
        card = QFrame()
        dress_as(card, Look.CARD)
        grid = QGridLayout(card)
        grid.setHorizontalSpacing(spacing(4))
        for place in range(sheet.GROUPS):
            number, letters = QLabel(), QLabel()
            dress_as(number, Look.MUTED)
            font = letters.font()
            font.setPointSizeF(font.pointSizeF() * _LETTER_SIZE)
            font.setBold(True)
            font.setStyleHint(font.StyleHint.Monospace)
            letters.setFont(font)
            # nothing of it goes to the clipboard; Tab reaches each group, so that a screen reader can read it
            letters.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            letters.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row, column = divmod(place, _IN_A_ROW)
            grid.addWidget(number, row, 2 * column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(letters, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            self._cells.append((number, letters))
        return card

    def _wire(self) -> None:
        self._next.clicked.connect(self._to_proof)
        self._again.clicked.connect(self.show_code)
        self._later.clicked.connect(self._put_off)
        self._done.clicked.connect(self._prove)
        self._save.clicked.connect(self._ask_where)
        self._delete.clicked.connect(self._delete_page)
        for number in range(1, sheet.GROUPS + 1):
            line = self._fields.editor(_name(number))
            assert isinstance(line, TextLine)  # noqa: S101 - tells the type checker what the form was built with
            line.control().returnPressed.connect(self._prove)

    def retranslate(self) -> None:
        number = i18n.current().number(self._number)
        self._title.setText(_("Recovery sheet number {number}").format(number=number))
        self._words.setText(
            _(
                "Write these eight groups on paper by hand, or save a page to print. They are shown this once. Write the "
                "number of the sheet on it, too."
            )
        )
        care = _("Whoever holds the sheet can open the vault and its backups: lock it away from this computer.")
        if self._old is not None:
            care += " " + _("Keep sheet number {number} until the program tells you to shred it.").format(
                number=i18n.current().number(self._old)
            )
        self._care.setText(care)
        self._ask.setText(_("Show that it is on paper: type these two groups from it."))
        for place, (sign, letters) in enumerate(self._cells, start=1):
            sign.setText(f"{i18n.current().number(place)}.")
            _name_letters(letters, place)
        for button, text in (
            (self._next, _("It is on paper")),
            (self._again, _("Show the code again")),
            (self._later, _("Later")),
            (self._done, _("Check the groups")),
            (self._save, _("Save a page to print…")),
            (self._delete, _("Delete the page now")),
        ):
            button.setText(text)
        self._left.setText(
            _("The page to print is still a file. Whoever reads it can open the vault: delete it once it is printed.")
        )

    def _show_asked(self) -> None:
        for number in range(1, sheet.GROUPS + 1):
            self._fields.set_shown(_name(number), shown=number in self._asked)

    def _show_groups(self, groups: Sequence[str]) -> None:
        for place, ((_sign, letters), group) in enumerate(zip(self._cells, groups, strict=True), start=1):
            letters.setText(group)
            _name_letters(letters, place)

    def _hide_groups(self) -> None:
        """Take the code out of its labels: hidden ones would keep it."""
        self._show_groups([""] * sheet.GROUPS)

    def _empty_fields(self) -> None:
        self._fields.load({_name(number): "" for number in range(1, sheet.GROUPS + 1)})

    def forget(self) -> None:
        """Drop the code from all that is shown, and a page that is not written yet. The caller wipes the code itself."""
        if self._saving is not None:
            self._saving.cancel()
        self._hide_groups()
        self._empty_fields()

    @Slot()
    def show_code(self) -> None:
        """Show the code once more; other groups will be asked for."""
        self._asked = _other_groups(self._asked)
        self._empty_fields()
        self._show_asked()
        self._show_groups(sheet.groups(self._code))
        self._stack.setCurrentIndex(0)
        self._next.setFocus()

    def focus_first(self) -> None:
        """Go to where work goes on."""
        if self._stack.currentIndex() == 0:
            self._next.setFocus()
        else:
            self._fields.editor(_name(self._asked[0])).setFocus()

    @Slot()
    def _to_proof(self) -> None:
        self._hide_groups()
        self._stack.setCurrentIndex(1)
        self.focus_first()

    @Slot()
    def _prove(self) -> None:
        wrong = [
            (_name(number), _("This is not group {number} of the code.").format(number=i18n.current().number(number)))
            for number in self._asked
            if not sheet.is_group(self._code, number=number, text=self._fields.value(_name(number)))
        ]
        self._fields.show_problems(wrong)
        if not wrong:
            self._leave(self.proven)

    @Slot()
    def _put_off(self) -> None:
        self._leave(self.put_off)

    def _leave(self, signal: SignalInstance) -> None:
        """Tell that this is over; if a page is still on the disk, say so first. Then it is the person's choice."""
        self._pages = [page for page in self._pages if not _is_gone(page)]
        if self._pages and not self._told:
            self._told = True
            self.messages.say(
                Tone.WARNING, _("The saved page is still on the disk. Delete it now, or go on and delete it yourself.")
            )
            self._delete.setFocus()
            return
        signal.emit()

    @Slot()
    def _ask_where(self) -> None:
        name = _("sheet {number}.pdf").format(number=self._number)
        ask_where_to_save(self, _("Save a page to print"), _("PDF files (*.pdf)"), name, self.save_page)

    @Slot(str)
    def save_page(self, name: str) -> None:
        """Write the page to print where somebody chose."""
        target = Path(name)
        try:
            places.require_local(target.parent)
        except UserError as error:
            self.messages.error(error)
            return
        groups = sheet.groups(self._code)
        write = _page_writer(target, groups, self._number, self._today, i18n.current().content)
        self._saving = self._worker.submit(write, lane="sheet")
        self._saving.finished.connect(self._page_saved)
        self._saving.failed.connect(self.messages.error)
        self._saving.ended.connect(self._saving_ended)
        self._let_go_on(yes=False)

    @Slot()
    def _saving_ended(self) -> None:
        self._saving = None
        self._let_go_on(yes=True)
        self.focus_first()

    def _let_go_on(self, *, yes: bool) -> None:
        """Nobody leaves while a page is written: it would stay on the disk, and nobody would have been told."""
        for button in (self._save, self._later, self._next):
            button.setEnabled(yes)

    @Slot(object)
    def _page_saved(self, target: Path) -> None:
        # every page counts, not only the last one
        self._pages.append(target)
        self._told = False
        self._left_card.show()
        self.messages.say(Tone.SUCCESS, _("The page was saved. Print it, and compare it with the screen."))

    @Slot()
    def _delete_page(self) -> None:
        self._pages = [page for page in self._pages if not _delete(page)]
        if self._pages:
            self.messages.error(
                UserError(_("The page could not be deleted."), _("Delete the file yourself, and empty the recycle bin."))
            )
            return
        self._left_card.hide()
        self.messages.clear()
        self.messages.say(Tone.SUCCESS, _("The page was deleted."))
        if self._told and self._stack.currentIndex() == 1:
            self._done.setFocus()
        else:
            self.focus_first()


def _name(number: int) -> str:
    return f"group{number}"


def _name_letters(letters: QLabel, place: int) -> None:
    letters.setAccessibleName(_("Group {number}: {letters}").format(number=place, letters=" ".join(letters.text())))


def _other_groups(before: tuple[int, int]) -> tuple[int, int]:
    """Two groups of which none was asked for before: the code was just looked at because of those."""
    while set(asked := sheet.two_groups()) & set(before):
        pass
    return asked


def _is_gone(page: Path) -> bool:
    """Whether a page is known to be no more. One on a stick that was pulled out is not."""
    try:
        return page.parent.is_dir() and not page.exists()
    except OSError:
        return False


def _delete(page: Path) -> bool:
    """Delete a page; whether it is known to be no more."""
    try:
        page.unlink()
    except OSError:
        return _is_gone(page)
    return True


def _group_field(number: int) -> FormField:
    return FormField(_name(number), N_("Group {number}"), partial(TextLine, longest=12), number=number)


def _page_writer(target: Path, groups: tuple[str, ...], number: int, today: date, language: str) -> Callable[[Task], Path]:
    def write(task: Task) -> Path:
        from ombudsdesk.report.sheet import render_sheet  # reportlab takes 0.4 s to import

        content = render_sheet(groups=groups, number=number, day=today, language=language)
        task.check()
        office.write_whole(target, content, over=office.PDF)
        return target

    return write
