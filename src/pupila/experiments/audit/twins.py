"""Look quickly for near copies between training and held-out images: photos saved again, a tone lighter, one size down.

Difference hashes (is each place of a small grey version brighter than its neighbour?) bring candidates together, and
pixels decide. It finds what is almost the same image and misses crops; `pupila check` searches thoroughly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

SIDE = 9
_MOST_PIXELS = 32  # along each side; of larger images every second, third, ... is taken
_CHUNK = 4_096
_MARGINS = (2.0, 8.0)  # levels by which a place must be brighter; a copy that a fine margin loses, a wide one may keep
_MOST_MEETINGS = 4  # training images that one held-out image is compared with for each hash
_APART = 6.0  # root of the mean squared difference, of 255 levels, up to which two images are near copies ...
_SHARE = 0.15  # ... if it is also no more than this share of the image's own contrast


def sketches(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return small grey versions (N, 9, 9) of images (N, H, W, C), in levels from 0 to 255."""
    height, width, channels = pixels.shape[1:]
    step = max(1, min(height, width) // _MOST_PIXELS)
    down, across = (_areas(len(range(0, size, step))) for size in (height, width))
    found = np.empty((len(pixels), SIDE, SIDE), np.float32)
    for start in range(0, len(pixels), _CHUNK):
        part = pixels[start : start + _CHUNK, ::step, ::step, channels // 2].astype(np.float32)
        found[start : start + _CHUNK] = down @ (part @ across.T)
    return found


def _areas(size: int) -> NDArray[np.float32]:
    """Return the matrix (9, size) that takes the mean over equal stretches of a line."""
    edges = np.linspace(0, size, SIDE + 1)
    pixel = np.arange(size)
    shared = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    weights: NDArray[np.float32] = (np.maximum(0, shared) / (size / SIDE)).astype(np.float32)
    return weights


def near_copies(
    pixels: NDArray[np.uint8], small: NDArray[np.float32], train: Rows, held: Rows
) -> list[tuple[int, int]]:
    """Return (training row, held-out row) of near copies, each held-out row once, in order.

    Args:
        pixels: Shape (N, H, W, C), uint8.
        small: Their sketches. Shape (N, 9, 9).
        train: Training rows.
        held: Held-out rows.
    """
    found: dict[int, int] = {}
    for keys in _hashes(small):
        order = train[np.argsort(keys[train], kind="stable")]
        stored = keys[order]
        begin, end = (np.searchsorted(stored, keys[held], side=side) for side in ("left", "right"))
        for place in range(_MOST_MEETINGS):
            met = np.flatnonzero((begin + place < end) & (keys[held] != 0))
            first, second = order[begin[met] + place], held[met]
            alike = _same(pixels, first, second)
            found |= dict(zip(second[alike].tolist(), first[alike].tolist(), strict=True))
    return [(first, second) for second, first in sorted(found.items())]


def _hashes(small: NDArray[np.float32]) -> Iterator[NDArray[np.uint64]]:
    """Yield one number of 64 bits for each image, four times: of neighbours across and down, at two margins."""
    for steps in (np.diff(small[:, :-1, :], axis=2), np.diff(small[:, :, :-1], axis=1)):
        for margin in _MARGINS:
            bits = np.packbits((steps > margin).reshape(len(small), -1), axis=1)
            yield np.ascontiguousarray(bits).view(np.uint64)[:, 0]


def _same(pixels: NDArray[np.uint8], first: Rows, second: Rows) -> NDArray[np.bool_]:
    """Tell which pairs are almost the same image; images that are alike to the last pixel are not near copies."""
    alike = np.zeros(len(first), bool)
    for start in range(0, len(first), _CHUNK // 8):
        part = slice(start, start + _CHUNK // 8)
        one, other = (pixels[rows[part]].reshape(len(rows[part]), -1).astype(np.float32) for rows in (first, second))
        apart = np.sqrt(np.square(one - other).mean(axis=1))
        alike[part] = (apart > 0) & (apart <= _APART) & (apart <= _SHARE * one.std(axis=1))
    return alike
