from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from ombudsdesk.errors import UserError
from ombudsdesk.vault import backup, cases, header, restore, shelf
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.digest import digest, row_counts
from ombudsdesk.vault.engine import connect
from ombudsdesk.vault.keyring import next_epoch
from ombudsdesk.vault.keys import WrongSheetError
from ombudsdesk.vault.secrets import new_key
from ombudsdesk.vault.vault import DATA_FILE, Vault
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case
from tests.vault.keeping import CODE, NEW_WORDS, NOW, bring_home, fill, give_sheet, save

FLIPS, ALL_FLIPS = 50, 200
TRIPS, ALL_TRIPS = 5, 50
WORD = "Zyxelda"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def office(vault: Vault) -> Vault:
    """A vault with cases and a recovery sheet."""
    give_sheet(vault)
    fill(vault)
    return vault


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_two_files_with_the_day_and_the_number_of_the_sheet(office: Vault, stick: Path) -> None:
    made = save(office, stick)

    assert names(stick) == ["ombuds-20260317-163005-e1.db", "ombuds-20260317-163005-e1.hdr"]
    assert (made.path.name, made.made, made.epoch) == (names(stick)[0], NOW, 1)
    assert shelf.backups_in(stick) == [made]
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in stick.iterdir())


def test_nothing_in_a_backup_can_be_read_without_the_sheet(office: Vault, stick: Path) -> None:
    cases.open_case(office.desk, new=new_case(notes=(f"about {WORD}",), name=WORD))
    made = save(office, stick)

    content = b"".join(path.read_bytes() for path in stick.iterdir())

    assert WORD.encode() not in content
    assert b"SQLite format" not in content
    assert office.epoch
    assert bytes(office.epoch.key) not in content
    with closing(connect(made.path, office.epoch.key, office.catalogue)) as copy:
        assert copy.one("SELECT count(*) FROM identity WHERE name = ?", (WORD,)) == 1


def round_trips(office: Vault, folder: Path, count: int) -> None:
    for number in range(count):
        cases.open_case(office.desk, new=new_case(notes=(f"note of round {number} " * (number * 40 + 1),)))
        made = save(office, folder, now=NOW + timedelta(days=number))
        assert bring_home(made.path, folder / f"home-{number}") == digest(office.desk)


def test_the_sheet_alone_restores_a_backup_whole(office: Vault, stick: Path) -> None:
    round_trips(office, stick, TRIPS)


@pytest.mark.trials
@pytest.mark.timeout(600)
def test_fifty_backups_restore_whole(office: Vault, stick: Path) -> None:
    round_trips(office, stick, ALL_TRIPS)


def test_a_restored_vault_goes_on_with_the_same_sheet(office: Vault, stick: Path) -> None:
    first = save(office, stick)
    again = restore.restore(first.path, stick.parent / "home", code=CODE, passphrase=NEW_WORDS, kdf=FAST_KDF)
    fill(again, 1)
    second = save(again, stick, now=NOW + timedelta(days=1))
    expected = digest(again.desk)
    again.close()

    vaults.unlock(stick.parent / "home", NEW_WORDS).close()
    assert (second.epoch, second.family) == (first.epoch, first.family)
    assert bring_home(second.path, stick.parent / "second home") == expected


def test_a_new_sheet_opens_new_backups_and_the_old_sheet_the_old_ones(office: Vault, stick: Path) -> None:
    first = save(office, stick)
    give_sheet(office, bytes(20), renew=True)
    second = save(office, stick, now=NOW + timedelta(days=1))

    with pytest.raises(WrongSheetError, match="sheet number 2 opens it"):
        bring_home(second.path, stick.parent / "home", CODE)
    with pytest.raises(WrongSheetError, match="sheet number 1 opens it"):
        bring_home(first.path, stick.parent / "home", bytes(20))
    assert not (stick.parent / "home").exists()
    assert bring_home(second.path, stick.parent / "home", bytes(20)) == digest(office.desk)
    assert bring_home(first.path, stick.parent / "other", CODE) == digest(office.desk)


def test_nothing_is_restored_over_something(office: Vault, stick: Path) -> None:
    made = save(office, stick)
    before = (office.folder / DATA_FILE).read_bytes()

    with pytest.raises(UserError, match="already something"):
        bring_home(made.path, office.folder)

    assert (office.folder / DATA_FILE).read_bytes() == before
    assert digest(office.desk)


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


def flipped_backups(office: Vault, folder: Path, count: int) -> None:
    made = save(office, folder)
    whole = made.path.read_bytes()
    random = Random(9)
    for number in range(count):
        flip(made.path, random.randrange(len(whole)), random.randrange(8))
        with pytest.raises(UserError, match=r"damaged|do not belong together|cut off"):
            bring_home(made.path, folder / f"home-{number}")
        assert not (folder / f"home-{number}").exists()
        made.path.write_bytes(whole)
    assert bring_home(made.path, folder / "home") == digest(office.desk)


