"""Destroying cases: what goes, what stays, and that it goes on after whatever happens in the middle."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ombudsdesk import office_safe
from ombudsdesk.domain.cases import Identity
from ombudsdesk.domain.periods import Period
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, destruction, drafts, holds, keys, retention, safekeeping, search, statistics
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.destruction import Work
from ombudsdesk.vault.generation import OlderVaultError
from ombudsdesk.vault.keys import WrongPassphraseError
from ombudsdesk.vault.reading import counts
from ombudsdesk.vault.todo import Stage
from ombudsdesk.vault.vault import DATA_FILE, KEY_FILE, Vault, key_text
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import facts, new_case
from tests.vault.keeping import NEW_WORDS, NOW, bring_home, give_sheet

TODAY = date(2026, 6, 1)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
DOOMED = "unmistakable"


@pytest.fixture
def office(vault: Vault) -> Vault:
    """Two cases to be destroyed and one to be kept."""
    for number in range(2):
        opened = facts(closed=date(2026, 4, 1), outcome="resolved")
        new = new_case(case_facts=opened, notes=(f"{DOOMED} words {number}",), name=f"{DOOMED} name")
        case = cases.open_case(vault.desk, new=new).cases[0]
        drafts.keep_draft(vault.desk, place=drafts.new_note_place(case), text=f"{DOOMED} draft", now=NOW)
    cases.open_case(vault.desk, new=new_case(notes=("ordinary words",), name="Kept"))
    return vault


def due(vault: Vault) -> list[int]:
    return [one.id for one in retention.due(vault.desk, today=TODAY)]


def plan(vault: Vault) -> Path:
    destruction.plan(vault, cases=due(vault), passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    vault.close()
    return vault.folder


def work_on(folder: Path) -> Work:
    return Work(folder, PASSPHRASE, kdf=FAST_KDF)


def finish(folder: Path) -> None:
    """All that is left to do, as somebody at the desk does it."""
    with work_on(folder) as work:
        if work.stage is Stage.ERASE:
            work.erase(today=TODAY)
        if work.stage is Stage.NEW_KEY:
            work.change_key()
        if work.stage is Stage.SHEET:
            work.accept_sheet(today=TODAY)


def reopened(folder: Path) -> Vault:
    return vaults.unlock(folder, PASSPHRASE, alone=True)


def found(vault: Vault, words: str) -> int:
    condition, values = search.matching(words)
    return int(vault.desk.one(f"SELECT count(*) FROM cases WHERE {condition}", values))


def test_destroyed_cases_are_gone_with_all_that_belonged_to_them(office: Vault) -> None:
    finish(plan(office))

    vault = reopened(office.folder)
    assert counts(vault.desk).cases == 1
    assert found(vault, DOOMED) == 0
    assert vault.desk.one("SELECT count(*) FROM draft") == 0
    assert vault.desk.one("SELECT count(*) FROM visitor") == 1
    assert vault.desk.query("SELECT name FROM identity") == [("Kept",)]
    assert found(vault, "ordinary") == 1
    vault.close()


def test_statistics_count_destroyed_cases_as_before(office: Vault) -> None:
    def kinds(vault: Vault) -> list[str]:
        return sorted(map(repr, statistics.records(vault.desk, YEAR)))

    before = kinds(office)
    finish(plan(office))

    vault = reopened(office.folder)
    assert kinds(vault) == before
    assert len(before) == 3
    vault.close()


def test_the_number_of_a_destroyed_case_is_not_given_again(office: Vault) -> None:
    newest = cases.open_case(office.desk, new=new_case(case_facts=facts(closed=date(2026, 4, 2), outcome="resolved")))
    number = office.desk.one("SELECT number FROM cases WHERE id = ?", newest.cases)
    finish(plan(office))

    vault = reopened(office.folder)
    again = cases.open_case(vault.desk, new=new_case())
    assert vault.desk.one("SELECT number FROM cases WHERE id = ?", again.cases) > number
    vault.close()


def test_a_case_on_hold_is_not_destroyed_whatever_is_tried(office: Vault) -> None:
    held, other = due(office)
    holds.put_on_hold(office.desk, case=held, reason="a court asked", today=TODAY)
    note = office.desk.one("SELECT id FROM note WHERE case_id = ?", (held,))

    with pytest.raises(UserError, match="on hold"):
        destruction.plan(office, cases=[held], passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    with pytest.raises(UserError, match="on hold"):
        office.desk.run("DELETE FROM cases WHERE id = ?", (held,))
    with pytest.raises(UserError, match="on hold"):
        cases.remove_note(office.desk, case=held, note=note)

    destruction.plan(office, cases=[other], passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)
    office.close()
    finish(office.folder)
    vault = reopened(office.folder)
    assert counts(vault.desk).cases == 2
    vault.close()


def test_a_hold_that_comes_after_the_plan_still_protects(office: Vault) -> None:
    held = due(office)[0]
    plan(office)
    vault = reopened(office.folder)
    holds.put_on_hold(vault.desk, case=held, reason="a court asked", today=TODAY)
    vault.close()

    finish(office.folder)

    vault = reopened(office.folder)
    assert vault.desk.query("SELECT id FROM cases ORDER BY id")[0] == (held,)
    assert destruction.log(vault.desk)[0].cases == 1
    vault.close()


def test_a_wrong_passphrase_destroys_nothing(office: Vault) -> None:
    before = key_text(office.folder)

    with pytest.raises(WrongPassphraseError):
        destruction.plan(office, cases=due(office), passphrase=NEW_WORDS, today=TODAY, kdf=FAST_KDF)

    assert office.desk.one("SELECT count(*) FROM doomed") == 0
    assert key_text(office.folder) == before


def test_nothing_chosen_is_a_sentence(office: Vault) -> None:
    with pytest.raises(UserError, match="no case to destroy"):
        destruction.plan(office, cases=[], passphrase=PASSPHRASE, today=TODAY, kdf=FAST_KDF)


def test_the_old_vault_file_opens_no_more(office: Vault, tmp_path: Path) -> None:
    folder = plan(office)
    old = (folder / DATA_FILE).read_bytes()
    finish(folder)

    (folder / DATA_FILE).write_bytes(old)

    with pytest.raises(UserError, match="do not belong together"):
        vaults.unlock(folder, PASSPHRASE)


def test_the_new_sheet_opens_the_new_backups_and_the_old_one_only_what_is_left(office: Vault, tmp_path: Path) -> None:
    give_sheet(office)
    near, far = tmp_path / "near", tmp_path / "far"
    for folder in (near, far):
        folder.mkdir()
        office_safe.back_up(office, folder, now=NOW)
    far.rename(tmp_path / "in a drawer")
    plan(office)
    with work_on(office.folder) as work:
        work.erase(today=TODAY)
        work.change_key()
        assert (work.old_number, work.number) == (1, 2)
        code = work.code
        work.accept_sheet(today=TODAY)

    vault = reopened(office.folder)
    assert safekeeping.readable_with_old_sheets(vault.desk, current=2) == 2
    outcome = office_safe.back_up(vault, near, now=NOW)
    assert outcome.old_removed == 1
    assert safekeeping.readable_with_old_sheets(vault.desk, current=2) == 1
    assert [path.suffix for path in sorted(near.iterdir())] == [".db", ".hdr"]
    safekeeping.note_shredded(vault.desk, number=1, today=TODAY)
    assert safekeeping.readable_with_old_sheets(vault.desk, current=2) == 0
    assert safekeeping.old_sheets(vault.desk, current=2) == []
    vault.close()
    assert bring_home(outcome.backup.path, tmp_path / "home", code=bytes(code))
    keys.unseal_with_sheet(key_text(office.folder), code).wipe()


def test_the_sheet_is_the_same_however_often_one_begins_again(office: Vault) -> None:
    give_sheet(office)
    folder = plan(office)
    with work_on(folder) as work:
        work.erase(today=TODAY)
        work.change_key()
        code = work.code
    with work_on(folder) as work:
        assert work.stage is Stage.SHEET
        assert work.code == code
        work.accept_sheet(today=TODAY)
        assert work.stage is None
    vault = reopened(folder)
    assert vault.standing.todo is None
    assert vault.epoch is not None
    assert vault.epoch.number == 2
    entry = destruction.log(vault.desk)[0]
    assert (entry.planned, entry.erased, entry.cases, entry.sheet_before, entry.sheet_after) == (TODAY, TODAY, 2, 1, 2)
    vault.close()


class _StoppedError(Exception):
    """Somebody pressed Cancel."""


def stop_at(part: int) -> Callable[[int, int], None]:
    def progress(done: int, _all: int) -> None:
        if done >= part:
            raise _StoppedError

    return progress


@pytest.mark.parametrize("part", [0, 20, 40, 60, 90, 100])
def test_another_key_can_be_stopped_and_begun_again(office: Vault, part: int) -> None:
    folder = plan(office)
    with work_on(folder) as work:
        work.erase(today=TODAY)
        with pytest.raises(_StoppedError):
            work.change_key(progress=stop_at(part))
        assert sorted(path.name for path in folder.iterdir() if "new" in path.name) == []

    vault = reopened(folder)
    assert vault.standing.todo is Stage.NEW_KEY
    vault.close()
    before = vaults.file_salt(folder / DATA_FILE)
    finish(folder)
    assert vaults.file_salt(folder / DATA_FILE) != before
    reopened(folder).close()


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("with_sheet", [False, True])
def test_whichever_writing_of_a_file_fails_nothing_is_lost_and_it_goes_on(
    office: Vault, tmp_path: Path, with_sheet: bool, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call in turn fails once, until one run needs no more calls than were let through."""
    if with_sheet:
        give_sheet(office)
    planned = plan(office)
    for failing in range(1, 100):
        folder = tmp_path / f"try-{failing}"
        shutil.copytree(planned, folder)
        with monkeypatch.context() as broken:
            _fail_once(broken, call, failing)
            try:
                finish(folder)
            except UserError:
                vaults.unlock(folder, PASSPHRASE).close()
            else:
                break
        finish(folder)
        vault = reopened(folder)
        assert counts(vault.desk).cases == 1
        assert vault.standing.todo is None
        assert (vault.epoch.number if vault.epoch else 0) == (2 if with_sheet else 0)
        vault.close()
        assert len(keys.unseal(key_text(folder), PASSPHRASE).keys) == 1
        assert not (folder / f"{DATA_FILE}.new").exists()
    assert failing > 5


