"""Read plain photos by simplejpeg and C of our own where both can be had: what `image_io` gives, in half of the time.

Where a folder is read for the first time, unpacking is a third of Pillow's work; the rest goes into headers, resizing
and digests. `photos.c` and `resizing.c` take a fifth of that. They are used where many files are read, since they must
be compiled first, and only after they have given the same as Pillow and hashlib. Without them, and for every file that
is in any way unusual or broken, `image_io` does the work: errors, limits and notes are its alone.
"""

from __future__ import annotations

import ctypes
import functools
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.compiled import compile_and_load, scattered
from pupila.data import image_io, jpeg
from pupila.data.anatomy import MAX_SCANNED
from pupila.data.dataset import image_digests
from pupila.data.resizing import resizer

TOGETHER = 8  # images of which it takes digests at once
_DIGEST = 16  # bytes
_ROOM = 4 << 20  # bytes of files that are read at once
_FACTS = 5  # of each of them
_SUFFIXES = (".jpg", ".jpeg", ".jpe")  # under other names a reader is told what it is

_rooms = threading.local()


@dataclass(frozen=True, eq=False)
class Photo:
    """Hold a plain JPEG file.

    Args:
        content: In memory that is used again.
        size: (height, width).
        grey: It has one channel; otherwise it has three.
    """

    content: NDArray[np.uint8]
    size: tuple[int, int]
    grey: bool


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return `photos.c`, compiled; None where it cannot be had, or does not give hashlib's digests."""
    found = compile_and_load(Path(__file__).with_name("photos.c"), omp=False)
    if found is None:
        return None
    pointer, size = ctypes.c_void_p, ctypes.c_int64
    found.digest.argtypes = (pointer, size, size, pointer, pointer)
    found.read_photos.argtypes = (ctypes.c_char_p, size, pointer, *[size] * 4, pointer)
    found.read_photos.restype, found.digest.restype = size, None
    return found if _agrees(found) else None


def ready() -> bool:
    """Tell whether plain photos are read here, and load, once, what that takes."""
    return None not in (library(), resizer(), jpeg.library())


def read_plain(root: Path, paths: Sequence[str]) -> Iterator[Photo | None]:
    """Yield, for each file, the photo that it is, or None where `image_io` must be asked.

    Args:
        root: The folder.
        paths: Relative to it.
    """
    usable = library()
    limits = (image_io.MAX_PIXELS, image_io.MAX_SIDE, MAX_SCANNED)
    start = 0
    while usable is not None and start < len(paths):
        names = b"".join(os.fsencode(f"{root}/{path}\0") for path in paths[start:])
        facts = np.empty((len(paths) - start, _FACTS), np.int64)
        room = _room()
        where = room.ctypes.data, len(room), *limits, facts.ctypes.data
        count = usable.read_photos(names, len(facts), *where)
        for path, (begin, length, height, width, channels) in zip(paths[start:], facts[:count].tolist(), strict=False):
            plain = begin >= 0 and path.lower().endswith(_SUFFIXES)
            yield Photo(room[begin : begin + length], (height, width), channels == 1) if plain else None
        start += count
    for _ in paths[start:]:
        yield None


def unpack_into(photo: Photo, target: NDArray[np.uint8]) -> bool:
    """Write the pixels of a photo, resized, to `target`, of shape (height, width, channels).

    Returns:
        Whether that was possible; otherwise `image_io` must be asked, and `target` holds nothing of use.
    """
    usable, (rows, columns, channels) = resizer(), target.shape
    # What is four times as large as wanted `image_io` unpacks at less than its size.
    if usable is None or photo.grey != (channels == 1) or min(photo.size) >= 4 * max(rows, columns):
        return False
    pixels = jpeg.unpack(photo.content, photo.size, grey=photo.grey)
    return pixels is not None and usable.resize_into(pixels, target)


def digests(images: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Return what `image_digests` returns for (N, H, W, C), in a fifth of the time where there are many."""
    usable = library()
    whole = 0 if usable is None else len(images) // TOGETHER * TOGETHER
    if usable is None or not whole:
        return image_digests(images)
    return np.concatenate([_digests(usable, images[:whole]), image_digests(images[whole:])])


def _agrees(usable: ctypes.CDLL) -> bool:
    """Take a few digests: trust no compiler unseen."""
    images = [scattered(shape) for shape in ((TOGETHER, 5, 7, 3), (TOGETHER, 8, 16, 1))]
    return all(np.array_equal(_digests(usable, some), image_digests(some)) for some in images)


def _digests(usable: ctypes.CDLL, images: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    count, height, width, channels = images.shape
    flat = np.ascontiguousarray(images)
    person = np.frombuffer(f"{height}x{width}x{channels}".encode().ljust(16, b"\0"), np.uint8)
    found = np.empty((count, _DIGEST), np.uint8)
    pointers = person.ctypes.data, found.ctypes.data
    usable.digest(flat.ctypes.data, count, height * width * channels, *pointers)
    return np.frombuffer(found.tobytes().hex().encode("ascii"), f"S{2 * _DIGEST}")


def _room() -> NDArray[np.uint8]:
    """Return memory for files, the same for every call in a thread."""
    room: NDArray[np.uint8] | None = getattr(_rooms, "room", None)
    if room is None:
        room = _rooms.room = np.empty(_ROOM, np.uint8)
    return room
