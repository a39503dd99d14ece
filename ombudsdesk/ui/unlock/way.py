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


def free_place(folder: Path) -> Path:
    """Where a vault could be made beside the one that is there: the folder itself if it is free, else "vault-2" …"""
    wanted = place_in(folder)
    place, number = wanted, 2
    while _holds_something(place):
        place, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return place


def _holds_something(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError:
        # what can be done there is said when something is made in it
        return False


def title(way: Way) -> str:
    """What the gate says in large letters, where a vault is or should be."""
    return {
        Way.GONE: _("The vault is not where it was"),
        Way.BARRED: _("The vault's folder cannot be used"),
    }.get(way) or _("Open the desk")


def words(way: Way) -> str:
    """What the gate says below its title."""
    return {
        Way.GONE: _(
            "There is no vault in the folder below. If it is on a stick or a network drive, connect that and look again. "
            "If the folder was moved, choose its new place."
        ),
        Way.BARRED: _("This computer does not let you look into it. Ask for permission, or use another folder."),
    }.get(way, "")