def test_no_flipped_bit_in_a_backup_is_silent(office: Vault, stick: Path) -> None:
    flipped_backups(office, stick, FLIPS)


@pytest.mark.trials
def test_no_flipped_bit_of_two_hundred_is_silent(office: Vault, stick: Path) -> None:
    flipped_backups(office, stick, ALL_FLIPS)


def test_no_change_of_the_file_beside_it_is_silent(office: Vault, stick: Path) -> None:
    made = save(office, stick)
    path = made.path.with_suffix(".hdr")
    whole = path.read_bytes()
    random = Random(4)
    for number in range(FLIPS):
        flip(path, random.randrange(len(whole)), random.randrange(8))
        home = stick / f"home-{number}"
        try:
            # white space and small letters of a hexadecimal number may change without changing what is said
            assert bring_home(made.path, home) == digest(office.desk)
        except UserError:
            assert not home.exists()
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("name", "value"), [("epoch", 7), ("family", "00" * 8), ("file", "A" * 22 + "=="), ("salt", "AAAA")]
)
def test_the_file_beside_it_is_sealed_with_all_that_stands_in_it(
    office: Vault, stick: Path, name: str, value: object
) -> None:
    save(office, stick)
    text = next(stick.glob("*.hdr")).read_bytes()
    content = json.loads(text)
    content[name] = value

    header.unlock(header.read(text), CODE).wipe()
    with pytest.raises(WrongSheetError):
        header.unlock(header.read(json.dumps(content).encode()), CODE)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (lambda path: path.unlink(), "could not be read"),
    "no header": (lambda path: path.with_suffix(".hdr").unlink(), "missing; its name ends in .hdr"),
    "empty header": (lambda path: path.with_suffix(".hdr").write_bytes(b""), "ends in .hdr, is damaged"),
    "other header": (lambda path: path.with_suffix(".hdr").write_bytes(b"[]"), "ends in .hdr, is damaged"),
    "large header": (lambda path: path.with_suffix(".hdr").write_bytes(b" " * 10_000), "ends in .hdr, is damaged"),
    "newer": (lambda path: _replace(path.with_suffix(".hdr"), b"OMBB1", b"OMBB2"), "newer version"),
    "empty": (lambda path: path.write_bytes(b""), "do not belong together"),
    "cut off": (lambda path: os.truncate(path, 5000), "backup is damaged"),
    "last page gone": (lambda path: os.truncate(path, path.stat().st_size - 4096), "backup is damaged"),
    "another file": (lambda path: path.write_bytes(b"x" * 20_000), "do not belong together"),
}


def _replace(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new))


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_damage_of_a_backup_has_its_sentence(office: Vault, stick: Path, kind: str) -> None:
    made = save(office, stick)
    harm, sentence = DAMAGE[kind]
    harm(made.path)

    with pytest.raises(UserError, match=sentence):
        bring_home(made.path, stick.parent / "home")

    assert not (stick.parent / "home").exists()
    assert not list(stick.parent.glob("home*"))


class StoppedError(Exception):
    """What whoever watches raises to stop."""


