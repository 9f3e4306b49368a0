"""Choose the examples worth looking at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.errors import EvaluationError
from pupila.evaluation.confusion import confusion_matrix
from pupila.evaluation.predictions import Predictions

CONFUSED_CELLS = 30  # cells of the confusion matrix that get pictures: those with most errors
PICTURES_A_CELL = 3


@dataclass(frozen=True, eq=False)
class Gallery:
    """Hold which examples are shown, as rows of the predictions.

    Args:
        errors: The most confident errors, the most confident first.
        hits: The least certain hits, the least certain first.
        random: Drawn from all, in their order.
        cells: Up to three from each of the most frequent confusions, in their order.
    """

    errors: NDArray[np.int64]
    hits: NDArray[np.int64]
    random: NDArray[np.int64]
    cells: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return every row once, in the order in which the parts are shown."""
        whole = np.concatenate([self.errors, self.hits, self.random, self.cells])
        _, first = np.unique(whole, return_index=True)
        return whole[np.sort(first)]


def choose_gallery(predictions: Predictions, *, count: int = 12, generator: np.random.Generator) -> Gallery:
    """Choose what to show: the most confident errors, the least certain hits, random examples, and confusions.

    Args:
        predictions: What the classifier answered.
        count: At most so many errors, and half as many of hits and random ones; 0 shows nothing at all.
        generator: Draws the random ones and those of each confusion; the same generator draws the same.

    Raises:
        EvaluationError: A negative count.
    """
    errors, half = gallery_rows(predictions, count=count), (count + 1) // 2
    drawn = generator.permutation(predictions.num_examples)[:half]
    return Gallery(
        errors=errors,
        hits=least_certain_hits(predictions, count=half),
        random=np.sort(drawn).astype(np.int64),
        cells=confused_rows(predictions, generator=generator) if count else errors[:0],
    )


def least_certain_hits(predictions: Predictions, *, count: int = 6) -> NDArray[np.int64]:
    """Return the rows of the right answers given with least confidence, the least confident first.

    Example:
        >>> probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2]])
        >>> answer = Predictions(probabilities, np.array([0, 0, 1]), np.arange(3), ("cat", "dog"))
        >>> least_certain_hits(answer).tolist()
        [1, 0]
    """
    right = np.flatnonzero(predictions.correct)
    order = np.argsort(predictions.confidence[right], kind="stable")
    return right[order][:count].astype(np.int64, copy=False)


def confused_rows(
    predictions: Predictions,
    *,
    generator: np.random.Generator,
    cells: int = CONFUSED_CELLS,
    each: int = PICTURES_A_CELL,
) -> NDArray[np.int64]:
    """Return rows of the examples behind the fullest cells off the diagonal, some of each drawn at random.

    The fullest cell comes first; cells that are equally full come row by row. Within a cell, rows are in their order.
    """
    matrix = confusion_matrix(predictions.labels, predictions.predicted, num_classes=predictions.num_classes)
    np.fill_diagonal(matrix, 0)
    fullest = np.argsort(-matrix, axis=None, kind="stable")[:cells]
    codes = predictions.labels * predictions.num_classes + predictions.predicted
    drawn = [np.zeros(0, dtype=np.int64)]
    for code in fullest[matrix.ravel()[fullest] > 0].tolist():
        inside = np.flatnonzero(codes == code)
        drawn.append(np.sort(generator.permutation(inside)[:each]))
    return np.concatenate(drawn).astype(np.int64, copy=False)


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
