"""The report on a period: how many cases the office had, who came, from where, and what about. In bands."""

from __future__ import annotations

from dataclasses import dataclass

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension, Release, Table
from ombudsdesk.domain.catalogue import Catalogue, Entry, Taxonomy
from ombudsdesk.domain.periods import Period
from ombudsdesk.i18n import Speech
from ombudsdesk.report import document
from ombudsdesk.report.charts import Bar, bar_charts
from ombudsdesk.report.document import Story


def render(release: Release, *, catalogue: Catalogue, language: str, office: str = "") -> bytes:
    """The report on a release's period as a PDF file that is PDF/UA-1 and PDF/A-2a.

    `language` is "en" or "es", whatever language the window speaks; `office` is the name that the office goes by. The same
    release gives the same bytes. Raises TypeError for anything but a Release: nothing else is fit to print. Raises
    UserError if a text has a letter that the report's fonts lack.
    """
    if not isinstance(release, Release):
        raise TypeError("only a release may be printed")
    report = _PeriodReport(release, catalogue, i18n.speech(language), office)
    return document.build(report.tell, title=report.name, speech=report.speech)


def period_in_words(period: Period, speech: Speech) -> str:
    """A period as people say it: "August 2025 to July 2026"."""
    pattern = speech.locale.datetime_skeletons["yMMMM"].pattern
    first, last = speech.date(period.start, pattern), speech.date(period.end, pattern)
    _ = speech.gettext
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


@dataclass(frozen=True)
class _PeriodReport:
    """One report in one language."""

    release: Release
    catalogue: Catalogue
    speech: Speech
    office: str

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
        self._bands(story)
        self._counts(story)
        printed = {table.dimension: table for table in self.release if table.rows}
        for dimension, section in (
            (Dimension.ROLE, self._roles),
            (Dimension.LEVEL, self._levels),
            (Dimension.GROUP, self._groups),
        ):
            if dimension in printed:
                section(story, printed[dimension])
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
        story.paragraph(
            _(
                "This report shows what people brought to the office, so that the district can see patterns early. It "
                "is made so that nobody who came can be recognized in it."
            )
        )

    def _total(self, story: Story) -> None:
        _, cases = self.speech.gettext, self.release.total.cases
        counted = self.speech.ngettext("case in the whole district", "cases in the whole district", cases)
        story.space(5)
        story.key_number(self.speech.number(cases), [counted, _("The only exact count in this report.")])

    def _bands(self, story: Story) -> None:
        _, width = self.speech.gettext, self.release.width
        lowest, next_one = self.words(Band.of(0, width=width)), self.words(Band.of(width, width=width))
        with story.section(_("How to read the numbers")):
            story.paragraph(
                _(
                    "Every count except the total is given as a band, such as “{lowest}” or “{next}”. The true count "
                    "lies somewhere in its band, and “{lowest}” may mean none at all. A small exact "
                    "count could point to a person."
                ).format(lowest=lowest, next=next_one)
            )
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

    def _roles(self, story: Story, table: Table) -> None:
        _ = self.speech.gettext
        with story.section(_("Who came to the office")):
            caption = _("Cases by visitor role, {period}").format(period=self.period)
            story.table(caption, (_("Visitor role"), _("Cases")), self._lines(table, self.catalogue.roles))

    def _levels(self, story: Story, table: Table) -> None:
        _ = self.speech.gettext
        with story.section(_("Where in the district")):
            caption = _("Cases by school level, {period}").format(period=self.period)
            story.table(caption, (_("School level"), _("Cases")), self._lines(table, self.catalogue.levels))

    def _groups(self, story: Story, table: Table) -> None:
        _ = self.speech.gettext
        with story.section(_("What the concerns were about")):
            self._chart(story, table)
            caption = _("Cases by group of concern, {period}").format(period=self.period)
            story.table(caption, (_("Group of concern"), _("Cases")), self._lines(table, self.catalogue.groups))

    def _chart(self, story: Story, table: Table) -> None:
        _ = self.speech.gettext
        lines = zip(table.rows, self._lines(table, self.catalogue.groups), strict=True)
        for chart in bar_charts([Bar(label, row.band, words) for row, (label, words) in lines]):
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

    def words(self, band: Band) -> str:
        """A band as it is printed: "10 to 14"."""
        _ = self.speech.gettext
        return _("{low} to {high}").format(low=self.speech.number(band.low), high=self.speech.number(band.high))

    def _lines(self, table: Table, labels: Taxonomy[Entry]) -> list[tuple[str, str]]:
        return [(labels.label(row.code, self.speech.content), self.words(row.band)) for row in table.rows]
