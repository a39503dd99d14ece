"""A chart cannot say more than the bands that it is drawn from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.deidentify.release import Band
from ombudsdesk.report import period
from ombudsdesk.report.charts import BARS_IN_ONE, Bar, bar_charts
from tests.report import factories

counts = st.integers(min_value=0, max_value=500)


def chart_of(*numbers: int) -> list[float]:
    (chart,) = bar_charts([Bar("label", Band.of(number, width=5), "words") for number in numbers])
    return [chart.length(bar.band) for bar in chart.bars]


@given(
    steps=st.lists(st.integers(0, 60), min_size=9, max_size=9),
    within=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=9, max_size=9),
)
@settings(max_examples=12)
def test_true_counts_within_the_same_bands_give_the_same_file(steps: list[int], within: list[tuple[int, int]]) -> None:
    files = []
    for side in (0, 1):
        numbers = [5 * step + pair[side] for step, pair in zip(steps, within, strict=True)]
        release = factories.release(roles=numbers[:3], levels=numbers[3:5], groups=numbers[5:])
        files.append(period.render(release, catalogue=factories.catalogue(), language="en"))

    assert files[0] == files[1]


@given(st.lists(counts, min_size=1, max_size=BARS_IN_ONE))
def test_equal_bands_have_equal_bars_and_higher_bands_longer_ones(numbers: list[int]) -> None:
    lengths = chart_of(*numbers)

    for first, one in zip(numbers, lengths, strict=True):
        for second, other in zip(numbers, lengths, strict=True):
            assert (one == other) == (first // 5 == second // 5)
            assert (one > other) == (first // 5 > second // 5)


def test_a_bar_ends_at_the_middle_of_its_band() -> None:
    lengths = chart_of(97, 42)

    assert abs(lengths[0] / lengths[1] - 97 / 42) < 1e-9


def test_bars_of_small_counts_do_not_look_large() -> None:
    assert chart_of(3, 0)[0] < chart_of(97, 42)[0] / 5


def test_a_long_list_is_drawn_to_one_scale() -> None:
    charts = bar_charts([Bar("label", Band.of(5 * number, width=5), "words") for number in range(40)])

    assert [len(chart.bars) for chart in charts] == [16, 16, 8]
    assert len({chart.top for chart in charts}) == 1
