from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ombudsdesk import i18n
from ombudsdesk.i18n import LANGUAGES, N_, _, speech
from ombudsdesk.ui.choice import Choice
from ombudsdesk.ui.dates import example, read_day
from ombudsdesk.ui.day_editor import Day
from ombudsdesk.ui.editors import Checks, TextArea, TextLine, WholeNumber
from ombudsdesk.ui.forms import Form, FormField
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TODAY = date(2026, 11, 22)


def roles() -> list[tuple[str, str]]:
    return [("guardian", _("Parent or guardian")), ("student", _("Student")), ("teacher", _("Maestra o papá"))]


FIELDS = (
    FormField("opened", N_("Opened on"), partial(Day, today=lambda: TODAY), required=True),
    FormField("minutes", N_("Length"), partial(WholeNumber, unit=N_("minutes"), most=1440)),
    FormField("role", N_("Visitor's role"), partial(Choice, roles, empty=N_("Not known")), help=N_("Who came.")),
    FormField("name", N_("Name"), TextLine, wide=True),
    FormField("services", N_("What was done"), partial(Checks, roles)),
    FormField("note", N_("Note"), TextArea),
)
VALUES = {
    "opened": date(2026, 9, 14),
    "minutes": 45,
    "role": "student",
    "name": "Señora Peña",
    "services": ("guardian", "teacher"),
    "note": "The bus.\nAgain.",
}


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(FIELDS, columns=2)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


@pytest.mark.gui
def test_a_form_gives_back_what_it_was_given(form: Form) -> None:
    form.load(VALUES)

    assert form.values() == VALUES
    assert not form.is_changed()
    assert form.check() == []


@pytest.mark.gui
def test_nothing_known_stays_nothing_known(form: Form) -> None:
    form.load({"minutes": None, "role": "", "services": (), "name": "", "note": ""})

    assert form.value("minutes") is None
    assert form.value("role") == ""


@pytest.mark.gui
def test_every_control_of_a_form_has_a_name_and_is_reached_by_tab(form: Form, speak: Callable[[str], None]) -> None:
    for language in ("en", "es", "en_XA"):
        speak(language)
        assert nameless(form) == []
        assert unreachable(form) == []
    assert form.editor("role").control().accessibleName() == "[Vísítór's rólé~~~]"


@pytest.mark.gui
def test_unit_and_help_are_told_to_a_screen_reader(form: Form) -> None:
    assert form.editor("minutes").control().accessibleDescription() == "minutes"
    assert form.editor("role").control().accessibleDescription() == "Who came."


@pytest.mark.gui
def test_a_sentence_appears_beside_its_field_and_the_first_gets_the_focus(form: Form, qtbot: QtBot) -> None:
    form.load(VALUES)
    form.editor("note").setFocus()

    form.show_problems([("name", "This name is too short."), ("minutes", "That is longer than a day.")])

    assert "That is longer" in form.editor("minutes").control().accessibleDescription()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.editor("minutes").control())
    form.set_value("minutes", 20)
    assert form.editor("minutes").control().accessibleDescription() == "minutes"
    assert "too short" in form.editor("name").control().accessibleDescription()


@pytest.mark.gui
def test_what_is_needed_or_cannot_be_read_is_said_in_words(form: Form) -> None:
    form.load({"opened": None})
    type_text(form.editor("minutes").control(), "an hour")

    problems = dict(form.check())

    assert problems["opened"] == "Please fill this in."
    assert "1,440" in problems["minutes"]
    assert form.is_changed()


@pytest.mark.gui
def test_a_form_tells_which_field_a_person_changed(form: Form, qtbot: QtBot) -> None:
    form.load(VALUES)
    told: list[str] = []
    form.changed.connect(told.append)

    type_text(form.editor("name").control(), "ñ")

    assert told == ["name"]


@pytest.mark.gui
def test_two_fields_with_one_name_are_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="same name"):
        Form((FIELDS[0], FIELDS[0]))


# choices


@pytest.mark.gui
@pytest.mark.parametrize(
    ("letters", "key", "code"),
    [
        ("papa", Qt.Key.Key_Tab, "teacher"),
        ("papá", Qt.Key.Key_Return, "teacher"),
        ("pa", Qt.Key.Key_Return, "guardian"),
        ("guard", Qt.Key.Key_Tab, "guardian"),
    ],
)
def test_a_choice_is_found_by_a_few_letters_without_accents(
    form: Form, qtbot: QtBot, letters: str, key: Qt.Key, code: str
) -> None:
    choice = form.editor("role")
    box = choice.control()
    box.setFocus()
    box.lineEdit().selectAll()

    type_text(box, letters)
    qtbot.waitUntil(lambda: box.completer().popup().currentIndex().isValid())
    press(box, key)

    assert choice.value() == code
    assert choice.problem() == ""


