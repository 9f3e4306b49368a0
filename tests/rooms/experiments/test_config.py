"""Recipes: what they may say, and how a wrong one is answered."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import RecipeError
from pupila.experiments.config import (
    build_recipe,
    keys,
    parse_setting,
    read_recipe,
)
from pupila.experiments.shelf import first_comment, recipe_names

MINIMAL = {"model": {"name": "lenet5"}}


def refused(content: dict[str, Any]) -> RecipeError:
    with pytest.raises(RecipeError) as caught:
        build_recipe(content)
    assert caught.value.exit_code == 2
    assert caught.value.message("es")
    return caught.value


@pytest.mark.parametrize(
    ("content", "key", "guess"),
    [
        ({"train": {"epoch": 3}}, "train.epoch", "train.epochs"),
        ({"trian": {}}, "trian", "train"),
        ({"data": {"sourc": "x"}}, "data.sourc", "data.source"),
        ({"split": {"vall": 0.1}}, "split.vall", "split.val"),
        ({"model": {"name": "mlp", "layer": []}}, "model.layer", "model.layers"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(content: dict[str, Any], key: str, guess: str) -> None:
    error = refused({**MINIMAL, **content})
    assert (error.values["key"], error.values["guess"]) == (key, guess)
    assert f"'{key}'" in str(error)
    assert f"'{guess}'" in str(error)


def test_a_key_like_none_is_answered_with_all() -> None:
    error = refused({**MINIMAL, "train": {"xyzzy": 1}})
    assert error.code == "recipes.unknown_key"
    assert "batch_size" in str(error)


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("train", "epochs", 0),
        ("train", "epochs", 2.5),
        ("train", "epochs", "many"),
        ("train", "learning_rate", 0.0),
        ("train", "learning_rate", float("nan")),
        ("train", "learning_rate", float("inf")),
        ("train", "momentum", 1.0),
        ("train", "optimizer", "adamm"),
        ("train", "schedule", "cosines"),
        ("train", "seed", -1),
        ("split", "val", 0.95),
        ("split", "val", -0.1),
        ("data", "image_size", [28]),
        ("data", "image_size", [0, 28]),
        ("data", "background", [0, 0, 256]),
        ("data", "strict", "perhaps"),
        ("report", "language", "fr"),
        ("augment", "lines", "flip horizontal"),
    ],
)
def test_a_value_that_does_not_fit_is_named(table: str, key: str, value: Any) -> None:
    error = refused({**MINIMAL, table: {key: value}})
    assert error.values["key"].startswith(f"{table}.{key}")
    assert error.code.startswith("recipes.")
    assert f"{table}.{key}" in str(error)


def test_words_that_would_be_valid_are_told() -> None:
    error = refused({**MINIMAL, "train": {"optimizer": "adamm"}})
    assert "'adam', 'adamw', 'sgd'" in str(error)


def test_the_test_set_is_refused_as_validation_data_with_the_reason() -> None:
    error = refused({**MINIMAL, "split": {"val": "test"}})
    assert error.code == "recipes.sealed"
    assert "would no longer tell" in str(error)


@pytest.mark.parametrize("model", [{}, {"name": "lenet5", "layers": ["dense classes"]}])
def test_a_network_has_layers_or_a_name(model: dict[str, Any]) -> None:
    assert refused({"model": model}).code == "recipes.layers_or_name"


def test_a_recipe_without_a_model_lacks_it() -> None:
    assert refused({"train": {"epochs": 1}}).code == "recipes.missing_key"


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("train.epochs=3", "train.epochs", 3),
        ("train.learning_rate=1e-3", "train.learning_rate", 0.001),
        ("data.image_size=[96, 64]", "data.image_size", [96, 64]),
        ("data.strict=true", "data.strict", True),
        ("data.source=photos/mine", "data.source", "photos/mine"),
        ('data.source="a=b"', "data.source", "a=b"),
        ("data.source=a=b", "data.source", "a=b"),
        (" name = x y ", "name", "x y"),
        ("name=", "name", ""),
    ],
)
def test_settings_are_read(text: str, key: str, value: Any) -> None:
    assert parse_setting(text) == (key, value)


@pytest.mark.parametrize("text", ["train.epochs", "", "=3", " = 3"])
def test_what_is_no_setting_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="key=value"):
        parse_setting(text)


@given(st.text(max_size=40))
def test_no_setting_raises_anything_else(text: str) -> None:
    try:
        key, value = parse_setting(text)
        told = str(read_recipe("digits").with_values({key: value}))
    except RecipeError as error:
        told = str(error)
    assert told


def test_values_can_be_changed_and_the_recipe_itself_cannot() -> None:
    recipe = read_recipe("digits")
    other = recipe.with_values({"train.epochs": 1, "data.image_size": [8, 8]})
    assert (other.train.epochs, other.data.image_size) == (1, (8, 8))
    assert recipe.train.epochs == 15
    with pytest.raises(ValueError, match="frozen"):
        recipe.train.epochs = 3  # type: ignore[misc]  # that is the test


def test_a_name_takes_the_place_of_layers_and_layers_of_a_name() -> None:
    recipe = read_recipe("digits").with_values({"model.name": "mlp"})
    assert (recipe.model.name, recipe.model.layers) == ("mlp", ())
    back = recipe.with_values({"model.layers": ["flatten", "dense classes"]})
    assert (back.model.name, back.model.layers) == (None, ("flatten", "dense classes"))


@pytest.mark.parametrize("reverse", [False, True])
def test_options_given_with_a_name_count_in_any_order(reverse: bool) -> None:
    values = {"model.name": "mlp", "model.options.units": 7}
    if reverse:
        values = dict(reversed(values.items()))
    recipe = read_recipe("n5-fashion-mlp").with_values(values)
    assert recipe.model.options == {"units": 7}


@pytest.mark.parametrize("key", ["train.epochs.deep", "name.x"])
def test_a_key_into_a_value_is_refused(key: str) -> None:
    with pytest.raises(RecipeError, match="no table"):
        read_recipe("digits").with_values({key: 1})


def test_a_recipe_is_the_same_after_a_way_through_toml() -> None:
    recipe = read_recipe("n3-flowers-regularised").with_values({"name": 'a "b" ñ', "train.patience": 3})
    assert build_recipe(tomllib.loads(recipe.to_toml())) == recipe


def test_a_recipe_file_is_called_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[model]\nname = "lenet5"\n', encoding="utf-8")
    assert read_recipe(path).name == "mine"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"[model", "recipes.not_toml"), (b"\xff\xfe", "recipes.unreadable"), (None, "recipes.unreadable")],
)
def test_a_file_that_is_no_recipe_is_named(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecipeError, match="mine") as caught:
        read_recipe(path)
    assert caught.value.code == code


def test_an_unknown_recipe_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="'n1-cifar10-small'"):
        read_recipe("n1-cifar10-smal")


def test_tables_know_their_keys() -> None:
    assert keys() == ["name", "data", "split", "augment", "model", "train", "report"]
    assert keys(["split"]) == ["val", "test", "seed"]
    assert keys(["nothing"]) == []
    assert "digits" in recipe_names()
    assert first_comment("# One,\n# two.\n[data]\n# no") == "One, two."
