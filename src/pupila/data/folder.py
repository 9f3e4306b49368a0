"""Load a folder of images: walk it, decode every file on all cores, keep the result in the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from pupila.data import image_io
from pupila.data.cache import Block, cache_key, read_block, write_block
from pupila.data.dataset import Dataset, image_digests
from pupila.data.manifest import Entry, Manifest, check_classes, scan
from pupila.data.remarks import Note, Skipped, first_of
from pupila.errors import DataError
from pupila.runtime import core_count

Progress = Callable[[int, int, str], None]
DEFAULT_SIZE = (64, 64)

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class DecodeSettings:
    """Say how files become pixels; what is None or "auto" is decided by the files' headers."""

    image_size: tuple[int, int] | None = None
    channels: Literal["auto", "grey", "colour"] = "auto"
    background: tuple[int, int, int] = image_io.WHITE


def load_folder(
    root: Path,
    settings: DecodeSettings,
    *,
    name: str | None = None,
    strict: bool = False,
    progress: Progress | None = None,
    cache_folder: Path | None = None,
) -> Dataset:
    """Load a folder with one sub-folder a class, or with train/val/test folders above the classes.

    Args:
        root: The folder.
        settings: Image size, channels and background. Without a size the files' common size is kept; where they
            differ, 64x64, with a note.
        name: The data set's name; the folder's by default.
        strict: Stop at a file that cannot be read, instead of leaving it out.
        progress: Called with (done, total, code of what is being done).
        cache_folder: Where decoded images are kept; None keeps none.

    Raises:
        DataError: A folder without two classes, a class without a readable image, or with `strict` a file that cannot
            be read.
    """
    manifest = scan(root)
    key = cache_key(root, manifest.entries, decoder=image_io.DECODER, settings=repr(settings))
    block = read_block(cache_folder, key) if cache_folder is not None else None
    if block is None:
        block = _decode_all(manifest, settings, progress)
        if cache_folder is not None:
            write_block(cache_folder, key, block)
    skipped = (*manifest.skipped, *block.skipped)
    if strict and skipped:
        raise DataError("data.strict", path=root, count=len(skipped), names=first_of([item.path for item in skipped]))
    return _dataset(manifest, block, name=name or root.resolve().name, skipped=skipped)


def _dataset(manifest: Manifest, block: Block, *, name: str, skipped: tuple[Skipped, ...]) -> Dataset:
    kept = [manifest.entries[row] for row in block.rows]
    check_classes(
        manifest.class_names, [(manifest.class_names[entry.label], entry.split) for entry in kept], root=manifest.root
    )
    return Dataset(
        name=name,
        images=block.pixels.transpose(0, 3, 1, 2),
        labels=np.array([entry.label for entry in kept], np.int64),
        class_names=manifest.class_names,
        ids=tuple(entry.path for entry in kept),
        digests=block.digests,
        given_split=np.array([entry.split for entry in kept], dtype="<U5"),
        source=str(manifest.root),
        root=manifest.root,
        skipped=skipped,
        notes=block.notes,
        original_sizes=block.original_sizes,
    )


def _decode_all(manifest: Manifest, settings: DecodeSettings, progress: Progress | None) -> Block:
    size, channels, notes = _settle(manifest, settings, progress)
    pixels = np.empty((len(manifest.entries), *size, 1 if channels == "grey" else 3), np.uint8)

    def work(row: int) -> image_io.Decoded | DataError:
        entry = manifest.entries[row]
        try:
            content = image_io.read_file(manifest.root / entry.path)
            found = image_io.decode(
                content, channels=channels, image_size=size, background=settings.background, name=entry.path
            )
        except DataError as error:
            return error
        pixels[row] = found.pixels
        return found

    results = _in_threads(work, range(len(manifest.entries)), progress, "data.doing_decode")
    return _block(manifest.entries, pixels, results, notes)


def _block(
    entries: Sequence[Entry], pixels: NDArray[np.uint8], results: list[image_io.Decoded | DataError], notes: list[Note]
) -> Block:
    good = [(row, found) for row, found in enumerate(results) if isinstance(found, image_io.Decoded)]
    rows = np.array([row for row, _ in good], np.int64)
    kept = pixels if len(rows) == len(pixels) else pixels[rows]
    named: dict[str, list[str]] = {}
    for row, found in good:
        for code in found.notes:
            named.setdefault(code, []).append(entries[row].path)
    notes = notes + [
        Note(code, {"count": len(paths), "paths": first_of(paths)}) for code, paths in sorted(named.items())
    ]
    return Block(
        pixels=kept,
        rows=rows,
        digests=image_digests(kept),
        original_sizes=np.array([found.original_size for _, found in good], np.int32).reshape(-1, 2),
        skipped=tuple(
            Skipped.from_error(entries[row].path, found)
            for row, found in enumerate(results)
            if isinstance(found, DataError)
        ),
        notes=tuple(notes),
    )


def _settle(
    manifest: Manifest, settings: DecodeSettings, progress: Progress | None
) -> tuple[tuple[int, int], image_io.Channels, list[Note]]:
    """Choose size and channels, from the headers where the settings leave them open."""
    if settings.image_size is not None and settings.channels != "auto":
        return settings.image_size, settings.channels, []

    def work(entry: Entry) -> image_io.Header | None:
        return image_io.read_header(manifest.root / entry.path)

    headers = [
        header for header in _in_threads(work, manifest.entries, progress, "data.doing_headers") if header is not None
    ]
    channels = settings.channels
    if channels == "auto":
        channels = "grey" if headers and all(header.grey for header in headers) else "colour"
    if settings.image_size is not None:
        return settings.image_size, channels, []
    sizes = Counter(header.size for header in headers)
    if len(sizes) == 1:
        size = next(iter(sizes))
        if size[0] * size[1] <= image_io.MAX_PIXELS:
            return size, channels, []
    note = Note("data.note_default_size", {"sizes": len(sizes), "height": DEFAULT_SIZE[0], "width": DEFAULT_SIZE[1]})
    return DEFAULT_SIZE, channels, [note]


def _in_threads(work: Callable[[S], T], items: Sequence[S], progress: Progress | None, code: str) -> list[T]:
    """Do `work` for each item on all cores (Pillow and the disk let go of the interpreter lock), in order."""
    results: list[T] = []
    with ThreadPoolExecutor(core_count()) as pool:
        try:
            for result in pool.map(work, items):
                results.append(result)
                if progress is not None:
                    progress(len(results), len(items), code)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C waits for no more than the files at hand
            raise
    return results
