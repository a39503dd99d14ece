"""Where things lie on this computer: the program's own data, the office's vault, the preferences."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

APPLICATION = "Ombuds"


@cache
def data_root() -> Path:
    """The folder that holds `resources/` and `translations/`: in a bundle, an installed package or a checkout."""
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [Path(bundle)] if bundle else [package / "_data", package.parent]
    for candidate in candidates:
        if (candidate / "resources").is_dir():
            return candidate
    raise FileNotFoundError("the program's resources folder is missing: install the program again")


def resource(*parts: str) -> Path:
    """A file or folder below `resources/`."""
    return data_root().joinpath("resources", *parts)


def read_json(*parts: str) -> Any:
    """The parsed JSON of a resource."""
    return json.loads(resource(*parts).read_text(encoding="utf-8"))


def translations() -> Path:
    """The folder of gettext catalogues."""
    return data_root() / "translations"


def default_vault() -> Path:
    """Where an office's vault is made unless somebody says otherwise: a folder that does not roam to a server."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False, roaming=False)) / "vault"


def preferences_file() -> Path:
    """Language, colours and the last vault's place. Never anything about a visitor."""
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False, roaming=False)) / "preferences.json"
