from __future__ import annotations

import numpy as np
import pytest

from pupila.data.canvas import BLUE
from pupila.data.image_io import decode
from pupila.data.overview import (
    MOST_BARS,
    balance,
    balance_text,
    overview,
    shown_classes,
    sizes_plot,
    sizes_text,
)


def bars(counts: dict[str, int]) -> list[int]:
    """Return how long each bar is, from above."""
    canvas = balance(counts)
    blue = (canvas == BLUE).all(axis=2)
    tops = np.flatnonzero(np.diff(blue.any(axis=1).astype(int), prepend=0) == 1)
    return [int(blue[top + 3].sum()) for top in tops]


def test_bars_are_as_long_as_their_counts() -> None:
    found = bars({"a": 400, "b": 100, "c": 200})
    assert [round(one / found[0], 2) for one in found] == [1.0, 0.25, 0.5]
    assert bars({"a": 5, "none": 0})[1] == 1


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"a": 898, "b": 633}, "898 images, 1.4 times as many as the smallest (633)"),
        ({"a": 6000, "b": 6000}, "same number of images, 6,000"),
        ({"a": 7, "b": 0}, "one class or more has none"),
    ],
)
def test_the_balance_is_told_in_words(counts: dict[str, int], words: str) -> None:
    assert words in balance_text(counts, "en")
    assert balance_text(counts, "es") != balance_text(counts, "en")


def test_of_many_classes_the_largest_and_the_smallest_are_drawn() -> None:
    counts = {f"class {place}": place for place in range(1, 101)}
    rows, left_out = shown_classes(counts)
    assert len(rows) == MOST_BARS
    assert left_out == 60
    assert [count for _, count in rows[:2]] == [100, 99]
    assert rows[-1] == ("class 1", 1)
    assert len(bars(counts)) == MOST_BARS


def test_sizes_are_told_by_area() -> None:
    sizes = np.array([[10, 40], [10, 10], [20, 30]], np.int32)
    assert "the smallest is 10 × 10, the median 10 × 40, the largest 20 × 30" in sizes_text(sizes, "en")
    assert "28 × 28" in sizes_text(np.full((5, 2), 28, np.int32), "es")


def test_each_image_is_a_point_at_its_width_and_height() -> None:
    sizes = np.array([[100, 400], [500, 50]], np.int32)
    canvas = sizes_plot(sizes, words=False)
    ink = canvas[:, :, 2].astype(int) - canvas[:, :, 0] > 40
    rows, columns = np.nonzero(ink)
    wide, high = columns > np.median(columns), columns <= np.median(columns)
    reach, left, foot = 600, 52, 330 + 21 // 2
    for chosen, (height, width) in ((wide, (100, 400)), (high, (500, 50))):
        assert columns[chosen].mean() == pytest.approx(left + width / reach * 330, abs=1.5)
        assert rows[chosen].mean() == pytest.approx(foot - height / reach * 330, abs=2.5)


def test_sizes_that_are_all_alike_need_no_plot() -> None:
    alike, different = np.full((9, 2), 28, np.int32), np.array([[28, 28], [30, 28]], np.int32)
    assert sizes_plot(alike).shape[0] < 120 < sizes_plot(different).shape[0]


def test_the_overview_holds_both() -> None:
    sizes = np.random.default_rng(0).integers(20, 900, (500, 2)).astype(np.int32)
    canvas = decode(overview({"<b>": 3, "x" * 200: 4}, sizes, language="es")).pixels
    assert canvas.shape[1] <= 1000
    assert canvas[:, -10:].min() == 255
