"""The mapping's file: what the office decided, kept so that a person can read it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.units import Unit, UnitKind
from ombudsdesk.errors import UserError
from ombudsdesk.importing.fields import LISTS, Field
from ombudsdesk.importing.mapping import (
    BLANKS,
    CloseRule,
    ConcernCode,
    ConcernList,
    Mapping,
    Unreadable,
    check,
)
from ombudsdesk.importing.texts import key
from ombudsdesk.importing.values import ClockForm, DateOrder, NumberUnit
from tests.importing.samples import DATA, catalogue, log_mapping, small_mapping

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(key)


def tables(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    pairs = st.lists(st.tuples(NAMES, values), max_size=4, unique_by=lambda pair: key(pair[0]))
    return pairs.map(dict)


UNITS = st.builds(Unit, name=NAMES, kind=st.just(UnitKind.CAMPUS), level=st.sampled_from(["high", "unknown"]))
MAPPINGS = st.builds(
    Mapping,
    header_row=st.integers(1, 99),
    columns=st.lists(NAMES, min_size=14, max_size=14, unique_by=key).map(
        lambda names: dict(zip(Field, names, strict=True))
    ),
    ignore=st.frozensets(NAMES),
    sheet=st.text(max_size=5),
    date_order=st.sampled_from([*DateOrder, None]),
    number=st.sampled_from(NumberUnit),
    clock=st.sampled_from(ClockForm),
    separator=st.sampled_from([";", ",", "|", "\n", "/", " / "]),
    values=st.dictionaries(st.sampled_from(LISTS), tables(st.text(max_size=5))),
    concerns=tables(st.builds(ConcernCode, st.sampled_from(ConcernList), st.text(max_size=5))),
    unit_names=tables(st.text(max_size=5)),
    units=st.lists(UNITS, max_size=3, unique_by=lambda unit: key(unit.name)).map(tuple),
    blank=st.just({**BLANKS, Field.ROLE: "other"}),
    close=st.sampled_from(CloseRule),
    unreadable=st.sampled_from(Unreadable),
)


@given(MAPPINGS)
def test_a_mapping_comes_back_from_its_file_as_it_was(mapping: Mapping) -> None:
    text = mapping.to_json()
    assert Mapping.from_json(text) == mapping
    assert Mapping.from_json(text).to_json() == text


def test_the_kept_mapping_of_the_sample_is_written_the_way_the_program_writes_it() -> None:
    text = (DATA / "office_log.mapping.json").read_text(encoding="utf-8")
    assert Mapping.from_json(text).to_json() == text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "César Chávez Elementary" in text


def test_a_short_mapping_gets_the_usual_rules() -> None:
    mapping = Mapping.from_json('{"format": 1, "header_row": 3, "columns": {"date": "Fecha"}}')
    assert mapping == Mapping(header_row=3, columns={Field.DATE: "Fecha"})
    assert mapping.unreadable is Unreadable.STOP
    assert mapping.date_order is None
    assert set(mapping.blank.values()) == {"unknown"}


def changed(**keys: Any) -> str:
    data = json.loads(small_mapping().to_json())
    for path, value in keys.items():
        *parts, last = path.split("__")
        place = data
        for part in parts:
            place = place[part]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("header_row", 0, "header_row"),
        ("header_row", True, "header_row"),
        ("header_row", ..., "header_row"),
        ("columns", ..., "columns"),
        ("columns", ["Date"], "columns"),
        ("columns__date", ..., "columns.date"),
        ("columns__date", 3, "columns.date"),
        ("columns__note", " date", "columns.note"),
        ("columns__datum", "Date", "columns.datum"),
        ("date_order", "month first", "date_order"),
        ("minutes__clock", "hh", "minutes.clock"),
        ("minutes", 1, "minutes"),
        ("separator", "", "separator"),
        ("separator", "y", "separator"),
        ("close", "maybe", "close"),
        ("unreadable", None, ""),
        ("unreadable", "guess", "unreadable"),
        ("ignore", "Notes", "ignore"),
        ("open_values", [1], "open_values"),
        ("open_values", ["Referred"], "open_values.referred"),
        ("values__role", {"Teacher": 1}, "values.role.Teacher"),
        ("values__role", {"Teacher": "teacher", "teacher ": "parent"}, "values.role.teacher "),
        ("values__role", {" ": "teacher"}, "values.role. "),
        ("values__note", {"a": "b"}, "values.note"),
        ("values__concerns", {"bus": "transportation"}, "values.concerns.bus"),
        ("values__concerns", {"bus": {}}, "values.concerns.bus"),
        ("values__concerns", {"bus": {"k12": "a", "office": "b"}}, "values.concerns.bus"),
        ("values__concerns", {"bus": {"k12": "a", "else": "b"}}, "values.concerns.bus.else"),
        ("units", {}, "units"),
        ("units", [{"name": "HR", "kind": "department", "level": "high"}], "units.1.level"),
        ("units", [{"name": "HR", "kind": "house"}], "units.1.kind"),
        ("units", [{"kind": "campus"}], "units.1.name"),
        ("units", [{"name": "A", "kind": "campus"}, {"name": "a", "kind": "campus"}], "units"),
        ("blank__role", None, "blank.role"),
        ("blank__note", "x", "blank.note"),
        ("colour", "red", "colour"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where(path: str, value: Any, named: str) -> None:
    text = changed(**{path: value})
    if not named:
        assert Mapping.from_json(text).unreadable is Unreadable.STOP
        return
    with pytest.raises(UserError) as caught:
        Mapping.from_json(text)
    assert f"“{named}”" in caught.value.what


def test_a_mapping_of_another_version_is_refused() -> None:
    with pytest.raises(UserError, match="another version"):
        Mapping.from_json(changed(format=2))
    with pytest.raises(UserError, match="format"):
        Mapping.from_json(changed(format=...))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", "[" * 100_000, "9" * 5_000, "\ufeff", '{"format": 1, "format": 1}']
)
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        Mapping.from_json(text)


WORDS = st.sampled_from(["format", "header_row", "columns", "date", "values", "role", "concerns", "units"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
)


@given(JSON)
def test_no_json_brings_the_program_down(data: Any) -> None:
    if isinstance(data, dict):
        data |= {"format": 1}
    try:
        mapping = Mapping.from_json(json.dumps(data))
    except UserError as error:
        assert error.what_to_do
    else:
        assert Field.DATE in mapping.columns


def test_every_code_of_a_mapping_has_to_be_in_the_office_s_lists() -> None:
    check(log_mapping(), catalogue())
    concern = ConcernCode(ConcernList.K12, "career.promotion")
    for changes, named in (
        ({"values": {Field.ROLE: {"Teacher": "wizard"}}}, "values.role”: wizard"),
        ({"blank": {Field.LANGUAGE: "none"}}, "blank.language"),
        ({"concerns": {"bus": concern}}, "values.concerns”: career.promotion"),
        ({"units": (Unit(name="Bowie", kind=UnitKind.CAMPUS, level="college"),)}, "units.level”: college"),
    ):
        with pytest.raises(UserError, match=named):
            check(small_mapping(**changes), catalogue())
