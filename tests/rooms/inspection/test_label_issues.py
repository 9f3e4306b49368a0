from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import EvaluationError
from pupila.inspection.label_issues import (
    FAINT,
    class_thresholds,
    confident_disagreements,
    find_label_issues,
)


def answers(count: int, classes: int, seed: int, *, sharp: float = 3.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Return labels, a tenth of them wrong, the probabilities of a good judge, and which are wrong."""
    dice = np.random.default_rng(seed)
    true = dice.integers(0, classes, count)
    logits = dice.standard_normal((count, classes)) + sharp * np.eye(classes)[true]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    wrong = dice.choice(count, count // 10, replace=False)
    labels = true.copy()
    labels[wrong] = (true[wrong] + dice.integers(1, classes, len(wrong))) % classes
    return labels, probabilities, wrong


def test_thresholds_are_means_of_self_confidence() -> None:
    labels, probabilities, _ = answers(300, 4, 0)
    naive = [
        np.mean([row[label] for row, label in zip(probabilities, labels, strict=True) if label == one])
        for one in range(4)
    ]
    assert class_thresholds(labels, probabilities) == pytest.approx(naive)
    assert class_thresholds(np.zeros(2, int), np.array([[0.5, 0.5], [0.7, 0.3]])).tolist() == [0.6, 1.0]


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_rule_of_cleanlab(seed: int) -> None:
    cleanlab = pytest.importorskip("cleanlab.filter", reason="needs the extra 'labels'")
    labels, probabilities, _ = answers(600, 5, seed, sharp=2.0)
    expected = cleanlab.find_label_issues(labels, probabilities, filter_by="confident_learning", n_jobs=1)
    assert np.array_equal(confident_disagreements(labels, probabilities), expected)


def test_wrong_labels_are_found_and_right_ones_left() -> None:
    labels, probabilities, wrong = answers(2000, 6, 1, sharp=6.0)
    found = find_label_issues(labels, probabilities)
    hits = np.isin(found.rows, wrong).sum()
    assert hits >= 0.85 * len(wrong)
    assert hits >= 0.9 * len(found.rows)
    assert (np.diff(found.confidence_given) >= 0).all()
    assert (found.suggested == probabilities[found.rows].argmax(axis=1)).all()
    assert (found.suggested != labels[found.rows]).all()
    assert found.confidence_given == pytest.approx(probabilities[found.rows, labels[found.rows]])


@given(st.integers(0, 2**31), st.integers(2, 6), st.integers(1, 60))
def test_suspects_are_those_of_the_definition(seed: int, classes: int, count: int) -> None:
    labels, probabilities, _ = answers(count, classes, seed, sharp=2.0)
    thresholds = class_thresholds(labels, probabilities)
    expected = {
        row
        for row, label in enumerate(labels)
        if probabilities[row].argmax() != label and probabilities[row, label] < FAINT * thresholds[label]
    }
    found = find_label_issues(labels, probabilities)
    assert set(found.rows.tolist()) == expected
    assert len(found.rows) == len(expected)
    assert found.confident.tolist() == confident_disagreements(labels, probabilities)[found.rows].tolist()


def test_a_perfect_judge_doubts_nothing() -> None:
    labels = np.arange(40) % 4
    assert len(find_label_issues(labels, np.eye(4)[labels]).rows) == 0


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(EvaluationError, match="One row of probabilities per label"):
        find_label_issues(np.zeros(3, int), np.ones((2, 2)) / 2)
