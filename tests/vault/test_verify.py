from __future__ import annotations

from random import Random

import pytest

from ombudsdesk.errors import DamagedError, UserError
from ombudsdesk.vault import cases
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.vault import DATA_FILE, Vault
from ombudsdesk.vault.verify import SEARCH, describe, verify
from tests.conftest import PASSPHRASE
from tests.factories import new_case


def fill(vault: Vault, count: int = 40) -> None:
    for _number in range(count):
        cases.open_case(vault.desk, new=new_case(notes=("many words to fill a page with " * 20,)))


def test_a_whole_vault_is_found_whole(vault: Vault) -> None:
    fill(vault)

    findings = list(verify(vault.desk))

    assert len(findings) == 6
    assert all(finding.good for finding in findings)
    assert describe(findings[0]) == "Key file: good"


def test_a_changed_page_is_found(vault: Vault) -> None:
    fill(vault)
    vault.close()
    path = vault.folder / DATA_FILE
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)

    again = vaults.unlock(vault.folder, PASSPHRASE)

    assert not all(finding.good for finding in verify(again.desk))
    again.close()


@pytest.mark.parametrize("trials", [50, pytest.param(400, marks=pytest.mark.trials)])
def test_no_flipped_bit_is_silent_and_none_is_a_crash(vault: Vault, trials: int) -> None:
    fill(vault)
    vault.close()
    path = vault.folder / DATA_FILE
    whole = path.read_bytes()
    random = Random(7)

    for _trial in range(trials):
        damaged = bytearray(whole)
        damaged[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path.write_bytes(damaged)
        try:
            again = vaults.unlock(vault.folder, PASSPHRASE)
        except UserError:
            continue
        try:
            assert not all(finding.good for finding in verify(again.desk))
        except UserError:
            continue
        finally:
            again.close()


def test_a_busy_vault_is_not_called_damaged(vault: Vault) -> None:
    """Whoever put back an old copy because of that would lose good work."""
    vault.background._connection.set_busy_timeout(0.05)

    with vault.desk.transaction(), pytest.raises(UserError, match="busy") as refused:
        list(verify(vault.background))

    assert not isinstance(refused.value, DamagedError)


def test_a_search_index_that_lacks_a_word_is_found(vault: Vault) -> None:
    fill(vault, 1)
    vault.desk.run("INSERT INTO note_index(note_index, rowid, text) SELECT 'delete', id, text FROM note")

    bad = [finding.question for finding in verify(vault.desk) if not finding.good]

    assert bad == [SEARCH]
