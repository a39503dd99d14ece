"""The recovery code on its way to paper, by keyboard, and the page to print that must not be forgotten on a disk."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pypdf
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from ombudsdesk.report import sheet as sheet_page
from ombudsdesk.ui.sheet_steps import SheetSteps
from ombudsdesk.ui.theme import Tone
from ombudsdesk.ui.worker import Worker
from ombudsdesk.vault import sheet
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press, type_text

pytestmark = pytest.mark.gui

CODE = bytes(range(7, 27))
GROUPS = sheet.groups(CODE)
TODAY = date(2026, 11, 23)


class Heard(QObject):
    """What the steps said to their owner."""

    def __init__(self, steps: SheetSteps) -> None:
        super().__init__()
        self.signals: list[str] = []
        steps.proven.connect(lambda: self.signals.append("proven"))
        steps.put_off.connect(lambda: self.signals.append("put off"))


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


@pytest.fixture
def steps(qtbot: QtBot, worker: Worker) -> SheetSteps:
    shown = SheetSteps(bytearray(CODE), 2, worker=worker, today=TODAY, old=1)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    shown.focus_first()
    qtbot.waitUntil(shown._next.hasFocus)
    return shown


@pytest.fixture
def heard(steps: SheetSteps) -> Heard:
    return Heard(steps)


def enter(steps: SheetSteps) -> None:
    """Press Space where the focus is, as a person does with a button."""
    press(focus(steps), Qt.Key.Key_Space)


def focus(steps: SheetSteps) -> QLineEdit:
    widget = steps.focusWidget()
    assert widget is not None
    return widget  # type: ignore[return-value]


def type_groups(steps: SheetSteps, *, wrong: int = 0) -> None:
    """Type what is asked for; the group with the number `wrong` with another last letter."""
    for number in steps._asked:
        field = focus(steps)
        assert field.accessibleName() == f"Group {number}"
        group = GROUPS[number - 1]
        type_text(field, group[:-1] + ("0" if group[-1] != "0" else "1") if number == wrong else group.lower())
        press(field, Qt.Key.Key_Tab)


def said(steps: SheetSteps) -> list[str]:
    return [bar.text for bar in steps.messages.bars()]


def save(qtbot: QtBot, steps: SheetSteps, target: Path) -> None:
    steps.save_page(str(target))
    qtbot.waitUntil(lambda: target in steps._pages and steps._saving is None, timeout=10_000)


def shown_texts(steps: SheetSteps) -> str:
    labels = [f"{label.text()} {label.accessibleName()}" for label in steps.findChildren(QLabel)]
    return " ".join(labels + [line.text() for line in steps.findChildren(QLineEdit)])


def test_a_code_goes_to_paper_by_the_keyboard_alone(steps: SheetSteps, heard: Heard) -> None:
    assert [letters.text() for _sign, letters in steps._cells] == list(GROUPS)
    enter(steps)
    type_groups(steps)
    steps._done.setFocus()
    enter(steps)

    assert heard.signals == ["proven"]


def test_enter_in_a_field_checks_the_groups(steps: SheetSteps, heard: Heard) -> None:
    enter(steps)
    type_groups(steps)
    last = steps._fields.editor(f"group{steps._asked[1]}")
    last.setFocus()
    press(focus(steps), Qt.Key.Key_Return)

    assert heard.signals == ["proven"]


@pytest.mark.parametrize("place", [0, 1])
def test_a_wrong_group_is_named_and_proves_nothing(steps: SheetSteps, heard: Heard, place: int) -> None:
    enter(steps)
    wrong, right = steps._asked[place], steps._asked[1 - place]
    type_groups(steps, wrong=wrong)
    steps._done.click()

    field = steps._fields.editor(f"group{wrong}").control()
    assert heard.signals == []
    assert field.accessibleDescription() == f"This is not group {wrong} of the code."
    assert steps._fields.editor(f"group{right}").control().accessibleDescription() == ""
    assert steps.focusWidget() is field


def test_nothing_typed_proves_nothing(steps: SheetSteps, heard: Heard) -> None:
    enter(steps)
    steps._done.click()

    assert heard.signals == []


def test_who_looks_again_is_asked_for_two_other_groups(steps: SheetSteps) -> None:
    for _time in range(40):
        before = set(steps._asked)
        steps._next.click()
        steps._again.click()
        assert not before & set(steps._asked)
        assert [letters.text() for _sign, letters in steps._cells] == list(GROUPS)
        assert steps._next.hasFocus()


def test_what_was_typed_before_looking_again_is_gone(steps: SheetSteps) -> None:
    enter(steps)
    type_groups(steps)
    steps._again.click()

    assert not any(steps._fields.values().values())


def test_the_code_is_nowhere_in_the_widgets_while_it_is_asked_for_and_after_it_is_forgotten(steps: SheetSteps) -> None:
    assert all(group in shown_texts(steps) and " ".join(group) in shown_texts(steps) for group in GROUPS)

    enter(steps)
    assert not any(group in shown_texts(steps) or " ".join(group) in shown_texts(steps) for group in GROUPS)
    steps.retranslate()
    assert not any(" ".join(group) in shown_texts(steps) for group in GROUPS)
    type_groups(steps)
    steps.forget()
    assert not any(group in shown_texts(steps).upper() for group in GROUPS)


def test_the_code_cannot_be_copied(steps: SheetSteps) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    for _sign, letters in steps._cells:
        letters.setFocus()
        for keys in (QKeySequence.StandardKey.SelectAll, QKeySequence.StandardKey.Copy):
            combination = QKeySequence(keys)[0]
            press(letters, combination.key(), combination.keyboardModifiers())
        assert not letters.hasSelectedText()

    assert clipboard.text() == "before"


def test_a_screen_reader_reads_each_group_letter_by_letter_and_everything_is_reached(steps: SheetSteps) -> None:
    assert steps._cells[0][1].accessibleName() == f"Group 1: {' '.join(GROUPS[0])}"
    assert all(letters.focusPolicy() & Qt.FocusPolicy.TabFocus for _sign, letters in steps._cells)
    for _step in range(2):
        assert nameless(steps) == []
        assert unreachable(steps) == []
        steps._next.click()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Recovery sheet number 2"), ("es", "Hoja de recuperación número 2")]
)
def test_the_page_is_written_in_the_language_of_the_window(
    qtbot: QtBot, steps: SheetSteps, tmp_path: Path, speak: Callable[[str], None], language: str, title: str
) -> None:
    speak(language)
    save(qtbot, steps, tmp_path / "page.pdf")
    text = pypdf.PdfReader(io.BytesIO((tmp_path / "page.pdf").read_bytes())).pages[0].extract_text()

    assert title in text
    assert all(group in text for group in GROUPS)
    assert list(tmp_path.iterdir()) == [tmp_path / "page.pdf"]
    assert steps._left_card.isVisible()


@pytest.mark.parametrize("service", ["OneDrive", "Dropbox", "Google Drive"])
def test_no_page_is_written_where_a_cloud_service_copies_it(steps: SheetSteps, tmp_path: Path, service: str) -> None:
    (tmp_path / service).mkdir()
    steps.save_page(str(tmp_path / service / "page.pdf"))

    assert steps._saving is None
    assert service in said(steps)[0]
    assert list((tmp_path / service).iterdir()) == []


def test_a_page_that_cannot_be_written_is_told_and_work_goes_on(
    qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path
) -> None:
    steps.save_page(str(tmp_path / "missing" / "page.pdf"))
    qtbot.waitUntil(lambda: bool(said(steps)), timeout=10_000)

    assert "could not be written there" in said(steps)[0]
    assert not steps._left_card.isVisible()
    steps._later.click()
    assert heard.signals == ["put off"]


@pytest.mark.parametrize("way", ["proven", "put off"])
def test_a_page_that_is_still_there_is_asked_about_once_and_nobody_is_forced(
    qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path, way: str
) -> None:
    page = tmp_path / "page.pdf"
    save(qtbot, steps, page)
    button = steps._later
    if way == "proven":
        steps._next.click()
        type_groups(steps)
        button = steps._done
    button.click()

    assert heard.signals == []
    assert steps.messages.bars()[-1].tone is Tone.WARNING
    assert "still on the disk" in said(steps)[-1]
    assert steps._delete.hasFocus()
    button.click()
    assert heard.signals == [way]
    assert page.exists()


def test_the_page_is_deleted_from_the_question_and_the_focus_is_where_work_ends(
    qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path
) -> None:
    save(qtbot, steps, tmp_path / "page.pdf")
    steps._next.click()
    type_groups(steps)
    steps._done.click()
    enter(steps)

    assert list(tmp_path.iterdir()) == []
    assert said(steps) == ["The page was deleted."]
    assert not steps._left_card.isVisible()
    enter(steps)
    assert heard.signals == ["proven"]


def test_a_page_that_the_person_deleted_is_not_asked_about(
    qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path
) -> None:
    save(qtbot, steps, tmp_path / "page.pdf")
    (tmp_path / "page.pdf").unlink()
    steps._later.click()

    assert heard.signals == ["put off"]


def test_every_page_that_was_saved_is_deleted(qtbot: QtBot, steps: SheetSteps, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        save(qtbot, steps, tmp_path / name)
    steps._delete.click()

    assert list(tmp_path.iterdir()) == []


def test_another_page_is_asked_about_again(qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path) -> None:
    save(qtbot, steps, tmp_path / "one.pdf")
    steps._later.click()
    save(qtbot, steps, tmp_path / "two.pdf")
    steps._later.click()

    assert heard.signals == []


def test_a_page_on_a_stick_that_was_pulled_out_is_not_called_deleted(
    qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path
) -> None:
    stick, pocket = tmp_path / "stick", tmp_path / "pocket"
    stick.mkdir()
    save(qtbot, steps, stick / "page.pdf")
    stick.rename(pocket)
    steps._delete.click()

    assert said(steps)[-1].startswith("The page could not be deleted.")
    assert steps._left_card.isVisible()
    steps._later.click()
    assert heard.signals == []
    pocket.rename(stick)
    steps._delete.click()
    assert list(stick.iterdir()) == []
    assert said(steps) == ["The page was deleted."]


def test_nobody_leaves_while_a_page_is_written(qtbot: QtBot, steps: SheetSteps, heard: Heard, tmp_path: Path) -> None:
    page = tmp_path / "page.pdf"
    steps.save_page(str(page))
    for button in (steps._later, steps._next, steps._save):
        button.click()

    assert heard.signals == []
    assert steps._stack.currentIndex() == 0
    qtbot.waitUntil(lambda: steps._saving is None, timeout=10_000)
    assert page.exists()
    assert steps._next.hasFocus()


def test_a_page_that_is_not_written_yet_is_not_written_once_the_code_is_forgotten(
    qtbot: QtBot, steps: SheetSteps, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, forgotten = Event(), Event()

    def render_slowly(**_told: object) -> bytes:
        begun.set()
        assert forgotten.wait(10)
        return b"%PDF-"

    monkeypatch.setattr(sheet_page, "render_sheet", render_slowly)
    steps.save_page(str(tmp_path / "page.pdf"))
    assert begun.wait(10)
    steps.forget()
    forgotten.set()
    # jobs run one by one: when the next one is through, so is the page's
    with qtbot.waitSignal(worker.submit(lambda _task: None).finished, timeout=10_000):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_must_be_made_now_cannot_be_put_off(qtbot: QtBot, worker: Worker) -> None:
    shown = SheetSteps(bytearray(CODE), 2, worker=worker, today=TODAY, may_wait=False)
    qtbot.addWidget(shown)
    shown.show()

    assert not shown._later.isVisible()
