from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from pupila.models import convolution, narrow
from pupila.models.build import build
from pupila.models.parsing import parse_layers
from pupila.runtime import computing_in

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="no compiler to make narrow.c with"
)
SOURCE = Path(narrow.__file__).with_name("narrow.c")
LENET = ["conv 6 5x5 same tanh", "avgpool 2", "conv 16 5x5 tanh", "avgpool 2", "flatten", "dense classes"]
Shape = tuple[int, int, int, int]
Pair = tuple[int, int]


@pytest.fixture
def on_two_threads() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(threads)


def parts(shape: Shape, filters: int, kernel: Pair, *, bias: bool = True, seed: int = 0) -> list[Tensor]:
    dice = torch.Generator().manual_seed(seed)
    images = torch.randn(shape, generator=dice).to(memory_format=torch.channels_last)
    weight = torch.randn(filters, shape[1], *kernel, generator=dice)
    made = [images, weight, *[torch.randn(filters, generator=dice)] * bias]
    return [one.requires_grad_() for one in made]


def fits(leaves: list[Tensor], padding: Pair, *, stride: Pair = (1, 1), groups: int = 1) -> bool:
    return narrow.fits(leaves[0], leaves[1], stride=stride, padding=padding, groups=groups)


def slopes_for(out: Tensor) -> Tensor:
    return torch.randn(out.shape, generator=torch.Generator().manual_seed(9)).to(out.dtype)


def all_sums(leaves: list[Tensor], padding: Pair, slopes: Tensor | None = None) -> list[Tensor]:
    """Return what comes out and the gradients of all leaves, by way of `narrow.c`."""
    assert fits(leaves, padding)
    out = narrow.convolve(leaves[0], leaves[1], leaves[2] if len(leaves) == 3 else None, padding)
    return [out.detach(), *torch.autograd.grad(out, leaves, slopes_for(out) if slopes is None else slopes)]


def by_torch(leaves: list[Tensor], padding: Pair, *, dtype: torch.dtype, slopes: Tensor | None = None) -> list[Tensor]:
    exact = [one.detach().to(dtype).requires_grad_() for one in leaves]
    out = F.conv2d(exact[0], exact[1], exact[2] if len(exact) == 3 else None, padding=padding)
    slopes = slopes_for(out.float()) if slopes is None else slopes
    return [out.detach(), *torch.autograd.grad(out, exact, slopes.to(dtype))]


def worst(found: Tensor, wanted: Tensor) -> float:
    return float((found - wanted).abs().max() / wanted.abs().max().clamp_min(1e-30))


@needs_compiler
def test_it_is_compiled_here() -> None:
    assert narrow.library() is not None


@needs_compiler
@given(
    shape=st.tuples(st.integers(1, 5), st.integers(1, 8), st.integers(1, 20), st.integers(1, 40)),
    filters=st.integers(1, 64),
    kernel=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    padding=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    bias=st.booleans(),
    threads=st.integers(1, 3),
    seed=st.integers(0, 100),
)
@example(shape=(4, 1, 28, 28), filters=6, kernel=(5, 5), padding=(2, 2), bias=True, threads=2, seed=0)
@example(shape=(4, 6, 14, 14), filters=16, kernel=(5, 5), padding=(0, 0), bias=True, threads=2, seed=0)
@example(shape=(2, 3, 40, 61), filters=32, kernel=(3, 3), padding=(1, 1), bias=False, threads=3, seed=0)
@example(shape=(1, 8, 7, 33), filters=8, kernel=(7, 7), padding=(3, 6), bias=True, threads=1, seed=0)
def test_all_sums_are_those_of_the_definition_in_double_precision(
    shape: Shape, filters: int, kernel: Pair, padding: Pair, bias: bool, threads: int, seed: int
) -> None:
    padding = (min(padding[0], kernel[0] - 1), min(padding[1], kernel[1] - 1))
    kernel = (min(kernel[0], shape[2] + 2 * padding[0]), min(kernel[1], shape[3] + 2 * padding[1]))
    padding = (min(padding[0], kernel[0] - 1), min(padding[1], kernel[1] - 1))
    leaves = parts(shape, filters, kernel, bias=bias, seed=seed)
    if any(size + 2 * zeros < k for size, zeros, k in zip(shape[2:], padding, kernel, strict=True)):
        assert not fits(leaves, padding)
        return
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        found = all_sums(leaves, padding)
    finally:
        torch.set_num_threads(before)
    for one, other in zip(found, by_torch(leaves, padding, dtype=torch.float64), strict=True):
        assert one.shape == other.shape
        assert worst(one, other) < 4e-6


