"""A name that the vault knows is found however it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.deidentify.narrative import Guard, Known, Person, Reason
from ombudsdesk.deidentify.narrative_slips import Slips, one_slip
from ombudsdesk.deidentify.narrative_text import Reading, plain, words_of
from ombudsdesk.office_narrative import words

GIVEN = [
    "María",
    "José",
    "Guadalupe",
    "Siobhan",
    "Đặng",
    "Thùy",
    "Will",
    "Rosa",
    "Ángel",
    "Keisha",
    "Zoë",
    "Xóchitl",
    "Grace",
]
SURNAMES = ["Peña", "Muñoz", "Field", "White", "Cruz", "Treviño", "Nguyễn", "O'Brien", "Garza", "Casas", "Łukasz", "Ibarra"]
SENTENCES = [
    "{}",
    "We spoke with {} about it.",
    "{} came to the office and was heard.",
    "La semana fue difícil para {}, dijo la familia.",
    "It was hard (for {}), and then it became easier",
    "Según\n{}: nada cambió.",
    "–{}–",
]

names = st.tuples(
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(SURNAMES), min_size=1, max_size=2, unique=True),
).map(lambda parts: (*parts[0], *parts[1]))

Writing = Callable[[str], str]
writings: st.SearchStrategy[Writing] = st.sampled_from(
    [
        str,
        str.upper,
        str.lower,
        str.title,
        lambda name: unicodedata.normalize("NFD", name),
        plain,
        lambda name: name.replace(" ", "\N{NO-BREAK SPACE}"),
        lambda name: name.replace(" ", "-"),
        lambda name: name.replace(" ", "\n"),
        "\N{SOFT HYPHEN}".join,
        "\N{ZERO WIDTH SPACE}".join,
        lambda name: name.replace("'", "’"),
    ]
)
possessives = st.sampled_from(["", "'s", "’s", "'", "’"])


def is_stopped(text: str, parts: tuple[str, ...]) -> bool:
    """Whether the text stops as a whole name of somebody, which nothing lifts, and of which every word is in a stop."""
    guard = Guard(Known(people=(Person("Zacarías Otro"), Person(" ".join(parts)))), words())
    stops = [stop for stop in guard.search(text) if stop.reason is Reason.FULL_NAME and not stop.may_override]
    return len(stops) == 1


@given(names, st.data(), writings, possessives, st.sampled_from(SENTENCES))
def test_a_whole_name_is_found_in_any_order_and_writing(
    parts: tuple[str, ...], data: st.DataObject, writing: Writing, possessive: str, sentence: str
) -> None:
    order = data.draw(st.permutations(parts))
    comma = ", " if data.draw(st.booleans()) and len(order) > 1 else " "
    text = sentence.format(writing(order[0] + comma + " ".join(order[1:])) + possessive)

    assert is_stopped(text, parts)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[tuple[str, ...], str]:
    """A name, and the same with one slip in one of its longer words."""
    parts = draw(names.filter(lambda parts: any(len(plain(part)) >= 5 for part in parts)))
    number = draw(st.sampled_from([number for number, part in enumerate(parts) if len(plain(part)) >= 5]))
    word = plain(parts[number]).replace("'", "")
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    ways = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]
    typed = [*parts]
    typed[number] = draw(st.sampled_from(ways)).capitalize()
    return parts, " ".join(typed)


@given(slipped(), st.sampled_from(SENTENCES))
def test_a_whole_name_is_found_with_one_slip_of_the_finger(case: tuple[tuple[str, ...], str], sentence: str) -> None:
    parts, typed = case

    assert is_stopped(sentence.format(typed), parts)


@given(names, st.sampled_from(SENTENCES))
def test_any_two_neighbours_of_a_name_written_as_one_word_are_found(parts: tuple[str, ...], sentence: str) -> None:
    assert is_stopped(sentence.format(parts[0] + parts[-1]), parts)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("William Sandoval", "Bill Sandoval"),
        ("Bob Sandoval", "Robert Sandoval"),
        ("Francisco Sandoval", "Paco Sandoval"),
        ("Pancho Sandoval", "Francisco Sandoval"),
        ("Ignacio Sandoval", "Nacho Sandoval"),
        ("Miguel Sandoval", "Miguelito Sandoval"),
        ("Rosa Sandoval", "Rosita Sandoval"),
        ("María Elena Sandoval", "Ma. Elena Sandoval"),
        ("María Elena Sandoval", "M. E. Sandoval"),
        ("María Elena Sandoval", "Sandoval, M."),
        ("Maria de los Ángeles Sandoval", "Ángeles Sandoval"),
        ("Dr. Elena Sandoval Jr.", "Elena Sandoval"),
        ("SANDOVAL ELENA", "Elena Sandoval"),
        ("Elena Sandoval", "Elena de Sandoval"),
    ],
)
def test_what_friends_and_forms_make_of_a_name_is_found(name: str, text: str) -> None:
    (stop,) = Guard(Known(people=(Person(name),)), words()).search(f"We thank {text} for it.")

    assert (stop.reason, stop.may_override) == (Reason.FULL_NAME, False)


@pytest.mark.parametrize("text", ["We will go on.", "The bill passed.", "in our art class", "los casos y las cosas"])
def test_a_word_of_everyday_is_nobody_because_somebody_is_called_nearly_so(text: str) -> None:
    people = map(Person, ("Will Sandoval", "William Orta", "Arthur Orta", "Casey Orta", "Rosa Casas Orta"))

    assert Guard(Known(people=tuple(people)), words()).search(text) == []


word_pairs = st.tuples(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))


def ways_of_one_slip(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b} | {a + sign + b for a, b in cuts for sign in "abc"}
    made |= {a + sign + b[1:] for a, b in cuts for sign in "abc" if b} | {
        a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1
    }
    return made - {word}


@given(word_pairs)
def test_a_slip_is_one_letter_less_more_or_other_or_two_that_changed_places(pair: tuple[str, str]) -> None:
    assert one_slip(*pair) == (pair[1] in ways_of_one_slip(pair[0]))


@given(
    st.lists(st.text(alphabet="abc", min_size=5, max_size=7), max_size=8), st.text(alphabet="abc", min_size=4, max_size=8)
)
def test_every_listed_word_one_slip_away_is_near(listed: list[str], word: str) -> None:
    assert Slips(listed).near(word) == sorted({other for other in listed if one_slip(word, other)})


@given(st.text(max_size=60))
def test_words_are_read_the_same_way_in_a_name_and_in_a_text(text: str) -> None:
    assert tuple(token.text for token in Reading(text).tokens) == words_of(text)
