"""Convolve, pool and bend arrays in NumPy: what `forward` computes with.

Images are (B, H, W, C): a matrix product then finds all channels of a pixel side by side. What the windows of a
convolution see is written out a block at a time, so that memory stays small whatever the number of images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pupila.models.checks import Pair
from pupila.models.shapes import same_padding

Array = NDArray[np.float32]
Edges = tuple[Pair, Pair]  # pixels added (above, below), (left, right)
NO_EDGES: Edges = ((0, 0), (0, 0))
_BLOCK = 1 << 20  # values of windows written out at a time: 4 MB, which the cache of a processor holds
# Abramowitz and Stegun (1964), formula 7.1.26: the error function to 1.5e-7.
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def convolve(images: Array, kernel: Array, *, stride: Pair, groups: int = 1) -> Array:
    """Slide a kernel (filters, C / groups, height, width) over images (B, H, W, C), "valid"; a new array."""
    if groups > 1:
        pairs = zip(np.split(images, groups, axis=3), np.split(kernel, groups), strict=True)
        return np.concatenate([convolve(*pair, stride=stride) for pair in pairs], axis=3)
    filters, channels, height, width = kernel.shape
    rows = np.ascontiguousarray(images).reshape(*images.shape[:2], -1)  # a row's pixels and channels in one line
    windows = np.lib.stride_tricks.sliding_window_view(rows, (height, width * channels), axis=(1, 2))
    windows = windows[:, :: stride[0], :: stride[1] * channels]
    matrix = kernel.transpose(2, 3, 1, 0).reshape(-1, filters)
    found = np.empty((*windows.shape[:3], filters), np.float32)
    for block in _blocks(*windows.shape[:2], values=windows[0, 0].size):
        seen = windows[block].reshape(-1, len(matrix))
        np.matmul(seen, matrix, out=found[block].reshape(-1, filters))
    return found


def _blocks(count: int, height: int, *, values: int) -> Iterator[tuple[slice, slice]]:
    """Yield blocks of whole images, or of rows of one image where a whole one is too much; each lies in one piece."""
    rows = max(1, _BLOCK // values)
    images, step = max(1, rows // height), min(rows, height)
    for first in range(0, count, images):
        for row in range(0, height, step):
            yield slice(first, first + images), slice(row, row + step)


def same_edges(images: Array, *, window: Pair, stride: Pair) -> Edges:
    """Return what "same" adds to images (B, H, W, C)."""
    rows = same_padding(images.shape[1], window=window[0], stride=stride[0])
    return rows, same_padding(images.shape[2], window=window[1], stride=stride[1])


def pad(images: Array, edges: Edges, fill: float = 0.0) -> Array:
    """Add edges to images; the very same array where there are none."""
    if edges == NO_EDGES:
        return images
    return np.pad(images, ((0, 0), *edges, (0, 0)), constant_values=fill)


def pool(images: Array, combine: Callable[..., Array], *, size: Pair, stride: Pair) -> Array:
    """Combine the values of every window, "valid", by `np.maximum` or `np.add`."""
    rows = (images.shape[1] - size[0]) // stride[0] + 1
    columns = (images.shape[2] - size[1]) // stride[1] + 1
    found = None
    for top in range(size[0]):
        for left in range(size[1]):
            down, right = top + (rows - 1) * stride[0] + 1, left + (columns - 1) * stride[1] + 1
            part = images[:, top : down : stride[0], left : right : stride[1]]
            found = part.copy() if found is None else combine(found, part, out=found)
    return images if found is None else found


def bend(values: Array, function: str | None, *, own: bool = False) -> Array:
    """Apply an activation; in place where the values are the caller's own and it can be done."""
    out = values if own else None
    if function is None:
        return values
    if function == "relu":
        return np.maximum(values, 0, out=out)
    if function == "tanh":
        return np.tanh(values, out=out)
    if function == "gelu":
        return _gelu(values)
    # exp overflows for very negative values, where the answer, 0, is right all the same.
    with np.errstate(over="ignore"):
        share: Array = np.float32(1) / (np.exp(-values) + np.float32(1))
    return values * share if function == "silu" else share


def _gelu(values: Array) -> Array:
    """Return each value times the share of a normal distribution below it; loading SciPy's erf would take longer."""
    size = np.abs(values) * np.float32(0.5**0.5)
    step = np.float32(1) / (size * np.float32(0.3275911) + np.float32(1))
    tail = np.zeros_like(values)
    for factor in reversed(_ERF):
        tail = (tail + np.float32(factor)) * step
    tail *= np.exp(-size * size) * np.float32(0.5)  # the share beyond |value|
    return values * np.where(values < 0, tail, np.float32(1) - tail)
