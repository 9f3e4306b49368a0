from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from pupila.models import convolution, narrow, tiled
from pupila.models.modules import ConvLayer
from pupila.runtime import computing_in


@pytest.fixture(params=["as it is here", "without a compiler"])
def compiled(request: pytest.FixtureRequest) -> None:
    """Let C be had or not."""
    if request.param == "without a compiler":
        request.getfixturevalue("without_compiler")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("channels", [3, 16])
@pytest.mark.parametrize("stride", [(1, 1), (2, 1)])
@pytest.mark.parametrize("relu", [True, False])
def test_whoever_convolves_the_values_are_those_of_torch(
    precision: str, channels: int, stride: tuple[int, int], relu: bool
) -> None:
    dice = torch.Generator().manual_seed(0)
    images = torch.randn(4, channels, 9, 8, generator=dice).to(memory_format=torch.channels_last)
    weight = torch.randn(16, channels, 3, 3, generator=dice).to(memory_format=torch.channels_last).requires_grad_()
    bias = torch.randn(16, generator=dice).requires_grad_()
    with computing_in(precision, "cpu"):
        found = convolution.convolve(images, weight, bias, stride=stride, padding=(1, 1), groups=1, relu=relu)
    wanted = F.conv2d(images, weight, bias, stride, (1, 1)).detach()
    wanted = F.relu(wanted) if relu else wanted
    worst = (found.float() - wanted).abs().max() / wanted.abs().max()
    assert float(worst.detach()) < (1e-5 if precision == "float32" else 2**-6)


@pytest.mark.usefixtures("compiled")
def test_the_record_names_who_convolves() -> None:
    thin, thick = (ConvLayer((channels, 16), (3, 3), bias=True) for channels in (1, 32))
    assert convolution.computed_by([thin, thick], "cuda", "bfloat16") == "torch"
    assert convolution.computed_by([thick], "cpu", "float32") == "torch"
    by_thin = "narrow.c" if narrow.library() is not None else "torch"
    assert convolution.computed_by([thick, thin], "cpu", "float32") == by_thin
    by_tiles = "tiled.c" if tiled.library() is not None else "torch"
    assert convolution.computed_by([thick], "cpu", "bfloat16") == by_tiles
