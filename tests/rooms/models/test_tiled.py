from __future__ import annotations

import ctypes
import itertools
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from pupila.models import convolution, tiled
from pupila.models.build import build
from pupila.models.parsing import parse_layers
from pupila.runtime import computing_in, set_threads

needs_units = pytest.mark.skipif(tiled.library() is None, reason="no matrix units, or no compiler for them")
Pair = tuple[int, int]


class Counter:
    """Count how often C of our own was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        found = tiled._call

        def counted(*arguments: object) -> None:
            self.calls += 1
            found(*arguments)

        monkeypatch.setattr(tiled, "_call", counted)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def parts(
    shape: tuple[int, int, int, int], filters: int, kernel: Pair, *, bias: bool = True, seed: int = 0
) -> list[Tensor]:
    dice = torch.Generator().manual_seed(seed)
    images = torch.randn(shape, generator=dice).to(memory_format=torch.channels_last)
    weight = torch.randn(filters, shape[1], *kernel, generator=dice).to(memory_format=torch.channels_last)
    made = [images, weight, *[torch.randn(filters, generator=dice)] * bias]
    return [one.requires_grad_() for one in made]


def gradients(leaves: list[Tensor], padding: Pair, precision: str, *, relu: bool = False) -> list[Tensor]:
    bias = leaves[2] if len(leaves) == 3 else None
    with computing_in(precision, "cpu"):
        found = convolution.convolve(leaves[0], leaves[1], bias, stride=(1, 1), padding=padding, groups=1, relu=relu)
    slopes = torch.randn(found.shape, generator=torch.Generator().manual_seed(1)).to(found.dtype)
    return [found.detach(), *torch.autograd.grad(found, leaves, slopes)]


def by_definition(leaves: list[Tensor], padding: Pair, *, seen: Tensor | None) -> list[Tensor]:
    """Convolve in double precision what bfloat16 leaves of images and weights; `seen` is what relu let through."""
    exact = [one.detach().bfloat16().double().requires_grad_() for one in leaves[:2]]
    exact += [one.detach().double().requires_grad_() for one in leaves[2:]]
    wanted = F.conv2d(exact[0], exact[1], exact[2] if len(exact) == 3 else None, padding=padding)
    slopes = torch.randn(wanted.shape, generator=torch.Generator().manual_seed(1)).bfloat16().double()
    if seen is not None:
        slopes = slopes * (seen > 0)
    shown = wanted.detach() if seen is None else F.relu(wanted.detach())
    return [shown, *torch.autograd.grad(wanted, exact, slopes)]


def assert_near(found: list[Tensor], wanted: list[Tensor]) -> None:
    digits = (2**-8, 2**-8, 1e-5, 1e-5)  # bfloat16 has eight digits; gradients of weights and bias are float32
    for one, other, most in zip(found, wanted, digits, strict=False):
        worst = (one.double() - other).abs().max() / other.abs().max().clamp_min(1e-9)
        assert float(worst) < most


@needs_units
@given(
    batch=st.integers(1, 70),
    channels=st.sampled_from((1, 2, 3, 7, 15, 16, 17, 24, 32, 40, 64)),
    filters=st.sampled_from((2, 4, 16, 18, 32, 34, 48, 64)),
    size=st.tuples(st.integers(1, 14), st.integers(1, 14)),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    edges=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    bias=st.booleans(),
    relu=st.booleans(),
    threads=st.sampled_from((1, 2, 3)),
)
@example(33, 3, 32, (40, 60), (3, 3), (1, 1), True, True, 2)
@example(2, 64, 64, (70, 33), (3, 3), (1, 1), True, False, 2)
def test_every_sum_is_that_of_the_definition(
    batch: int,
    channels: int,
    filters: int,
    size: Pair,
    kernel: Pair,
    edges: Pair,
    bias: bool,
    relu: bool,
    threads: int,
) -> None:
    padding = (edges[0] % kernel[0], edges[1] % kernel[1])
    size = (max(size[0], kernel[0]), max(size[1], kernel[1]))
    leaves = parts((batch, channels, *size), filters, kernel, bias=bias, seed=batch)
    before = torch.get_num_threads()
    set_threads(threads)
    try:
        found = gradients(leaves, padding, "bfloat16", relu=relu)
        again = gradients(leaves, padding, "bfloat16", relu=relu)
    finally:
        set_threads(before)
    assert all(torch.equal(one, other) for one, other in zip(found, again, strict=True))
    assert found[0].dtype == torch.bfloat16
    assert all(one.dtype == torch.float32 for one in found[1:])
    assert_near(found, by_definition(leaves, padding, seen=found[0] if relu else None))


@needs_units
def test_a_small_convolution_is_what_loops_give(counter: Counter) -> None:
    images, weight, bias = parts((2, 2, 3, 4), 2, (2, 3))
    found, *_ = gradients([images, weight, bias], (1, 1), "bfloat16")
    assert counter.calls == 3
    pixels, kernel = (one.detach().bfloat16().float().numpy() for one in (images, weight))
    padded = np.pad(pixels, ((0, 0), (0, 0), (1, 1), (1, 1)))
    for image, filters, row, column in itertools.product(range(2), range(2), range(4), range(4)):
        window = padded[image, :, row : row + 2, column : column + 3]
        wanted = float((window * kernel[filters]).sum()) + bias[filters].item()
        assert abs(found[image, filters, row, column].item() - wanted) < 2**-7 * max(1.0, abs(wanted))


@needs_units
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_images_of_both_formats_give_the_same(dtype: torch.dtype) -> None:
    images, weight, bias = parts((5, 16, 6, 6), 32, (3, 3))
    rounded = images.detach().bfloat16()
    wanted = gradients([rounded.float().requires_grad_(), weight, bias], (1, 1), "bfloat16")
    found = gradients([rounded.to(dtype).requires_grad_(), weight, bias], (1, 1), "bfloat16")
    assert found[1].dtype == dtype
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one.float(), other.float(), rtol=0, atol=0)


@needs_units
def test_what_is_no_number_stays_in_sight() -> None:
    images, weight, bias = parts((3, 16, 5, 5), 16, (3, 3))
    with torch.no_grad():
        images[1, 3, 2, 2] = torch.nan
    found = gradients([images, weight, bias], (1, 1), "bfloat16", relu=True)
    assert found[0][1, :, 1:4, 1:4].isnan().all()
    assert found[0][0].isfinite().all()
    assert found[2].isnan().any()


@needs_units
def test_where_it_is_not_worth_it_torch_convolves(counter: Counter) -> None:
    gradients(parts((2, 16, 7, 7), 16, (3, 3)), (1, 1), "float32")
    gradients(parts((2, 16, 7, 7), 15, (3, 3)), (1, 1), "bfloat16")  # filters that cannot be paired
    gradients(parts((2, 3, 8, 65), 16, (3, 3)), (1, 1), "bfloat16")  # few channels of wide images
    gradients(parts((2, 16, 3, 3), 16, (3, 3)), (3, 3), "bfloat16")  # more edge than the kernel has reach
    images, weight, _ = parts((2, 16, 5, 5), 16, (3, 3))
    with computing_in("bfloat16", "cpu"):
        for one, two, stride in (
            (images.detach().contiguous(), weight, (1, 1)),
            (images, weight.detach(), (1, 1)),
            (images, weight, (2, 1)),
        ):
            convolution.convolve(one, two, None, stride=stride, padding=(1, 1), groups=1)
        with torch.inference_mode():
            convolution.convolve(images, weight, None, stride=(1, 1), padding=(1, 1), groups=1)
    assert counter.calls == 0


@needs_units
def test_images_that_need_no_gradient_get_none(counter: Counter) -> None:
    images, weight, _ = parts((2, 16, 5, 5), 16, (3, 3))
    with computing_in("bfloat16", "cpu"):
        found = convolution.convolve(images.detach(), weight, None, stride=(1, 1), padding=(1, 1), groups=1)
    found.float().square().sum().backward()  # type: ignore[no-untyped-call]
    assert counter.calls == 2
    assert images.grad is None
    assert weight.grad is not None


@needs_units
def test_torch_finds_its_matrix_units_as_it_left_them() -> None:
    left, right = (torch.randn(50, 70, generator=torch.Generator().manual_seed(k)).bfloat16() for k in (0, 1))
    wanted = left @ right.T
    for _ in range(3):
        gradients(parts((4, 16, 6, 6), 32, (3, 3)), (1, 1), "bfloat16")
        assert torch.equal(left @ right.T, wanted)


@needs_units
@pytest.mark.parametrize("broken", ["convolve", "weigh"])
def test_a_library_that_computes_something_else_is_not_used(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = tiled._call
    where = {"convolve": 4, "weigh": 3}[broken]  # what comes out

    def nearly(call: Any, *rest: Any) -> None:
        right(call, *rest)
        if call.__name__ == broken:
            ctypes.memset(rest[where], 0x40, 4)  # its first values become 3

    tiled.library.cache_clear()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(tiled, "_call", nearly)
            assert tiled.library() is None
        tiled.library.cache_clear()
        assert tiled.library() is not None
    finally:
        tiled.library.cache_clear()


@pytest.mark.usefixtures("without_compiler")
def test_without_a_compiler_torch_convolves(counter: Counter) -> None:
    leaves = parts((4, 16, 6, 6), 32, (3, 3))
    assert tiled.library() is None
    assert convolution.computed_by([], "cpu", "bfloat16") == "torch"
    found = gradients(leaves, (1, 1), "bfloat16", relu=True)
    assert counter.calls == 0
    wanted = by_definition(leaves, (1, 1), seen=found[0])
    for one, other in zip(found, wanted, strict=True):
        assert float((one.double() - other).abs().max() / other.abs().max()) < 2**-6


@needs_units
def test_a_network_learns_as_torch_would_let_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["conv 16 3x3 same relu", "conv 32 3x3 relu", "maxpool 2", "conv 16 3x3 same nobias", "relu", "flatten"]
    dice = torch.Generator().manual_seed(0)
    images = torch.randn(40, 3, 12, 10, generator=dice).to(memory_format=torch.channels_last)

    def found() -> list[Tensor]:
        network = build(
            parse_layers([*lines, "dense classes"]),
            input_shape=(3, 12, 10),
            num_classes=4,
            generator=torch.Generator().manual_seed(3),
        )
        with computing_in("bfloat16", "cpu"):
            loss = F.cross_entropy(network(images).float(), torch.arange(40) % 4)
        loss.backward()  # type: ignore[no-untyped-call]
        return [one.grad.clone() for one in network.parameters() if one.grad is not None]

    mine = found()
    monkeypatch.setattr(tiled, "fits", lambda *_, **__: False)
    for one, other in zip(mine, found(), strict=True):
        assert float((one - other).norm() / other.norm()) < 0.03
