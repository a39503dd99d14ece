"""Dates and lengths of time, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.importing.reasons import NotReadableError, Reason
from ombudsdesk.importing.values import ClockForm, DateOrder, How, NumberUnit, possible_orders, read_day, read_minutes

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), TODAY)


def day(text: str, order: DateOrder | None = DateOrder.MDY) -> date:
    return read_day(text, order=order, today=TODAY).value


def minutes(text: str, *, number: NumberUnit = NumberUnit.MINUTES, clock: ClockForm = ClockForm.HOURS) -> int:
    return read_minutes(text, number=number, clock=clock).value


def refusal(text: str, order: DateOrder | None = DateOrder.MDY) -> Reason:
    with pytest.raises(NotReadableError) as caught:
        read_day(text, order=order, today=TODAY)
    return caught.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "2025-07-04", "2025/7/4", "2025.07.04", "7/4/2025", "07/04/2025", "7-4-25", "Jul 4, 2025", "July 4 2025",
        "4 jul 2025",
        "jul. 4, 2025", "4 de julio de 2025", "4 de julio del 2025", "el 4 de julio, 2025", "4-Jul-25", "4-jul-2025",
        "Friday, July 4, 2025", "viernes, 4 de julio de 2025", "Fri Jul 4 2025", "July 4th, 2025", "4th of July 2025",
        "  Jul  4,2025 ", "JUL 4, 2025", "2025-07-04T00:00:00", "2025-07-04 10:30", "7/4/2025 10:30 AM", "vie 7/4/2025",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_forms_that_offices_use(text: str) -> None:
    assert day(text) == date(2025, 7, 4)


@pytest.mark.parametrize(
    "text", ["1 mar 2025", "Mar 1, 2025", "mar 1 de marzo de 2025", "1.º de marzo de 2025", "1o de marzo de 2025"]
)
def test_march_is_not_taken_for_tuesday(text: str) -> None:
    assert day(text) == date(2025, 3, 1)


@given(DAYS, st.sampled_from(list(DateOrder)))
def test_a_day_that_has_one_meaning_needs_no_order(value: date, order: DateOrder) -> None:
    forms = [value.isoformat(), value.strftime("%Y/%m/%d")]
    for locale in ("en_US", "es_US", "es_MX"):
        forms += [format_date(value, form, locale=locale) for form in ("long", "full", "d MMM y", "MMMM d y")]
    for text in forms:
        for chosen in (order, None):
            read = read_day(text, order=chosen, today=TODAY)
            assert (read.value, read.how) == (value, How.EXACT), text


@given(DAYS, st.sampled_from("/-."), st.sampled_from(["%y", "%Y"]), st.booleans())
def test_a_day_in_numbers_is_read_in_the_order_that_was_decided(value: date, sign: str, year: str, padded: bool) -> None:
    parts = {DateOrder.MDY: "%m %d " + year, DateOrder.DMY: "%d %m " + year, DateOrder.YMD: "%y %m %d"}
    for order, form in parts.items():
        text = value.strftime(form)
        if not padded and order is not DateOrder.YMD:
            text = " ".join(part.lstrip("0") or part for part in text.split()[:2]) + " " + text.split()[2]
        read = read_day(text.replace(" ", sign), order=order, today=date(2099, 12, 31))
        assert read.value == value
        assert (Reason.YEAR_COMPLETED in read.reasons) == (order is DateOrder.YMD or year == "%y")


def test_a_date_that_could_be_another_day_says_so() -> None:
    assert read_day("3/4/2025", order=DateOrder.MDY, today=TODAY).reasons == (Reason.DATE_BY_ORDER,)
    assert read_day("3/14/2025", order=DateOrder.MDY, today=TODAY).how is How.EXACT
    assert read_day("4/4/2025", order=DateOrder.MDY, today=TODAY).how is How.EXACT
    assert refusal("3/4/2025", order=None) is Reason.DATE_ORDER_OPEN
    assert refusal("3/14/2025", order=None) is Reason.DATE_ORDER_OPEN
    assert refusal("3/4/2025", order=DateOrder.YMD) is Reason.DATE_ORDER_OPEN
    assert day("4/4/2025", order=None) == date(2025, 4, 4)


def test_a_time_of_day_is_left_out_and_said_so() -> None:
    read = read_day("2025-07-04 10:30", order=None, today=TODAY)
    assert read.reasons == (Reason.TIME_OF_DAY_DROPPED,)


@pytest.mark.parametrize(
    "text", ["2/30/2025", "13/13/2025", "2025-02-30", "0/1/2025", "Feb 30, 2025", "31 abr 2025", "1/1/0025"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    assert refusal(text) is Reason.DATE_IMPOSSIBLE


def test_the_day_may_not_come_first_where_the_month_does() -> None:
    assert refusal("25/03/2025") is Reason.DATE_IMPOSSIBLE
    assert day("25/03/2025", order=DateOrder.DMY) == date(2025, 3, 25)


def test_a_day_that_has_not_come_is_refused() -> None:
    assert day("11/22/2026") == TODAY
    assert refusal("11/23/2026") is Reason.DATE_IN_FUTURE
    assert refusal("1/1/99") is Reason.DATE_IN_FUTURE


@pytest.mark.parametrize(
    "text",
    ["412", "spring", "Jul 2025", "Jul 4", "1/2", "1/2/3", "2025-07-04-05", "45842", "1/2-2025", "x 4, 2025", "?"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(text) is Reason.DATE_UNREADABLE


def test_no_date_is_not_the_same_as_a_wrong_one() -> None:
    assert refusal("   ") is Reason.DATE_MISSING


def test_only_dates_in_numbers_speak_for_an_order() -> None:
    assert possible_orders("8/25/24") == {DateOrder.MDY}
    assert possible_orders("25/8/2024") == {DateOrder.DMY}
    assert possible_orders("3/4/2025") == {DateOrder.MDY, DateOrder.DMY}
    assert possible_orders("31/12/25") == {DateOrder.DMY, DateOrder.YMD}
    assert possible_orders("45-12-31") == {DateOrder.YMD}
    assert possible_orders("13/14/2025") == frozenset()
    for text in ("2025-07-04", "Jul 4, 2025", "4/4/2025", "412", ""):
        assert possible_orders(text) is None


@pytest.mark.parametrize(
    ("expected", "how", "texts"),
    [
        (45, How.EXACT, "45|45.0|45 min|45min.|45 minutos|45'"),
        (60, How.CONVERTED, "1h|1 hr|1 hora|1.0 h|1:00"),
        (120, How.CONVERTED, "2 hrs|2 hours|2 horas"),
        (90, How.CONVERTED, "1.5 h|1,5 horas|1h 30|1h30m|1 hr, 30 min|1 hora y 30 minutos|1:30|1:30:00|89.5"),
        (76, How.CONVERTED, "1:15:30"),
        (20, How.APPROXIMATE, "~20|~ 20 min|aprox. 20|approx 20|20 aprox.|unos 20 minutos|más o menos 20|20?|20+|~0:20"),
        (60, How.APPROXIMATE, "about 1h|aproximadamente 1 hora"),
    ],
)
def test_a_length_of_time_is_read_in_the_forms_that_offices_use(expected: int, how: How, texts: str) -> None:
    for text in texts.split("|"):
        read = read_minutes(text, number=NumberUnit.MINUTES, clock=ClockForm.HOURS)
        assert (read.value, read.how) == (expected, how), text


def test_the_mapping_says_what_bare_numbers_and_clock_forms_mean() -> None:
    assert minutes("1.5", number=NumberUnit.HOURS) == 90
    assert minutes("45 min", number=NumberUnit.HOURS) == 45
    assert minutes("45:00", clock=ClockForm.MINUTES) == 45
    assert minutes("1:15:00", clock=ClockForm.MINUTES) == 75


@given(st.integers(0, 24 * 60))
def test_minutes_are_read_back_from_every_form(value: int) -> None:
    hours, rest = divmod(value, 60)
    forms = [f"{value}", f"{value} min", f"~{value}", f"{hours}:{rest:02}", f"{hours}h {rest}", f"{hours} h {rest} min"]
    for text in [*forms, f"{hours} horas y {rest} minutos"]:
        assert minutes(text) == value, text


@pytest.mark.parametrize("text", ["1441", "25h", "-5", "-1:15", "999999"])
def test_less_than_nothing_and_more_than_a_day_is_refused(text: str) -> None:
    with pytest.raises(NotReadableError) as caught:
        minutes(text)
    assert caught.value.reason is Reason.MINUTES_OUT_OF_RANGE


@pytest.mark.parametrize(
    "text", ["", "?", "~", "long", "20-30", "1:75", "1:5", "1h 75", "an hour", "10:30 am", "- -", "1e3", "٤٥"]
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(NotReadableError) as caught:
        minutes(text)
    assert caught.value.reason is Reason.MINUTES_UNREADABLE


@given(st.text() | st.text(alphabet="0123456789/-.: ,hmenjuldeº~", max_size=16), st.sampled_from([*DateOrder, None]))
def test_no_text_brings_the_program_down(text: str, order: DateOrder | None) -> None:
    possible_orders(text)
    for read in (
        lambda: read_day(text, order=order, today=TODAY),
        lambda: read_minutes(text, number=NumberUnit.MINUTES, clock=ClockForm.HOURS),
    ):
        try:
            assert read().value is not None
        except NotReadableError as error:
            assert error.reason.leaves_out


def test_a_refusal_holds_nothing_of_the_cell() -> None:
    with pytest.raises(NotReadableError) as caught:
        read_day("Maria called on Monday", order=None, today=TODAY)
    assert "Maria" not in repr(caught.value)
