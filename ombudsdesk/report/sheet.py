"""The recovery sheet as one page to print: the code, what it is for, how to keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ombudsdesk import i18n
from ombudsdesk.report import document
from ombudsdesk.report.document import Story

_LINES = 3


def render_sheet(*, groups: Sequence[str], number: int, day: date, language: str) -> bytes:
    """The page as a PDF file that is PDF/UA-1 and PDF/A-2a. The same values give the same bytes.

    It says neither whose office nor which computer it belongs to: who finds it alone shall not know what it opens.
    """
    speech = i18n.speech(language)
    _ = speech.gettext
    title = _("Recovery sheet number {number}").format(number=speech.number(number))

    def tell(story: Story) -> None:
        story.title(title)
        story.paragraph(_("Made on {day}").format(day=speech.date(day, "long")), style="period")
        story.groups(groups)
        with story.section(_("What this is for")):
            story.paragraph(
                _("It opens the backups, on any computer. It gives a new passphrase when the old one was forgotten.")
            )
            story.paragraph(_("Whoever holds it together with the computer or a backup can read everything."))
        with story.section(_("How to keep it")):
            story.paragraph(
                _(
                    "Put it in a sealed envelope and lock it away from the computer and from the backups. Make no copy, no "
                    "photograph. When the program says that a newer sheet has taken its place, shred it."
                )
            )
            story.paragraph(_("Compare it with the screen. It has no letters I, L and O: what looks so is one and zero."))
        with story.section(_("Who opened the envelope")):
            story.lines_to_fill((_("Name"), _("Day"), _("Reason")), count=_LINES)

    return document.build(tell, title=title, speech=speech)
