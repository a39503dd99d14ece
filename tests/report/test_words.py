"""The words of a report are the same on paper and on the screen."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk import i18n
from ombudsdesk.deidentify.release import Band, Dimension
from ombudsdesk.report import words
from ombudsdesk.report.words import Grid
from tests.report import factories

codes = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=8, unique=True)


@given(codes, codes)
def test_the_longer_side_of_a_table_runs_down_and_every_field_keeps_its_band(one: list[str], other: list[str]) -> None:
    table = factories.two_sided((Dimension.GROUP, Dimension.LEVEL), (one, other), range(0, 400, 5))
    grid = Grid.of(table)
    down, across = table.side(grid.down), table.side(grid.across)

    assert len(down) >= len(across)
    shown = {grid.codes(row, column): grid.band(row, column) for row in down for column in across}
    assert shown == {row.codes: row.band for row in table.rows}


def test_two_dimensions_have_the_same_words_in_any_order() -> None:
    for one, other in itertools.permutations(Dimension, 2):
        assert words.table_words((one, other)) == words.table_words((other, one))


def test_every_table_has_words_of_its_own() -> None:
    pairs = [*((one,) for one in Dimension), *itertools.combinations(Dimension, 2)]

    assert len({words.table_words(pair).heading for pair in pairs}) == len(pairs)
    assert len({words.table_words(pair).caption for pair in pairs}) == len(pairs)


def test_a_band_is_written_as_each_language_writes_it() -> None:
    assert words.band_words(Band(1230, 1242, 3), i18n.speech("en")) == "1,230 to 1,242"
    assert words.band_words(Band(10, 14), i18n.speech("es")) == "de 10 a 14"
