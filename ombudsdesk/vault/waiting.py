"""A pause after wrong passphrases, longer each time: it slows down somebody who guesses at the desk.

The tries are remembered beside the vault, because a fresh program is one key away. Whoever can delete that file can also
copy the vault and guess elsewhere: against them only the passphrase helps. Nothing is ever destroyed for wrong tries, or
anybody at the desk could destroy the office's work.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

TRIES_FILE = "vault.tries"
FREE_TRIES = 3
LONGEST_SECONDS = 60


def pause(wrong: int) -> int:
    """Seconds to wait after so many wrong tries: 0 for the first three, then 2, 4, 8 … and never more than 60."""
    beyond = wrong - FREE_TRIES
    return 0 if beyond <= 0 else min(2 ** min(beyond, 10), LONGEST_SECONDS)


class Tries:
    """The wrong tries at a vault."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TRIES_FILE

    def seconds_to_wait(self, now: datetime) -> int:
        """How long until the next try is looked at. A clock that was set back makes nobody wait longer than the pause."""
        wrong, last = self._read()
        if last is None:
            return 0
        left = pause(wrong) - (now - last).total_seconds()
        return 0 if left <= 0 else min(int(left) + 1, pause(wrong))

    def wrong(self, now: datetime) -> None:
        """One more wrong try."""
        count, _last = self._read()
        # a folder that cannot be written is no reason to keep the owner out
        with suppress(OSError):
            self._path.write_text(json.dumps({"wrong": count + 1, "last": now.isoformat()}), encoding="utf-8")

    def right(self) -> None:
        """The passphrase was right: all is forgotten."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, datetime | None]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            last = datetime.fromisoformat(kept["last"])
            wrong = int(kept["wrong"])
        # "Infinity" and ten thousand brackets are JSON, too
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return 0, None
        # a time with a zone was not written by us
        return (wrong, last) if last.tzinfo is None and wrong > 0 else (0, None)
