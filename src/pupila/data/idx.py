"""Parse IDX files, the format of MNIST: every number of the header is checked before anything is allocated."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pupila.errors import DataError

_UINT8 = 0x08
_MAX_BYTES = 1 << 27


def parse_idx(content: bytes, *, dimensions: int, name: str = "idx") -> NDArray[np.uint8]:
    """Read the bytes of an IDX file of unsigned bytes.

    Args:
        content: The whole file, unpacked.
        dimensions: How many dimensions are expected: 3 for images, 1 for labels.
        name: For messages.

    Returns:
        A read-only view of `content`, shaped as the header says.

    Raises:
        DataError: A wrong magic number, type or number of dimensions, or a length that is not the product of the
            dimensions.

    Example:
        >>> parse_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]), dimensions=1).tolist()
        [7, 9]
    """
    start = 4 + 4 * dimensions
    if len(content) < start or content[:2] != b"\0\0" or content[2] != _UINT8 or content[3] != dimensions:
        raise DataError("data.idx_header", path=name, expected=f"00 00 08 {dimensions:02d}", found=content[:4].hex(" "))
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4))
    if math.prod(shape) != len(content) - start:
        raise DataError("data.idx_length", path=name, shape=shape, found=len(content) - start)
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def read_idx(path: Path, *, dimensions: int, max_bytes: int = _MAX_BYTES) -> NDArray[np.uint8]:
    """Read an IDX file compressed with gzip, unpacking no more than it announces, and that only up to `max_bytes`.

    Raises:
        DataError: The compression is damaged, more than `max_bytes` are announced, or the IDX inside is wrong.
    """
    try:
        with gzip.open(path, "rb") as file:
            content = _unpack(file, dimensions=dimensions, max_bytes=max_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("data.archive_damaged", path=path, reason=f"{type(error).__name__}: {error}") from None
    if content is None:
        raise DataError("data.archive_limit", path=path)
    return parse_idx(content, dimensions=dimensions, name=path.name)


def _unpack(file: gzip.GzipFile, *, dimensions: int, max_bytes: int) -> bytes | None:
    """Return the header and what it announces, one byte more where there is more, or None where it is too much."""
    head = file.read(4 + 4 * dimensions)
    if head[:4] != bytes([0, 0, _UINT8, dimensions]):
        return head
    announced = math.prod(int.from_bytes(head[at : at + 4], "big") for at in range(4, len(head), 4))
    return head + file.read(announced + 1) if announced <= max_bytes else None
