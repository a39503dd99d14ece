"""How tables are laid out and tagged: lines with a band each, and fields of two sides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ombudsdesk.report import fonts
from ombudsdesk.report.flowables import TaggedParagraph
from ombudsdesk.report.reportlab_safely import Table
from ombudsdesk.report.structure import Element, Tag
from ombudsdesk.report.style import ACCENT, LINE, TEXT_WIDTH, TINT, styles

_LAST_COLUMN = 108.0
_GRID_PADDING = 3.5
_LEAST_LABELS = 92.0
_MOST_LABELS = 0.4 * TEXT_WIDTH
_MOST_COLUMN = 96.0
_SIZES = ("grid", "small grid")


def tagged(text: str, style: str, element: Element) -> TaggedParagraph:
    """A text in one of the report's styles, read as this element."""
    return TaggedParagraph.of(fonts.markup(text), styles()[style], element=element)


def padding(vertical: float) -> list[Any]:
    everywhere = ((0, 0), (-1, -1))
    return [("TOPPADDING", *everywhere, vertical), ("BOTTOMPADDING", *everywhere, vertical)]


def layout(cells: Sequence[Sequence[Any]], widths: Sequence[float], look: Sequence[Any], *, repeat: int = 0) -> Any:
    """Cells in rows and columns; the first `repeat` rows stand again on every page."""
    # the font of cells is never used, for cells hold paragraphs; but ReportLab would name Helvetica, which is not embedded
    font = ("FONT", (0, 0), (-1, -1), fonts.REGULAR)
    return Table(
        [list(row) for row in cells], colWidths=list(widths), style=[font, *look], repeatRows=repeat, hAlign="LEFT"
    )


