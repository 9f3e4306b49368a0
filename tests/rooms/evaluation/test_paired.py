"""Paired differences: against SciPy, against naive counting, on the grid of accuracies, and by simulation."""

from __future__ import annotations

import itertools
import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pupila.errors import EvaluationError
from pupila.evaluation.paired import Paired, mcnemar, paired, seeds_needed, sign_flip_test

ACCURACIES = st.integers(0, 10_000).map(lambda hits: hits / 10_000)
ARMS = st.integers(2, 12).flatmap(
    lambda n: st.tuples(st.lists(ACCURACIES, min_size=n, max_size=n), st.lists(ACCURACIES, min_size=n, max_size=n))
)


def spread(values: tuple[float, ...]) -> float:
    return max(values) - min(values)


@given(arms=ARMS, level=st.sampled_from([0.8, 0.95, 0.99]))
def test_interval_and_p_agree_with_scipy(arms: tuple[list[float], list[float]], level: float) -> None:
    found = paired(*arms, level=level, step=1e-4)
    if spread(found.values) < 1e-5:
        return
    oracle = stats.ttest_rel(arms[1], arms[0])
    ends = oracle.confidence_interval(level)
    assert found.interval == pytest.approx((ends.low, ends.high), abs=1e-12)
    assert found.p_t == pytest.approx(oracle.pvalue, rel=1e-9)
    assert found.deviation == pytest.approx(float(np.std(found.values, ddof=1)))


@given(values=st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_flipped_signs_agree_with_counting_every_pattern(values: list[int]) -> None:
    patterns = itertools.product((-1, 1), repeat=len(values))
    reached = [
        abs(sum(sign * value for sign, value in zip(signs, values, strict=True))) >= abs(sum(values))
        for signs in patterns
    ]
    assert sign_flip_test([value / 1000 for value in values]) == sum(reached) / len(reached)


def test_flipped_signs_agree_with_scipy() -> None:
    values = np.random.default_rng(1).normal(0.3, 1, 11)
    oracle = stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert sign_flip_test(values.tolist()) == pytest.approx(oracle.pvalue, rel=1e-12)


def test_many_seeds_are_counted_exactly_and_more_are_drawn_from_the_generator() -> None:
    values = np.random.default_rng(2).normal(0.2, 1, 36)
    exact = sign_flip_test(values.tolist())
    assert exact == pytest.approx(stats.ttest_1samp(values, 0).pvalue, abs=0.01)
    more = [*values.tolist(), 0.0]  # a difference of zero changes neither share nor sum
    assert sign_flip_test(more) is None
    drawn = sign_flip_test(more, generator=np.random.default_rng(3))
    assert exact is not None
    assert drawn == pytest.approx(exact, abs=4 * math.sqrt(exact / 100_000))
    assert drawn == sign_flip_test(more, generator=np.random.default_rng(3))
    assert sign_flip_test([0.1] * 60, generator=np.random.default_rng(4)) == pytest.approx(1 / 100_001)


def test_five_seeds_cannot_reach_five_percent_by_signs() -> None:
    assert sign_flip_test([0.1] * 5) == 2 / 32
    assert sign_flip_test([0.1]) == 1.0
    assert sign_flip_test([0.0] * 40) == 1.0


@given(arms=ARMS)
def test_swapping_the_arms_turns_the_sign_and_nothing_else(arms: tuple[list[float], list[float]]) -> None:
    one, other = paired(arms[0], arms[1], step=1e-4), paired(arms[1], arms[0], step=1e-4)
    assert one.interval is not None
    assert other.value == -one.value
    assert other.interval == (-one.interval[1], -one.interval[0])
    assert (other.p_t, other.p_sign, other.deviation) == (one.p_t, one.p_sign, one.deviation)


@given(arms=ARMS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_seeds_does_not_matter(arms: tuple[list[float], list[float]], order: object) -> None:
    rows = list(zip(*arms, strict=True))
    order.shuffle(rows)  # type: ignore[attr-defined]
    one, other = paired(*arms), paired(*map(list, zip(*rows, strict=True)))
    assert (one.value, one.interval, one.p_t) == (other.value, other.interval, other.p_t)
    assert one.p_sign == pytest.approx(other.p_sign)


@given(arms=ARMS, shift=st.floats(-0.5, 0.5))
def test_moving_both_arms_alike_changes_nothing(arms: tuple[list[float], list[float]], shift: float) -> None:
    one = paired(*arms)
    other = paired(*([value + shift for value in arm] for arm in arms))
    assert other.value == pytest.approx(one.value, abs=1e-12)
    assert other.interval == pytest.approx(one.interval, abs=1e-9)
    assert other.p_sign == pytest.approx(one.p_sign)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 50])
def test_equal_differences_are_not_taken_for_certainty(n: int) -> None:
    step = 1 / 360
    found = paired([0.9] * n, [0.9 + step] * n, step=step)
    one_off = paired([0.9] * n, [0.9 + step] * (n - 1) + [0.9 + 2 * step], step=step)
    assert found.interval is not None
    assert one_off.interval is not None
    assert found.interval[1] - found.interval[0] == pytest.approx(one_off.interval[1] - one_off.interval[0])
    assert found.p_t is not None
    assert found.p_t > 0
    assert (found.interval[0] > 0) == (found.p_t < 0.05)


def test_arms_without_any_difference_keep_a_width_of_the_grid() -> None:
    found = paired([0.5, 0.6, 0.7], [0.5, 0.6, 0.7], step=1 / 40)
    reach = stats.t.ppf(0.975, 2) / 40 / 3
    assert found.interval == pytest.approx((-reach, reach))
    assert (found.value, found.p_t, found.p_sign) == (0.0, 1.0, 1.0)
    assert paired([0.5] * 5, [0.5] * 5).within(0.001)  # 0.001 is assumed where the step is not known


