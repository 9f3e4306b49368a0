from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from pupila.models import pooling
from pupila.models.build import build
from pupila.models.modules import Network
from pupila.models.parsing import parse_layers
from pupila.runtime import computing_in

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="no compiler to make pooling.c with"
)
SOURCE = Path(pooling.__file__).with_name("pooling.c")


def images_of(shape: tuple[int, int, int, int], dtype: torch.dtype, seed: int, values: str = "normal") -> Tensor:
    dice = torch.Generator().manual_seed(seed)
    images = torch.randn(shape, generator=dice)
    if values == "few":  # equal values, signed zeros and the ends of the scale
        chosen = torch.tensor([0.0, -0.0, 1.0, -1.0, torch.inf, -torch.inf])
        images = chosen[torch.randint(len(chosen), shape, generator=dice)]
    elif values == "broken":
        images[torch.rand(shape, generator=dice) < 0.1] = torch.nan
    return images.to(dtype).to(memory_format=torch.channels_last).requires_grad_()


def both_ways(pool: Callable[[Tensor], Tensor], images: Tensor, *, seed: int = 1) -> tuple[Tensor, Tensor]:
    pooled = pool(images)
    slopes = torch.randn(pooled.shape, generator=torch.Generator().manual_seed(seed)).to(pooled.dtype)
    return pooled.detach(), torch.autograd.grad(pooled, images, slopes)[0]


def assert_same(found: tuple[Tensor, ...], wanted: tuple[Tensor, ...]) -> None:
    for one, other in zip(found, wanted, strict=True):
        assert one.dtype == other.dtype
        torch.testing.assert_close(one, other, rtol=0, atol=0, equal_nan=True)


@needs_compiler
def test_it_is_compiled_here() -> None:
    assert pooling.library() is not None


@given(
    shape=st.tuples(*[st.integers(1, 4), st.integers(1, 70), st.integers(2, 9), st.integers(2, 9)]),
    dtype=st.sampled_from([torch.float32, torch.bfloat16]),
    relu=st.booleans(),
    values=st.sampled_from(["normal", "few", "broken"]),
    seed=st.integers(0, 100),
)
@example(shape=(2, 24, 5, 7), dtype=torch.bfloat16, relu=True, values="normal", seed=0)
def test_maxima_and_their_gradients_are_torchs_to_the_last_bit(
    shape: tuple[int, int, int, int], dtype: torch.dtype, relu: bool, values: str, seed: int
) -> None:
    images = images_of(shape, dtype, seed, values)

    def wanted(images: Tensor) -> Tensor:
        pooled = F.max_pool2d(images, 2)
        return F.relu(pooled) if relu else pooled

    assert_same(both_ways(lambda images: pooling.max_pool(images, relu=relu), images), both_ways(wanted, images))


@given(
    shape=st.tuples(*[st.integers(1, 4), st.integers(1, 20), st.integers(2, 9), st.integers(2, 9)]),
    tanh=st.booleans(),
    values=st.sampled_from(["normal", "broken"]),
    seed=st.integers(0, 100),
)
@example(shape=(64, 6, 28, 28), tanh=True, values="normal", seed=0)
def test_averages_and_their_gradients_are_torchs_to_the_last_bit(
    shape: tuple[int, int, int, int], tanh: bool, values: str, seed: int
) -> None:
    images = images_of(shape, torch.float32, seed, values)

    def wanted(images: Tensor) -> Tensor:
        return F.avg_pool2d(torch.tanh(images) if tanh else images, 2)

    assert_same(both_ways(lambda images: pooling.average_pool(images, tanh=tanh), images), both_ways(wanted, images))


LINES = [
    ["conv 24 3x3 relu", "maxpool 2", "conv 32 3x3 same relu", "maxpool 2", "flatten", "dense classes"],
    ["conv 16 3x3", "maxpool 2", "batchnorm", "relu", "maxpool 2", "globalpool", "dense classes"],
    ["conv 6 5x5 same tanh", "avgpool 2", "conv 16 3x3 tanh", "avgpool 2", "flatten", "dense classes"],
    ["conv 16 3x3 relu", "maxpool 3 stride 2 same", "tanh", "avgpool 3 same", "maxpool 2", "flatten", "dense classes"],
]


def step_of(lines: list[str], precision: str) -> list[Tensor]:
    network = build(
        parse_layers(lines), input_shape=(3, 17, 19), num_classes=4, generator=torch.Generator().manual_seed(3)
    )
    images = torch.randn(5, 3, 17, 19, generator=torch.Generator().manual_seed(4))
    with computing_in(precision, "cpu"):
        logits = network(images.to(memory_format=torch.channels_last))
    F.cross_entropy(logits.float(), torch.arange(5) % 4).backward()
    return [logits.detach(), *[one.grad for one in network.parameters() if one.grad is not None]]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("lines", LINES, ids=lambda lines: lines[1])
def test_a_step_of_training_is_the_same_with_and_without_a_compiler(
    lines: list[str], precision: str, without_compiler: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pooling.library() is None
    left_to_torch = step_of(lines, precision)
    monkeypatch.delenv("PUPILA_COMPILE")
    pooling.library.cache_clear()
    assert_same(tuple(step_of(lines, precision)), tuple(left_to_torch))


def test_one_thread_gives_what_two_give() -> None:
    images = images_of((7, 32, 9, 9), torch.bfloat16, 0)
    threads = torch.get_num_threads()
    try:
        found = []
        for count in (1, 2):
            torch.set_num_threads(count)
            found.append(both_ways(lambda images: pooling.max_pool(images, relu=True), images))
    finally:
        torch.set_num_threads(threads)
    assert_same(found[0], found[1])


def test_gradients_that_lie_differently_in_memory_are_read_right() -> None:
    images = images_of((2, 16, 6, 6), torch.float32, 0)
    (found,) = torch.autograd.grad(pooling.max_pool(images, relu=False).sum(), images)  # one number, spread
    (wanted,) = torch.autograd.grad(F.max_pool2d(images, 2).sum(), images)
    assert torch.equal(found, wanted)


@pytest.mark.parametrize("context", [torch.no_grad, torch.inference_mode])
def test_answers_are_the_same_without_gradients(context: Callable[[], torch.no_grad]) -> None:
    images = images_of((2, 16, 6, 6), torch.float32, 0).detach()
    with context():
        assert torch.equal(pooling.max_pool(images, relu=True), F.relu(F.max_pool2d(images, 2)))
        assert torch.equal(pooling.average_pool(images, tanh=True), F.avg_pool2d(torch.tanh(images), 2))


def test_who_traces_a_network_sees_torchs_own_operations() -> None:
    network: Network = build(
        parse_layers(LINES[0]), input_shape=(3, 16, 16), num_classes=4, generator=torch.Generator().manual_seed(0)
    )
    exported = torch.export.export(network.eval(), (torch.zeros(2, 3, 16, 16),))
    called = {str(node.target) for node in exported.graph.nodes if node.op == "call_function"}
    assert "aten.max_pool2d.default" in called


@needs_compiler
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("best &= ~blocked;", ""),
        ("place |= blocked;", ""),
        ("(k * width - 1)", "(k * width - 2)"),
        ("1 - bent[i] * bent[i]", "1 - bent[i]"),
    ],
)
def test_a_library_that_does_not_give_what_torch_gives_is_not_used(
    right: str, wrong: str, assert_refused: Callable[[ModuleType, str, str], None]
) -> None:
    assert_refused(pooling, right, wrong)
