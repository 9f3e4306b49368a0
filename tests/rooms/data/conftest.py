"""Make image files and folders of them, small and on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

Encode = Callable[..., bytes]
MakeTree = Callable[[Mapping[str, bytes]], Path]


def encode_image(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, format=kind, **options)
    return target.getvalue()


def one_colour(
    colour: Any = (200, 30, 60), size: tuple[int, int] = (8, 8), mode: str = "RGB", kind: str = "PNG"
) -> bytes:
    return encode_image(Image.new(mode, size, colour), kind)


@pytest.fixture
def encode() -> Encode:
    """Turn a Pillow image into the bytes of a file."""
    return encode_image


@pytest.fixture
def plain() -> Encode:
    """Make the bytes of an image of one colour."""
    return one_colour


@pytest.fixture
def tree(tmp_path: Path) -> MakeTree:
    """Write files below a new folder, by relative path."""

    def make(contents: Mapping[str, bytes]) -> Path:
        root = tmp_path / "photos"
        for name, content in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return root

    return make


@pytest.fixture
def two_classes(tree: MakeTree) -> Path:
    """Make a folder with two classes of three images, all different."""
    names = [f"{name}/{index}.png" for name in ("cat", "dog") for index in range(3)]
    return tree({name: one_colour((20 * row, 100, 5)) for row, name in enumerate(names)})


@pytest.fixture
def save_npz(tmp_path: Path) -> Callable[..., Path]:
    """Save a good set of arrays, with some of them replaced; None leaves one out."""

    def save(**changes: Any) -> Path:
        dice = np.random.default_rng(0)
        arrays: dict[str, Any] = {
            "x_train": dice.integers(0, 256, (12, 4, 5), np.uint8),
            "y_train": np.arange(12) % 3,
            "x_test": dice.integers(0, 256, (6, 4, 5), np.uint8),
            "y_test": np.arange(6) % 3,
        }
        arrays.update(changes)
        path = tmp_path / "toy.npz"
        np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
        return path

    return save
