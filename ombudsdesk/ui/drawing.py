"""Drawing our own line icons in any colour.

The SVG files in `resources/icons/` use `currentColor`; QSvgRenderer draws them, so no image plugin is needed.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ombudsdesk import paths

# drawn large, so that they are sharp at 400 %
_PICTURE = 64


@cache
def _source(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """An icon in one colour ("#RRGGBB"), `size` pixels square. FileNotFoundError for a name that we do not have."""
    drawing = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def pictures(*, text: str, on_selection: str) -> dict[str, QPixmap]:
    """The few pictures that the stylesheet shows, by file name, in the colours of the theme."""
    drawn = (("check", on_selection), ("minus", on_selection), ("dot", on_selection), ("chevron-down", text))
    return {f"{name}.png": pixmap(name, colour, _PICTURE) for name, colour in drawn}
