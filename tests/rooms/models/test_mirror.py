"""A network that answers for an image and its mirror image."""

from __future__ import annotations

import pytest
import torch

from pupila.models.build import build
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers

LINES = ["conv 4 3x3 relu", "batchnorm", "maxpool 2", "flatten", "dense classes"]


@pytest.fixture
def network() -> Network:
    dice = torch.Generator().manual_seed(0)
    return build(parse_layers(LINES), input_shape=(3, 10, 12), num_classes=5, generator=dice)


def test_in_eval_mode_the_two_answers_are_averaged(network: Network) -> None:
    images = torch.rand(6, 3, 10, 12, generator=torch.Generator().manual_seed(1))
    network.eval()
    plain, mirrored = network(images), network(images.flip(3))
    assert not torch.allclose(plain, mirrored)
    network.mirror = True
    assert torch.allclose(network(images), (plain + mirrored) / 2, atol=1e-6)
    assert torch.allclose(network(images), network(images.flip(3)), atol=1e-6)
    assert torch.equal(network.look_once(images), plain)


def test_training_looks_once(network: Network) -> None:
    images = torch.rand(6, 3, 10, 12, generator=torch.Generator().manual_seed(1))
    network.train()
    plain = network(images)
    network.mirror = True
    assert torch.equal(network(images), plain)


def test_dirac_hands_the_channels_on() -> None:
    lines = parse_layers(["conv 5 3x3 same nobias", "conv 2 3x3 same nobias", "flatten", "dense classes"])
    dice = torch.Generator().manual_seed(0)
    network = build(lines, input_shape=(3, 6, 6), num_classes=2, generator=dice, init="dirac")
    images = torch.rand(2, 3, 6, 6, generator=torch.Generator().manual_seed(1))
    wider, narrower = network[0], network[1]
    with torch.no_grad():
        assert torch.allclose(wider(images)[:, :3], images, atol=1e-6)
        assert not torch.allclose(wider(images)[:, 3:5].mean(), images.mean())
        assert not torch.allclose(narrower(wider(images)), wider(images)[:, :2]), "fewer filters than channels: drawn"
