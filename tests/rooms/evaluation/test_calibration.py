from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from pupila.errors import EvaluationError
from pupila.evaluation.calibration import calibration_interval, expected_calibration_error, reliability_table
from pupila.evaluation.predictions import Predictions


def naive_error(found: Predictions, num_bins: int) -> float:
    """Follow the definition word by word, one bin and one example at a time."""
    total = 0.0
    for place in range(num_bins):
        low, high = place / num_bins, (place + 1) / num_bins
        inside = [row for row, confidence in enumerate(found.confidence) if low < confidence <= high]
        if inside:
            accuracy = sum(bool(found.correct[row]) for row in inside) / len(inside)
            confidence = sum(float(found.confidence[row]) for row in inside) / len(inside)
            total += len(inside) / found.num_examples * abs(accuracy - confidence)
    return total


def always_sure(confidence: float, right: int, n: int) -> Predictions:
    probabilities = np.tile([confidence, 1 - confidence], (n, 1))
    return Predictions(probabilities, np.array([0] * right + [1] * (n - right)), np.arange(n), ("cat", "dog"))


@pytest.mark.parametrize("num_bins", [1, 7, 15])
def test_the_error_agrees_with_its_definition(new_predictions: Any, num_bins: int) -> None:
    found = new_predictions(400, 3)
    error = expected_calibration_error(found.probabilities, found.labels, num_bins=num_bins)
    assert error == pytest.approx(naive_error(found, num_bins), abs=1e-9)


@given(seed=st.integers(0, 10**6), num_classes=st.integers(2, 6), count=st.integers(1, 80))
def test_the_error_is_a_fraction(seed: int, num_classes: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    probabilities = generator.dirichlet(np.ones(num_classes), count)
    labels = generator.integers(0, num_classes, count)
    assert 0 <= expected_calibration_error(probabilities, labels) <= 1


def test_a_confidence_on_a_border_belongs_to_the_bin_below() -> None:
    table = reliability_table(always_sure(0.5, 3, 6), num_bins=2)
    assert [row.n for row in table] == [6, 0]
    assert reliability_table(always_sure(1.0, 5, 5), num_bins=2)[-1].n == 5


def test_the_table_agrees_with_scikit_learn(new_predictions: Any) -> None:
    found = new_predictions(500, 2)
    table = [row for row in reliability_table(found) if row.n]
    accuracy, confidence = calibration_curve(found.correct, found.confidence, n_bins=15)
    assert [row.accuracy for row in table] == pytest.approx(accuracy.tolist())
    assert [row.confidence for row in table] == pytest.approx(confidence.tolist())
    assert sum(row.n for row in table) == 500


def test_an_empty_bin_says_nothing() -> None:
    first = reliability_table(always_sure(0.9, 3, 6))[0]
    assert (first.n, first.accuracy, first.confidence, first.interval) == (0, None, None, None)


def test_the_interval_holds_the_value_and_comes_again_with_the_same_dice(new_predictions: Any) -> None:
    found = new_predictions(300)
    value = expected_calibration_error(found.probabilities, found.labels)
    low, high = calibration_interval(found, generator=np.random.default_rng(1))
    assert 0 <= low <= value <= high <= 1
    assert calibration_interval(found, generator=np.random.default_rng(1)) == (low, high)


def test_the_interval_of_a_calibrated_classifier_reaches_zero() -> None:
    """Where percentiles of resampled errors would always start above it."""
    generator, reached = np.random.default_rng(2), 0
    for _ in range(20):
        confidence = generator.uniform(0.5, 1, 400)
        right = generator.random(400) < confidence
        probabilities = np.stack([confidence, 1 - confidence], axis=1).astype(np.float32)
        found = Predictions(probabilities, np.where(right, 0, 1), np.arange(400), ("cat", "dog"))
        reached += calibration_interval(found, generator=generator)[0] == 0
    assert reached >= 17


def test_the_interval_of_a_boaster_stays_away_from_zero() -> None:
    low, high = calibration_interval(always_sure(0.95, 140, 200), generator=np.random.default_rng(0))
    assert 0.15 < low < 0.25 < high < 0.35


def test_no_bins_are_refused() -> None:
    with pytest.raises(EvaluationError, match="at least one"):
        expected_calibration_error(np.array([[1.0]]), np.array([0]), num_bins=0)


def test_logits_are_refused() -> None:
    with pytest.raises(EvaluationError, match="logits"):
        expected_calibration_error(np.array([[3.0, -1.0]]), np.array([0]))