def _fail_once(patch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """Let a call fail at its `number`th time."""
    owner: object = Path if call == "replace" else os
    real = getattr(owner, call)
    times = 0

    def sometimes(*values: object) -> object:
        nonlocal times
        times += 1
        if times == number:
            raise OSError
        return real(*values)

    patch.setattr(owner, call, sometimes)


def test_an_older_vault_file_that_was_put_back_is_noticed(office: Vault) -> None:
    folder = office.folder
    office.close()
    old = (folder / DATA_FILE).read_bytes()
    vault = reopened(folder)
    cases.open_case(vault.desk, new=new_case(notes=("newer",)))
    vault.close()

    (folder / DATA_FILE).write_bytes(old)

    for alone in (False, True):
        with pytest.raises(OlderVaultError, match="older than when you last worked"):
            vaults.unlock(folder, PASSPHRASE, alone=alone)
    # on purpose it opens, and from then on it is the newest
    vaults.unlock(folder, PASSPHRASE, alone=True, accept_older=True).close()
    reopened(folder).close()


def test_every_flipped_bit_beside_the_vault_is_noticed(office: Vault) -> None:
    folder = office.folder
    office.close()
    mark = folder / "vault.generation"
    good = mark.read_bytes()
    for place in range(len(good)):
        mark.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(OlderVaultError, match="damaged"):
            vaults.unlock(folder, PASSPHRASE)
    vaults.unlock(folder, PASSPHRASE, alone=True, accept_older=True).close()
    assert mark.read_bytes() != good
    reopened(folder).close()


def test_another_key_alone_for_a_passphrase_that_is_known_to_others(office: Vault) -> None:
    give_sheet(office)
    destruction.plan_new_key(office, passphrase=PASSPHRASE, kdf=FAST_KDF)
    folder = office.folder
    office.close()
    old = ((folder / DATA_FILE).read_bytes(), (folder / KEY_FILE).read_bytes())

    with work_on(folder) as work:
        work.change_key()
        assert work.stage is None

    keyring = keys.unseal(key_text(folder), PASSPHRASE)
    assert old[0][:16] not in keyring.keys
    assert keyring.epoch is not None
    assert keyring.epoch.number == 1
    vault = reopened(folder)
    assert counts(vault.desk).cases == 3
    assert vault.desk.query("SELECT name FROM identity WHERE name = 'Kept'") == [("Kept",)]
    vault.close()


def test_identity_of_a_visitor_who_comes_back_stays_as_long_as_a_case_is_left(office: Vault) -> None:
    first = due(office)[0]
    visitor = office.desk.one("SELECT visitor_id FROM cases WHERE id = ?", (first,))
    office.desk.run("UPDATE cases SET visitor_id = ? WHERE id = (SELECT max(id) FROM cases)", (visitor,))
    finish(plan(office))

    vault = reopened(office.folder)
    assert vault.desk.query("SELECT name FROM identity") == [(Identity(name=f"{DOOMED} name").name,), ("Kept",)]
    vault.close()
