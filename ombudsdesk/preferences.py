"""What the program remembers outside the vault: language, colours, and where the vault is. Nothing about anybody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ombudsdesk import i18n, paths

THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """`language` is a code that the program speaks; `theme` one of THEMES; `vault` the folder used last, "" if none."""

    language: str = "en"
    theme: str = "system"
    vault: str = ""


def load() -> Preferences:
    """The kept preferences; the computer's language and the defaults where nothing useful was kept."""
    fresh = Preferences(language=i18n.system_language())
    try:
        kept = json.loads(paths.preferences_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return fresh
    if not isinstance(kept, dict):
        return fresh
    texts = {one.name: kept[one.name] for one in fields(Preferences) if isinstance(kept.get(one.name), str)}
    known = {"language": i18n.LANGUAGES, "theme": THEMES}
    good = {name: text for name, text in texts.items() if text in known.get(name, (text,))}
    return Preferences(**{**asdict(fresh), **good})


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
