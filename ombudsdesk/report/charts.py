"""Charts, drawn from bands only: nothing in the path of a bar can say more than the band that is printed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ombudsdesk.deidentify.release import Band
from ombudsdesk.report import fonts
from ombudsdesk.report.reportlab_safely import Paragraph
from ombudsdesk.report.style import ACCENT, INK, LINE, TEXT_WIDTH, styles

_LABEL_WIDTH = 186.0
_VALUE_WIDTH = 62.0
_GAP = 8.0
_BAR_SPACE: float = TEXT_WIDTH - _LABEL_WIDTH - _VALUE_WIDTH - _GAP
_BAR_HEIGHT = 13.0
_ROW_PADDING = 9.0
_VALUE_SIZE = 9.5
_WIDTHS_SHOWN = 4
BARS_IN_ONE = 16
"""More bars than this do not fit on one page beside their headings; a longer list is drawn as several charts."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, its band, and the band in words."""

    label: str
    band: Band
    words: str


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars in the order given. `top` is the count at which a bar would fill the width."""

    bars: tuple[Bar, ...]
    top: float

    @property
    def height(self) -> float:
        return sum(_row_height(bar) for bar in self.bars)

    def paint(self, canvas: Any) -> None:
        """Draw the chart on a canvas, from (0, 0) up and right, as wide as the text."""
        y = self.height
        for bar in self.bars:
            y -= _row_height(bar)
            self._paint_bar(canvas, bar, y + _row_height(bar) / 2)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(1)
        canvas.line(_LABEL_WIDTH, 0, _LABEL_WIDTH, self.height)

    def _paint_bar(self, canvas: Any, bar: Bar, middle: float) -> None:
        label = _label(bar)
        label.drawOn(canvas, 0, middle - label.height / 2)
        length = self.length(bar.band)
        canvas.setFillColor(ACCENT)
        canvas.rect(_LABEL_WIDTH, middle - _BAR_HEIGHT / 2, length, _BAR_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(fonts.REGULAR, _VALUE_SIZE)
        canvas.drawString(_LABEL_WIDTH + length + _GAP, middle - _VALUE_SIZE * 0.33, bar.words)

    def length(self, band: Band) -> float:
        """How long a band's bar is: it ends at the band's middle, so equal bands have equal bars."""
        return _BAR_SPACE * band.middle / self.top


def bar_charts(bars: Sequence[Bar]) -> list[BarChart]:
    """The charts of a list of bars, all to one scale. Small counts do not fill the width: that would look like many."""
    top = max((bar.band.middle for bar in bars), default=0)
    top = max(top, *(_WIDTHS_SHOWN * (bar.band.high - bar.band.low + 1) for bar in bars), 1)
    parts = (tuple(bars[start : start + BARS_IN_ONE]) for start in range(0, len(bars), BARS_IN_ONE))
    return [BarChart(part, top) for part in parts]


def _label(bar: Bar) -> Any:
    label = Paragraph(fonts.markup(bar.label), styles()["chart label"])
    label.wrap(_LABEL_WIDTH - _GAP, 1000)
    return label


def _row_height(bar: Bar) -> float:
    return max(_BAR_HEIGHT, float(_label(bar).height)) + _ROW_PADDING
