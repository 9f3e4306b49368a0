"""What holds for every recipe that comes with Pupila."""

from __future__ import annotations

import tomllib

import pytest
import torch

from pupila.data.augment import parse_augmentations
from pupila.experiments.config import build_recipe, read_recipe
from pupila.experiments.prepare import model_lines, prepare_optimizer
from pupila.experiments.shelf import first_comment, recipe_names, recipe_text
from pupila.models.build import build, count_parameters
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs

# Where the data lie ready made, with (channels, height, width) and the number of classes of each source.
SHAPES = {
    "digits": ((1, 8, 8), 10),
    "mnist": ((1, 28, 28), 10),
    "fashion_mnist": ((1, 28, 28), 10),
    "cifar10": ((3, 32, 32), 10),
    "flowers": ((3, 180, 180), 5),
}
# As the notebooks print them, and for the flowers by hand: 448 + 4640 + 18496 + (22 * 22 * 64 + 1) * 128 + 129 * 5.
PARAMETERS = {
    "n1-cifar10-small": 122_570,
    "n2-cifar10-deep": 307_498,
    "n3-flowers": 3_989_285,
    "n3-flowers-regularised": 3_989_285,
    "n4-mnist-lenet5": 61_706,
    "n5-fashion-mlp": 101_770,
    "digits": 61_706,
}


def test_the_recipes_that_others_build_on_are_there() -> None:
    assert {*PARAMETERS, "auto"} <= set(recipe_names())


@pytest.mark.parametrize("name", recipe_names())
def test_it_resolves_to_toml_and_back(name: str) -> None:
    recipe = read_recipe(name)
    assert recipe.name == name
    written = recipe.to_toml()
    assert build_recipe(tomllib.loads(written)) == recipe
    assert build_recipe(tomllib.loads(written)).to_toml() == written


@pytest.mark.parametrize("name", recipe_names())
def test_its_resolved_form_names_every_default(name: str) -> None:
    content = tomllib.loads(read_recipe(name).to_toml())
    assert {"source", "channels", "scale", "background", "strict"} <= set(content["data"])
    assert {"epochs", "batch_size", "optimizer", "learning_rate", "schedule", "seed", "keep"} <= set(content["train"])


@pytest.mark.parametrize("name", recipe_names())
def test_it_begins_with_a_comment_that_says_what_it_is(name: str) -> None:
    text = recipe_text(name)
    assert text.startswith("# ")
    assert len(first_comment(text)) > 20


@pytest.mark.parametrize("name", recipe_names())
def test_its_network_is_built_and_answers(name: str) -> None:
    recipe = read_recipe(name)
    (channels, height, width), classes = SHAPES[recipe.data.source]
    height, width = recipe.data.image_size or (height, width)
    layers = parse_layers(model_lines(recipe))
    shape = (channels, height, width)
    model = build(
        layers,
        input_shape=shape,
        num_classes=classes,
        generator=torch.Generator().manual_seed(0),
        init=recipe.model.init,
    )
    assert count_parameters(model) == sum(
        cost.parameters for cost in layer_costs(layers, input_shape=shape, num_classes=classes)
    )
    if name in PARAMETERS:
        assert count_parameters(model) == PARAMETERS[name]
    assert model(torch.zeros(2, *shape)).shape == (2, classes)
    assert prepare_optimizer(recipe, model).param_groups[0]["lr"] == recipe.train.learning_rate


@pytest.mark.parametrize("name", recipe_names())
def test_its_augmentations_can_be_read(name: str) -> None:
    lines = read_recipe(name).augment.lines
    assert len(parse_augmentations(lines)) == len(lines)


@pytest.mark.parametrize(
    ("name", "optimizer", "rate", "batch_size", "epochs"),
    [
        ("n1-cifar10-small", "adam", 0.001, 64, 10),
        ("n2-cifar10-deep", "adam", 0.001, 80, 8),
        ("n3-flowers", "adam", 0.001, 32, 10),
        ("n3-flowers-regularised", "adam", 0.001, 32, 15),
        ("n4-mnist-lenet5", "sgd", 0.01, 64, 50),
        ("n5-fashion-mlp", "adam", 0.001, 32, 10),
    ],
)
def test_it_trains_as_its_notebook_does(name: str, optimizer: str, rate: float, batch_size: int, epochs: int) -> None:
    train = read_recipe(name).train
    assert (train.optimizer, train.learning_rate, train.batch_size, train.epochs) == (
        optimizer,
        rate,
        batch_size,
        epochs,
    )
