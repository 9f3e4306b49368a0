from __future__ import annotations

import numpy as np
import pytest

from pupila.inspection.insight import Kernels
from pupila.inspection.pictures import (
    MOST_TILES,
    enlarged,
    heat_picture,
    kernels_picture,
    maps_picture,
    paint,
    shown_maps,
    tile_grid,
)

DICE = np.random.default_rng(2)
WHITE = [247, 248, 249]


def test_red_is_positive_and_blue_negative() -> None:
    negative, nothing, positive = paint(np.array([-1.0, 0.0, 1.0], np.float32)).tolist()
    assert nothing == WHITE
    assert positive[0] > positive[2]
    assert negative[2] > negative[0]


def test_colours_grow_stronger_with_the_value() -> None:
    greyness = paint(np.linspace(0, 1, 20)).astype(int).sum(axis=1)
    assert (np.diff(greyness) < 0).all()
    assert paint(np.array([0.5]), most=1.0).tolist() == paint(np.array([5.0]), most=10.0).tolist()


@pytest.mark.parametrize("values", [np.zeros(3), np.array([np.nan, 0.0]), np.zeros((0, 2))])
def test_values_without_a_scale_are_painted_white(values: np.ndarray) -> None:
    assert all(pixel == WHITE for pixel in paint(values).reshape(-1, 3).tolist())


@pytest.mark.parametrize("shape", [(1, 8, 8), (6, 28, 28), (16, 90, 90), (64, 45, 45), (200, 3, 5), (7, 300, 200)])
def test_a_grid_of_maps_fits_a_page(shape: tuple[int, int, int]) -> None:
    values = DICE.normal(size=shape).astype(np.float32)
    picture = maps_picture(values)
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 3
    assert picture.shape[1] <= 970
    assert shown_maps(values) == min(shape[0], MOST_TILES)


@pytest.mark.parametrize("shape", [(1,), (84,), (120, 1, 1), (16384,)])
def test_rows_of_values_are_cells(shape: tuple[int, ...]) -> None:
    values = DICE.normal(size=shape).astype(np.float32)
    picture = maps_picture(values)
    assert picture.shape[1] <= 970
    assert picture.shape[0] < 300
    assert shown_maps(values) == min(shape[0], 256)


def test_maps_share_one_scale() -> None:
    values = np.stack([np.full((40, 40), 0.01), np.full((40, 40), 1.0)]).astype(np.float32)
    picture = maps_picture(values)
    middle = picture[picture.shape[0] // 2]
    assert np.abs(middle[20].astype(int) - WHITE).max() < 12
    assert middle[-20].tolist() == paint(np.array([1.0])).tolist()[0]


def test_every_tile_is_in_the_grid_unchanged() -> None:
    tiles = [np.full((4, 4, 3), shade, np.uint8) for shade in range(10, 21)]
    found = {tuple(pixel) for pixel in tile_grid(tiles).reshape(-1, 3).tolist()}
    assert {(shade,) * 3 for shade in range(10, 21)} <= found


def test_kernels_of_colour_lie_around_grey() -> None:
    weights = np.zeros((2, 3, 2, 2), np.float32)
    weights[0, 0, 0, 0] = 0.5
    picture = kernels_picture(Kernels("c", "conv", weights))
    found = {tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()}
    assert (255, 128, 128) in found
    assert (128, 128, 128) in found


def test_heat_leaves_a_grey_photo_where_nothing_speaks() -> None:
    seen = DICE.integers(0, 256, (20, 30, 3)).astype(np.uint8)
    values = np.zeros((20, 30), np.float32)
    quiet = heat_picture(seen, values)
    assert (quiet[..., 0] == quiet[..., 1]).all()
    values[0, 0] = 1
    loud = heat_picture(seen, values)
    assert loud[0, 0, 0] > loud[0, 0, 1] + 30
    assert np.array_equal(loud[100:], quiet[100:])


@pytest.mark.parametrize("shape", [(8, 8), (28, 20), (300, 400), (1000, 3)])
def test_pictures_of_any_size_are_brought_to_one(shape: tuple[int, int]) -> None:
    found = enlarged(np.zeros((*shape, 3), np.uint8))
    assert 140 < max(found.shape[:2]) <= 280
