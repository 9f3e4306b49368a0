"""Draw sheets of labelled images as PNG: small images enlarged by whole factors, captions below, white margins."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.lettering import text_mask
from pupila.errors import DataError

_TILE = 112  # side in pixels that small images are enlarged towards
_LARGEST = 224  # side beyond which images are reduced
_WIDTH = 1000  # a sheet is as wide as a page
_FONT = 15
_INK = np.array((43, 48, 56), np.float32)
_MARGIN = 20
_GAP = 14
_ACCENT = (196, 78, 42)
_FRAME = (222, 225, 230)

Canvas = NDArray[np.uint8]


def sheet(
    images: NDArray[np.uint8],
    labels: Sequence[str],
    *,
    columns: int | None = None,
    scale: int | None = None,
    accent: Sequence[bool] | None = None,
) -> bytes:
    """Draw a grid of images with a caption under each, as PNG.

    Args:
        images: Shape (N, H, W, C), uint8, C is 1 or 3.
        labels: One caption each; what does not fit is cut, with dots.
        columns: Images in a row; by default what fits a page and gives a pleasant shape.
        scale: Whole factor of enlargement (nearest neighbour, so that pixels stay pixels); by default small images
            become about 112 pixels high. Images above 224 pixels are reduced.
        accent: Images that get a coloured frame instead of the grey hair line.

    Raises:
        DataError: No images, another shape, or captions of another number.
    """
    if images.ndim != 4 or images.shape[3] not in (1, 3) or not len(images):
        raise DataError("data.sheet_shape", shape=images.shape)
    if len(labels) != len(images):
        raise DataError("data.sheet_labels", images=len(images), labels=len(labels))
    tiles = [_tile(image, scale) for image in images]
    height, width = tiles[0].shape[:2]
    cell = max(width, 72)
    columns = min(columns or _columns(len(tiles), cell, height), len(tiles))
    rows = math.ceil(len(tiles) / columns)
    line = round(_FONT * 1.4)
    step_y, step_x = height + 6 + line + _GAP, cell + _GAP
    canvas = np.full((2 * _MARGIN - _GAP + rows * step_y, 2 * _MARGIN - _GAP + columns * step_x, 3), 255, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = _MARGIN + index // columns * step_y, _MARGIN + index % columns * step_x
        start = left + (cell - width) // 2
        _frame(canvas, top, start, tile, strong=bool(accent[index]) if accent is not None else False)
        mask = _caption(labels[index], cell + _GAP - 4)
        _write(canvas, mask, top + height + 5, left + (cell - mask.shape[1]) // 2)
    return image_io.encode_png(canvas)


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


def _tile(image: Canvas, scale: int | None) -> Canvas:
    height, width = image.shape[:2]
    side = max(height, width)
    if side > _LARGEST and scale is None:
        image = image_io.resize(image, (max(1, height * _LARGEST // side), max(1, width * _LARGEST // side)))
    else:
        factor = scale or max(1, round(_TILE / side))
        image = image.repeat(factor, axis=0).repeat(factor, axis=1)
    return np.broadcast_to(image, (*image.shape[:2], 3))


def _columns(count: int, width: int, height: int) -> int:
    """Choose columns so that the sheet fits a page, is about 3:2, and its last row is as full as may be."""
    most = max(1, (_WIDTH - 2 * _MARGIN + _GAP) // (width + _GAP))
    ideal = math.sqrt(count * 1.5 * (height + 34) / (width + _GAP))
    near = [columns for columns in range(max(1, round(ideal) - 1), round(ideal) + 3) if columns <= most]
    return min(near, key=lambda columns: (-count % columns, abs(columns - ideal))) if near else most


def _frame(canvas: Canvas, top: int, left: int, tile: Canvas, *, strong: bool) -> None:
    height, width = tile.shape[:2]
    thick = 3 if strong else 1
    canvas[top - thick : top + height + thick, left - thick : left + width + thick] = _ACCENT if strong else _FRAME
    canvas[top : top + height, left : left + width] = tile


def _caption(text: str, width: int) -> NDArray[np.uint8]:
    shown = "".join(character if _printable(character) else "?" for character in text)
    mask = text_mask(shown, _FONT)
    while mask.shape[1] > width and shown:
        shown = shown[: max(0, min(len(shown) - 1, len(shown) * width // mask.shape[1]))]
        mask = text_mask(shown.rstrip() + "…", _FONT)
    return mask[:, :width]


def _printable(character: str) -> bool:
    """Say no to control, format and surrogate characters, such as those that turn the direction of writing."""
    return not unicodedata.category(character).startswith("C")


def _write(canvas: Canvas, mask: NDArray[np.uint8], top: int, left: int) -> None:
    left = max(left, 0)
    area = canvas[top : top + mask.shape[0], left : left + mask.shape[1]]
    share = mask[: area.shape[0], : area.shape[1], np.newaxis].astype(np.float32) / 255
    area[...] = np.rint(area + share * (_INK - area)).astype(np.uint8)
