from __future__ import annotations

import re

import numpy as np
import pytest

from pupila.data.image_io import decode
from pupila.data.sheet import sheet, variants_sheet
from pupila.errors import DataError


def drawn(content: bytes) -> np.ndarray:
    return decode(content).pixels


def find(canvas: np.ndarray, tile: np.ndarray) -> list[tuple[int, int]]:
    """Return where `tile` stands in `canvas`, looked for by its first pixel and then whole."""
    height, width = tile.shape[:2]
    tops, lefts = np.nonzero((canvas == tile[0, 0]).all(axis=2))
    return [
        (top, left)
        for top, left in zip(tops.tolist(), lefts.tolist(), strict=True)
        if np.array_equal(canvas[top : top + height, left : left + width], tile)
    ]


@pytest.mark.parametrize(("side", "factor"), [(8, 14), (28, 4), (32, 4), (64, 2), (96, 1), (180, 1)])
def test_images_are_enlarged_by_whole_factors_pixel_for_pixel(side: int, factor: int) -> None:
    images = np.random.default_rng(side).integers(1, 200, (2, side, side, 3), np.uint8)
    canvas = drawn(sheet(images, ["a", "b"]))
    for image in images:
        assert len(find(canvas, image.repeat(factor, 0).repeat(factor, 1))) == 1


def test_large_images_are_reduced() -> None:
    canvas = drawn(sheet(np.full((1, 400, 800, 3), 90, np.uint8), ["wide"]))
    assert canvas.shape[1] < 300
    assert len(find(canvas, np.full((112, 224, 3), 90, np.uint8))) == 1


def test_grey_is_drawn_and_the_rows_are_filled_in_order() -> None:
    images = np.arange(1, 8, dtype=np.uint8)[:, None, None, None] * np.full((7, 28, 28, 1), 30, np.uint8)
    canvas = drawn(sheet(images, [str(index) for index in range(7)], columns=3))
    places = [find(canvas, np.full((112, 112, 3), 30 * index, np.uint8))[0] for index in range(1, 8)]
    assert places == sorted(places)
    assert len({left for _, left in places}) == 3
    assert len({top for top, _ in places}) == 3


def test_margins_are_white_and_captions_have_ink() -> None:
    images = np.zeros((4, 28, 28, 1), np.uint8)
    with_text, without = (drawn(sheet(images, [text] * 4, columns=2)) for text in ("gato", ""))
    assert with_text.shape == without.shape
    for edge in (with_text[:10], with_text[-4:], with_text[:, :10], with_text[:, -10:]):
        assert edge.min() == 255
    assert with_text.mean() < without.mean()


def test_a_caption_never_reaches_its_neighbour() -> None:
    images = np.zeros((2, 28, 28, 1), np.uint8)
    plain = drawn(sheet(images, ["", "x"], columns=2))
    long = drawn(sheet(images, ["very long name of a class " * 9, "x"], columns=2))
    middle = find(plain, np.zeros((112, 112, 3), np.uint8))[1][1] - 7
    assert np.array_equal(plain[:, middle:], long[:, middle:])
    assert not np.array_equal(plain, long)


@pytest.mark.parametrize("name", ["\u202egnp.exe", "a\nb", "\x1b[31mred", "\udcff", "花", "🌻", "<b>", ""])
def test_any_name_can_be_drawn(name: str) -> None:
    assert drawn(sheet(np.zeros((1, 28, 28, 1), np.uint8), [name])).shape[2] == 3


def test_many_images_make_a_page_no_wider_than_a_page() -> None:
    for count in (1, 2, 5, 12, 20, 25, 30, 49, 100):
        canvas = drawn(sheet(np.zeros((count, 28, 28, 1), np.uint8), [""] * count))
        assert canvas.shape[1] <= 1000
        assert count < 5 or canvas.shape[0] < 3 * canvas.shape[1]


@pytest.mark.parametrize(("count", "side", "columns"), [(9, 180, 3), (16, 32, 4), (25, 28, 5), (36, 28, 6)])
def test_a_square_number_of_images_makes_a_square(count: int, side: int, columns: int) -> None:
    images = np.arange(1, count + 1, dtype=np.uint8)[:, None, None, None] * np.ones((count, side, side, 1), np.uint8)
    canvas = drawn(sheet(images, ["name"] * count))
    factor = round(112 / side) or 1
    corners = [
        find(canvas, np.full((side * factor, side * factor, 3), value, np.uint8))[0] for value in (1, columns, count)
    ]
    (top, left), (same_top, right), (bottom, same_right) = corners
    assert (top, right) == (same_top, same_right)
    assert bottom > top
    assert right > left
    assert abs((right - left) - (bottom - top)) < 30 * columns


def test_a_limit_of_its_own_reduces_images() -> None:
    canvas = drawn(sheet(np.full((1, 100, 100, 3), 9, np.uint8), ["a"], largest=50))
    assert len(find(canvas, np.full((50, 50, 3), 9, np.uint8))) == 1


def test_the_accent_frames_one_image_in_colour() -> None:
    original = np.zeros((32, 32, 3), np.uint8)
    canvas = drawn(variants_sheet(original, np.full((8, 32, 32, 3), 9, np.uint8), caption="tulips"))
    assert len(find(canvas, np.zeros((128, 128, 3), np.uint8))) == 1
    assert len(find(canvas, np.full((128, 128, 3), 9, np.uint8))) == 8
    top, left = find(canvas, np.zeros((128, 128, 3), np.uint8))[0]
    red, _, blue = canvas[top - 2, left + 5].astype(int)
    assert red > blue + 100


def test_the_same_images_give_the_same_bytes() -> None:
    images = np.zeros((3, 28, 28, 1), np.uint8)
    assert sheet(images, ["a"] * 3) == sheet(images, ["a"] * 3)
    assert re.search(rb"tEXt|eXIf|tIME", sheet(images, ["a"] * 3)) is None


def test_wrong_shapes_and_counts_are_refused() -> None:
    with pytest.raises(DataError, match=r"\(2, 3, 28, 28\)"):
        sheet(np.zeros((2, 3, 28, 28), np.uint8), ["a", "b"])
    with pytest.raises(DataError, match="shape"):
        sheet(np.zeros((0, 28, 28, 1), np.uint8), [])
    with pytest.raises(DataError, match="2 images and 1 captions"):
        sheet(np.zeros((2, 28, 28, 1), np.uint8), ["a"])
