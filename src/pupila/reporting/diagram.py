"""Draw a network as SVG: a box for each layer, as high as its maps are and as wide as it has channels.

Colours come from the page's CSS, with `currentColor` where there is none; all words are text, so that they can be
enlarged, searched and read aloud.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from pupila.inspection.explanation import Explanation, LayerExplanation
from pupila.inspection.words import place_text, shape_words
from pupila.language import Language, say, visible
from pupila.models.shapes import Shape

WIDTH = 1000
_CELL = 111  # boxes stand so far apart: nine in a row
_IN_A_ROW = 9
_ROW = 222
_BASE = 142  # where boxes stand, below the top of their row
_HIGHEST, _LOWEST = 88.0, 9.0
_SLANT = 0.3
_LONGEST = 15  # letters of a name that fit beneath a box
# Kinds that look alike; a module of one's own has the look of what its class does.
_LOOKS = {"conv": "conv", "whiten": "conv", "residual": "conv", "dense": "dense", "maxpool": "pool", "avgpool": "pool"}
_LOOKS |= {"globalpool": "pool", "linear": "dense", "conv1d": "conv", "conv2d": "conv", "conv3d": "conv"}


@dataclass(frozen=True)
class _Box:
    """Hold one box and what stands beneath it."""

    name: str
    about: str
    shape: Shape
    shape_text: str
    look: str


def diagram(explanation: Explanation, *, language: Language) -> str:
    """Draw a network as one `<svg>` element, safe to put into a page.

    Heights follow the square root of the maps' height, widths the logarithm of the channels: the drawing hints at
    shapes and is not to scale.

    Args:
        explanation: What is drawn.
        language: "en" or "es".
    """
    boxes = [_input_box(explanation, language), *(_layer_box(layer, language) for layer in explanation.layers)]
    rows = math.ceil(len(boxes) / _IN_A_ROW)
    tallest = max((max(box.shape[1:]) for box in boxes if len(box.shape) == 3), default=1)
    title = escape(say("inspection.diagram", language, name=visible(explanation.name)))
    head = (
        f'<svg class="diagram" viewBox="0 0 {WIDTH} {rows * _ROW}" role="img" '
        f'aria-labelledby="diagram-title diagram-text" fill="currentColor" font-size="13">'
        f'<title id="diagram-title">{title}</title>'
        f'<desc id="diagram-text">{escape(explanation.intro(language))}</desc>'
    )
    drawn = [_place(box, position, len(boxes), tallest) for position, box in enumerate(boxes)]
    return "".join([head, *drawn, "</svg>"])


def _input_box(explanation: Explanation, language: Language) -> _Box:
    shape = explanation.input_shape
    return _Box(say("inspection.input", language), "", shape, place_text(shape), "input")


def _layer_box(layer: LayerExplanation, language: Language) -> _Box:
    words = layer.line.partition(":")[2] if ":" in layer.line else layer.line
    about = " ".join(words.split()[:3]) if words else layer.kind
    look = _LOOKS.get(layer.kind.lower(), "other")
    return _Box(layer.name, about, layer.output_shape, shape_words(layer.output_shape, language), look)


def _place(box: _Box, position: int, count: int, tallest: int) -> str:
    row, column = divmod(position, _IN_A_ROW)
    in_row = min(count - row * _IN_A_ROW, _IN_A_ROW)
    cell = WIDTH / _IN_A_ROW if count > _IN_A_ROW else WIDTH / in_row
    middle, base = (column + 0.5) * cell, row * _ROW + _BASE
    width, height, slant = _size(box.shape, tallest)
    left = middle - (width + slant) / 2
    return (
        f'<g class="{box.look}"><title>{escape(visible(box.name))}: {escape(box.shape_text)}</title>'
        f"{_solid(left, base, width=width, height=height, slant=slant)}"
        f"{_arrow(column, middle, base, cell)}{_labels(box, middle, base)}</g>"
    )


def _size(shape: Shape, tallest: int) -> tuple[float, float, float]:
    """Return width, height and slant of a box; a row of values is an upright bar."""
    if len(shape) != 3:
        return 9.0, 16 + 10 * math.log2(max(1, math.prod(shape))), 0.0
    channels, rows, columns = shape
    height = max(_LOWEST, _HIGHEST * math.sqrt(rows / tallest))
    depth = max(_LOWEST, _HIGHEST * math.sqrt(columns / tallest))
    return 4 + 5.2 * math.log2(2 * channels), height, _SLANT * depth


def _solid(left: float, base: float, *, width: float, height: float, slant: float) -> str:
    """Draw a box in oblique projection: front, top and right side."""
    height = min(height, _BASE - 12.0)
    x, y, w, h, s = (_n(value) for value in (left, base - height, width, height, slant))
    front = f'<rect class="face" x="{x}" y="{y}" width="{w}" height="{h}" rx="1"/>'
    if not slant:
        return front
    top = f'<path class="face top" d="M{x} {y}l{s} -{s}h{w}l-{s} {s}z"/>'
    side = f'<path class="face side" d="M{_n(left + width)} {y}l{s} -{s}v{h}l-{s} {s}z"/>'
    return top + side + front


def _arrow(column: int, middle: float, base: float, cell: float) -> str:
    """Draw the arrow that leads to a box from the one before it; a new row begins without one."""
    if not column:
        return ""
    tip = middle - cell / 2 + 7
    return f'<path class="arrow" d="M{_n(tip - 13)} {base + 9}h12m-4 -3.5l4 3.5l-4 3.5"/>'


def _labels(box: _Box, middle: float, base: float) -> str:
    lines = ((box.name, "name"), (box.about, "about"), (box.shape_text, "shape"))
    written = [(_short(visible(text)), style) for text, style in lines if text]
    return "".join(
        f'<text class="{style}" x="{_n(middle)}" y="{base + 30 + 17 * row}" text-anchor="middle">{escape(text)}</text>'
        for row, (text, style) in enumerate(written)
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
