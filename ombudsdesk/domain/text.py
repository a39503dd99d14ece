"""How two spellings of the same word are recognised."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation: "  César Chávez  E.S." becomes "cesar chavez e s"."""
    # twice: taking a letter such as a mathematical capital apart can give a capital again
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))
