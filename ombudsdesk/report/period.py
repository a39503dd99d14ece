"""The report on a period: how many cases the office had, who came, from where, and what about. In bands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension, Readers, Release, Table
from ombudsdesk.domain.catalogue import Catalogue
from ombudsdesk.i18n import Speech
from ombudsdesk.report import document
from ombudsdesk.report.charts import Bar, bar_charts
from ombudsdesk.report.document import Story
from ombudsdesk.report.tables import GridText, Side
from ombudsdesk.report.words import (
    SUMS,
    Grid,
    band_words,
    dimension_words,
    labels_of,
    period_in_words,
    table_words,
    total_remark,
)

_BLANK_LINES = re.compile(r"\n\s*\n")


def render(release: Release, *, catalogue: Catalogue, language: str, office: str = "", commentary: str = "") -> bytes:
    """The report on a release's period as a PDF file that is PDF/UA-1 and PDF/A-2a.

    `language` is "en" or "es", whatever language the window speaks; `office` is the name that the office goes by;
    `commentary` is what the ombuds says beside the numbers, plain text that was checked before, with blank lines between
    its paragraphs. The same values give the same bytes. Raises TypeError for anything but a Release: nothing else is fit
    to print. Raises UserError if a text has a letter that the report's fonts lack.
    """
    if not isinstance(release, Release):
        raise TypeError("only a release may be printed")
    report = _PeriodReport(release, catalogue, i18n.speech(language), office, commentary)
    return document.build(report.tell, title=report.name, speech=report.speech)


@dataclass(frozen=True)
class _PeriodReport:
    """One report in one language."""

    release: Release
    catalogue: Catalogue
    speech: Speech
    office: str
    commentary: str

    @property
    def name(self) -> str:
        _ = self.speech.gettext
        return _("Ombuds Office report, {period}").format(period=self.period)

    @property
    def period(self) -> str:
        return period_in_words(self.release.period, self.speech)

    def tell(self, story: Story) -> None:
        """The whole report, in reading order."""
        self._opening(story)
        self._total(story)
        self._commentary(story)
        self._bands(story)
        self._counts(story)
        printed = [table for table in self.release if table.rows]
        for dimension in (Dimension.ROLE, Dimension.LEVEL, Dimension.GROUP):
            for table in printed:
                if table.dimensions == (dimension,):
                    self._lines(story, table)
        for table in printed:
            if len(table.dimensions) > 1:
                self._grid(story, table)
        self._limits(story)

    def _opening(self, story: Story) -> None:
        _ = self.speech.gettext
        if self.office.strip():
            story.paragraph(self.office, style="office")
        story.title(_("Ombuds Office report"))
        story.paragraph(self.period, style="period")
        story.paragraph(
            _(
                "The Ombuds Office is a place to talk a concern through with somebody who does not take sides. "
                "Students, families, and staff come of their own free will. The office is confidential, impartial, "
                "informal, and independent: it listens, explains the options, and helps people speak with each other."
            )
        )
        story.paragraph(self._purpose())

    def _purpose(self) -> str:
        _ = self.speech.gettext
        if self.release.readers is Readers.PUBLIC:
            return _(
                "This report shows everybody what people brought to the office. It is made so that nobody who came can be "
                "recognized in it."
            )
        return _(
            "This report shows what people brought to the office, so that the district can see patterns early. It "
            "is made so that nobody who came can be recognized in it."
        )

    def _total(self, story: Story) -> None:
        speech, total = self.speech, self.release.total
        banded = isinstance(total, Band)
        cases = total.high if isinstance(total, Band) else total.cases
        number = band_words(total, speech) if isinstance(total, Band) else speech.number(cases)
        counted = speech.ngettext("case in the whole district", "cases in the whole district", cases)
        story.space(5)
        texts = [counted, speech.gettext(total_remark(total))]
        story.key_number(number, texts, style="number band" if banded else "number")

    def _commentary(self, story: Story) -> None:
        _ = self.speech.gettext
        paragraphs = [text for text in _BLANK_LINES.split(self.commentary) if text.strip()]
        if paragraphs:
            with story.section(_("From the ombuds")):
                for text in paragraphs:
                    story.paragraph(text)

    def _bands(self, story: Story) -> None:
        _, width = self.speech.gettext, self.release.width
        lowest, next_one = (band_words(Band.of(count, width=width), self.speech) for count in (0, width))
        if isinstance(self.release.total, Band):
            counts = _("Every count, the total too, is given as a band of {width} numbers, such as “{lowest}” or “{next}”.")
        else:
            counts = _(
                "Every count except the total is given as a band of {width} numbers, such as “{lowest}” or “{next}”."
            )
        zero = _(
            "The true count lies somewhere in its band. Zero is never told apart from the lowest band: “{lowest}” may mean "
            "none at all. A small exact count could point to a person."
        )
        texts = {"width": self.speech.number(width), "lowest": lowest, "next": next_one}
        with story.section(_("How to read the numbers")):
            story.paragraph(f"{counts.format(**texts)} {zero.format(**texts)}")
            story.paragraph(
                _(
                    "Adding bands up does not give the total, and two lines with the same band may stand for different "
                    "counts. A case can raise concerns in several groups and is then counted in each of them, so the "
                    "lines of that table can come to more than the total."
                )
            )

    def _counts(self, story: Story) -> None:
        _ = self.speech.gettext
        story.paragraph(_("Four counts are easily taken for one another. The tables of this report count cases."))
        story.definitions(
            [
                (_("Case"), _("What one visitor brings to the office, from the first conversation to the last.")),
                (_("Visitor"), _("A person who comes to the office. One visitor can bring several cases.")),
                (_("Contact"), _("One conversation, call, or message. Most cases take more than one.")),
                (_("Concern"), _("One thing that a case is about. A case can have several.")),
            ]
        )

    def _lines(self, story: Story, table: Table) -> None:
        """A table of lines; that of the concerns has a chart before it."""
        _, (dimension,) = self.speech.gettext, table.dimensions
        words = table_words(table.dimensions)
        lines = [(self._label(dimension, row.code), band_words(row.band, self.speech)) for row in table.rows]
        with story.section(_(words.heading)):
            self._say_if_added_up(story, table)
            if dimension is Dimension.GROUP:
                self._chart(
                    story, [Bar(label, row.band, band) for row, (label, band) in zip(table.rows, lines, strict=True)]
                )
            story.table(self._caption(table), (dimension_words(dimension, self.speech), _("Cases")), lines)

    def _grid(self, story: Story, table: Table) -> None:
        """A table with two sides; one too wide for the page is told in parts."""
        grid = Grid.of(table)
        down, across = table.side(grid.down), table.side(grid.across)
        fields = tuple(tuple(band_words(grid.band(row, column), self.speech) for column in across) for row in down)
        whole = GridText(
            self._side(table.dimensions[grid.down], down), self._side(table.dimensions[grid.across], across), fields
        )
        with story.section(self.speech.gettext(table_words(table.dimensions).heading)):
            self._say_if_added_up(story, table)
            parts = list(whole.parts())
            for number, part in enumerate(parts, start=1):
                story.grid(self._part_of(self._caption(table), number, len(parts)), part)

    def _side(self, dimension: Dimension, codes: tuple[str, ...]) -> Side:
        labels = tuple(self._label(dimension, code) for code in codes)
        return Side(dimension_words(dimension, self.speech), labels)

    def _label(self, dimension: Dimension, code: str) -> str:
        return labels_of(self.catalogue, dimension).label(code, self.speech.content)

    def _caption(self, table: Table) -> str:
        _ = self.speech.gettext
        caption = _(table_words(table.dimensions).caption).format(period=self.period)
        return _("{caption} (sums of earlier bands)").format(caption=caption) if table.added_up else caption

    def _part_of(self, caption: str, number: int, parts: int) -> str:
        if parts == 1:
            return caption
        _, write = self.speech.gettext, self.speech.number
        return _("{caption}, part {n} of {m}").format(caption=caption, n=write(number), m=write(parts))

    def _say_if_added_up(self, story: Story, table: Table) -> None:
        if table.added_up:
            story.paragraph(self.speech.gettext(SUMS), style="note")

    def _chart(self, story: Story, lines: list[Bar]) -> None:
        _ = self.speech.gettext
        for chart in bar_charts(lines):
            bars = "; ".join(_("{label}: {band}").format(label=bar.label, band=bar.words) for bar in chart.bars)
            alt = _("Bar chart of cases by group of concern. {bars}. The table after it says the same.").format(bars=bars)
            story.chart(_("Cases by group of concern. Each bar ends at the middle of its band."), chart, alt=alt)

    def _limits(self, story: Story) -> None:
        _ = self.speech.gettext
        with story.section(_("What these numbers cannot say")):
            story.paragraph(
                _(
                    "Only people who chose to come are counted here, a small share of everybody in the district. They "
                    "are not a sample of it: these numbers do not say how common a concern is, nor whether it is more "
                    "common in one group or at one level than at another."
                )
            )
            story.paragraph(
                _(
                    "The office does not decide who is right and judges nobody. Nothing in this report is a formal "
                    "decision or a statement that any person, school, or department did something wrong."
                )
            )
