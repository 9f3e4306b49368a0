"""Hold the images that lessons look at: scikit-learn's digits and its two photos. No network needed, no torch."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pupila.data.digits import load_digits
from pupila.data.image_io import decode, read_file, resize
from pupila.inspection.pictures import paint

Pixels = NDArray[np.uint8]
Photo = Literal["flower", "china"]

# (top, left, side) of the square that is shown of each photo of 427x640 pixels.
_SQUARES: dict[Photo, tuple[int, int, int]] = {"flower": (20, 110, 400), "china": (0, 150, 400)}


def digit(row: int) -> Pixels:
    """Return one of the 1,797 handwritten digits. Shape (8, 8), 0 is the paper, 255 the ink."""
    found: Pixels = _digits()[row]
    return found


@cache
def _digits() -> Pixels:
    return np.ascontiguousarray(load_digits().pixels[..., 0])


@cache
def photo(name: Photo, side: int) -> Pixels:
    """Return a square of one of scikit-learn's photos, reduced to `side` pixels. Shape (side, side, 3)."""
    spec = find_spec("sklearn")
    folder = Path(spec.origin or "").parent if spec is not None else Path()
    found = decode(read_file(folder / "datasets" / "images" / f"{name}.jpg")).pixels
    top, left, length = _SQUARES[name]
    small = resize(np.ascontiguousarray(found[top : top + length, left : left + length]), (side, side))
    small.setflags(write=False)
    return small


def grey(pixels: Pixels) -> Pixels:
    """Return the brightness of a colour image, as people see it: green counts most. Shape (height, width)."""
    shares = np.array((0.299, 0.587, 0.114))
    found: Pixels = np.rint(pixels @ shares).astype(np.uint8)
    return found


def few_levels(values: NDArray[np.generic], *, step: int = 5) -> Pixels:
    """Round brightnesses to every fifth: nobody sees it, and the picture takes half the bytes."""
    return (np.rint(np.asarray(values, np.float64) / step) * step).astype(np.uint8)


def signed_picture(values: NDArray[np.float64], *, most: float, levels: int = 16) -> Pixels:
    """Paint values red, white and blue, in few enough colours that the picture stays small."""
    rounded = np.rint(np.clip(values / most, -1, 1) * levels) / levels
    return paint(rounded.astype(np.float32), most=1.0)
