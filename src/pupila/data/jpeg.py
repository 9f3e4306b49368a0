"""Unpack JPEG files by simplejpeg where it gives Pillow's pixels: the only door to it.

Both are made around libjpeg-turbo. Pillow hands the file to it in pieces and holds four bytes a pixel, which is nearly
half of its time. What is in any way unusual is refused here and left to Pillow, whose words about it are the ones to
be told: this never raises, and never gives pixels of a file that libjpeg-turbo has a warning about.
"""

from __future__ import annotations

import functools
import math
import threading
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from pupila.compiled import scattered
from pupila.data import image_io

_ROOM = 8 << 20  # bytes of pixels: larger photos get memory of their own, rather than keep it
_KINDS = ("444", "422", "420", "440", "Gray")  # of colour at full, at half or at a quarter of the points
_rooms = threading.local()


def unpack(content: NDArray[np.uint8], size: tuple[int, int], *, grey: bool) -> NDArray[np.uint8] | None:
    """Return the pixels of a JPEG, shape (height, width, channels), or None where Pillow must be asked.

    They lie in memory that the next call in the same thread uses again.

    Args:
        content: The file.
        size: (height, width) that its header tells.
        grey: Its pixels have one channel; otherwise they have three, RGB.
    """
    found = library()
    return None if found is None else _unpack(found, content, size, grey=grey)


def _unpack(
    library: ModuleType, content: NDArray[np.uint8], size: tuple[int, int], *, grey: bool
) -> NDArray[np.uint8] | None:
    shape = (*size, 1 if grey else 3)
    try:
        found: NDArray[np.uint8] = library.decode_jpeg(content, "GRAY" if grey else "RGB", buffer=_room(shape))
    except Exception:  # broken, or of a kind that it does not know: Pillow finds the words for it
        return None
    return found if found.shape == shape else None


def _room(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    size = math.prod(shape)
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
            found = _unpack(library, np.frombuffer(content, np.uint8), (37, 43), grey=kind == "Gray")
            wanted = image_io.decode(content, channels="grey" if kind == "Gray" else "colour").pixels
            if found is None or not np.array_equal(found, wanted):
                return False
    except Exception:  # another version with other words
        return False
    return True
