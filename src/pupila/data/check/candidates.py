"""Find pairs of images that may be the same, at a cost that grows with their number and not with its square.

A perceptual hash in bands: each band asks its own yes-or-no questions of the fingerprint (on which side of a plane
through the origin does it lie), and images that answer a whole band alike meet in a bucket. Answers that were close
to their plane are also tried the other way round, since a small edit may turn them. In a crowded bucket (digits, skies)
every image is compared with its nearest neighbours along one more direction, and with no others; of those it keeps the
few that are most like it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.measure import MIRRORED, Floats
from pupila.runtime import numpy_generator

Rows = NDArray[np.int64]

BANDS = 16
_TURNED = 3  # answers of a band that are also tried the other way round
_NEIGHBOURS = 8  # places of a bucket that are looked at, around where the image itself would stand
_COARSE = 0.86  # least cosine of two fingerprints that go on to be confirmed
_PARTNERS = 4  # of an image that go on, where it has many that are alike
_STEP = 20_000  # pairs compared at once, and images whose answers are asked for at once
_AT_ONCE = 2_000_000  # pairs of which the best are chosen at once
_EVENED = 0.5  # how far the spectrum is evened out: 0 leaves the lowest frequencies to decide alone
_TIES = 20  # bits that order the images of a bucket


def candidate_pairs(
    fingerprints: Floats, rows: Rows | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[Rows, NDArray[np.bool_]]:
    """Return pairs of rows whose fingerprints meet in a bucket and are alike, plain or mirrored.

    Args:
        fingerprints: Unit length, zero for images without structure, which meet nobody. Shape (N, 63).
        rows: Which of them are compared; all by default. Shape (n,).
        progress: Told (done, all) after every band.

    Returns:
        Pairs of rows, the smaller first, shape (P, 2), and whether one of them is to be mirrored, shape (P,). A pair
        may come both ways.
    """
    known = _Known(fingerprints, np.arange(len(fingerprints)) if rows is None else rows)
    rows = known.rows
    if len(rows) < 2:
        return np.empty((0, 2), np.int64), np.empty(0, bool)
    weights = (known.squares() / len(rows) + 1e-6) ** (-_EVENED / 2)
    bits = min(30, max(6, math.ceil(math.log2(len(rows))) + 2))
    dice = numpy_generator(0, "near", "bands")
    found, cosines = np.empty(0, np.int64), np.empty(0, np.float32)
    for band in range(BANDS):
        planes = dice.standard_normal((fingerprints.shape[1], bits + 1)).astype(np.float32) * weights[:, None]
        for met in _meetings(known, planes):
            new = np.setdiff1d(met, found, assume_unique=True)
            found, cosines = np.concatenate([found, new]), np.concatenate([cosines, _cosines(new, known)])
            best = (cosines >= _COARSE) & _among_the_best(found, cosines, len(rows))
            found, cosines = found[best], cosines[best]
        if progress is not None:
            progress(band + 1, BANDS)
    found = np.sort(found)
    pairs, mirrored = found >> 1, (found & 1).astype(bool)
    return np.stack([rows[pairs // len(rows)], rows[pairs % len(rows)]], axis=1), mirrored


class _Known:
    """Lend fingerprints of the images that have one, some at a time: a copy of all would be as large as they are."""

    def __init__(self, fingerprints: Floats, rows: Rows) -> None:
        self._all = fingerprints
        self.rows = rows
        self.rows = rows[np.concatenate([np.zeros(0, bool), *(part.any(axis=1) for part in self.parts())])]

    def take(self, places: Rows) -> Floats:
        """Return the fingerprints at some places among the rows."""
        return self._all[self.rows[places]]

    def parts(self) -> Iterator[Floats]:
        """Yield all of them, in order."""
        for start in range(0, len(self.rows), _STEP):
            yield self._all[self.rows[start : start + _STEP]]

    def squares(self) -> Floats:
        """Return the sum of the squares of each frequency."""
        total: Floats = np.sum([np.square(part).sum(axis=0) for part in self.parts()], axis=0)
        return total


def _meetings(known: _Known, planes: Floats) -> Iterator[Rows]:
    """Yield the pairs that one band brings together, packed as (first * N + second) * 2 + mirrored.

    Each comes once, unless there are so many that they come in several parts, of which each has it once.
    """
    count = len(known.rows)
    stored, order = np.empty(0, np.int64), np.empty(0, np.int64)
    found: list[Rows] = []
    for mirrored, seen in enumerate((planes, MIRRORED[:, None] * planes)):
        asked_all = np.concatenate([_all_places(part @ seen) for part in known.parts()], axis=1)
        if not mirrored:
            order = np.argsort(asked_all[0], kind="stable")
            stored = asked_all[0][order]
        for asked in asked_all:
            near = np.searchsorted(stored, asked)
            for offset in range(-_NEIGHBOURS // 2, _NEIGHBOURS // 2):
                at = np.clip(near + offset, 0, count - 1)
                met = np.flatnonzero((stored[at] ^ asked) >> _TIES == 0)
                other = order[at[met]]
                first, second = np.minimum(met, other), np.maximum(met, other)
                codes = (first * count + second) * 2 + mirrored
                found.append(codes[first != second])
                if sum(map(len, found)) > _AT_ONCE:
                    yield np.unique(np.concatenate(found))
                    found = []
    yield np.unique(np.concatenate([np.empty(0, np.int64), *found]))


def _all_places(sides: Floats) -> Rows:
    """Return bucket and place within it of each image, as one number, for each way in which it is looked for.

    Args:
        sides: Signed distances from the planes of a band; the last one orders the images of a bucket. Shape (n, b + 1).

    Returns:
        Shape (1 + `_TURNED`, n): with the answers as they are, with the one closest to its plane given the other way
        round, with the second closest, ...
    """
    distances = sides[:, :-1]
    answers = distances > 0
    tie = 1 / (1 + np.exp(-np.clip(sides[:, -1].astype(np.float64), -30, 30)))
    low = (tie * ((1 << _TIES) - 1)).astype(np.int64)
    values = 1 << np.arange(distances.shape[1], dtype=np.int64)
    keys = np.stack([answers @ values] * (_TURNED + 1))
    for turned in range(1, _TURNED + 1):
        weakest = np.argpartition(np.abs(distances), turned - 1, axis=1)[:, turned - 1]
        keys[turned] ^= values[weakest]
    return (keys << _TIES) | low


def _cosines(codes: Rows, known: _Known) -> Floats:
    """Return the cosine of the fingerprints of packed pairs."""
    found = np.empty(len(codes), np.float32)
    for start in range(0, len(codes), _STEP):
        part = codes[start : start + _STEP]
        first, second = np.divmod(part >> 1, len(known.rows))
        other = known.take(second)
        other[(part & 1).astype(bool)] *= MIRRORED
        found[start : start + _STEP] = np.einsum("pf,pf->p", known.take(first), other)
    return found


def _among_the_best(codes: Rows, cosines: Floats, count: int) -> NDArray[np.bool_]:
    """Tell which packed pairs are among the best few of either of their images."""
    pairs = codes >> 1
    kept = np.zeros(len(codes), bool)
    for rows in (pairs // count, pairs % count):
        order = np.lexsort((-cosines, rows))
        ordered = rows[order]
        begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(order) else order
        sizes = np.diff(np.append(begins, len(order)))
        rank = np.arange(len(order)) - np.repeat(begins, sizes)
        kept[order[rank < _PARTNERS]] = True
    return kept
