"""Words that the program chooses, and what it says of words that somebody chose."""

from __future__ import annotations

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.domain.text import fold
from ombudsdesk.vault.passphrases import LEAST_LETTERS, WORDS, Strength, generate, judge, words


@pytest.mark.parametrize(("language", "count"), [("en", 7776), ("es", 2008)])
def test_the_lists_are_whole_and_every_word_is_typed_with_plain_letters(language: str, count: int) -> None:
    listed = words(language)

    assert len(set(listed)) == len(listed) == count
    assert all(word.isascii() and word == word.casefold() for word in listed)
    assert len(listed) ** WORDS[language] > 2**76


@pytest.mark.parametrize("language", ["en", "es"])
def test_chosen_words_come_from_the_list_are_good_and_never_the_same(language: str) -> None:
    made = [generate(language) for _number in range(50)]

    assert len(set(made)) == 50
    for passphrase in made:
        assert set(passphrase.split(" ")) <= set(words(language))
        assert len(passphrase.split(" ")) == WORDS[language]
        assert judge(passphrase).good


def test_a_language_without_a_list_gets_english_words() -> None:
    assert set(generate("en_XA").split(" ")) <= set(words("en"))


@pytest.mark.parametrize(
    "passphrase",
    [
        *(
            "",
            "x",
            "password",
            "contraseña segura",
            "Lincoln Unified 2026",
            "Distrito Escolar 2026",
            "me gusta el chocolate",
        ),
        *("password password password password", "12345678901234567890", "qwertyuiopasdfghjkl", "aaaaaaaaaaaaaaaaaaaa"),
        *("kT7#pQ9", "señora García 1975", "Mayo 2026 Junio 2026"),
        *("school district ombuds office", "ombuds office school district 2026", "Lincoln Unified School District"),
        *("contraseña segura distrito escolar", "CONTRASENA SEGURA PARA MI OFICINA", "enero febrero marzo abril"),
        *("my secret password for work", "january february march april", "yo-yo drop-down t-shirt"),
    ],
)
def test_what_is_soon_guessed_is_not_good_and_advice_says_what_to_do(passphrase: str) -> None:
    judgement = judge(passphrase)

    assert not judgement.good
    assert judgement.advice


@pytest.mark.parametrize(
    "passphrase",
    ["lid slogan boxer quit", "Mi perro Firulais come tacos los martes", "kT7#pQ9!vX2$mZ&w", "uno dos mapa verde lento"],
)
def test_what_is_not_guessed_is_good(passphrase: str) -> None:
    assert judge(passphrase).strength is Strength.GOOD


@pytest.mark.parametrize("language", ["en", "es"])
@given(data=st.data())
def test_three_words_of_a_list_are_never_enough(language: str, data: st.DataObject) -> None:
    three = data.draw(st.lists(st.sampled_from(words(language)), min_size=3, max_size=3))

    assert not judge(" ".join(three)).good


def test_what_is_expected_in_an_office_is_written_as_it_is_looked_up() -> None:
    expected = words("office")

    assert len(set(expected)) == len(expected)
    assert all(fold(word) == word for word in expected)


def test_the_spanish_words_are_told_apart_by_their_first_four_letters() -> None:
    assert len({word[:4] for word in words("es")}) == len(words("es"))


def test_names_that_a_stranger_tries_first_count_next_to_nothing() -> None:
    words_of_a_stranger = "lincoln unified maple oak"

    assert judge(words_of_a_stranger).good
    assert not judge(words_of_a_stranger, known=["Lincoln Unified"]).good


@pytest.mark.parametrize("passphrase", ["x" * 1000, "lid slogan " * 1000, "🌵" * 10_000, "añ" * 5000])
def test_a_long_one_is_judged_at_once(passphrase: str) -> None:
    began = perf_counter()
    judge(passphrase)
    assert perf_counter() - began < 2


@given(st.text(max_size=120))
def test_any_text_is_judged_the_same_in_both_spellings_of_its_accents(text: str) -> None:
    judgement = judge(text)

    assert judgement == judge(unicodedata.normalize("NFD", text)) or unicodedata.normalize("NFKC", text) != text
    assert judgement.good is (not judgement.advice)
    if judgement.good:
        assert len(unicodedata.normalize("NFKC", text)) >= LEAST_LETTERS
