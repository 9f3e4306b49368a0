"""Keep decoded images, so that the second run over a folder starts at once.

An entry is two files named by their key: the pixels as `.npy`, opened as a copy-on-write memory map, and a `.json`
with everything else, such as the digest of every image. The key changes with the decoder, the settings, and the path,
size or time of any file. The JSON is written last and read first: half an entry does not count. A damaged entry is
built again; a folder that cannot be written to means no cache.

Pixels are written while they are decoded, and never wait for the disk: what a power cut leaves half written does not
agree with its digests. They are compared once after every start of the computer, and where the file's time has changed:
to read all of a large cache before every training would take longer than the training's first epoch.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.data.dataset import image_digests
from pupila.data.manifest import Entry
from pupila.data.remarks import Note, Skipped

SCHEMA = 2
MAX_BYTES = 8 << 30
_CHUNK = 1 << 22
_LEFT_BEHIND = 86_400.0  # seconds after which nobody writes to half an entry any more
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, eq=False)
class Block:
    """Hold the decoded images of a manifest.

    Args:
        pixels: Shape (N, H, W, C), uint8.
        rows: Which entries of the manifest were decoded. Shape (N,).
        digests: Shape (N,), dtype S32.
        original_sizes: Shape (N, 2).
        skipped: Entries that could not be decoded.
        notes: What is said of the others.
    """

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]
    digests: NDArray[np.bytes_]
    original_sizes: NDArray[np.int32]
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]


def cache_key(root: Path, entries: Sequence[Entry], **settings: Any) -> str:
    """Return the name of the entry for these files, decoded with these settings."""
    start = repr((SCHEMA, str(root.resolve()), sorted(settings.items()), len(entries)))
    state = blake2b(start.encode("utf-8", "backslashreplace"), digest_size=16)
    # No path holds a zero byte, so that this tells any two lists of paths apart.
    state.update("\0".join(entry.path for entry in entries).encode("utf-8", "surrogatepass"))
    state.update(np.array([(entry.size, entry.mtime_ns) for entry in entries], np.int64).tobytes())
    return state.hexdigest()


class Keeper:
    """Take the pixels of a folder, part by part, into the cache; into memory where there is none, or it is full.

    Args:
        folder: The cache; None for memory.
        key: Name of the entry.
        count: Images at most.
    """

    def __init__(self, folder: Path | None, key: str, count: int) -> None:
        self._folder, self._key, self._count = folder, key, count
        self._kept, self._start = 0, 0
        self._shape: tuple[int, ...] = ()
        self._memory: NDArray[np.uint8] | None = None
        self._file: IO[bytes] | None = None
        self._closing = contextlib.ExitStack()

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.__exit__(kind, error, trace)  # an entry that was not finished leaves no file

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Take the next images, shape (n, H, W, C)."""
        if self._memory is None:
            try:
                self._write(pixels)
            except OSError:
                self._to_memory(pixels.shape[1:])
        if self._memory is not None:
            self._memory[self._kept : self._kept + len(pixels)] = pixels
        self._kept += len(pixels)

    def finish(self, **facts: Any) -> Block:
        """Close the entry and return it, its pixels mapped.

        What is oldest is removed until all entries together take no more than 8 GiB, and so is what a kill left behind.

        Args:
            facts: What a `Block` holds beside its pixels.
        """
        if self._memory is None and self._file is not None and self._folder is not None:
            try:
                return self._commit(self._file, self._folder, facts)
            except OSError:
                self._to_memory(self._shape)
        pixels = np.zeros((0, *self._shape), np.uint8) if self._memory is None else self._memory[: self._kept]
        return Block(pixels=pixels, **facts)

    def _write(self, pixels: NDArray[np.uint8]) -> None:
        if self._file is None:
            if self._folder is None:
                raise FileNotFoundError
            self._shape = pixels.shape[1:]
            path = self._folder / f"{self._key}.npy"
            self._file = self._closing.enter_context(files.replacing(path, durable=False))
            _write_header(self._file, (self._count, *self._shape))
            self._start = self._file.tell()
        self._file.write(pixels.data)
        self._file.flush()  # if the disk is full, it shall say so here

    def _to_memory(self, shape: tuple[int, ...]) -> None:
        """Go on in memory, with what the file has so far."""
        self._shape = shape
        self._memory = np.empty((self._count, *shape), np.uint8)
        if self._file is not None:
            size = self._kept * int(np.prod(shape))
            done = np.fromfile(self._file.name, np.uint8, size, offset=self._start)
            self._memory[: self._kept] = done.reshape(-1, *shape)
            self._closing.__exit__(OSError, OSError(), None)

    def _commit(self, file: IO[bytes], folder: Path, facts: dict[str, Any]) -> Block:
        file.seek(0)
        _write_header(file, (self._kept, *self._shape))  # as long as the first: NumPy leaves room for any count
        file.truncate(self._start + self._kept * int(np.prod(self._shape)))
        self._closing.close()
        path = folder / f"{self._key}.npy"
        block = Block(pixels=np.load(path, mmap_mode="c", allow_pickle=False), **facts)
        with contextlib.suppress(OSError):
            _write_record(path, block)
            _prune(folder, keep=self._key)
        return block


