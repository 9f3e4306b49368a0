from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from pupila.models import convolution
from pupila.runtime import computing_in


class Counter:
    """Count how often the product of matrices was taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        found = convolution._windows

        def counted(*arguments: object) -> Tensor:
            self.calls += 1
            return found(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(convolution, "_windows", counted)


def parts(shape: tuple[int, int, int, int], filters: int, kernel: tuple[int, int], *, bias: bool) -> list[Tensor]:
    dice = torch.Generator().manual_seed(0)
    images = torch.randn(shape, generator=dice).to(memory_format=torch.channels_last)
    weight = torch.randn(filters, shape[1], *kernel, generator=dice).to(memory_format=torch.channels_last)
    made = [images, weight, *[torch.randn(filters, generator=dice)] * bias]
    return [one.requires_grad_() for one in made]


def gradients(leaves: list[Tensor], padding: tuple[int, int], precision: str) -> list[Tensor]:
    bias = leaves[2] if len(leaves) == 3 else None
    with computing_in(precision, "cpu"):
        found = convolution.convolve(leaves[0], leaves[1], bias, stride=(1, 1), padding=padding, groups=1)
    slopes = torch.randn(found.shape, generator=torch.Generator().manual_seed(1)).to(found.dtype)
    return [found.float(), *torch.autograd.grad(found, leaves, slopes)]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("shape", "filters", "kernel", "padding"),
    [
        ((3, 16, 7, 7), 24, (3, 3), (1, 1)),
        ((2, 20, 5, 9), 8, (3, 2), (0, 1)),
        ((1, 16, 3, 3), 16, (1, 1), (0, 0)),
        ((4, 17, 6, 4), 5, (5, 3), (2, 0)),
        ((2, 16, 4, 4), 3, (4, 4), (0, 0)),
    ],
)
def test_gradients_are_those_of_the_definition(
    shape: tuple[int, int, int, int],
    filters: int,
    kernel: tuple[int, int],
    padding: tuple[int, int],
    bias: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counter = Counter(monkeypatch)
    leaves = parts(shape, filters, kernel, bias=bias)
    found = gradients(leaves, padding, "bfloat16")
    assert counter.calls == 1
    # In double precision, from what bfloat16 leaves of images, weights and slopes.
    exact = [one.detach().bfloat16().double().requires_grad_() for one in leaves]
    wanted = F.conv2d(exact[0], exact[1], exact[2] if bias else None, padding=padding)
    slopes = torch.randn(wanted.shape, generator=torch.Generator().manual_seed(1)).bfloat16().double()
    for one, other in zip(found, [wanted.detach(), *torch.autograd.grad(wanted, exact, slopes)], strict=True):
        assert one.dtype == torch.float32
        worst = (one.detach() - other).abs().max() / other.abs().max()
        assert float(worst) < 2**-7  # a bfloat16 has eight digits


def test_large_images_single_precision_and_narrow_ones_are_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    gradients(parts((2, 16, 8, 8), 16, (3, 3), bias=True), (1, 1), "bfloat16")
    gradients(parts((2, 16, 7, 7), 16, (3, 3), bias=True), (1, 1), "float32")
    gradients(parts((2, 8, 7, 7), 16, (3, 3), bias=True), (1, 1), "bfloat16")
    assert counter.calls == 0


def test_images_that_need_no_gradient_get_none(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    images, weight, _ = parts((2, 16, 5, 5), 16, (3, 3), bias=True)
    with computing_in("bfloat16", "cpu"):
        found = convolution.convolve(images.detach(), weight, None, stride=(1, 1), padding=(1, 1), groups=1)
    found.float().square().sum().backward()
    assert counter.calls == 1
    assert images.grad is None
    assert weight.grad is not None
