"""Whatever is typed for a passphrase opens its vault and no other words do: nothing is cut or taken for a command."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from ombudsdesk.vault import cases, reading
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.engine import connect
from ombudsdesk.vault.keys import WrongPassphraseError
from tests.conftest import FAST_KDF
from tests.factories import new_case

HEX = "0123456789abcdef" * 4

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    # what is typed, and what must not open it
    "nothing": ("", (" ", "\0")),
    "a single letter": ("x", ("", "X", "xx")),
    "31 bytes": ("a" * 31, ("a" * 30, "a" * 32)),
    "a raw key": (f"x'{HEX}'", (HEX, f"x'{HEX.upper()}'", f"X'{HEX}'")),
    "a raw key of 31 bytes": (f"x'{HEX[:62]}'", (f"x'{HEX}'",)),
    "a raw key that is not hexadecimal": (f"x'{'zz' * 32}'", ("zz" * 32,)),
    "quotes": ('it\'s "quoted" `so`', ("it's", "its quoted so")),
    "a command": ("'; DROP TABLE note; --", ("", "'; --")),
    "a zero byte": ("before\0after", ("before", "beforeafter")),
    "spaces around": ("  two words  ", ("two words", "two words  ", "  two  words  ")),
    "another script": ("пароль", ("napoль", "ПАРОЛЬ")),
    "a picture": ("🗝️ 🔐👩‍💼", ("🗝️ 🔐", "🗝️ 🔐👩", "🗝️ 🔐👩💼")),
    "accents": ("contraseña ñandú", ("contrasena nandu", "Contraseña ñandú", "contraseña ñandu")),
    "a thousand letters": ("x" * 1000, ("x" * 999, "x" * 1001, "x" * 72)),
    "a thousand letters of two bytes": ("ñ" * 1000, ("ñ" * 999, "n" * 1000)),
}


@pytest.mark.parametrize("kind", WORDS)
def test_what_was_typed_opens_and_nothing_like_it_does(tmp_path: Path, kind: str) -> None:
    words, others = WORDS[kind]
    made = vaults.create(tmp_path / "vault", words, kdf=FAST_KDF)
    cases.open_case(made.desk, new=new_case())
    made.close()

    for other in others:
        with pytest.raises(WrongPassphraseError):
            vaults.unlock(tmp_path / "vault", other)
    # the wrong words before it have harmed nothing
    again = vaults.unlock(tmp_path / "vault", words)
    assert reading.counts(again.desk).cases == 1
    again.close()


SPELLINGS = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize("made_in", SPELLINGS)
def test_the_same_word_from_another_keyboard_is_the_same_word(tmp_path: Path, made_in: str) -> None:
    # ñ and ú as one sign or two; a letter of double width and a ligature, as some keyboards write them
    words = "contraseña ñandú Ａ ﬁn"
    spelled = {unicodedata.normalize(form, words) for form in SPELLINGS}
    assert len(spelled) == 4
    vaults.create(tmp_path / "vault", unicodedata.normalize(made_in, words), kdf=FAST_KDF).close()

    for spelling in spelled:
        vaults.unlock(tmp_path / "vault", spelling).close()


@pytest.mark.parametrize("length", [0, 16, 31, 33, 48, 64])
def test_the_library_would_take_any_length_for_a_passphrase_and_we_do_not(tmp_path: Path, length: int) -> None:
    path = tmp_path / "x.db"
    raw = dbapi2.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{'ab' * length}'\"")
    raw.execute("CREATE TABLE t (a)")
    raw.close()
    # no error, and a file under whatever key: this is the trap
    before = path.read_bytes()
    assert before

    with pytest.raises(ValueError, match="32 bytes"):
        connect(path, bytes([0xAB]) * length, vaults.shipped_catalogue(), create=True)

    assert path.read_bytes() == before