@given(n=st.integers(2, 20), hits=st.integers(20, 380))
def test_rounding_in_the_last_digit_is_no_spread(n: int, hits: int) -> None:
    first = [(hits + place % 7) / 400 for place in range(n)]
    found = paired(first, [value + 3 / 400 for value in first], step=1 / 400)
    assert found.deviation == pytest.approx(1 / 400 / math.sqrt(n))


def test_one_seed_has_a_difference_and_nothing_else() -> None:
    found = paired([0.7], [0.72])
    assert found.value == pytest.approx(0.02)
    assert (found.interval, found.deviation, found.p_t, found.p_sign) == (None, None, None, 1.0)
    assert not found.excludes_zero
    assert not found.within(1.0)
    assert seeds_needed(found, margin=0.005).n is None
    assert found.to_json() == {
        "value": found.value,
        "interval": None,
        "values": [found.value],
        "p_t": None,
        "p_sign": 1,
    }


def test_two_seeds_are_judged_with_one_degree_of_freedom() -> None:
    found = paired([0.70, 0.70], [0.71, 0.72])
    reach = stats.t.ppf(0.975, 1) * 0.005
    assert found.interval == pytest.approx((0.015 - reach, 0.015 + reach))
    assert seeds_needed(found, margin=0.005).n is None


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([], [], "at least one seed"),
        ([0.5], [0.5, 0.6], "1 and 2 figures"),
        ([0.5, math.nan], [0.5, 0.6], "number 2 has the figures nan and 0.6"),
        ([0.5, 0.5], [math.inf, 0.6], "number 1"),
    ],
)
def test_figures_that_cannot_be_paired_are_refused(first: list[float], second: list[float], words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        paired(first, second)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, math.nan])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(EvaluationError, match="level"):
        paired([0.5, 0.6], [0.6, 0.6], level=level)


@given(first=st.lists(st.booleans(), min_size=0, max_size=60), seed=st.integers(0, 99))
def test_mcnemar_agrees_with_the_binomial_test(first: list[bool], seed: int) -> None:
    second = np.random.default_rng(seed).random(len(first)) < 0.5
    found = mcnemar(first, second)
    apart = found.only_first + found.only_second
    assert apart == int((np.array(first, dtype=bool) != second).sum())
    assert found.p == pytest.approx(stats.binomtest(found.only_first, apart).pvalue if apart else 1.0)
    assert mcnemar(second, first).to_json(3) == {
        "seed": 3,
        "only_first": found.only_second,
        "only_second": found.only_first,
        "p": found.p,
    }


def test_mcnemar_of_ten_thousand_images_and_of_other_images() -> None:
    right = np.ones(10_000, dtype=bool)
    wrong = right.copy()
    wrong[:700] = False
    assert mcnemar(wrong, right).p == pytest.approx(stats.binomtest(0, 700).pvalue, rel=1e-9)
    with pytest.raises(EvaluationError, match="same images"):
        mcnemar(right, right[:-1])


@given(arms=ARMS, margin=st.sampled_from([0.0, 0.002, 0.005, 0.05]), level=st.sampled_from([0.9, 0.95, 0.99]))
def test_seeds_needed_is_the_first_count_that_settles(
    arms: tuple[list[float], list[float]], margin: float, level: float
) -> None:
    found = paired(*arms, level=level)
    if found.n < 3:
        return
    assert seeds_needed(found, margin=margin).n == by_hand(found, found.deviation or 0.0, margin)
    upper = stats.chi2.ppf(0.2, found.n - 1)
    wider = (found.deviation or 0.0) * math.sqrt((found.n - 1) / upper)
    assert seeds_needed(found, margin=margin).high == by_hand(found, wider, margin)


def by_hand(found: Paired, deviation: float, margin: float) -> int | None:
    limits = stats.t.ppf((1 + found.level) / 2, np.arange(1, 1000))
    for n, limit in enumerate(limits.tolist(), start=2):
        reach = limit * deviation / math.sqrt(n)
        if abs(found.value) - reach > 0 or abs(found.value) + reach <= margin:
            return n
    return None


def test_a_plan_of_more_than_a_thousand_seeds_is_none() -> None:
    found = paired([0.0] * 4, [0.03, -0.03, 0.03, -0.0299])
    assert seeds_needed(found, margin=0.0).n is None
    assert seeds_needed(found, margin=0.005).n is not None
    assert seeds_needed(found, margin=0.005, most=20).n is None


@pytest.mark.parametrize(("n", "level"), [(2, 0.95), (5, 0.95), (5, 0.99), (20, 0.95)])
def test_ten_thousand_intervals_hold_the_truth_as_often_as_they_say(n: int, level: float) -> None:
    draws, generator = 10_000, np.random.default_rng(n)
    differences = generator.normal(0.004, 0.003, size=(draws, n))
    held = 0
    for values in differences.tolist():
        interval = paired([0.0] * n, values, level=level).interval
        held += interval is not None and interval[0] <= 0.004 <= interval[1]
    assert abs(held / draws - level) < 4 * math.sqrt(level * (1 - level) / draws)


@given(st.lists(st.integers(0, 1_000), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_differences_that_cancel_have_no_mean_at_all(counts: list[int], dice: Random) -> None:
    """Both arms reach the same fractions in another order, so that only rounding could tell them apart."""
    first = [0.1 * count / 7 for count in counts]
    second = dice.sample(first, len(first))
    assert paired(first, second).value == 0
