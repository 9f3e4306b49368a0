"""Find labels that are probably wrong, from the probabilities of networks that did not learn from them.

Confident learning: a network is more sure of some classes than of others, so each class has its own threshold, the mean
probability that examples bearing its label get for it. An example whose probability for another class reaches that
class's threshold is counted for it; where that class is also the network's answer, the label is suspected.

Two more conditions keep out what is merely hard. The label itself must be given almost no probability. And a pair of
classes that the networks confuse anyway (shirt and T-shirt) asks for more: the label must be among the least probable
of all examples that bear it and are taken for that class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.errors import EvaluationError

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
    """

    rows: Rows
    suggested: Rows
    confidence_given: Floats
    confidence_suggested: Floats


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
    suspect = np.flatnonzero(confident_disagreements(labels, probabilities))
    suggested = probabilities[suspect].argmax(axis=1)
    given, other = probabilities[suspect, labels[suspect]], probabilities[suspect, suggested]
    order = np.argsort(given, kind="stable")
    return LabelIssues(suspect[order], suggested[order], given[order], other[order])


def _check(labels: Rows, probabilities: Floats) -> None:
    if probabilities.ndim != 2 or len(labels) != len(probabilities):
        raise EvaluationError("check.label_shapes", labels=labels.shape, probabilities=probabilities.shape)