def read_block(folder: Path, key: str) -> Block | None:
    """Return the entry `key`, its pixels mapped, or None where there is none or it is damaged."""
    path = folder / f"{key}.npy"
    try:
        record = json.loads(path.with_suffix(".json").read_bytes())
        pixels = np.load(path, mmap_mode="c", allow_pickle=False)
        if record["schema"] != SCHEMA or pixels.shape != tuple(record["shape"]) or pixels.dtype != np.uint8:
            return None
        block = Block(
            pixels=pixels,
            rows=np.delete(np.arange(record["files"]), record["left_out"]),
            digests=np.frombuffer(record["digests"].encode("ascii"), dtype="S32"),
            original_sizes=np.frombuffer(bytes.fromhex(record["original_sizes"]), "<i4").reshape(-1, 2),
            skipped=tuple(Skipped(**item) for item in record["skipped"]),
            notes=tuple(Note(**item) for item in record["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, IndexError):
        return None
    if not len(block.rows) == len(block.digests) == len(block.original_sizes) == len(pixels):
        return None
    with contextlib.suppress(OSError):
        if record["seen"] == _seen(path):
            os.utime(path.with_suffix(".json"))  # what was used last is thrown away last
        elif _is_whole(path, block):
            _write_record(path, block)
        else:
            return None
    return block


def _write_header(file: IO[bytes], shape: tuple[int, ...]) -> None:
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})  # type: ignore[no-untyped-call,unused-ignore]


def _write_record(path: Path, block: Block) -> None:
    rows = block.rows
    count = int(rows[-1]) + 1 if len(rows) else 0
    left_out = np.ones(count, bool)
    left_out[rows] = False
    record = {
        "schema": SCHEMA,
        "shape": list(block.pixels.shape),
        "seen": _seen(path),
        "files": count,
        "left_out": np.flatnonzero(left_out).tolist(),
        "digests": block.digests.tobytes().decode("ascii"),
        "original_sizes": block.original_sizes.astype("<i4").tobytes().hex(),
        "skipped": [{"path": item.path, "code": item.code, "values": dict(item.values)} for item in block.skipped],
        "notes": [{"code": item.code, "values": dict(item.values)} for item in block.notes],
    }
    with files.replacing(path.with_suffix(".json"), durable=False) as file:
        file.write(files.to_json(record).encode("utf-8", "backslashreplace"))


def _seen(path: Path) -> list[Any]:
    """Return what stays the same as long as nobody wrote to the file and the computer did not stop in between."""
    status = path.stat()
    try:
        boot = _BOOT.read_text(encoding="ascii")
    except OSError:
        boot = f"{time.time_ns()}"  # a system that does not tell: never the same
    return [status.st_size, status.st_mtime_ns, boot]


def _is_whole(path: Path, block: Block) -> bool:
    """Compare all pixels with their digests; read as a file, because a map would stay in memory."""
    image, start = int(np.prod(block.pixels.shape[1:])), path.stat().st_size - block.pixels.size
    step = max(1, _CHUNK // max(1, image))
    with open(path, "rb") as file:
        file.seek(start)
        for first in range(0, len(block.digests), step):
            known = block.digests[first : first + step]
            found = np.frombuffer(file.read(len(known) * image), np.uint8)
            if found.size != len(known) * image:
                return False
            if not np.array_equal(image_digests(found.reshape(-1, *block.pixels.shape[1:])), known):
                return False
    return True


def _prune(folder: Path, *, keep: str) -> None:
    pairs = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for record in pairs:
        pixels = record.with_suffix(".npy")
        total += pixels.stat().st_size if pixels.exists() else 0
        if total > MAX_BYTES and record.stem != keep:
            record.unlink(missing_ok=True)
            pixels.unlink(missing_ok=True)
    _sweep(folder, keep=keep)


def _sweep(folder: Path, *, keep: str) -> None:
    """Remove what a process that was killed left of an entry: pixels without their record, half a file."""
    old = time.time() - _LEFT_BEHIND
    alone = [path for path in folder.glob("*.npy") if path.stem != keep and not path.with_suffix(".json").exists()]
    for path in (*alone, *folder.glob(f".*{files.TEMPORARY_SUFFIX}")):
        with contextlib.suppress(OSError):  # another process may be faster
            if path.stat().st_mtime < old:
                path.unlink()
