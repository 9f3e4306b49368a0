"""Find near-duplicates: the same picture resized, compressed again, brighter, cropped at the edges or mirrored."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.candidates import candidate_pairs
from pupila.data.check.confirm import likeness
from pupila.data.check.measure import Floats
from pupila.data.dataset import Dataset

Rows = NDArray[np.int64]

LEAST_SIDE = 16  # pixels below which too little is left to tell two images apart
LEAST_TONES, LEAST_DETAILS = 0.85, 0.7  # correlations from which two images are taken for one
MOST_SHARE, STRICT_DETAILS = 0.25, 0.97  # where more images have a partner, and all are alike, only closer ones count
_ALIKE = 0.35  # details of the lower quarter of candidates, from which all images are called alike


@dataclass(frozen=True, eq=False)
class NearPairs:
    """Hold pairs of examples whose images are nearly one.

    Attributes:
        rows: Rows of the data set, the smaller first. Shape (P, 2).
        likeness: The correlation of their details, once laid upon each other. Shape (P,).
        mirrored: Whether one is the other's mirror image. Shape (P,).
        alike: The share of images with a partner, where it was so large that only closer pairs were kept; else 0.
    """

    rows: Rows
    likeness: Floats
    mirrored: NDArray[np.bool_]
    alike: float = 0.0

    def take(self, chosen: NDArray[np.bool_]) -> NearPairs:
        """Return some of the pairs."""
        return NearPairs(self.rows[chosen], self.likeness[chosen], self.mirrored[chosen], self.alike)


def find_near(
    dataset: Dataset, fingerprints: Floats, progress: Callable[[int, int, str], None] | None = None
) -> NearPairs:
    """Return the near-duplicates of a data set; identical images are none of them.

    Of identical images with one label in one split, one stands for all.

    Args:
        dataset: Images of at least `LEAST_SIDE` pixels each way; of smaller ones no pair is returned.
        fingerprints: As `measure` returns them. Shape (N, 63).
        progress: Told (done, all, code of what is being done).
    """
    kept = distinct(dataset)
    if min(dataset.image_size) < LEAST_SIDE or len(kept) < 2:
        return NearPairs(np.empty((0, 2), np.int64), np.empty(0, np.float32), np.empty(0, bool))

    def tell(code: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(done, total, code) if progress is not None else None

    pairs, mirrored = candidate_pairs(fingerprints, kept, tell("check.doing_candidates"))
    unlike = dataset.digests[pairs[:, 0]] != dataset.digests[pairs[:, 1]]
    pairs, mirrored = pairs[unlike], mirrored[unlike]
    tones, details = likeness(dataset.pixels, pairs, mirrored, tell("check.doing_confirm"))
    found = _once(NearPairs(pairs, details, mirrored).take((tones >= LEAST_TONES) & (details >= LEAST_DETAILS)))
    share = len(np.unique(found.rows)) / len(kept)
    if share <= MOST_SHARE or np.quantile(details, 0.25) < _ALIKE:
        return found
    # Digits, symbols, clothes on white: here two of a kind look as alike as two versions of one photo do elsewhere.
    return dataclasses.replace(found, alike=share).take(found.likeness >= STRICT_DETAILS)


def distinct(dataset: Dataset) -> Rows:
    """Return one row for each image, label and split that occur together, in order."""
    splits = np.unique(dataset.given_split, return_inverse=True)[1]
    images = np.unique(dataset.digests, return_inverse=True)[1]
    keys = (images * (splits.max(initial=0) + 1) + splits) * dataset.num_classes + dataset.labels
    return np.sort(np.unique(keys, return_index=True)[1]).astype(np.int64)


def _once(pairs: NearPairs) -> NearPairs:
    """Keep of a pair that was found both plain and mirrored what fits better."""
    order = np.lexsort((-pairs.likeness, pairs.rows[:, 1], pairs.rows[:, 0]))
    rows = pairs.rows[order]
    first = np.ones(len(order), bool)
    first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return NearPairs(rows[first], pairs.likeness[order][first], pairs.mirrored[order][first])


def groups_of(pairs: Rows) -> list[list[int]]:
    """Return the groups that pairs (P, 2) of rows join together, each in order, the largest first.

    Example:
        >>> groups_of(np.array([[4, 7], [1, 2], [2, 9]]))
        [[1, 2, 9], [4, 7]]
    """
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        while parent.setdefault(row, row) != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for first, second in pairs.tolist():
        one, other = root(first), root(second)
        parent[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for row in sorted(parent):
        found.setdefault(root(row), []).append(row)
    return sorted(found.values(), key=lambda group: (-len(group), group))
