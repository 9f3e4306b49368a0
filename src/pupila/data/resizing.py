"""Resize images in C of our own where it gives Pillow's pixels: a large folder's are resized in a third of the time."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.compiled import compile_and_load, scattered
from pupila.data import image_io

Rule = Callable[[int, int, int, int], bool]

_SIZES = (((30, 41), (30, 17)), ((40, 23), (19, 23)), ((40, 30), (9, 25)), ((21, 47), (35, 60)), ((9, 50), (5, 11)))


@dataclass(frozen=True)
class Resizer:
    """Hold `resizing.c`, compiled, and the rule by which the Pillow beside it chooses which way to resize first."""

    library: ctypes.CDLL
    down_first: Rule

    def resize_into(self, pixels: NDArray[np.uint8], target: NDArray[np.uint8]) -> bool:
        """Resize (height, width, channels) pixels, of one channel or three, to `target`, both C-contiguous.

        Returns:
            Whether that was possible; where an image is far larger than wanted, or memory is short, it is not.
        """
        (height, width, channels), (rows, columns, _) = pixels.shape, target.shape
        down_first = self.down_first(height, width, rows, columns)
        pointers = pixels.ctypes.data, target.ctypes.data
        return bool(self.library.resize(*pointers, height, width, rows, columns, channels, down_first))


@functools.cache
def resizer() -> Resizer | None:
    """Return `resizing.c`, compiled; None where it cannot be had, or does not give what Pillow gives."""
    library = compile_and_load(Path(__file__).with_name("resizing.c"), omp=False)
    if library is None:
        return None
    library.resize.argtypes = (*[ctypes.c_void_p] * 2, *[ctypes.c_int64] * 5, ctypes.c_int)
    return next((found for rule in (_taller_than_wider, _never) if _agrees(found := Resizer(library, rule))), None)


def _taller_than_wider(height: int, width: int, rows: int, columns: int) -> bool:
    """Tell whether Pillow 13 resizes down first: where the height shrinks by more than twice what the width does."""
    return rows < height and height - rows > 2 * (width - columns)


def _never(height: int, width: int, rows: int, columns: int) -> bool:
    return False


def _agrees(found: Resizer) -> bool:
    """Resize a few images, in both orders: trust no compiler unseen."""
    for channels in (1, 3):
        for before, after in _SIZES:
            image = scattered((*before, channels))
            made = np.empty((*after, channels), np.uint8)
            if not found.resize_into(image, made) or not np.array_equal(made, image_io.resize(image, after)):
                return False
    return True
