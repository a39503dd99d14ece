"""How two spellings of the same word are recognised."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation: "  César Chávez  E.S." becomes "cesar chavez e s"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))
