"""Compare images by what a network's layers see of them: short rows of values, near each other for what looks alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

AXES = 128
_ROWS = 1_024  # compared with all others at once
_WORK = 5_000_000  # values that such a comparison may hold: with what is made of them, some 100 MB

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Axes:
    """Hold the directions in which the rows of a network differ most, to write them shorter.

    Attributes:
        mean: Shape (values,).
        directions: At right angles, of length 1. Shape (values, axes).
    """

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]

    def shorten(self, rows: Floats) -> NDArray[np.float32]:
        """Return rows (n, values) as (n, axes); distances between them lose what lies in no direction."""
        short: NDArray[np.float32] = ((rows - self.mean) @ self.directions).astype(np.float32)
        return short


def fit_axes(rows: Floats, *, count: int = AXES) -> Axes:
    """Find the principal axes of some rows.

    Args:
        rows: Shape (n, values).
        count: How many axes at most.

    Example:
        Rows along a line have one axis, and keep their distances on it:

        >>> axes = fit_axes(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]), count=1)
        >>> np.abs(np.diff(axes.shorten(np.array([[0.0, 0.0], [3.0, 4.0]]))[:, 0])).round(4).tolist()
        [5.0]

    Source:
        Pearson (1901), "On lines and planes of closest fit to systems of points in space", Philosophical Magazine 2.
    """
    mean = rows.mean(axis=0)
    directions = np.linalg.svd(rows - mean, full_matrices=False)[2][:count].T
    return Axes(mean.astype(np.float32), np.ascontiguousarray(directions, np.float32))


def nearest_pairs(
    rows: NDArray[np.float32],
    *,
    limit: float,
    most: int = 4,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Rows, Floats]:
    """Return the pairs of rows that lie within a distance, of each row those with its nearest few.

    Every row is compared with every other one, so the cost grows with the square of their number: 200,000 rows of 128
    values take 10^13 multiply-adds, a minute of two cores. Memory does not.

    Args:
        rows: Shape (N, axes).
        limit: Greatest Euclidean distance.
        most: How many of its nearest each row brings.
        progress: Told (done, all).

    Returns:
        Pairs of rows, the smaller first and each pair once, shape (P, 2), and their distances, shape (P,): nearest
        first.

    Example:
        >>> pairs, distances = nearest_pairs(np.array([[0.0], [5.0], [0.5]], np.float32), limit=1.0)
        >>> pairs.tolist(), distances.tolist()
        ([[0, 2]], [0.5])
    """
    squares = np.square(rows).sum(axis=1)
    step = max(1, min(_ROWS, _WORK // max(1, len(rows))))
    found, apart = [np.empty((0, 2), np.int64)], [np.empty(0)]
    for start in range(0, len(rows), step):
        own = np.arange(start, min(start + step, len(rows)))
        rough = squares[own, None] + squares - 2 * rows[own] @ rows.T
        rough[np.arange(len(own)), own] = np.inf
        few = min(most, len(rows) - 1)
        near = np.argpartition(rough, few - 1, axis=1)[:, :few] if few else np.empty((len(own), 0), np.int64)
        pairs = np.stack([np.repeat(own, few), near.reshape(-1)], axis=1)
        # Squares of large numbers taken from each other lose the small differences that count here.
        distances = np.linalg.norm(rows[pairs[:, 0]].astype(np.float64) - rows[pairs[:, 1]], axis=1)
        found.append(np.sort(pairs[distances <= limit], axis=1))
        apart.append(distances[distances <= limit])
        if progress is not None:
            progress(int(own[-1]) + 1, len(rows))
    pairs, first = np.unique(np.concatenate(found), axis=0, return_index=True)
    distances = np.concatenate(apart)[first]
    order = np.argsort(distances, kind="stable")
    return pairs[order], distances[order]
