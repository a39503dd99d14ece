"""Our own line icons, drawn in the colours of the theme.

The SVG files in `resources/icons/` use `currentColor`; QSvgRenderer draws them, so no image plugin is needed.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ombudsdesk import paths
from ombudsdesk.ui.theme import colours

# logical sizes times the usual screen scales
_SIZES = (16, 20, 24, 32, 48, 64, 96)


@cache
def _source(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in paths.resource("icons").glob("*.svg"))


@cache
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """An icon in one colour ("#12355B"), `size` pixels square. FileNotFoundError for a name that we do not have."""
    drawing = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def icon(name: str, colour: str = "") -> QIcon:
    """An icon for a button, list or menu; in the theme's text colour unless another is given."""
    theme = colours()
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour or theme.text, size), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, theme.edge, size), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, theme.selection_text, size), QIcon.Mode.Selected)
    return made
