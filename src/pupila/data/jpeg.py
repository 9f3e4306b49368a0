"""Unpack JPEG files by simplejpeg where it gives Pillow's pixels: the only door to it.

Both are made around libjpeg-turbo. Pillow hands the file to it in pieces and holds four bytes a pixel, which is nearly
half of its time. What is in any way unusual is refused here and left to Pillow, whose words about it are the ones to
be told: this never raises, and never gives pixels of a file that libjpeg-turbo has a warning about.
"""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from pupila.compiled import scattered
from pupila.data import image_io

_ROOM = 8 << 20  # bytes of pixels: larger photos get memory of their own, rather than keep it
_KINDS = ("444", "422", "420", "440", "Gray")  # of colour at full, at half or at a quarter of the points
_rooms = threading.local()


def unpack_all(
    contents: Sequence[memoryview], sizes: Sequence[tuple[int, int]], *, grey: bool
) -> tuple[NDArray[np.uint8], list[int]]:
    """Unpack JPEG files, one behind the other.

    Args:
        contents: The files.
        sizes: (height, width) that the header of each tells.
        grey: Their pixels have one channel; otherwise they have three, RGB.

    Returns:
        Memory that the next call in the same thread uses again, and where in it the pixels of each file begin, shape
        (height, width, channels): -1 where Pillow must be asked.
    """
    found, channels = library(), 1 if grey else 3
    room = _room(sum(height * width for height, width in sizes) * channels)
    starts, start = [], 0
    for content, (height, width) in zip(contents, sizes, strict=True):
        behind = start + height * width * channels
        able = found is not None and _unpack(found, content, (height, width, channels), room[start:behind])
        starts.append(start if able else -1)
        start = behind
    return room, starts


def _unpack(library: ModuleType, content: memoryview, shape: tuple[int, int, int], target: NDArray[np.uint8]) -> bool:
    try:
        found = library.decode_jpeg(content, "GRAY" if shape[2] == 1 else "RGB", buffer=target)
    except Exception:  # broken, or of a kind that it does not know: Pillow finds the words for it
        return False
    return bool(found.shape == shape)


def _room(size: int) -> NDArray[np.uint8]:
    if size > _ROOM:
        return np.empty(size, np.uint8)
    room: NDArray[np.uint8] | None = getattr(_rooms, "room", None)
    if room is None or len(room) < size:
        room = _rooms.room = np.empty(size, np.uint8)
    return room


@functools.cache
def library() -> ModuleType | None:
    """Return simplejpeg, or None where it is not there or does not give Pillow's pixels."""
    try:
        import simplejpeg
    except (ImportError, OSError):  # OSError: something else of that name, or half of it
        return None
    return simplejpeg if _agrees(simplejpeg) else None


def _agrees(library: ModuleType) -> bool:
    """Unpack a few images by both, and compare: the two may hold libraries that round in different ways."""
    try:
        for kind in _KINDS:
            shape = (37, 43, 1 if kind == "Gray" else 3)
            image = image_io.resize(scattered((5, 6, shape[2])), shape[:2]) // 2 + scattered(shape) // 8
            colours = "GRAY" if kind == "Gray" else "RGB"
            content = library.encode_jpeg(image, quality=85, colorspace=colours, colorsubsampling=kind)
            found = np.empty(math.prod(shape), np.uint8)
            wanted = image_io.decode(content, channels="grey" if kind == "Gray" else "colour").pixels
            if not _unpack(library, memoryview(content), shape, found) or not np.array_equal(found, wanted.reshape(-1)):
                return False
    except Exception:  # another version with other words
        return False
    return True
