"""Confirm by pixels that two images are one: lay one upon the other, then compare what they hold.

A crop shifts and scales what is left, so the second image is first moved upon the first: shift and scale in both
directions, found by a few steps of least squares (Lucas and Kanade, 1981; here with four parameters, on small grey
versions). Then two correlations decide: of the tones, and of the details (what is left when a blurred version is taken
away). Two beaches under the same sky share their tones; only one photograph shares its details.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pupila.data.check.measure import Floats, at_once, shrink, to_grey

_STEP = 512  # pairs confirmed at once
_COARSE_SIDE = 16
_COARSE_BLURS = (0.9, 0.7, 0.5)  # of each step of alignment, in pixels: wide ones first, which reach further
_FINE_BLURS = (0.9, 0.7)
_COARSE_TONES, _COARSE_DETAILS = 0.8, 0.4  # what goes on to be compared in full
_MOST = 0.12  # farthest that scale and shift may go, as a share of the image
_LEAST = np.array([1 - _MOST, -_MOST, 1 - _MOST, -_MOST], np.float32)
_LARGEST = np.array([1 + _MOST, _MOST, 1 + _MOST, _MOST], np.float32)
_MARGIN = 0.06  # of each edge that is not compared: a crop has lost it
_DETAIL_BLUR = 1.5
_PATCHES = 4  # each way, in which details are compared


def likeness(
    pixels: NDArray[np.uint8],
    pairs: NDArray[np.int64],
    mirrored: NDArray[np.bool_],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Floats, Floats]:
    """Compare pairs of images, the second of each laid upon the first.

    Args:
        pixels: Shape (N, H, W, C), uint8.
        pairs: Rows. Shape (P, 2).
        mirrored: Whether the second is mirrored first. Shape (P,).
        progress: Told (done, all).

    Returns:
        The correlation of their tones and of their details, from -1 to 1. Shape (P,) each.
    """
    tones, details = np.empty(len(pairs), np.float32), np.empty(len(pairs), np.float32)
    for start in range(0, len(pairs), _STEP):
        part = slice(start, min(start + _STEP, len(pairs)))
        first, second = (_small(pixels, pairs[part, side]) for side in (0, 1))
        second = np.where(mirrored[part, None, None], second[:, :, ::-1], second)
        tones[part], details[part] = compare(first, second)
        if progress is not None:
            progress(part.stop, len(pairs))
    return tones, details


def _small(pixels: NDArray[np.uint8], rows: NDArray[np.int64]) -> Floats:
    """Return small grey versions of some images, of which only a few are held at their own size."""
    step = at_once(pixels.shape[1:])
    return np.concatenate([shrink(to_grey(pixels[rows[at : at + step]])) for at in range(0, len(rows), step)])


def compare(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Lay each of `second` (P, h, w) upon its partner in `first`, and return both correlations, shape (P,) each.

    Most pairs are told apart on versions of half the size; what these cannot tell apart is compared in full.
    """
    halves = shrink(first, _COARSE_SIDE), shrink(second, _COARSE_SIDE)
    still = np.tile(np.array([1, 0, 1, 0], np.float32), (len(first), 1))
    moves = _align(*halves, still, blurs=_COARSE_BLURS)
    tones, details = _correlations(halves[0], _warp(halves[1], moves), blur=_DETAIL_BLUR / 2)
    close = np.flatnonzero((tones > _COARSE_TONES) & (details > _COARSE_DETAILS))
    if len(close):
        one, other = first[close], second[close]
        moved = _warp(other, _align(one, other, moves[close], blurs=_FINE_BLURS))
        tones[close], details[close] = _correlations(one, moved, blur=_DETAIL_BLUR)
    return tones, details


def _correlations(first: Floats, moved: Floats, *, blur: float) -> tuple[Floats, Floats]:
    height, width = first.shape[1:]
    down, across = (max(1, round(_MARGIN * size)) for size in (height, width))
    inside = slice(down, height - down), slice(across, width - across)
    fine = (image - _blur(image, blur) for image in (first, moved))
    return (
        _correlation(first[:, *inside], moved[:, *inside]),
        _patchwise(*(image[:, *inside] for image in fine)),
    )