def list_table(element: Element, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    """A table whose first column heads its rows."""
    head, body = element.add(Tag.TABLE_HEAD), element.add(Tag.TABLE_BODY)
    cells = [row_of(head, header, style="header", scope="/Column")]
    cells += [row_of(body, row, style="cell", scope="/Row") for row in rows]
    others = len(header) - 1
    look = [*_rules(1), ("RIGHTPADDING", (-1, 0), (-1, -1), 2), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *padding(4)]
    return layout(cells, [TEXT_WIDTH - others * _LAST_COLUMN, *[_LAST_COLUMN] * others], look, repeat=1)


def row_of(part: Element, texts: Sequence[str], *, style: str, scope: str, others: str = "") -> list[TaggedParagraph]:
    """The cells of a row. All cells of a head row are headers; of a body row, the first. `others`: the rest's style."""
    row, cells = part.add(Tag.ROW), []
    for column, text in enumerate(texts):
        heads = column == 0 or scope == "/Column"
        cell = row.add(Tag.HEADER_CELL, attributes={"Scope": scope}) if heads else row.add(Tag.DATA_CELL)
        cells.append(tagged(text, style if column == 0 else others or f"{style} right", cell))
    return cells


def _rules(head_rows: int) -> list[Any]:
    return [
        ("LINEBELOW", (0, head_rows - 1), (-1, head_rows - 1), 1, ACCENT),
        ("LINEBELOW", (0, head_rows), (-1, -1), 0.5, LINE),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]


@dataclass(frozen=True)
class Side:
    """One side of a grid: what its lines are, and the label of each."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class GridText:
    """A table with two sides as texts. `fields[row][column]` stand in the order of the labels of `down` and `across`."""

    down: Side
    across: Side
    fields: tuple[tuple[str, ...], ...]

    def parts(self) -> Iterator[GridText]:
        """This grid, or several with fewer columns each where a page is too narrow for all of them."""
        style = _style_of(self)
        count, space = len(self.across.labels), TEXT_WIDTH - _labels_width(self, style)
        most = max(1, int(space / max(_column_widths(self, style), default=space)))
        parts = 1 if _fits(self, style) else -(-count // most)
        edges = [count * part // parts for part in range(parts + 1)]
        for start, end in itertools.pairwise(edges):
            fields = tuple(row[start:end] for row in self.fields)
            yield GridText(self.down, Side(self.across.name, self.across.labels[start:end]), fields)


def _style_of(grid: GridText) -> str:
    """The largest type in which a grid's columns stand side by side with whole words."""
    return next((style for style in _SIZES if _fits(grid, style)), _SIZES[-1])


def _fits(grid: GridText, style: str) -> bool:
    return _labels_width(grid, style) + sum(_column_widths(grid, style)) <= TEXT_WIDTH


def _labels_width(grid: GridText, style: str) -> float:
    texts = (grid.down.name, *grid.down.labels)
    return min(max(_LEAST_LABELS, _longest_word(texts, f"{style} header") + _GRID_PADDING), _MOST_LABELS)


def _column_widths(grid: GridText, style: str) -> list[float]:
    """The least width of each column, in points: its longest word, or a band of the whole grid on one line."""
    band = max((_width(text, style) for row in grid.fields for text in row), default=0.0)
    words = (_longest_word((label,), f"{style} header") for label in grid.across.labels)
    return [min(max(word, band) + 2 * _GRID_PADDING + 1, TEXT_WIDTH - _MOST_LABELS) for word in words]


def _widths(grid: GridText, style: str) -> list[float]:
    """The widths of all columns, that of the row labels first. Columns are as alike as their words allow: none shall look
    as if it weighed more."""
    least = sorted(_column_widths(grid, style))
    space = TEXT_WIDTH - _labels_width(grid, style)
    # the width at which any number of the narrowest, widened to it, still leave room for the others
    alike = min(_MOST_COLUMN, *((space - sum(least[number:])) / number for number in range(1, len(least) + 1)))
    columns = [max(width, alike) for width in _column_widths(grid, style)]
    return [TEXT_WIDTH - sum(columns), *columns]


def _longest_word(texts: Sequence[str], style: str) -> float:
    return max((_width(word, style) for text in texts for word in text.split()), default=0.0)


def _width(text: str, style: str) -> float:
    return fonts.width(text, styles()[style])


def grid_table(element: Element, grid: GridText) -> Any:
    """A grid that fits the page: its labels head rows and columns, and every field says which of them it belongs to."""
    style = _style_of(grid)
    head, body = element.add(Tag.TABLE_HEAD), element.add(Tag.TABLE_BODY)
    headers, cells = _grid_head(head, grid, style)
    for label, fields in zip(grid.down.labels, grid.fields, strict=True):
        cells.append(_grid_row(body.add(Tag.ROW), label, fields, headers=headers, style=style))
    return layout(cells, _widths(grid, style), _grid_look(), repeat=2)


def _grid_head(head: Element, grid: GridText, style: str) -> tuple[list[list[Element]], list[list[Any]]]:
    """For each column the headers that stand above it, and the two rows that name the sides and the columns."""
    first, second = head.add(Tag.ROW), head.add(Tag.ROW)
    count = len(grid.across.labels)
    corner = first.add(Tag.HEADER_CELL, attributes={"Scope": "/Column", "RowSpan": 2})
    above = first.add(Tag.HEADER_CELL, attributes={"Scope": "/Column", "ColSpan": count})
    columns = [second.add(Tag.HEADER_CELL, attributes={"Scope": "/Column"}) for _label in grid.across.labels]
    labels = zip(grid.across.labels, columns, strict=True)
    top = [tagged(grid.down.name, f"{style} header", corner), tagged(grid.across.name, f"{style} header", above)]
    below = [tagged(label, f"{style} header", column) for label, column in labels]
    return [[above, column] for column in columns], [[*top, *[""] * (count - 1)], ["", *below]]


def _grid_row(
    row: Element, label: str, fields: Sequence[str], *, headers: Sequence[Sequence[Element]], style: str
) -> list[TaggedParagraph]:
    heading = row.add(Tag.HEADER_CELL, attributes={"Scope": "/Row"})
    cells = [tagged(label, f"{style} label", heading)]
    for text, above in zip(fields, headers, strict=True):
        cells.append(tagged(text, style, row.add(Tag.DATA_CELL, headers=(heading, *above))))
    return cells


def _grid_look() -> list[Any]:
    return [
        *_rules(2),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (-1, 0)),
        ("LINEBELOW", (1, 0), (-1, 0), 0.5, LINE),
        ("BACKGROUND", (1, 0), (-1, 1), TINT),
        ("VALIGN", (0, 0), (-1, 1), "BOTTOM"),
        ("VALIGN", (0, 2), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (1, 0), (-1, -1), _GRID_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _GRID_PADDING),
        *padding(3),
    ]
