from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from pupila.errors import UsageError
from pupila.inspection.saliency import grad_cam, occlusion
from pupila.models.modules import Network

CONV = ["conv 6 3x3 relu", "maxpool 2", "c: conv 8 3x3 same relu", "maxpool 2", "flatten", "dense classes"]
RESIDUAL = ["conv 4 3x3", "r: residual 8 3x3 stride 2", "globalpool", "dense classes"]
ROWS = ["flatten", "dense 8 tanh", "dense classes"]


@pytest.fixture
def image() -> Tensor:
    return 2 * torch.randn(3, 14, 18, generator=torch.Generator().manual_seed(3))


def naive_grad_cam(network: Network, image: Tensor, layer: str, target: int) -> np.ndarray:
    """Follow the paper's two equations with loops, the network cut in two at the layer."""
    children = dict(network.named_children())
    names = list(children)
    values = image[None]
    network.eval()
    for name in names[: names.index(layer) + 1]:
        values = children[name](values)
    maps = values.detach().requires_grad_()
    values = maps
    for name in names[names.index(layer) + 1 :]:
        values = children[name](values)
    values[0, target].backward()
    assert maps.grad is not None
    _, channels, height, width = maps.shape
    total = np.zeros((height, width))
    for channel in range(channels):
        weight = float(maps.grad[0, channel].mean())
        total += weight * maps[0, channel].detach().numpy()
    positive = torch.tensor(np.maximum(total, 0))[None, None]
    return F.interpolate(positive, image.shape[1:], mode="bilinear", align_corners=False)[0, 0].numpy()


def naive_occlusion(
    network: nn.Module, image: Tensor, target: int, patch: tuple[int, int], stride: tuple[int, int]
) -> np.ndarray:
    """Ask for one hidden image at a time, in the mode that a user would call it in."""
    network.eval()
    colour = image.mean((1, 2))

    def probability(one: Tensor) -> float:
        with torch.no_grad():
            return float(network(one[None])[0].softmax(0)[target])

    total, cover = np.zeros(image.shape[1:]), np.zeros(image.shape[1:])
    top = 0
    while True:
        left = 0
        while True:
            hidden = image.clone()
            for channel in range(len(image)):
                hidden[channel, top : top + patch[0], left : left + patch[1]] = colour[channel]
            total[top : top + patch[0], left : left + patch[1]] += probability(image) - probability(hidden)
            cover[top : top + patch[0], left : left + patch[1]] += 1
            if left + patch[1] >= image.shape[2]:
                break
            left += stride[1]
        if top + patch[0] >= image.shape[1]:
            break
        top += stride[0]
    return total / np.maximum(cover, 1)


@pytest.mark.parametrize("lines, layer, grid", [(CONV, "c", (6, 8)), (RESIDUAL, "r", (6, 8))])
def test_grad_cam_is_that_of_the_paper(
    lines: list[str], layer: str, grid: tuple[int, int], image: Tensor, make: Callable[..., Network]
) -> None:
    network = make(lines, (3, 14, 18), 6)
    speaking = 0
    for target in range(6):
        found = grad_cam(network, image, target=target)
        assert (found.method, found.layer, found.grid, found.target) == ("gradcam", layer, grid, target)
        np.testing.assert_allclose(found.values, naive_grad_cam(network, image, layer, target), rtol=1e-4, atol=1e-6)
        assert found.values.shape == (14, 18)
        speaking += found.values.max() > 0.01
    assert speaking >= 2


def test_grad_cam_of_a_chosen_layer(image: Tensor, make: Callable[..., Network]) -> None:
    network = make(CONV, (3, 14, 18))
    found = grad_cam(network, image, target=1, layer="conv1")
    np.testing.assert_allclose(found.values, naive_grad_cam(network, image, "conv1", 1), rtol=1e-4, atol=1e-7)


def test_grad_cam_passes_over_maps_of_one_pixel(make: Callable[..., Network]) -> None:
    lines = ["a: conv 4 5x5 tanh", "b: conv 4 4x4 tanh", "flatten", "dense classes"]
    found = grad_cam(make(lines, (1, 8, 8)), torch.rand(1, 8, 8), target=0)
    assert (found.layer, found.grid) == ("a", (4, 4))


def test_grad_cam_works_behind_fixed_filters_and_in_foreign_modules(make: Callable[..., Network]) -> None:
    whitened = make(["whiten 2x2", "globalpool", "dense classes"], (1, 8, 8))
    assert grad_cam(whitened, torch.rand(1, 8, 8), target=0).layer == "whiten1"
    body = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(inplace=True))
    foreign = nn.Sequential(body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2))
    assert grad_cam(foreign, torch.rand(1, 8, 8), target=1).layer == "0.0"


