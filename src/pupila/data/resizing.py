"""Resize images in C of our own where it gives Pillow's pixels: a large folder's are resized in a third of the time."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.compiled import compile_and_load, scattered
from pupila.data import image_io

Place = tuple[int, int, int, int]

_SIZES = (((30, 41), (30, 17)), ((40, 23), (19, 23)), ((40, 30), (9, 25)), ((21, 47), (35, 60)), ((9, 50), (5, 11)))


@dataclass(frozen=True)
class Resizer:
    """Hold `resizing.c`, compiled, and the way in which the Pillow beside it chooses along which side to go first.

    Args:
        library: The file.
        taller: Down goes first what shrinks in height by more than twice what it does in width, as with Pillow 13;
            otherwise always across.
    """

    library: ctypes.CDLL
    taller: bool

    def resize_into(self, images: NDArray[np.uint8], places: Sequence[Place], results: NDArray[np.uint8]) -> list[bool]:
        """Resize images that lie somewhere in memory.

        Args:
            images: The memory.
            places: Where each image begins in it, or -1 for none; height, width; which of the results it becomes.
            results: Shape (n, height, width, channels), of one channel or three, C-contiguous. An image has as many.

        Returns:
            Which were resized: none that is far larger than wanted, or for which memory is short.
        """
        known = np.array(places, np.int64).reshape(-1, 4)
        pointers = images.ctypes.data, known.ctypes.data, len(known), results.ctypes.data
        self.library.resize_all(*pointers, *results.shape[1:], self.taller)
        return [start >= 0 for start in known[:, 0].tolist()]


@functools.cache
def resizer() -> Resizer | None:
    """Return `resizing.c`, compiled; None where it cannot be had, or does not give what Pillow gives."""
    library = compile_and_load(Path(__file__).with_name("resizing.c"), omp=False)
    return None if library is None else as_resizer(library)


def as_resizer(library: ctypes.CDLL) -> Resizer | None:
    """Return `resizing.c`, compiled by whom it may be, or None where it does not give what Pillow gives."""
    pointer, size = ctypes.c_void_p, ctypes.c_int64
    library.resize_all.argtypes = (pointer, pointer, size, pointer, size, size, size, ctypes.c_int)
    library.resize_all.restype = None
    return next((found for taller in (True, False) if _agrees(found := Resizer(library, taller))), None)


def _agrees(found: Resizer) -> bool:
    """Resize a few images, in both orders: trust no compiler unseen."""
    for channels in (1, 3):
        for before, after in _SIZES:
            image = scattered((*before, channels))
            made = np.empty((1, *after, channels), np.uint8)
            able = found.resize_into(image, [(0, *before, 0)], made)
            if not all(able) or not np.array_equal(made[0], image_io.resize(image, after)):
                return False
    return True