@needs_compiler
@pytest.mark.parametrize(
    ("shape", "filters", "kernel", "padding"),
    [
        ((64, 1, 28, 28), 6, (5, 5), (2, 2)),
        ((64, 6, 14, 14), 16, (5, 5), (0, 0)),
        ((16, 3, 64, 64), 32, (3, 3), (1, 1)),
    ],
)
def test_it_is_as_exact_as_torch(shape: Shape, filters: int, kernel: Pair, padding: Pair) -> None:
    leaves = parts(shape, filters, kernel)
    wanted = by_torch(leaves, padding, dtype=torch.float64)
    for mine, theirs, exact in zip(
        all_sums(leaves, padding), by_torch(leaves, padding, dtype=torch.float32), wanted, strict=True
    ):
        assert worst(mine, exact) < 2 * worst(theirs, exact) + 1e-7


@needs_compiler
@pytest.mark.parametrize("filters", [2, 9])
def test_a_small_case_agrees_with_loops(filters: int) -> None:
    leaves = parts((2, 2, 4, 9), filters, (3, 2))
    images, weight, bias = (one.detach().double().numpy() for one in leaves)
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.zeros((2, filters, 4, 10))
    slopes = slopes_for(torch.from_numpy(out).float())
    back, to_weight = np.zeros_like(padded), np.zeros_like(weight)
    for b, f, y, x in np.ndindex(out.shape):
        window = padded[b, :, y : y + 3, x : x + 2]
        slope = float(slopes[b, f, y, x])
        out[b, f, y, x] = bias[f] + (window * weight[f]).sum()
        back[b, :, y : y + 3, x : x + 2] += slope * weight[f]
        to_weight[f] += slope * window
    wanted = out, back[:, :, 1:-1, 1:-1], to_weight, slopes.double().sum((0, 2, 3)).numpy()
    for one, other in zip(all_sums(leaves, (1, 1), slopes), wanted, strict=True):
        np.testing.assert_allclose(one.numpy(), other, rtol=1e-5, atol=1e-5)


@needs_compiler
@pytest.mark.parametrize("where", ["images", "weight", "slopes"])
@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf])
@pytest.mark.parametrize(
    ("filters", "kernel", "padding"), [(6, (5, 5), (2, 2)), (16, (3, 3), (0, 1)), (3, (2, 4), (0, 0))]
)
def test_what_is_not_finite_goes_where_it_goes_in_torch(
    where: str, value: float, filters: int, kernel: Pair, padding: Pair
) -> None:
    for place in (0, 19):  # also at the right edge, beside which lanes are idle
        leaves = parts((3, 2, 9, 20), filters, kernel)
        slopes = slopes_for(by_torch(leaves, padding, dtype=torch.float32)[0])
        with torch.no_grad():
            if where == "images":
                leaves[0][1, 1, 4, place] = value
            elif where == "weight":
                leaves[1][1, 1, 0, -1] = value
            else:
                slopes[2, 1, 3, min(place, slopes.shape[3] - 1)] = value
        for one, other in zip(
            all_sums(leaves, padding, slopes),
            by_torch(leaves, padding, dtype=torch.float64, slopes=slopes),
            strict=True,
        ):
            torch.testing.assert_close(one.double(), other, rtol=1e-4, atol=1e-4, equal_nan=True)


@needs_compiler
def test_the_same_number_of_threads_gives_the_same_bits(on_two_threads: None) -> None:
    for shape, filters in (((7, 1, 28, 28), 6), ((7, 6, 14, 14), 16)):
        leaves = parts(shape, filters, (5, 5))
        first = all_sums(leaves, (2, 2))
        for _ in range(5):
            assert all(torch.equal(one, other) for one, other in zip(all_sums(leaves, (2, 2)), first, strict=True))


@needs_compiler
def test_weights_and_slopes_may_lie_as_they_like() -> None:
    images, weight, bias = parts((2, 3, 8, 11), 12, (3, 3))
    wanted = all_sums([images, weight, bias], (1, 1))
    last = weight.detach().to(memory_format=torch.channels_last).requires_grad_()
    found = all_sums([images, last, bias], (1, 1), slopes_for(wanted[0]).contiguous())
    assert found[2].is_contiguous(memory_format=torch.channels_last)
    assert all(torch.equal(one, other) for one, other in zip(found, wanted, strict=True))
    wide = torch.zeros(12, 5, 4, 3)
    wide[:, :3, :3] = weight.detach()  # a part of larger weights has gaps; its gradient has none
    found = all_sums([images, wide[:, :3, :3].requires_grad_(), bias], (1, 1))
    assert all(torch.equal(one, other) for one, other in zip(found, wanted, strict=True))
    out = narrow.convolve(images, weight, bias, (1, 1))
    (spread,) = torch.autograd.grad(out.sum(), images)  # one number, spread
    exact = by_torch([images, weight, bias], (1, 1), dtype=torch.float64, slopes=torch.ones_like(out))
    assert worst(spread, exact[1]) < 4e-6


