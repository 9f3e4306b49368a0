"""The lesson on augmentation and dropout: what is measured, and that a verdict claims no more than its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pupila.lessons import augmentation, pairs
from pupila.lessons.lesson import Grid, Number, Plot, Words
from pupila.lessons.subjects import photo


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[float, ...]]:
    return pairs.experiment()


def test_dropout_does_what_the_lesson_says() -> None:
    found = pairs.dropped_values()
    assert found.zeroed == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / found.values) ** 0.5)
    assert found.factor == pytest.approx(4 / 3, rel=1e-6)
    assert found.after == pytest.approx(found.before, rel=0.05)
    assert found.unchanged
    assert found.values > 1000


@given(st.lists(st.floats(0.2, 0.9), min_size=3, max_size=10), st.integers(0, 1000))
def test_a_comparison_is_the_paired_t_test(first: list[float], seed: int) -> None:
    second = np.array(first) + np.random.default_rng(seed).normal(0.01, 0.02, len(first))
    found = pairs.compare(tuple(first), tuple(second.tolist()))
    expected = stats.ttest_rel(second, first).confidence_interval(0.95)
    assert found.interval == pytest.approx((expected.low, expected.high), rel=1e-6, abs=1e-9)
    assert found.shown == (expected.low > 0 or expected.high < 0)


def test_one_pair_shows_nothing() -> None:
    assert not pairs.compare((0.5,), (0.9,)).shown


def test_versions_differ_and_keep_their_size() -> None:
    image = photo("flower", 48)
    versions = pairs.augmented(image, augmentation.LINES_SHOWN, count=5)
    assert versions.shape == (5, 48, 48, 3)
    assert len({version.tobytes() for version in versions}) == 5
    np.testing.assert_array_equal(versions, pairs.augmented(image, augmentation.LINES_SHOWN, count=5))


def test_a_mirrored_version_is_the_mirror_image() -> None:
    image = photo("flower", 48)
    versions = pairs.augmented(image, ("flip horizontal",), count=8)
    kinds = {"as it is" if (one == image).all() else "mirrored" for one in versions if
             (one == image).all() or (one == image[:, ::-1]).all()}  # fmt: skip
    assert kinds == {"as it is", "mirrored"}
    assert all((one == image).all() or (one == image[:, ::-1]).all() for one in versions)


def test_the_shipped_experiment_shows_what_the_lesson_needs(found: dict[str, tuple[float, ...]]) -> None:
    """One change helps, one does harm, and of one nothing is shown: margins wide enough for another processor."""
    shifted, mirrored, dropped = (pairs.compare(found["plain"], found[arm]) for arm in pairs.CHANGES)
    assert shifted.shown
    assert shifted.mean > 0
    assert mirrored.interval[1] < -0.02
    assert not dropped.shown
    assert {len(values) for values in found.values()} == {len(pairs.SEEDS)}


def verdict(differences: tuple[float, ...]) -> Words:
    return augmentation._verdict("dropped", pairs.compare((0.0,) * len(differences), differences))


@pytest.mark.parametrize(
    "differences, code",
    [
        ((0.02, 0.021, 0.019, 0.02), "helps"),
        ((-0.02, -0.021, -0.019, -0.02), "harms"),
        ((0.05, -0.01, 0.06, -0.02), "not_shown"),
        ((0.01,), "not_shown"),
    ],
)
def test_the_verdict_follows_the_pairs(differences: tuple[float, ...], code: str) -> None:
    if len(differences) == 1:
        assert not pairs.compare((0.0,), differences).shown
        return
    found = verdict(differences)
    assert found.code == f"lessons_learning.augmentation.{code}"
    assert found.values["mean"] == pytest.approx(100 * np.mean(differences))
    assert ("not shown" in found.say("en")) == (code == "not_shown")
    assert ("no demostrado" in found.say("es")) == (code == "not_shown")
    assert f"n\xa0=\xa0{len(differences)}" in found.say("en")


def test_the_table_holds_every_pair(found: dict[str, tuple[float, ...]]) -> None:
    blocks = augmentation._experiment(found)
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    cells = [[cell.value for cell in row[1:] if isinstance(cell, Number)] for row in grid.rows]
    plain = np.array(found["plain"])
    expected = np.column_stack([plain, *(100 * (np.array(found[arm]) - plain) for arm in pairs.CHANGES)])
    np.testing.assert_allclose(cells[:-1], expected, atol=1e-9)
    np.testing.assert_allclose(cells[-1], expected.mean(axis=0), atol=1e-9)
    (plot,) = [block for block in blocks if isinstance(block, Plot)]
    np.testing.assert_allclose([curve.values for curve in plot.curves], expected[:, 1:].T, atol=1e-9)


def test_the_notebook_is_quoted_as_it_was_measured() -> None:
    blocks = augmentation._notebook()
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    shown = [[cell.say("en") for cell in row[1:] if isinstance(cell, Number)] for row in grid.rows]
    assert shown == [["70.10%", "69.60%", "-0.50"], ["70.49%", "66.42%", "-4.07"], ["69.63%", "70.04%", "+0.41"]]
    (spread,) = [block for block in blocks if isinstance(block, Words) and block.code.endswith("notebook_spread")]
    assert "-4.1 to +0.4" in spread.say("en")
    assert "-4,1 y +0,4" in spread.say("es")
