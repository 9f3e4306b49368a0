"""The lesson on test sets: the best of many guessers looks better than it is, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pupila.lessons import sealed
from pupila.lessons.lesson import Grid, Number, Plot, Words


@pytest.fixture(scope="module")
def contest() -> sealed.Contest:
    return sealed.hold_contest()


def test_the_winner_looks_better_than_it_is(contest: sealed.Contest) -> None:
    winner = contest.winner
    assert contest.scores[winner] == contest.scores.max() >= 0.6
    assert contest.fresh[winner] == pytest.approx(0.5, abs=0.02)
    assert contest.scores.mean() == pytest.approx(0.5, abs=0.01)
    assert contest.fresh.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_contest_has_a_lucky_winner(seed: int) -> None:
    other = sealed.hold_contest(seed)
    assert other.scores[other.winner] > other.fresh[other.winner] + 0.07


def test_a_contest_can_be_repeated(contest: sealed.Contest) -> None:
    np.testing.assert_array_equal(contest.scores, sealed.hold_contest().scores)


def test_the_leader_is_the_first_of_the_best_so_far(contest: sealed.Contest) -> None:
    naive = [int(np.argmax(contest.scores[: place + 1])) for place in range(len(contest.scores))]
    assert contest.leaders.tolist() == naive


@pytest.mark.parametrize("guessers, images", [(1, 100), (10, 100), (200, 100), (3, 4)])
def test_theory_is_the_mean_of_the_largest_binomial(guessers: int, images: int) -> None:
    hits = np.arange(images + 1)
    chance = np.diff(stats.binom.cdf(hits, images, 0.5) ** guessers, prepend=0.0)
    assert sealed.expected_best(guessers, images) == pytest.approx(float((chance * hits).sum()) / images)


def test_theory_agrees_with_throwing_coins() -> None:
    dice = np.random.default_rng(0)
    best = dice.binomial(100, 0.5, (4000, 200)).max(axis=1) / 100
    assert sealed.expected_best(200, 100) == pytest.approx(best.mean(), abs=0.002)


def test_the_plot_draws_the_contest(contest: sealed.Contest) -> None:
    (plot,) = [block for block in sealed._contest(contest) if isinstance(block, Plot)]
    chosen, fresh, theory = (np.array(curve.values) for curve in plot.curves)
    np.testing.assert_allclose(chosen, np.maximum.accumulate(contest.scores))
    np.testing.assert_allclose(fresh, contest.fresh[contest.leaders])
    assert (np.diff(theory) > 0).all()


def test_the_sentences_quote_the_contest(contest: sealed.Contest) -> None:
    words = {block.code: block for block in sealed._contest(contest) if isinstance(block, Words)}
    told = words["lessons_judging.test_set.winner"].say("en")
    assert f"{contest.scores.max():.0%}" in told
    assert f"{contest.fresh[contest.winner]:.1%}" in told
    interval = words["lessons_judging.test_set.interval"].values
    expected = stats.binomtest(round(100 * contest.scores.max()), 100).proportion_ci(method="wilson")
    assert (interval["low"], interval["high"]) == pytest.approx((expected.low, expected.high))
    assert interval["low"] > 0.5, "the lesson says that the interval leaves out 50%"


def test_sealed_images_tell_the_truth(contest: sealed.Contest) -> None:
    """The lesson says that the interval of the sealed score holds 50%."""
    (once,) = [block for block in sealed._validation(contest) if isinstance(block, Words) and "once" in block.code]
    assert once.values["sealed"] == contest.sealed[contest.winner]
    assert once.values["low"] < 0.5 < once.values["high"]


def test_intervals_shrink_with_the_square_root() -> None:
    (grid,) = [block for block in sealed._sizes() if isinstance(block, Grid)]
    for row, size in zip(grid.rows, sealed.SIZES, strict=True):
        expected = stats.binomtest(round(0.9 * size), size).proportion_ci(method="wilson")
        values = [cell.value for cell in row if isinstance(cell, Number)]
        assert values == pytest.approx([size, expected.low, expected.high, 50 * (expected.high - expected.low)])
    halves = [row[3].value for row in grid.rows if isinstance(row[3], Number)]
    assert halves[0] / halves[2] == pytest.approx(10, rel=0.05)
    apart = [row[4].code.rpartition(".")[2] for row in grid.rows if isinstance(row[4], Words)]
    assert apart == ["no", "no", "yes"]
