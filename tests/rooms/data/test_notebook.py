"""A data set shown in a notebook: small, and harmless whatever its names."""

from __future__ import annotations

import base64
import dataclasses
import re

import numpy as np
import pytest

from pupila.data.dataset import Dataset, make_dataset
from pupila.data.image_io import decode
from pupila.data.notebook import card, split_text
from pupila.errors import DataError, RecipeError

NAMES = ("<script>alert(1)</script>", "=1+1", "شَجَرَة", "\u202egpj", "x" * 200)


def noisy(side: int, *, classes: tuple[str, ...] = NAMES, count: int = 25) -> Dataset:
    dice = np.random.default_rng(0)
    pixels = dice.integers(0, 256, (count, side, side, 3), np.uint8)
    parts = np.array((["train"] * (count - 5)) + ["test"] * 5, dtype="<U5")
    made = make_dataset(pixels, np.arange(count) % len(classes), name="<b>", class_names=classes, given_split=parts)
    sizes = dice.integers(50, 900, (count, 2)).astype(np.int32)
    return dataclasses.replace(made, original_sizes=sizes)


@pytest.mark.parametrize(("side", "language"), [(8, "en"), (64, "es"), (300, "en")])
def test_it_stays_small_whatever_the_images(side: int, language: str) -> None:
    page = card(noisy(side), language)  # type: ignore[arg-type]
    assert len(page) < 200_000  # noise: nothing compresses worse
    for kind, picture in re.findall(r"data:image/(png|jpeg);base64,([^'\"]+)", page):
        assert decode(base64.b64decode(picture)).format == kind.upper()


def test_names_are_inert_and_visible() -> None:
    page = card(noisy(8), "en")
    for part in ("<script>", "<b>:", "\u202e"):
        assert part not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\\u202egpj" in page
    assert "شَجَرَة" in page


def test_it_tells_parts_balance_and_sizes() -> None:
    data = noisy(8)
    english, spanish = card(data, "en"), card(data, "es")
    assert "20 for training · 5 for testing" in english
    assert "same number of images, 5" in english
    assert "different sizes" in english
    assert "20 para entrenar · 5 de prueba" in spanish
    assert english.count("<img") == 2
    alike = dataclasses.replace(data, original_sizes=np.full((25, 2), 8, np.int32))
    assert card(alike, "en").count("<img") == 1
    assert split_text(dataclasses.replace(data, given_split=np.full(25, "", "<U5")), "en") == ""


def test_of_a_thousand_classes_some_are_named() -> None:
    classes = tuple(f"a class with a name {place}" for place in range(1000))
    page = card(noisy(8, classes=classes, count=1000), "en")
    assert len(page) < 200_000
    assert "and 960 more classes" in page


def test_one_image_is_found_by_row_and_by_id() -> None:
    data = noisy(8)
    by_row, by_id = data.show(3), data.show("train/00003")
    assert by_row == by_id
    assert by_row != data.show(4)
    assert data.row_of("test/00001") == 21
    assert data.show(0, language="es") != data.show(0, language="en")


@pytest.mark.parametrize("example", [25, -1, "25", "-1", "train/99", "", "²"])
def test_an_example_that_is_not_there_is_named(example: int | str) -> None:
    with pytest.raises(DataError, match=re.escape(f"no example '{example}'")) as caught:
        noisy(8).show(example)
    assert "test/00004" in str(caught.value)
    assert "0 a 24" in caught.value.message("es")


def test_overview_and_augmented_versions_are_pictures() -> None:
    data = noisy(8)
    assert "same number of images" in data.overview(language="en").description
    first, again, other = (data.augmented("rotate 20deg", example=2, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first.png != other.png
    with pytest.raises(RecipeError):
        data.augmented("rotat 3")
