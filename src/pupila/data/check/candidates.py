"""Find pairs of images that may be the same, at a cost that grows with their number and not with its square.

A perceptual hash in bands: each band asks its own yes-or-no questions of the fingerprint (on which side of a plane
through the origin does it lie), and images that answer a whole band alike meet in a bucket. Answers that were close
to their plane are also tried the other way round, since a small edit may turn them. In a crowded bucket (digits, skies)
every image is compared with its nearest neighbours along one more direction, and with no others; of those it keeps the
few that are most like it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

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
_STEP = 50_000  # pairs compared at once
_EVENED = 0.5  # how far the spectrum is evened out: 0 leaves the lowest frequencies to decide alone
_TIES = 20  # bits that order the images of a bucket


def candidate_pairs(
    fingerprints: Floats, progress: Callable[[int, int], None] | None = None
) -> tuple[Rows, NDArray[np.bool_]]:
    """Return pairs of rows whose fingerprints meet in a bucket and are alike, plain or mirrored.

    Args:
        fingerprints: Unit length, zero for images without structure, which meet nobody. Shape (N, 63).
        progress: Told (done, all) after every band.

    Returns:
        Pairs of rows, the smaller first, shape (P, 2), and whether one of them is to be mirrored, shape (P,). A pair
        may come both ways.
    """
    rows = np.flatnonzero(np.abs(fingerprints).max(axis=1, initial=0) > 0)
    if len(rows) < 2:
        return np.empty((0, 2), np.int64), np.empty(0, bool)
    known = fingerprints[rows]
    weights = (np.square(known).mean(axis=0) + 1e-6) ** (-_EVENED / 2)
    bits = min(30, max(6, math.ceil(math.log2(len(rows))) + 2))
    dice = numpy_generator(0, "near", "bands")
    found, cosines = np.empty(0, np.int64), np.empty(0, np.float32)
    for band in range(BANDS):
        planes = dice.standard_normal((known.shape[1], bits + 1)).astype(np.float32) * weights[:, None]
        met = np.setdiff1d(_meetings(known, planes), found, assume_unique=True)
        found, cosines = np.concatenate([found, met]), np.concatenate([cosines, _cosines(met, known)])
        best = (cosines >= _COARSE) & _among_the_best(found, cosines, len(known))
        found, cosines = found[best], cosines[best]
        if progress is not None:
            progress(band + 1, BANDS)
    found = np.sort(found)
    pairs, mirrored = found >> 1, (found & 1).astype(bool)
    return np.stack([rows[pairs // len(rows)], rows[pairs % len(rows)]], axis=1), mirrored


def _meetings(known: Floats, planes: Floats) -> Rows:
    """Return the pairs that one band brings together, each once, packed as (first * N + second) * 2 + mirrored."""
    count = len(known)
    plain = known @ planes
    places = _places(plain)
    order = np.argsort(places, kind="stable")
    stored = places[order]
    found = []
    for mirrored, sides in enumerate((plain, (known * MIRRORED) @ planes)):
        for turned in range(_TURNED + 1):
            asked = _places(sides, turned)
            near = np.searchsorted(stored, asked)
            for offset in range(-_NEIGHBOURS // 2, _NEIGHBOURS // 2):
                at = np.clip(near + offset, 0, count - 1)
                met = np.flatnonzero((stored[at] ^ asked) >> _TIES == 0)
                other = order[at[met]]
                first, second = np.minimum(met, other), np.maximum(met, other)
                codes = (first * count + second) * 2 + mirrored
                found.append(codes[first != second])
    return np.unique(np.concatenate(found))


def _places(sides: Floats, turned: int = 0) -> Rows:
    """Return bucket and place within it of each image, as one number.

    Args:
        sides: Signed distances from the planes of a band; the last one orders the images of a bucket. Shape (N, b + 1).
        turned: Which answer is given the other way round: 0 none, 1 the one closest to its plane, 2 the next.
    """
    distances = sides[:, :-1]
    answers = distances > 0
    if turned:
        weakest = np.argpartition(np.abs(distances), turned - 1, axis=1)[:, turned - 1]
        rows = np.arange(len(answers))
        answers[rows, weakest] = ~answers[rows, weakest]
    keys = answers @ (1 << np.arange(distances.shape[1], dtype=np.int64))
    tie = 1 / (1 + np.exp(-np.clip(sides[:, -1].astype(np.float64), -30, 30)))
    places: Rows = (keys << _TIES) | (tie * ((1 << _TIES) - 1)).astype(np.int64)
    return places


def _cosines(codes: Rows, known: Floats) -> Floats:
    """Return the cosine of the fingerprints of packed pairs."""
    pairs = codes >> 1
    first, second = pairs // len(known), pairs % len(known)
    found = np.empty(len(codes), np.float32)
    for start in range(0, len(codes), _STEP):
        part = slice(start, start + _STEP)
        other = known[second[part]]
        turned = (codes[part] & 1).astype(bool)
        other[turned] *= MIRRORED
        found[part] = np.einsum("pf,pf->p", known[first[part]], other)
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
