"""A table with two sides fits the page: whole words, bands on one line, columns as alike as can be."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.report import tables
from ombudsdesk.report.structure import Element, Tag
from ombudsdesk.report.style import TEXT_WIDTH
from ombudsdesk.report.tables import GridText, Side

words = st.text("abcdefghilmnoprstu", min_size=1, max_size=18)
labels = st.lists(st.lists(words, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=12)


def grid(down: list[str], across: list[str], band: str = "1,215 to 1,219") -> GridText:
    fields = tuple((band,) * len(across) for _label in down)
    return GridText(Side("Visitor role", tuple(down)), Side("School level", tuple(across)), fields)


def drawn(text: GridText) -> tuple[list[float], list[list[object]]]:
    """The widths of a grid's columns, and its cells."""
    table = tables.grid_table(Element(Tag.TABLE), text)
    return table._colWidths, table._cellvalues


@given(labels, labels, st.sampled_from(["0 to 4", "de 1,215 a 1,219"]))
@settings(max_examples=40)
def test_any_grid_fits_the_width_of_the_text_with_every_band_on_one_line(
    down: list[str], across: list[str], band: str
) -> None:
    for part in grid(down, across, band).parts():
        widths, cells = drawn(part)
        assert sum(widths) <= TEXT_WIDTH + 0.01
        for row in cells[2:]:
            for cell, width in zip(row[1:], widths[1:], strict=True):
                _wide, height = cell.wrap(width - 2 * tables._GRID_PADDING, 1000)  # type: ignore[attr-defined]  # ReportLab
                assert height == cell.style.leading  # type: ignore[attr-defined]


@given(labels, labels)
@settings(max_examples=40)
def test_the_parts_of_a_grid_hold_every_column_once_and_in_order(down: list[str], across: list[str]) -> None:
    whole = grid(down, across)
    parts = list(whole.parts())

    assert tuple(label for part in parts for label in part.across.labels) == whole.across.labels
    for row, fields in enumerate(whole.fields):
        assert tuple(field for part in parts for field in part.fields[row]) == fields
    assert all(part.down == whole.down for part in parts)


def test_columns_are_alike_where_their_words_allow_it() -> None:
    widths, _cells = drawn(grid(["Student"], ["One", "Two", "Three words here"], "0 to 4"))

    assert len({round(width, 6) for width in widths[1:]}) == 1


def test_a_long_word_widens_its_own_column_only() -> None:
    narrow = ["Primaria", "Secundaria", "Media", "Otro plantel", "No se sabe"]
    widths, _cells = drawn(grid(["Estudiante"] * 14, ["Oficina central y departamentos", *narrow], "de 10 a 14"))

    assert widths[1] > widths[2]
    assert len({round(width, 6) for width in widths[2:]}) == 1
