"""A report as a story: headings, paragraphs, definitions, tables and figures, told once for each of two passes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ombudsdesk.i18n import Speech
from ombudsdesk.report import fonts
from ombudsdesk.report.canvas import TaggedCanvas
from ombudsdesk.report.charts import BarChart
from ombudsdesk.report.flowables import Figure, Heading
from ombudsdesk.report.reportlab_safely import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Spacer
from ombudsdesk.report.structure import Tag, TagTree
from ombudsdesk.report.style import ACCENT, FOOTER_HEIGHT, LINE, MARGIN, PAGE, QUIET, TEXT_WIDTH, TINT, styles
from ombudsdesk.report.tables import GridText, grid_table, layout, list_table, padding, row_of, tagged

_TERM_WIDTH = 92.0
_NUMBER_MARGIN = 18.0
_NUMBER_WIDTH = 44.0
_FOOTER_SIZE = 9
_TALLEST_KEPT_TOGETHER = 0.7 * PAGE[1]
_LEAST_OF_A_TABLE = 130.0
_LEAST_OF_A_SECTION = 200.0


class Story:
    """What a report says, in reading order. Every text is plain: it is checked and escaped here, in one place.

    Raises UserError if a text has a letter that the fonts lack.
    """

    def __init__(self) -> None:
        self.tree = TagTree()
        self.flowables: list[Any] = []
        self._headings = 0

    def title(self, text: str) -> None:
        self._heading(text, Tag.TITLE, "title")

    @contextmanager
    def section(self, heading: str) -> Iterator[None]:
        """What is told inside stands below this heading; a short section stays on one page."""
        before = len(self.flowables)
        self._heading(heading, Tag.HEADING, "heading")
        yield
        self._keep(before, otherwise=_LEAST_OF_A_SECTION)

    def _heading(self, text: str, tag: Tag, style: str) -> None:
        heading = Heading.of(fonts.markup(text), styles()[style], element=self.tree.root.add(tag))
        self._headings += 1
        heading.key = f"heading-{self._headings}"
        heading.bookmark = fonts.preflight(text)
        heading.level = 0 if tag is Tag.TITLE else 1
        self.flowables.append(heading)

    def paragraph(self, text: str, *, style: str = "text") -> None:
        self.flowables.append(tagged(text, style, self.tree.root.add(Tag.PARAGRAPH)))

    def space(self, height: float) -> None:
        self.flowables.append(Spacer(0, height))

    def _keep(self, start: int, *, otherwise: float) -> None:
        """Begin a new page before these flowables if they fit on one but not on this one; if they do not fit on one, if
        less than `otherwise` is left. (To tie a heading to a long table would move the whole table.)"""
        height = sum(_height(flowable) for flowable in self.flowables[start:])
        self.flowables.insert(start, CondPageBreak(height if height < _TALLEST_KEPT_TOGETHER else otherwise))

    def key_number(self, number: str, texts: Sequence[str], *, style: str = "number") -> None:
        """A large number and what it counts, on a tinted ground."""
        figure = tagged(number, style, self.tree.root.add(Tag.PARAGRAPH))
        looks = ("number text", *["meaning"] * len(texts))
        words = [tagged(text, look, self.tree.root.add(Tag.PARAGRAPH)) for text, look in zip(texts, looks, strict=False)]
        left = fonts.width(number, styles()[style]) + 2 * _NUMBER_MARGIN
        look = [
            ("BACKGROUND", (0, 0), (-1, -1), TINT),
            ("LINEBEFORE", (0, 0), (0, -1), 3, ACCENT),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (0, 0), _NUMBER_MARGIN),
            *padding(12),
            ("TOPPADDING", (0, 0), (0, 0), 4),  # digits stand high in their line: this centres them
        ]
        self.flowables.append(layout([[figure, words]], [left, TEXT_WIDTH - left], look))

    def definitions(self, lines: Sequence[tuple[str, str]]) -> None:
        """Terms and what they mean: a list, laid out in two columns."""
        listed = self.tree.root.add(Tag.LIST, attributes={"ListNumbering": "/None"})
        rows = []
        for term, meaning in lines:
            item = listed.add(Tag.ITEM)
            label, body = item.add(Tag.LABEL), item.add(Tag.BODY)
            rows.append([tagged(term, "term", label), tagged(meaning, "meaning", body)])
        look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0), *padding(2.5)]
        self.flowables.append(layout(rows, [_TERM_WIDTH, TEXT_WIDTH - _TERM_WIDTH], look))

    def groups(self, groups: Sequence[str]) -> None:
        """Groups of letters to be typed, large and numbered from 1: a list, laid out two in a row."""
        listed = self.tree.root.add(Tag.LIST, attributes={"ListNumbering": "/Decimal"})
        cells = []
        for number, group in enumerate(groups, start=1):
            item = listed.add(Tag.ITEM)
            label, body = item.add(Tag.LABEL), item.add(Tag.BODY)
            cells += [tagged(f"{number}.", "code number", label), tagged(group, "code", body)]
        rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
        look = [
            ("BACKGROUND", (0, 0), (-1, -1), TINT),
            ("LINEBELOW", (0, 0), (-1, -2), 0.5, LINE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *padding(9),
        ]
        body_width = TEXT_WIDTH / 2 - _NUMBER_WIDTH
        self.flowables.append(layout(rows, [_NUMBER_WIDTH, body_width] * 2, look))

    def lines_to_fill(self, labels: Sequence[str], *, count: int) -> None:
        """Lines to write on by hand, under a heading for each column."""
        element = self.tree.root.add(Tag.TABLE)
        head, body = element.add(Tag.TABLE_HEAD), element.add(Tag.TABLE_BODY)
        cells = [row_of(head, labels, style="header", scope="/Column", others="header")]
        cells += [row_of(body, ["\xa0"] * len(labels), style="cell", scope="/Row", others="cell") for _line in range(count)]
        look = [
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            *padding(4),
            ("TOPPADDING", (0, 1), (-1, -1), 16),
        ]
        self.flowables.append(layout(cells, [TEXT_WIDTH / len(labels)] * len(labels), look))

    def chart(self, caption: str, chart: BarChart, *, alt: str) -> None:
        """A chart with its caption; `alt` says the same as the chart, in words."""
        text = tagged(caption, "caption", self.tree.root.add(Tag.PARAGRAPH))
        text.keepWithNext = True
        element = self.tree.root.add(Tag.FIGURE, alt=fonts.preflight(alt), attributes={"Placement": "/Block"})
        self.flowables += [text, Figure(element, width=TEXT_WIDTH, height=chart.height, paint=chart.paint)]

    def table(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table whose first column heads its rows. A short one stays on one page."""
        element = self.tree.root.add(Tag.TABLE)
        text = tagged(caption, "caption", element.add(Tag.CAPTION))
        self._captioned(text, list_table(element, header, rows))

    def grid(self, caption: str, grid: GridText) -> None:
        """A table with two sides, whose first row and first column name its fields. A short one stays on one page."""
        element = self.tree.root.add(Tag.TABLE)
        text = tagged(caption, "caption", element.add(Tag.CAPTION))
        self._captioned(text, grid_table(element, grid))

    def _captioned(self, caption: Any, table: Any) -> None:
        self.flowables += [caption, table]
        self._keep(len(self.flowables) - 2, otherwise=_LEAST_OF_A_TABLE)


