"""Keep a few photos as they lay on disk, made small, beside the exact pixels that the network read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.dataset import Dataset
from pupila.data.image_io import WHITE, decode, encode_jpeg, read_file, resize
from pupila.errors import DataError

PHOTO_SIDE = 160  # pixels of the longer side of a kept photo
SEEN_SIDE = 256  # ... and of what the network read; larger ones are kept at this size


@dataclass(frozen=True, eq=False)
class Photos:
    """Hold photos of some examples; everything is in the same order.

    Args:
        rows: Which rows of the predictions these are. Shape (P,).
        sizes: (height, width) of each photo on disk. Shape (P, 2).
        files: Each photo, made small, as the content of a JPEG file.
        seen: What the network read of each, before scaling, uint8. Shape (P, H, W, C).
    """

    rows: NDArray[np.int64]
    sizes: NDArray[np.int32]
    files: tuple[bytes, ...]
    seen: NDArray[np.uint8]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is written beside the predictions; the files stand one after the other."""
        return {
            "photo_rows": self.rows,
            "photo_sizes": self.sizes,
            "photo_seen": self.seen,
            "photo_bytes": np.frombuffer(b"".join(self.files), np.uint8),
            "photo_ends": np.cumsum([len(content) for content in self.files], dtype=np.int64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Photos | None:
        """Read what `to_arrays` wrote; None where there are no photos."""
        if "photo_ends" not in arrays:
            return None
        content, ends = arrays["photo_bytes"].tobytes(), arrays["photo_ends"].tolist()
        found = tuple(content[start:end] for start, end in zip([0, *ends], ends, strict=False))
        return cls(arrays["photo_rows"], arrays["photo_sizes"], found, arrays["photo_seen"])


PHOTO_ARRAYS = ("photo_rows", "photo_sizes", "photo_seen", "photo_bytes", "photo_ends")


def take_photos(
    data: Dataset,
    indices: NDArray[np.int64],
    rows: Sequence[int],
    *,
    background: tuple[int, int, int] = WHITE,
) -> Photos | None:
    """Read the photos of some predictions from the data's folder, once more and small.

    Args:
        data: The data set; one that is no folder has no photos.
        indices: Rows of the data set, one for each prediction.
        rows: Which predictions. A photo that is no longer there, or changed since, is passed over.
        background: Colour under transparent pixels.

    Returns:
        The photos, or None without any.
    """
    kept: list[tuple[int, bytes]] = []
    for row in rows if data.root is not None else ():
        content = _photo(data, int(indices[row]), background)
        if content:
            kept.append((int(row), content))
    if not kept:
        return None
    chosen = np.array([row for row, _ in kept], np.int64)
    places = indices[chosen]
    seen = np.stack([_fitted(np.ascontiguousarray(one), SEEN_SIDE) for one in data.pixels[places]])
    sizes = np.asarray(data.original_sizes[places], np.int32)
    return Photos(chosen, sizes, tuple(content for _, content in kept), seen)


def _photo(data: Dataset, index: int, background: tuple[int, int, int]) -> bytes:
    if data.root is None:
        return b""
    height, width = (int(side) for side in data.original_sizes[index])
    share = min(1.0, PHOTO_SIDE / max(height, width))
    size = max(1, round(height * share)), max(1, round(width * share))
    name = data.ids[index]
    try:
        found = decode(read_file(data.root / name), image_size=size, background=background, name=name)
    except DataError:
        return b""
    return encode_jpeg(found.pixels) if found.original_size == (height, width) else b""


def _fitted(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    share = side / max(height, width)
    return pixels if share >= 1 else resize(pixels, (max(1, round(height * share)), max(1, round(width * share))))
