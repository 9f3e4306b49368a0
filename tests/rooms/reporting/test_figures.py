from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.reporting.figures import HEIGHT, WIDTH, Chart, Line, epoch_ticks, line_chart, nice_ticks

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def chart(*lines: Line, **changed: Any) -> Chart:
    count = len(lines[0].values) if lines else 0
    whole: dict[str, Any] = {"key": "c", "title": "Loss", "description": "falls", "x_label": "epoch"}
    return Chart(**{**whole, "positions": tuple(range(1, count + 1)), "lines": lines, **changed})


def drawn(found: Chart, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(line_chart(found, language=language))


@given(low=st.floats(-1e4, 1e4), span=st.floats(1e-6, 1e5))
def test_ticks_cover_the_values_evenly_and_are_few(low: float, span: float) -> None:
    high = low + span
    ticks = nice_ticks(low, high)
    steps = [after - before for before, after in pairwise(ticks)]
    assert ticks[0] <= low + span * 1e-6
    assert ticks[-1] >= high - span * 1e-6
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)
    assert 2 <= len(ticks) <= 8


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (0.5, 0.5, (0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56)),
        (0, 0, (-0.1, -0.05, 0, 0.05, 0.1)),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert nice_ticks(low, high) == pytest.approx(ticks)


@given(first=st.integers(1, 5), count=st.integers(0, 5000))
def test_epochs_under_the_axis_are_rising_and_hold_both_ends(first: int, count: int) -> None:
    ticks = epoch_ticks(first, first + count)
    assert list(ticks) == sorted(set(ticks))
    assert (ticks[0], ticks[-1]) == (first, first + count)
    assert len(ticks) <= 13


def test_points_lie_where_they_should() -> None:
    root = drawn(chart(Line("val", (1.0, 0.0), "val")))
    path = next(one for one in root.iter("path") if one.get("class") == "line val")
    (x1, y1), (x2, y2) = [tuple(map(float, part.split())) for part in re.split("[ML]", path.get("d") or "")[1:]]
    assert x1 < x2
    assert y1 < y2  # the vertical axis of a drawing points down
    heights = {one.text: float(one.get("y") or 0) for one in root.iter("text") if one.get("class") == "tick"}
    assert (y1, y2) == (heights["1.0"], heights["0.0"])


def test_a_missing_value_breaks_the_line() -> None:
    root = drawn(chart(Line("val", (1.0, 0.5, None, 0.4, 0.3), "val")))
    path = next(one for one in root.iter("path") if one.get("class") == "line val")
    assert (path.get("d") or "").count("M") == 2
    assert len(list(root.iter("circle"))) == 4


@pytest.mark.parametrize("values", [(), (None, None)])
def test_nothing_to_draw_is_not_drawn(values: tuple[None, ...]) -> None:
    assert line_chart(chart(Line("val", values, "val")), language="en") == ""


def test_a_single_epoch_is_a_point_on_the_drawing() -> None:
    dot = next(drawn(chart(Line("val", (0.4,), "val"))).iter("circle"))
    assert 0 < float(dot.get("cx") or 0) < WIDTH
    assert 0 < float(dot.get("cy") or 0) < HEIGHT


def test_names_of_lines_that_end_together_do_not_overlap() -> None:
    root = drawn(
        chart(Line("one", (1.0, 0.5), "train"), Line("other", (0.2, 0.5), "val"), Line("third", (0, 0.5), "val"))
    )
    places = sorted(
        float(one.get("y") or 0) for one in root.iter("text") if (one.get("class") or "").startswith("name")
    )
    assert all(after - before >= 16.5 for before, after in pairwise(places))


def test_the_kept_epoch_is_marked_only_where_it_exists() -> None:
    line = Line("val", (1.0, 0.5, 0.6), "val")
    assert "kept: 2" in line_chart(chart(line, mark=2, mark_label="kept: 2"), language="en")
    assert "kept: 9" not in line_chart(chart(line, mark=9, mark_label="kept: 9"), language="en")


def test_numbers_follow_the_language_and_tell_ticks_apart() -> None:
    narrow = chart(Line("val", (0.905, 0.93), "val"), percent=True)
    assert "90.5%" in line_chart(narrow, language="en")
    assert "90,5\xa0%" in line_chart(narrow, language="es")
    texts = [one.text for one in drawn(narrow).iter("text") if "%" in (one.text or "")]
    assert len(texts) == len(set(texts))


def test_words_are_escaped_and_told_to_those_who_cannot_see() -> None:
    root = drawn(chart(Line("<b>&", (1.0, 0.5), "val"), title="a < b", description="x & y"))
    assert [one.text for one in root if one.tag in ("title", "desc")] == ["a < b", "x & y"]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title c-text"
