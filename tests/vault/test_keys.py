from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.vault import keys, secrets
from ombudsdesk.vault.keyring import Keyring, pack
from ombudsdesk.vault.keys import Argon2, WrongPassphraseError
from tests.conftest import FAST_KDF, PASSPHRASE

SALT = bytes(range(16))


def sealed(passphrase: str = PASSPHRASE) -> tuple[bytes, bytes]:
    """A key file and the key in it."""
    key = secrets.new_key()
    text = keys.seal(Keyring({SALT: key}, {"generation": 3}), passphrase, FAST_KDF)
    return text, bytes(key)


def test_the_passphrase_gives_the_key_back() -> None:
    text, key = sealed()

    keyring = keys.unseal(text, PASSPHRASE)

    assert keyring.key_for(SALT) == key
    assert keyring.counters == {"generation": 3}
    assert len(text) <= keys.LARGEST_FILE


@pytest.mark.parametrize("wrong", ["", "x", PASSPHRASE + " ", PASSPHRASE.upper(), "'; --", "🗝️"])
def test_any_other_passphrase_does_not(wrong: str) -> None:
    text, _key = sealed()

    with pytest.raises(WrongPassphraseError):
        keys.unseal(text, wrong)


def test_the_same_words_in_another_spelling_of_unicode_are_the_same_passphrase() -> None:
    text, key = sealed(unicodedata.normalize("NFC", "contraseña ñandú"))

    assert keys.unseal(text, unicodedata.normalize("NFD", "contraseña ñandú")).key_for(SALT) == key


def test_two_key_files_share_nothing_that_could_be_compared() -> None:
    first, second = (json.loads(sealed()[0]) for _time in range(2))

    assert first["payload"] != second["payload"]
    assert first["slots"][0]["salt"] != second["slots"][0]["salt"]


@given(st.data())
def test_a_changed_byte_is_never_silent(data: st.DataObject) -> None:
    text, key = sealed()
    place = data.draw(st.integers(0, len(text) - 1))
    changed = bytearray(text)
    changed[place] ^= data.draw(st.integers(1, 255))

    try:
        keyring = keys.unseal(bytes(changed), PASSPHRASE)
    except UserError:
        return
    # white space may change without changing what is said
    assert keyring.key_for(SALT) == key


@given(st.binary(max_size=300))
def test_any_other_file_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(UserError):
        keys.unseal(text, PASSPHRASE)


def test_a_file_that_asks_for_hours_of_work_is_refused() -> None:
    content = json.loads(sealed()[0])
    content["slots"][0]["kdf"][1] = 2**31

    with pytest.raises(UserError, match="damaged"):
        keys.unseal(json.dumps(content).encode(), PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(payload=""),
        lambda content: content["slots"][0].update(w=""),
        lambda content: content["slots"][0].update(salt=""),
        lambda content: content["slots"][0].update(kdf=["argon2id", float("inf"), 1, 1]),
        lambda content: content["slots"][0].update(kdf=["argon2id", 1, 0, 0]),
        lambda content: content.update(slots=[]),
    ],
)
def test_a_key_file_with_a_part_missing_is_refused_in_words(change: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads(sealed()[0])
    change(content)

    with pytest.raises(DamagedError):
        keys.unseal(json.dumps(content).encode(), PASSPHRASE)


def test_a_file_of_brackets_is_refused_in_words() -> None:
    with pytest.raises(DamagedError):
        keys.unseal(b"[" * 4000, PASSPHRASE)


def test_a_key_file_of_a_newer_program_is_named_as_such() -> None:
    content = json.loads(sealed()[0])
    content["magic"] = "OMBK2"

    with pytest.raises(UserError, match="newer version"):
        keys.unseal(json.dumps(content).encode(), PASSPHRASE)


def test_a_slot_cannot_be_exchanged_for_another_vaults_slot() -> None:
    mine, theirs = json.loads(sealed()[0]), json.loads(sealed("their own words")[0])
    mine["slots"] = theirs["slots"]

    with pytest.raises(UserError, match="damaged"):
        keys.unseal(json.dumps(mine).encode(), "their own words")


def test_a_slot_of_a_kind_that_comes_later_is_passed_over_not_refused() -> None:
    """The paper sheet's slot stands beside the passphrase's: whoever meets it must still open the vault."""
    key = secrets.new_key()
    master, wrapping = secrets.new_key(), FAST_KDF.derive(PASSPHRASE, SALT)
    slots = [
        {"t": "sheet", "salt": keys._text(SALT), "w": keys._text(os.urandom(60))},
        {
            "t": "pass",
            "kdf": ["argon2id", FAST_KDF.memory, FAST_KDF.passes, FAST_KDF.lanes],
            "salt": keys._text(SALT),
            "w": keys._text(keys._encrypt(wrapping, master, keys.MAGIC.encode())),
        },
    ]
    payload = keys._encrypt(master, pack(Keyring({SALT: key})), keys._slots_text(slots))
    text = json.dumps({"magic": keys.MAGIC, "slots": slots, "payload": keys._text(payload)}).encode()

    assert keys.unseal(text, PASSPHRASE).key_for(SALT) == key


def test_keys_of_another_file_are_refused_in_words() -> None:
    text, _key = sealed()

    with pytest.raises(UserError, match="do not belong together"):
        keys.unseal(text, PASSPHRASE).key_for(bytes(16))


def test_trying_one_passphrase_costs_at_least_64_mib_and_three_passes() -> None:
    chosen = keys.calibrated(seconds=0.001)

    assert chosen.memory >= 64 * 1024
    assert chosen.passes >= 3
    assert Argon2() == Argon2(memory=256 * 1024, passes=3, lanes=4)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "vault.keys"
    keys.replace_file(target, b"first")

    for broken in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            owner = os if broken == "fsync" else Path

            def fail(*_arguments: object) -> None:
                raise OSError("no")

            patch.setattr(owner, broken, fail)
            with pytest.raises(OSError, match="no"):
                keys.replace_file(target, b"second")
        assert target.read_bytes() == b"first"
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


@given(st.binary(min_size=2, max_size=64))
def test_a_wiped_secret_is_gone(secret: bytes) -> None:
    own = bytes(bytearray(secret))
    wiped = bytearray(secret)

    secrets.wipe(own)
    secrets.wipe(wiped)

    assert own == bytes(len(secret))
    assert wiped == bytes(len(secret))
