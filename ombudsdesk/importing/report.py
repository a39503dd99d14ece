"""What an import would do, in lines for the command line. Counts and row numbers only: nothing that stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ombudsdesk.i18n import _, ngettext
from ombudsdesk.importing.fields import Field, field_label
from ombudsdesk.importing.mapping import CloseRule
from ombudsdesk.importing.planned import ImportPlan
from ombudsdesk.importing.reasons import Reason, Remark, reason_text


def summary(plan: ImportPlan) -> list[str]:
    """The counts, the rules that hold for every row, and each reason with the rows that it is about."""
    cases = len(plan.cases)
    lines = [
        ngettext("The file has {count} row.", "The file has {count} rows.", plan.rows),
        ngettext("{count} case can be taken from it.", "{count} cases can be taken from it.", cases),
        *_counts(plan),
        *_rules(plan),
    ]
    out = [remark for remark in plan.remarks if _is_out(remark)]
    changed = [remark for remark in plan.remarks if not _is_out(remark)]
    rows_out = len(plan.left_out)
    if rows_out:
        lines.append(ngettext("{count} row is left out:", "{count} rows are left out:", rows_out))
    lines += _by_reason(out)
    rows_changed = len({remark.row for remark in changed})
    if rows_changed:
        lines.append(
            ngettext("{count} row is not taken as it stood:", "{count} rows are not taken as they stood:", rows_changed)
        )
    lines += _by_reason(changed)
    if plan.blocked:
        lines.append(_("Nothing can be imported before this is settled, or the mapping says to leave it out."))
    return lines


def _is_out(remark: Remark) -> bool:
    return remark.reason.leaves_out or remark.reason.stops


def _counts(plan: ImportPlan) -> Iterator[str]:
    still_open = sum(case.case.facts.closed is None for case in plan.cases)
    yield ngettext("{count} of the cases is still open.", "{count} of the cases are still open.", still_open)
    yield ngettext("{count} campus or department is new.", "{count} campuses and departments are new.", len(plan.units))


def _rules(plan: ImportPlan) -> Iterator[str]:
    yield _("Each row becomes one case of a new visitor, with one contact; its first concern is the primary one.")
    if plan.close is CloseRule.WITH_OUTCOME:
        yield _("A case that has an outcome and no closing date is closed on the day of its contact.")
    else:
        yield _("A case that has no closing date stays open.")
    for field in plan.without:
        if field in _MISSED:
            yield _("The file has no column for this: {field}.").format(field=field_label(field))
    if plan.ignored:
        yield ngettext(
            "{count} column is left out, as the mapping says.",
            "{count} columns are left out, as the mapping says.",
            plan.ignored,
        )


# fields that every case has: where the file is silent, all its cases are "unknown" or empty there
_MISSED = frozenset(Field) - {Field.REFERENCE, Field.CLOSED, Field.NAME, Field.NOTE}


def _by_reason(remarks: Iterable[Remark]) -> Iterator[str]:
    groups = groupby(sorted(remarks, key=_order), key=lambda remark: (remark.reason, remark.field))
    for (reason, field), group in groups:
        rows = sorted({remark.row for remark in group})
        count = ngettext("{count} row", "{count} rows", len(rows))
        if field:
            yield _("  {field}: {reason}. {count}: {rows}").format(
                field=field_label(field), reason=reason_text(reason), count=count, rows=compact(rows)
            )
        else:
            yield _("  {reason}. {count}: {rows}").format(reason=reason_text(reason), count=count, rows=compact(rows))


# in the order in which they are declared: rows that were never a visit first
_REASONS = {reason: number for number, reason in enumerate(Reason)}
_FIELDS = {field: number for number, field in enumerate(Field)}


def _order(remark: Remark) -> tuple[int, int, int]:
    return _REASONS[remark.reason], _FIELDS[remark.field] if remark.field else -1, remark.row


def compact(numbers: Iterable[int]) -> str:
    """Row numbers in a short form: 3–5, 9. `numbers` rise."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
