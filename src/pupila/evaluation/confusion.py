"""Count which class is taken for which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ConfusedPair:
    """Hold how often two classes are taken for each other.

    Args:
        first: The class that is taken for `second` at least as often as the other way round.
        second: The other class.
        forward: How many examples of `first` were taken for `second`.
        backward: How many examples of `second` were taken for `first`.
    """

    first: int
    second: int
    forward: int
    backward: int


def confusion_matrix(
    labels: NDArray[np.integer], predicted: NDArray[np.integer], *, num_classes: int
) -> NDArray[np.int64]:
    """Count examples by true and predicted class.

    Args:
        labels: True class indices. Shape (examples,).
        predicted: Predicted class indices. Shape (examples,).
        num_classes: How many classes there are, also those that no example has.

    Returns:
        Shape (num_classes, num_classes): row = true class, column = predicted class. Beware of sources that transpose
        it.

    Example:
        >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), num_classes=2).tolist()
        [[1, 1], [0, 1]]
    """
    codes = labels.astype(np.int64) * num_classes + predicted
    return np.bincount(codes, minlength=num_classes**2).reshape(num_classes, num_classes).astype(np.int64, copy=False)


def most_confused_pairs(matrix: ArrayLike, *, count: int = 3) -> tuple[ConfusedPair, ...]:
    """Return the pairs of classes most often taken for each other, both directions added, worst first.

    Pairs that are never confused are left out; ties go to the classes that come first.

    Args:
        matrix: Confusion matrix [true, predicted].
        count: At most so many pairs.

    Example:
        >>> most_confused_pairs([[50, 3], [4, 43]])
        (ConfusedPair(first=1, second=0, forward=4, backward=3),)
    """
    counts = np.asarray(matrix, dtype=np.int64)
    rows, columns = np.triu_indices(len(counts), k=1)
    both = counts[rows, columns] + counts[columns, rows]
    order = np.argsort(-both, kind="stable")[:count]
    return tuple(_pair(counts, int(rows[place]), int(columns[place])) for place in order if both[place])


def _pair(counts: NDArray[np.int64], one: int, other: int) -> ConfusedPair:
    first, second = (one, other) if counts[one, other] >= counts[other, one] else (other, one)
    return ConfusedPair(first, second, int(counts[first, second]), int(counts[second, first]))
