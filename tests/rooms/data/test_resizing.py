from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pupila.data import image_io, resizing
from pupila.data.resizing import as_resizer, resizer

pytestmark = pytest.mark.skipif(resizer() is None, reason="no compiler, or no vectors of 32 bytes")


def pixels_of(shape: tuple[int, int, int], seed: int, values: str) -> NDArray[np.uint8]:
    image = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    if values == "ends":
        return np.where(image > 127, 255, 0).astype(np.uint8)
    return np.full(shape, image[0, 0, 0], np.uint8) if values == "one tone" else image


@given(
    before=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    after=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    channels=st.sampled_from([1, 3]),
    values=st.sampled_from(["noise", "ends", "one tone"]),
    seed=st.integers(0, 100),
)
@example(before=(180, 270), after=(180, 180), channels=3, values="noise", seed=0)
@example(before=(333, 500), after=(224, 224), channels=3, values="ends", seed=0)
@example(before=(60, 60), after=(10, 35), channels=3, values="noise", seed=0)  # on both sides of where Pillow 13
@example(before=(60, 60), after=(10, 36), channels=3, values="noise", seed=0)  # resizes down first
@example(before=(480, 640), after=(180, 180), channels=3, values="ends", seed=0)
@example(before=(480, 640), after=(64, 48), channels=1, values="noise", seed=0)
@example(before=(2, 2000), after=(3, 180), channels=1, values="noise", seed=0)
def test_sizes_are_pillows_to_the_last_bit(
    before: tuple[int, int], after: tuple[int, int], channels: int, values: str, seed: int
) -> None:
    image, found = pixels_of((*before, channels), seed, values), resizer()
    assert found is not None
    room = np.full((3, *after, channels), 77, np.uint8)
    if found.resize_into(image, [(0, *before, 1)], room) == [True]:
        assert np.array_equal(room[1], image_io.resize(image, after))
        assert set(room[0].flat) == set(room[2].flat) == {77}  # nothing is written beside it
    else:
        assert max(before[0] / after[0], before[1] / after[1]) > 16


def test_each_becomes_what_it_is_told_and_what_is_missing_nothing() -> None:
    found = resizer()
    assert found is not None
    images = [pixels_of((height, 20, 3), height, "noise") for height in (30, 500, 7)]
    starts = np.cumsum([0, *(image.size for image in images)]).tolist()
    places = [
        (start, *image.shape[:2], target) for start, image, target in zip(starts, images, (3, 0, 1), strict=False)
    ]
    results = np.full((4, 9, 11, 3), 77, np.uint8)
    able = found.resize_into(np.concatenate([image.ravel() for image in images]), [*places, (-1, 5, 5, 2)], results)
    assert able == [True, False, True, False]  # the second is far larger than wanted
    for target, image in ((3, images[0]), (1, images[2])):
        assert np.array_equal(results[target], image_io.resize(image, (9, 11)))
    assert set(results[2].flat) == {77}


@pytest.mark.parametrize(("processor", "needed"), [("haswell", "avx2"), ("skylake-avx512", "avx512bw")])
def test_processors_without_products_of_bytes_give_the_same(processor: str, needed: str, tmp_path: Path) -> None:
    if needed not in Path("/proc/cpuinfo").read_text().split():
        pytest.skip(f"this processor has no {needed}")
    source, made = Path(resizing.__file__).with_suffix(".c"), tmp_path / "resizing.so"
    subprocess.run(["gcc", "-O3", f"-march={processor}", "-fPIC", "-shared", source, "-o", made], check=True)
    found = as_resizer(ctypes.CDLL(str(made)))
    assert found is not None
    dice = np.random.default_rng(5)
    for number in range(60):
        before, after = (tuple(dice.integers(1, 200, 2).tolist()) for _ in range(2))
        image = pixels_of((*before, (1, 3)[number % 2]), number, "noise")
        results = np.zeros((1, *after, image.shape[2]), np.uint8)
        if found.resize_into(image, [(0, *before, 0)], results) == [True]:
            assert np.array_equal(results[0], image_io.resize(image, after))
