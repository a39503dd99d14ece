"""The field for a passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QToolButton

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.editors import FieldEditor
from ombudsdesk.ui.forms import Form, FormField
from ombudsdesk.vault.keys import WrongPassphraseError

LONGEST = 1000


class Passphrase(FieldEditor):
    """Shows dots; a button shows the words. What is in it is taken out by `take`, which empties it."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setMaxLength(LONGEST)
        self._line.textChanged.connect(self.changed)
        self._show = QToolButton()
        self._show.setCheckable(True)
        self._show.toggled.connect(self._toggle)
        self._adopt(self._line)
        self._row.addWidget(self._show)
        self.dress()

    def retranslate(self) -> None:
        text = _("Hide") if self._show.isChecked() else _("Show")
        self._show.setText(text)
        self._show.setAccessibleName(_("Hide the passphrase") if self._show.isChecked() else _("Show the passphrase"))

    def control(self) -> QLineEdit:
        return self._line

    def value(self) -> str:
        return self._line.text()

    def set_value(self, value: str) -> None:
        self._line.setText(value)

    def take(self) -> str:
        """The words; the field is empty afterwards and hides again."""
        words = self._line.text()
        self._line.clear()
        self._show.setChecked(False)
        return words

    @Slot(bool)
    def _toggle(self, shown: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.retranslate()


class PassphraseForm(Form):
    """The field alone, with its label and what is wrong with it. `submitted` comes with Enter."""

    submitted = Signal()

    def __init__(self, label: str = N_("Passphrase")) -> None:
        super().__init__((FormField("passphrase", label, Passphrase),))
        self.line().control().returnPressed.connect(self.submitted)

    def line(self) -> Passphrase:
        """The field itself."""
        editor = self.editor("passphrase")
        assert isinstance(editor, Passphrase)  # noqa: S101 - tells the type checker what the form was built with
        return editor

    def is_good(self) -> bool:
        """Whether something was typed; if not, it is said at the field."""
        problems = [] if self.line().value() else [("passphrase", _("Type the passphrase."))]
        self.show_problems(problems)
        return not problems

    def take(self) -> str:
        """The words; the field is empty afterwards."""
        return self.line().take()

    def say(self, error: UserError) -> None:
        """Say an error at the field."""
        self.show_problems([("passphrase", str(error))])

    def refuse(self, error: UserError) -> bool:
        """Say at the field that the passphrase is wrong; whether the error is about it."""
        if isinstance(error, WrongPassphraseError):
            self.say(error)
            return True
        return False
