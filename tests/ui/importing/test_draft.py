from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.importing.fields import CODED, Field
from ombudsdesk.importing.mapping import BLANKS, CloseRule, ConcernCode, ConcernList, Mapping, Unreadable
from ombudsdesk.importing.plan import plan
from ombudsdesk.importing.sheets import Sheet, read_sheet
from ombudsdesk.importing.suggest import DateEvidence, suggest
from ombudsdesk.importing.values import ClockForm, DateOrder, NumberUnit
from ombudsdesk.ui.importing import rules
from ombudsdesk.ui.importing.draft import Draft, Source, Standing, ValueRow
from ombudsdesk.ui.importing.meanings import LEFT_OUT, NO_UNIT
from tests.importing.samples import TODAY, as_csv, catalogue, log, log_mapping

BOWIE = Unit(name="Bowie ES", kind=UnitKind.CAMPUS, level="elementary", id=7)


def draft_of(
    *rows: tuple[str, ...], headers: tuple[str, ...] = ("Date", "Who", "Campus"), kept: Mapping | None = None
) -> Draft:
    return drafted(read_sheet(as_csv([headers, *rows]), "log.csv"), kept=kept)


def drafted(sheet: Sheet, *, kept: Mapping | None = None) -> Draft:
    found = suggest(sheet, catalogue(), [BOWIE], chosen=kept)
    return Draft(Source("log.csv", b"", sheet, found, kept), catalogue(), [BOWIE])


def row_of(draft: Draft, field: Field, text: str) -> ValueRow:
    return next(row for row in draft.rows(field) if row.guess.text == text)


def test_the_log_is_read_as_the_committed_mapping_reads_it() -> None:
    sheet = read_sheet(log(), "office_log.csv")
    draft = Draft(Source("log", log(), sheet, suggest(sheet, catalogue())), catalogue(), [])

    assert not any(map(draft.unsettled, CODED))
    mine = plan(sheet, draft.complete(), catalogue(), today=TODAY)
    theirs = plan(sheet, log_mapping(), catalogue(), today=TODAY)
    assert mine.cases == theirs.cases
    assert mine.remarks == theirs.remarks


def test_what_is_not_settled_stands_first_and_then_the_commonest() -> None:
    draft = draft_of(
        ("2025-01-01", "Teacher", ""),
        ("2025-01-02", "Teacher", ""),
        ("2025-01-03", "Parent", ""),
        ("2025-01-04", "Coach", ""),
    )

    assert [row.guess.text for row in draft.rows(Field.ROLE)] == ["Coach", "Teacher", "Parent"]
    assert draft.unsettled(Field.ROLE) == 1


def test_a_decision_holds_for_all_spellings_and_over_another_look_at_the_file() -> None:
    draft = draft_of(("2025-01-01", "Coach", ""), ("2025-01-02", "COACH!", ""))
    draft.decide(row_of(draft, Field.ROLE, "COACH!"), "auxiliary")

    draft.adopt(suggest(draft.sheet, catalogue(), [BOWIE], chosen=draft.asked()))

    assert draft.complete().values[Field.ROLE] == {"Coach": "auxiliary", "COACH!": "auxiliary"}


def test_a_kept_mapping_loses_nothing_that_this_file_does_not_speak_of() -> None:
    kept = Mapping(
        header_row=1,
        columns={Field.DATE: "date", Field.ROLE: "WHO"},
        values={Field.ROLE: {"Coach": "auxiliary", "Referee": "other"}},
        concerns={"noise": ConcernCode(ConcernList.K12, "facilities")},
        unit_names={"The old school": "", "Main": "Main Street ES"},
        units=(Unit(name="Main Street ES", kind=UnitKind.CAMPUS, level="elementary"),),
        open_values=frozenset({"waiting"}),
        close=CloseRule.LEAVE_OPEN,
    )

    complete = draft_of(("2025-01-01", "Coach", "x"), kept=kept).complete()

    assert complete.columns == {Field.DATE: "Date", Field.ROLE: "Who"}
    assert complete.values[Field.ROLE] == kept.values[Field.ROLE]
    assert (complete.concerns, complete.unit_names, complete.units) == (kept.concerns, kept.unit_names, kept.units)
    assert (complete.open_values, complete.close) == (kept.open_values, kept.close)
    assert Mapping.from_json(complete.to_json()) == complete


