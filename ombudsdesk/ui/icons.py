"""Icons for buttons, lists and menus in the colours of the theme: `icon("cases")`."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from ombudsdesk import paths
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.theme import colours

__all__ = ["icon", "names", "pixmap"]

# logical sizes times the usual screen scales
_SIZES = (16, 20, 24, 32, 48, 64, 96)


def names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in paths.resource("icons").glob("*.svg"))


def icon(name: str, colour: str = "") -> QIcon:
    """An icon for a button, list or menu; in the theme's text colour unless another is given."""
    theme = colours()
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour or theme.text, size), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, theme.edge, size), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, theme.selection_text, size), QIcon.Mode.Selected)
    return made
