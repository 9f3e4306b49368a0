"""Decode many image files on all cores, in order, in memory that does not grow with their number."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io, photos
from pupila.data.dataset import image_digests
from pupila.data.remarks import Skipped
from pupila.errors import DataError
from pupila.runtime import core_count, keep_memory

Progress = Callable[[int, int, str], None]

_MOST = 64  # files a part, and
_ROOM = 3 << 19  # bytes of its pixels: they stay in a core's cache until their digests are taken and they are written
_PARTS_A_CORE = 8  # at least, so that no core waits long for the last one
# Files from which processes pay, each of which takes a quarter of a second to start: threads wait for each other
# wherever Python itself has something to do, which for small images is half of the work.
MANY = 3_000
QUICK = 1_000  # files from which it pays to compile what resizes them
FEW = 4  # cores that threads keep busy

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """Say what files are decoded to.

    Args:
        image_size: (height, width) of the pixels.
        channels: "grey" or "colour".
        background: Colour under transparent pixels.
        own_size: `image_size` is taken for the own size of every file; one that has another is a surprise.
        all_grey: Every file is taken for grey; one in colour is a surprise.
        quick: Files are many: plain photos are read by `photos`, which gives the same pixels.
    """

    image_size: tuple[int, int]
    channels: image_io.Channels
    background: tuple[int, int, int] = image_io.WHITE
    own_size: bool = False
    all_grey: bool = False
    quick: bool = False

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (height, width, channels) of the pixels of a file."""
        return (*self.image_size, 1 if self.channels == "grey" else 3)


class Surprise(Exception):  # no error: what was guessed wrongly is decoded again
    """A file is not what it was taken for."""


@dataclass(frozen=True, eq=False)
class Part:
    """Hold what became of some files.

    Args:
        pixels: Of those that could be decoded, in order. Shape (n, H, W, C), uint8.
        rows: Which of all files these are. Length n.
        digests: Shape (n,), dtype S32.
        sizes: Their (height, width) before resizing. Shape (n, 2).
        skipped: The others.
        notes: Path and code of what a reader should know.
    """

    pixels: NDArray[np.uint8]
    rows: list[int]
    digests: NDArray[np.bytes_]
    sizes: NDArray[np.int32]
    skipped: list[Skipped]
    notes: list[tuple[str, str]]


def decode_files(root: Path, paths: Sequence[str], wanted: Wanted, progress: Progress | None = None) -> Iterator[Part]:
    """Decode files on all cores: in threads, and in processes where there are many.

    Args:
        root: The folder.
        paths: Relative to it.
        wanted: What they become.
        progress: Called with (done, total, code) for every file.

    Yields:
        Parts, in order; a few are worked on ahead.

    Raises:
        Surprise: A file that contradicts `wanted`.
    """
    from pupila.data.decoders import Decoders

    total, done = len(paths), 0
    wanted = replace(wanted, quick=is_quick(total))
    if wanted.quick:
        keep_memory()  # each part's pixels take it again: a thirtieth of the time went into fetching it anew
    step = max(1, min(_MOST, _ROOM // max(1, int(np.prod(wanted.shape))), total // (_PARTS_A_CORE * core_count())))
    step -= step % photos.TOGETHER if step > photos.TOGETHER else 0
    alone = total < MANY or core_count() == 1 or (wanted.quick and core_count() <= FEW)
    with nullcontext() if alone else Decoders(root, wanted, core_count()) as processes:

        def work(first: int) -> Part:
            some = paths[first : first + step]
            found = processes.decode(some, first) if processes is not None else None
            return found if found is not None else decode_part(root, some, wanted, first=first)

        for part in in_threads(work, range(0, total, step)):
            yield part
            for _ in range(len(part.rows) + len(part.skipped)):
                done += 1
                if progress is not None:
                    progress(done, total, "data.doing_decode")


def is_quick(count: int) -> bool:
    """Tell whether `photos` reads what is plain among so many files; what it needs is loaded before threads ask."""
    return count >= QUICK and photos.ready()


def in_threads(work: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """Do `work` for each item on all cores, and yield the results in order; a few are worked on ahead."""
    workers = core_count()
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C waits for no more than the files at hand
            raise


def decode_part(root: Path, paths: Sequence[str], wanted: Wanted, *, first: int) -> Part:
    """Decode some files, of which the first is number `first` of all.

    Raises:
        Surprise: A file that contradicts `wanted`.
    """
    pixels = np.empty((len(paths), *wanted.shape), np.uint8)
    plain = photos.read_into(root, paths, pixels) if wanted.quick else [None] * len(paths)
    kept: list[int] = []
    sizes: list[tuple[int, int]] = []
    skipped: list[Skipped] = []
    notes: list[tuple[str, str]] = []
    for index, (name, size) in enumerate(zip(paths, plain, strict=True)):
        if size is None:
            try:
                decoded = _decode(root / name, name, wanted)
            except DataError as error:
                skipped.append(Skipped.from_error(name, error))
                continue
            pixels[index] = decoded.pixels
            notes += [(name, code) for code in decoded.notes]
        elif wanted.own_size and size != wanted.image_size:
            raise Surprise
        kept.append(index)
        sizes.append(decoded.original_size if size is None else size)
    pixels = pixels if len(kept) == len(paths) else pixels[kept]
    digests = photos.digests(pixels) if wanted.quick else image_digests(pixels)
    rows = [first + index for index in kept]
    return Part(pixels, rows, digests, np.array(sizes, np.int32).reshape(-1, 2), skipped, notes)


def _decode(path: Path, name: str, wanted: Wanted) -> image_io.Decoded:
    try:
        content = image_io.read_file(path)
        found = image_io.decode(
            content, channels=wanted.channels, image_size=wanted.image_size, background=wanted.background, name=name
        )
    except DataError:
        # A file that cannot be decoded may still say its size, as it would where every header is asked.
        header = image_io.read_header(path) if wanted.own_size or wanted.all_grey else None
        if header is not None:
            _compare(header.size, header.grey, wanted)
        raise
    _compare(found.original_size, found.grey, wanted)
    return found


def _compare(size: tuple[int, int], grey: bool, wanted: Wanted) -> None:
    if (wanted.own_size and size != wanted.image_size) or (wanted.all_grey and not grey):
        raise Surprise
