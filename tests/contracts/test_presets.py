"""What holds for every named model."""

from __future__ import annotations

import pytest
import torch

from pupila.models.build import build, count_parameters
from pupila.models.layers import Dense
from pupila.models.parsing import format_layer, parse_layers
from pupila.models.presets import PRESETS, parse_preset, preset, preset_options
from pupila.models.shapes import layer_costs

IMAGES = (3, 33, 32)


@pytest.mark.parametrize("name", PRESETS)
def test_a_named_model_turns_images_into_logits(name: str) -> None:
    layers = parse_layers(preset(name))
    costs = layer_costs(layers, input_shape=IMAGES, num_classes=4)
    network = build(layers, input_shape=IMAGES, num_classes=4, generator=torch.Generator().manual_seed(0))
    logits = network(torch.rand(2, *IMAGES))
    assert logits.shape == (2, 4)
    assert bool(logits.isfinite().all())
    assert count_parameters(network) == sum(cost.parameters for cost in costs)


@pytest.mark.parametrize("name", PRESETS)
def test_a_named_model_ends_in_the_word_classes(name: str) -> None:
    last = parse_layers(preset(name))[-1]
    assert isinstance(last, Dense)
    assert last.units == "classes"


@pytest.mark.parametrize("name", PRESETS)
def test_its_lines_are_written_as_they_would_be_read(name: str) -> None:
    lines = preset(name)
    assert tuple(format_layer(layer) for layer in parse_layers(lines)) == lines


@pytest.mark.parametrize("name", PRESETS)
def test_its_defaults_written_out_change_nothing(name: str) -> None:
    options = ", ".join(f"{key}={value}" for key, value in preset_options(name).items())
    assert parse_preset(f"{name}({options})") == preset(name)


@pytest.mark.parametrize("name", PRESETS)
def test_it_says_what_it_is(name: str) -> None:
    assert (PRESETS[name].__doc__ or "").strip().split("\n")[0].endswith((".", ":"))
