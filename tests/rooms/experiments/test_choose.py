"""What stands after `pupila train` leads to the recipe that is meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pupila.data.sources import load
from pupila.errors import DataError, RecipeError
from pupila.experiments.choose import choose, choose_recipe
from pupila.experiments.config import build_recipe, read_recipe


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("digits", "digits"),
        ("mnist", "n4-mnist-lenet5"),
        ("fashion_mnist", "n5-fashion-mlp"),
        ("cifar10", "n2-cifar10-deep"),
        ("flowers", "n3-flowers-regularised"),
        ("n1-cifar10-small", "n1-cifar10-small"),
    ],
)
def test_a_data_set_has_the_recipe_made_for_it(target: str, name: str) -> None:
    assert choose_recipe(target).name == name
    assert choose(target).remarks == (), "such a recipe says all itself"


def test_a_folder_gets_a_recipe_by_rules_and_is_told(photos: Path) -> None:
    choice = choose(str(photos))
    assert (choice.recipe.name, choice.recipe.data.source) == ("auto", str(photos))
    assert (choice.recipe.data.image_size, choice.recipe.model.name) == ((14, 12), "resnet_small")
    assert "36 images of 3 classes: 14x12 pixels" in choice.remarks[0].message("en")
    assert choice.recipe == choose_recipe(str(photos))


def test_what_was_chosen_is_written_out(photos: Path) -> None:
    recipe = choose_recipe(str(photos))
    (photos.parent / "again.toml").write_text(recipe.to_toml(), encoding="utf-8")
    assert read_recipe(photos.parent / "again.toml") == recipe


def test_what_is_set_wins_and_the_rest_follows_it(photos: Path) -> None:
    recipe = choose(str(photos), {"train.epochs": 3, "data.image_size": [64, 64], "augment.lines": []}).recipe
    assert (recipe.train.epochs, recipe.data.image_size, recipe.augment.lines) == (3, (64, 64), ())
    assert recipe.model.name == "photo_cnn", "the network is one for that size"
    own = choose(str(photos), {"model.layers": ["flatten", "dense classes"]}).recipe
    assert (own.model.name, own.model.options, own.model.widths) == (None, {}, ())


def test_a_home_that_nobody_has_is_a_path_that_is_not_there() -> None:
    with pytest.raises(DataError, match="~nobody-at-all/x"):
        choose("~nobody-at-all/x")
    with pytest.raises(DataError, match="~nobody-at-all/x"):
        choose("auto", {"data.source": "~nobody-at-all/x"})


def test_auto_may_be_named_and_given_data(photos: Path) -> None:
    assert choose("auto", {"data.source": str(photos)}).recipe == choose_recipe(str(photos))
    assert choose_recipe("auto").data.source == "digits"


def test_a_wrong_setting_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"train\.epochs"):
        choose(str(tmp_path), {"train.epoch": 3})


def test_arrays_keep_their_size(tmp_path: Path) -> None:
    labels = np.array([0, 1] * 10)
    np.savez(tmp_path / "toy.npz", x_train=np.zeros((20, 28, 28), np.uint8), y_train=labels)
    recipe = choose_recipe(str(tmp_path / "toy.npz"))
    assert (recipe.name, recipe.data.source, recipe.data.image_size) == ("auto", str(tmp_path / "toy.npz"), (28, 28))
    assert choose_recipe("synthetic:size=9,examples=40").data.image_size == (9, 9)


def test_large_arrays_are_read_smaller_as_photos_are(tmp_path: Path) -> None:
    labels = np.array([0, 1] * 10)
    np.savez(tmp_path / "large.npz", x_train=np.zeros((20, 90, 110, 3), np.uint8), y_train=labels)
    assert choose_recipe(str(tmp_path / "large.npz")).data.image_size == (64, 64)


def test_data_in_memory_stay_as_they_are(photos: Path) -> None:
    recipe = choose(load(photos, image_size=(70, 90))).recipe
    assert (recipe.data.image_size, recipe.data.image_sizes, recipe.model.name) == (None, (), "photo_cnn")


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[model]\nname = "mlp"\n', encoding="utf-8")
    assert choose_recipe(str(tmp_path / "mine.toml")).model.name == "mlp"


@pytest.mark.parametrize("target", ["photos/of/mine", "toy.npz", "./digits2"])
def test_a_path_that_is_not_there_is_bad_data(target: str) -> None:
    with pytest.raises(DataError, match="is not there") as caught:
        choose_recipe(target)
    assert caught.value.exit_code == 3


def test_a_word_that_is_nothing_is_bad_usage() -> None:
    with pytest.raises(RecipeError, match="'digits'") as caught:
        choose_recipe("digit")
    assert caught.value.exit_code == 2


WIDE = {"name": "w", "model": {"name": "whitened_cnn", "options": {"width": 16}, "widths": [16, 32]}}


def test_a_width_that_is_set_is_no_longer_chosen() -> None:
    recipe = build_recipe(WIDE)
    assert recipe.with_values({"train.epochs": 3}).model.widths == (16, 32)
    for values in ({"model.options.width": 24}, {"model.options": {"width": 24}}):
        assert recipe.with_values(values).model.widths == ()
    assert recipe.with_values({"model.widths": [8], "model.options.width": 4}).model.widths == (8,)
    assert recipe.with_values({"model.name": "lenet5"}).model.widths == ()
    assert recipe.with_values({"model.layers": ["flatten", "dense classes"]}).model.widths == ()


def test_an_image_size_that_is_set_is_no_longer_chosen() -> None:
    recipe = build_recipe({**WIDE, "data": {"image_size": [64, 64], "image_sizes": [[64, 64], [96, 96]]}})
    assert recipe.with_values({"data.image_size": [32, 32]}).data.image_sizes == ()
    assert recipe.with_values({"data.source": "mnist"}).data.image_sizes == ((64, 64), (96, 96))


@pytest.mark.parametrize(
    "values",
    [
        {"model.widths": [0]},
        {"model.widths": [32.5]},
        {"model.widths": "wide"},
        {"data.image_sizes": [64, 96]},
        {"data.image_sizes": [[64, 0]]},
        {"train.remeasure": 0},
    ],
    ids=str,
)
def test_choices_that_are_none_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(RecipeError) as caught:
        build_recipe(WIDE).with_values(values)
    assert next(iter(values)) in str(caught.value)


def test_layers_have_no_widths_to_choose() -> None:
    with pytest.raises(RecipeError) as caught:
        build_recipe({"model": {"layers": ["flatten", "dense classes"], "widths": [8]}})
    assert caught.value.code == "recipes.widths_of_layers"
