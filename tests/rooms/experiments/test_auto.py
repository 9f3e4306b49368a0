"""The rules of `auto`: sound on tiny, unbalanced, small, grey and large images, and told to whoever started them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pupila.data.augment import parse_augmentations
from pupila.experiments.auto import LEANING, ONE_WAY, choose_values, faces_both_ways, remarks
from pupila.experiments.config import read_recipe
from pupila.experiments.facts import Facts
from pupila.experiments.subject import model_lines
from pupila.models.build import build
from pupila.models.parsing import parse_layers

BOTH_WAYS, ONE = (0.01, "tulips"), (0.7, "seven")


def facts(
    images: int, classes: int = 5, size: tuple[int, int] = (180, 240), *, one_size: bool = False, **more: Any
) -> Facts:
    """Facts of photos in equal classes."""
    values = {"channels": 3, "facing": BOTH_WAYS, **more}
    counts = {f"class {number}": images // classes for number in range(classes)}
    return Facts(counts=counts, image_size=size, one_size=one_size, **values)


CASES = {
    "tiny": facts(100),
    "photos": facts(3_670),
    "many classes, small and unequal": Facts(
        {f"sign {n}": 200 * (1 + n % 11) for n in range(43)}, (43, 44), False, 3, ONE
    ),
    "digits": facts(1_797, 10, (8, 8), one_size=True, channels=1, facing=ONE),
    "grey symbols": facts(60_000, 10, (28, 28), one_size=True, channels=1, facing=ONE, fixed=True),
    "small colour": facts(50_000, 10, (32, 32), one_size=True),
    "few small colour": facts(4_000, 10, (32, 32), one_size=True),
    "large arrays": facts(900, 3, (300, 200), one_size=True, fixed=True),
    "x-rays": facts(5_000, 2, (1024, 1024), channels=1),
    "unknown": facts(20, 10, facing=None),
    "flat": facts(600, 2, (16, 400), one_size=True),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_chosen_is_a_recipe_whose_network_answers(name: str) -> None:
    found = CASES[name]
    recipe = read_recipe("auto").with_values(choose_values(found))
    for size in {recipe.data.image_size or found.image_size, *recipe.data.image_sizes}:
        shape = (found.channels, *size)
        network = build(
            parse_layers(model_lines(recipe)),
            input_shape=shape,
            num_classes=len(found.counts),
            generator=torch.Generator().manual_seed(0),
        )
        assert network(torch.zeros(2, *shape)).shape == (2, len(found.counts))
    assert len(parse_augmentations(recipe.augment.lines)) > 0
    assert recipe.train.batch_size <= max(16, found.examples // 8), "a step sees a part of the images"


@given(
    counts=st.lists(st.integers(0, 100_000), min_size=2, max_size=60),
    size=st.tuples(st.integers(1, 3_000), st.integers(1, 3_000)),
    one_size=st.booleans(),
    channels=st.sampled_from([1, 3]),
    fixed=st.booleans(),
    facing=st.none() | st.tuples(st.floats(-0.2, 1), st.just("0")),
)
def test_rules_have_an_answer_to_everything(
    counts: list[int],
    size: tuple[int, int],
    one_size: bool,
    channels: int,
    fixed: bool,
    facing: tuple[float, str] | None,
) -> None:
    known = {str(number): count for number, count in enumerate(counts)}
    recipe = read_recipe("auto").with_values(
        choose_values(Facts(known, size, one_size or fixed, channels, facing, fixed))
    )
    assert recipe.model.mirror == any("flip" in line for line in recipe.augment.lines)
    assert 10 <= recipe.train.epochs <= 100
    assert len(parse_layers(model_lines(recipe))) > 3


@pytest.mark.parametrize(
    ("name", "size", "network", "mirrored"),
    [
        ("tiny", (64, 64), "photo_cnn", True),
        ("photos", (64, 64), "photo_cnn", True),
        ("many classes, small and unequal", (48, 48), "whitened_cnn", False),
        ("digits", (8, 8), "resnet_small", False),
        ("grey symbols", None, "whitened_cnn", False),
        ("small colour", (32, 32), "whitened_cnn", True),
        ("large arrays", None, "photo_cnn", True),
        ("x-rays", (64, 64), "photo_cnn", True),
    ],
)
def test_size_network_and_mirroring_follow_the_images(
    name: str, size: tuple[int, int] | None, network: str, mirrored: bool
) -> None:
    recipe = read_recipe("auto").with_values(choose_values(CASES[name]))
    assert (recipe.data.image_size, recipe.model.name, recipe.model.mirror) == (size, network, mirrored)


def test_few_images_are_seen_often_and_in_small_batches() -> None:
    trains = [read_recipe("auto").with_values(choose_values(facts(n))).train for n in (100, 1_000, 3_670, 50_000)]
    assert [train.epochs for train in trains] == sorted((train.epochs for train in trains), reverse=True)
    assert [train.batch_size for train in trains] == [16, 64, 64, 128]


def test_larger_images_are_for_those_who_have_them_and_time() -> None:
    sizes = {
        side: choose_values(facts(3_000, size=(side, 2 * side)))["data.image_sizes"] for side in (50, 64, 100, 180)
    }
    assert sizes == {50: (), 64: (), 100: ((64, 64), (96, 96)), 180: ((64, 64), (96, 96), (128, 128))}
    assert choose_values(facts(3_000), image_size=(80, 80))["data.image_sizes"] == ()


def test_wider_networks_are_for_many_small_images_and_time() -> None:
    found = {n: choose_values(facts(n, size=(32, 32), one_size=True))["model.widths"] for n in (4_000, 50_000)}
    assert found == {4_000: (), 50_000: (32, 64)}


def test_a_size_that_is_set_has_the_network_for_it() -> None:
    assert choose_values(facts(3_000), image_size=(32, 32))["model.name"] == "whitened_cnn"
    assert choose_values(facts(3_000), image_size=(224, 224))["model.options"]["stages"] == 4


@pytest.mark.parametrize(("share", "mirrored"), [(-0.02, True), (ONE_WAY - 0.01, True), (ONE_WAY, False), (1.0, False)])
def test_images_that_face_one_way_are_not_mirrored(share: float, mirrored: bool) -> None:
    assert faces_both_ways(facts(500, facing=(share, "shoe"))) == mirrored


@pytest.mark.parametrize(("sure", "mirrored"), [(-1.0, True), (LEANING - 0.1, True), (LEANING, False), (90.0, False)])
def test_nor_are_images_that_surely_lean(sure: float, mirrored: bool) -> None:
    found = replace(facts(500, facing=BOTH_WAYS), leaning=(sure, "turn left"))
    assert faces_both_ways(found) == mirrored
    assert ("'turn left'" in told(found)[1]) == (not mirrored)


def told(found: Facts, given: dict[str, Any] | None = None, language: str = "en") -> list[str]:
    given = given or {}
    recipe = read_recipe("auto").with_values(choose_values(found)).with_values(given)
    return [remark.message(language) for remark in remarks(recipe, found, given)]


def test_what_was_chosen_is_said() -> None:
    first, second = told(facts(3_670))
    assert first == (
        "Chosen for 3,670 images of 5 classes: 64x64 pixels, network photo_cnn(width=32, stages=3), epochs: 41."
    )
    assert "mirrored" in second
    assert told(facts(3_670), language="es")[0].startswith("Elegido para 3.670 imágenes de 5 clases: 64x64 píxeles")


def test_a_time_is_said_with_the_sizes_that_it_chooses_from() -> None:
    first = told(facts(3_670), {"train.minutes": 5.0})[0]
    assert "64x64, 96x96, 128x128 pixels" in first
    assert "as many epochs as fit into the time (5 min)" in first


def test_what_was_set_is_what_is_said() -> None:
    given = {"train.epochs": 7, "model.name": "lenet5", "data.image_size": (28, 28), "augment.lines": ()}
    assert told(facts(3_670), given) == [
        "Chosen for 3,670 images of 5 classes: 28x28 pixels, network lenet5, epochs: 7."
    ]


def test_why_images_are_not_mirrored_is_said() -> None:
    assert "those of 'seven' face one way" in told(facts(900, facing=ONE))[1]
    assert "no class has enough" in told(facts(20, 10, facing=None))[1]


def test_unequal_classes_are_named() -> None:
    found = Facts({"rare": 20, "usual": 100}, (64, 64), False, 3, BOTH_WAYS)
    assert "20 images of 'rare', 100 of 'usual'" in told(found)[-1]
    assert len(told(Facts({"a": 21, "b": 100}, (64, 64), False, 3, BOTH_WAYS))) == 2
