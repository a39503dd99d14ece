from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Qt

from ombudsdesk.ui.command_list import Verb
from ombudsdesk.ui.commands import State
from ombudsdesk.ui.tables import PAGE
from ombudsdesk.vault import cases, reading, units
from ombudsdesk.vault.vault import Vault
from tests.factories import facts, new_case
from tests.ui.cases.conftest import Office, Start

pytestmark = pytest.mark.gui

OPENED = [date(2026, 1, 5), date(2026, 3, 2), date(2026, 2, 1)]


def three(**texts: str) -> list[Any]:
    return [
        new_case(case_facts=facts(opened=day), notes=(texts.get(name, "nothing else"),))
        for name, day in zip(("first", "second", "third"), OPENED, strict=True)
    ]


def column(office: Office, place: int) -> list[str]:
    model = office.page.list.model
    return [model.data(model.index(row, place)) for row in range(model.rowCount())]


def test_the_list_begins_with_the_newest_case_and_shows_nobody_unasked(start: Start) -> None:
    office = start(*three())

    assert office.shown_ids() == [2, 3, 1]
    assert office.page.list.count.text() == "3 cases"
    assert office.page.case.case is None
    assert not office.commands.state & State.CASE_CHOSEN


def test_search_is_blind_to_accents_and_narrows_with_every_letter(start: Start) -> None:
    office = start(*three(first="La educación de su hijo", second="Education plan"))

    office.type("educ")
    office.until(lambda: office.page.list.count.text() == "2 cases found")
    office.type("acion")
    office.until(lambda: office.page.list.count.text() == "1 case found")

    assert office.shown_ids() == [1]
    office.key(Qt.Key.Key_Escape)
    office.until(lambda: office.page.list.count.text() == "3 cases")


def test_typing_goes_on_while_the_search_is_busy(start: Start) -> None:
    office = start(*three())
    release = threading.Event()
    office.worker.submit(lambda _task: release.wait(10))

    office.type("nothing")

    assert office.page.list.search.text() == "nothing"
    assert office.page.list.count.text() == "3 cases"
    release.set()
    office.until(lambda: office.page.list.count.text() == "3 cases found")


def test_a_header_sorts_and_sorts_again_the_other_way(start: Start) -> None:
    office = start(*three())
    header = office.page.list.table.horizontalHeader()

    header.sectionClicked.emit(1)
    office.until(lambda: column(office, 1) == sorted(column(office, 1)))
    header.sectionClicked.emit(1)
    office.until(lambda: column(office, 1) == sorted(column(office, 1), reverse=True))


def test_sorting_by_campus_needs_no_mouse(start: Start, vault: Vault) -> None:
    added = [units.Unit(name=name, kind=units.UnitKind.CAMPUS) for name in ("Zeta", "Alfa")]
    units.add_units(vault.desk, units=added)
    ids = {unit.name: unit.id for unit in units.units(vault.desk)}
    office = start(*(new_case(case_facts=facts(unit=ids[name])) for name in ("Zeta", "Alfa", "Zeta")))
    offered = {action.text(): action for action in office.page.list.table.actions()}

    offered["Sort by Campus or department"].trigger()
    office.until(lambda: column(office, 4) == ["Alfa", "Zeta", "Zeta"])


def test_open_and_closed_cases_can_be_told_apart(start: Start) -> None:
    closed = facts(closed=date(2026, 3, 18), outcome="referred")
    office = start(new_case(), new_case(case_facts=closed), new_case())
    filters = {button.text(): button for button in office.page.list._filters.values()}

    filters["Open"].click()
    office.until(lambda: office.page.list.count.text() == "2 cases")
    filters["Closed"].click()
    office.until(lambda: office.page.list.count.text() == "1 case")
    assert column(office, 6) == ["Referred elsewhere"]


