"""Bring arrays of any sensible type and shape to uint8 images of shape (N, H, W, C)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pupila.data.remarks import Note
from pupila.errors import DataError

Channels = Literal["auto", "grey", "colour"]


def as_images(
    arrays: Mapping[str, NDArray[Any]], *, path: str
) -> tuple[dict[str, NDArray[np.uint8]], tuple[Note, ...]]:
    """Bring image arrays that belong together to uint8 of shape (N, H, W, C), by one rule for all of them.

    uint8 is taken as it is; booleans become 0 and 255; other integers must lie in 0..255; floats in [0, 1] are
    multiplied by 255 and floats in [0, 255] rounded, with a note. Which of the two holds is decided over all arrays
    together: a dark test set is not taken for another scale.

    Args:
        arrays: Name to array, of shape (N, H, W), (N, H, W, 1) or (N, H, W, 3), all of one image size.
        path: Where they came from, for messages.

    Raises:
        DataError: Another shape (channels first: the remedy is told), sizes that differ, or values outside the ranges.
    """
    shaped = {name: _with_channels(array, name=name, path=path) for name, array in arrays.items()}
    sizes = {name: array.shape[1:] for name, array in shaped.items()}
    if len(set(sizes.values())) > 1:
        raise DataError(
            "data.array_sizes", path=path, sizes=", ".join(f"{name} {size}" for name, size in sizes.items())
        )
    if all(array.dtype == np.uint8 for array in shaped.values()):
        return {name: np.ascontiguousarray(array) for name, array in shaped.items()}, ()
    return _scaled(shaped, path=path)


def to_channels(images: NDArray[np.uint8], channels: Channels) -> NDArray[np.uint8]:
    """Give (N, H, W, C) images one channel ("grey"), three ("colour"), or leave them ("auto").

    Grey is ITU-R 601 luminance, in the integer arithmetic of the image decoder.

    Example:
        >>> to_channels(np.full((1, 1, 1, 3), 200, np.uint8), "grey").tolist()
        [[[[200]]]]
    """
    if channels == "grey" and images.shape[3] == 3:
        red, green, blue = (images[..., index].astype(np.uint32) for index in range(3))
        luminance = (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16
        return luminance.astype(np.uint8)[..., np.newaxis]
    if channels == "colour" and images.shape[3] == 1:
        return np.repeat(images, 3, axis=3)
    return images


def _with_channels(array: NDArray[Any], *, name: str, path: str) -> NDArray[Any]:
    shape = array.shape
    if len(shape) == 3 and all(shape[1:]):
        return array[..., np.newaxis]
    if len(shape) == 4 and shape[3] in (1, 3) and all(shape[1:]):
        return array
    code = "data.array_channels_first" if len(shape) == 4 and shape[1] in (1, 3) else "data.array_shape"
    raise DataError(code, path=path, name=name, shape=shape)


def _scaled(arrays: Mapping[str, NDArray[Any]], *, path: str) -> tuple[dict[str, NDArray[np.uint8]], tuple[Note, ...]]:
    for name, array in arrays.items():
        _check_values(array, name=name, path=path)
    if all(array.dtype.kind != "f" for array in arrays.values()):
        return {name: _from_integers(array) for name, array in arrays.items()}, ()
    unit = all(array.max(initial=0) <= 1 for array in arrays.values())
    factor = 255.0 if unit else 1.0
    scaled = {name: np.rint(array.astype(np.float64) * factor).astype(np.uint8) for name, array in arrays.items()}
    return scaled, (Note("data.note_scaled_unit" if unit else "data.note_rounded", {"path": path}),)


def _from_integers(array: NDArray[Any]) -> NDArray[np.uint8]:
    return array.astype(np.uint8) * 255 if array.dtype == np.bool_ else array.astype(np.uint8)


def _check_values(array: NDArray[Any], *, name: str, path: str) -> None:
    if array.dtype.kind not in "biuf":
        raise DataError("data.array_type", path=path, name=name, dtype=array.dtype)
    if array.size == 0 or array.dtype == np.bool_:
        return
    low, high = array.min(), array.max()
    if not (np.isfinite(low) and np.isfinite(high) and low >= 0 and high <= 255):
        raise DataError("data.array_range", path=path, name=name, low=low, high=high)
