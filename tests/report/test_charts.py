"""A chart cannot say more than the bands that it is drawn from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ombudsdesk.deidentify.release import Band, Readers
from ombudsdesk.report import period
from ombudsdesk.report.charts import BARS_IN_ONE, Bar, bar_charts
from tests.report import factories

counts = st.integers(min_value=0, max_value=500)


def chart_of(*numbers: int) -> list[float]:
    (chart,) = bar_charts([Bar("label", Band.of(number, width=5), "words") for number in numbers])
    return [chart.length(bar.band) for bar in chart.bars]


ALL_SIDES = 9
FIELDS = sum(len(factories.CODES[one]) * len(factories.CODES[other]) for one, other in factories.TWO_SIDED)


@given(data=st.data(), readers=st.sampled_from(Readers))
@settings(max_examples=12)
def test_true_counts_within_the_same_bands_give_the_same_file(data: st.DataObject, readers: Readers) -> None:
    width, lines = readers.threshold, ALL_SIDES + FIELDS + 1
    steps = data.draw(st.lists(st.integers(0, 60), min_size=lines, max_size=lines))
    files = []
    for _office in range(2):
        within = data.draw(st.lists(st.integers(0, width - 1), min_size=lines, max_size=lines))
        numbers = [width * step + rest for step, rest in zip(steps, within, strict=True)]
        release = factories.release(
            roles=numbers[:3],
            levels=numbers[3:5],
            groups=numbers[5:9],
            fields=numbers[ALL_SIDES:-1],
            total=Band.of(numbers[-1], width=width),
            readers=readers,
        )
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


def test_sums_of_bands_end_at_their_middle_too_and_small_ones_do_not_look_large() -> None:
    low, high = Band(0, 12, 3), Band(15, 27, 3)
    (chart,) = bar_charts([Bar("label", band, "words") for band in (high, low, low)])
    lengths = [chart.length(bar.band) for bar in chart.bars]

    assert abs(lengths[0] / lengths[1] - 21 / 6) < 1e-9
    assert lengths[1] == lengths[2]
    assert lengths[0] < chart_of(97, 42)[0] / 2
