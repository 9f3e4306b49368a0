from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from pupila.inspection.activations import first_kernels, record_maps, seen_by_hooks
from pupila.models.modules import Network

LINES = ["c: conv 4 3x3 relu", "maxpool 2", "batchnorm", "relu", "dropout 0.5", "flatten", "dense classes"]


def test_maps_are_what_each_layer_gives_to_the_next(make: Callable[..., Network]) -> None:
    """Also behind a relu that an unwatched network would compute after the pooling."""
    network, image = make(LINES, (1, 9, 9)), torch.rand(1, 9, 9)
    found = record_maps(network.train(), image)
    assert [one.name for one in found] == list(dict(network.named_children()))
    values = image[None]
    network.eval()
    for one, child in zip(found, network.children(), strict=True):
        with torch.no_grad():
            values = child(values)
        np.testing.assert_allclose(one.values, values[0].numpy(), rtol=1e-5, atol=1e-6)
    assert found[0].values.min() >= 0
    assert found[0].values.shape == (4, 7, 7)
    assert found[-1].values.shape == (3,)


def test_maps_are_copies_and_nothing_stays_behind(make: Callable[..., Network]) -> None:
    conv = nn.Conv2d(1, 2, 3)
    nn.init.constant_(conv.weight, -0.1)
    network = nn.Sequential(conv, nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(2 * 9, 2))
    image = torch.rand(1, 5, 5)
    found = record_maps(network, image)
    with torch.no_grad():
        np.testing.assert_allclose(found[0].values, conv(image[None])[0].numpy(), rtol=1e-5, atol=1e-6)
    assert (found[0].values < 0).any()
    assert network.training
    assert not any(part._forward_hooks for part in network.modules())


def test_kernels_of_a_convolution(make: Callable[..., Network]) -> None:
    network = make(LINES, (1, 9, 9))
    found = first_kernels(network, image_shape=(1, 9, 9))
    assert found is not None
    assert (found.name, found.kind, found.weights.shape) == ("c", "conv", (4, 1, 3, 3))
    fixed = first_kernels(make(["whiten 2x2", "globalpool", "dense classes"], (3, 8, 8)), image_shape=(3, 8, 8))
    assert fixed is not None
    assert (fixed.kind, fixed.weights.shape) == ("fixed", (24, 3, 2, 2))


def test_rows_of_a_perceptron_lie_over_the_image(make: Callable[..., Network]) -> None:
    """The row of an output, laid out as an image and multiplied by the image, is that output."""
    network, image = make(["flatten", "dense 5", "dense classes"], (3, 4, 6)), torch.rand(3, 4, 6)
    for module in (network, nn.Sequential(nn.Flatten(), nn.Linear(72, 5, bias=False))):
        found = first_kernels(module, image_shape=(3, 4, 6))
        assert found is not None
        assert (found.kind, found.weights.shape) == ("dense", (5, 3, 4, 6))
        outputs = record_maps(module, image)[1].values
        np.testing.assert_allclose((found.weights * image.numpy()).sum((1, 2, 3)), outputs, rtol=1e-4, atol=1e-5)


def test_no_kernels_where_the_image_is_not_what_arrives(make: Callable[..., Network]) -> None:
    shape = (3, 8, 8)
    for lines in (["residual 4 3x3", "globalpool", "dense classes"], ["globalpool", "dense classes"]):
        assert first_kernels(make(lines, shape), image_shape=shape) is None
    four = (4, 8, 8)
    assert first_kernels(make(["conv 2 3x3", "globalpool", "dense classes"], four), image_shape=four) is None


def test_a_residual_block_is_one_layer(make: Callable[..., Network]) -> None:
    network = make(["conv 4 3x3 tanh", "r: residual 4 3x3", "globalpool", "dense classes"], (3, 8, 8))
    assert list(seen_by_hooks(network)) == ["conv1", "r", "globalpool1", "dense1"]
