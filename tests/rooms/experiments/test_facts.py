"""What data are like, before a recipe is chosen for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pupila.data.dataset import make_dataset
from pupila.data.sources import load
from pupila.errors import DataError
from pupila.experiments.auto import LEANING, faces_both_ways
from pupila.experiments.facts import FEWEST_FACING, facing, facts_of_dataset, facts_of_folder, leaning, most


def arrow(*, to_the_left: bool, noise: np.random.Generator) -> np.ndarray:
    """A bright triangle that points to one side, with noise."""
    height, width = np.mgrid[:24, :30]
    inside = np.abs(height - 12) < width * 12 / 30
    pixels = np.where(inside if to_the_left else inside[:, ::-1], 200, 60) + noise.normal(0, 12, (24, 30))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def test_a_folder_is_counted_and_measured(photos: Path) -> None:
    found = facts_of_folder(photos)
    assert found.counts == {"blue": 12, "green": 12, "red": 12}
    assert (found.examples, found.image_size, found.one_size, found.channels) == (36, (14, 12), True, 3)
    assert found.facing is not None
    assert found.facing[0] < 0.1, "noise faces no way"


def test_a_folder_and_its_arrays_have_the_same_facts(photos: Path) -> None:
    folder, arrays = facts_of_folder(photos), facts_of_dataset(load(photos), fixed=True)
    assert (folder.counts, folder.image_size, folder.channels) == (arrays.counts, arrays.image_size, arrays.channels)
    assert (folder.fixed, arrays.fixed) == (False, True)


def test_sizes_of_many_kinds_have_a_middle(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        for side in (20, 40, 60):
            Image.new("L", (2 * side, side)).save(tmp_path / name / f"{side}.png")
    found = facts_of_folder(tmp_path)
    assert (found.image_size, found.one_size, found.channels) == ((40, 80), False, 1)
    assert found.facing is None, "three images of a class tell nothing"


def test_a_test_folder_is_not_looked_into(new_photos: Callable[..., Path], tmp_path: Path) -> None:
    new_photos(tmp_path / "train", count=9)
    new_photos(tmp_path / "test", count=5)
    for path in (tmp_path / "test").rglob("*.png"):
        path.write_bytes(b"broken")
    assert facts_of_folder(tmp_path).counts == {"blue": 9, "green": 9, "red": 9}


def test_files_that_cannot_be_read_are_passed_over(new_photos: Callable[..., Path], tmp_path: Path) -> None:
    root = new_photos(tmp_path / "photos", count=FEWEST_FACING)
    (root / "red" / "00.png").write_bytes(b"no image")
    found = facts_of_folder(root)
    assert found.image_size == (14, 12)
    assert found.facing is not None, "two classes are whole"


def test_a_folder_of_broken_files_has_some_size(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.png").write_bytes(b"no")
    found = facts_of_folder(tmp_path)
    assert min(found.image_size) > 0
    assert found.facing is None


def test_a_folder_without_classes_is_bad_data(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        facts_of_folder(tmp_path)


@pytest.mark.parametrize("both", [True, False])
def test_arrows_face_one_way_or_both(both: bool) -> None:
    dice = np.random.default_rng(0)
    pixels = np.stack([arrow(to_the_left=both and number % 2 == 0, noise=dice) for number in range(40)])
    labels = np.repeat([0, 1], 20)
    found = facts_of_dataset(make_dataset(pixels[..., None], labels, name="arrows", class_names=["a", "b"]))
    assert found.facing is not None
    assert (found.facing[0] > 0.5) == (not both)


@given(st.integers(2, 40), st.integers(0, 2**32))
def test_facing_is_a_share_that_grows_with_what_is_common(count: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    noise = list(dice.normal(size=(count, 6, 6)))
    common = np.zeros((6, 6))
    common[:, 0] = 1.0
    shares = [facing([image + strength * common for image in noise]) for strength in (0.0, 3.0, 100.0)]
    assert shares == sorted(shares)
    assert -1 / (count - 1) - 1e-9 <= shares[0]
    assert shares[2] == pytest.approx(1, abs=0.02)


def test_chance_alone_gives_nothing_in_the_mean() -> None:
    dice = np.random.default_rng(1)
    shares = [facing(list(dice.normal(size=(5, 4, 4)))) for _ in range(2_000)]
    assert np.mean(shares) == pytest.approx(0, abs=3 * np.std(shares) / 2_000**0.5)


def test_images_that_are_their_own_mirror_images_face_no_way() -> None:
    assert facing([np.ones((4, 4))] * 3) == 0


def test_the_class_that_most_faces_one_way_is_named() -> None:
    left, ring = np.eye(4), np.ones((4, 4))
    assert most(facing, {"o": [ring] * 9, "j": [left] * 9, "few": [left] * 7}) == (1.0, "j")
    assert most(facing, {"few": [left] * 7}) is None


def sign(kind: str, dice: np.random.Generator) -> np.ndarray:
    """A disc with an arrow on it, small, somewhere, dark or bright, before clutter."""
    size = 24
    clutter = dice.integers(0, 256, (4, 4)).repeat(size // 4, 0).repeat(size // 4, 1).astype(float)
    down, across = np.mgrid[:size, :size] - (size / 2 + dice.uniform(-2, 2, 2))[:, None, None]
    disc = np.hypot(down, across) < 9
    arrow = (np.abs(down) < (5 - across) / 2) & (np.abs(across) < 5) & disc
    pixels = np.where(arrow, 20, np.where(disc, 230, clutter))
    pixels = pixels[:, ::-1] if kind == "left" else pixels
    noisy = pixels * dice.uniform(0.3, 1.1) + dice.normal(0, 8, pixels.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("ways", [("right",), ("left",), ("right", "left")], ids=str)
def test_small_arrows_before_clutter_face_one_way(ways: tuple[str, ...]) -> None:
    dice = np.random.default_rng(2)
    pixels = np.stack([sign(ways[number % len(ways)], dice) for number in range(120)])
    labels = np.arange(120) // 60
    found = facts_of_dataset(make_dataset(pixels[..., None], labels, name="signs", class_names=["a", "b"]))
    assert found.leaning is not None
    assert (found.leaning[0] >= LEANING) == (len(ways) == 1)
    assert faces_both_ways(found) == (len(ways) == 2)


def test_sureness_is_that_of_tossed_coins() -> None:
    """The formula against signs tossed over and over for the same differences."""
    dice = np.random.default_rng(3)
    images = list(dice.normal(size=(12, 8, 8)))
    tossed = [
        leaning([image if toss else image[:, ::-1] for image, toss in zip(images, row, strict=True)])
        for row in dice.random((1_500, 12)) < 0.5
    ]
    assert np.mean(tossed) == pytest.approx(0, abs=0.1)
    assert np.std(tossed) == pytest.approx(1, abs=0.1)


def test_dark_images_lean_as_bright_ones_do() -> None:
    dice = np.random.default_rng(4)
    images = [sign("left", dice).astype(np.float64)[:16, :16] for _ in range(20)]
    assert leaning([image * 0.01 for image in images]) == pytest.approx(leaning(images))
    assert leaning([image[:, ::-1] for image in images]) == pytest.approx(leaning(images))


def test_the_class_that_surely_leans_is_named() -> None:
    left, ring = np.tri(8), np.ones((8, 8))
    found = most(leaning, {"o": [ring] * 9, "j": [left] * 9, "few": [left] * 7})
    assert found is not None
    assert found[1] == "j"
    assert leaning([ring] * 9) == 0
    assert most(leaning, {"few": [left] * 7}) is None