@pytest.mark.parametrize("patch, stride", [((3, 4), (2, 2)), ((5, 5), (5, 5)), ((1, 18), (1, 1)), ((4, 4), (3, 3))])
def test_occlusion_is_a_loop_over_hidden_images(
    patch: tuple[int, int], stride: tuple[int, int], image: Tensor, make: Callable[..., Network]
) -> None:
    network = make(CONV, (3, 14, 18))
    found = occlusion(network, image, target=1, patch=patch, stride=stride)
    np.testing.assert_allclose(found.values, naive_occlusion(network, image, 1, patch, stride), atol=1e-6)
    assert (found.method, found.grid, found.layer) == ("occlusion", patch, "")


def test_occlusion_finds_the_only_pixels_that_matter() -> None:
    """A network that reads one corner: hiding it costs the answer, hiding anything else costs nothing."""

    class Corner(nn.Module):
        def forward(self, images: Tensor) -> Tensor:
            bright = images[:, :, :4, :4].mean((1, 2, 3))
            return torch.stack([8 * bright, torch.ones_like(bright)], dim=1)

    image = torch.zeros(1, 12, 12)
    image[:, :4, :4] = 1
    found = occlusion(Corner(), image, target=0, patch=(4, 4), stride=(4, 4))
    assert found.values[:4, :4].min() > 0.5
    assert np.abs(found.values[4:]).max() < 1e-6
    assert np.abs(found.values[:4, 4:]).max() < 1e-6
    assert occlusion(Corner(), image, target=1, patch=(4, 4), stride=(4, 4)).values[0, 0] < -0.5


def test_occlusion_of_a_perceptron_and_its_own_patch(make: Callable[..., Network]) -> None:
    found = occlusion(make(ROWS, (1, 12, 18)), torch.rand(1, 12, 18), target=0)
    assert found.grid == (2, 3)


def test_captum_agrees(image: Tensor, make: Callable[..., Network]) -> None:
    attr = pytest.importorskip("captum.attr", exc_type=ImportError, reason="needs captum, which is not installed")
    network = make(CONV, (3, 14, 18)).eval()
    layer = network.get_submodule("c")
    cams = attr.LayerGradCam(network, layer)
    for target in range(3):
        cam = cams.attribute(image[None].clone().requires_grad_(), target=target, relu_attributions=True)
        expected = F.interpolate(cam.detach(), (14, 18), mode="bilinear", align_corners=False)[0, 0].numpy()
        np.testing.assert_allclose(grad_cam(network, image, target=target).values, expected, rtol=1e-4, atol=1e-6)

    def probability(images: Tensor) -> Tensor:
        return network(images).softmax(1)[:, 1]

    for patch, stride in (((3, 4), (2, 2)), ((4, 4), (3, 3)), ((5, 5), (5, 5))):
        baseline = image.mean((1, 2), keepdim=True).expand_as(image)[None].contiguous()
        fall = attr.Occlusion(probability).attribute(
            image[None], sliding_window_shapes=(3, *patch), strides=(3, *stride), baselines=baseline
        )
        found = occlusion(network, image, target=1, patch=patch, stride=stride)
        np.testing.assert_allclose(found.values, fall[0, 0].detach().numpy(), atol=1e-5)


def test_modes_hooks_and_gradients_are_left_as_they_were(image: Tensor, make: Callable[..., Network]) -> None:
    network = make(["dropout 0.5", *CONV], (3, 14, 18)).train()
    first = grad_cam(network, image, target=0)
    occlusion(network, image, target=0)
    assert np.array_equal(first.values, grad_cam(network, image, target=0).values)
    assert all(part.training for part in network.modules())
    assert not any(part._forward_hooks for part in network.modules())
    assert all(one.grad is None for one in network.parameters())
    assert not image.requires_grad


def test_what_cannot_be_answered_is_refused(image: Tensor, make: Callable[..., Network]) -> None:
    network = make(CONV, (3, 14, 18))
    with pytest.raises(UsageError, match="no class 3"):
        grad_cam(network, image, target=3)
    with pytest.raises(UsageError, match="no class -1"):
        occlusion(network, image, target=-1)
    with pytest.raises(UsageError, match="patch of 15x1"):
        occlusion(network, image, target=0, patch=(15, 1))
    with pytest.raises(UsageError, match="occlusion"):
        grad_cam(make(ROWS, (3, 14, 18)), image, target=0)
    with pytest.raises(UsageError, match="nowhere"):
        grad_cam(network, image, target=0, layer="nowhere")