def test_a_campus_that_is_there_already_is_not_offered_as_new() -> None:
    draft = draft_of(("2025-01-01", "Parent", "Bowie Elementary"), ("2025-01-02", "Parent", "Travis HS"))

    assert [(unit.name, new) for unit, new in draft.units()] == [("Bowie ES", False), ("Travis HS", True)]
    assert row_of(draft, Field.UNIT, "Bowie Elementary").meaning == "Bowie ES"


def test_the_level_of_a_new_campus_can_be_corrected_but_not_that_of_a_known_one() -> None:
    draft = draft_of(("2025-01-01", "Parent", "Travis HS"))

    draft.put_unit("Travis HS", "central")

    assert draft.new_unit("Travis HS") == Unit(name="Travis HS", kind=UnitKind.DEPARTMENT, level="central")
    assert draft.new_unit("Bowie ES") is None


def test_leaving_rows_out_is_a_decision_only_while_it_is_the_rule() -> None:
    draft = draft_of(("2025-01-01", "Coach", ""))
    draft.mapping = replace(draft.mapping, unreadable=Unreadable.LEAVE_OUT)
    draft.decide(row_of(draft, Field.ROLE, "Coach"), LEFT_OUT)
    draft.sort()
    assert draft.unsettled(Field.ROLE) == 0
    assert draft.complete().values == {}

    draft.mapping = replace(draft.mapping, unreadable=Unreadable.STOP)
    draft.sort()

    assert row_of(draft, Field.ROLE, "Coach").standing is Standing.OPEN


def test_a_campus_that_is_not_known_leaves_the_case_without_one() -> None:
    draft = draft_of(("2025-01-01", "Parent", "Somewhere"))
    draft.decide(row_of(draft, Field.UNIT, "Somewhere"), NO_UNIT)

    found = plan(draft.sheet, draft.complete(), catalogue(), today=TODAY)

    assert [case.unit for case in found.cases] == [""]


def test_neither_a_source_nor_a_row_shows_what_stands_in_the_file() -> None:
    draft = draft_of(("2025-01-01", "Maria", "x"), headers=("Date", "Who", "Secret"))

    assert "Maria" not in repr(draft.source) + repr(draft.rows(Field.ROLE))


MAPPINGS = st.builds(
    lambda **choices: Mapping(header_row=1, columns={}, **choices),
    date_order=st.none() | st.sampled_from(DateOrder),
    number=st.sampled_from(NumberUnit),
    clock=st.sampled_from(ClockForm),
    separator=st.sampled_from([";", ",", "|", "/", "\n", " - "]),
    blank=st.dictionaries(st.sampled_from([*BLANKS, Field.OUTCOME]), st.just("other")).map(
        lambda blank: {**BLANKS, **blank}
    ),
    close=st.sampled_from(CloseRule),
    unreadable=st.sampled_from(Unreadable),
)


@given(MAPPINGS)
def test_showing_the_rules_and_reading_them_back_changes_nothing(mapping: Mapping) -> None:
    shown = rules.reading_values(mapping) | rules.rule_values(mapping)

    assert rules.with_values(mapping, shown) == mapping
    assert mapping.separator in dict(rules.separator_pairs(mapping))


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        (
            DateEvidence(DateOrder.MDY, {DateOrder.MDY: 123}, 87),
            "123 dates can only be month/day. 87 could be read either way.",
        ),
        (DateEvidence(None, {}, 0), "No date in this file depends on the order of its numbers."),
        (DateEvidence(None, {}, 2), "2 could be read either way. Nothing in the file says which: please choose."),
        (
            DateEvidence(None, {DateOrder.MDY: 1, DateOrder.DMY: 2}, 0),
            (
                "1 date can only be month/day. 2 dates can only be day/month. They contradict each other: "
                "look into the file, then choose."
            ),
        ),
    ],
)
def test_the_evidence_of_dates_is_told_in_words(evidence: DateEvidence, sentence: str) -> None:
    assert rules.evidence_words(evidence) == sentence
