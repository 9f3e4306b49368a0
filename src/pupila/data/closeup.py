"""Draw one image large: its pixels as squares, their places along the edge, and a bar that numbers each tone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.canvas import LINE, SOFT, Align, Canvas, blank, put, scale_step, wrapped, write
from pupila.language import number, say

_SIDE = 300  # pixels that small images are enlarged towards
_LARGEST = 400  # pixels above which images are reduced
_MARGIN, _GAP = 20, 26
_AXIS = 46  # room for the numbers of a scale
_BAR = 18
_VALUES = (0, 50, 100, 150, 200, 255)
_CHANNELS = ("look.red", "look.green", "look.blue")


def closeup(pixels: NDArray[np.uint8], *, label: str, name: str, language: str = "en") -> bytes:
    """Draw one image with the scale of its pixels and a bar for its values, as PNG.

    A grey image stands beside one bar, black for 0 to white for 255. A colour image is followed by its three channels,
    each beside a bar of its own: what the three numbers of a pixel are, and how they make its colour.

    Args:
        pixels: Shape (H, W, C), uint8, C is 1 or 3. Above 400 pixels it is drawn smaller; the scale tells true places.
        label: Its class name, written above.
        name: What names the example, written under it.
        language: "en" or "es".
    """
    panels = [_panel("", pixels, None, language)] if pixels.shape[2] == 3 else []
    panels += [_panel(*part) for part in _parts(pixels, language)]
    columns = 1 if len(panels) == 1 else 2
    rows = [panels[start : start + columns] for start in range(0, len(panels), columns)]
    inner = max(sum(panel.shape[1] for panel in row) + _GAP * (len(row) - 1) for row in rows)
    low, high = int(pixels.min()), int(pixels.max())
    shape = " × ".join(str(size) for size in pixels.shape)
    facts = say("look.closeup", language, name=name, shape=shape, low=low, high=high)
    code = "look.closeup_grey" if pixels.shape[2] == 1 else "look.closeup_colour"
    above, below = wrapped(facts, inner), wrapped(say(code, language, count=pixels.size), inner)
    height = 2 * _MARGIN + 32 + LINE * (len(above) + len(below)) + _GAP // 2 + 8 - _GAP
    canvas = blank(height + sum(row[0].shape[0] + _GAP for row in rows), inner + 2 * _MARGIN)
    write(canvas, label, at=(_MARGIN, _MARGIN), width=inner, size=20)
    top = _lines(canvas, above, _MARGIN + 32)
    top = _lay(canvas, rows, top + _GAP // 2)
    _lines(canvas, below, top + 8)
    return image_io.encode_png(canvas)


def _lines(canvas: Canvas, lines: list[str], top: int) -> int:
    """Write lines one below the other, and return where the next may stand."""
    for place, line in enumerate(lines):
        write(canvas, line, at=(top + place * LINE, _MARGIN), width=canvas.shape[1] - 2 * _MARGIN, ink=SOFT)
    return top + LINE * len(lines)


def _parts(pixels: NDArray[np.uint8], language: str) -> list[tuple[str, Canvas, Canvas, str]]:
    """Return head, painted pixels and the colours of all values, for grey or for each of three channels."""
    values = np.arange(256, dtype=np.uint8)
    if pixels.shape[2] == 1:
        ramp = np.repeat(values[:, np.newaxis], 3, axis=1)
        return [("", ramp[pixels[:, :, 0]], ramp, language)]
    found = []
    for channel, code in enumerate(_CHANNELS):
        ramp = np.zeros((256, 3), np.uint8)
        ramp[:, channel] = values
        found.append((say(code, language), ramp[pixels[:, :, channel]], ramp, language))
    return found


def _lay(canvas: Canvas, rows: list[list[Canvas]], top: int) -> int:
    """Lay rows of panels on the canvas, and return where the next thing may stand."""
    wide = max(panel.shape[1] for row in rows for panel in row)
    for row in rows:
        for place, panel in enumerate(row):
            put(canvas, panel, at=(top, _MARGIN + place * (canvas.shape[1] - 2 * _MARGIN - wide)), frame=None)
        top += row[0].shape[0] + _GAP
    return top - _GAP


def _panel(head: str, pixels: Canvas, ramp: Canvas | None, language: str) -> Canvas:
    """Draw an image with the scale of its pixels; beside it the bar of `ramp`, (256, 3), where there is one."""
    tile = _tile(pixels)
    height, width = tile.shape[:2]
    # The room for a bar is there in any case, so that panels side by side are of one size.
    canvas = blank(LINE + 4 + height + LINE, _AXIS + width + 12 + _BAR + _AXIS)
    write(canvas, head or say("look.image", language), at=(0, _AXIS), width=width)
    top = LINE + 4
    put(canvas, tile, at=(top, _AXIS))
    for mark in range(0, pixels.shape[0], scale_step(pixels.shape[0])):
        middle = round((mark + 0.5) * height / pixels.shape[0])
        _number(canvas, mark, (top + middle - LINE // 2, 0), width=_AXIS - 8, align="right", language=language)
    for mark in range(0, pixels.shape[1], scale_step(pixels.shape[1])):
        middle = round((mark + 0.5) * width / pixels.shape[1])
        place = (top + height + 3, _AXIS + middle - _AXIS // 2)
        _number(canvas, mark, place, width=_AXIS, align="middle", language=language)
    if ramp is not None:
        _bar(canvas, ramp, (top, _AXIS + width + 12), height, language)
    return canvas


def _bar(canvas: Canvas, ramp: Canvas, at: tuple[int, int], height: int, language: str) -> None:
    values = np.rint(np.linspace(255, 0, height)).astype(np.intp)
    put(canvas, ramp[values][:, np.newaxis].repeat(_BAR, axis=1), at=at)
    for value in _VALUES:
        middle = round((255 - value) / 255 * (height - 1))
        place = (at[0] + middle - LINE // 2, at[1] + _BAR + 6)
        _number(canvas, value, place, width=_AXIS - 6, align="left", language=language)


def _number(canvas: Canvas, value: int, at: tuple[int, int], *, width: int, align: Align, language: str) -> None:
    write(canvas, number(value, ",", language), at=at, width=width, align=align, ink=SOFT, size=13)


def _tile(pixels: Canvas) -> Canvas:
    height, width = pixels.shape[:2]
    side = max(height, width)
    if side > _LARGEST:
        return image_io.resize(pixels, (max(1, height * _LARGEST // side), max(1, width * _LARGEST // side)))
    factor = max(1, round(_SIDE / side))
    return pixels.repeat(factor, axis=0).repeat(factor, axis=1)