def test_the_list_speaks_the_words_of_the_office(start: Start) -> None:
    office = start(new_case())

    assert column(office, 3) == ["Teacher"]
    assert column(office, 5) == ["Bullying"]
    assert column(office, 6) == ["Open"]
    assert column(office, 7) == ["Mar 17, 2026"]


def shown_empty(office: Office) -> str:
    empty = office.page.list.empty
    return office.words() if empty.isVisible() else ""


def help_out(office: Office) -> None:
    button = office.page.list.empty.button
    assert button is not None
    button.click()


def test_an_empty_list_says_how_to_begin(start: Start) -> None:
    office = start()

    assert "No cases yet" in shown_empty(office)
    assert "Ctrl+N" in shown_empty(office)
    help_out(office)
    assert office.page.quick_log.isVisible()


def test_when_nothing_is_found_one_button_shows_everything_again(start: Start) -> None:
    office = start(*three())

    office.type("zebra")
    office.until(lambda: "Nothing was found" in shown_empty(office))
    help_out(office)

    office.until(lambda: len(office.shown_ids()) == 3)
    assert office.page.list.table.isVisible()


def test_a_filter_that_hides_all_says_so(start: Start) -> None:
    office = start(*three())

    office.page.list._filters[reading.Which.CLOSED].click()
    office.until(lambda: "No closed case" in shown_empty(office))
    help_out(office)

    office.until(lambda: len(office.shown_ids()) == 3)


def test_down_goes_from_the_search_into_the_list_and_enter_into_the_case(start: Start) -> None:
    office = start(*three())

    office.key(Qt.Key.Key_Down)
    assert office.page.list.table.hasFocus()
    assert office.commands.state & State.CASE_CHOSEN
    office.key(Qt.Key.Key_Return)

    assert office.page.case.case is not None and office.page.case.case.id == 2
    assert office.page.case.notes.editor.hasFocus()
    assert office.commands.state & State.CASE_OPEN
    office.key(Qt.Key.Key_Escape)
    assert office.page.list.table.hasFocus()


def test_marking_a_row_shows_its_case_beside_the_list(start: Start) -> None:
    office = start(*three())

    office.key(Qt.Key.Key_Down)
    office.key(Qt.Key.Key_Down)

    office.until(lambda: office.page.case.case is not None and office.page.case.case.id == 3)
    assert office.page.list.table.hasFocus()


def test_a_search_that_hides_the_case_in_front_does_not_close_it(start: Start) -> None:
    office = start(*three(first="violin"))
    office.open(2)

    office.commands.run(Verb.FIND)
    office.type("violin")
    office.until(lambda: office.shown_ids() == [1])
    assert office.page.case.case is not None and office.page.case.case.id == 2
    assert not office.commands.state & State.CASE_CHOSEN
    office.page.list.clear_search()

    office.until(lambda: office.page.list.table.chosen_id() == 2)


def test_a_change_from_elsewhere_is_seen_in_the_list(start: Start) -> None:
    office = start(*three())
    assert column(office, 3)[0] == "Teacher"

    office.session.apply(cases.set_facts, case=2, facts=facts(role="parent", opened=OPENED[1]))

    office.until(lambda: column(office, 3)[0] == "Parent or guardian")


def test_five_thousand_cases_scroll_without_being_read_whole(
    start: Start, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(1)
    with vault.desk.transaction():
        for _number in range(5000):
            cases.insert_case(vault.desk, new_case(contacts=0, topics=()), rng=random)
    pages: list[int] = []
    read = reading.case_rows

    def counted(database: Any, ids: Sequence[int]) -> list[reading.CaseRow]:
        pages.append(len(ids))
        return read(database, ids)

    monkeypatch.setattr(reading, "case_rows", counted)
    office = start()
    assert office.page.list.count.text() == "5,000 cases"

    table = office.page.list.table
    office.key(Qt.Key.Key_Down)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown):
        office.key(key)
        table.viewport().repaint()

    # the first pages and the last two, once each
    assert 1 <= len(pages) <= 4
    assert max(pages) <= PAGE