def _align(first: Floats, second: Floats, begin: Floats, *, blurs: tuple[float, ...]) -> Floats:
    """Return scale and shift, down and across, that lay `second` upon `first`. Shape (P, 4)."""
    found = begin
    best, best_fit = found.copy(), _correlation(first, _warp(second, found))
    for blur in blurs:
        target, moved = _standard(_blur(first, blur)), _standard(_warp(_blur(second, blur), found))
        found = np.clip(found + _step(target, moved), _LEAST, _LARGEST)
        fit = _correlation(first, _warp(second, found))
        better = fit > best_fit
        best[better], best_fit = found[better], np.maximum(fit, best_fit)
    return best


def _step(target: Floats, moved: Floats) -> Floats:
    """Return the step of least squares in (scale down, shift down, scale across, shift across)."""
    height, width = target.shape[1:]
    down, across = np.gradient(moved, axis=(1, 2))
    down, across = down * (height / 2), across * (width / 2)
    places_down, places_across = _places(height)[:, None], _places(width)[None, :]
    slopes = np.stack([down * places_down, down, across * places_across, across], axis=-1).reshape(len(target), -1, 4)
    left = np.swapaxes(slopes, 1, 2)
    square = left @ slopes + 1e-3 * height * width * np.eye(4, dtype=np.float32)
    right = left @ (target - moved).reshape(len(target), -1, 1)
    step: Floats = np.linalg.solve(square, right)[..., 0]
    return np.clip(step, -_MOST, _MOST)


def _warp(images: Floats, moves: Floats) -> Floats:
    """Scale and shift images (P, h, w) about their middle; what lies outside is continued from the edge."""
    height, width = images.shape[1:]
    down, across = _hats(height, moves[:, 0], moves[:, 1]), _hats(width, moves[:, 2], moves[:, 3])
    moved: Floats = down @ images @ np.swapaxes(across, 1, 2)
    return moved


def _hats(size: int, scale: Floats, shift: Floats) -> Floats:
    """Return matrices (P, size, size) that interpolate linearly at the scaled and shifted places."""
    asked = scale[:, None] * _places(size) + shift[:, None]
    index = np.clip((asked + 1) * (size / 2) - 0.5, 0, size - 1)
    weights: Floats = np.maximum(0, 1 - np.abs(index[:, :, None] - np.arange(size, dtype=np.float32)))
    return weights


@cache
def _places(size: int) -> Floats:
    """Return the middles of `size` pixels, the image running from -1 to 1."""
    middles: Floats = ((np.arange(size) + 0.5) / size * 2 - 1).astype(np.float32)
    return middles


def _blur(images: Floats, width: float) -> Floats:
    blurred: Floats = _kernel(images.shape[1], width).T @ (images @ _kernel(images.shape[2], width))
    return blurred


@cache
def _kernel(size: int, width: float) -> Floats:
    """Return the matrix whose columns blur `size` pixels with a bell curve, weights adding up to 1 at the edges too."""
    apart = np.arange(size)[:, None] - np.arange(size)
    bell = np.exp(-0.5 * (apart / width) ** 2)
    bell[bell < 1e-6] = 0  # such small numbers cost a processor many times the time of others
    matrix: Floats = (bell / bell.sum(axis=0)).astype(np.float32)
    return matrix


def _standard(images: Floats) -> Floats:
    middle = images - images.mean(axis=(1, 2), keepdims=True)
    unit: Floats = middle / np.maximum(middle.std(axis=(1, 2), keepdims=True), 1e-4)
    return unit


def _patchwise(first: Floats, second: Floats) -> Floats:
    """Return the mean correlation of details over 4 x 4 patches, each weighted by the root of the strength of its own.

    Over the whole image one strong edge decides: all ships on the horizon would be one.
    """
    sizes = [max(1, size // _PATCHES) for size in first.shape[1:]]
    parts = [image[:, : _PATCHES * sizes[0], : _PATCHES * sizes[1]] for image in (first, second)]
    down, across = (size // own for size, own in zip(parts[0].shape[1:], sizes, strict=True))
    one, other = (part.reshape(len(part), down, sizes[0], across, sizes[1]) for part in parts)
    common = (one * other).sum(axis=(2, 4))
    strength = np.sqrt(np.square(one).sum(axis=(2, 4)) * np.square(other).sum(axis=(2, 4))) + 1e-6
    found: Floats = (common / np.sqrt(strength)).sum(axis=(1, 2)) / np.sqrt(strength).sum(axis=(1, 2))
    return found


def _correlation(first: Floats, second: Floats) -> Floats:
    product: Floats = (_standard(first) * _standard(second)).mean(axis=(1, 2))
    return product
