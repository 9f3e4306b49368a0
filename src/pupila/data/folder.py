"""Load a folder of images: walk it, decode every file on all cores, keep the result in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Literal

import numpy as np

from pupila.data import image_io, photos
from pupila.data.cache import Block, Keeper, cache_key, read_block
from pupila.data.dataset import Dataset
from pupila.data.decoding import Progress, Surprise, Wanted, decode_files, in_threads, is_quick
from pupila.data.manifest import Entry, Manifest, check_classes, scan
from pupila.data.remarks import Note, Skipped, first_of
from pupila.errors import DataError

DEFAULT_SIZE = (64, 64)
_ASKED = 200  # files whose headers tell what the others are taken for
_SMALL = 1 << 17  # bytes of a file that is read as fast as its header


@dataclass(frozen=True)
class DecodeSettings:
    """Say how files become pixels; what is None or "auto" is decided by the files' headers."""

    image_size: tuple[int, int] | None = None
    channels: Literal["auto", "grey", "colour"] = "auto"
    background: tuple[int, int, int] = image_io.WHITE


@dataclass(frozen=True)
class _Plan:
    """Say what files are decoded to, and whether that is 64x64 for want of a common size."""

    wanted: Wanted
    resized: bool = False


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

    With a cache the pixels go straight to its file, and the data set is that file, mapped: memory holds a few parts of
    it, however many images there are.

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
        block = _decode_all(manifest, settings, progress, cache_folder, key)
    skipped = (*manifest.skipped, *block.skipped)
    if strict and skipped:
        raise DataError("data.strict", path=root, count=len(skipped), names=first_of([item.path for item in skipped]))
    return _dataset(manifest, block, name=name or root.resolve().name, skipped=skipped)


def _dataset(manifest: Manifest, block: Block, *, name: str, skipped: tuple[Skipped, ...]) -> Dataset:
    kept = [manifest.entries[row] for row in block.rows]
    splits = [entry.split for entry in kept]
    labels = np.array([entry.label for entry in kept], np.int64)
    members = {(manifest.class_names[label], split) for label, split in zip(labels.tolist(), splits, strict=True)}
    check_classes(manifest.class_names, members, root=manifest.root)
    return Dataset(
        name=name,
        images=block.pixels.transpose(0, 3, 1, 2),
        labels=labels,
        class_names=manifest.class_names,
        ids=tuple(entry.path for entry in kept),
        digests=block.digests,
        given_split=np.array(splits, dtype="<U5"),
        source=str(manifest.root),
        root=manifest.root,
        skipped=skipped,
        notes=block.notes,
        original_sizes=block.original_sizes,
    )


def _decode_all(
    manifest: Manifest, settings: DecodeSettings, progress: Progress | None, cache_folder: Path | None, key: str
) -> Block:
    """Decode as some headers promise; where a file breaks the promise, ask every header and decode again."""
    some = _spread(manifest.entries)

    def decode(asked: Sequence[Entry]) -> Block:
        with Keeper(cache_folder, key, len(manifest.entries)) as keeper:
            return _decode_as(_settle(manifest, asked, settings, progress), manifest, progress, keeper)

    try:
        return decode(some)
    except Surprise:
        return decode(manifest.entries)


def _decode_as(plan: _Plan, manifest: Manifest, progress: Progress | None, keeper: Keeper) -> Block:
    paths = [entry.path for entry in manifest.entries]
    rows: list[int] = []
    digests, sizes = [np.zeros(0, "S32")], [np.zeros((0, 2), np.int32)]
    skipped: list[Skipped] = []
    named: dict[str, list[str]] = {}
    for part in decode_files(manifest.root, paths, plan.wanted, progress):
        keeper.add(part.pixels)
        rows += part.rows
        digests.append(part.digests)
        sizes.append(part.sizes)
        skipped += part.skipped
        for path, code in part.notes:
            named.setdefault(code, []).append(path)
    original = np.concatenate(sizes)
    notes = [Note(code, {"count": len(names), "paths": first_of(names)}) for code, names in sorted(named.items())]
    if plan.resized:
        values = {"sizes": len(np.unique(original, axis=0)), "height": DEFAULT_SIZE[0], "width": DEFAULT_SIZE[1]}
        notes.insert(0, Note("data.note_default_size", values))
    return keeper.finish(
        rows=np.array(rows, np.int64),
        digests=np.concatenate(digests),
        original_sizes=original,
        skipped=tuple(skipped),
        notes=tuple(notes),
    )


def _spread(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return some of the entries, from all over the folder; all where they are few."""
    return entries[:: -(-len(entries) // _ASKED)]


def _settle(manifest: Manifest, asked: Sequence[Entry], settings: DecodeSettings, progress: Progress | None) -> _Plan:
    """Choose size and channels, from the headers where the settings leave them open.

    What is chosen because some headers agree is a guess about the others, which decoding will test.
    """
    size, channels, guessed = settings.image_size, settings.channels, len(asked) < len(manifest.entries)
    if size is not None and channels != "auto":
        return _Plan(Wanted(size, channels, settings.background))
    quick = is_quick(len(manifest.entries))
    headers = _headers(manifest.root, asked, None if guessed else progress, quick=quick)
    all_grey = bool(headers) and all(header.grey for header in headers)
    chosen = channels if channels != "auto" else "grey" if all_grey else "colour"
    sizes = {header.size for header in headers}
    common = sizes.pop() if len(sizes) == 1 else None
    own = size is None and common is not None and common[0] * common[1] <= image_io.MAX_PIXELS
    wanted = Wanted(
        size or (common if own and common else DEFAULT_SIZE),
        chosen,
        settings.background,
        own_size=guessed and own,
        all_grey=guessed and channels == "auto" and all_grey,
    )
    return _Plan(wanted, resized=size is None and not own)


def _headers(root: Path, entries: Sequence[Entry], progress: Progress | None, *, quick: bool) -> list[image_io.Header]:
    """Read headers on all cores; what is no image has none."""
    step = 64

    def work(start: int) -> list[image_io.Header | None]:
        some = entries[start : start + step]
        small = quick and max(entry.size for entry in some) <= _SMALL
        plain = photos.read_headers(root, [entry.path for entry in some]) if small else repeat(None)
        return [header or image_io.read_header(root / entry.path) for entry, header in zip(some, plain, strict=False)]

    found: list[image_io.Header] = []
    done = 0
    for part in in_threads(work, range(0, len(entries), step)):
        found += [header for header in part if header is not None]
        done += len(part)
        if progress is not None:
            progress(done, len(entries), "data.doing_headers")
    return found
