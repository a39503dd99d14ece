"""The guard of the commentary, made from an open vault, and its findings in words: for the window and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ombudsdesk import paths
from ombudsdesk.deidentify.narrative import Guard, Reason, Words, load
from ombudsdesk.i18n import LANGUAGES, N_, _
from ombudsdesk.vault.engine import Database
from ombudsdesk.vault.known import known


@cache
def words() -> Words:
    """The words that come with the program; those that passphrases are made of are words of everyday, too."""
    everyday = [paths.resource("words", f"{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES]
    return load(lambda name: paths.read_json("narrative", name), more=" ".join(everyday).split())


def guard(database: Database) -> Guard:
    """What this vault knows, ready to be searched for while somebody types. Make a new one when the vault has changed."""
    return Guard(known(database), words())


def reason_text(reason: Reason) -> str:
    """What was found and what to do, in the language in use. Nothing of the commentary is in it."""
    return _(_WORDS[reason])


_WORDS: Mapping[Reason, str] = {
    Reason.FULL_NAME: N_("This is the name of somebody in the vault. Write the sentence without it."),
    Reason.PART_OF_NAME: N_("This is part of the name of somebody in the vault. Choose other words."),
    Reason.LIKE_A_NAME: N_("This may be a name from the vault with a slip of the finger. Choose other words."),
    Reason.INITIALS: N_("These may be somebody's initials. Leave them out, or write in full what they stand for."),
    Reason.FIRST_NAME: N_("This looks like a first name. Leave it out unless it names nobody in the district."),
    Reason.TITLE_AND_NAME: N_("This is a title with a name. Write what the office does, not who it is about."),
    Reason.UNIT: N_("This names a campus or department. Say something that is true of more than one."),
    Reason.CASE_NICKNAME: N_("This is the nickname of a case. It has no place outside the office; take it out."),
    Reason.CASE_NUMBER: N_("This is the number of a case. Take it out."),
    Reason.CASE_DATE: N_("On this day something happened in a case. Leave the day out."),
    Reason.DATE: N_("A day can tell who came. Name the season or the school year in words, or leave it out."),
    Reason.ONLY_HOLDER: N_("Perhaps only one person holds this post. Write about a larger group."),
    Reason.AGE: N_("An age can tell who it is about. Leave it out."),
    Reason.GRADE: N_("A grade can tell whose child it is. Name the school level, or leave it out."),
    Reason.SMALL_COUNT: N_("This counts a few people or cases in words. Insert a figure, or write without a count."),
    Reason.FRACTION: N_("This share was worked out by hand, so nobody has checked it. Insert figures, or leave it out."),
    Reason.PERCENTAGE: N_("Percentages can be turned back into counts. Insert figures instead."),
    Reason.E_MAIL: N_("This is an e-mail address. Take it out."),
    Reason.PHONE: N_("This is a telephone number. Take it out."),
    Reason.WEB_ADDRESS: N_("This is a web address. Take it out, or name the page in words."),
    Reason.ID: N_("This looks like the number or the account of a person. Take it out."),
    Reason.UNKNOWN_FIGURE: N_("This report has no such figure. Insert it again from the list of figures."),
    Reason.BROKEN_FIGURE: N_("This is part of an inserted figure that was changed. Delete it and insert the figure again."),
    Reason.NUMBER: N_("Only figures that were inserted have been checked. Insert one, or write without a number."),
}
