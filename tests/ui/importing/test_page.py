from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ombudsdesk.errors import UserError
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import Mapping
from ombudsdesk.importing.reasons import Reason
from ombudsdesk.importing.values import DateOrder
from ombudsdesk.ui.desk import Desk
from ombudsdesk.ui.importing import rules, work
from ombudsdesk.ui.importing.page import COLUMNS, DONE, FILE, OUTLOOK, VALUES, ImportPage
from ombudsdesk.vault import cases, imports, reading, units
from ombudsdesk.vault.change import Change, Kind
from tests.factories import new_case
from tests.importing.samples import as_xlsx
from tests.ui.accessibility import nameless, unreachable
from tests.ui.conftest import press
from tests.ui.importing.walk import HEADERS, LOG, focused, go_on, log_file, said, say_meaning, settle, take, visit

pytestmark = pytest.mark.gui


def cell(model: object, row: int, column: int) -> str:
    return str(model.data(model.index(row, column)))  # type: ignore[attr-defined]  # any Qt model


def count(desk: Desk) -> int:
    return reading.counts(desk.session.database).cases


def test_the_offices_own_log_comes_in_with_the_keyboard_alone(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    announced: list[Change] = []
    desk.session.changed.connect(announced.append)
    take(qtbot, desk, page, LOG)
    assert focused(page) is page.bar.next

    for step in (COLUMNS, VALUES, OUTLOOK):
        go_on(qtbot, desk, page)
        assert page.here == step
        assert page.isAncestorOf(focused(page))
    plan = page.importer.outlook.plan if page.importer.outlook else None
    assert plan is not None
    assert count(desk) == 0, "nothing is stored before the last button"
    assert page.bar.next.text() == "&Import 412 cases"
    go_on(qtbot, desk, page)

    assert page.here == DONE
    assert count(desk) == 412
    assert {case.row for case in plan.cases} | plan.left_out == set(range(1, 421)), "every row is accounted for"
    assert page.outlook.remarks.rowCount() == len(plan.remarks)
    assert [change.kinds for change in announced] == [frozenset({Kind.CASE, Kind.UNIT})]
    assert len(units.units(desk.session.database)) == 13


def test_the_window_stays_free_while_the_file_is_worked_on(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    threads: list[str] = []
    suggest = work.suggest

    def watched(*arguments: Any, **options: Any) -> Any:
        threads.append(threading.current_thread().name)
        return suggest(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "suggest", watched)
        page.take_file(LOG)
        assert page.importer.draft is None and desk.worker.is_busy()
        settle(qtbot, desk)

    assert page.importer.draft is not None
    assert threads and threading.main_thread().name not in threads


def test_the_whole_import_is_undone_as_one(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 4)
    assert count(desk) == 412

    press(page.done.undo, Qt.Key.Key_Space)
    settle(qtbot, desk)

    assert count(desk) == 0
    assert not page.done.undo.isEnabled()
    go_on(qtbot, desk, page)
    assert page.here == FILE
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 4)
    assert count(desk) == 412, "what was undone can be imported again"


def test_the_same_file_is_refused_in_the_vaults_words(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 5)
    take(qtbot, desk, page, LOG)

    go_on(qtbot, desk, page, 4)

    assert page.here == OUTLOOK
    assert count(desk) == 412
    assert any("was imported on November 22, 2026" in text for text in said(desk))


def test_an_import_that_is_stopped_leaves_nothing(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 3)

    page.importer.began.connect(lambda job, _text: job.progressed.connect(lambda done, _all: done >= 50 and job.cancel()))
    go_on(qtbot, desk, page)

    assert page.here == OUTLOOK
    assert (count(desk), units.units(desk.session.database)) == (0, ())
    assert said(desk) == ["Stopped: nothing was imported."]
    go_on(qtbot, desk, page)
    assert page.here == OUTLOOK and count(desk) == 0


def test_cancel_on_the_card_stops_the_import(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 3)

    page.forward()
    press(page.progress.findChildren(QPushButton)[0], Qt.Key.Key_Space)
    settle(qtbot, desk)

    assert count(desk) == 0
    assert said(desk) == ["Stopped: nothing was imported."]


def test_a_text_without_a_meaning_blocks_next_with_a_sentence(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    path = log_file(tmp_path, [visit("1"), visit("2", who="Coach"), visit("3", who="Coach")])
    take(qtbot, desk, page, path)
    go_on(qtbot, desk, page, 2)
    assert page.here == VALUES

    go_on(qtbot, desk, page)

    assert page.here == VALUES
    assert page.bar.problem().startswith("1 text waits for a decision")
    assert page.values.field is Field.ROLE
    assert cell(page.values.model, 0, 0) == "Coach"
    assert cell(page.values.model, 0, 3) == "Please decide"

    say_meaning(page, "auxil")

    assert page.bar.problem() == ""
    assert cell(page.values.model, 0, 3) == "Decided by you"
    go_on(qtbot, desk, page, 2)
    assert count(desk) == 3


def test_not_known_is_a_decision(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1", who="Coach", campus="Somewhere")]))
    go_on(qtbot, desk, page, 2)

    page.values.problem()
    say_meaning(page, "not known")
    page.values.problem()
    say_meaning(page, "not known")
    go_on(qtbot, desk, page, 2)

    facts = reading.case(desk.session.database, 1).facts
    assert (facts.role, facts.unit) == ("unknown", None)


def test_a_new_campus_gets_its_name_and_level_here(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1", campus="Houston Academy"), visit("2")]))
    go_on(qtbot, desk, page, 2)
    page.values.problem()
    editor = page.values.editor

    say_meaning(page, "a new campus")
    assert page.importer.draft and page.importer.draft.unsettled(Field.UNIT) == 1, "its level is missing"
    assert editor.unit.value("name") == "Houston Academy"
    editor.unit.set_value("level", "alternative")
    press(editor.button, Qt.Key.Key_Space)
    go_on(qtbot, desk, page, 2)

    found = {unit.name: unit.level for unit in units.units(desk.session.database)}
    assert found == {"Houston Academy": "alternative", "Travis HS": "high"}


def test_a_guess_is_no_decision_until_somebody_takes_it(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1", issues="promotoin")]))
    go_on(qtbot, desk, page, 3)
    assert page.here == VALUES
    assert cell(page.values.model, 0, 3) == "Perhaps: please check"

    press(page.values.accept, Qt.Key.Key_Space)
    go_on(qtbot, desk, page, 2)

    assert [concern.topic for concern in reading.case(desk.session.database, 1).concerns] == ["career.promotion"]


def test_going_back_loses_no_decision(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1", who="Coach")]))
    go_on(qtbot, desk, page, 2)
    page.values.problem()
    say_meaning(page, "auxil")
    page.back()
    assert page.here == COLUMNS
    page.columns.choices[Field.CHANNEL].set_value("")
    page.columns.rules.set_value(rules.UNREADABLE, "leave-out")
    page.back()
    assert page.here == FILE
    page.back()
    assert page.here == FILE

    go_on(qtbot, desk, page, 2)

    assert page.columns.rules.value(rules.UNREADABLE) == "leave-out"
    assert cell(page.values.model, 0, 2).startswith("Auxiliary staff")
    go_on(qtbot, desk, page)
    assert page.here == OUTLOOK


def test_another_column_brings_other_texts(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    rows = [(*visit("1"), "Parent"), (*visit("2"), "Student")]
    take(qtbot, desk, page, log_file(tmp_path, rows, headers=(*HEADERS, "Second person")))
    go_on(qtbot, desk, page)
    page.columns.choices[Field.ROLE].set_value("Second person")
    page.columns.leave_out.setChecked(True)

    go_on(qtbot, desk, page)

    page.values.fields.setCurrentRow(page.importer.draft.fields().index(Field.ROLE) if page.importer.draft else -1)
    assert {cell(page.values.model, row, 0) for row in range(2)} == {"Parent", "Student"}
    go_on(qtbot, desk, page, 2)
    assert count(desk) == 2


def test_a_column_that_nobody_uses_must_be_left_out_on_purpose(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [(*visit(), "blue")], headers=(*HEADERS, "Favourite colour")))
    go_on(qtbot, desk, page, 2)
    assert page.here == COLUMNS
    assert "not used" in page.bar.problem()
    assert focused(page) is page.columns.leave_out

    press(focused(page), Qt.Key.Key_Space)

    assert page.bar.problem() == ""
    go_on(qtbot, desk, page, 3)
    assert count(desk) == 1


def test_a_column_that_becomes_free_is_not_left_out_by_itself(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [(*visit(note="a walk"), "blue")], headers=(*HEADERS, "Favourite colour")))
    go_on(qtbot, desk, page)
    page.columns.leave_out.setChecked(True)

    page.columns.choices[Field.NOTE].set_value("")

    assert not page.columns.leave_out.isChecked()
    go_on(qtbot, desk, page)
    assert page.here == COLUMNS


def test_dates_that_can_be_read_either_way_ask_for_an_order(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit(day="3/4/2025")]))
    go_on(qtbot, desk, page)
    assert page.columns._evidence.text() == "1 could be read either way. Nothing in the file says which: please choose."
    go_on(qtbot, desk, page)
    assert page.here == COLUMNS and page.bar.problem()

    page.columns.reading.set_value(rules.ORDER, DateOrder.DMY.value)
    go_on(qtbot, desk, page, 3)

    assert reading.case(desk.session.database, 1).facts.opened == date(2025, 4, 3)


def test_the_evidence_follows_the_column_of_dates(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    rows = [(*visit(day="3/4/2025"), "25/12/2024")]
    take(qtbot, desk, page, log_file(tmp_path, rows, headers=(*HEADERS, "Written")))
    go_on(qtbot, desk, page)

    page.columns.choices[Field.DATE].set_value("Written")
    settle(qtbot, desk)

    assert page.columns._evidence.text() == "1 date can only be day/month."
    assert page.columns.reading.value(rules.ORDER) == "dmy"


def test_headers_in_another_row_are_looked_for_anew(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    rows = [HEADERS, visit("1"), visit("2")]
    take(qtbot, desk, page, log_file(tmp_path, rows, headers=("Fecha", "Quién", "A", "B", "C", "D", "E", "F")))
    go_on(qtbot, desk, page)
    line = page.columns.header_row.control()

    line.setText("2")
    press(line, Qt.Key.Key_Return)
    settle(qtbot, desk)

    assert page.columns.choices[Field.DATE].value() == "Date"
    go_on(qtbot, desk, page, 3)
    assert count(desk) == 2


def test_rows_that_cannot_be_read_stop_the_import_until_they_are_left_out(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1"), visit("2", day="2025-02-30"), visit("3", time="a while")]))
    go_on(qtbot, desk, page, 3)
    assert page.here == OUTLOOK
    go_on(qtbot, desk, page)
    assert count(desk) == 0 and page.bar.problem()
    assert page.outlook.leave_out.isVisible()

    page.outlook.reason.set_value(Reason.DATE_IMPOSSIBLE.value)
    shown = [cell(page.outlook.remarks, 0, column) for column in range(4)]
    assert page.outlook.remarks.rowCount() == 1
    assert shown == ["3", "Date", "2025-02-30", "Left out: There is no such day"]
    press(page.outlook.leave_out, Qt.Key.Key_Space)
    settle(qtbot, desk)
    go_on(qtbot, desk, page)

    assert count(desk) == 1


def test_a_text_can_leave_its_rows_out_where_that_is_the_rule(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1"), visit("2", issues="???!")]))
    go_on(qtbot, desk, page)
    page.columns.rules.set_value(rules.UNREADABLE, "leave-out")
    go_on(qtbot, desk, page)
    page.values.problem()

    say_meaning(page, "leave these")
    go_on(qtbot, desk, page)

    assert page.here == OUTLOOK
    page.outlook.reason.set_value(Reason.VALUE_NOT_MAPPED.value)
    assert cell(page.outlook.remarks, 0, 2) == "???!"
    go_on(qtbot, desk, page)
    assert count(desk) == 1


def test_kept_choices_are_filled_in_for_the_next_file(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1", who="Coach", day="3/4/2025")], name="a.csv"))
    go_on(qtbot, desk, page)
    page.columns.reading.set_value(rules.ORDER, DateOrder.DMY.value)
    go_on(qtbot, desk, page)
    page.values.problem()
    say_meaning(page, "auxil")
    go_on(qtbot, desk, page, 2)
    page.done.name.set_value("My log")
    press(page.done.name.control(), Qt.Key.Key_Return)
    assert Mapping.from_json(imports.mappings(desk.session.database)["My log"]).values[Field.ROLE] == {"Coach": "auxiliary"}
    go_on(qtbot, desk, page)

    page.file.kept.set_value("My log")
    second = [visit("1", who="COACH", day="5/6/2025"), visit("2", who="Referee")]
    take(qtbot, desk, page, log_file(tmp_path, second, name="b.csv"))
    go_on(qtbot, desk, page)
    assert page.columns.reading.value(rules.ORDER) == "dmy"
    go_on(qtbot, desk, page, 2)

    assert page.here == VALUES
    assert page.bar.problem().startswith("1 text waits")
    say_meaning(page, "other")
    go_on(qtbot, desk, page, 2)
    assert [reading.case(desk.session.database, number).facts.role for number in (2, 3)] == ["auxiliary", "other"]


def test_kept_choices_that_do_not_fit_are_said_and_left_aside(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    content = Mapping(header_row=1, columns={Field.DATE: "Jour"}).to_json()
    imports.keep_mapping(desk.session.database, name="French", content=content)
    page.arrive()
    page.file.kept.set_value("French")

    take(qtbot, desk, page, log_file(tmp_path, [visit()]))

    assert len(said(desk)) == 1 and "do not fit" in said(desk)[0]
    assert page.file.kept_name == ""
    go_on(qtbot, desk, page)
    assert page.here == COLUMNS


def test_a_name_that_is_taken_is_not_written_over(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    imports.keep_mapping(desk.session.database, name="My log", content="{}")
    take(qtbot, desk, page, log_file(tmp_path, [visit()]))
    go_on(qtbot, desk, page, 4)

    page.done.name.set_value("My log")
    press(page.done.keep, Qt.Key.Key_Space)

    assert imports.mappings(desk.session.database) == {"My log": "{}"}
    assert "already" in page.done.name.control().accessibleDescription()


def test_another_sheet_of_a_workbook_can_be_chosen(qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(two_sheets())
    take(qtbot, desk, page, path)
    assert page.file.sheets.value() == "Cover"

    page.file.sheets.set_value("Log")
    settle(qtbot, desk)
    go_on(qtbot, desk, page, 4)

    assert count(desk) == 1


def two_sheets() -> bytes:
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(as_xlsx([["Ombuds office"]], title="Cover")))
    page = book.create_sheet("Log")
    for cells in (HEADERS, visit()):
        page.append(list(cells))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_next_without_a_file_says_so(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    go_on(qtbot, desk, page)

    assert page.here == FILE
    assert page.bar.problem() == "Choose a file first."


def test_a_file_that_cannot_be_read_is_said_without_its_content(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b'1,"Maria said' + b"\x00\x01\x02")

    take(qtbot, desk, page, path)
    take(qtbot, desk, page, tmp_path / "gone.csv")

    assert len(said(desk)) == 2
    assert not any("Maria" in text for text in said(desk))
    assert page.file.problem()


def test_the_dialog_keeps_no_list_of_files(qtbot: QtBot, page: ImportPage) -> None:
    press(page.file.button, Qt.Key.Key_Space)

    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.reject()


def test_every_step_follows_the_language(
    qtbot: QtBot, desk: Desk, page: ImportPage, speak: Callable[[str], None], tmp_path: Path
) -> None:
    take(qtbot, desk, page, log_file(tmp_path, [visit("1"), visit("2", time="1h")], name="9.csv"))
    for _step in range(5):
        speak("en_XA")
        assert [text for text in visible_texts(page) if text[:1].isascii() and text[:1].isalpha()] == []
        speak("en")
        assert not any("[" in text for text in visible_texts(page))
        go_on(qtbot, desk, page)


def visible_texts(page: ImportPage) -> list[str]:
    examples = [choice._example for choice in page.columns.choices.values()]
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible() and label not in examples]
    buttons = [button.text().replace("&", "") for button in page.findChildren(QAbstractButton) if button.isVisible()]
    tabs = [page.outlook.tabs.tabText(0)] if page.outlook.isVisible() else []
    fields = [page.values.fields.item(0).text()] if page.values.isVisible() else []
    return [text for text in (*labels, *buttons, *tabs, *fields) if text]


def test_everything_in_every_step_has_a_name_and_is_reached_with_tab(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    assert nameless(page) == []
    take(qtbot, desk, page, LOG)
    for step in (FILE, COLUMNS, VALUES, OUTLOOK, DONE):
        assert page.here == step
        assert unreachable(page) == []
        go_on(qtbot, desk, page)
    assert nameless(page) == []


def test_while_an_import_is_stored_a_save_is_refused_at_once_and_in_true_words(
    qtbot: QtBot, desk: Desk, page: ImportPage
) -> None:
    case = cases.open_case(desk.session.database, new=new_case()).cases[0]
    refused: list[tuple[str, float]] = []

    def write(_done: int, _all: int) -> None:
        if refused:
            return
        begun = time.monotonic()
        desk.session.refused.connect(lambda error: refused.append((str(error), time.monotonic() - begun)))
        assert desk.session.apply(cases.write_note, case=case, text="words", now=desk.session.now) is None

    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 3)
    page.importer.began.connect(lambda job, _text: job.progressed.connect(write))
    held = threading.Event()
    store = work.office.store_plan

    def slowly(*arguments: Any, progress: Callable[[int, int], None], **more: Any) -> Any:
        def told(done: int, total: int) -> None:
            progress(done, total)
            if done == 30:
                held.wait(3)

        return store(*arguments, progress=told, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work.office, "store_plan", slowly)
        go_on(qtbot, desk, page, 0)
        page.forward()
        qtbot.waitUntil(lambda: bool(refused), timeout=10_000)
        held.set()
        settle(qtbot, desk)

    sentence, seconds = refused[0]
    assert sentence == "The import is still being stored. Your words are kept here; save again in a moment."
    assert seconds < 2
    assert page.here == DONE
    assert desk.session.apply(cases.write_note, case=case, text="words", now=desk.session.now) is not None


def test_an_import_whose_cases_were_worked_on_stays(qtbot: QtBot, desk: Desk, page: ImportPage) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page, 4)
    cases.write_note(desk.session.database, case=1, text="said today", now=desk.session.now)

    press(page.done.undo, Qt.Key.Key_Space)
    settle(qtbot, desk)

    assert count(desk) == 412
    assert any(text.startswith("1 case of this import has been worked on") for text in said(desk))


def test_what_cannot_be_read_just_now_is_said_and_nothing_goes_on(
    qtbot: QtBot, desk: Desk, page: ImportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(qtbot, desk, page, LOG)
    go_on(qtbot, desk, page)
    refused: list[UserError] = []
    desk.session.refused.connect(refused.append)

    def fail(_database: object) -> None:
        raise UserError("The disk is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(units, "units", fail)
        patch.setattr(imports, "mappings", fail)
        page.importer.examine()
        page.importer.look_ahead()
        page.importer.read_again(sheet_name="", kept_name="")
        page.arrive()
    assert [str(error) for error in refused] == ["The disk is gone."] * len(refused)
    assert len(refused) >= 4
    assert not page.importer.is_busy

    go_on(qtbot, desk, page)
    assert page.here == VALUES
