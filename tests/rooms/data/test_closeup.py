from __future__ import annotations

import numpy as np
import pytest

from pupila.data.closeup import closeup
from pupila.data.image_io import decode


def drawn(pixels: np.ndarray, **words: str) -> np.ndarray:
    return decode(closeup(pixels, **{"label": "gato", "name": "train/00003", **words})).pixels


def stands_in(canvas: np.ndarray, tile: np.ndarray) -> list[tuple[int, int]]:
    height, width = tile.shape[:2]
    tops, lefts = np.nonzero((canvas == tile[0, 0]).all(axis=2))
    places = zip(tops.tolist(), lefts.tolist(), strict=True)
    return [at for at in places if np.array_equal(canvas[at[0] : at[0] + height, at[1] : at[1] + width], tile)]


def test_every_pixel_of_a_grey_image_is_a_square_of_its_value() -> None:
    pixels = np.random.default_rng(0).integers(1, 250, (28, 28, 1), np.uint8)
    enlarged = np.broadcast_to(pixels.repeat(11, 0).repeat(11, 1), (308, 308, 3))
    assert len(stands_in(drawn(pixels), enlarged)) == 1


def test_the_bar_runs_from_black_to_white() -> None:
    canvas = drawn(np.full((28, 28, 1), 40, np.uint8))
    (top, left) = stands_in(canvas, np.full((308, 308, 3), 40, np.uint8))[0]
    bar = canvas[top : top + 308, left + 308 + 12 + 5]
    assert bar[0].tolist() == [255] * 3
    assert bar[-1].tolist() == [0] * 3
    assert (np.diff(bar[:, 0].astype(int)) <= 0).all()


def test_a_colour_image_is_followed_by_its_channels_each_with_its_bar() -> None:
    pixels = np.random.default_rng(1).integers(1, 250, (32, 32, 3), np.uint8)
    canvas = drawn(pixels)
    places = [stands_in(canvas, pixels.repeat(9, 0).repeat(9, 1))[0]]
    for channel in range(3):
        alone = np.zeros_like(pixels)
        alone[:, :, channel] = pixels[:, :, channel]
        (place,) = stands_in(canvas, alone.repeat(9, 0).repeat(9, 1))
        full = canvas[place[0], place[1] + 288 + 12 + 5]
        assert full.tolist() == [255 * (channel == one) for one in range(3)]
        places.append(place)
    assert len(set(places)) == 4
    assert places == sorted(places)


def test_large_photos_are_reduced_and_small_ones_fill_the_page() -> None:
    assert drawn(np.zeros((900, 1200, 3), np.uint8)).shape[1] < 1150
    assert drawn(np.zeros((8, 8, 1), np.uint8)).shape[0] > 300


@pytest.mark.parametrize("name", ["x" * 300, "\u202egpj.exe", "<script>", "شَجَرَة", "", "a b " * 99])
def test_any_name_is_drawn_inside_the_picture(name: str) -> None:
    plain, hostile = (
        drawn(np.zeros((28, 28, 1), np.uint8)),
        drawn(np.zeros((28, 28, 1), np.uint8), label=name, name=name),
    )
    assert hostile.shape[1] == plain.shape[1]
    assert hostile[:, -15:].min() == 255


def test_both_languages_tell_the_same_figures() -> None:
    pixels = np.zeros((28, 28, 1), np.uint8)
    assert closeup(pixels, label="a", name="b") != closeup(pixels, label="a", name="b", language="es")
