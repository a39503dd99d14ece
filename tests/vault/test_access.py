from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.errors import UserError
from ombudsdesk.vault import access, keyring, keys, sheet
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.access import SheetExistsError
from ombudsdesk.vault.keyring import Epoch, Keyring
from ombudsdesk.vault.keys import WrongPassphraseError, WrongSheetError
from ombudsdesk.vault.secrets import new_key
from ombudsdesk.vault.vault import DATA_FILE, KEY_FILE, Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.vault.keeping import CODE, NEW_WORDS, give_sheet

OTHER_CODE = bytes(20)


def opens(folder: Path, words: str) -> bool:
    try:
        vaults.unlock(folder, words).close()
    except WrongPassphraseError:
        return False
    return True


def change(folder: Path) -> None:
    access.change_passphrase(folder, old=PASSPHRASE, new=NEW_WORDS, kdf=FAST_KDF)


@pytest.fixture
def with_sheet(vault: Vault) -> Path:
    """The folder of a closed vault with a recovery sheet."""
    give_sheet(vault)
    vault.close()
    return vault.folder


def test_a_new_passphrase_opens_the_vault_and_the_one_before_no_more(with_sheet: Path) -> None:
    data = (with_sheet / DATA_FILE).read_bytes()

    change(with_sheet)

    assert opens(with_sheet, NEW_WORDS)
    assert not opens(with_sheet, PASSPHRASE)
    assert (with_sheet / DATA_FILE).read_bytes() == data
    assert keys.unseal_with_sheet((with_sheet / KEY_FILE).read_bytes(), CODE).epoch


def test_only_who_knows_the_passphrase_changes_it_or_makes_a_sheet(with_sheet: Path) -> None:
    before = (with_sheet / KEY_FILE).read_bytes()

    with pytest.raises(WrongPassphraseError):
        access.change_passphrase(with_sheet, old="wrong", new=NEW_WORDS, kdf=FAST_KDF)
    with pytest.raises(WrongPassphraseError):
        access.add_sheet(with_sheet, passphrase=NEW_WORDS, code=OTHER_CODE, renew=True, kdf=FAST_KDF)

    assert (with_sheet / KEY_FILE).read_bytes() == before


def test_the_sheet_gives_a_new_passphrase_to_who_forgot_it(with_sheet: Path) -> None:
    access.replace_forgotten(with_sheet, code=CODE, new=NEW_WORDS, kdf=FAST_KDF)

    assert opens(with_sheet, NEW_WORDS)
    assert not opens(with_sheet, PASSPHRASE)
    access.replace_forgotten(with_sheet, code=CODE, new=PASSPHRASE, kdf=FAST_KDF)
    assert opens(with_sheet, PASSPHRASE)


def test_another_sheet_opens_nothing(with_sheet: Path) -> None:
    with pytest.raises(WrongSheetError, match="not the recovery code"):
        access.replace_forgotten(with_sheet, code=OTHER_CODE, new=NEW_WORDS, kdf=FAST_KDF)

    assert opens(with_sheet, PASSPHRASE)


def test_without_a_sheet_no_code_opens_a_vault(vault: Vault) -> None:
    assert not keys.has_sheet((vault.folder / KEY_FILE).read_bytes())
    with pytest.raises(UserError, match="has no recovery sheet"):
        access.replace_forgotten(vault.folder, code=CODE, new=NEW_WORDS, kdf=FAST_KDF)


def test_a_sheet_is_replaced_only_on_demand_and_then_the_old_one_opens_the_vault_no_more(with_sheet: Path) -> None:
    with pytest.raises(SheetExistsError, match="already"):
        access.add_sheet(with_sheet, passphrase=PASSPHRASE, code=OTHER_CODE, kdf=FAST_KDF)
    first = keys.unseal_with_sheet((with_sheet / KEY_FILE).read_bytes(), CODE).epoch

    second = access.add_sheet(with_sheet, passphrase=PASSPHRASE, code=OTHER_CODE, renew=True, kdf=FAST_KDF)

    assert first
    assert (first.number, second.number) == (1, 2)
    assert first.family == second.family
    assert len({bytes(first.key), bytes(second.key), bytes(32)}) == 3
    with pytest.raises(WrongSheetError):
        keys.unseal_with_sheet((with_sheet / KEY_FILE).read_bytes(), CODE)
    assert keys.unseal((with_sheet / KEY_FILE).read_bytes(), PASSPHRASE).epoch == second


