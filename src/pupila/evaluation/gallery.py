"""Choose the examples worth looking at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pupila.errors import EvaluationError
from pupila.evaluation.predictions import Predictions


def gallery_rows(predictions: Predictions, *, count: int = 12) -> NDArray[np.int64]:
    """Return the rows of the most confident errors, the most confident first.

    These teach the most: a wrong label, an odd picture, or a blind spot. Errors of equal confidence come in the order
    of their rows, so that the same predictions always show the same pictures.

    Args:
        predictions: What the classifier answered.
        count: At most so many rows.

    Returns:
        Rows of `predictions`, not of the data set (`predictions.indices` leads there); fewer than `count` where fewer
        errors exist.

    Raises:
        EvaluationError: A negative count.

    Example:
        >>> probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2]])
        >>> answer = Predictions(probabilities, np.array([0, 1, 1]), np.arange(3), ("cat", "dog"))
        >>> gallery_rows(answer).tolist()
        [2, 1]
    """
    if count < 0:
        raise EvaluationError("evaluation.gallery_count", got=count)
    wrong = np.flatnonzero(~predictions.correct)
    order = np.argsort(-predictions.confidence[wrong], kind="stable")
    return wrong[order][:count].astype(np.int64, copy=False)
