"""What the command line says about an import."""

from __future__ import annotations

from ombudsdesk import i18n
from ombudsdesk.importing.fields import Field
from ombudsdesk.importing.mapping import CloseRule, Unreadable
from ombudsdesk.importing.plan import plan, summary
from ombudsdesk.importing.reasons import Reason, Remark, reason_text
from ombudsdesk.importing.report import compact
from ombudsdesk.importing.sheets import read_sheet
from tests.importing.samples import TODAY, catalogue, log, log_mapping, log_rows, plan_of, row


def test_the_summary_of_the_sample_counts_what_was_taken_and_what_was_not() -> None:
    lines = summary(plan(read_sheet(log(), "log.csv"), log_mapping(), catalogue(), today=TODAY))
    assert "The file has 420 rows." in lines
    assert "412 cases can be taken from it." in lines
    assert "8 rows are left out:" in lines
    assert "  An empty row. 5 rows: 2, 101, 199, 297, 395" in lines
    assert "  A row of totals. 1 row: 420" in lines
    assert any(line.startswith("  Minutes: The time is an estimate") and "43 rows: 18, 29" in line for line in lines)
    assert any("no column" in line and "Who began" in line for line in lines)


def test_the_summary_holds_nothing_that_stands_in_a_cell() -> None:
    secret = "Xochitl"  # noqa: S105 - a name that no other text holds
    for changes in ({}, {"unreadable": Unreadable.LEAVE_OUT}, {"close": CloseRule.LEAVE_OPEN}):
        bad = tuple(secret for _cell in row())
        found = plan_of(
            row(note=secret), bad, (*row(), secret), row(time=secret), row(number=secret), row(number=secret), **changes
        )
        assert secret not in "\n".join(summary(found))
        assert secret not in repr(found)


def test_the_sample_s_notes_do_not_reach_the_summary() -> None:
    text = "\n".join(summary(plan(read_sheet(log(), "log.csv"), log_mapping(), catalogue(), today=TODAY)))
    assert not [row[10] for row in log_rows()[3:] if row[10] and row[10] in text]


def test_a_plan_that_is_blocked_says_so_and_one_row_is_not_many() -> None:
    lines = summary(plan_of(row(), row(number="2", day="soon")))
    assert "2 rows are left out:" in lines
    assert "  Date of the contact: This is not a date that can be read. 1 row: 3" in lines
    assert lines[-1].startswith("Nothing can be imported")
    assert not summary(plan_of(row()))[-1].startswith("Nothing can be imported")


def test_the_summary_is_made_in_the_language_in_use() -> None:
    found = plan_of(row(time="1h"))
    i18n.use(i18n.PSEUDO)
    assert all("[" in line for line in summary(found))


def test_every_reason_has_words_of_its_own() -> None:
    assert len({reason_text(reason) for reason in Reason}) == len(Reason)


def test_row_numbers_are_put_together() -> None:
    assert compact([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert compact([]) == ""


def test_what_stands_in_a_cell_does_not_show_in_a_traceback() -> None:
    remark = Remark(3, Reason.VALUE_NOT_MAPPED, Field.ROLE, "Who", "secret")
    assert remark.text == "secret"
    assert "secret" not in repr(remark)
