"""The forward pass in NumPy against the torch network of the same layers and weights."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import norm

from pupila.models import arrays
from pupila.models.build import build
from pupila.models.forward import FORWARDS, forward, weight_shapes
from pupila.models.layers import LAYERS
from pupila.models.parsing import parse_layers
from pupila.models.presets import PRESETS, preset
from pupila.models.shapes import Shape, layer_costs
from pupila.models.whitening import initialise_whitening

Build = Callable[..., Any]


def both(lines: list[str], shape: Shape, *, mirror: bool = False, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return torch's logits and NumPy's, with running figures that a training could have left."""
    dice = torch.Generator().manual_seed(seed)
    layers = parse_layers(lines)
    network = build(layers, input_shape=shape, num_classes=4, generator=dice)
    images = torch.rand(3, *shape, generator=dice)
    initialise_whitening(network, images)
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if name.endswith("running_mean"):
                tensor.normal_(0, 0.3, generator=dice)
            elif name.endswith("running_var"):
                tensor.uniform_(0.5, 2, generator=dice)
    network.eval()
    network.mirror = mirror
    with torch.inference_mode():
        expected = network(images.to(memory_format=torch.channels_last)).numpy()
    weights = {name: tensor.contiguous().numpy() for name, tensor in network.state_dict().items()}
    pixels = images.permute(0, 2, 3, 1).contiguous().numpy()
    return expected, forward(layers, weights, pixels, mirror=mirror)


def close(expected: np.ndarray, found: np.ndarray) -> bool:
    return found.dtype == np.float32 and np.abs(expected - found).max() <= 1e-4 * max(1.0, np.abs(expected).max())


def test_every_kind_of_layer_has_its_forward() -> None:
    assert sorted(FORWARDS) == sorted(LAYERS)


def test_random_networks_agree_with_torch(random_networks: list[tuple[list[str], Shape]]) -> None:
    for number, (lines, shape) in enumerate(random_networks):
        expected, found = both([*lines], shape, seed=number)
        assert close(expected, found), lines


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_named_models_agree_with_torch(name: str) -> None:
    shape = {"lenet5": (1, 28, 28), "mlp": (1, 28, 28)}.get(name, (3, 32, 32))
    assert close(*both([*preset(name)], shape))


def test_the_mirrored_answer_agrees_too() -> None:
    lines = ["conv 4 3x3 relu", "maxpool 2", "flatten", "dense classes"]
    assert close(*both(lines, (3, 9, 11), mirror=True))


@pytest.mark.parametrize(
    "line",
    [
        "conv 6 3x5 stride 2 same gelu groups 3",
        "maxpool 3x2 stride 2 same",
        "avgpool 3 stride 2 same",
        "residual 5 3x3 stride 2 silu",
        "conv 4 2x2 same sigmoid",
    ],
)
def test_uneven_edges_strides_and_groups(line: str) -> None:
    assert close(*both([line, "flatten", "dense classes"], (3, 7, 10)))


def test_the_names_and_shapes_of_the_weights_are_torchs(random_networks: list[tuple[list[str], Shape]]) -> None:
    for lines, shape in random_networks:
        layers = parse_layers(lines)
        state = build(layers, input_shape=shape, num_classes=3, generator=torch.Generator()).state_dict()
        costs = layer_costs(layers, input_shape=shape, num_classes=3)
        assert weight_shapes(layers, costs) == {name: tuple(tensor.shape) for name, tensor in state.items()}, lines


@pytest.mark.parametrize("block", [1, 40, 700, 3000])
def test_blocks_of_any_size_give_the_same(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["conv 6 3x3 same relu", "residual 8 3x3 stride 2", "conv 4 3x2 groups 2", "flatten", "dense classes"]
    monkeypatch.setattr(arrays, "_BLOCK", block)
    assert close(*both(lines, (3, 9, 10)))


def test_a_convolution_of_a_large_image_takes_little_memory() -> None:
    images, kernel = np.ones((2, 300, 300, 8), np.float32), np.ones((2, 8, 5, 5), np.float32)
    tracemalloc.start()
    arrays.convolve(images, kernel, stride=(1, 1))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12e6  # the windows written out at once would take 140 MB


def test_images_are_left_as_they_came() -> None:
    layers = parse_layers(["relu", "silu", "batchnorm", "maxpool 1", "residual 3 1x1", "flatten", "dense classes"])
    costs = layer_costs(layers, input_shape=(3, 4, 4), num_classes=2)
    weights = {name: np.ones(shape, np.float32) for name, shape in weight_shapes(layers, costs).items()}
    images = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype(np.float32)
    before = images.copy()
    forward(layers, weights, images, mirror=True)
    assert np.array_equal(images, before)


def test_gelu_is_exact_enough() -> None:
    values = np.linspace(-9, 9, 20001, dtype=np.float32)
    assert np.abs(arrays.bend(values, "gelu") - values * norm.cdf(values)).max() < 2e-6


def test_missing_weights_are_named() -> None:
    with pytest.raises(KeyError, match=r"dense1\.weight"):
        forward(parse_layers(["flatten", "dense classes"]), {}, np.ones((1, 2, 2, 1), np.float32))
