"""Whatever is wrong with a vault's files is told, each thing in its own words, in both languages; nothing is silent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.digest import digest
from ombudsdesk.vault.vault import DATA_FILE, KEY_FILE, Vault
from ombudsdesk.vault.verify import verify
from tests.conftest import FAST_KDF, PASSPHRASE
from tests.factories import new_case
from tests.vault.keeping import fill

CASE_WORDS = "a word of a case"


@pytest.fixture
def closed(vault: Vault) -> Path:
    """The folder of a closed vault of many pages."""
    fill(vault, 4)
    cases.open_case(vault.desk, new=new_case(notes=(CASE_WORDS,)))
    vault.close()
    return vault.folder


def replace(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def _folder_in_place_of(name: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return do


def _file_in_place_of_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"a letter")


def _keys_of_another(folder: Path) -> None:
    other = folder.with_name("other")
    vaults.create(other, PASSPHRASE, kdf=FAST_KDF).close()
    shutil.copy(other / KEY_FILE, folder / KEY_FILE)


def _plain(folder: Path) -> None:
    data = folder / DATA_FILE
    data.write_bytes(b"SQLite format 3\0" + data.read_bytes()[16:])


def _random_pages(folder: Path) -> None:
    data = folder / DATA_FILE
    data.write_bytes(data.read_bytes()[:16] + Random(3).randbytes(8 * 4096 - 16))


SITUATIONS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (shutil.rmtree, "There is no vault in this folder"),
    "a file in place of the folder": (_file_in_place_of_the_folder, "There is no vault in this folder"),
    "no key file": (lambda folder: (folder / KEY_FILE).unlink(), "The key file of this vault is missing"),
    "empty key file": (replace(KEY_FILE, b""), "The key file of this vault is damaged or was changed"),
    "key file of random bytes": (
        replace(KEY_FILE, bytes(range(256))),
        "The key file of this vault is damaged or was changed",
    ),
    "key file of another vault": (_keys_of_another, "The key file and the vault do not belong together"),
    "a folder in place of the key file": (_folder_in_place_of(KEY_FILE), "The vault's folder cannot be used"),
    "no vault file": (lambda folder: (folder / DATA_FILE).unlink(), "The vault file is missing"),
    "empty vault file": (replace(DATA_FILE, b""), "The vault file is empty or cut off"),
    "five bytes": (replace(DATA_FILE, b"12345"), "The vault file is empty or cut off"),
    "plain database": (_plain, "This file is a database without encryption"),
    "random pages": (_random_pages, "cannot be read with its key"),
    "a folder in place of the vault file": (_folder_in_place_of(DATA_FILE), "The vault could not be read"),
}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_thing_that_can_be_wrong_is_told_in_words(closed: Path, situation: str, language: str) -> None:
    harm, sentence = SITUATIONS[situation]
    harm(closed)
    i18n.use(language)

    with pytest.raises(UserError) as told:
        vaults.unlock(closed, PASSPHRASE, alone=True)

    said = str(told.value)
    assert (sentence in said) is (language == "en")
    assert str(closed) not in said
    assert CASE_WORDS not in said


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process that writes and does not end."""
    script = (
        "import sys; from pathlib import Path; from ombudsdesk.vault import vault as v\n"
        "x = v.unlock(Path(sys.argv[1]), sys.argv[2]); x.desk.run('BEGIN EXCLUSIVE'); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder), PASSPHRASE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.kill()


def test_a_vault_that_another_program_writes_to_is_busy_and_not_damaged(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ombudsdesk.vault.engine.BUSY_SECONDS", 0.2)
    with locked(closed), pytest.raises(UserError, match="The vault is busy"):
        vaults.unlock(closed, PASSPHRASE)


LIMITED = """
import os, resource, signal, sys
from pathlib import Path
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, vault as vaults
from ombudsdesk.vault.reading import counts
from datetime import datetime
folder, words, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
vault = None
try:
    if way == "another person":
        os.setgid(65534); os.setuid(65534)
    vault = vaults.unlock(folder, words, alone=way != "another person")
    before = counts(vault.desk).notes
    if way == "no room":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / "vault.db").stat().st_size, resource.RLIM_INFINITY))
    for number in range(100):
        cases.write_note(vault.desk, case=1, text="x" * 9000, now=datetime(2026, 3, 17))
    print("no error")
except UserError as error:
    print(error)
    if vault is not None:
        print("as before" if counts(vault.desk).notes >= before else "lost")
"""


def limited(folder: Path, way: str) -> list[str]:
    """What is said to somebody whom the computer does not let write."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), PASSPHRASE, way], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_no_room_on_the_disk_is_told_and_costs_nothing(closed: Path) -> None:
    said = limited(closed, "no room")

    assert "the last change was not saved" in said[0]
    assert said[1] == "as before"
    vault = vaults.unlock(closed, PASSPHRASE)
    assert all(finding.good for finding in verify(vault.desk))
    vault.close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can become another person"
)
def test_a_full_disk_is_told_by_its_name(closed: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this computer does not let us make a small disk")
    try:
        shutil.copytree(closed, small / "vault")
        assert limited(small / "vault", "none")[0].startswith("The disk is full; the last change was not saved.")
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can become another person"
)
def test_a_vault_that_may_only_be_read_is_told_so(closed: Path, tmp_path: Path) -> None:
    for folder in (closed, *closed.parents):
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder == Path("/tmp"):  # noqa: S108 - no further than the tests' own folders
            break
    for path in closed.iterdir():
        path.chmod(0o444)

    said = limited(closed, "another person")

    assert said[0].startswith("The vault cannot be changed: its file or folder is write-protected.")


@pytest.mark.parametrize("trials", [12, pytest.param(60, marks=pytest.mark.trials)])
def test_no_missing_end_is_silent(closed: Path, trials: int) -> None:
    data = closed / DATA_FILE
    whole, random = data.read_bytes(), Random(4)
    for _trial in range(trials):
        data.write_bytes(whole[: random.randrange(len(whole))])
        assert is_told(closed)
    data.write_bytes(whole)
    assert not is_told(closed)


def test_two_exchanged_pages_are_not_silent(closed: Path) -> None:
    data = closed / DATA_FILE
    whole = data.read_bytes()
    third, fifth = whole[3 * 4096 : 4 * 4096], whole[5 * 4096 : 6 * 4096]
    data.write_bytes(whole[: 3 * 4096] + fifth + whole[4 * 4096 : 5 * 4096] + third + whole[6 * 4096 :])

    assert is_told(closed)


def is_told(folder: Path) -> bool:
    """Whether opening and checking a vault says that something is wrong."""
    try:
        vault = vaults.unlock(folder, PASSPHRASE)
    except UserError:
        return True
    try:
        return not all(finding.good for finding in verify(vault.desk))
    except UserError:
        return True
    finally:
        vault.close()


INTERRUPTED = """
import os, sys
from pathlib import Path
from ombudsdesk.vault import vault as vaults
vault = vaults.unlock(Path(sys.argv[1]), sys.argv[2])
vault.desk.run("PRAGMA cache_size = 5")
vault.desk.run("BEGIN IMMEDIATE")
vault.desk.run("UPDATE note SET text = 'half done ' || text")
vault.desk.query("SELECT count(*) FROM note WHERE text LIKE 'half%'")
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills itself the Unix way")
@pytest.mark.parametrize("trials", [10, pytest.param(50, marks=pytest.mark.trials)])
def test_a_flipped_bit_in_what_a_crash_left_is_never_silent(closed: Path, tmp_path: Path, trials: int) -> None:
    vault = vaults.unlock(closed, PASSPHRASE)
    before = digest(vault.desk)
    vault.close()
    subprocess.run([sys.executable, "-c", INTERRUPTED, str(closed), PASSPHRASE], check=False)
    journal = closed / f"{DATA_FILE}-journal"
    assert journal.stat().st_size > 4096
    random = Random(8)
    told = 0
    for trial in range(trials):
        folder = tmp_path / f"try-{trial}"
        shutil.copytree(closed, folder)
        content = bytearray((folder / journal.name).read_bytes())
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        (folder / journal.name).write_bytes(content)
        if is_told(folder):
            told += 1
        else:
            again = vaults.unlock(folder, PASSPHRASE)
            assert digest(again.desk) == before
            again.close()
        shutil.rmtree(folder)
    assert told
    # and without a flip it is rolled back
    vault = vaults.unlock(closed, PASSPHRASE)
    assert digest(vault.desk) == before
    vault.close()
