"""What can be done with a folder: open the vault in it, make one there, or look for it elsewhere."""

from __future__ import annotations

from enum import Enum, auto, unique
from pathlib import Path

from ombudsdesk.i18n import _
from ombudsdesk.vault import vault as vaults


@unique
class Way(Enum):
    """`GONE`: a vault was there once and is not now. `BARRED`: the computer does not let us look."""

    OPEN = auto()
    MAKE = auto()
    GONE = auto()
    BARRED = auto()

    @property
    def is_open(self) -> bool:
        """Whether a passphrase is asked for."""
        return self in {Way.OPEN, Way.MAKE}


def way_of(folder: Path, *, known: bool) -> Way:
    """What can be done with a folder. `known`: a vault is expected there, and making one would be the wrong answer."""
    try:
        if vaults.exists(folder):
            return Way.OPEN
    except OSError:
        return Way.BARRED
    return Way.GONE if known else Way.MAKE


def place_in(folder: Path) -> Path:
    """Where the vault is or would be: a folder that holds other things gets a vault of its own inside."""
    try:
        occupied = folder.is_dir() and any(folder.iterdir()) and not vaults.exists(folder)
    except OSError:
        # what can be done there is said when it is looked at
        return folder
    return folder / "vault" if occupied else folder


def title(way: Way) -> str:
    """What the gate says in large letters."""
    return {
        Way.OPEN: _("Open the desk"),
        Way.MAKE: _("Make your office's vault"),
        Way.GONE: _("The vault is not where it was"),
        Way.BARRED: _("The vault's folder cannot be used"),
    }[way]


def words(way: Way) -> str:
    """What the gate says below its title."""
    return {
        Way.OPEN: "",
        Way.MAKE: _(
            "Everything you write is kept in an encrypted vault on this computer and nowhere else. Choose a passphrase of "
            "several words. Nobody can open the vault without it, and nobody can reset it: write it down and keep it safe."
        ),
        Way.GONE: _(
            "There is no vault in the folder below. If it is on a stick or a network drive, connect that and look again. "
            "If the folder was moved, choose its new place."
        ),
        Way.BARRED: _("This computer does not let you look into it. Ask for permission, or use another folder."),
    }[way]


def action(way: Way) -> str:
    """What the large button says."""
    return {Way.OPEN: _("Open"), Way.MAKE: _("Make the vault")}.get(way) or _("Look again")
