"""Draw what a data set holds: how many images each class has, and of what sizes they are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.canvas import BLUE, FRAME, LINE, SOFT, Canvas, blank, fill, put, scale_step, wrapped, write
from pupila.language import number, say

MOST_BARS = 40  # classes; of more, the largest and the smallest are shown
_SMALLEST = 10
_MARGIN, _GAP = 20, 40
_NAME, _BAR, _COUNT = 170, 210, 130  # widths of the columns
_ROW = 24
_AXIS, _PLOT, _RIGHT = 52, 330, 26  # numbers to the left, the plot, room for half a number
_SMALL = 13  # letters of the scale
_DOT = 3  # radius

Sizes = NDArray[np.integer]


def overview(counts: Mapping[str, int], sizes: Sizes, *, language: str = "en") -> bytes:
    """Draw the balance of the classes as bars, and the sizes of the images as points, as PNG.

    Args:
        counts: Images by class name.
        sizes: (height, width) of every image before resizing. Shape (N, 2).
        language: "en" or "es".
    """
    parts = [balance(counts, language=language), sizes_plot(sizes, language=language)]
    height = max(part.shape[0] for part in parts)
    canvas = blank(height + 2 * _MARGIN, sum(part.shape[1] for part in parts) + _GAP + 2 * _MARGIN)
    left = _MARGIN
    for part in parts:
        put(canvas, part, at=(_MARGIN, left), frame=None)
        left += part.shape[1] + _GAP
    return image_io.encode_png(canvas)


def balance_text(counts: Mapping[str, int], language: str) -> str:
    """Say how balanced the classes are: how many times as many images the largest has as the smallest."""
    few, many = min(counts.values()), max(counts.values())
    if few == many:
        return say("look.balance_even", language, count=many)
    if not few:
        return say("look.balance_empty", language, many=many)
    return say("look.balance", language, many=many, few=few, times=many / few)


def sizes_text(sizes: Sizes, language: str) -> str:
    """Say of what sizes the images are: the smallest, the median and the largest by area."""
    found = np.asarray(sizes, np.int64)
    if (found == found[0]).all():
        return say("look.sizes_same", language, size=_by(found[0]))
    order = np.argsort(found.prod(axis=1), kind="stable")
    smallest, median, largest = (_by(found[order[place]]) for place in (0, len(order) // 2, -1))
    distinct = len(np.unique(found, axis=0))
    return say("look.sizes", language, distinct=distinct, smallest=smallest, median=median, largest=largest)


def shown_classes(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """Return the classes to draw and how many are left out: all in their order, or the largest and the smallest."""
    if len(counts) <= MOST_BARS:
        return list(counts.items()), 0
    order = sorted(counts.items(), key=lambda item: -item[1])
    return order[: MOST_BARS - _SMALLEST] + order[-_SMALLEST:], len(order) - MOST_BARS


def balance(counts: Mapping[str, int], *, language: str = "en") -> Canvas:
    """Draw one bar a class, with its number and its share of all."""
    rows, left_out = shown_classes(counts)
    width = _NAME + _BAR + _COUNT
    lines = wrapped(balance_text(counts, language), width)
    if left_out:
        lines += wrapped(say("look.balance_cut", language, largest=MOST_BARS - _SMALLEST, smallest=_SMALLEST), width)
    top = 30 + LINE * len(lines) + 10
    canvas = blank(top + _ROW * len(rows), width)
    write(canvas, say("look.balance_title", language), at=(0, 0), width=width, size=18)
    for place, line in enumerate(lines):
        write(canvas, line, at=(30 + place * LINE, 0), width=width, ink=SOFT)
    most, total = max(1, *counts.values()), max(1, sum(counts.values()))
    for place, (name, count) in enumerate(rows):
        row = top + place * _ROW
        write(canvas, name, at=(row, 0), width=_NAME - 10, align="right")
        length = round(_BAR * count / most)
        fill(canvas, (row + 2, _NAME), (_ROW - 8, max(length, 1)), colour=BLUE)
        written = f"{number(count, ',', language)} ({number(count / total, '.1%', language)})"
        write(canvas, written, at=(row, _NAME + length + 8), width=_COUNT - 8, ink=SOFT)
    return canvas


def sizes_plot(sizes: Sizes, *, language: str = "en", words: bool = True) -> Canvas:
    """Draw each image as a point, its width to the right and its height upwards; where all are alike only the words.

    Args:
        sizes: (height, width) of every image. Shape (N, 2).
        language: "en" or "es".
        words: Whether title and words stand above; a page has its own.
    """
    width = _AXIS + _PLOT + _RIGHT
    lines = wrapped(sizes_text(sizes, language), width) if words else []
    top = 30 + LINE * len(lines) + 14 if words else LINE // 2
    alike = bool((sizes == sizes[0]).all())
    legend = wrapped(say("look.sizes_axes", language), _PLOT, size=_SMALL)
    canvas = blank(top if alike else top + _PLOT + LINE * (len(legend) + 1) + 6, width)
    if words:
        write(canvas, say("look.sizes_title", language), at=(0, 0), width=width, size=18)
    for place, line in enumerate(lines):
        write(canvas, line, at=(30 + place * LINE, 0), width=width, ink=SOFT)
    if alike:
        return canvas
    reach = _scatter(canvas[top : top + _PLOT, _AXIS : _AXIS + _PLOT], sizes)
    _axes(canvas, reach, top, language)
    for place, line in enumerate(legend):
        at = (top + _PLOT + LINE * (place + 1) + 4, _AXIS)
        write(canvas, line, at=at, width=_PLOT, align="middle", size=_SMALL)
    return canvas


def _scatter(area: Canvas, sizes: Sizes) -> int:
    """Draw the points, darker where many lie on each other; return the length that both sides of the plot stand for."""
    step = scale_step(float(sizes.max()) * 1.04, most=6)
    reach = -(-int(np.ceil(sizes.max() * 1.04)) // step) * step
    for mark in range(0, reach + 1, step):
        place = min(round(mark / reach * _PLOT), _PLOT - 1)
        area[_PLOT - 1 - place, :] = FRAME
        area[:, place] = FRAME
    diagonal = np.arange(_PLOT)
    area[_PLOT - 1 - diagonal, diagonal] = FRAME
    places = np.clip(np.rint(np.asarray(sizes, float) / reach * _PLOT).astype(np.intp), _DOT, _PLOT - 1 - _DOT)
    hits = np.zeros((_PLOT, _PLOT))
    np.add.at(hits, (_PLOT - 1 - places[:, 0], places[:, 1]), 1)
    ink = np.zeros_like(hits)
    rows, columns = np.nonzero(hits)
    for down in range(-_DOT, _DOT + 1):
        for right in range(-_DOT, _DOT + 1):
            if down * down + right * right <= _DOT * _DOT + 1:
                np.add.at(ink, (rows + down, columns + right), hits[rows, columns])
    share = np.where(ink > 0, 0.3 + 0.7 * (1 - np.exp(-(ink - 1) / 6)), 0.0)[..., np.newaxis]
    area[...] = np.rint(area * (1 - share) + np.array(BLUE, float) * share).astype(np.uint8)
    return reach


def _axes(canvas: Canvas, reach: int, top: int, language: str) -> None:
    for mark in range(0, reach + 1, scale_step(reach, most=6)):
        place = round(mark / reach * _PLOT)
        text = number(mark, ",", language)
        row = top + _PLOT - place - LINE // 2
        write(canvas, text, at=(row, 0), width=_AXIS - 8, align="right", size=_SMALL, ink=SOFT)
        left = _AXIS + place - _RIGHT
        write(canvas, text, at=(top + _PLOT + 4, left), width=2 * _RIGHT, align="middle", size=_SMALL, ink=SOFT)


def _by(size: Sizes) -> str:
    return f"{int(size[0])} × {int(size[1])}"