@pytest.mark.gui
def test_the_marked_match_does_not_get_in_the_way_of_typing_on(form: Form, qtbot: QtBot) -> None:
    box = form.editor("role").control()
    box.setFocus()
    box.lineEdit().selectAll()

    type_text(box, "pa")
    qtbot.waitUntil(lambda: box.completer().popup().currentIndex().isValid())
    type_text(box, "p")

    assert box.currentText() == "pap"
    qtbot.waitUntil(lambda: box.completer().popup().currentIndex().data() == "Maestra o papá")


@pytest.mark.gui
def test_a_word_that_is_no_choice_is_not_guessed(form: Form) -> None:
    form.load(VALUES)
    box = form.editor("role").control()
    box.setFocus()
    box.lineEdit().selectAll()

    type_text(box, "coach")
    form.editor("name").setFocus()

    assert dict(form.check())["role"] == "Choose one from the list."


@pytest.mark.gui
def test_a_code_that_is_not_in_the_list_is_not_lost_in_silence(form: Form) -> None:
    with pytest.raises(ValueError, match="not among"):
        form.set_value("role", "visitor-from-mars")


@pytest.mark.gui
def test_a_choice_keeps_its_code_when_the_language_changes(form: Form, speak: Callable[[str], None]) -> None:
    form.load(VALUES)

    speak("en_XA")

    assert form.value("role") == "student"
    assert form.editor("role").control().currentText() == "[Stúdéñt~]"


# days


@pytest.mark.gui
def test_a_day_is_shown_in_the_language_of_the_window(form: Form, speak: Callable[[str], None]) -> None:
    form.load(VALUES)
    line = form.editor("opened").control()
    assert line.text() == "Sep 14, 2026"

    speak("es")

    assert line.text() == "14 sept 2026"


@pytest.mark.gui
def test_a_day_is_stepped_and_typed(form: Form) -> None:
    form.load(VALUES)
    day = form.editor("opened")
    press(day.control(), Qt.Key.Key_Up)
    assert day.value() == date(2026, 9, 15)

    day.control().clear()
    type_text(day.control(), "9/31")
    assert day.value() is None
    assert day.problem() == "This is not a date. Write it like 11/22/2026."


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("9/14", "en", date(2026, 9, 14)),
        ("14/9", "es", date(2026, 9, 14)),
        ("9/14/26", "en", date(2026, 9, 14)),
        ("14.9.2026", "es", date(2026, 9, 14)),
        ("2026-09-14", "es", date(2026, 9, 14)),
        ("14 sep", "en", date(2026, 9, 14)),
        ("sept 14", "es", date(2026, 9, 14)),
        ("14 de septiembre de 2025", "es", date(2025, 9, 14)),
        ("September 14, 2025", "en", date(2025, 9, 14)),
        ("ene 3", "en", date(2026, 1, 3)),
        ("Today", "en", TODAY),
        ("yesterday", "en", date(2026, 11, 21)),
        ("9/31/2026", "en", None),
        ("14/9/2026", "en", None),
        ("next week", "en", None),
        ("9", "en", None),
        ("1/2/3", "en", None),
        ("9/14/2026 or 9/15", "en", None),
        ("-9/14", "en", date(2026, 9, 14)),
        ("", "en", None),
    ],
)
def test_a_day_is_read_as_the_office_writes_it(text: str, language: str, expected: date | None) -> None:
    assert read_day(text, speech(language), today=TODAY) == expected


@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)), language=st.sampled_from(LANGUAGES))
def test_every_day_is_read_back_as_it_is_shown(day: date, language: str) -> None:
    spoken = speech(language)

    assert read_day(spoken.date(day), spoken, today=TODAY) == day
    assert read_day(example(spoken, today=day), spoken, today=TODAY) == day
    assert read_day(day.isoformat(), spoken, today=TODAY) == day


@given(text=st.text())
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    found = read_day(text, i18n.speech("en"), today=TODAY)

    assert found is None or isinstance(found, date)
