"""Draw sheets of labelled images as PNG: small images enlarged by whole factors, captions below, white margins."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.canvas import FRAME, LINE, Canvas, blank, cut_text, put, stamp
from pupila.errors import DataError

_TILE = 112  # side in pixels that small images are enlarged towards
_LARGEST = 224  # side beyond which images are reduced
_WIDTH = 1000  # a sheet is as wide as a page
_MARGIN = 20
_GAP = 14
_ACCENT = (196, 78, 42)


def sheet(
    images: NDArray[np.uint8],
    labels: Sequence[str],
    *,
    columns: int | None = None,
    scale: int | None = None,
    largest: int = _LARGEST,
    accent: Sequence[bool] | None = None,
) -> bytes:
    """Draw a grid of images with a caption under each, as PNG; what is told of `draw_sheet` holds here."""
    drawn = draw_sheet(images, labels, columns=columns, scale=scale, largest=largest, accent=accent)
    return image_io.encode_png(drawn)


def draw_sheet(
    images: NDArray[np.uint8],
    labels: Sequence[str],
    *,
    columns: int | None = None,
    scale: int | None = None,
    largest: int = _LARGEST,
    accent: Sequence[bool] | None = None,
) -> Canvas:
    """Draw a grid of images with a caption under each.

    Args:
        images: Shape (N, H, W, C), uint8, C is 1 or 3.
        labels: One caption each; what does not fit is cut, with dots.
        columns: Images in a row; by default a square grid where there are 9, 16, 25 or 36 images, and else what fits a
            page and gives a pleasant shape.
        scale: Whole factor of enlargement (nearest neighbour, so that pixels stay pixels); by default small images
            become about 112 pixels high.
        largest: Side in pixels above which images are reduced, where no `scale` is given.
        accent: Images that get a coloured frame instead of the grey hair line.

    Returns:
        Shape (height, width, 3).

    Raises:
        DataError: No images, another shape, or captions of another number.
    """
    if images.ndim != 4 or images.shape[3] not in (1, 3) or not len(images):
        raise DataError("data.sheet_shape", shape=images.shape)
    if len(labels) != len(images):
        raise DataError("data.sheet_labels", images=len(images), labels=len(labels))
    tiles = [_tile(image, scale, largest) for image in images]
    height, width = tiles[0].shape[:2]
    cell = max(width, 72)
    columns = min(columns or _columns(len(tiles), cell, height), len(tiles))
    rows = math.ceil(len(tiles) / columns)
    step_y, step_x = height + 6 + LINE + _GAP, cell + _GAP
    canvas = blank(2 * _MARGIN - _GAP + rows * step_y, 2 * _MARGIN - _GAP + columns * step_x)
    for index, tile in enumerate(tiles):
        top, left = _MARGIN + index // columns * step_y, _MARGIN + index % columns * step_x
        strong = bool(accent[index]) if accent is not None else False
        place = (top, left + (cell - width) // 2)
        put(canvas, tile, at=place, frame=_ACCENT if strong else FRAME, thick=3 if strong else 1)
        mask = cut_text(labels[index], cell + _GAP - 4)
        stamp(canvas, mask, at=(top + height + 5, left + (cell - mask.shape[1]) // 2))
    return canvas


def variants_sheet(original: Canvas, versions: NDArray[np.uint8], *, caption: str, columns: int | None = None) -> bytes:
    """Draw one image, framed and with its caption, followed by augmented versions of it, numbered.

    Args:
        original: Shape (H, W, C).
        versions: Shape (N, H, W, C).
        caption: Stands under the original, such as its class name.
        columns: Images in a row.
    """
    images = np.concatenate([original[np.newaxis], versions])
    captions = [caption, *(str(index) for index in range(1, len(images)))]
    return sheet(images, captions, columns=columns, accent=[True] + [False] * len(versions))


def _tile(image: Canvas, scale: int | None, largest: int) -> Canvas:
    height, width = image.shape[:2]
    side = max(height, width)
    if side > largest and scale is None:
        image = image_io.resize(image, (max(1, height * largest // side), max(1, width * largest // side)))
    else:
        factor = scale or max(1, min(round(_TILE / side), largest // side))
        image = image.repeat(factor, axis=0).repeat(factor, axis=1)
    return np.broadcast_to(image, (*image.shape[:2], 3))


def _columns(count: int, width: int, height: int) -> int:
    """Choose columns so that the sheet fits a page, is a square or about 3:2, and its last row is as full as may be."""
    most = max(1, (_WIDTH - 2 * _MARGIN + _GAP) // (width + _GAP))
    root = math.isqrt(count)
    if root * root == count and 3 <= root <= min(most, 6):
        return root
    ideal = math.sqrt(count * 1.5 * (height + 34) / (width + _GAP))
    near = [columns for columns in range(max(1, round(ideal) - 1), round(ideal) + 3) if columns <= most]
    return min(near, key=lambda columns: (-count % columns, abs(columns - ideal))) if near else most
