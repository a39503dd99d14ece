"""What every test gets: English, no screen, no network, and a real vault with a raw key."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ombudsdesk import i18n
from ombudsdesk.vault import vault as vaults
from ombudsdesk.vault.keys import Argon2
from ombudsdesk.vault.vault import Vault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# these machines are noisy: a slow example is no failure
settings.register_profile("office", deadline=None, max_examples=60)
settings.load_profile("office")

FAST_KDF = Argon2(memory=8 * 1024, passes=1, lanes=1)
PASSPHRASE = "correct horse batería staple"  # noqa: S105 - opens test vaults only

_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "urllib.Request",
)


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise AssertionError(f"the program tried to use the network: {event}")


sys.addaudithook(_no_network)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English and leaves no language behind."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the preferences or vaults of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    for name, folder in (("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")):
        monkeypatch.setenv(name, str(home / folder))
    return home


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A fresh, real vault."""
    made = vaults.create(tmp_path / "vault", PASSPHRASE, kdf=FAST_KDF)
    yield made
    made.close()


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying a passphrase takes no second: for what chooses its own cost."""
    monkeypatch.setattr("ombudsdesk.vault.keys.calibrated", lambda: FAST_KDF)
