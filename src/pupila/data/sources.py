"""Find a data set by name, folder or file, and load it: the entrance of this room."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Literal

import numpy as np

from pupila.data import image_io
from pupila.data.dataset import Dataset, image_digests
from pupila.data.decoding import Progress
from pupila.data.digits import load_digits
from pupila.data.folder import DecodeSettings, load_folder
from pupila.data.npz import load_npz
from pupila.data.official import CLASS_NAMES, OFFICIAL, fetch_official
from pupila.data.pixels import to_channels
from pupila.data.synthetic import load_synthetic
from pupila.errors import DataError
from pupila.files import at_home, cache_root
from pupila.registry import nearest

BUILTIN = ("digits", "synthetic")
NAMES = ("digits", *OFFICIAL, "synthetic")
_FOLDER_NAMES = {"flowers": ("flowers", "flower_photos")}


def load(
    source: str | Path,
    *,
    image_size: tuple[int, int] | None = None,
    channels: Literal["auto", "grey", "colour"] = "auto",
    strict: bool = False,
    progress: Progress | None = None,
    cache_folder: Path | None = None,
    background: tuple[int, int, int] = image_io.WHITE,
) -> Dataset:
    """Load a data set.

    Args:
        source: A name ("digits", "mnist", "fashion_mnist", "cifar10", "flowers", "synthetic",
            "synthetic:size=16,noise=0.2"), a folder with one sub-folder a class, or an `.npz` file. A name is looked
            for in $PUPILA_DATA, then in the user's cache, then downloaded; a folder of the same name is reached as
            "./mnist".
        image_size: (height, width) to resize to. None keeps the size of arrays, and of folders whose images share
            one; else 64x64 is used, and noted.
        channels: "auto" is colour, unless every image is grey.
        strict: Stop at an image file that cannot be read, instead of leaving it out and naming it in `skipped`.
        progress: Called with (done, total, code): a key of `pupila.texts` that says what is being done.
        cache_folder: Where decoded folders are kept; the user's cache by default.
        background: Colour under transparent pixels.

    Raises:
        DataError: The source is not there, or cannot be used; the message tells how to mend it.
        DownloadError: It is not on this computer and could not be fetched; the message tells the manual way.
    """
    text = str(source)
    name, _, options = text.partition(":")
    if name == "synthetic" and isinstance(source, str):
        return _fitted(load_synthetic(options), image_size, channels)
    if text == "digits" and isinstance(source, str):
        return _fitted(load_digits(), image_size, channels)
    named = text if isinstance(source, str) and text in OFFICIAL else None
    path = locate(text, progress=progress) if named else at_home(source)
    if path.is_dir():
        settings = DecodeSettings(image_size, channels, background)
        folder = cache_folder if cache_folder is not None else cache_root() / "images"
        return load_folder(path, settings, name=named, strict=strict, progress=progress, cache_folder=folder)
    if path.suffix.lower() == ".npz" and path.exists():
        return _fitted(
            load_npz(path, name=named, class_names=CLASS_NAMES.get(named or path.stem)), image_size, channels
        )
    raise _unusable(path)


def locate(name: str, *, progress: Progress | None = None, download: bool = True) -> Path:
    """Return where the named data set lies, downloading it where it does not.

    Args:
        name: A key of `OFFICIAL`.
        progress: Told of the download.
        download: Whether to download it.

    Raises:
        DataError: It is nowhere, and `download` is False.
        DownloadError: It could not be fetched.
    """
    places = [data_folder()]
    if os.environ.get("PUPILA_DATA"):
        places.insert(0, at_home(os.environ["PUPILA_DATA"]))
    for place in places:
        candidates = [place / f"{name}.npz", *(place / folder for folder in _FOLDER_NAMES.get(name, (name,)))]
        for candidate in candidates:
            if candidate.exists():
                return candidate
    if not download:
        raise DataError("data.named_missing", name=name, manual=f"$PUPILA_DATA/{OFFICIAL[name].target}")
    return fetch_official(name, data_folder(), progress=progress)


def data_folder() -> Path:
    """Return where downloaded data sets are kept."""
    return cache_root() / "data"


def _fitted(
    dataset: Dataset, image_size: tuple[int, int] | None, channels: Literal["auto", "grey", "colour"]
) -> Dataset:
    """Give a data set of arrays the size and channels asked for; its digests follow its pixels."""
    pixels = to_channels(dataset.pixels, channels)
    if image_size is not None and image_size != dataset.image_size:
        pixels = np.stack([image_io.resize(image, image_size) for image in pixels])
    if pixels is dataset.pixels or pixels.shape == dataset.pixels.shape:
        return dataset
    pixels = np.ascontiguousarray(pixels)
    return dataclasses.replace(dataset, images=pixels.transpose(0, 3, 1, 2), digests=image_digests(pixels))


def _unusable(path: Path) -> DataError:
    if path.exists():
        return DataError("data.unknown_kind", path=path, names=", ".join(NAMES))
    guess = nearest(str(path), NAMES)
    if guess is not None:
        return DataError("data.not_found_guess", path=path, guess=guess, names=", ".join(NAMES))
    return DataError("data.not_found", path=path)