def test_nothing_in_the_key_file_stays_the_same_when_it_is_written_again(with_sheet: Path) -> None:
    before = json.loads((with_sheet / KEY_FILE).read_bytes())
    change(with_sheet)
    after = json.loads((with_sheet / KEY_FILE).read_bytes())

    assert [slot["t"] for slot in after["slots"]] == ["pass", "sheet"]
    for name in ("salt", "w"):
        assert not {slot[name] for slot in before["slots"]} & {slot[name] for slot in after["slots"]}
    assert before["payload"] != after["payload"]
    assert (with_sheet / KEY_FILE).stat().st_size < keys.LARGEST_FILE


def test_a_key_file_of_before_the_sheet_still_opens() -> None:
    """The payload of the first version: keys, then JSON, no epoch."""
    key, salt = new_key(), bytes(range(16))
    old = bytearray([1]) + salt + key + b'{"generation": 3}'

    found = keyring.unpack(old)

    assert (found.keys, found.counters, found.epoch) == ({salt: key}, {"generation": 3}, None)
    assert keyring.pack(found) == old


@given(
    st.dictionaries(
        st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32).filter(any).map(bytearray), max_size=3
    ),
    st.none()
    | st.builds(
        Epoch,
        number=st.integers(1, 2**32 - 1),
        key=st.binary(min_size=32, max_size=32).map(bytearray),
        code=st.binary(min_size=20, max_size=20).map(bytearray),
        family=st.binary(min_size=8, max_size=8),
    ),
)
def test_the_key_file_gives_back_what_was_put_in(held: dict[bytes, bytearray], epoch: Epoch | None) -> None:
    ring = Keyring(held, {"generation": 5}, epoch)

    assert keyring.unpack(keyring.pack(ring)) == ring


def test_a_keyring_that_was_wiped_is_never_saved() -> None:
    ring = Keyring({bytes(16): new_key()})
    ring.wipe()

    with pytest.raises(RuntimeError, match="wiped"):
        keyring.pack(ring)


@given(st.data())
def test_a_changed_byte_of_a_key_file_with_a_sheet_is_never_silent(data: st.DataObject) -> None:
    epoch = keyring.next_epoch(None, CODE)
    text = keys.seal(Keyring({bytes(16): new_key()}, epoch=epoch), PASSPHRASE, FAST_KDF)
    changed = bytearray(text)
    changed[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        found = keys.unseal_with_sheet(bytes(changed), CODE)
    except UserError:
        return
    # white space may change without changing what is said
    assert found.epoch == epoch


def test_the_secrets_of_the_backups_are_forgotten_when_the_vault_is_closed(vault: Vault) -> None:
    give_sheet(vault)
    epoch = vault.epoch
    assert epoch
    assert epoch.code == CODE

    vault.close()

    assert (epoch.key, epoch.code) == (bytearray(32), bytearray(20))


def calls(folder: Path) -> Iterator[tuple[object, str]]:
    """Whatever the saving of a key file asks of the system."""
    yield from ((os, name) for name in ("open", "fdopen", "fsync", "close"))
    yield Path, "replace"


class Failing:
    """Fails on the Nth call, counted over everything that it stands in for, as a disk that is pulled out."""

    def __init__(self, number: int) -> None:
        self.number, self.count = number, 0

    def instead_of(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **named: object) -> object:
            self.count += 1
            if self.count == self.number:
                raise OSError("pulled out")
            return real(*words, **named)

        return call


def test_whichever_call_fails_while_the_key_file_is_saved_the_vault_still_opens(vault: Vault, tmp_path: Path) -> None:
    give_sheet(vault)
    vault.close()
    content = (vault.folder / KEY_FILE).read_bytes()
    kept = 0

    for number in range(1, 50):
        (vault.folder / KEY_FILE).write_bytes(content)
        failing = Failing(number)
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in calls(vault.folder):
                patch.setattr(owner, name, failing.instead_of(getattr(owner, name)))
            try:
                change(vault.folder)
            except UserError as error:
                assert "not certain" in error.what
                failed = True
            else:
                failed = False
        assert [opens(vault.folder, PASSPHRASE), opens(vault.folder, NEW_WORDS)] in ([True, False], [False, True])
        assert keys.unseal_with_sheet((vault.folder / KEY_FILE).read_bytes(), CODE).epoch
        assert not list(vault.folder.glob("*.new"))
        if not failed:
            assert failing.count < number
            break
        kept += opens(vault.folder, PASSPHRASE)
    else:
        pytest.fail("the saving never succeeded")

    assert number > 5
    assert kept >= 4


def test_a_code_as_it_is_typed_opens_the_vault(with_sheet: Path) -> None:
    typed = sheet.written(CODE).lower().replace("-", " ")

    access.replace_forgotten(with_sheet, code=sheet.parse(typed), new=NEW_WORDS, kdf=FAST_KDF)

    assert opens(with_sheet, NEW_WORDS)
