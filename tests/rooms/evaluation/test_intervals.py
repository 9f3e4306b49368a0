from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pupila.errors import EvaluationError
from pupila.evaluation.intervals import difference_interval, mean_interval, t_interval, wilson_interval, wilson_limits


@given(trials=st.integers(1, 5000), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_agrees_with_scipy(trials: int, share: float, level: float) -> None:
    successes = round(share * trials)
    oracle = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    assert wilson_interval(successes, trials, level=level) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


@given(trials=st.integers(1, 300), share=st.floats(0, 1))
def test_wilson_stays_inside_holds_the_value_and_has_width(trials: int, share: float) -> None:
    successes = round(share * trials)
    low, high = wilson_interval(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert high - low > 0


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (0, 0), (3, 2), (-1, 5)])
def test_an_impossible_count_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(EvaluationError, match="successes"):
        wilson_interval(successes, trials)


def test_limits_without_trials_are_not_numbers() -> None:
    limits = wilson_limits([0, 3], [0, 4])
    assert np.isnan(limits[:, 0]).all()
    assert limits[:, 1] == pytest.approx(wilson_interval(3, 4))


def test_t_interval_agrees_with_scipy() -> None:
    values = np.random.default_rng(3).gamma(2, size=40)
    oracle = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    assert t_interval(values) == pytest.approx(oracle)
    assert t_interval(values[:1]) is None


def test_the_mean_of_one_proportion_is_wilson_again() -> None:
    assert mean_interval([7], [10]) == pytest.approx(wilson_interval(7, 10))


def test_the_mean_of_proportions_holds_the_truth_as_often_as_said() -> None:
    generator, truths, trials = np.random.default_rng(5), np.array([0.95, 0.6, 0.8]), np.array([12, 40, 200])
    held = 0
    for _ in range(400):
        low, high = mean_interval(generator.binomial(trials, truths).tolist(), trials.tolist())
        held += bool(low <= truths.mean() <= high)
    assert 0.92 <= held / 400 <= 0.985


def test_a_small_class_without_errors_still_widens_the_mean() -> None:
    low, high = mean_interval([3, 1000], [3, 1000])
    assert low < 0.8
    assert high == 1


def test_the_mean_of_no_proportion_is_refused() -> None:
    with pytest.raises(EvaluationError):
        mean_interval([], [])
    with pytest.raises(EvaluationError):
        mean_interval([0], [0])


def test_the_difference_agrees_with_newcombes_own_example() -> None:
    # Newcombe (1998), table II, method 10, the contrast of 56/70 with 48/80.
    assert difference_interval((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(n=st.integers(1, 400), m=st.integers(1, 400), a=st.floats(0, 1), b=st.floats(0, 1))
def test_a_difference_turns_round_with_its_sides(n: int, m: int, a: float, b: float) -> None:
    first, second = (round(a * n), n), (round(b * m), m)
    low, high = difference_interval(first, second)
    assert difference_interval(second, first) == pytest.approx((-high, -low))
    assert -1 <= low <= first[0] / n - second[0] / m <= high <= 1
