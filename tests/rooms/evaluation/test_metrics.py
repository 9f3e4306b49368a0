from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as oracle

from pupila.evaluation.metrics import evaluate, f1_figure
from pupila.evaluation.predictions import Predictions
from pupila.files import to_json


def every_figure(block: dict[str, Any]) -> list[dict[str, Any]]:
    classes = block["per_class"].values()
    whole = [block[name] for name in ("accuracy", "balanced_accuracy", "loss", "ece")]
    return whole + [one[name] for one in classes for name in ("precision", "recall", "f1")]


def test_values_agree_with_scikit_learn(new_predictions: Any) -> None:
    found = new_predictions(600, 5)
    block = evaluate(found)
    assert block["accuracy"]["value"] == pytest.approx(oracle.accuracy_score(found.labels, found.predicted))
    balanced = oracle.balanced_accuracy_score(found.labels, found.predicted)
    assert block["balanced_accuracy"]["value"] == pytest.approx(balanced)
    columns = oracle.precision_recall_fscore_support(found.labels, found.predicted, labels=range(5))
    classes = list(block["per_class"].values())
    for name, values in zip(("precision", "recall", "f1"), columns[:3], strict=True):
        assert [one[name]["value"] for one in classes] == pytest.approx(values.tolist())
    assert [one["support"] for one in classes] == columns[3].tolist()
    assert block["confusion"] == oracle.confusion_matrix(found.labels, found.predicted).tolist()


def test_the_accuracy_of_the_matrix_is_the_accuracy(new_predictions: Any) -> None:
    block = evaluate(new_predictions(100))
    matrix = np.array(block["confusion"])
    assert np.trace(matrix) / matrix.sum() == block["accuracy"]["value"]


def test_intervals_of_proportions_are_wilsons(new_predictions: Any) -> None:
    found = new_predictions(250, 3)
    block = evaluate(found)
    truth = stats.binomtest(int(found.correct.sum()), 250).proportion_ci(method="wilson")
    assert block["accuracy"]["interval"] == pytest.approx([truth.low, truth.high])
    one, matrix = block["per_class"]["class 1"], np.array(block["confusion"])
    for name, trials in (("recall", matrix[1].sum()), ("precision", matrix[:, 1].sum())):
        truth = stats.binomtest(int(matrix[1, 1]), int(trials)).proportion_ci(method="wilson")
        assert one[name]["interval"] == pytest.approx([truth.low, truth.high])
        assert one[name]["n"] == trials


def test_every_figure_has_a_value_inside_its_interval_and_n(new_predictions: Any) -> None:
    block = evaluate(new_predictions(200))
    assert set(block) == {"accuracy", "balanced_accuracy", "loss", "ece", "per_class", "confusion"}
    for one in every_figure(block):
        assert set(one) == {"value", "interval", "n"}
        low, high = one["interval"]
        assert 0 <= low <= one["value"] <= high
        assert one["n"] > 0
    assert json.loads(to_json(block)) == block


def test_f1_holds_the_truth_as_often_as_said() -> None:
    generator, held = np.random.default_rng(11), 0
    cells = np.array([0.30, 0.06, 0.10, 0.54])  # hits, false alarms, misses, the rest
    truth = 2 * cells[0] / (2 * cells[0] + cells[1] + cells[2])
    for _ in range(400):
        hits, alarms, misses, _ = generator.multinomial(150, cells).tolist()
        low, high = f1_figure(hits, hits + alarms + misses)["interval"]
        held += bool(low <= truth <= high)
    assert 0.92 <= held / 400 <= 0.98


def test_an_absent_class_has_no_figures_and_does_not_pull_the_mean_down() -> None:
    probabilities = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    block = evaluate(Predictions(probabilities, np.array([0, 1, 1]), np.arange(3), ("a", "b", "absent")))
    absent = block["per_class"]["absent"]
    assert absent["support"] == 0
    assert all(absent[name] == {"value": None, "interval": None, "n": 0} for name in ("precision", "recall", "f1"))
    assert block["balanced_accuracy"]["value"] == 0.75


def test_a_class_never_predicted_has_no_precision_but_an_f1_of_zero() -> None:
    sure = np.tile([0.9, 0.1], (4, 1))
    never = evaluate(Predictions(sure, np.array([0, 0, 1, 1]), np.arange(4), ("a", "b")))["per_class"]["b"]
    assert never["precision"] == {"value": None, "interval": None, "n": 0}
    assert (never["recall"]["value"], never["f1"]["value"]) == (0.0, 0.0)


def test_a_single_example_is_enough() -> None:
    block = evaluate(Predictions(np.array([[0.7, 0.3]]), np.array([0]), np.array([0]), ("a", "b")))
    assert block["accuracy"]["value"] == 1
    assert block["loss"] == {"value": pytest.approx(-np.log(0.7)), "interval": None, "n": 1}


def test_the_same_predictions_give_the_same_block(new_predictions: Any) -> None:
    assert evaluate(new_predictions(500)) == evaluate(new_predictions(500))


def test_ten_thousand_predictions_are_judged_at_once(new_predictions: Any) -> None:
    found = new_predictions(10_000, 10)
    start = time.perf_counter()
    evaluate(found)
    assert time.perf_counter() - start < 2  # about 0.12 s on an idle core; the margin is for a busy machine
