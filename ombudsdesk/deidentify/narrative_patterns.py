"""Finds what points at a person without a name: the one holder of a post, an age, a grade, a count of few, an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ombudsdesk.deidentify.narrative_stops import Reason, Stop
from ombudsdesk.deidentify.narrative_text import Reading
from ombudsdesk.deidentify.narrative_words import Words, one_of

Made = Iterator[tuple[Reason, str]]
"""Reasons and the expressions that find them in plain text."""

_NUMBER_SIGNS = ".,:/-–"
_PEOPLE_AND_CASES = ("roles_en", "roles_es", "counted_en", "counted_es")
_THESE = r"(?:the|our|those|these|their|its|los|las|nuestr[oa]s|sus|est[oa]s|es[oa]s)"
_OF_THESE = rf"(?:(?:of|de)\s+)?(?:{_THESE}\s+)?"
_NOT_THE_SCHOOL_YEAR = r"(?!\s+(?:years?|days?|boards?|districts?)\b)"
_NOT_AN_IDIOM = r"(?!\s+(?:and|y|or|o)\b|-)"  # "both parents and teachers" counts nobody
_NOT_OF_THE_YEAR = "".join(f"(?<!{word} )" for word in ("first", "second", "other", "latter", "primera", "segunda"))


@dataclass(frozen=True)
class Pattern:
    """One way to say it. Whatever has a figure in it is final: figures are inserted, not typed."""

    reason: Reason
    regex: re.Pattern[str]

    def stops(self, reading: Reading) -> Iterator[Stop]:
        for match in self.regex.finditer(reading.plain):
            in_figures = any(sign.isnumeric() for sign in match.group())
            yield reading.stop(self.reason, *match.span(), may_override=not in_figures)


class Patterns:
    """All of them, for one set of words. `posts` are further posts that the office's own lists name."""

    def __init__(self, words: Words, posts: Iterable[str] = ()) -> None:
        made = (*_addresses(words), *_posts(words, posts), *_ages(words), *_grades(words), *_counts(words), *_shares(words))
        self._patterns = tuple(Pattern(reason, re.compile(regex)) for reason, regex in made)

    def stops(self, reading: Reading) -> Iterator[Stop]:
        """Everything that one of the patterns finds, and every figure that was typed."""
        for pattern in self._patterns:
            yield from pattern.stops(reading)
        yield from _typed_numbers(reading.searched)


def _typed_numbers(text: str) -> Iterator[Stop]:
    """Every number that is not a figure's: also raised, wide and circled ones, fractions, and those of other scripts."""
    start = None
    for place, sign in enumerate([*text, ""]):
        if sign.isnumeric():
            start = place if start is None else start
            continue
        goes_on = sign and sign in _NUMBER_SIGNS and text[place + 1 : place + 2].isnumeric()
        if start is not None and not goes_on:
            yield Stop(start, place, Reason.NUMBER, may_override=False)
            start = None


def _addresses(words: Words) -> Made:
    ending = r"(?:com|org|net|edu|gov|us|mx|info|io|es)"
    at, dot = r"\s*[(\[]?\s*\b(?:at|arroba)\b\s*[)\]]?\s*", r"\s*[(\[]?\s*\b(?:dot|punto)\b\s*[)\]]?\s*"
    rest = r"[^\s;,)\]]"
    # each address is tried from its first letter only: a long row of letters and points would take seconds else
    yield Reason.E_MAIL, r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
    yield Reason.E_MAIL, rf"(?<![\w.+-])[\w.+-]+{at}[\w-]+{dot}{ending}\b"
    yield Reason.ID, r"(?<!\w)@\w+"
    yield Reason.WEB_ADDRESS, rf"\b(?:https?://|www\.){rest}+"
    yield Reason.WEB_ADDRESS, rf"(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.{ending}\b(?:/{rest}*)?"
    yield Reason.PHONE, r"(?<!\d)(?:\+?\d{1,2}[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?!\d)"
    yield Reason.PHONE, r"(?<![\d-])\d{3}[.-]\d{4}(?!\d)"
    yield Reason.ID, r"\b\d{3}-\d{2}-\d{4}\b|#\s?\w+|\b\d{5,}\b"
    # letters and figures mixed, but not "twenty-first" in figures
    yield Reason.ID, r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?!\d+(?:st|nd|rd|th|s|o|a)\b)[a-z0-9][\w-]{3,}\b"
    yield Reason.ID, rf"\b{one_of(words.lists['id_words'])}\b\.?(?:\s*[:#]?\s*\S*\d\S*)?"


def _posts(words: Words, posts: Iterable[str]) -> Made:
    lists = words.lists
    the, post = one_of(lists["determiners"]), one_of({*lists["posts"], *posts})
    sole, marked, filler = one_of(lists["sole"]), one_of(lists["marked"]), _filler(words)
    follows = one_of({*words.grammar, *lists["past"]})
    # the person, and not the first half of "the new student handbook"
    person = rf"\b(?:(?=\s*(?:[.,;:!?)\"”»]|$))|(?=\s+{follows}\b)|(?='s\b))"
    yield Reason.ONLY_HOLDER, rf"\b{the}\s+(?:\w+\s+)?{sole}\s+{filler}{post}\b"
    yield Reason.ONLY_HOLDER, rf"\b{the}\s+{post}\s+{sole}\b"
    yield Reason.ONLY_HOLDER, rf"\b{the}\s+{marked}\s+{filler}{post}{person}"
    yield Reason.ONLY_HOLDER, rf"\b{the}\s+{post}\s+{marked}{person}"
    yield Reason.ONLY_HOLDER, rf"\b{one_of(lists['ours'])}\s+{one_of(lists['single_holders'])}{person}"
    # what one person says or does, and not what any principal decides
    yield Reason.ONLY_HOLDER, rf"\b{the}\s+{one_of(lists['single_holders'])}\b(?=\s+{one_of(lists['past'])}\b)"
    yield Reason.ONLY_HOLDER, r"\bthe only one\b|\b(?:la unica|el unico)\s+(?:que|en|de)\b"


