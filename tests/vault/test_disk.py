"""Is the disk under the vault encrypted? What each system says, and how it is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ombudsdesk.vault import disk

MAPPED = {
    "plain": ("", []),
    "luks": ("CRYPT-LUKS2-8a9f-luks", ["plain"]),
    "volume on luks": ("LVM-x", ["luks"]),
    "volume on plain": ("LVM-y", ["plain"]),
    "mirror of both": ("", ["luks", "plain"]),
    "mirror of luks": ("", ["luks", "luks"]),
}


@pytest.mark.parametrize(
    ("device", "encrypted"),
    [
        ("plain", False),
        ("luks", True),
        ("volume on luks", True),
        ("volume on plain", False),
        ("mirror of both", False),
        ("mirror of luks", True),
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
    ("said", "answer"), [("1\r\n", True), ("3", True), ("2", False), ("6\n", False), ("", None), ("x", None)]
)
def test_what_windows_says_of_bitlocker(said: str, answer: bool | None) -> None:
    assert disk.bitlocker_answer(said) is answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [("FileVault is On.\n", True), ("FileVault is Off.\nDeferred enablement", False), ("fdesetup: not found", None)],
)
def test_what_a_mac_says_of_filevault(said: str, answer: bool | None) -> None:
    assert disk.filevault_answer(said) is answer


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks this computer")
def test_this_computer_answers_or_says_that_it_does_not_know(tmp_path: Path) -> None:
    assert disk.is_encrypted(tmp_path) in (True, False, None)
    assert disk.is_encrypted(tmp_path / "gone") is None
