from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from pupila.errors import LayerError
from pupila.models.modules import Network
from pupila.models.whitening import initialise_whitening

Build = Callable[..., Network]
LINES = ["whiten 2x2", "gelu", "globalpool", "dense classes"]


def smooth_images(seed: int = 0, count: int = 600) -> Tensor:
    """Draw images whose neighbouring pixels and channels go together, as in photos."""
    dice = np.random.default_rng(seed)
    coarse = dice.normal(size=(count, 1, 8, 8)).repeat(2, 2).repeat(2, 3)
    fine = dice.normal(size=(count, 3, 16, 16))
    return torch.from_numpy(0.5 + 0.3 * coarse + 0.1 * fine).float()


def test_whitened_patches_have_the_identity_as_covariance(build_lines: Build) -> None:
    network, images = build_lines(LINES), smooth_images()
    assert initialise_whitening(network, images) == 1
    outputs = network[0](images).detach().transpose(0, 1).flatten(1).numpy()
    covariance = np.cov(outputs[:12])
    np.testing.assert_allclose(covariance, np.eye(12), atol=0.02)
    np.testing.assert_allclose(outputs[12:], -outputs[:12], atol=1e-5)


def test_the_filters_are_the_principal_components_that_numpy_finds(build_lines: Build) -> None:
    network, images = build_lines(LINES), smooth_images()
    initialise_whitening(network, images)
    pixels = images.numpy()
    patches = np.stack(
        [pixels[:, c, y : y + 15, x : x + 15].ravel() for c in range(3) for y in range(2) for x in range(2)]
    )
    _, values, components = np.linalg.svd(np.cov(patches), hermitian=True)
    filters = network[0].get_parameter("weight")[:12].flatten(1).numpy()
    lengths = np.linalg.norm(filters, axis=1)
    np.testing.assert_allclose(lengths, 1 / np.sqrt(values + 5e-4 * values.mean()), rtol=1e-3)
    assert abs(float(filters[0] @ components[0]) / lengths[0]) == pytest.approx(1, abs=1e-4)


def test_the_same_images_give_the_same_filters_whatever_the_start(build_lines: Build) -> None:
    found = []
    for seed, memory in ((0, torch.contiguous_format), (1, torch.channels_last)):
        network = build_lines(LINES, seed=seed)
        initialise_whitening(network, smooth_images().to(memory_format=memory))
        found.append(network[0].get_parameter("weight").clone())
    torch.testing.assert_close(found[0], found[1])
    first = found[0][:12].flatten(1)
    assert bool((first.gather(1, first.abs().argmax(1, keepdim=True)) > 0).all())  # signs are chosen, not met by luck


def test_the_filters_are_never_trained_and_the_rest_stays(build_lines: Build) -> None:
    network = build_lines(LINES)
    before = network.get_parameter("dense1.weight").clone()
    initialise_whitening(network, smooth_images())
    assert network.training
    assert torch.equal(before, network.get_parameter("dense1.weight"))
    assert [name for name, weights in network.named_parameters() if not weights.requires_grad] == ["whiten1.weight"]


def test_a_later_whitening_layer_is_fitted_to_what_arrives_there(build_lines: Build) -> None:
    network, images = build_lines(["conv 4 3x3 tanh", *LINES]), smooth_images()
    assert initialise_whitening(network, images) == 1
    outputs = network[1](network[0](images)).detach().transpose(0, 1).flatten(1).numpy()
    np.testing.assert_allclose(np.cov(outputs[:4]), np.eye(4), atol=0.05)


def test_a_network_without_whitening_is_left_alone(build_lines: Build) -> None:
    assert initialise_whitening(build_lines(["flatten", "dense classes"]), smooth_images(count=2)) == 0


def test_images_of_one_grey_do_not_give_infinite_filters(build_lines: Build) -> None:
    network = build_lines(LINES)
    initialise_whitening(network, torch.full((4, 3, 16, 16), 0.5))
    assert bool(network[0].get_parameter("weight").isfinite().all())


@pytest.mark.parametrize(
    "images",
    [
        torch.zeros(0, 3, 16, 16),
        torch.zeros(2, 1, 16, 16),
        torch.zeros(3, 16, 16),
        torch.zeros(2, 3, 16, 16, dtype=torch.uint8),
        torch.full((2, 3, 16, 16), torch.nan),
    ],
)
def test_images_that_cannot_be_whitened_are_refused(images: Tensor, build_lines: Build) -> None:
    with pytest.raises(LayerError, match=r"\(images, 3, H, W\)"):
        initialise_whitening(build_lines(LINES), images)
