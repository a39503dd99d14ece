"""How a report looks: one accent colour, one typeface, US Letter with wide margins. Lengths are points (1/72 inch)."""

from __future__ import annotations

from functools import cache
from typing import Any

from ombudsdesk.report import fonts
from ombudsdesk.report.reportlab_safely import LETTER, TA_LEFT, TA_RIGHT, HexColor, ParagraphStyle

PAGE = LETTER
MARGIN = 72.0
TEXT_WIDTH: float = PAGE[0] - 2 * MARGIN
FOOTER_HEIGHT = 40.0

ACCENT = HexColor("#12355B")
INK = HexColor("#22272E")
QUIET = HexColor("#565E68")
LINE = HexColor("#D3DAE3")
TINT = HexColor("#F1F5F9")


def _style(name: str, size: float, leading: float, **more: Any) -> Any:
    options = {"fontName": fonts.REGULAR, "bulletFontName": fonts.REGULAR, "textColor": INK, "alignment": TA_LEFT} | more
    # splitting a list item or a cell so that one line stays alone looks like a mistake
    return ParagraphStyle(name, fontSize=size, leading=leading, allowWidows=0, allowOrphans=0, **options)


@cache
def styles() -> dict[str, Any]:
    """The paragraph styles by name."""
    bold, accent, right = {"fontName": fonts.BOLD}, {"textColor": ACCENT}, {"alignment": TA_RIGHT}
    made = (
        _style("office", 11, 14, **bold, textColor=QUIET, spaceAfter=4),
        _style("title", 28, 33, **bold, **accent),
        _style("period", 15, 20, textColor=QUIET, spaceAfter=14),
        _style("heading", 16, 20, **bold, **accent, spaceBefore=22, spaceAfter=6),
        _style("text", 11, 16, spaceAfter=8),
        _style("number", 40, 42, **bold, **accent),
        _style("number band", 24, 30, **bold, **accent),
        _style("number text", 12, 16, **bold),
        _style("note", 10.5, 15, textColor=QUIET, spaceAfter=6),
        _style("term", 11, 16, **bold),
        _style("meaning", 11, 16),
        _style("code number", 13, 16, **right, textColor=QUIET),
        _style("code", 26, 30, **bold, **accent),
        _style("caption", 10.5, 14, **bold, spaceBefore=6, spaceAfter=5),
        _style("header", 9.5, 13, **bold, textColor=QUIET),
        _style("header right", 9.5, 13, **bold, **right, textColor=QUIET),
        _style("cell", 10.5, 15),
        _style("cell right", 10.5, 15, **right),
        _style("chart label", 9.5, 12),
        *_grid_styles("grid", 9.5, 12.5),
        *_grid_styles("small grid", 8.5, 11),
    )
    return {style.name: style for style in made}


def _grid_styles(name: str, size: float, leading: float) -> tuple[Any, Any, Any]:
    """A field of a grid, the label of a row, and the head of a column. A band is never broken over two lines."""
    return (
        _style(name, size, leading),
        _style(f"{name} label", size, leading),
        _style(f"{name} header", size, leading, fontName=fonts.BOLD, textColor=QUIET),
    )
