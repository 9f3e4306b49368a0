"""Turn predictions into the figures of `metrics.json`: value, 95 % interval and number of examples, each time.

How the intervals come about: accuracy, precision and recall by Wilson; F1 by Wilson on the share that it is a function
of; balanced accuracy by combining Wilson's limits of the recalls; the loss by Student's t; the calibration error by
resampling with a fixed seed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.evaluation.calibration import calibration_interval, expected_calibration_error
from pupila.evaluation.confusion import confusion_matrix
from pupila.evaluation.intervals import mean_interval, t_interval, wilson_interval
from pupila.evaluation.predictions import Predictions
from pupila.runtime import numpy_generator

Figure = dict[str, Any]


def evaluate(predictions: Predictions) -> dict[str, Any]:
    """Compute one block of `metrics.json` from predictions.

    Args:
        predictions: What the classifier answered.

    Returns:
        `accuracy`, `balanced_accuracy` (mean recall over the classes present), `loss` (mean negative log-likelihood,
        nats) and `ece` (expected calibration error), each as `{"value", "interval": [low, high], "n"}`; `per_class`,
        for each class `precision`, `recall` and `f1` in the same form and its `support`; and `confusion` [true,
        predicted]. Fractions, not percentages. A figure that nothing can be said about has the value and the interval
        null: every one of a class absent here (support 0), the precision of a class never predicted, the interval of
            the mean loss of a single example. The same predictions always give the same block.

    Example:
        >>> answer = Predictions(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1]), np.arange(2), ("cat", "dog"))
        >>> figures = evaluate(answer)
        >>> figures["accuracy"]["value"], figures["accuracy"]["n"], figures["confusion"]
        (0.5, 2, [[1, 0], [1, 0]])
    """
    matrix = confusion_matrix(predictions.labels, predictions.predicted, num_classes=predictions.num_classes)
    return {
        "accuracy": proportion(int(np.trace(matrix)), int(matrix.sum())),
        "balanced_accuracy": balanced_accuracy(matrix),
        "loss": mean_loss(predictions.losses),
        "ece": calibration_error(predictions),
        "per_class": {name: class_figures(matrix, row) for row, name in enumerate(predictions.class_names)},
        "confusion": matrix.tolist(),
    }


def proportion(successes: int, trials: int) -> Figure:
    """Return a proportion with Wilson's interval; null without trials."""
    if trials == 0:
        return _figure(None, None, 0)
    return _figure(successes / trials, wilson_interval(successes, trials), trials)


def balanced_accuracy(matrix: NDArray[np.int64]) -> Figure:
    """Return the mean recall over the classes that have examples, from a confusion matrix [true, predicted].

    Every class counts the same, however few examples it has: with 95 images of one class and 5 of the other, always
    answering the first is an accuracy of 0.95 and a balanced accuracy of 0.5.
    """
    support = matrix.sum(axis=1)
    present = support > 0
    hits, trials = np.diag(matrix)[present].tolist(), support[present].tolist()
    value = float(np.mean([hit / trial for hit, trial in zip(hits, trials, strict=True)]))
    return _figure(value, mean_interval(hits, trials), int(support.sum()))


def mean_loss(losses: NDArray[np.floating]) -> Figure:
    """Return the mean of per-example losses in nats; a loss is never below zero, and neither is the interval."""
    interval = t_interval(losses)
    clipped = (max(0.0, interval[0]), interval[1]) if interval else None
    return _figure(float(np.mean(losses, dtype=np.float64)), clipped, len(losses))


def calibration_error(predictions: Predictions) -> Figure:
    """Return the expected calibration error with its resampled interval."""
    value = expected_calibration_error(predictions.probabilities, predictions.labels)
    interval = calibration_interval(predictions, generator=numpy_generator(0, "evaluation", "ece"))
    return _figure(value, interval, predictions.num_examples)


def class_figures(matrix: NDArray[np.int64], row: int) -> dict[str, Any]:
    """Return precision, recall and F1 of one class, from a confusion matrix [true, predicted]."""
    hits, support, predicted = int(matrix[row, row]), int(matrix[row].sum()), int(matrix[:, row].sum())
    if support == 0:
        return {"precision": proportion(0, 0), "recall": proportion(0, 0), "f1": proportion(0, 0), "support": 0}
    return {
        "precision": proportion(hits, predicted),
        "recall": proportion(hits, support),
        "f1": f1_figure(hits, support + predicted - hits),
        "support": support,
    }


def f1_figure(hits: int, union: int) -> Figure:
    """Return F1, the harmonic mean of precision and recall, with an interval that needs no resampling.

    With s the share of hits among the examples that are of the class or were taken for it, F1 = 2s / (1 + s), which
    grows with s: so the limits of F1 are those of s (by Wilson), put through the same formula. `n` counts the examples
    that s is a share of.

    Source:
        Hand, Christen and Kirielle (2021), "F*: an interpretable transformation of the F-measure", Machine Learning
        110.
    """
    share = proportion(hits, union)
    low, high = share["interval"]
    return _figure(_f1_of(share["value"]), (_f1_of(low), _f1_of(high)), union)


def _f1_of(share: float) -> float:
    return 2 * share / (1 + share)


def _figure(value: float | None, interval: tuple[float, float] | None, n: int) -> Figure:
    return {"value": value, "interval": list(interval) if interval else None, "n": n}
