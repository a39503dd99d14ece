"""The field for a recovery code: 40 letters in eight groups, typed from paper."""

from __future__ import annotations

from functools import partial

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.editors import TextLine
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.vault import sheet
from ombudsdesk.vault.keys import WrongSheetError
from ombudsdesk.vault.sheet import WrongCodeError

_LONGEST = 120
_CODE = "code"


class CodeField(TextLine):
    """Anything between the groups is fine, small letters too. `problem` names the group that is not as on the sheet."""

    def problem(self) -> str:
        if self.is_empty():
            return ""
        try:
            sheet.parse(self.value())
        except WrongCodeError as error:
            return str(error)
        return ""


class CodeForm(Form):
    """The field alone, with its label and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__((FormField(_CODE, N_("Code of the recovery sheet"), partial(CodeField, longest=_LONGEST)),))

    def is_good(self) -> bool:
        """Whether a whole code was typed; what is wrong is said at the field."""
        empty = [] if self.value(_CODE) else [(_CODE, _("Type all eight groups of the sheet."))]
        problems = self.check() or empty
        self.show_problems(problems)
        return not problems

    def take(self) -> tuple[bytearray, str]:
        """The code, for the caller to wipe, and what was typed; the field is empty afterwards. Ask `is_good` first."""
        typed = str(self.value(_CODE))
        self.set_value(_CODE, "")
        return sheet.parse(typed), typed

    def put_back(self, typed: str) -> None:
        """Show again what was typed: nobody types 40 letters twice for a full disk."""
        self.set_value(_CODE, typed)

    def refuse(self, error: UserError) -> bool:
        """Say at the field what is wrong with the code; whether the error is about it."""
        if isinstance(error, WrongSheetError):
            self.show_problems([(_CODE, str(error))])
            return True
        return False
