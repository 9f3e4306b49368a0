"""Keep decoded images, so that the second run over a folder starts at once.

An entry is two files named by their key: the pixels as `.npy`, opened as a copy-on-write memory map, and a `.json`
with everything else and a checksum of the pixels. The key changes with the decoder, the settings, and the path, size
or time of any file. The JSON is written last and read first: half an entry does not count. A damaged entry is built
again; a folder that cannot be written to means no cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import files
from pupila.data.manifest import Entry
from pupila.data.remarks import Note, Skipped

SCHEMA = 1
MAX_BYTES = 8 << 30
_CHUNK = 1 << 24


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
    state = hashlib.blake2b(
        repr((SCHEMA, str(root.resolve()), sorted(settings.items()))).encode("utf-8", "backslashreplace"),
        digest_size=16,
    )
    for entry in entries:
        state.update(repr((entry.path, entry.size, entry.mtime_ns)).encode("utf-8", "backslashreplace"))
    return state.hexdigest()


def read_block(folder: Path, key: str) -> Block | None:
    """Return the entry `key`, its pixels mapped, or None where there is none or it is damaged."""
    try:
        record = json.loads((folder / f"{key}.json").read_bytes())
        pixels = np.load(folder / f"{key}.npy", mmap_mode="c", allow_pickle=False)
        shape = tuple(record["shape"])
        if (
            record["schema"] != SCHEMA
            or pixels.shape != shape
            or pixels.dtype != np.uint8
            or _checksum(pixels) != record["crc32"]
        ):
            return None
        digests = np.frombuffer(record["digests"].encode("ascii"), dtype="S32")
        block = Block(
            pixels=pixels,
            rows=np.array(record["rows"], np.int64).reshape(-1),
            digests=digests,
            original_sizes=np.array(record["original_sizes"], np.int32).reshape(-1, 2),
            skipped=tuple(Skipped(**item) for item in record["skipped"]),
            notes=tuple(Note(**item) for item in record["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
        return None
    if not len(block.rows) == len(digests) == len(block.original_sizes) == len(pixels):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / f"{key}.json")  # what was used last is thrown away last
    return block


def write_block(folder: Path, key: str, block: Block) -> bool:
    """Keep `block` as entry `key`; return False where the folder cannot be written to.

    What is oldest is removed until all entries together take no more than 8 GiB.
    """
    record = {
        "schema": SCHEMA,
        "shape": list(block.pixels.shape),
        "crc32": _checksum(block.pixels),
        "rows": block.rows.tolist(),
        "digests": block.digests.tobytes().decode("ascii"),
        "original_sizes": block.original_sizes.tolist(),
        "skipped": [{"path": item.path, "code": item.code, "values": dict(item.values)} for item in block.skipped],
        "notes": [{"code": item.code, "values": dict(item.values)} for item in block.notes],
    }
    try:
        with files.replacing(folder / f"{key}.npy") as file:
            np.lib.format.write_array(file, block.pixels, allow_pickle=False)  # type: ignore[no-untyped-call,unused-ignore]
        files.write_text(folder / f"{key}.json", files.to_json(record))
        _prune(folder, keep=key)
    except OSError:
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


def _checksum(pixels: NDArray[np.uint8]) -> int:
    """Return the CRC-32 of the pixels: fast, and enough against damage; it is no defence against forgery."""
    flat = np.ascontiguousarray(pixels).reshape(-1)
    value = 0
    for start in range(0, len(flat), _CHUNK):
        value = zlib.crc32(flat[start : start + _CHUNK].data, value)
    return value
