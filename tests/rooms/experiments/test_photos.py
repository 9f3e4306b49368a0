from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pupila.data.dataset import Dataset
from pupila.data.image_io import decode
from pupila.data.sources import load
from pupila.experiments.photos import PHOTO_SIDE, SEEN_SIDE, Photos, take_photos


@pytest.fixture
def flowers(tmp_path: Path) -> Dataset:
    """Photos of 400x300, one of them turned by its EXIF block, read at 40x40."""
    dice = np.random.default_rng(0)
    for name in ("daisy", "rose"):
        (tmp_path / name).mkdir()
        for place in range(3):
            pixels = np.full((300, 400, 3), dice.integers(40, 200, 3), np.uint8)
            pixels[:, :100] = 250
            exif = Image.Exif()
            exif[0x0112] = 6 if place == 2 else 1
            Image.fromarray(pixels).save(tmp_path / name / f"{place}.jpg", quality=95, exif=exif)
    return load(tmp_path, image_size=(40, 40))


INDICES = np.array([5, 0, 2], np.int64)


def test_photos_are_small_upright_and_in_their_own_proportions(flowers: Dataset) -> None:
    taken = take_photos(flowers, INDICES, [0, 1])
    assert taken is not None
    assert taken.rows.tolist() == [0, 1]
    assert taken.sizes.tolist() == [[400, 300], [300, 400]]
    turned, plain = (decode(content) for content in taken.files)
    assert (turned.pixels.shape, plain.pixels.shape) == ((160, 120, 3), (120, 160, 3))
    assert max(plain.pixels.shape) == PHOTO_SIDE
    with Image.open(flowers.root / flowers.ids[0]) as image:  # type: ignore[operator]
        expected = np.asarray(image.convert("RGB").resize((160, 120), Image.Resampling.BILINEAR)).astype(int)
    assert np.abs(plain.pixels.astype(int) - expected).mean() < 3


def test_what_the_network_read_is_kept_exactly(flowers: Dataset) -> None:
    taken = take_photos(flowers, INDICES, [2, 0])
    assert taken is not None
    assert np.array_equal(taken.seen, flowers.pixels[[2, 5]])
    large = dataclasses.replace(flowers, images=np.zeros((6, 3, 600, 300), np.uint8))
    seen = take_photos(large, INDICES, [0])
    assert seen is not None
    assert seen.seen.shape == (1, SEEN_SIDE, SEEN_SIDE // 2, 3)


def test_they_survive_the_file(flowers: Dataset) -> None:
    taken = take_photos(flowers, INDICES, [0, 1, 2])
    assert taken is not None
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **taken.to_arrays())
    buffer.seek(0)
    with np.load(buffer, allow_pickle=False) as stored:
        read = Photos.from_arrays({name: stored[name] for name in stored.files})
    assert read is not None
    assert read.files == taken.files
    assert np.array_equal(read.seen, taken.seen)
    assert np.array_equal(read.sizes, taken.sizes)
    assert Photos.from_arrays({"probabilities": np.zeros(3)}) is None


def test_a_photo_that_is_gone_or_changed_is_passed_over(flowers: Dataset) -> None:
    assert flowers.root is not None
    (flowers.root / flowers.ids[0]).unlink()
    (flowers.root / flowers.ids[2]).write_bytes(b"no image")
    taken = take_photos(flowers, INDICES, [0, 1, 2])
    assert taken is not None
    assert taken.rows.tolist() == [0]
    Image.new("RGB", (10, 10)).save(flowers.root / flowers.ids[5])
    assert take_photos(flowers, INDICES, [0, 1, 2]) is None


def test_data_that_are_no_folder_have_no_photos(flowers: Dataset) -> None:
    assert take_photos(dataclasses.replace(flowers, root=None), INDICES, [0]) is None
    assert take_photos(flowers, INDICES, []) is None


def test_no_metadata_travels_with_them(flowers: Dataset) -> None:
    taken = take_photos(flowers, INDICES, [0])
    assert taken is not None
    assert b"Exif" not in taken.files[0]
