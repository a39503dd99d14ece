from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.vault import sheet
from ombudsdesk.vault.sheet import ALPHABET, GROUPS, LETTERS, WrongCodeError

codes = st.binary(min_size=sheet.CODE_BYTES, max_size=sheet.CODE_BYTES)


@given(codes)
def test_what_stands_on_the_sheet_is_the_code(code: bytes) -> None:
    assert sheet.parse(sheet.written(code)) == code
    assert [len(group) for group in sheet.groups(code)] == [LETTERS] * GROUPS


@given(codes, st.sampled_from(["", " ", "-", "  ", " - ", ".", "\n", "–", "_"]), st.booleans())
def test_people_type_it_as_they_like(code: bytes, between: str, small: bool) -> None:
    typed = f" {between.join(sheet.groups(code))}\n"

    assert sheet.parse(typed.lower() if small else typed) == code


@given(codes)
def test_what_looks_alike_is_read_alike(code: bytes) -> None:
    typed = sheet.written(code)

    for one in ("I", "i", "L", "l"):
        assert sheet.parse(typed.replace("1", one).replace("0", "O")) == code
    assert sheet.parse(typed.replace("0", "o")) == code


def test_two_sheets_are_never_the_same() -> None:
    assert len({bytes(sheet.new_code()) for _number in range(100)}) == 100


def wrong_groups(groups: list[str]) -> tuple[int, ...]:
    with pytest.raises(WrongCodeError) as refused:
        sheet.parse("-".join(groups))
    return refused.value.groups


def single_errors(groups: list[str]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    for number, group in enumerate(groups):
        for place, letter in enumerate(group):
            for other in ALPHABET.replace(letter, ""):
                changed = group[:place] + other + group[place + 1 :]
                yield [*groups[:number], changed, *groups[number + 1 :]], (number + 1,)


def neighbour_swaps(groups: list[str]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    """Also across the border of two groups: then both are wrong."""
    text = "".join(groups)
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            named = tuple(dict.fromkeys((place // LETTERS + 1, (place + 1) // LETTERS + 1)))
            yield [swapped[begin : begin + LETTERS] for begin in range(0, len(text), LETTERS)], named


def group_swaps(groups: list[str]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    for first, second in combinations(range(GROUPS), 2):
        swapped = list(groups)
        swapped[first], swapped[second] = groups[second], groups[first]
        yield swapped, (first + 1, second + 1)


def try_codes(count: int) -> int:
    """Every error of so many codes is noticed, and its group named; how many errors that were."""
    random, tried = Random(5), 0
    for _number in range(count):
        groups = list(sheet.groups(random.randbytes(sheet.CODE_BYTES)))
        for errors in (single_errors, neighbour_swaps, group_swaps):
            for typed, named in errors(groups):
                assert wrong_groups(typed) == named, (typed, named)
                tried += 1
    return tried


def test_every_wrong_letter_and_every_exchange_is_noticed_and_its_group_named() -> None:
    assert try_codes(20) > 20 * (40 * 31 + 28 + 30)


@pytest.mark.trials
def test_every_error_in_three_hundred_codes_is_noticed() -> None:
    assert try_codes(300) > 300 * (40 * 31 + 28 + 30)


def test_exchanged_groups_are_named_as_exchanged() -> None:
    groups = list(sheet.groups(bytes(range(20))))
    groups[1], groups[4] = groups[4], groups[1]

    with pytest.raises(WrongCodeError, match="Groups 2 and 5 of the code have changed places"):
        sheet.parse(" ".join(groups))


def test_a_group_with_a_letter_too_few_is_named() -> None:
    groups = list(sheet.groups(bytes(range(20))))
    groups[3] = groups[3][:-1]

    assert wrong_groups(groups) == (4,)
    with pytest.raises(WrongCodeError, match=r"40 letters and digits; 39 were typed.*group 4"):
        sheet.parse("".join(groups))


@pytest.mark.parametrize("letter", ["U", "ñ", "é", "*", "ß", "٣", "🗝"])
def test_a_letter_that_no_code_has_is_a_wrong_group_and_no_crash(letter: str) -> None:
    groups = list(sheet.groups(bytes(range(20))))
    groups[2] = letter + groups[2][1:]

    assert 3 in wrong_groups(groups)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(WrongCodeError):
        sheet.parse(text)


def test_the_code_is_on_paper_when_two_of_its_groups_come_back() -> None:
    code = sheet.new_code()

    for _time in range(50):
        first, second = sheet.two_groups()
        assert 1 <= first < second <= GROUPS
        assert sheet.is_group(code, number=first, text=f" {sheet.groups(code)[first - 1].lower()} ")
        assert not sheet.is_group(code, number=first, text=sheet.groups(code)[second - 1])
    assert not sheet.is_group(code, number=1, text="")
