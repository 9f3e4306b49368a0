"""Measure how much an image looks like the training images, so that a classifier may say that it is unsure.

Probabilities do not tell: they are shares among the known classes, and a network gives noise or a shoe to some digit
with all confidence. What its layers see of an image does: each layer's values are compared with those of training
images, and an image is familiar when some of these lie near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 10  # the distance to the tenth nearest training image is taken: one alone may be odd itself
DECLINED = 0.05  # at most this share of images like the training images is answered with "unsure"
FEWEST = 19  # validation images below which no threshold keeps that promise
_CHUNK = 512
_TINY = 1e-12


@dataclass(frozen=True)
class Gate:
    """Hold which distance from the training images is still answered, and how it was found.

    Args:
        threshold: Images farther away are answered with "unsure"; None where every image is answered.
        declined: How many of the validation images lie farther away.
        n: Validation images that the threshold was fitted on.
        neighbours: The distance is that to the nearest training image but `neighbours` - 1.
    """

    threshold: float | None
    declined: int = 0
    n: int = 0
    neighbours: int = NEIGHBOURS

    @property
    def within(self) -> float:
        """Return the share of the validation images that lie within the threshold; 1 without any."""
        return 1 - self.declined / self.n if self.n else 1.0

    def refuses(self, distances: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Return which images are too far away; a distance that is no number always is. Shape (images,)."""
        if self.threshold is None:
            return np.zeros(len(distances), np.bool_)
        return ~(np.asarray(distances) <= self.threshold)

    def to_json(self) -> dict[str, Any]:
        """Return what `model.json` keeps."""
        return {"threshold": self.threshold, "declined": self.declined, "n": self.n, "neighbours": self.neighbours}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Gate:
        """Read what `to_json` wrote."""
        threshold = content["threshold"]
        return cls(
            None if threshold is None else float(threshold),
            int(content["declined"]),
            int(content["n"]),
            int(content["neighbours"]),
        )


def join_layers(layers: Sequence[NDArray[np.floating]]) -> NDArray[np.float32]:
    """Write what several layers saw of images as one row of values for each image.

    Each layer's part is scaled to length 1, so that none outweighs the others; one that saw nothing stays 0.

    Args:
        layers: Each of shape (images, values of the layer).

    Returns:
        Shape (images, values of all layers).

    Example:
        >>> join_layers([np.array([[3.0, 4.0]]), np.array([[0.0]])]).tolist()
        [[0.6000000238418579, 0.800000011920929, 0.0]]
    """
    parts = [np.asarray(part, np.float64) for part in layers]
    scaled = [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), _TINY) for part in parts]
    return np.concatenate(scaled, axis=1).astype(np.float32)


def summarise_layer(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reduce what a layer gives to one row for each image, as `inference.predict_and_watch` does in torch.

    Args:
        values: Of a convolution, shape (B, H, W, C): the mean and the spread of each channel over the image are
            taken. Of a dense layer, shape (B, values): taken as they are.

    Example:
        >>> summarise_layer(np.array([[[[1.0], [3.0]]]], np.float32)).tolist()
        [[2.0, 1.0]]
    """
    if values.ndim == 2:
        return values.copy()
    places = values.reshape(len(values), -1, values.shape[-1])
    share = np.full((1, places.shape[1]), 1 / places.shape[1], np.float32)
    mean = share @ places  # a matrix product: three times as fast as NumPy's mean, and no less exact
    squares = places - mean
    squares *= squares
    return np.concatenate([mean[:, 0], np.sqrt(share @ squares)[:, 0]], axis=1)


def distances_to(
    known: NDArray[np.floating], rows: NDArray[np.floating], *, neighbours: int = NEIGHBOURS
) -> NDArray[np.float64]:
    """Return how far each row lies from the known ones: its Euclidean distance to the tenth nearest of them.

    Args:
        known: What the layers saw of training images. Shape (known, values).
        rows: The same of new images. Shape (images, values).
        neighbours: Which of the nearest counts; the farthest where there are fewer.

    Returns:
        Shape (images,). 0 for an image that was in training ten times; more is less familiar.

    Source:
        Sun et al. (2022), "Out-of-Distribution Detection with Deep Nearest Neighbors", arXiv:2204.06507. We differ in
        looking at every layer instead of the last one, which tells far more here (LOG.md, 2026-11-22).
    """
    reference = np.asarray(known, np.float64)
    squares = np.square(reference).sum(axis=1)
    place = min(neighbours, len(reference)) - 1
    found = np.empty(len(rows))
    for start in range(0, len(rows), _CHUNK):
        chunk = np.asarray(rows[start : start + _CHUNK], np.float64)
        squared = np.square(chunk).sum(axis=1)[:, None] + squares - 2 * chunk @ reference.T
        # NaN is sorted last: a row without meaning is far from everything.
        found[start : start + _CHUNK] = np.sqrt(np.maximum(np.partition(squared, place, axis=1)[:, place], 0))
    return found


def fit_gate(distances: NDArray[np.floating], *, declined: float = DECLINED, neighbours: int = NEIGHBOURS) -> Gate:
    """Choose the threshold from the distances of validation images.

    With n of them it is the k-th largest distance, k = floor(declined * (n + 1)). A new image drawn as they were is
    then farther away with probability k / (n + 1) at most, whatever the distribution (split conformal prediction): at
    5 %, one good photo in twenty at most is declined. Below 19 images k is 0: no threshold keeps that promise, and
    there is none. Equal distances are all answered.

    Args:
        distances: Of the validation images. Shape (n,); n may be 0.
        declined: Largest share of such images that may be declined.
        neighbours: Kept with the threshold, which belongs to it.

    Example:
        >>> fit_gate(np.arange(1.0, 40.0)).threshold
        38.0

    Source:
        Vovk et al. (2005), "Algorithmic Learning in a Random World"; the rank is theirs.
    """
    found = np.sort(np.nan_to_num(np.asarray(distances, np.float64), nan=np.inf))
    rank = int(declined * (len(found) + 1) + 1e-9)
    if rank < 1 or not np.isfinite(found[-rank]):
        return Gate(None, 0, len(found), neighbours)
    threshold = float(found[-rank])
    return Gate(threshold, int((found > threshold).sum()), len(found), neighbours)


@dataclass(frozen=True, eq=False)
class Familiar:
    """Hold what the training images looked like to the network, and how far from them an image may lie.

    Args:
        known: Rows of `join_layers` for some training images, float16 so that they take little room. Shape (known,
            values).
        gate: What distances are compared with.
    """

    known: NDArray[np.float16]
    gate: Gate

    def distances(self, rows: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return how far images lie from the training images; rows of `join_layers` of the same layers."""
        return distances_to(self.known, rows, neighbours=self.gate.neighbours)


def fit_familiar(known: NDArray[np.floating], validation: NDArray[np.floating]) -> Familiar:
    """Keep some training images, and fit the gate on validation images: rows of `join_layers`, none in both."""
    kept = np.asarray(known, np.float16)
    distances = distances_to(kept, validation) if len(validation) else np.zeros(0)
    return Familiar(kept, fit_gate(distances))


def never_unsure(n: int) -> Familiar:
    """Return what a run keeps that has too few validation images, `n` of them: every image is answered."""
    return Familiar(np.zeros((0, 0), np.float16), Gate(None, 0, n))