def _ages(words: Words) -> Made:
    number = rf"(?:\d+|{one_of(words.lists['numbers'])}|one|un)"
    yield Reason.AGE, rf"\b{number}[\s-]+(?:and a half[\s-]+)?(?:years?|yrs?|months?)[\s-]+olds?\b|\b\d+\s*(?:yo|y/o)\b"
    yield Reason.AGE, rf"\b(?:aged?|turned|edad de|of age)\s+{number}\b"
    yield Reason.AGE, rf"\b(?:de|tiene|cumplio|con)\s+{number}\s+(?:anos|anitos|meses)\b(?!\s+de\s+(?!edad))"
    yield Reason.AGE, rf"\b{number}\s+anos\s+de\s+edad\b"


def _grades(words: Words) -> Made:
    grade = rf"(?:\d+\s*(?:st|nd|rd|th|o|a|er|do|to|vo|no|°|º)?|{one_of(words.lists['grades'])})"
    yield Reason.GRADE, rf"\b{grade}[\s-]*(?:grade|grader|grado)s?\b|\b(?:grade|grado)\s+{grade}\b"
    yield Reason.GRADE, rf"\b{grade}\s+(?:ano\b|de\s+(?:primaria|secundaria|preparatoria|prepa)\b)"
    # "in kinder" is a class, "a kinder tone" is not
    yield Reason.GRADE, rf"\b{one_of(words.lists['grade_words'])}\b|\bin kinder(?=[.,;!?]|\s*$|\s+(?:and|at|who)\b)"


def _counts(words: Words) -> Made:
    lists, filler = words.lists, _filler(words)
    counted = one_of(_plurals(noun for name in _PEOPLE_AND_CASES for noun in lists[name]))
    number = one_of((*lists["numbers"], "one", "uno"))
    numbers = rf"{number}(?:\s+(?:or|o|and|y)\s+{number})?"
    past = one_of(lists["past"])
    yield Reason.SMALL_COUNT, rf"\b{numbers}\s+{_OF_THESE}{filler}{counted}\b{_NOT_THE_SCHOOL_YEAR}"
    yield Reason.SMALL_COUNT, rf"\b{one_of(lists['counts'])}\s+{_OF_THESE}{filler}{counted}\b{_NOT_AN_IDIOM}"
    yield Reason.SMALL_COUNT, rf"\b{number}\s+(?:of\s+(?:them|us|whom)|de\s+(?:ell[oa]s|nosotr[oa]s|cuales))\b"
    yield Reason.SMALL_COUNT, rf"\b{one_of(lists['numbers'])}\s+(?:(?:have|had|has|han|habian)\s+)?{past}\b"
    yield Reason.SMALL_COUNT, rf"\b{one_of(lists['bare_counts'])}\s+{one_of((*lists['numbers'], 'one', 'uno'))}\b"
    # that nobody came is told by nothing that is printed
    yield Reason.SMALL_COUNT, r"\b(?:nobody|no one|nadie)\s+(?:from|at|de|del)\b|\bno\s+(?:cases|visits|casos|visitas)\b"
    # "once" is eleven only before a Spanish word
    yield Reason.SMALL_COUNT, rf"\bonce\s+{one_of(_plurals((*lists['roles_es'], *lists['counted_es'])))}\b"
    # "una maestra", but "a teacher" only if she is said to have done something
    yield Reason.SMALL_COUNT, rf"\buna?\s+{filler}{one_of(lists['roles_es'])}\b"
    yield Reason.SMALL_COUNT, rf"\b(?:uno|una)\s+de\s+{_THESE}\s+{filler}{counted}\b"
    person = one_of((*lists["roles_en"], *lists["roles_es"], *lists["persons"]))
    aside = r"(?:(?:who|that|que)\s+|(?:at|from|in|de|del|en)\s+(?:\w+\s+){1,3})?"
    some = r"(?:an?|another|that|una?|otr[oa]|es[ea]|est[ea])"
    yield Reason.SMALL_COUNT, rf"\b{some}\s+{filler}{person}\s+{aside}{past}\b"


def _shares(words: Words) -> Made:
    lists = words.lists
    number = one_of((*lists["numbers"], "one", "uno", "una"))
    yield Reason.PERCENTAGE, rf"(?<![\w.,-])(?:[\w.,-]+\s*)?[%‰٪]|\b(?:\w+\s+)?{one_of(lists['percent'])}\b"
    yield Reason.FRACTION, rf"{_NOT_OF_THE_YEAR}\b{one_of(lists['fractions'])}\b"
    yield Reason.FRACTION, rf"\b{number}\s+{one_of(lists['out_of'])}\s+(?:every\s+|cada\s+)?{number}\b"


def _filler(words: Words) -> str:
    """Up to two words between, none of which holds sentences together."""
    return rf"(?:(?!{one_of(words.grammar)}\b)[^\W\d_]+[\s-]+){{0,2}}?"


def _plurals(nouns: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        yield from (noun, f"{noun}s", f"{noun}es")
        if noun.endswith("y"):
            yield f"{noun[:-1]}ies"
