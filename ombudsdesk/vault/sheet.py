"""The recovery code: what the paper sheet holds, how people type it, and which group they typed wrongly.

160 random bits in Crockford's base 32, as eight groups of four letters and one check letter: `7KQ2M-…`. The alphabet has
no I, L, O and U, so that what looks alike is read alike. The check letter is a weighted sum over GF(32): the weights of two
neighbours differ and so does the sum that each group must have, hence every single wrong letter, every exchange of two
neighbours and every exchange of two groups is noticed, and the group is known. The code is the same in every language.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence

from ombudsdesk.errors import UserError
from ombudsdesk.i18n import _, ngettext
from ombudsdesk.vault.secrets import wipe

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 20
GROUPS, LETTERS = 8, 5
_BITS = 5
_LOOK_ALIKES = str.maketrans("OIL", "011")
# everything between groups but letters and digits: spaces, hyphens, dashes, dots
_BETWEEN = re.compile(r"[^\w]+|_+")


class WrongCodeError(UserError):
    """What was typed is no recovery code. `groups` are the numbers (from 1) of the groups to look at, if that is known."""

    def __init__(self, what: str, what_to_do: str, groups: Sequence[int] = ()) -> None:
        super().__init__(what, what_to_do)
        self.groups = tuple(groups)


def new_code() -> bytearray:
    """160 random bits that can be wiped."""
    fresh = secrets.token_bytes(CODE_BYTES)
    code = bytearray(fresh)
    wipe(fresh)
    return code


def groups(code: bytes | bytearray) -> tuple[str, ...]:
    """The eight groups of a code as they stand on the sheet."""
    number = int.from_bytes(code, "big")
    digits = [number >> _BITS * place & 31 for place in reversed(range(GROUPS * (LETTERS - 1)))]
    return tuple(_group(place, digits[place * 4 : place * 4 + 4]) for place in range(GROUPS))


def written(code: bytes | bytearray) -> str:
    """The whole code on one line."""
    return "-".join(groups(code))


def parse(text: str) -> bytearray:
    """The code that somebody typed. Raises WrongCodeError that names the groups to look at.

    Small letters, O for 0, I and L for 1, and any or no signs between the groups are fine.
    """
    typed = _split(text)
    wrong = [place for place, group in enumerate(typed) if not _fits(place, group)]
    if wrong:
        raise _exchanged(wrong) if _are_exchanged(typed, wrong) else _mistyped(wrong)
    number = 0
    for group in typed:
        for letter in group[:-1]:
            number = number << _BITS | ALPHABET.index(letter)
    return bytearray(number.to_bytes(CODE_BYTES, "big"))


def two_groups() -> tuple[int, int]:
    """The numbers (from 1) of two groups to ask for, so that somebody shows that the code is on paper."""
    first, second = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), 2))
    return first, second


def is_group(code: bytes | bytearray, *, number: int, text: str) -> bool:
    """Whether a text is the group with this number (from 1), typed as people type."""
    return secrets.compare_digest(_plain(text).encode(), groups(code)[number - 1].encode())


def _group(place: int, digits: Sequence[int]) -> str:
    return "".join(ALPHABET[digit] for digit in (*digits, _check(place, digits)))


def _check(place: int, digits: Sequence[int]) -> int:
    """The check digit: what makes the weighted sum of the group `place + 1`."""
    total = place + 1
    for weight, digit in enumerate(digits, start=1):
        total ^= _times_two(digit, weight)
    return total


def _times_two(digit: int, times: int) -> int:
    """A digit doubled so many times in GF(32), whose numbers wrap around at x^5 + x^2 + 1."""
    for _time in range(times):
        digit <<= 1
        if digit & 32:
            digit ^= 0b100101
    return digit


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    return _BETWEEN.sub("", letters)


def _split(text: str) -> list[str]:
    """The eight groups of what was typed: by the signs between them where there are eight, else by counting letters."""
    parts = [part for part in map(_plain, _BETWEEN.split(text)) if part]
    if len(parts) == GROUPS:
        return parts
    letters = "".join(parts)
    if len(letters) != GROUPS * LETTERS:
        raise _miscounted(letters)
    return [letters[begin : begin + LETTERS] for begin in range(0, len(letters), LETTERS)]


def _fits(place: int, group: str) -> bool:
    if len(group) != LETTERS or not all(letter in ALPHABET for letter in group):
        return False
    *digits, check = (ALPHABET.index(letter) for letter in group)
    return check == _check(place, digits)


def _are_exchanged(typed: Sequence[str], wrong: Sequence[int]) -> bool:
    if len(wrong) != 2:
        return False
    first, second = wrong
    return _fits(first, typed[second]) and _fits(second, typed[first])


def _exchanged(wrong: Sequence[int]) -> WrongCodeError:
    first, second = (place + 1 for place in wrong)
    return WrongCodeError(
        _("Groups {first} and {second} of the code have changed places.").format(first=first, second=second),
        _("Type the groups in the order in which they stand on the sheet."),
        (first, second),
    )


def _mistyped(wrong: Sequence[int]) -> WrongCodeError:
    numbers = [place + 1 for place in wrong]
    if len(numbers) == 1:
        what = _("Group {number} of the code is not as on the sheet.").format(number=numbers[0])
    else:
        listed = ", ".join(map(str, numbers))
        what = _("These groups of the code are not as on the sheet: {numbers}.").format(numbers=listed)
    return WrongCodeError(what, _("Compare letter by letter: each group has five letters or digits."), numbers)


def _miscounted(letters: str) -> WrongCodeError:
    count = len(letters)
    what = ngettext(
        "The code has 40 letters and digits; {count} was typed.",
        "The code has 40 letters and digits; {count} were typed.",
        count,
    )
    whole = [letters[begin : begin + LETTERS] for begin in range(0, min(count, GROUPS * LETTERS), LETTERS)]
    first = next((place + 1 for place, group in enumerate(whole) if not _fits(place, group)), 0)
    if not first:
        return WrongCodeError(what, _("Type all eight groups of the sheet."))
    todo = _("The first group that is not as on the sheet is group {number}.").format(number=first)
    return WrongCodeError(what, todo, (first,))
