"""What stands after `pupila train` leads to the recipe that is meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pupila.errors import DataError, RecipeError
from pupila.experiments.choose import choose_recipe


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


def test_a_folder_gets_the_general_recipe(photos: Path) -> None:
    recipe = choose_recipe(str(photos))
    assert (recipe.name, recipe.data.source) == ("auto", str(photos))
    assert recipe.data.image_size is not None


def test_arrays_keep_their_size(tmp_path: Path) -> None:
    np.savez(tmp_path / "toy.npz", x_train=np.zeros((2, 4, 4), np.uint8), y_train=np.zeros(2))
    for target in (str(tmp_path / "toy.npz"), "synthetic:size=9"):
        recipe = choose_recipe(target)
        assert (recipe.name, recipe.data.source, recipe.data.image_size) == ("auto", target, None)


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
