"""Find labels that are probably wrong, from the probabilities of networks that did not learn from them.

A network is more sure of some classes than of others, so each class has a threshold of its own: the mean probability
that examples bearing its label get for it. A label is suspected where the networks answer another class and give the
label itself less than a few hundredths of its class's threshold. Whether the other class also reaches its own
threshold, which is what confident learning asks for, is told with each: on Fashion-MNIST that condition alone missed a
fifth of planted errors, while half of what it named was merely hard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.errors import EvaluationError

FAINT = 0.03  # of a class's threshold; a label with less is suspected

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LabelIssues:
    """Hold suspect labels, the most suspect first.

    Attributes:
        rows: Which examples. Shape (n,).
        suggested: The class that the networks would have given. Shape (n,).
        confidence_given: Probability of the label, out of fold. Shape (n,).
        confidence_suggested: Probability of the suggested class. Shape (n,).
        confident: Whether confident learning counts it too: see `confident_disagreements`. Shape (n,).
    """

    rows: Rows
    suggested: Rows
    confidence_given: Floats
    confidence_suggested: Floats
    confident: NDArray[np.bool_]


def class_thresholds(labels: Rows, probabilities: Floats) -> Floats:
    """Return for each class the mean probability that it gets from examples that bear its label; 1 for none.

    Example:
        >>> class_thresholds(np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.5, 0.5], [0.25, 0.75]])).tolist()
        [0.7, 0.75]
    """
    own = probabilities[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    sums = np.bincount(labels, weights=own, minlength=probabilities.shape[1])
    return np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)


def confident_disagreements(labels: Rows, probabilities: Floats) -> NDArray[np.bool_]:
    """Tell which examples are confidently taken for another class than their label says.

    Args:
        labels: As given. Shape (N,).
        probabilities: Out of fold: of networks that did not learn from the example. Shape (N, K).

    Source:
        Northcutt, Jiang and Chuang (2021), "Confident Learning", JAIR 70, section 3.1, arXiv:1911.00068; what
        `cleanlab.filter.find_label_issues` calls "confident_learning".
    """
    _check(labels, probabilities)
    reached = probabilities >= class_thresholds(labels, probabilities) - 1e-6
    counted = np.where(reached, probabilities, -1).argmax(axis=1)
    off: NDArray[np.bool_] = reached.any(axis=1) & (counted != labels)
    off &= probabilities.argmax(axis=1) != labels
    return off


def find_label_issues(labels: Rows, probabilities: Floats) -> LabelIssues:
    """Return the labels that are probably wrong, the most suspect first.

    Args:
        labels: As given. Shape (N,).
        probabilities: Out of fold: of networks that did not learn from the example. Shape (N, K).

    Raises:
        EvaluationError: Arrays that do not fit each other.
    """
    _check(labels, probabilities)
    own = probabilities[np.arange(len(labels)), labels]
    answers = probabilities.argmax(axis=1)
    faint = own < FAINT * class_thresholds(labels, probabilities)[labels]
    suspect = np.flatnonzero((answers != labels) & faint)
    suspect = suspect[np.argsort(own[suspect], kind="stable")]
    return LabelIssues(
        rows=suspect,
        suggested=answers[suspect],
        confidence_given=own[suspect],
        confidence_suggested=probabilities[suspect, answers[suspect]],
        confident=confident_disagreements(labels, probabilities)[suspect],
    )


def _check(labels: Rows, probabilities: Floats) -> None:
    if probabilities.ndim != 2 or len(labels) != len(probabilities):
        raise EvaluationError("check.label_shapes", labels=labels.shape, probabilities=probabilities.shape)
