"""Hold what a classifier answered for a list of examples, checked once, at the door.

Everything downstream (metrics, gallery, report) may then trust that probabilities are probabilities and labels are
classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pupila.errors import EvaluationError

SUM_TOLERANCE = 1e-3  # float32 softmax over a thousand classes stays within 1e-5; logits are far outside
_SMALLEST = float(np.finfo(np.float32).tiny)  # a probability of zero costs 87 nats instead of infinity


@dataclass(frozen=True, eq=False)
class Predictions:
    """Keep the probabilities of some examples beside their true labels.

    Args:
        probabilities: Softmax output, not logits; each row sums to 1. Shape (examples, classes).
        labels: True class indices in [0, classes). Shape (examples,).
        indices: Rows of the data set that the examples came from. Shape (examples,).
        class_names: One name a class, in the order of the columns.

    Raises:
        EvaluationError: No examples, lengths that differ, labels out of range, or a row that does not sum to 1
            (the message names the row and asks whether logits were passed).

    Example:
        >>> answer = Predictions(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1]), np.arange(2), ("cat", "dog"))
        >>> answer.predicted.tolist(), answer.correct.tolist()
        ([0, 0], [True, False])
    """

    probabilities: NDArray[np.float32]
    labels: NDArray[np.int64]
    indices: NDArray[np.int64]
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        probabilities = checked_probabilities(self.probabilities)
        count, num_classes = probabilities.shape
        labels = checked_labels(self.labels, num_examples=count, num_classes=num_classes)
        indices = np.asarray(self.indices)
        if indices.shape != (count,):
            raise EvaluationError("evaluation.lengths", what="indices", got=indices.shape, expected=count)
        if len(self.class_names) != num_classes:
            raise EvaluationError("evaluation.class_names", got=len(self.class_names), expected=num_classes)
        object.__setattr__(self, "probabilities", probabilities.astype(np.float32, copy=False))
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "indices", indices.astype(np.int64, copy=False))
        object.__setattr__(self, "class_names", tuple(self.class_names))

    @property
    def num_examples(self) -> int:
        """Return how many examples there are."""
        return len(self.labels)

    @property
    def num_classes(self) -> int:
        """Return how many classes there are, whether or not an example of each is here."""
        return len(self.class_names)

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """Return the most probable class of each example, the first one in a tie. Shape (examples,)."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """Return the probability given to the predicted class. Shape (examples,)."""
        return np.asarray(self.probabilities.max(axis=1), dtype=np.float64)

    @cached_property
    def correct(self) -> NDArray[np.bool_]:
        """Return where the predicted class is the true one. Shape (examples,)."""
        return np.asarray(self.predicted == self.labels)

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """Return each example's negative log-likelihood in nats. Shape (examples,).

        A true class given less than 1.2e-38 is charged as if it had got that: 87.3 nats, the most that one example can
        cost.
        """
        given = np.take_along_axis(self.probabilities, self.labels[:, None], axis=1)[:, 0].astype(np.float64)
        return -np.log(np.clip(given, _SMALLEST, 1.0))


def checked_probabilities(probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return `probabilities` as an array of shape (examples, classes), or say which row cannot be one.

    Raises:
        EvaluationError: No examples, a wrong number of dimensions, or a row with a value outside [0, 1] or a sum other
            than 1.
    """
    found = np.asarray(probabilities)
    if found.ndim != 2 or found.shape[1] == 0:
        raise EvaluationError("evaluation.shape", got=found.shape)
    if len(found) == 0:
        raise EvaluationError("evaluation.no_examples")
    sums = found.sum(axis=1, dtype=np.float64)
    # Written so that a row holding NaN counts as bad: every comparison with NaN is false.
    good = (np.abs(sums - 1) <= SUM_TOLERANCE) & (found.min(axis=1) >= 0)
    if not good.all():
        row = int(np.argmin(good))
        raise EvaluationError(
            "evaluation.not_probabilities", row=row, total=float(sums[row]), low=float(found[row].min())
        )
    return found


def checked_labels(
    labels: NDArray[np.integer] | Sequence[int], *, num_examples: int, num_classes: int
) -> NDArray[np.int64]:
    """Return `labels` as int64 of shape (examples,), or name the first one that is no class.

    Raises:
        EvaluationError: Another length than `num_examples`, labels that are no integers, or one outside [0,
            num_classes).
    """
    found = np.asarray(labels)
    if found.shape != (num_examples,):
        raise EvaluationError("evaluation.lengths", what="labels", got=found.shape, expected=num_examples)
    if not np.issubdtype(found.dtype, np.integer):
        raise EvaluationError("evaluation.label_type", got=found.dtype)
    outside = (found < 0) | (found >= num_classes)
    if outside.any():
        row = int(np.argmax(outside))
        raise EvaluationError("evaluation.label_range", row=row, label=int(found[row]), last=num_classes - 1)
    return found.astype(np.int64, copy=False)
