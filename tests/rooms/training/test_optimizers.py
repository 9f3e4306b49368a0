"""Single steps, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from pupila.errors import RecipeError
from pupila.training.optimizers import build_optimizer


def run(name: str, steps: int, **options: float) -> list[float]:
    """Follow w from 1 under the gradient 2w, as one weight of a matrix."""
    weight = nn.Parameter(torch.ones(1, 1))
    optimizer = build_optimizer(name, [weight], learning_rate=0.1, **options)
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        weight.square().sum().backward()
        optimizer.step()
        path.append(weight.item())
    return path


@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (0.9, False), (0.9, True)])
@pytest.mark.parametrize("decay", [0.0, 0.01])
def test_sgd_steps_as_its_definition_says(momentum: float, nesterov: bool, decay: float) -> None:
    weight, velocity, expected = 1.0, 0.0, []
    for _ in range(6):
        gradient = 2 * weight + decay * weight
        velocity = momentum * velocity + gradient
        weight -= 0.1 * (gradient + momentum * velocity if nesterov else velocity)
        expected.append(weight)
    assert run("sgd", 6, momentum=momentum, nesterov=nesterov, weight_decay=decay) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", ["adam", "adamw"])
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_adam_steps_as_its_definition_says(name: str, decay: float) -> None:
    weight, first, second, expected = 1.0, 0.0, 0.0, []
    for step in range(1, 7):
        gradient = 2 * weight
        if name == "adam":
            gradient += decay * weight
        else:
            weight -= 0.1 * decay * weight
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weight -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        expected.append(weight)
    assert run(name, 6, weight_decay=decay) == pytest.approx(expected, abs=2e-6)


def test_nesterov_needs_a_momentum() -> None:
    with pytest.raises(RecipeError, match=r"train\.momentum"):
        run("sgd", 1, nesterov=True)


def test_an_unknown_optimizer_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="adamw"):
        run("adamm", 1)
