"""Parse the binary form of CIFAR-10: one byte of label and 3,072 bytes of pixels a record, no pickle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pupila.errors import DataError

SIDE = 32
RECORD = 1 + 3 * SIDE * SIDE


def parse_cifar10(content: bytes, *, name: str = "cifar10") -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read the bytes of one batch file.

    The file holds the red, the green and then the blue plane of each image; the result is channels last.

    Args:
        content: The whole file.
        name: For messages.

    Returns:
        Images of shape (N, 32, 32, 3) and labels of shape (N,) in 0..9.

    Raises:
        DataError: A length that is no multiple of a record, or a label above 9.
    """
    if not content or len(content) % RECORD:
        raise DataError("data.cifar_length", path=name, record=RECORD, found=len(content))
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    labels = records[:, 0].astype(np.int64)
    if labels.max() > 9:
        raise DataError("data.cifar_label", path=name, row=int(labels.argmax()), label=int(labels.max()))
    planes = records[:, 1:].reshape(-1, 3, SIDE, SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels
