"""The field for a recovery code: 40 letters in eight groups, typed from paper."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from ombudsdesk.ui.editors import FieldEditor
from ombudsdesk.vault import sheet
from ombudsdesk.vault.sheet import WrongCodeError

_LONGEST = 120


class CodeField(FieldEditor):
    """Anything between the groups is fine, small letters too. `problem` names the group that is not as on the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setMaxLength(_LONGEST)
        self._line.textChanged.connect(self.changed)
        self._adopt(self._line)
        self.dress()

    def control(self) -> QLineEdit:
        return self._line

    def value(self) -> str:
        return self._line.text().strip()

    def set_value(self, value: str) -> None:
        self._line.setText(value)

    def problem(self) -> str:
        if self.is_empty():
            return ""
        try:
            sheet.parse(self.value())
        except WrongCodeError as error:
            return str(error)
        return ""

    def take(self) -> bytearray:
        """The code, for the caller to wipe; the field is empty afterwards. Ask `problem` first."""
        code = sheet.parse(self.value())
        self._line.clear()
        return code
