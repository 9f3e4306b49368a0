"""Paint maps, kernels and heat as pixels: red for positive, white for 0, blue for negative. No torch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pupila.data.image_io import resize
from pupila.inspection.insight import Array, Kernels

MOST_TILES = 64
_WIDTH = 960  # a picture is about this wide
_LARGEST = 160
_GAP = 3
_KERNEL_GAP = 9  # kernels are small and many-coloured: they need more room between them
_GROUND = np.array((196, 201, 208), np.uint8)  # between tiles; seen on white and on black
_STRENGTH = 0.82  # of the strongest heat over a photo
_COLUMNS_OF_A_ROW = 32  # cells of a row of values side by side
# Colours from strongly negative over 0 to strongly positive; their lightness falls evenly to both sides.
_STOPS = np.array(
    [(18, 60, 122), (47, 121, 190), (143, 192, 227), (247, 248, 249), (246, 172, 132), (214, 88, 62), (128, 17, 32)],
    np.float32,
)

Pixels = NDArray[np.uint8]


def paint(values: Array, *, most: float | None = None) -> Pixels:
    """Give every value its colour.

    Args:
        values: Any shape.
        most: The value that gets the strongest colour; the largest magnitude by default.

    Returns:
        The shape of `values` with three channels more, uint8.

    Example:
        >>> paint(np.array([0.0, 2.0])).tolist()
        [[247, 248, 249], [128, 17, 32]]
    """
    if most is None:
        most = float(np.abs(values).max(initial=0.0))
    share = np.clip(np.nan_to_num(values / most if most > 0 else values * 0), -1, 1)
    place = (share + 1) / 2 * (len(_STOPS) - 1)
    low = np.minimum(place.astype(np.int64), len(_STOPS) - 2)
    rest = (place - low)[..., np.newaxis]
    colours: Pixels = np.rint(_STOPS[low] * (1 - rest) + _STOPS[low + 1] * rest).astype(np.uint8)
    return colours


def maps_picture(values: Array) -> Pixels:
    """Paint what a layer made of an image: one tile a channel, or one cell a value.

    All tiles share one scale, so that a map that stays white found nothing. At most `MOST_TILES` are shown.

    Args:
        values: Shape (channels, height, width), or (values,).

    Returns:
        Shape (H, W, 3), uint8.
    """
    if values.ndim == 1:
        values = values[:, np.newaxis, np.newaxis]
    most = float(np.abs(values).max(initial=0.0))
    small = values.shape[1:] == (1, 1)
    tiles = [paint(one, most=most) for one in values[: _cells(len(values)) if small else MOST_TILES]]
    return _cell_grid(tiles) if small else tile_grid(tiles)


def shown_maps(values: Array) -> int:
    """Return how many channels or values `maps_picture` shows."""
    small = values.ndim == 1 or values.shape[1:] == (1, 1)
    return _cells(len(values)) if small else min(len(values), MOST_TILES)


def kernels_picture(kernels: Kernels) -> Pixels:
    """Paint kernels: those of one channel in red and blue, those of three as colours around grey.

    Each kernel has its own scale: what matters is its pattern.
    """
    weights = kernels.weights[:MOST_TILES]
    if weights.shape[1] == 1:
        return tile_grid([paint(one[0]) for one in weights], largest=96, gap=_KERNEL_GAP)
    tiles = []
    for one in weights:
        most = float(np.abs(one).max()) or 1.0
        tiles.append(np.rint(127.5 + 127.5 * one / most).astype(np.uint8).transpose(1, 2, 0))
    return tile_grid(tiles, largest=96, gap=_KERNEL_GAP)


def heat_picture(seen: Pixels, values: Array) -> Pixels:
    """Lay a saliency over the image: the photo in grey, coloured where the values are.

    Args:
        seen: The image that the network saw. Shape (height, width, 1 or 3), uint8.
        values: Shape (height, width).
    """
    grey = seen.astype(np.float32).mean(axis=2, keepdims=True)
    pale = 255 - (255 - grey) * 0.75
    most = float(np.abs(values).max(initial=0.0))
    share = np.abs(values)[..., np.newaxis] / most if most > 0 else np.zeros((*values.shape, 1))
    strength = _STRENGTH * np.sqrt(share)
    heat = paint(values, most=most).astype(np.float32)
    return enlarged(np.rint(pale * (1 - strength) + heat * strength).astype(np.uint8))


def enlarged(pixels: Pixels, *, side: int = 280) -> Pixels:
    """Enlarge small images by a whole factor to about `side` pixels, and reduce large ones to it."""
    height, width = pixels.shape[:2]
    largest = max(height, width)
    if largest > side:
        return resize(pixels, (max(1, round(height * side / largest)), max(1, round(width * side / largest))))
    factor = max(1, side // largest)
    return pixels.repeat(factor, axis=0).repeat(factor, axis=1)


def tile_grid(tiles: list[Pixels], *, largest: int = _LARGEST, gap: int = _GAP, columns: int | None = None) -> Pixels:
    """Set images of one size side by side, enlarged by a whole factor or reduced so that the grid fits a page."""
    columns = columns or _columns(len(tiles))
    side = max(tiles[0].shape[:2])
    room = min(largest, (_WIDTH - (columns + 1) * gap) // columns)
    if side <= room:
        fitted = [tile.repeat(room // side, axis=0).repeat(room // side, axis=1) for tile in tiles]
    else:
        height, width = (max(1, round(length * room / side)) for length in tiles[0].shape[:2])
        fitted = [resize(tile, (height, width)) for tile in tiles]
    return _arrange(fitted, columns, gap)


def _columns(count: int) -> int:
    """Return how many tiles stand in a row: about eight, and the last row full where that is possible."""
    return count if count <= 8 else min((8, 10, 9, 7, 6), key=lambda columns: -count % columns)


def _cells(count: int) -> int:
    return min(count, _COLUMNS_OF_A_ROW * 8)


def _cell_grid(cells: list[Pixels]) -> Pixels:
    side = _WIDTH // _COLUMNS_OF_A_ROW - 2
    return _arrange([cell.repeat(side, axis=0).repeat(side, axis=1) for cell in cells], _COLUMNS_OF_A_ROW, 2)


def _arrange(tiles: list[Pixels], columns: int, gap: int) -> Pixels:
    height, width = tiles[0].shape[:2]
    columns = min(columns, len(tiles))
    rows = math.ceil(len(tiles) / columns)
    canvas = np.empty((rows * (height + gap) + gap, columns * (width + gap) + gap, 3), np.uint8)
    canvas[...] = _GROUND
    for position, tile in enumerate(tiles):
        top = gap + position // columns * (height + gap)
        left = gap + position % columns * (width + gap)
        canvas[top : top + height, left : left + width] = tile
    return canvas
