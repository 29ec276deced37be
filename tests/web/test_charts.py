"""Bars stand where their numbers say."""

from itertools import pairwise

import pytest

from web.charts import HEIGHT, columns


def test_the_highest_bar_reaches_at_most_the_top_line_and_all_stand_on_the_floor():
    chart = columns([("a", (3, 9)), ("b", (0, None)), ("c", (21, 17))])

    assert [bar.number for bar in chart.bars] == ["3", "9", "0", "21", "17"]
    assert all(round(bar.y + bar.height, 1) == chart.floor for bar in chart.bars)
    assert min(bar.y for bar in chart.bars) >= chart.lines[-1].y
    assert [line.number for line in chart.lines] == ["0", "7", "14", "21", "28"]


@pytest.mark.parametrize("groups", [[], [("a", ())], [("a", (None,))], [("a", (0, 0))]])
def test_nothing_to_show_is_an_empty_chart(groups: list):
    chart = columns(groups)

    assert len(chart.lines) == 5 and all(bar.height == 0 for bar in chart.bars)


def test_bars_never_overlap_and_stay_inside():
    chart = columns([(str(group), (1, 2, 3, 4)) for group in range(12)])

    ends = [(bar.x, bar.x + bar.width) for bar in chart.bars]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert ends[0][0] >= chart.left and ends[-1][1] <= chart.width and chart.height == HEIGHT
