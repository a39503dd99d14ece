"""Whatever is wrong with a vault's files is told, each thing in its own words, in both languages; nothing is silent."""

from __future__ import annotations

import json
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
from ombudsdesk.vault.claim import LOCK_FILE
from ombudsdesk.vault.digest import digest
from ombudsdesk.vault.generation import GENERATION_FILE
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


NO_VAULT = ("There is no vault in this folder.", "Choose the folder in which the vault was made.")
NO_KEYS = ("The key file of this vault is missing.", "Put back the file {name} from your copy.")
DAMAGED_KEYS = (
    "The key file of this vault is damaged or was changed.",
    "Put back the key file from your copy: nothing was changed here.",
)
OTHER_KEYS = ("The key file and the vault do not belong together.", "Put both files back from the same backup.")
NO_DATA = ("The vault file is missing.", "Put it back beside the key file, or restore your last backup.")
CUT_OFF = ("The vault file is empty or cut off.", "Restore your last backup: nothing was changed here.")
NOT_ENCRYPTED = ("This file is a database without encryption, not a vault.", "Choose the folder of your vault.")
UNREADABLE = (
    "The vault file cannot be read with its key: it is damaged, or it belongs to another key file.",
    "Restore your last backup: nothing was changed here.",
)
OLD_OR_NOT = (
    "The file {name}, which tells whether the vault is the newest one, is damaged.",
    "If nobody put back an older vault, open it: the file is then made anew.",
)
NOT_ALLOWED = ("The vault's folder cannot be used.", "Check that it is a folder and that you may change it.")
NOT_OPENED = ("The vault could not be read.", "Check that the folder is there and that you may open it.")
PROTECTED = (
    "The vault cannot be changed: its file or folder is write-protected.",
    "Allow changes to the folder, then try again.",
)
BUSY = (
    "The vault is busy: another window or an import is writing to it at this moment.",
    "Try again in a moment, or close the other window.",
)
DISK_ERROR = (
    "The disk reported an error; the last change was not saved.",
    "Check that the disk is connected and not full, then try again.",
)
DISK_FULL = (
    "The disk is full; the last change was not saved.",
    "Free some space, then save again: everything saved before is safe.",
)

Sentences = tuple[str, str]
"""What happened, and what to do: in English."""

SITUATIONS: dict[str, tuple[Callable[[Path], object], Sentences]] = {
    "no folder": (shutil.rmtree, NO_VAULT),
    "a file in place of the folder": (_file_in_place_of_the_folder, NO_VAULT),
    "no key file": (lambda folder: (folder / KEY_FILE).unlink(), NO_KEYS),
    "a folder in place of the key file": (_folder_in_place_of(KEY_FILE), NO_KEYS),
    "empty key file": (replace(KEY_FILE, b""), DAMAGED_KEYS),
    "key file of random bytes": (replace(KEY_FILE, bytes(range(256))), DAMAGED_KEYS),
    "key file of another vault": (_keys_of_another, OTHER_KEYS),
    "no vault file": (lambda folder: (folder / DATA_FILE).unlink(), NO_DATA),
    "a folder in place of the vault file": (_folder_in_place_of(DATA_FILE), NO_DATA),
    "empty vault file": (replace(DATA_FILE, b""), CUT_OFF),
    "five bytes": (replace(DATA_FILE, b"12345"), CUT_OFF),
    "plain database": (_plain, NOT_ENCRYPTED),
    "random pages": (_random_pages, UNREADABLE),
    "damaged generation file": (replace(GENERATION_FILE, b"12345"), OLD_OR_NOT),
}
LANGUAGES = pytest.mark.parametrize("language", i18n.LANGUAGES)


def require_told(said: Sentences, sentences: Sentences, language: str) -> None:
    """Exactly these sentences, translated: neither holds a path or a word of a case then."""
    name = GENERATION_FILE if sentences is OLD_OR_NOT else KEY_FILE
    i18n.use(language)
    assert said == tuple(i18n._(sentence).format(name=name) for sentence in sentences)
    if language != "en":
        assert all(there != here.format(name=name) for there, here in zip(said, sentences, strict=True))


@pytest.mark.parametrize("situation", SITUATIONS)
@LANGUAGES
def test_each_thing_that_can_be_wrong_is_told_in_words(closed: Path, situation: str, language: str) -> None:
    harm, sentences = SITUATIONS[situation]
    harm(closed)
    i18n.use(language)

    with pytest.raises(UserError) as told:
        vaults.unlock(closed, PASSPHRASE, alone=True)

    require_told((told.value.what, told.value.what_to_do), sentences, language)
    assert str(closed) not in str(told.value)
    assert CASE_WORDS not in str(told.value)


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
        try:
            yield
        finally:
            process.kill()


