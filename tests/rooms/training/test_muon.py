"""Muon against singular values, a plain loop in NumPy, and torch's AdamW."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from pupila.training.checkpoint import load_checkpoint, save_checkpoint
from pupila.training.muon import orthogonalise
from pupila.training.optimizers import build_optimizer

Equal = Callable[[nn.Module, nn.Module], bool]


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@given(rows=st.integers(1, 24), columns=st.integers(1, 24), seed=st.integers(0, 99), scale=st.floats(1e-3, 1e3))
def test_singular_values_come_near_one(rows: int, columns: int, seed: int, scale: float) -> None:
    matrix = scale * random(rows, columns, seed=seed)
    before = np.linalg.svd(matrix.numpy(), compute_uv=False)
    after = np.linalg.svd(orthogonalise(matrix).numpy(), compute_uv=False)
    # Five turns lift whatever is above a hundredth of the whole; the smallest of a square matrix may lie below that.
    lifted = np.sort(after)[::-1][: int((before / np.linalg.norm(before) > 0.02).sum())]
    assert lifted.min() > 0.5
    assert lifted.max() < 1.3


@pytest.mark.parametrize("shape", [(6, 40), (40, 6)])
def test_the_directions_are_kept(shape: tuple[int, int]) -> None:
    matrix = random(*shape)
    left, _, right = np.linalg.svd(matrix.numpy(), full_matrices=False)
    inner = left.T @ orthogonalise(matrix).numpy() @ right.T
    assert np.abs(inner - np.diag(np.diag(inner))).max() < 1e-4
    assert np.diag(inner).min() > 0.5


@pytest.mark.parametrize("shape", [(160, 300), (300, 160), (24, 40)])
def test_half_the_digits_give_the_same_matrix_but_for_roundings(shape: tuple[int, int]) -> None:
    matrix = random(*shape)
    exact, rounded = (orthogonalise(matrix, precision).double().numpy() for precision in ("float32", "bfloat16"))
    apart = np.linalg.norm(exact - rounded) / np.linalg.norm(exact)
    assert apart < 0.05
    assert (apart == 0) == (min(shape) < 128), "only large matrices are worth converting"


def test_zeros_stay_zeros() -> None:
    assert orthogonalise(torch.zeros(3, 4)).abs().max() == 0


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
def test_a_kernel_steps_as_its_definition_says(nesterov: bool, channels_last: bool) -> None:
    start, target, head = random(5, 3, 2, 2), random(5, 3, 2, 2, seed=1), nn.Parameter(random(2, 5))
    layout = torch.channels_last if channels_last else torch.contiguous_format
    kernel = nn.Parameter(start.clone(memory_format=layout))
    options = {"learning_rate": 0.1, "weight_decay": 0.2, "momentum": 0.5, "nesterov": nesterov}
    optimizer = build_optimizer("muon", [kernel, head], **options)
    weight, velocity = start.numpy().reshape(5, -1).astype(np.float64), np.zeros((5, 12))
    for _ in range(4):
        optimizer.zero_grad()
        ((kernel - target).square().sum() / 2 + head.sum() * 0).backward()
        optimizer.step()
        gradient = weight - target.numpy().reshape(5, -1)
        velocity = 0.5 * velocity + gradient
        direction = gradient + 0.5 * velocity if nesterov else velocity
        step = orthogonalise(torch.from_numpy(direction).float()).double().numpy()
        weight = weight * (1 - 0.1 * 0.2) - 0.1 * 0.2 * np.sqrt(12) * step
    assert np.abs(kernel.detach().numpy().reshape(5, -1) - weight).max() < 1e-4


def test_all_the_rest_takes_the_steps_of_adamw() -> None:
    """Biases and the last matrix: the kernel before them stays where it is, without a gradient."""

    def pair() -> list[nn.Parameter]:
        return [nn.Parameter(random(4, 3, seed=2)), nn.Parameter(random(4, seed=3)), nn.Parameter(random(2, 4, seed=4))]

    ours, plain = pair(), pair()
    optimizer = build_optimizer("muon", ours, learning_rate=0.05, weight_decay=0.1)
    groups = [{"params": plain[2:], "weight_decay": 0.1}, {"params": plain[1:2], "weight_decay": 0.0}]
    reference = torch.optim.AdamW(groups, lr=0.05, foreach=False)
    for step in range(4):
        for parameters, one in ((ours, optimizer), (plain, reference)):
            one.zero_grad()
            (parameters[1].sin().sum() + (parameters[2] * (step + 1)).cos().sum()).backward()
            one.step()
    for one, other in zip(ours, plain, strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_a_training_is_taken_up_to_the_last_bit(new_task: Any, tmp_path: Any, equal_weights: Equal) -> None:
    lines = ("conv 6 3x3 same nobias", "batchnorm", "relu", "globalpool", "dense classes")
    optimizer = {"name": "muon", "momentum": 0.9, "nesterov": True, "learning_rate": 0.02}
    task = new_task(lines=lines, epochs=2, optimizer=optimizer)
    whole = task.trainer()
    assert task.fit(whole)
    left = iter(range(1000))
    first = task.trainer(
        should_stop=lambda: next(left) >= 9, save=lambda trainer: save_checkpoint(tmp_path / "kept", trainer)
    )
    assert not task.fit(first)
    second = task.trainer()
    load_checkpoint(tmp_path / "kept", second)
    assert task.fit(second)
    assert equal_weights(whole.model, second.model)
