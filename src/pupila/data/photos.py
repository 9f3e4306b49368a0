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
_HELD = 1 << 20  # bytes of pixels that stay in a core's cache until they are resized
_FACTS = 5  # of each of them
_SUFFIXES = (".jpg", ".jpeg", ".jpe")  # under other names a reader is told what it is

_rooms = threading.local()
_Taken = tuple[int, memoryview, tuple[int, int]]  # which of the results; the file; (height, width)


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


def read_headers(root: Path, paths: Sequence[str]) -> Iterator[image_io.Header | None]:
    """Yield what the header of each file tells, or None where `image_io` must be asked.

    Args:
        root: The folder.
        paths: Relative to it.
    """
    for _, facts in _read(root, paths):
        for begin, _, height, width, channels in facts:
            yield image_io.Header((height, width), channels == 1) if begin >= 0 else None


def read_into(root: Path, paths: Sequence[str], results: NDArray[np.uint8]) -> list[tuple[int, int] | None]:
    """Read plain photos, resized.

    Args:
        root: The folder.
        paths: Relative to it.
        results: Where they are written to. Shape (n, height, width, channels).

    Returns:
        For each file (height, width) before, or None where `image_io` must be asked: its pixels are of no use then.
    """
    channels = results.shape[3]
    # What is four times as large as wanted `image_io` unpacks at less than its size.
    too_large = 4 * max(results.shape[1:3])
    found: dict[int, tuple[int, int]] = {}
    first = 0
    for files, facts in _read(root, paths):
        taken: list[_Taken] = []
        held = 0
        for row, (begin, length, height, width, depth) in enumerate(facts, first):
            if begin >= 0 and depth == channels and min(height, width) < too_large:
                taken.append((row, files[begin : begin + length], (height, width)))
                held += height * width * channels
            if held >= _HELD:
                found |= _resize(taken, results)
                taken, held = [], 0
        found |= _resize(taken, results)
        first += len(facts)
    return [found.get(row) for row in range(len(paths))]


def _resize(taken: Sequence[_Taken], results: NDArray[np.uint8]) -> dict[int, tuple[int, int]]:
    """Unpack and resize photos, and return the sizes of those that this could be done with."""
    usable = resizer()
    if usable is None or not taken:
        return {}
    rows, contents, sizes = zip(*taken, strict=True)
    pixels, starts = jpeg.unpack_all(contents, sizes, grey=results.shape[3] == 1)
    places = [(start, *size, row) for start, size, row in zip(starts, sizes, rows, strict=True)]
    able = usable.resize_into(pixels, places, results)
    return {row: size for row, size, done in zip(rows, sizes, able, strict=True) if done}


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


def _read(root: Path, paths: Sequence[str]) -> Iterator[tuple[memoryview, list[list[int]]]]:
    """Read files, as many at a time as there is room for.

    Yields:
        The room, and facts of each file in it: where it begins, or -1 where it is not for here; its length, height,
        width and channels.
    """
    usable = library()
    limits = (image_io.MAX_PIXELS, image_io.MAX_SIDE, MAX_SCANNED)
    room = _room()
    start = 0
    while usable is not None and start < len(paths):
        names = b"".join(os.fsencode(f"{root}/{path}\0") for path in paths[start:])
        facts = np.empty((len(paths) - start, _FACTS), np.int64)
        where = room.ctypes.data, len(room), *limits, facts.ctypes.data
        count = usable.read_photos(names, len(facts), *where)
        known = facts[:count].tolist()
        for path, one in zip(paths[start:], known, strict=False):
            if not path.lower().endswith(_SUFFIXES):
                one[0] = -1
        yield room.data, known
        start += count
    if start < len(paths):
        yield room.data, [[-1] * _FACTS] * (len(paths) - start)


def _room() -> NDArray[np.uint8]:
    """Return memory for files, the same for every call in a thread."""
    room: NDArray[np.uint8] | None = getattr(_rooms, "room", None)
    if room is None:
        room = _rooms.room = np.empty(_ROOM, np.uint8)
    return room
