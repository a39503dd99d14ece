"""The guard's findings in words, and the words that it goes by."""

from __future__ import annotations

import pytest

from ombudsdesk.deidentify.narrative import Reason
from ombudsdesk.office_narrative import reason_text, words


@pytest.mark.parametrize("reason", Reason)
def test_every_finding_says_what_it_is_and_what_to_do(reason: Reason) -> None:
    text = reason_text(reason)

    assert text.endswith(".")
    assert text.count(".") >= 2
    assert "{" not in text


def test_no_two_findings_say_the_same() -> None:
    assert len({reason_text(reason) for reason in Reason}) == len(Reason)


def test_the_words_are_spelled_as_they_are_searched() -> None:
    known = words()

    for group in (*known.lists.values(), known.given, known.ordinary, known.grammar, known.particles, known.same_person):
        assert group
        assert all(word == word.casefold() and word.strip() == word for word in group)
    assert (len(known.months), len(known.days)) == (12, 31)


def test_who_can_be_the_same_person_can_be_so_both_ways() -> None:
    same = words().same_person

    assert all(name in same[other] for name, others in same.items() for other in others)
