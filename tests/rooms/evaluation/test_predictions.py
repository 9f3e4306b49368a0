from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss

from pupila.errors import EvaluationError
from pupila.evaluation.predictions import Predictions

PAIR = ("cat", "dog")


def predictions(**changed: Any) -> Predictions:
    whole: dict[str, Any] = {
        "probabilities": np.array([[0.9, 0.1], [0.3, 0.7], [0.5, 0.5]]),
        "labels": np.array([0, 0, 1]),
        "indices": np.array([7, 5, 9]),
        "class_names": PAIR,
    }
    return Predictions(**{**whole, **changed})


def test_predicted_confidence_and_correct_of_a_case_done_by_hand() -> None:
    found = predictions()
    assert found.predicted.tolist() == [0, 1, 0]  # a tie goes to the first class
    assert found.confidence == pytest.approx([0.9, 0.7, 0.5])
    assert found.correct.tolist() == [True, False, False]
    assert (found.num_examples, found.num_classes) == (3, 2)


def test_losses_agree_with_scikit_learn(new_predictions: Any) -> None:
    found = new_predictions(200, 5)
    exact = found.probabilities.astype(np.float64)
    oracle = log_loss(found.labels, exact / exact.sum(axis=1, keepdims=True), labels=range(5))
    assert found.losses.mean() == pytest.approx(oracle, rel=1e-5)


def test_a_true_class_given_nothing_costs_a_finite_loss() -> None:
    found = predictions(probabilities=np.array([[1.0, 0.0]]), labels=np.array([1]), indices=np.array([0]))
    assert found.losses[0] == pytest.approx(87.3, abs=0.1)


def test_types_are_settled_at_the_door() -> None:
    found = predictions(labels=np.array([0, 0, 1], dtype=np.uint8), class_names=["cat", "dog"])
    types = [found.probabilities.dtype.name, found.labels.dtype.name, found.indices.dtype.name]
    assert types == ["float32", "int64", "int64"]
    assert found.class_names == PAIR


def test_softmax_of_float32_over_many_classes_is_accepted() -> None:
    logits = np.random.default_rng(0).normal(0, 8, (50, 1000)).astype(np.float32)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    rows = np.arange(50)
    names = tuple(map(str, range(1000)))
    assert Predictions(powers / powers.sum(axis=1, keepdims=True), rows, rows, names).num_classes == 1000


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"probabilities": np.array([[0.9, 0.1], [2.0, -3.0], [0.5, 0.5]])}, "not_probabilities", "Row 1"),
        ({"probabilities": np.array([[0.9, 0.1], [1.5, -0.5], [0.5, 0.5]])}, "not_probabilities", "logits"),
        ({"probabilities": np.array([[np.nan, 0.1], [0.5, 0.5], [0.5, 0.5]])}, "not_probabilities", "Row 0"),
        (
            {"probabilities": np.zeros((0, 2)), "labels": np.zeros(0, int), "indices": np.zeros(0, int)},
            "no_examples",
            "",
        ),
        ({"probabilities": np.array([0.5, 0.5])}, "shape", "(2,)"),
        ({"labels": np.array([0, 1])}, "lengths", "labels"),
        ({"indices": np.array([0, 1])}, "lengths", "indices"),
        ({"labels": np.array([0, 2, 1])}, "label_range", "Row 1 has label 2, but the classes run from 0 to 1"),
        ({"labels": np.array([0, 1, -1])}, "label_range", "Row 2"),
        ({"labels": np.array([0.0, 1.0, 1.0])}, "label_type", "float64"),
        ({"class_names": ("cat",)}, "class_names", "1 class names"),
    ],
)
def test_what_cannot_be_judged_is_refused(changed: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        predictions(**changed)
    assert caught.value.code == f"evaluation.{code}"
    assert words in str(caught.value)
    assert caught.value.message("es") != str(caught.value)