def _height(flowable: Any) -> float:
    """The height that a flowable takes on a page, with the space around it."""
    return float(flowable.wrap(TEXT_WIDTH, PAGE[1])[1] + flowable.getSpaceBefore() + flowable.getSpaceAfter())


def build(tell: Callable[[Story], None], *, title: str, speech: Speech) -> bytes:
    """The PDF of a story. `tell` fills it and is called twice, since the footer names the number of pages."""
    pages, _unnumbered = _draw(tell, title=title, speech=speech, pages=0)
    return _draw(tell, title=title, speech=speech, pages=pages)[1]


def _draw(tell: Callable[[Story], None], *, title: str, speech: Speech, pages: int) -> tuple[int, bytes]:
    """One pass: how many pages there are, and the file."""
    story = Story()
    tell(story)
    file = io.BytesIO()

    def canvas(_file: Any, **options: Any) -> TaggedCanvas:
        return TaggedCanvas(file, tree=story.tree, title=fonts.preflight(title), language=speech.tag, **options)

    def footer(drawn_on: TaggedCanvas, _template: Any) -> None:
        _footer(drawn_on, title=title, speech=speech, pages=pages)

    frame = Frame(MARGIN, MARGIN, TEXT_WIDTH, PAGE[1] - 2 * MARGIN, 0, 0, 0, 0)
    template = PageTemplate(frames=[frame], onPage=footer)
    document = BaseDocTemplate(file, pagesize=PAGE, pageTemplates=[template], lang=speech.tag)
    document.build(story.flowables, canvasmaker=canvas)
    return document.page, file.getvalue()


def _footer(canvas: TaggedCanvas, *, title: str, speech: Speech, pages: int) -> None:
    _ = speech.gettext
    page = _("Page {n} of {m}").format(n=speech.number(canvas.page_index + 1), m=speech.number(pages))
    with canvas.footer():
        canvas.setFont(fonts.REGULAR, _FOOTER_SIZE)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, FOOTER_HEIGHT, fonts.preflight(title))
        canvas.drawRightString(PAGE[0] - MARGIN, FOOTER_HEIGHT, fonts.preflight(page))
