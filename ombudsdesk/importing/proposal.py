"""A suggestion as a mapping file to complete by hand, and what is left to decide in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing.fields import Field, field_label
from ombudsdesk.importing.suggest import Suggestion, Sureness


def proposal(suggestion: Suggestion) -> str:
    """The mapping's JSON; each text whose meaning is left to decide stands there with null."""
    content = json.loads(suggestion.mapping.to_json())
    for guess in suggestion.undecided_values:
        table = content["values"].setdefault(guess.field.value, {})
        table.update(dict.fromkeys(guess.spellings))
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def left_to_decide(suggestion: Suggestion) -> Iterator[str]:
    """A line for each thing that a person has to decide. Texts of cells are not in it: they stand in the file."""
    if suggestion.header is not Sureness.EXACT:
        yield _("header_row: which row holds the headers")
    if Field.DATE not in suggestion.mapping.columns:
        yield _("columns.date: which column holds the date of the contact")
    if not suggestion.dates.decided:
        yield _("date_order: whether the month or the day comes first (mdy, dmy or ymd)")
    for column in suggestion.undecided_columns:
        yield _("columns, or ignore: what the column “{header}” holds").format(header=column.header)
    for field, count in Counter(guess.field for guess in suggestion.undecided_values).items():
        texts = ngettext("{count} text is marked null", "{count} texts are marked null", count)
        yield _("values.{field}: {label}; {texts}").format(field=field.value, label=field_label(field), texts=texts)
