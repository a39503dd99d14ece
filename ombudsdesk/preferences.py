"""What the program remembers outside the vault: language, colours, when to lock, which vault. Nothing about anybody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ombudsdesk import i18n, paths

THEMES = ("system", "light", "dark")
LEAST_MINUTES, MOST_MINUTES = 1, 60


@dataclass(frozen=True)
class Preferences:
    """`language` is a code that the program speaks; `theme` one of THEMES; `vault` the folder used last, "" if none.

    `lock_minutes`: after so many without a hand on the desk it is locked.
    """

    language: str = "en"
    theme: str = "system"
    vault: str = ""
    lock_minutes: int = 5


def load() -> Preferences:
    """The kept preferences; the computer's language and the defaults where nothing useful was kept."""
    fresh = Preferences(language=i18n.system_language())
    try:
        kept = json.loads(paths.preferences_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return fresh
    if not isinstance(kept, dict):
        return fresh
    known = {"language": i18n.LANGUAGES, "theme": THEMES, "vault": None}
    texts = {name: kept[name] for name in known if isinstance(kept.get(name), str)}
    good = {name: text for name, text in texts.items() if text in (known[name] or (text,))}
    minutes = kept.get("lock_minutes")
    # exactly an int: true is one too
    if type(minutes) is int and LEAST_MINUTES <= minutes <= MOST_MINUTES:
        fresh = replace(fresh, lock_minutes=minutes)
    return replace(fresh, **good)


def save(preferences: Preferences) -> bool:
    """Keep the preferences; False where the computer does not allow it, which is no reason to stop working."""
    target: Path = paths.preferences_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(preferences), indent=1), encoding="utf-8")
        fresh.replace(target)
    except OSError:
        return False
    return True
