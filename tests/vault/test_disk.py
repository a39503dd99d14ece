"""Is the disk under the vault encrypted? What each system says, and how it is read."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import pytest

from ombudsdesk.vault import disk

MAPPED = {
    "plain": ("", []),
    "luks": ("CRYPT-LUKS2-8a9f-luks", ["plain"]),
    "volume on luks": ("LVM-x", ["luks"]),
    "volume on plain": ("LVM-y", ["plain"]),
    "mirror of both": ("", ["luks", "plain"]),
    "mirror of luks": ("", ["luks", "luks"]),
    "only checked": ("CRYPT-INTEGRITY-8a9f", ["plain"]),
    "checked on luks": ("CRYPT-INTEGRITY-8a9f", ["luks"]),
    "read only": ("CRYPT-VERITY-8a9f", ["plain"]),
}

# two mounts on one place, a space in a name, a bind mount of a folder
MOUNTED = """22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
36 22 0:41 /home /home rw,relatime shared:2 master:1 - btrfs /dev/mapper/luks-8a9f rw,space_cache
37 36 8:17 / /home/ana/My\\040stick rw - vfat /dev/sdb1 rw
38 22 0:50 / /mnt rw - nfs4 server:/files rw
39 22 8:33 / /mnt rw - ext4 /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("device", "encrypted"),
    [
        ("plain", False),
        ("luks", True),
        ("volume on luks", True),
        ("volume on plain", False),
        ("mirror of both", False),
        ("mirror of luks", True),
        ("only checked", False),
        ("checked on luks", True),
        ("read only", False),
    ],
)
def test_a_linux_disk_is_encrypted_if_all_that_it_lies_on_is(device: str, encrypted: bool) -> None:
    found = disk.crypt_below(
        Path(device),
        uuid_of=lambda path: MAPPED[path.name][0],
        slaves_of=lambda path: [Path(name) for name in MAPPED[path.name][1]],
    )

    assert found is encrypted


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("1\r\n", True),
        ("2", False),
        ("4\n", False),
        # part of the disk is still readable; nobody documents what this means; locked, so that no vault could lie there
        ("3", None),
        ("5", None),
        ("6", None),
        ("", None),
        ("x", None),
    ],
)
def test_what_windows_says_of_bitlocker(said: str, answer: bool | None) -> None:
    assert disk.bitlocker_answer(said) is answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("FileVault is On.\n", True),
        ("FileVault is Off.\nDeferred enablement", False),
        ("FileVault is On.\nEncryption in progress: Percent completed = 41\n", None),
        ("fdesetup: not found", None),
    ],
)
def test_what_a_mac_says_of_filevault(said: str, answer: bool | None) -> None:
    assert disk.filevault_answer(said) is answer


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("/srv/office", "/dev/sda2"),
        ("/home/ana/vault", "/dev/mapper/luks-8a9f"),
        ("/home/ana/My stick/vault", "/dev/sdb1"),
        ("/mnt/vault", "/dev/sdc1"),
        ("vault", ""),
    ],
)
def test_what_is_mounted_under_a_folder(folder: str, source: str) -> None:
    assert disk.source_of(MOUNTED, PurePosixPath(folder)) == source


@pytest.mark.parametrize(("crypt", "answer"), [([True, True], True), ([True, False], False), ([False], False), ([], None)])
def test_a_file_system_on_several_disks_is_encrypted_if_all_are(crypt: list[bool], answer: bool | None) -> None:
    disks = {Path(str(place)): found for place, found in enumerate(crypt)}

    assert disk.all_encrypted(disks, is_crypt=disks.__getitem__) is answer


@pytest.mark.parametrize("drive", ["", "\\\\server\\it's here", "C", "C:'); evil('", "CC:"])
def test_powershell_is_asked_about_nothing_but_a_drive(drive: str) -> None:
    assert disk.bitlocker_question(drive) == ""
    assert "NameSpace('D:')" in disk.bitlocker_question("D:")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks this computer")
def test_this_computer_answers_or_says_that_it_does_not_know(tmp_path: Path) -> None:
    assert disk.is_encrypted(tmp_path) in (True, False, None)
    assert disk.is_encrypted(tmp_path / "gone") is None
