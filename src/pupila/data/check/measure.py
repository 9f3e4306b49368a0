"""Measure every image once, some hundred at a time: tones, contrast, sharpness, and a fingerprint that survives edits.

The fingerprint is the image's coarse structure: the lowest frequencies of a small grey version (a cosine transform),
without the mean and at unit length, so that brightness and contrast fall away; size and compression hardly touch it.
Mirroring an image changes the sign of every odd horizontal frequency, so the fingerprint of the mirrored image comes
for nothing.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.files import set_aside

Floats = NDArray[np.floating[Any]]

SMALL = 32  # side of the small grey version, where the images are not smaller themselves
FREQUENCIES = 8
_CHUNK_PIXELS = 4_000_000  # of one step: bounds the memory, whatever the number of images and their size
_HELD = 64 << 20  # bytes of images that are kept in memory
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R 601, as in `image_io`
MIRRORED = np.array(
    [(-1.0) ** across for down in range(FREQUENCIES) for across in range(FREQUENCIES) if down or across], np.float32
)


@dataclass(frozen=True, eq=False)
class Measures:
    """Hold what was measured of N images.

    Attributes:
        dark: The tone (0 black to 1 white) that 5 % of the small version lie below. Shape (N,).
        bright: The tone that 95 % of it lie below. Shape (N,).
        contrast: Standard deviation of the tones. Shape (N,).
        sharpness: Mean step between neighbouring pixels' steps (the Laplacian) per unit of contrast. Shape (N,).
        fingerprints: Shape (N, 63), unit length; zero for an image of one tone.
    """

    dark: Floats
    bright: Floats
    contrast: Floats
    sharpness: Floats
    fingerprints: Floats


def measure(pixels: NDArray[np.uint8], progress: Callable[[int, int], None] | None = None) -> Measures:
    """Measure images.

    Args:
        pixels: Shape (N, H, W, C), uint8; may be a memory map, which is read once from front to back.
        progress: Told (done, all) after every step.
    """
    count = len(pixels)
    dark, bright, contrast, sharpness = np.empty((4, count), np.float32)
    found = Measures(dark, bright, contrast, sharpness, np.empty((count, len(MIRRORED)), np.float32))
    step = at_once(pixels.shape[1:])
    for start in range(0, count, step):
        part = slice(start, min(start + step, count))
        grey = to_grey(pixels[part])
        small = shrink(grey)
        low, high = np.quantile(small.reshape(len(small), -1), (0.05, 0.95), axis=1)
        found.dark[part], found.bright[part] = low, high
        found.contrast[part] = small.std(axis=(1, 2))
        found.sharpness[part] = _sharpness(grey)
        found.fingerprints[part] = fingerprint(small)
        if progress is not None:
            progress(part.stop, count)
    return found


def at_once(shape: tuple[int, ...]) -> int:
    """Return how many images of a shape (H, W, C) are worked on at once."""
    return max(1, _CHUNK_PIXELS // max(1, math.prod(shape)))


def gather(
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]] = lambda part: part,
    *,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.uint8]:
    """Return some images, changed, in little memory: where they are many they lie in a file that nobody else sees.

    Args:
        pixels: Shape (N, H, W, C), uint8.
        rows: Which of them. Shape (n,), n at least 1.
        change: Makes of images (k, H, W, C) others of the same number, all of one shape.
        folder: For that file; where it may not be written to, memory has to do.
        progress: Told (done, all).

    Returns:
        Shape (n, h, w, c). A file is gone with this array.
    """
    step = at_once(pixels.shape[1:])

    def parts() -> Iterator[NDArray[np.uint8]]:
        for start in range(0, len(rows), step):
            part = slice(start, min(start + step, len(rows)))
            yield np.ascontiguousarray(change(pixels[rows[part]]))
            if progress is not None:
                progress(part.stop, len(rows))

    shape = (len(rows), *change(pixels[rows[:1]]).shape[1:])
    if math.prod(shape) > _HELD:
        with contextlib.suppress(OSError):
            mapped = set_aside((part.data for part in parts()), folder)
            return np.frombuffer(mapped, np.uint8).reshape(shape)
    found, done = np.empty(shape, np.uint8), 0
    for part in parts():
        found[done : done + len(part)] = part
        done += len(part)
    return found


def to_grey(pixels: NDArray[np.uint8]) -> Floats:
    """Return the tones of images (N, H, W, 1 or 3), from 0 black to 1 white. Shape (N, H, W)."""
    if pixels.shape[3] == 1:
        return pixels[..., 0].astype(np.float32) / np.float32(255)
    tones: Floats = pixels.astype(np.float32) @ (_LUMINANCE / np.float32(255))
    return tones


def shrink(grey: Floats, side: int = SMALL) -> Floats:
    """Reduce tones (N, H, W) to at most `side` pixels each way, every pixel the mean of what it covers."""
    height, width = grey.shape[1:]
    if height <= side and width <= side:
        return grey
    small: Floats = _means(height, min(side, height)) @ grey @ _means(width, min(side, width)).T
    return small


def fingerprint(small: Floats) -> Floats:
    """Return the coarse structure of tones (N, h, w). Shape (N, 63), unit length, zero where there is no structure."""
    height, width = small.shape[1:]
    found = _cosines(height) @ small @ _cosines(width).T
    flat = found.reshape(len(small), -1)[:, 1:]
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    unit: Floats = np.where(length > 1e-3, flat / np.maximum(length, 1e-9), 0).astype(np.float32)
    return unit


@cache
def _means(size: int, target: int) -> Floats:
    """Return the matrix (target, size) whose rows average the pixels that each new pixel covers."""
    edges = np.linspace(0, size, target + 1)
    places = np.arange(size)
    covered = np.minimum(edges[1:, None], places + 1) - np.maximum(edges[:-1, None], places)
    weights = np.maximum(covered, 0)
    matrix: Floats = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return matrix


@cache
def _cosines(size: int) -> Floats:
    """Return the lowest rows (8, size) of the cosine transform DCT-II, of unit length; zero above what `size` has."""
    rows, places = np.arange(FREQUENCIES)[:, None], np.arange(size) + 0.5
    waves = np.cos(np.pi * rows * places / size) * np.sqrt(2 / size)
    waves[0] /= np.sqrt(2)
    matrix: Floats = (waves * (rows < size)).astype(np.float32)
    return matrix


def _sharpness(grey: Floats) -> Floats:
    if min(grey.shape[1:]) < 3:
        return np.ones(len(grey), np.float32)
    middle = grey[:, 1:-1, 1:-1]
    around = grey[:, :-2, 1:-1] + grey[:, 2:, 1:-1] + grey[:, 1:-1, :-2] + grey[:, 1:-1, 2:]
    bend: Floats = np.abs(4 * middle - around).mean(axis=(1, 2))
    spread = np.maximum(grey.std(axis=(1, 2)), 1e-3)
    found: Floats = (bend / spread).astype(np.float32)
    return found