def test_a_backup_that_is_stopped_leaves_nothing_wherever_it_is_stopped(office: Vault, stick: Path) -> None:
    seen: list[tuple[int, int]] = []
    backup.make_backup(office, stick, now=NOW, progress=lambda *done: seen.append(done))
    first = names(stick)
    assert seen == sorted(seen)
    assert seen[0] == (0, 100)
    assert seen[-1] == (100, 100)

    for stop in range(len(seen)):
        left = iter(range(stop))

        def watch(_done: int, _all: int, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise StoppedError

        with pytest.raises(StoppedError):
            backup.make_backup(office, stick, now=NOW, progress=watch)
        assert names(stick) == first

    fill(office, 1)  # nothing holds the vault


def test_a_restore_that_is_stopped_leaves_nothing(office: Vault, stick: Path) -> None:
    made = save(office, stick)

    def watch(done: int, _all: int) -> None:
        if done >= 60:
            raise StoppedError

    with pytest.raises(StoppedError):
        restore.restore(made.path, stick / "home", code=CODE, passphrase=NEW_WORDS, kdf=FAST_KDF, progress=watch)

    assert len(names(stick)) == 2


def test_a_backup_ends_although_somebody_saves_all_the_time(office: Vault, stick: Path) -> None:
    """A copy in steps would begin again with every saving, and did so for ten minutes when it was measured."""
    fill(office, 150)
    stop, saved = threading.Event(), []

    def go_on_saving() -> None:
        while not stop.is_set():
            with office.desk.transaction():
                office.desk.run("INSERT INTO setting VALUES (?, 'x')", (str(len(saved)),))
            saved.append(1)
            # some hundred savings a second: without a breath between them nobody else would ever get a turn
            stop.wait(0.002)

    writer = threading.Thread(target=go_on_saving)
    writer.start()
    try:
        made = save(office, stick)
    finally:
        stop.set()
        writer.join()

    assert saved
    assert bring_home(made.path, stick / "home")


def test_a_damaged_vault_makes_no_backup(office: Vault, stick: Path) -> None:
    office.desk.run("INSERT INTO note_index(note_index, rowid, text) SELECT 'delete', id, text FROM note WHERE id = 1")

    with pytest.raises(UserError, match="not found good in it: Search index"):
        save(office, stick)

    assert names(stick) == []


def test_a_copy_that_changes_on_its_way_makes_no_backup(
    office: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that lies: what comes back is authentic, whole, and not what was copied."""
    real = backup.copy_pages

    def lie(source: object, target: object, progress: object) -> object:
        content = real(source, target, progress)  # type: ignore[arg-type]
        target.run("UPDATE visitor SET id = id + 1000 WHERE id = (SELECT max(id) FROM visitor)")  # type: ignore[attr-defined]
        return content

    office.desk.run("INSERT INTO visitor VALUES (500)")
    monkeypatch.setattr(backup, "copy_pages", lie)

    with pytest.raises(UserError, match="The content of the vault"):
        save(office, stick)

    assert names(stick) == []


def test_a_disk_that_fills_up_is_said_in_words_and_leaves_nothing(office: Vault, stick: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no limit of a file's size")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        with pytest.raises(UserError, match="backup could not be written"):
            save(office, stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert names(stick) == []
    save(office, stick)


def test_too_little_room_is_said_before_anything_is_written(
    office: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shutil import _ntuple_diskusage  # type: ignore[attr-defined]

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: _ntuple_diskusage(10**9, 10**9 - 10_000, 10_000))

    with pytest.raises(UserError, match="not enough room"):
        save(office, stick)

    assert names(stick) == []


def test_every_place_that_is_no_place_for_a_backup_has_its_sentence(office: Vault, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "OneDrive").mkdir()
    (office.folder / "inside").mkdir()
    wrong = {
        tmp_path / "absent": "is not there",
        tmp_path / "file": "is not there",
        tmp_path / "OneDrive": "OneDrive copies this folder",
        office.folder: "inside the vault's own folder",
        office.folder / "inside": "inside the vault's own folder",
    }

    for folder, sentence in wrong.items():
        with pytest.raises(UserError, match=sentence):
            backup.make_backup(office, folder, now=NOW)


def test_a_folder_that_may_not_be_changed_is_said_in_words(
    office: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object, **_named: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refuse)

    with pytest.raises(UserError, match="could not be written"):
        save(office, stick)

    assert names(stick) == []


@pytest.mark.parametrize("number", range(1, 3))
def test_a_name_that_cannot_be_given_leaves_no_name(
    office: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real, count = Path.rename, []

    def rename(path: Path, target: Path) -> Path:
        count.append(path)
        if len(count) == number:
            raise OSError("pulled out")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)

    with pytest.raises(UserError, match="could not be written"):
        save(office, stick)

    assert names(stick) == []
    # a copy that has its name must never stand there without its header
    assert count[0].name.endswith(".hdr.part")


def test_without_a_sheet_there_is_no_backup_for_nothing_could_open_it(vault: Vault, stick: Path) -> None:
    with pytest.raises(UserError, match="Make the recovery sheet first"):
        backup.make_backup(vault, stick, now=NOW)


def test_two_backups_of_one_second_are_two(office: Vault, stick: Path) -> None:
    first, second = save(office, stick), save(office, stick)

    assert [one.path for one in shelf.backups_in(stick)] == [second.path, first.path]


def test_what_a_crash_left_behind_goes_with_the_next_backup(office: Vault, stick: Path) -> None:
    old, young = stick / "ombuds-20260301-100000-e1.db.part", stick / "ombuds-20260317-163000-e1.db.part-journal"
    (stick / "mine.part").write_text("x")
    for path, age in ((old, timedelta(hours=2)), (young, timedelta(minutes=5))):
        path.write_text("half")
        os.utime(path, times=((NOW - age).timestamp(),) * 2)

    save(office, stick)

    assert not old.exists()
    assert young.exists()
    assert (stick / "mine.part").exists()


def test_old_backups_of_this_vault_are_thinned_and_nothing_else(office: Vault, stick: Path, tmp_path: Path) -> None:
    made = save(office, stick)
    for hour in range(6):
        for suffix in (".db", ".hdr"):
            copy = stick / f"ombuds-2026031{0}-{hour:02}0000-e1{suffix}"
            copy.write_bytes(made.path.with_suffix(suffix).read_bytes())
    other = vaults.create(tmp_path / "other", NEW_WORDS, kdf=FAST_KDF)
    other.take_epoch(next_epoch(None, os.urandom(20)))
    theirs = [backup.make_backup(other, stick, now=NOW - timedelta(days=9, hours=hour)) for hour in range(2)]
    other.close()
    (stick / "ombuds-20269999-000000-e1.db").write_text("no day")
    (stick / "ombuds-20260101-000000-e1.db").write_text("no header")
    (stick / "letter.db").write_text("mine")

    assert len(shelf.thin(stick, family=made.family, now=NOW)) == 5

    ours = [one for one in shelf.backups_in(stick) if one.family == made.family]
    assert [one.path.name for one in ours] == [made.path.name, "ombuds-20260310-050000-e1.db"]
    assert all(one.path.exists() and one.path.with_suffix(".hdr").exists() for one in theirs)
    assert len(list(stick.glob("*.hdr"))) == 4
    assert {"letter.db", "ombuds-20260101-000000-e1.db", "ombuds-20269999-000000-e1.db"} <= set(names(stick))


def test_the_number_for_all_content_changes_with_any_row_and_with_nothing_else(office: Vault, stick: Path) -> None:
    before = digest(office.desk)
    assert digest(office.background) == before
    assert row_counts(office.desk)["cases"] == 8

    seen = {before}
    for statement in (
        "UPDATE note SET text = text || ' ' WHERE id = 1",
        "UPDATE cases SET closed = '2026-01-01' WHERE id = 1",
        "INSERT INTO setting VALUES ('a', 'b')",
        "DELETE FROM contact WHERE id = 1",
        "CREATE TABLE more (id INTEGER PRIMARY KEY)",
        "PRAGMA user_version = 99",
    ):
        office.desk.run(statement)
        seen.add(digest(office.desk))

    assert len(seen) == 7


def test_nobody_saves_while_a_vault_stands_still(office: Vault) -> None:
    office.desk._connection.set_busy_timeout(0.05)

    with office.background.standing_still(), pytest.raises(UserError, match="vault is busy"):
        fill(office, 1)

    fill(office, 1)
    assert row_counts(office.background)["cases"] == 9


def test_a_copy_is_made_only_of_a_vault_that_stands_still(office: Vault, tmp_path: Path) -> None:
    with (
        closing(connect(tmp_path / "x.db", new_key(), office.catalogue, create=True)) as target,
        pytest.raises(RuntimeError, match="stands still"),
    ):
        office.background.copy_to(target, progress=lambda _done, _all: None)


def test_nothing_is_restored_where_a_cloud_service_copies_it(
    office: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = save(office, stick)
    (stick / "Dropbox").mkdir()

    with pytest.raises(UserError, match="Dropbox"):
        bring_home(made.path, stick / "Dropbox" / "vault")

    assert names(stick / "Dropbox") == []


SAVER = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from ombudsdesk.vault import backup
from ombudsdesk.vault import vault as vaults

vault = vaults.unlock(Path(sys.argv[1]), sys.argv[2])
for number in range(1_000_000):
    backup.make_backup(vault, Path(sys.argv[3]), now=datetime(2026, 3, 17) + timedelta(seconds=int(sys.argv[4]) + number))
    print(number, flush=True)
"""
KILLS = 4


def test_whatever_has_a_backups_name_after_a_crash_is_a_backup(office: Vault, stick: Path) -> None:
    """Killed in the middle of backups: what has both names restores whole, and a copy never stands without its header."""
    random, expected, acknowledged = Random(3), digest(office.desk), 0
    for trial in range(KILLS):
        words = [sys.executable, "-c", SAVER, str(office.folder), PASSPHRASE, str(stick), str(trial * 10_000)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as saver:
            assert saver.stdout is not None
            saver.stdout.readline()
            time.sleep(random.uniform(0, 0.05))
            saver.kill()
            acknowledged += 1 + len(saver.stdout.readlines())

    copies = sorted(stick.glob("*.db"))
    found = shelf.backups_in(stick)

    assert len(found) == len(copies) >= acknowledged >= KILLS
    for number, one in enumerate((*found[:2], *found[-2:])):
        assert bring_home(one.path, stick.parent / f"home-{number}") == expected
    office.desk.run("INSERT INTO setting VALUES ('still', 'open')")
