"""A new case in one key: what came in, in a few fields, none of which must be filled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ombudsdesk.domain.cases import MINUTES_IN_A_DAY, Contact, Facts, NewCase, Note
from ombudsdesk.domain.catalogue import NOT_KNOWN
from ombudsdesk.i18n import N_, _
from ombudsdesk.ui.cases.choices import Codes, Places, Topics, place_id
from ombudsdesk.ui.cases.concerns import FIND_TOPIC
from ombudsdesk.ui.cases.contacts import BEGUN_BY_VISITOR
from ombudsdesk.ui.cases.kept import KeptForm, SaveLine
from ombudsdesk.ui.cases.section import scrolled, stacked
from ombudsdesk.ui.cases.unsaved import Unsaved
from ombudsdesk.ui.cases.wording import Words
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.editors import TextArea, WholeNumber
from ombudsdesk.ui.forms import FormField
from ombudsdesk.ui.living import Living
from ombudsdesk.ui.theme import Look, Tone, dress_as, spacing
from ombudsdesk.vault import cases, reading

PLACE = "quick-log"
_BLANK: Mapping[str, Any] = {
    "role": NOT_KNOWN,
    "channel": NOT_KNOWN,
    "topic": "",
    "minutes": None,
    "unit": "",
    "language": NOT_KNOWN,
    "initiator": BEGUN_BY_VISITOR,
    "note": "",
}


class QuickLog(Living, QWidget):
    """Stands beside the list. `saved(id)` comes with the new case."""

    saved = Signal(object)

    def __init__(self, desk: Desk, words: Words, places: Places) -> None:
        super().__init__()
        self._desk, self._session = desk, desk.session
        self._unsaved = Unsaved.of(desk.session)
        self._topics = Topics(words.lists)
        self._title, self._hint = QLabel(), QLabel()
        self.form = KeptForm(self._fields(words, places), self._unsaved, columns=2)
        self.line = SaveLine(lambda: _("Save the case"), lambda: _("Empty the form"), always=True)
        self._build()
        self._connect()
        self.dress()

    def _fields(self, words: Words, places: Places) -> tuple[FormField, ...]:
        lists = words.lists
        unknown = N_("Not known")
        return (
            FormField("role", N_("Who came"), partial(Choice, Codes(lists.roles))),
            FormField("channel", N_("How they came"), partial(Choice, Codes(lists.channels))),
            FormField(
                "topic",
                N_("What about"),
                partial(Choice, self._topics, empty=N_("Not known yet")),
                help=FIND_TOPIC,
                wide=True,
            ),
            FormField("minutes", N_("Length"), partial(WholeNumber, unit=N_("minutes"), most=MINUTES_IN_A_DAY)),
            FormField("unit", N_("Campus or department"), partial(Choice, places, empty=unknown)),
            FormField("language", N_("Language"), partial(Choice, Codes(lists.languages))),
            FormField("initiator", N_("Who began it"), partial(Choice, Codes(lists.initiators))),
            FormField("note", N_("Note"), partial(TextArea, rows=4), wide=True),
        )

    def _build(self) -> None:
        dress_as(self._title, Look.TITLE)
        dress_as(self._hint, Look.MUTED)
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(2), 0, 0, 0)
        column.setSpacing(spacing(2))
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(scrolled(stacked(self.form)), 1)
        column.addWidget(self.line)

    def _connect(self) -> None:
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key, QKeySequence.SequenceFormat.PortableText), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        self.form.unsaved.connect(self._show_unsaved)
        self.form.kept.connect(self.line.tell_kept)
        self.form.not_kept.connect(self.line.tell_not_kept)
        self.line.save_wanted.connect(self.save)
        self.line.drop_wanted.connect(self.drop)

    def retranslate(self) -> None:
        self._title.setText(_("New case"))
        self._hint.setText(_("Fill in what you know and press Ctrl+Enter. Everything can be added later."))

    def open_form(self) -> bool:
        """Begin a new case, or go on with the one that was begun; False if the vault could not be read."""
        kept = self._unsaved.read(PLACE)
        if kept is None:
            return False
        self.form.begin(PLACE, _BLANK, kept)
        return True

    def has_draft(self) -> bool:
        """Whether a new case was begun and not saved."""
        return bool(self._unsaved.read(PLACE))

    def enter(self) -> None:
        """Go to the first field."""
        self.form.focus_first()

    def keep(self) -> None:
        """Keep what is typed and not saved."""
        self.form.keep()

    def leave(self) -> None:
        """Somebody goes elsewhere without saving: keep what is typed, and say so."""
        kept = self.form.keep()
        if not self.form.is_changed():
            return
        if kept:
            sentence = _("The new case is kept, but not saved yet. Press Ctrl+N to go on with it.")
            self._desk.messages.say(Tone.INFO, sentence, seconds=10)
        else:
            sentence = _("The new case could not be kept yet. Press Ctrl+N to go on with it, and save it before you close.")
            self._desk.messages.say(Tone.WARNING, sentence)

    def reload_places(self) -> None:
        """The list of campuses has changed."""
        self.form.editor("unit").retranslate()

    @Slot()
    def _show_unsaved(self) -> None:
        changed = self.form.is_changed()
        self.line.set_unsaved(unsaved=changed)

    @Slot()
    def drop(self) -> None:
        """Empty the form, with Undo."""
        text = self.form.drop()
        self.enter()
        if text:
            self._desk.messages.say(
                Tone.SUCCESS, _("The form was emptied."), action=_("Undo"), on_action=lambda: self._put_back(text)
            )

    def _put_back(self, text: str) -> None:
        self.form.put_back(PLACE, text)
        if self.isVisible():
            self.enter()

    @Slot()
    def save(self) -> None:
        """Store the case with whatever is known."""
        # leaving a field settles what was typed in it
        self.line.save_button.setFocus()
        problems = self.form.check()
        if problems:
            self.form.show_problems(problems)
            return
        change = self._session.apply(cases.open_case, new=self._new_case())
        if change is None:
            return
        self.form.drop()
        self.saved.emit(change.cases[0])
        stored = self._session.look(lambda database: reading.case(database, change.cases[0]))
        sentence = _("The new case was saved.")
        if stored is not None:
            sentence = _("Case {number} was saved. Its nickname is “{nickname}”.")
            sentence = sentence.format(number=stored.number, nickname=stored.nickname)
        self._desk.messages.say(Tone.SUCCESS, sentence)

    def _new_case(self) -> NewCase:
        values = self.form.values()
        today, topic, note = self._session.today, values["topic"], values["note"]
        contact = Contact(
            day=today,
            channel=values["channel"] or NOT_KNOWN,
            initiator=values["initiator"] or NOT_KNOWN,
            minutes=values["minutes"],
        )
        return NewCase(
            facts=Facts(
                opened=today,
                role=values["role"] or NOT_KNOWN,
                language=values["language"] or NOT_KNOWN,
                unit=place_id(values["unit"]),
            ),
            concerns=(self._topics.concern(topic, ioa=self._topics.proposed_ioa(topic)),) if topic else (),
            contacts=(contact,),
            notes=(Note(written=self._session.now, text=note),) if note else (),
        )