@needs_compiler
def test_images_that_need_no_gradient_get_none(monkeypatch: pytest.MonkeyPatch) -> None:
    images, weight, _ = parts((2, 1, 9, 9), 6, (5, 5))
    monkeypatch.setattr(narrow, "_images_back", lambda *arguments: pytest.fail("nobody asked for it"))
    narrow.convolve(images.detach(), weight, None, (2, 2)).sum().backward()
    assert images.grad is None
    assert weight.grad is not None


@needs_compiler
def test_it_is_used_only_where_it_may_be() -> None:
    leaves = parts((2, 3, 12, 12), 16, (3, 3))
    images, weight, _ = leaves
    assert fits(leaves, (1, 1))
    assert not fits(leaves, (1, 1), stride=(2, 2))
    assert not fits(leaves, (1, 1), stride=(1, 2))
    assert not fits(leaves, (3, 3))
    assert not fits([images.detach().double(), weight], (1, 1))
    assert not fits([images, weight.detach().double().requires_grad_()], (1, 1))
    assert not fits([images.detach().contiguous(), weight], (1, 1))
    assert not fits([images, weight.detach()], (1, 1))
    assert not fits([images[:0], weight], (1, 1))
    assert not fits([images[:, :, :2], weight], (0, 0))
    assert not fits(parts((2, 3, 12, 12), 65, (3, 3)), (1, 1))
    assert not fits(parts((2, 9, 12, 12), 16, (3, 3)), (1, 1))
    assert not fits(parts((2, 3, 12, 12), 16, (8, 8)), (1, 1))
    assert not fits([images, weight[:, :1]], (1, 1), groups=3)
    assert not fits([images, parts((2, 2, 12, 12), 16, (3, 3))[1]], (1, 1))  # torch says what is wrong
    with torch.no_grad():
        assert not fits(leaves, (1, 1))
    with computing_in("bfloat16", "cpu"):
        assert not fits(leaves, (1, 1))


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    calls: list[object] = []
    found = narrow.convolve

    def counted(*arguments: object) -> Tensor:
        calls.append(arguments)
        return found(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(narrow, "convolve", counted)
    return calls


def step_of(lines: list[str]) -> list[Tensor]:
    dice = torch.Generator().manual_seed(3)
    network = build(parse_layers(lines), input_shape=(1, 28, 28), num_classes=4, generator=dice)
    logits = network(torch.randn(5, 1, 28, 28, generator=dice).to(memory_format=torch.channels_last))
    F.cross_entropy(logits, torch.arange(5) % 4).backward()
    return [logits.detach(), *[one.grad for one in network.parameters() if one.grad is not None]]


@needs_compiler
def test_a_step_of_training_is_nearly_the_same_with_and_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch)
    mine = step_of(LENET)
    assert len(calls) == 2
    monkeypatch.setenv("PUPILA_COMPILE", "0")
    narrow.library.cache_clear()
    try:
        theirs = step_of(LENET)
    finally:
        narrow.library.cache_clear()
    assert len(calls) == 2
    assert all(worst(one, other) < 1e-5 for one, other in zip(mine, theirs, strict=True))


def test_who_traces_a_network_sees_torchs_own_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch)
    network = build(
        parse_layers(LENET), input_shape=(1, 28, 28), num_classes=4, generator=torch.Generator().manual_seed(0)
    )
    exported = torch.export.export(network.eval(), (torch.zeros(2, 1, 28, 28),))
    called = {str(node.target) for node in exported.graph.nodes if node.op == "call_function"}
    assert "aten.conv2d.default" in called
    assert not calls


@needs_compiler
def test_other_convolutions_are_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch)
    images, weight, bias = parts((2, 12, 9, 9), 16, (3, 3))
    convolution.convolve(images, weight, bias, stride=(1, 1), padding=(1, 1), groups=1)
    assert not calls
    convolution.convolve(images[:, :4], weight[:, :4], bias, stride=(1, 1), padding=(1, 1), groups=1)
    assert not calls  # a part of the channels is not dense


@needs_compiler
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("value[p * m->step]", "value[p]"),
        ("m->start ?", "0 ?"),
        ("s->left * s->channels, image", "0, image"),
        ("rows[k + 4], 4, 12", "rows[k + 4], 4, 13"),
        ("total[i] += room_of", "total[i] -= room_of"),
        ("sums[p % 4] +=", "sums[p % 4] ="),
    ],
)
def test_a_library_that_does_not_give_what_torch_gives_is_not_used(
    right: str, wrong: str, assert_refused: Callable[[ModuleType, str, str], None], on_two_threads: None
) -> None:
    assert_refused(narrow, right, wrong)
