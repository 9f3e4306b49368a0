"""Verdicts: their definition, Holm over pairs, and whether they err as often as they may."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pupila.errors import EvaluationError
from pupila.evaluation.verdict import Judgement, judge

STEADY = np.array([0.001, -0.001, 0.0005, -0.0005, 0.0])


def arm(level: float, *, noise: float = 1.0) -> list[float]:
    return (level + noise * STEADY).tolist()


BASE = [0.71, 0.70, 0.72, 0.69, 0.715]
MANY = st.integers(2, 5).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(6800, 7200).map(lambda hits: hits / 10_000), min_size=n, max_size=n),
        min_size=2,
        max_size=5,
    )
)


def against(second: list[float], **options: Any) -> Judgement:
    return judge({"plain": BASE, "other": [a + b for a, b in zip(BASE, second, strict=True)]}, **options)


def test_an_interval_beyond_zero_is_better_for_the_arm_that_is_ahead() -> None:
    ahead, behind = against(arm(0.02)), against(arm(-0.02))
    assert (ahead.verdict, ahead.winner) == ("better", "other")
    assert (behind.verdict, behind.winner) == ("better", "plain")
    assert ahead.deciding.difference.value == pytest.approx(0.02)
    assert behind.deciding.difference.value == pytest.approx(-0.02)


def test_an_interval_within_the_margin_is_equivalent_and_beyond_it_not_shown() -> None:
    close = arm(0.0005)
    assert against(close).verdict == "equivalent"
    open_question = against(close, margin=0.001)
    assert (open_question.verdict, open_question.winner) == ("not shown", None)
    assert open_question.deciding.seeds is not None
    assert open_question.deciding.seeds.n is not None
    assert open_question.deciding.seeds.n > 5


def test_a_difference_that_is_shown_is_better_even_within_the_margin() -> None:
    found = against(arm(0.003))
    assert found.verdict == "better"
    assert found.deciding.difference.within(found.margin)


def test_the_same_arm_twice_is_equivalent_where_the_test_set_is_fine_enough() -> None:
    assert against([0.0] * 5, examples=10_000).verdict == "equivalent"
    assert against([0.0] * 5, examples=40).verdict == "not shown"


def test_one_seed_gets_no_verdict() -> None:
    found = judge({"a": [0.7], "b": [0.8], "c": [0.9]})
    assert found.one_seed
    assert (found.verdict, found.winner, found.seeds) == (None, None, 1)
    assert {pair.verdict for pair in found.pairs} == {None}
    assert found.to_json()["difference"] == {"value": pytest.approx(0.1), "interval": None}


def test_holm_gives_each_pair_the_level_of_its_step() -> None:
    found = judge({"a": arm(0.70), "b": arm(0.7002, noise=-1.0), "c": arm(0.75, noise=0.5)})
    levels = {(pair.first, pair.second): pair.level for pair in found.pairs}
    assert sorted(levels.values()) == pytest.approx([0.95, 0.975, 1 - 0.05 / 3])
    assert levels["a", "b"] == 0.95
    assert [pair.verdict for pair in found.pairs] == ["equivalent", "better", "better"]
    assert (found.verdict, found.winner) == ("better", "c")
    assert {found.deciding.first, found.deciding.second} == {"b", "c"}


@given(arms=MANY)
def test_verdicts_are_those_of_holm_and_agree_with_their_intervals(arms: list[list[float]]) -> None:
    found = judge({str(place): values for place, values in enumerate(arms)}, examples=10_000)
    p_values = [pair.difference.p_t for pair in found.pairs]
    rejected = holm_by_hand([p for p in p_values if p is not None])
    for pair, different in zip(found.pairs, rejected, strict=True):
        interval = pair.difference.interval
        assert interval is not None
        assert (pair.verdict == "better") == different
        assert (interval[0] > 0 or interval[1] < 0) == different
        if pair.verdict == "equivalent":
            assert max(map(abs, interval)) <= 0.005
        assert (pair.seeds is None) == (pair.verdict != "not shown")


def holm_by_hand(p_values: list[float]) -> list[bool]:
    """Multiply the sorted p values by what is left, and never let one fall below the last."""
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) - np.arange(len(p_values))
    adjusted = np.maximum.accumulate(np.array(p_values)[order] * factors)
    rejected = np.zeros(len(p_values), dtype=bool)
    rejected[order] = adjusted < 0.05
    return rejected.tolist()


@given(arms=MANY, order=st.randoms(use_true_random=False))
def test_neither_order_of_seeds_nor_of_arms_changes_a_verdict(arms: list[list[float]], order: Any) -> None:
    named = {str(place): values for place, values in enumerate(arms)}
    shuffled = list(zip(*arms, strict=True))
    order.shuffle(shuffled)
    seeds = {name: [row[place] for row in shuffled] for place, name in enumerate(named)}
    turned = dict(reversed(named.items()))
    one, by_seeds, by_arms = judge(named), judge(seeds), judge(turned)
    verdicts = {frozenset((pair.first, pair.second)): (pair.verdict, pair.winner) for pair in one.pairs}
    for other in (by_seeds, by_arms):
        assert {frozenset((pair.first, pair.second)): (pair.verdict, pair.winner) for pair in other.pairs} == verdicts
        assert (other.verdict, other.winner) == (one.verdict, one.winner)


def test_of_many_arms_one_is_better_only_where_it_beats_each_other_one() -> None:
    two_ahead = judge({"a": arm(0.70), "b": arm(0.75), "c": arm(0.7503, noise=-3.0)})
    assert (two_ahead.verdict, two_ahead.winner) == ("not shown", None)
    assert {two_ahead.deciding.first, two_ahead.deciding.second} == {"b", "c"}
    alike = judge({"a": arm(0.70), "b": arm(0.7001, noise=-1.0), "c": arm(0.7002, noise=0.2)})
    assert alike.verdict == "equivalent"
    assert {pair.verdict for pair in alike.pairs} == {"equivalent"}


def test_what_is_kept_has_the_fields_of_the_comparison() -> None:
    found = against(arm(0.02)).to_json()
    assert set(found) == {"pairs", "verdict", "difference", "winner"}
    (pair,) = found["pairs"]
    assert set(pair) == {"first", "second", "difference", "level", "verdict", "winner", "seeds_needed"}
    assert set(pair["difference"]) == {"value", "interval", "values", "p_t", "p_sign"}
    assert pair["difference"]["values"] == pytest.approx(arm(0.02))
    assert found["difference"] == {"value": pair["difference"]["value"], "interval": pair["difference"]["interval"]}
    assert against(arm(0.0005), margin=0.001).to_json()["pairs"][0]["seeds_needed"] > 5


@pytest.mark.parametrize(
    ("arms", "options", "words"),
    [
        ({"a": [0.5]}, {}, "at least two"),
        ({"a": [0.5], "b": []}, {}, "1 and 0"),
        ({"a": [], "b": []}, {}, "at least one seed"),
        ({"a": [0.5, 0.6], "b": [0.5, math.nan]}, {}, "diverged"),
        ({"a": [0.5], "b": [0.5]}, {"margin": -0.1}, "margin"),
        ({"a": [0.5], "b": [0.5]}, {"margin": math.nan}, "margin"),
        ({"a": [0.5], "b": [0.5]}, {"level": 95}, "level"),
    ],
)
def test_what_cannot_be_judged_is_refused(arms: dict[str, list[float]], options: dict[str, Any], words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        judge(arms, **options)


def trainings(generator: np.random.Generator, means: tuple[float, ...], *, seeds: int, noise: float) -> Any:
    """Draw accuracies on 10,000 test images: what a seed does to all arms alike, and what it does to each."""
    shared = generator.normal(0, 0.004, size=seeds)
    own = generator.normal(0, noise / math.sqrt(2), size=(len(means), seeds))
    return {
        f"arm {place}": (np.round((mean + shared + own[place]) * 10_000) / 10_000).tolist()
        for place, mean in enumerate(means)
    }


def often(hits: int, draws: int, share: float) -> bool:
    """Tell whether a count lies within four standard errors of what was said."""
    return abs(hits / draws - share) <= 4 * math.sqrt(share * (1 - share) / draws) + 0.5 / draws


def test_two_hundred_comparisons_of_an_arm_with_itself_rarely_find_a_winner() -> None:
    generator = np.random.default_rng(2026)
    wrong = sum(
        judge(trainings(generator, (0.7, 0.7), seeds=5, noise=0.003), examples=10_000).verdict == "better"
        for _ in range(200)
    )
    assert wrong <= stats.binom.ppf(0.99, 200, 0.05)


@pytest.mark.parametrize(("effect", "seeds"), [(0.004, 5), (0.008, 3), (0.002, 10)])
def test_planted_effects_are_found_as_often_as_theory_says(effect: float, seeds: int) -> None:
    generator, draws, noise = np.random.default_rng(seeds), 2_000, 0.003
    found = sum(
        judge(trainings(generator, (0.7, 0.7 + effect), seeds=seeds, noise=noise)).winner == "arm 1"
        for _ in range(draws)
    )
    shift, limit = effect / noise * math.sqrt(seeds), stats.t.ppf(0.975, seeds - 1)
    power = float(stats.nct.sf(limit, seeds - 1, shift))
    assert often(found, draws, power)


def test_holm_keeps_the_error_over_all_pairs() -> None:
    generator, draws = np.random.default_rng(5), 500
    none = (0.7,) * 4
    wrong = sum(
        any(pair.verdict == "better" for pair in judge(trainings(generator, none, seeds=5, noise=0.003)).pairs)
        for _ in range(draws)
    )
    assert wrong / draws <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / draws)


def test_equivalence_is_hardly_ever_said_of_arms_a_margin_apart() -> None:
    generator, draws = np.random.default_rng(6), 2_000
    wrong = sum(
        judge(trainings(generator, (0.7, 0.705), seeds=10, noise=0.002)).verdict == "equivalent" for _ in range(draws)
    )
    assert wrong / draws <= 0.025 + 3 * math.sqrt(0.025 * 0.975 / draws)


def test_pairs_stand_in_the_order_of_the_arms() -> None:
    found = judge({"a": arm(0.7), "b": arm(0.71), "c": arm(0.72)})
    assert [(pair.first, pair.second) for pair in found.pairs] == list(itertools.combinations("abc", 2))
