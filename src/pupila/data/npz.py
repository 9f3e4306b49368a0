"""Load a data set from an `.npz` file: x_train, y_train, and if there x_val, y_val, x_test, y_test, class_names."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from pupila.data.dataset import Dataset, make_dataset
from pupila.data.pixels import as_images
from pupila.data.remarks import Note, first_of
from pupila.errors import DataError

_SPLITS = ("train", "val", "test")
# First byte of an archive, of a single array, of a pickle, and of an empty file, each of which NumPy refuses by name.
_BEGINNINGS = (b"P", b"\x93", b"\x80", b"")


def load_npz(path: Path, *, name: str | None = None, class_names: Sequence[str] | None = None) -> Dataset:
    """Load the arrays of an `.npz` file as a data set; nothing in it is ever unpickled.

    Args:
        path: The file.
        name: The data set's name; the file's stem by default.
        class_names: Names that the file's own `class_names` replaces; else the classes are called "0", "1", ...

    Raises:
        DataError: A missing or damaged file or array, images of a shape or type that cannot be used, or labels that
            are no integers from 0 to the number of classes less one; the first five offenders are named.
    """
    arrays, found = _read(path)
    parts = [split for split in _SPLITS if f"x_{split}" in arrays or f"y_{split}" in arrays]
    needed = ["x_train", "y_train", *(f"{letter}_{split}" for split in parts for letter in "xy")]
    missing = [key for key in needed if key not in arrays]
    if missing:
        raise DataError("data.npz_missing", path=path, missing=missing[0], found=", ".join(found) or "-")
    labels = {
        split: _labels(arrays[f"y_{split}"], arrays[f"x_{split}"], name=f"y_{split}", path=path) for split in parts
    }
    names = _class_names(arrays.get("class_names"), class_names, labels["train"], path)
    for split in parts:
        _check_range(labels[split], len(names), name=f"y_{split}", path=path)
    images, notes = as_images({f"x_{split}": arrays[f"x_{split}"] for split in parts}, path=str(path))
    return make_dataset(
        np.concatenate([images[f"x_{split}"] for split in parts]) if len(parts) > 1 else images["x_train"],
        np.concatenate([labels[split] for split in parts]),
        name=name or path.stem,
        class_names=names,
        given_split=_given(parts, labels),
        source=str(path),
        notes=(*notes, *_empty_classes(labels["train"], names)),
    )


def _given(parts: list[str], labels: dict[str, NDArray[np.int64]]) -> NDArray[np.str_]:
    return np.repeat(np.array(parts, "<U5"), [len(labels[split]) for split in parts])


def _read(path: Path) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Return the arrays that a data set is made of, and the names of all that are there."""
    try:
        with open(path, "rb") as file, _archive(file) as archive:
            wanted = {f"{letter}_{split}" for letter in "xy" for split in _SPLITS} | {"class_names"}
            return {key: archive[key] for key in archive.files if key in wanted}, archive.files
    except FileNotFoundError:
        raise DataError("data.not_found", path=path) from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, AttributeError, MemoryError) as error:
        code = "data.npz_objects" if "allow_pickle" in str(error) else "data.archive_damaged"
        raise DataError(code, path=path, reason=f"{type(error).__name__}: {error}") from None


def _archive(file: BinaryIO) -> NpzFile:
    if file.read(1) not in _BEGINNINGS:
        raise ValueError("no archive of arrays")
    file.seek(0)
    archive = np.load(file, allow_pickle=False)
    if not isinstance(archive, NpzFile):
        raise ValueError("a single array, not an archive of arrays")
    return archive


def _labels(labels: NDArray[Any], images: NDArray[Any], *, name: str, path: Path) -> NDArray[np.int64]:
    """Check the form of the labels; their range is checked once the number of classes is known."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise DataError("data.labels_shape", path=path, name=name, shape=labels.shape)
    if labels.dtype.kind not in "iu":
        whole = labels.dtype.kind == "f" and labels == np.floor(labels)
        rows = np.flatnonzero(~np.asarray(whole)) if labels.dtype.kind == "f" else np.arange(len(labels))
        rows = rows if len(rows) else np.arange(len(labels))
        raise DataError(
            "data.labels_type", path=path, name=name, dtype=labels.dtype, offenders=_offenders(labels, rows)
        )
    if len(labels) != len(images):
        raise DataError("data.labels_length", path=path, name=name, images=len(images), labels=len(labels))
    if name == "y_train" and not len(labels):
        raise DataError("data.npz_empty", path=path)
    return labels.astype(np.int64)


def _check_range(labels: NDArray[np.int64], num_classes: int, *, name: str, path: Path) -> None:
    wrong = np.flatnonzero((labels < 0) | (labels >= num_classes))
    if len(wrong):
        raise DataError(
            "data.labels_range", path=path, name=name, last=num_classes - 1, offenders=_offenders(labels, wrong)
        )


def _class_names(
    stored: NDArray[Any] | None, given: Sequence[str] | None, labels: NDArray[np.int64], path: Path
) -> tuple[str, ...]:
    if stored is not None:
        names = tuple(str(name) for name in stored.reshape(-1).tolist())
        if stored.dtype.kind != "U" or len(set(names)) < len(names) or not names:
            raise DataError("data.npz_class_names", path=path)
    elif given is not None:
        names = tuple(given)
    else:
        # More classes than examples is a slip (a regression target, a pixel array), not a data set.
        count = min(int(labels.max()) + 1, len(labels) + 1)
        # Negative labels are refused by their range, not for want of classes.
        names = tuple(str(label) for label in range(max(count, 2 if labels.min() < 0 else 0)))
    if len(names) < 2:
        raise DataError("data.one_class", path=path, found=first_of(list(names)))
    return names


def _empty_classes(labels: NDArray[np.int64], names: tuple[str, ...]) -> tuple[Note, ...]:
    counts = np.bincount(labels, minlength=len(names))
    empty = [name for name, count in zip(names, counts, strict=True) if not count]
    return (Note("data.note_empty_classes", {"names": first_of(empty)}),) if empty else ()


def _offenders(labels: NDArray[Any], rows: NDArray[np.integer[Any]]) -> str:
    return first_of([f"[{row}] {labels[row]}" for row in rows[:6]])
