from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from ombudsdesk.errors import UserError
from ombudsdesk.vault import places
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.places import Service, Surroundings, mounts_of_linux, mounts_of_mac, service_of
from tests.conftest import FAST_KDF, PASSPHRASE

LINUX = """\
/dev/sda2 / ext4 rw,relatime 0 0
/dev/sdb1 /media/ana/BLUE\\040STICK vfat rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sda3 /home/local ext4 rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk4s1 on /Volumes/BLUE STICK (msdos, local, nodev, nosuid, noowners)
//ana@server/files on /Volumes/files (smbfs, nodev, nosuid, mounted by ana)
"""
ON_LINUX = Surroundings({}, mounts_of_linux(LINUX))
ON_MAC = Surroundings({}, mounts_of_mac(MAC))
ON_WINDOWS = Surroundings({"OneDrive": r"C:\Users\ana\Sync", "OneDriveCommercial": r"D:\Lincoln USD"}, {"Z:": "remote"})

COPIED = [
    (r"C:\Users\ana\OneDrive\vault", ON_WINDOWS, Service.ONEDRIVE),
    (r"C:\Users\ana\OneDrive - Lincoln Unified\Documents\vault", ON_WINDOWS, Service.ONEDRIVE),
    (r"c:\users\ANA\sync\vault", ON_WINDOWS, Service.ONEDRIVE),
    (r"D:\Lincoln USD", ON_WINDOWS, Service.ONEDRIVE),
    (r"G:\My Drive\vault", ON_WINDOWS, Service.GOOGLE_DRIVE),
    (r"G:\Mi unidad", ON_WINDOWS, Service.GOOGLE_DRIVE),
    (r"C:\Users\ana\Google Drive\x", ON_WINDOWS, Service.GOOGLE_DRIVE),
    (r"C:\Users\ana\Dropbox (Lincoln)\x", ON_WINDOWS, Service.DROPBOX),
    (r"C:\Users\ana\iCloudDrive\x", ON_WINDOWS, Service.ICLOUD),
    (r"C:\Users\ana\Nextcloud\x", ON_WINDOWS, Service.OTHER_CLOUD),
    (r"\\server\home\ana\vault", ON_WINDOWS, Service.NETWORK),
    (r"Z:\vault", ON_WINDOWS, Service.NETWORK),
    (r"z:\vault", ON_WINDOWS, Service.NETWORK),
    ("/Users/ana/Library/CloudStorage/OneDrive-Lincoln/vault", ON_MAC, Service.ONEDRIVE),
    ("/Users/ana/Library/CloudStorage/GoogleDrive-ana@x.org/My Drive", ON_MAC, Service.GOOGLE_DRIVE),
    ("/Users/ana/Library/CloudStorage/Box-Box/x", ON_MAC, Service.OTHER_CLOUD),
    ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/vault", ON_MAC, Service.ICLOUD),
    ("/Volumes/files/vault", ON_MAC, Service.NETWORK),
    ("/home/ana/vault", ON_LINUX, Service.NETWORK),
    ("/mnt/share", ON_LINUX, Service.NETWORK),
    ("/run/user/1000/gvfs/smb-share:server=x", ON_LINUX, Service.NETWORK),
    ("/home/local/ana/Dropbox/vault", ON_LINUX, Service.DROPBOX),
]
OWN = [
    (r"C:\Users\ana\AppData\Local\Ombuds\vault", ON_WINDOWS),
    (r"E:\backups", ON_WINDOWS),
    (r"\\?\C:\Users\ana\vault", ON_WINDOWS),
    (r"E:\Mis cosas\Mi unidad vieja", ON_WINDOWS),
    (r"C:\Users\ana\SyncNot\vault", ON_WINDOWS),
    ("/Users/ana/Library/Application Support/Ombuds/vault", ON_MAC),
    ("/Volumes/BLUE STICK", ON_MAC),
    ("/media/ana/BLUE STICK/backups", ON_LINUX),
    ("/home/local/ana/dropbox-notes-of-2019", ON_LINUX),
    ("/srv/vault", ON_LINUX),
    ("/home/local/ana/vault", ON_LINUX),
]


def path_of(text: str) -> PurePath:
    return PurePosixPath(text) if text.startswith("/") else PureWindowsPath(text)


@pytest.mark.parametrize(("text", "around", "service"), COPIED, ids=[row[0] for row in COPIED])
def test_a_folder_that_others_get_a_copy_of_is_known(text: str, around: Surroundings, service: Service) -> None:
    assert service_of(path_of(text), around) is service


@pytest.mark.parametrize(("text", "around"), OWN, ids=[row[0] for row in OWN])
def test_a_disk_or_stick_of_ones_own_is_fine(text: str, around: Surroundings) -> None:
    assert service_of(path_of(text), around) is None


@pytest.mark.parametrize("name", ["OneDrive", "Dropbox", "Google Drive", "iCloudDrive", "Nextcloud"])
def test_no_vault_is_made_where_a_cloud_service_copies_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()

    with pytest.raises(UserError, match="can never be taken back"):
        vaults.create(tmp_path / name / "vault", PASSPHRASE, kdf=FAST_KDF)

    assert list((tmp_path / name).iterdir()) == []


def test_a_link_into_such_a_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")

    with pytest.raises(UserError, match="Dropbox copies this folder"):
        places.require_local(tmp_path / "plain" / "vault")


def test_a_network_drive_is_refused_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "here", lambda: Surroundings({}, {str(tmp_path): "cifs"}))

    with pytest.raises(UserError, match="network drive"):
        places.require_local(tmp_path / "vault")


def test_what_is_known_of_this_computer_holds_its_own_disk() -> None:
    around = places.here()

    assert around.environment
    assert around.mounts or not Path("/proc/self/mounts").exists()
