"""The plan: every row of the file accounted for, nothing guessed in silence, nothing half taken."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.cases import Concern, Contact, Facts
from ombudsdesk.domain.checks import concern_problems, contact_problems, facts_problems
from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import CloseRule, ConcernCode, ConcernList, Unreadable
from ombudsdesk.importing.plan import ImportPlan, plan
from ombudsdesk.importing.reasons import Reason
from ombudsdesk.importing.sheets import read_sheet
from ombudsdesk.importing.values import DateOrder
from tests.importing.samples import (
    HEADERS,
    TEXTS,
    TODAY,
    as_csv,
    as_xlsx,
    catalogue,
    log,
    log_mapping,
    log_rows,
    plan_of,
    reasons,
    row,
    sheet_of,
    small_mapping,
)


def log_plan(data: bytes) -> ImportPlan:
    return plan(read_sheet(data, "log"), log_mapping(), catalogue(), today=TODAY)


def every_row_is_accounted_for(found: ImportPlan) -> bool:
    taken = [case.row for case in found.cases]
    return sorted([*taken, *found.left_out]) == list(range(1, found.rows + 1))


def test_the_sample_gives_412_cases_and_accounts_for_every_row() -> None:
    found = log_plan(log())
    assert len(found.cases) == 412
    assert found.rows == 420
    assert every_row_is_accounted_for(found)
    assert not found.blocked


def test_the_remarks_on_the_sample_are_those_that_a_second_count_finds() -> None:
    rows = log_rows()
    visits = [row for row in rows if row[0].isdigit()]
    slashes = [[int(part) for part in row[1].split("/")] for row in visits if "/" in row[1]]
    named = {
        "information": "q",
        "policy question": "q",
        "orientación": "q",
        "mediation": "m",
        "facilitated conversation": "m",
    }
    services = [[named.get(part, part) for part in row[6].split("; ")] for row in visits]
    expected = {
        (Reason.TITLE, None): 1,
        (Reason.HEADER, None): 1,
        (Reason.BLANK_ROW, None): sum(not any(row) for row in rows),
        (Reason.TOTALS, None): 1,
        (Reason.DATE_BY_ORDER, Field.DATE): sum(max(month, day) <= 12 and month != day for month, day, _year in slashes),
        (Reason.YEAR_COMPLETED, Field.DATE): sum(year < 100 for _month, _day, year in slashes),
        (Reason.MINUTES_CONVERTED, Field.MINUTES): sum(row[7] in ("1h", "1:15") for row in visits),
        (Reason.MINUTES_APPROXIMATE, Field.MINUTES): sum("~" in row[7] for row in visits),
        (Reason.BLANK_FILLED, Field.ROLE): sum(not row[2] for row in visits),
        (Reason.BLANK_FILLED, Field.LANGUAGE): sum(not row[8] for row in visits),
        (Reason.BLANK_KEPT, Field.UNIT): sum(not row[3] for row in visits),
        (Reason.BLANK_KEPT, Field.MINUTES): sum(not row[7] for row in visits),
        (Reason.BLANK_KEPT, Field.OUTCOME): sum(not row[9] for row in visits),
        (Reason.SAME_TWICE, Field.SERVICES): sum(len(set(parts)) < len(parts) for parts in services),
    }
    assert Counter((remark.reason, remark.field) for remark in log_plan(log()).remarks) == expected


def test_the_facts_of_the_sample_are_those_that_a_second_count_finds() -> None:
    found = log_plan(log()).cases
    visits = [row for row in log_rows() if row[0].isdigit()]
    facts = [case.case.facts for case in found]
    assert sum(fact.role == "parent" for fact in facts) == sum(
        "Pa" in row[2] and "para" not in row[2].lower() for row in visits
    )
    assert sum(fact.language == "es" for fact in facts) == sum(row[8] in ("español", "Spanish") for row in visits)
    assert sum(fact.closed is None for fact in facts) == sum(row[9] in ("", "pending") for row in visits)
    assert sum(len(case.case.concerns) for case in found) == sum(len(row[5].split(";")) for row in visits)
    assert sum(len(case.case.notes) for case in found) == sum(bool(row[10]) for row in visits)
    minutes = sum(int({"1h": "60", "1:15": "75"}.get(row[7], row[7].strip("~") or "0")) for row in visits)
    assert sum(case.case.contacts[0].minutes or 0 for case in found) == minutes
    years = Counter(re.search(r"(?:20)?(2[456])(?=-|$)", row[1])[1] for row in visits)  # type: ignore[index] # all have one
    assert Counter(str(fact.opened.year % 100) for fact in facts) == years


def test_one_row_of_the_sample_becomes_the_case_that_a_person_would_make() -> None:
    case = next(case for case in log_plan(log()).cases if case.reference == "30")
    assert case.row == 33
    assert case.unit == "Hidalgo ES"
    assert case.case.facts == Facts(
        opened=date(2025, 11, 5), role="parent", language="en", closed=date(2025, 11, 5), outcome="referred"
    )
    assert case.case.concerns == (
        Concern(topic="illness.disability_services", k12="special_education", ioa="5.e"),
        Concern(topic="career.performance_management", ioa="2.m"),
    )
    assert case.case.contacts == (
        Contact(day=date(2025, 11, 5), channel="in_person", initiator="unknown", minutes=20, services=("questions",)),
    )
    assert case.case.notes[0].written == datetime(2025, 11, 5, 12)
    assert case.case.notes[0].text.startswith("Long meeting, 95 min.")


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("latin-1", ","), ("cp1252", "\t"), ("utf-16", "\t"), ("mac_roman", ";")],
)
def test_the_sample_gives_one_plan_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    assert log_plan(as_csv(log_rows(), encoding=encoding, delimiter=delimiter)) == log_plan(log())


def real_values(cells: list[str]) -> list[Any]:
    """A row as a spreadsheet program stores it: days, times and numbers are no texts."""
    found: list[Any] = list(cells)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cells[1]):
        found[1] = date.fromisoformat(cells[1])
    if cells[7].isdigit():
        found[7] = int(cells[7])
    if ":" in cells[7]:
        found[7] = time(*map(int, cells[7].split(":")))
    if cells[0].isdigit():
        found[0] = int(cells[0])
    return found


def test_the_sample_gives_one_plan_as_a_workbook_with_real_dates_and_numbers() -> None:
    assert log_plan(as_xlsx(map(real_values, log_rows()))) == log_plan(log())


def test_a_log_with_the_day_first_is_read_with_the_day_first() -> None:
    found = plan_of(row(day="25/12/2025"), row(number="2", day="3/4/2025"), date_order=DateOrder.DMY)
    assert [case.case.facts.opened for case in found.cases] == [date(2025, 12, 25), date(2025, 4, 3)]
    assert reasons(found, 3) == {Reason.DATE_BY_ORDER}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(day="soon"), Reason.DATE_UNREADABLE),
        (row(day=""), Reason.DATE_MISSING),
        (row(day="25/12/2025"), Reason.DATE_IMPOSSIBLE),
        (row(day="2026-11-23"), Reason.DATE_IN_FUTURE),
        (row(time="a while"), Reason.MINUTES_UNREADABLE),
        (row(time="99h"), Reason.MINUTES_OUT_OF_RANGE),
        (row(who="Wizard"), Reason.VALUE_NOT_MAPPED),
        (row(issues="promotion; magic"), Reason.VALUE_NOT_MAPPED),
        (row(outcome="vanished"), Reason.VALUE_NOT_MAPPED),
        ((*row(), "more"), Reason.CELL_WITHOUT_HEADER),
        (row(number="Spring 2025", day="", who="", issues="", time="", outcome=""), Reason.DATE_MISSING),
        (row(number="Total", note="of my patience"), None),
        (row(number="Total", day="soon", note="of my patience"), Reason.DATE_UNREADABLE),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_import_or_is_left_out_as_the_mapping_says(
    bad: tuple[str, ...], reason: Reason | None
) -> None:
    stopped = plan_of(row(), bad)
    left_out = plan_of(row(), bad, unreadable=Unreadable.LEAVE_OUT)
    assert stopped.blocked == (reason is not None)
    assert not left_out.blocked
    assert [case.row for case in left_out.cases] == ([2] if reason else [2, 3])
    assert reasons(left_out, 3) == ({reason} if reason else set())
    assert every_row_is_accounted_for(left_out)
    assert every_row_is_accounted_for(stopped)


def test_a_row_that_cannot_be_read_tells_all_its_reasons_at_once() -> None:
    found = plan_of(row(day="soon", who="Wizard", time="a while", outcome=""))
    assert reasons(found, 2) == {Reason.DATE_UNREADABLE, Reason.VALUE_NOT_MAPPED, Reason.MINUTES_UNREADABLE}


def test_a_row_of_unquoted_commas_is_not_half_taken() -> None:
    # the note "came, left, and came back" without quotation marks runs over the last column
    found = plan(
        read_sheet(as_csv([HEADERS, (*row(), "came", " left", " and came back")]), "x"),
        small_mapping(),
        catalogue(),
        today=TODAY,
    )
    assert found.blocked
    assert found.cases == ()
    assert [remark.column for remark in found.remarks if remark.row == 2] == ["[H]", "[I]", "[J]"]


def test_rows_that_were_never_a_visit_are_left_out_and_named() -> None:
    found = plan_of(
        row(), HEADERS, (), ("", "", ""), ("413",), ("TOTAL", "412"), ("", "Totales:", "1,200.5"), ("Total 7",),
    )  # fmt: skip
    assert [reasons(found, number) for number in range(3, 10)] == [
        {Reason.HEADER},
        {Reason.BLANK_ROW},
        {Reason.BLANK_ROW},
        {Reason.ONLY_NUMBER},
        {Reason.TOTALS},
        {Reason.TOTALS},
        {Reason.TOTALS},
    ]
    assert not found.blocked
    assert every_row_is_accounted_for(found)


def test_a_short_row_has_blank_cells_at_its_end() -> None:
    found = plan_of(("1", "2025-09-01", "Teacher"))
    assert found.cases[0].case.facts == Facts(opened=date(2025, 9, 1), role="teacher", language="unknown")
    assert {remark.field for remark in found.remarks if remark.row == 2} == {Field.CONCERNS, Field.MINUTES, Field.OUTCOME}


def test_blank_cells_become_what_the_mapping_says_and_are_told() -> None:
    found = plan_of(row(who=" ", issues=" ", time="", outcome=""), blank={Field.ROLE: "other"})
    assert found.cases[0].case.facts.role == "other"
    assert found.cases[0].case.concerns == ()
    assert found.cases[0].case.contacts[0].minutes is None
    assert found.cases[0].case.contacts[0].initiator == "unknown"
    assert reasons(found, 2) == {Reason.BLANK_FILLED, Reason.BLANK_KEPT}


def test_a_topic_of_schools_is_counted_under_the_office_s_own_sub_topic() -> None:
    found = plan_of(row(issues="bus; promotion; meals"))
    assert found.cases[0].case.concerns == (
        Concern(topic="other.other", k12="transportation", ioa="7.a"),
        Concern(topic="career.promotion", ioa="4.e"),
        Concern(topic="other.other", k12="meals_health", ioa="7.a"),
    )
    assert reasons(found, 2) == set()


def test_one_concern_in_two_words_is_one_concern_and_told() -> None:
    found = plan_of(row(issues="promotion; Ascenso;; BUS"))
    assert [concern.topic for concern in found.cases[0].case.concerns] == ["career.promotion", "other.other"]
    assert [(remark.reason, remark.text) for remark in found.remarks if remark.row == 2] == [(Reason.SAME_TWICE, "Ascenso")]


def test_two_rows_with_one_number_are_both_taken_and_told() -> None:
    found = plan_of(row(), row(), row(number="2"))
    assert len(found.cases) == 3
    assert reasons(found, 3) == {Reason.NUMBER_REPEATED}


def test_an_outcome_closes_a_case_on_the_day_of_its_contact_unless_the_mapping_leaves_it_open() -> None:
    closed = plan_of(row()).cases[0].case.facts
    assert (closed.outcome, closed.closed) == ("referred", date(2025, 9, 1))
    found = plan_of(row(), close=CloseRule.LEAVE_OPEN)
    assert (found.cases[0].case.facts.outcome, found.cases[0].case.facts.closed) == ("", None)
    assert reasons(found, 2) == {Reason.OUTCOME_DROPPED}
    pending = plan_of(row(outcome="PENDING")).cases[0].case.facts
    assert (pending.outcome, pending.closed) == ("", None)


@pytest.mark.parametrize(
    ("outcome", "closed", "reason"),
    [
        ("referred", "2025-09-30", None),
        ("referred", "", Reason.BLANK_FILLED),
        ("referred", "2025-08-31", Reason.CLOSED_TOO_EARLY),
        ("referred", "some day", Reason.DATE_UNREADABLE),
        ("pending", "2025-09-30", Reason.CLOSED_WITHOUT_OUTCOME),
        ("", "2025-09-30", Reason.CLOSED_WITHOUT_OUTCOME),
    ],
)
def test_a_closing_date_of_its_own_is_kept_if_it_can_be_right(outcome: str, closed: str, reason: Reason | None) -> None:
    headers = ("Date", "Outcome", "Closed")
    mapping = small_mapping(columns={Field.DATE: "Date", Field.OUTCOME: "Outcome", Field.CLOSED: "Closed"})
    sheet = sheet_of(("2025-09-01", outcome, closed), headers=headers)
    found = plan(sheet, mapping, catalogue(), today=TODAY)
    assert reasons(found, 2) - {Reason.BLANK_KEPT} == ({reason} if reason else set())
    assert bool(found.cases) == (reason in (None, Reason.BLANK_FILLED, Reason.CLOSED_WITHOUT_OUTCOME))
    if reason in (None, Reason.CLOSED_WITHOUT_OUTCOME):
        assert found.cases[0].case.facts.closed == date(2025, 9, 30)


def test_a_name_goes_to_the_identity_and_nowhere_else() -> None:
    mapping = small_mapping(columns={Field.DATE: "Date", Field.NAME: "Name"})
    found = plan(sheet_of(("2025-09-01", "Ana López"), headers=("Date", "Name")), mapping, catalogue(), today=TODAY)
    assert found.cases[0].case.identity.name == "Ana López"
    assert "Ana" not in repr(replace(found.cases[0].case, identity=found.cases[0].case.identity.__class__()))


def test_notes_keep_their_lines_and_what_looks_like_a_formula() -> None:
    found = plan_of(row(note="=1+1\r\nsecond line"))
    assert [note.text for note in found.cases[0].case.notes] == ["=1+1\nsecond line"]


UNITS = (
    Unit(name="Bowie ES", kind=UnitKind.CAMPUS, level="elementary"),
    Unit(name="Travis HS", kind=UnitKind.CAMPUS, level="high"),
)


def campus_plan(*campuses: str, known: tuple[Unit, ...] = (), **changes: Any) -> ImportPlan:
    mapping = small_mapping(columns={Field.DATE: "Date", Field.UNIT: "Campus"}, units=UNITS, **changes)
    sheet = sheet_of(*(("2025-09-01", campus) for campus in campuses), headers=("Date", "Campus"))
    return plan(sheet, mapping, catalogue(), today=TODAY, known_units=known)


def test_only_the_campuses_that_are_used_and_new_are_made() -> None:
    found = campus_plan("bowie es", "Bowie", unit_names={"Bowie": "Bowie ES"})
    assert [case.unit for case in found.cases] == ["Bowie ES", "Bowie ES"]
    assert found.units == UNITS[:1]
    again = campus_plan(
        "Bowie ES", "Travis HS", known=(Unit(name="BOWIE ES", kind=UnitKind.CAMPUS, level="elementary", id=3),)
    )
    assert [case.unit for case in again.cases] == ["BOWIE ES", "Travis HS"]
    assert again.units == UNITS[1:]


def test_a_campus_that_nobody_made_stops_the_import() -> None:
    found = campus_plan("Lincoln", unit_names={"Lincoln": "Lincoln MS"})
    assert found.blocked
    assert reasons(found, 2) == {Reason.CAMPUS_NOT_KNOWN}
    lincoln = Unit(name="Lincoln MS", kind=UnitKind.CAMPUS, level="middle", id=9)
    assert not campus_plan("Lincoln", unit_names={"Lincoln": "Lincoln MS"}, known=(lincoln,)).blocked


def test_a_column_that_nobody_decided_about_stops_the_import() -> None:
    sheet = sheet_of(("2025-09-01", "blue", ""), headers=("Date", "Colour", "Empty"))
    mapping = small_mapping(columns={Field.DATE: "Date"})
    found = plan(sheet, mapping, catalogue(), today=TODAY)
    assert found.blocked
    assert [(remark.reason, remark.column) for remark in found.remarks if remark.reason.stops] == [
        (Reason.COLUMN_NOT_MAPPED, "Colour")
    ]
    ignored = plan(sheet, replace(mapping, ignore=frozenset({"colour"})), catalogue(), today=TODAY)
    assert not ignored.blocked
    assert ignored.ignored == 1
    assert not plan(sheet, replace(mapping, unreadable=Unreadable.LEAVE_OUT), catalogue(), today=TODAY).blocked


def test_of_two_columns_with_one_header_the_mapping_can_name_the_second() -> None:
    sheet = sheet_of(("2025-09-01", "first", "second"), headers=("Date", "Notes", "Notes"))
    columns = {Field.DATE: "Date", Field.NOTE: "Notes (2)"}
    found = plan(sheet, small_mapping(columns=columns, ignore=frozenset({"Notes"})), catalogue(), today=TODAY)
    assert found.cases[0].case.notes[0].text == "second"


def test_a_mapping_for_another_file_is_refused() -> None:
    with pytest.raises(UserError, match="Campus"):
        plan(sheet_of(row()), small_mapping(columns={Field.DATE: "Date", Field.UNIT: "Campus"}), catalogue(), today=TODAY)
    with pytest.raises(UserError, match="fewer rows"):
        plan(sheet_of(row()), small_mapping(header_row=9), catalogue(), today=TODAY)
    with pytest.raises(UserError, match=r"values\.concerns"):
        concern = ConcernCode(ConcernList.OFFICE, "no.such")
        plan(sheet_of(row()), small_mapping(concerns={"x": concern}), catalogue(), today=TODAY)


WORTH_TRYING = (
    "|Date|Who|#|Total| |1|7|2025-09-01|3/4/25|13/13/25|2099-01-01|Teacher|Padre|promotion; bus|bus;bus|1h|~20"
    "|-5|referred|pending|=1+1|\n"
)
CELLS = st.sampled_from(WORTH_TRYING.split("|"))


@given(
    st.lists(st.lists(CELLS | TEXTS, max_size=9), max_size=8),
    st.sampled_from(Unreadable),
    st.sampled_from(CloseRule),
    st.sampled_from([*DateOrder, None]),
)
def test_in_any_sheet_every_row_is_accounted_for_and_every_case_can_be_right(
    rows: list[list[str]], unreadable: Unreadable, close: CloseRule, order: DateOrder | None
) -> None:
    sheet = read_sheet(as_csv([HEADERS, *rows], encoding="utf-16"), "log.csv")
    mapping = small_mapping(unreadable=unreadable, close=close, date_order=order)
    found = plan(sheet, mapping, catalogue(), today=TODAY)
    assert every_row_is_accounted_for(found)
    assert len({case.row for case in found.cases}) == len(found.cases)
    for planned in found.cases:
        case = planned.case
        assert not [*facts_problems(case.facts, today=TODAY), *concern_problems(case.concerns)]
        assert not list(contact_problems(case.contacts[0], today=TODAY))
        assert len(case.contacts) == 1