@LANGUAGES
def test_a_vault_that_another_program_writes_to_is_busy_and_not_damaged(
    closed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("ombudsdesk.vault.engine.BUSY_SECONDS", 0.2)
    i18n.use(language)

    with locked(closed), pytest.raises(UserError) as told:
        vaults.unlock(closed, PASSPHRASE, alone=True)

    require_told((told.value.what, told.value.what_to_do), BUSY, language)


LIMITED = """
import os, resource, signal, sys
from datetime import datetime
from pathlib import Path
from ombudsdesk import i18n
from ombudsdesk.errors import UserError
from ombudsdesk.vault import cases, vault as vaults
from ombudsdesk.vault.reading import counts

folder, words, language, limit = Path(sys.argv[1]), *sys.argv[2:]
i18n.use(language)
vault = None
try:
    if limit == "another person" and os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    vault = vaults.unlock(folder, words, alone=True)
    before = counts(vault.desk).notes
    if limit == "no room":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / "vault.db").stat().st_size, resource.RLIM_INFINITY))
    for number in range(100):
        cases.write_note(vault.desk, case=1, text="x" * 9000, now=datetime(2026, 3, 17))
    print("no error")
except UserError as error:
    print(error.what, error.what_to_do, sep="\\n")
    if vault is not None:
        print("as before" if counts(vault.desk).notes >= before else "lost")
"""
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def limited(folder: Path, language: str, limit: str) -> tuple[Sentences, list[str]]:
    """What is said to somebody whom the computer does not let write; and what else."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), PASSPHRASE, language, limit],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    what, to_do, *rest = done.stdout.splitlines()
    return (what, to_do), rest


@UNIX
@LANGUAGES
def test_no_room_on_the_disk_is_told_and_costs_nothing(closed: Path, language: str) -> None:
    said, rest = limited(closed, language, "no room")

    require_told(said, DISK_ERROR, language)
    assert rest == ["as before"]
    vault = vaults.unlock(closed, PASSPHRASE)
    assert all(finding.good for finding in verify(vault.desk))
    vault.close()


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Something that takes the place of a folder while it is used, where this computer lets us."""
    if subprocess.run(["mount", *options, str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("this computer does not let us make a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes a disk the Linux way")
@LANGUAGES
def test_a_full_disk_is_told_by_its_name(closed: Path, tmp_path: Path, language: str) -> None:
    small = tmp_path / "small"
    small.mkdir()
    with mounted(small, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
        shutil.copytree(closed, small / "vault")
        said, rest = limited(small / "vault", language, "none")

        vault = vaults.unlock(small / "vault", PASSPHRASE)
        assert all(finding.good for finding in verify(vault.desk))
        vault.close()

    require_told(said, DISK_FULL, language)
    assert rest == ["as before"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes a disk the Linux way")
@LANGUAGES
def test_a_stick_with_its_switch_on_is_told_so_and_not_called_broken(closed: Path, language: str) -> None:
    with mounted(closed, "--bind", str(closed)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(closed)], check=True)

        said, _rest = limited(closed, language, "none")

    require_told(said, PROTECTED, language)


def _take_away(rights: int, *names: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        for name in names:
            path = folder / name
            path.chmod(path.stat().st_mode & ~rights)

    return do


RIGHTS: dict[str, tuple[Callable[[Path], None], Sentences]] = {
    "vault file that may only be read": (_take_away(0o222, DATA_FILE), PROTECTED),
    "folder that may only be read": (_take_away(0o222, "", LOCK_FILE), NOT_ALLOWED),
    "folder that may not be looked into": (_take_away(0o777, ""), NOT_ALLOWED),
    "key file that may not be read": (_take_away(0o777, KEY_FILE), NOT_ALLOWED),
    "vault file that may not be read": (_take_away(0o777, DATA_FILE), NOT_OPENED),
}


@UNIX
@pytest.mark.parametrize("situation", RIGHTS)
@LANGUAGES
def test_what_the_computer_does_not_allow_is_told(closed: Path, situation: str, language: str) -> None:
    (closed / LOCK_FILE).touch()
    for path in (closed, *closed.iterdir()):
        path.chmod(0o777)
    for folder in closed.parents:
        if folder == Path("/tmp"):  # noqa: S108 - no further than the tests' own folders
            break
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
    harm, sentences = RIGHTS[situation]
    harm(closed)
    try:
        said, _rest = limited(closed, language, "another person")
    finally:
        closed.chmod(0o700)

    require_told(said, sentences, language)


def test_what_needs_another_step_has_another_sentence() -> None:
    situations = {**SITUATIONS, **RIGHTS, "busy": (None, BUSY), "error": (None, DISK_ERROR), "full": (None, DISK_FULL)}
    told = {sentences for _harm, sentences in situations.values()}

    # the first sentence alone says which one it is: nobody is sent to two places by the same words
    assert len({what for what, _to_do in told}) == len(told) == 15
    assert all(sentence.endswith(".") for sentences in told for sentence in sentences)


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.trials)])
def test_no_flipped_bit_of_the_key_file_is_silent(closed: Path, step: int) -> None:
    path = closed / KEY_FILE
    whole, random = path.read_bytes(), Random(6)
    opened = []
    for place in range(0, len(whole), step):
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        if not is_told(closed):
            opened.append(bytes(changed))

    # only what says the same in other white space opens, and then the vault is the same
    assert all(json.loads(text) == json.loads(whole) for text in opened)
    path.write_bytes(whole)
    assert not is_told(closed)


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
