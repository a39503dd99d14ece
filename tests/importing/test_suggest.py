"""The first mapping: what is certain is proposed, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.units import CENTRAL, Unit, UnitKind
from ombudsdesk.importing.fields import Field, field_label, header_spellings, spelled
from ombudsdesk.importing.mapping import ConcernCode, ConcernList, Mapping
from ombudsdesk.importing.plan import plan
from ombudsdesk.importing.sheets import read_sheet
from ombudsdesk.importing.suggest import STILL_OPEN, Suggestion, Sureness, ValueGuess, suggest
from ombudsdesk.importing.texts import key
from ombudsdesk.importing.values import DateOrder
from tests.importing.samples import TEXTS, TODAY, as_csv, catalogue, log, log_mapping, log_rows, sheet_of

SPANISH = ("Núm.", "Fecha", "Quién", "Escuela", "Cómo", "Asunto(s)", "Qué hice", "Tiempo", "Idioma", "Resultado", "Notas")


def suggestion(*rows: Sequence[str], headers: Sequence[str], units: Sequence[Unit] = ()) -> Suggestion:
    return suggest(sheet_of(*rows, headers=headers), catalogue(), units)


def guess(found: Suggestion, text: str) -> ValueGuess:
    return next(value for value in found.values if text in value.spellings)


def test_the_suggestion_for_the_sample_is_complete_and_is_the_kept_mapping() -> None:
    found = suggest(read_sheet(log(), "office_log.csv"), catalogue())
    assert found.complete
    assert found.undecided_values == found.undecided_columns == ()
    assert found.mapping == log_mapping()
    assert Mapping.from_json(found.mapping.to_json()) == found.mapping


def test_the_suggestion_counts_what_stands_in_the_sample() -> None:
    found = suggest(read_sheet(log(), "office_log.csv"), catalogue())
    visits = [row for row in log_rows() if row[0].isdigit()]
    for field, column in ((Field.ROLE, 2), (Field.UNIT, 3), (Field.LANGUAGE, 8), (Field.OUTCOME, 9)):
        counted = sum(value.count for value in found.values if value.field is field)
        assert counted == sum(bool(row[column]) for row in visits)
    assert guess(found, "phone").count == sum(row[4].lower() == "phone" for row in visits)
    proofs = [row[1] for row in visits if row[1].count("/") == 2 and int(row[1].split("/")[1]) > 12]
    assert found.dates.proofs[DateOrder.MDY] == len(proofs)
    assert found.dates.order is DateOrder.MDY


def test_spellings_of_one_campus_become_one_unit() -> None:
    found = suggest(read_sheet(log(), "office_log.csv"), catalogue()).mapping
    assert found.unit_names["Cesar Chavez Elementary"] == "César Chávez Elementary"
    assert found.unit_names["Travis HS"] == "Travis High School"
    assert found.unit_names["Sam Houston ES"] == "Sam Houston Elementary"
    assert found.unit_names["Lincoln MS"] == "Lincoln Middle School"
    levels = {unit.name: unit.level for unit in found.units}
    assert len(levels) == 13
    assert levels["Travis High School"] == "high"
    assert levels["Alternative Learning Center"] == "alternative"
    departments = {unit.name for unit in found.units if unit.kind is UnitKind.DEPARTMENT}
    assert departments == {"Central Office", "Food Services", "Transportation"}


def test_bullying_among_students_is_a_topic_of_schools_and_bullying_is_the_office_s_own() -> None:
    concerns = log_mapping().concerns
    assert concerns["acoso escolar"] == ConcernCode(ConcernList.K12, "student_bullying")
    assert concerns["bullying"] == ConcernCode(ConcernList.OFFICE, "relationships.bullying")


def test_a_log_with_spanish_headers_and_words_is_recognised() -> None:
    row = (
        "1",
        "25/08/2024",
        "maestra",
        "Primaria Bowie",
        "teléfono",
        "ascenso, acoso escolar",
        "escuchar",
        "1h",
        "español",
        "en curso",
        "",
    )
    found = suggestion(row, headers=SPANISH)
    assert found.complete
    assert set(found.mapping.columns) == set(Field) - {Field.INITIATOR, Field.CLOSED, Field.NAME}
    assert found.mapping.date_order is DateOrder.DMY
    assert found.mapping.separator == ","
    assert found.mapping.values[Field.ROLE] == {"maestra": "teacher"}
    assert found.mapping.open_values == {"en curso"}
    assert guess(found, "en curso").code == STILL_OPEN
    assert [(unit.name, unit.level) for unit in found.mapping.units] == [("Primaria Bowie", "elementary")]


def test_what_is_only_like_a_known_word_is_proposed_but_not_decided() -> None:
    found = suggestion(("2025-01-02", "Teecher", "xyzzy"), headers=("Date", "Who", "Lang"))
    assert (guess(found, "Teecher").code, guess(found, "Teecher").sure) == ("teacher", Sureness.CLOSE)
    assert (guess(found, "xyzzy").code, guess(found, "xyzzy").sure) == ("", Sureness.NONE)
    assert found.undecided_values == (guess(found, "Teecher"), guess(found, "xyzzy"))
    assert found.mapping.values == {}
    assert not found.complete


def test_a_header_that_is_only_like_a_known_one_is_left_to_a_person() -> None:
    found = suggestion(("2025-01-02", "Teacher", "blue"), headers=("Date", "Outcomes", "Colour"))
    assert [(column.field, column.sure) for column in found.columns] == [
        (Field.DATE, Sureness.EXACT),
        (Field.OUTCOME, Sureness.CLOSE),
        (None, Sureness.NONE),
    ]
    assert set(found.mapping.columns) == {Field.DATE}
    assert len(found.undecided_columns) == 2


def test_of_two_columns_for_one_field_a_person_chooses() -> None:
    found = suggestion(("2025-01-02", "Teacher", "a", "b"), headers=("Date", "Who", "Notes", "Comments"))
    assert found.mapping.columns[Field.NOTE] == "Notes"
    assert [column.header for column in found.undecided_columns] == ["Comments"]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["3/4/2025", "5/6/2025"], None),
        (["3/4/2025", "13/6/2025"], DateOrder.DMY),
        (["3/4/2025", "6/13/2025"], DateOrder.MDY),
        (["13/6/2025", "6/13/2025"], None),
    ],
)
def test_the_order_of_dates_is_taken_from_proofs_only(days: list[str], order: DateOrder | None) -> None:
    found = suggestion(*((day, "Teacher") for day in days), headers=("Date", "Who"))
    assert found.dates.order is order
    assert found.complete == (order is not None)


def test_dates_that_need_no_order_wait_for_no_decision() -> None:
    found = suggestion(("2025-03-04", "Teacher"), ("4/4/2025", "Teacher"), headers=("Date", "Who"))
    assert found.dates.order is None
    assert found.complete


def test_campuses_that_the_office_has_are_not_made_again() -> None:
    have = [
        Unit(name="Travis High School", kind=UnitKind.CAMPUS, level="high", id=4),
        Unit(name="Transportation", kind=UnitKind.DEPARTMENT, level=CENTRAL, id=5),
    ]
    rows = [("2025-01-02", name) for name in ("TRAVIS HS", "transportation", "Bowie ES")]
    found = suggestion(*rows, headers=("Date", "Campus"), units=have)
    assert found.mapping.unit_names == {
        "TRAVIS HS": "Travis High School",
        "transportation": "Transportation",
        "Bowie ES": "Bowie ES",
    }
    assert [unit.name for unit in found.mapping.units] == ["Bowie ES"]


@pytest.mark.parametrize("slip", ["Cesar Chaves Elementary", "Chavez", "Lincoln"])
def test_a_campus_that_may_be_a_slip_of_the_keyboard_is_left_to_a_person(slip: str) -> None:
    names = ["César Chávez Elementary"] * 3 + ["Lincoln MS", slip]
    found = suggestion(*(("2025-01-02", name) for name in names), headers=("Date", "Campus"))
    assert guess(found, slip).sure is not Sureness.EXACT
    assert slip not in found.mapping.unit_names
    assert len(found.mapping.units) == 2


def test_a_school_and_another_of_its_name_are_two_places() -> None:
    names = ("Lincoln ES", "Lincoln MS", "Lincoln Jr. High", "Lincoln Junior High", "Highland High", "Ms. Tran")
    found = suggestion(*(("2025-01-02", name) for name in names), headers=("Date", "Campus"))
    levels = {unit.name: unit.level for unit in found.mapping.units}
    assert levels["Lincoln ES"] == "elementary"
    assert levels["Highland High"] == "high"
    assert found.mapping.unit_names["Lincoln MS"] == found.mapping.unit_names["Lincoln Junior High"]
    assert "Ms. Tran" not in found.mapping.unit_names


def test_departments_are_known_in_both_languages() -> None:
    names = ("Transporte", "Transportation", "Dept. of Research", "Research Department", "Oficina central")
    found = suggestion(*(("2025-01-02", name) for name in names), headers=("Date", "Department"))
    units = found.mapping.unit_names
    assert units["Transporte"] == units["Transportation"] == "Transportation"
    assert units["Dept. of Research"] == units["Research Department"] == "Research Department"
    assert {unit.level for unit in found.mapping.units} == {CENTRAL}


def test_no_header_means_two_fields() -> None:
    every = [spelling for field in Field for spelling in header_spellings(field)]
    assert len(every) == len(set(every))
    assert all(spelled(spelling) for spelling in every)


def test_every_field_has_a_name() -> None:
    assert len({field_label(field) for field in Field}) == len(Field)


WORDS = st.sampled_from(
    ["", "Date", "Who", "Notes", "Teacher", "1/2/2025", "13/2/2025", "Lincoln MS", "total", "=1+1", "?", "a;b"]
)


@given(st.lists(st.lists(WORDS | TEXTS, max_size=5), min_size=1, max_size=8))
def test_no_sheet_brings_the_suggestion_down(rows: list[list[str]]) -> None:
    sheet = read_sheet(as_csv([["Date", "Who", "Campus"], *rows], encoding="utf-16"), "log.csv")
    found = suggest(sheet, catalogue())
    for value in found.values:
        certain = key(value.text) in {key(text) for text in _decided(found.mapping, value.field)}
        assert certain == (value.sure is Sureness.EXACT)
    plan(sheet, found.mapping, catalogue(), today=TODAY)


def _decided(mapping: Mapping, field: Field) -> set[str]:
    if field is Field.UNIT:
        return set(mapping.unit_names)
    if field is Field.CONCERNS:
        return set(mapping.concerns)
    opened = mapping.open_values if field is Field.OUTCOME else frozenset()
    return set(mapping.values.get(field, {})) | opened
