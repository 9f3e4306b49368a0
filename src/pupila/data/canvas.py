"""Draw on an array of pixels: lines of text, boxes, scales; and a picture that shows itself in a notebook."""

from __future__ import annotations

import base64
import html
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.data.lettering import Mask, text_mask
from pupila.language import visible

Canvas = NDArray[np.uint8]
Colour = tuple[int, int, int]
Align = Literal["left", "middle", "right"]

FONT = 15  # pixels
LINE = 21  # height of a line of that font
INK: Colour = (43, 48, 56)
SOFT: Colour = (89, 97, 107)
FRAME: Colour = (222, 225, 230)
BLUE: Colour = (11, 98, 164)

_STEPS = (1, 2, 5, 10, 20, 25, 50)
_JOINERS = "\u200c\u200d"  # they belong to spelling, and are not seen


@dataclass(frozen=True)
class Picture:
    """Hold a drawing as the bytes of a PNG file; a notebook shows it.

    Args:
        png: Content of the file.
        description: What it shows, for those who cannot see it.
    """

    png: bytes = field(repr=False)
    description: str

    def save(self, path: str | Path) -> Path:
        """Write the PNG file, and return its path."""
        files.write_bytes(Path(path), self.png)
        return Path(path)

    @property
    def address(self) -> str:
        """Return the picture as a data URI."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"

    def _repr_png_(self) -> bytes:
        return self.png

    def _repr_html_(self) -> str:
        return f'<img alt="{html.escape(visible(self.description))}" src="{self.address}" style="max-width:100%">'


def blank(height: int, width: int) -> Canvas:
    """Return white paper."""
    return np.full((height, width, 3), 255, np.uint8)


def fill(canvas: Canvas, at: tuple[int, int], size: tuple[int, int], *, colour: Colour) -> None:
    """Fill a box of `size` (height, width) whose upper left corner stands `at` (top, left)."""
    top, left = at
    canvas[max(top, 0) : top + size[0], max(left, 0) : left + size[1]] = colour


def put(canvas: Canvas, pixels: Canvas, *, at: tuple[int, int], frame: Colour | None = FRAME, thick: int = 1) -> None:
    """Lay pixels on the canvas `at` (top, left), with a frame around them."""
    (top, left), (height, width) = at, pixels.shape[:2]
    if frame is not None:
        fill(canvas, (top - thick, left - thick), (height + 2 * thick, width + 2 * thick), colour=frame)
    canvas[top : top + height, left : left + width] = pixels


def cut_text(text: str, width: int, *, size: int = FONT) -> Mask:
    """Draw one line of text, cut with dots where it is wider than `width`; what cannot be seen is a question mark."""
    shown = "".join(letter if _printable(letter) else "" if letter in _JOINERS else "?" for letter in text)
    mask = text_mask(shown, size)
    while mask.shape[1] > width and shown:
        shown = shown[: max(0, min(len(shown) - 1, len(shown) * width // mask.shape[1]))]
        mask = text_mask(shown.rstrip() + "…", size)
    return mask[:, :width]


def stamp(canvas: Canvas, mask: Mask, *, at: tuple[int, int], ink: Colour = INK) -> None:
    """Print a mask of ink `at` (top, left); what would stand beyond the edge is left out."""
    top, left = at[0], max(at[1], 0)
    area = canvas[top : top + mask.shape[0], left : left + mask.shape[1]]
    share = mask[: area.shape[0], : area.shape[1], np.newaxis].astype(np.float32) / 255
    area[...] = np.rint(area + share * (np.array(ink, np.float32) - area)).astype(np.uint8)


def write(
    canvas: Canvas,
    text: str,
    *,
    at: tuple[int, int],
    width: int,
    align: Align = "left",
    size: int = FONT,
    ink: Colour = INK,
) -> None:
    """Write one line into the room of `width` pixels whose upper left corner stands `at` (top, left)."""
    mask = cut_text(text, width, size=size)
    spare = width - mask.shape[1]
    moved = {"left": 0, "middle": spare // 2, "right": spare}[align]
    stamp(canvas, mask, at=(at[0], at[1] + moved), ink=ink)


def wrapped(text: str, width: int, *, size: int = FONT) -> list[str]:
    """Break a sentence into lines of at most `width` pixels; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_mask(longer, size).shape[1] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def scale_step(length: float, *, most: int = 6) -> int:
    """Return the round distance between marks of a scale, so that at most `most` of them cover `length`.

    Example:
        >>> scale_step(28), scale_step(180), scale_step(4)
        (5, 50, 1)
    """
    power = 1
    while True:
        for step in _STEPS:
            if length <= step * power * most:
                return step * power
        power *= 100


def _printable(letter: str) -> bool:
    """Say no to control, format and surrogate characters, such as those that turn the direction of writing."""
    return not unicodedata.category(letter).startswith("C")
