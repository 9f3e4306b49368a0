"""Plant faults: copies of every kind, files of every kind."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from pupila.data.dataset import Dataset, make_dataset

Edit = Callable[[NDArray[np.uint8], str, np.random.Generator], NDArray[np.uint8]]
Scenes = Callable[..., NDArray[np.uint8]]
DataOf = Callable[..., Dataset]


def edit_image(pixels: NDArray[np.uint8], edit: str, dice: np.random.Generator) -> NDArray[np.uint8]:
    """Return an image as it comes back from the web; by Pillow itself, not through what is tested."""
    image = Image.fromarray(pixels)
    width, height = image.size
    if edit in ("cropped", "all at once"):
        left, top, right, bottom = dice.uniform(0, 0.05, 4)
        box = (round(left * width), round(top * height), width - round(right * width), height - round(bottom * height))
        image = image.crop(box).resize((width, height), Image.Resampling.BICUBIC)
    if edit in ("resized", "all at once"):
        factor = dice.uniform(0.7, 1.6)
        image = image.resize((round(width * factor), round(height * factor)), Image.Resampling.BICUBIC)
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    if edit in ("brightened", "all at once"):
        image = ImageEnhance.Brightness(image).enhance(dice.uniform(1.1, 1.35))
    if edit in ("mirrored", "all at once"):
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if edit in ("recompressed", "all at once"):
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=int(dice.integers(50, 90)))
        image = Image.open(BytesIO(buffer.getvalue())).convert(image.mode)
    return np.asarray(image)


def make_scenes(count: int, side: int = 48, seed: int = 0) -> NDArray[np.uint8]:
    """Make images with coarse and fine structure, no two alike, as photographs are. Shape (count, side, side, 3)."""
    dice = np.random.default_rng(seed)
    waves = np.fft.rfft2(dice.standard_normal((count, side, side, 3)), axes=(1, 2))
    down, across = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    fall = 1 / np.maximum(np.hypot(down, across), 1 / side) ** 1.6
    images = np.fft.irfft2(waves * fall[None, :, :, None], s=(side, side), axes=(1, 2))
    images = images / images.std(axis=(1, 2, 3), keepdims=True) * 45 + 120
    return np.clip(images, 0, 255).astype(np.uint8)


def make_data(
    pixels: NDArray[np.uint8], labels: list[int] | NDArray[np.int64] | None = None, **more: object
) -> Dataset:
    """Make a data set of two classes, or of those that the labels name."""
    known = np.arange(len(pixels)) % 2 if labels is None else np.asarray(labels)
    names = tuple(f"class {number}" for number in range(int(known.max()) + 1))
    return make_dataset(pixels, known, name="planted", **{"class_names": names, **more})  # type: ignore[arg-type]


@pytest.fixture
def clean() -> Dataset:
    """Return a set in which nothing is wrong: 80 different images, 20 and more of each of two classes."""
    return make_data(make_scenes(80))


@pytest.fixture
def edited() -> Edit:
    return edit_image


@pytest.fixture
def scenes() -> Scenes:
    return make_scenes


@pytest.fixture
def data_of() -> DataOf:
    return make_data
