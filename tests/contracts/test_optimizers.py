"""What holds for every optimizer."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from pupila.training.optimizers import OPTIMIZERS, build_optimizer


def problem() -> tuple[nn.Linear, torch.Tensor, torch.Tensor]:
    """A convex loss: least squares, with the weights at zero."""
    dice = torch.Generator().manual_seed(0)
    layer = nn.utils.skip_init(nn.Linear, 3, 2)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer, torch.randn(40, 3, generator=dice), torch.randn(40, 2, generator=dice)


def step(layer: nn.Linear, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    optimizer.zero_grad()
    loss = (layer(x) - y).square().mean()
    loss.backward()
    optimizer.step()
    return loss.item()


def build(name: str, layer: nn.Module, **options: float) -> torch.optim.Optimizer:
    return build_optimizer(name, layer.parameters(), **{"learning_rate": 0.05, **options})


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("weight_decay", [0.0, 0.001])
def test_it_lowers_a_convex_loss(name: str, weight_decay: float) -> None:
    layer, x, y = problem()
    optimizer = build(name, layer, weight_decay=weight_decay)
    losses = [step(layer, optimizer, x, y) for _ in range(150)]
    solution = torch.linalg.lstsq(torch.cat([x, torch.ones(40, 1)], 1), y).solution
    best = float((torch.cat([x, torch.ones(40, 1)], 1) @ solution - y).square().mean())
    assert losses[-1] < losses[0]
    assert losses[-1] < best + 0.02


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_goes_on_from_its_saved_state(name: str) -> None:
    options = {"momentum": 0.9} if name == "sgd" else {}
    layer, x, y = problem()
    optimizer = build(name, layer, **options)
    for _ in range(3):
        step(layer, optimizer, x, y)
    twin, _, _ = problem()
    twin.load_state_dict(layer.state_dict())
    second = build(name, twin, **options)
    second.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for _ in range(3):
        step(layer, optimizer, x, y)
        step(twin, second, x, y)
    assert torch.equal(layer.weight, twin.weight)
    assert torch.equal(layer.bias, twin.bias)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_weights_decay_and_biases_do_not(name: str) -> None:
    layer, _, _ = problem()
    optimizer = build(name, layer, weight_decay=0.1)
    decay = {id(one): group["weight_decay"] for group in optimizer.param_groups for one in group["params"]}
    assert decay == {id(layer.weight): 0.1, id(layer.bias): 0.0}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_frozen_parameters_are_left_alone(name: str) -> None:
    layer, x, y = problem()
    layer.bias.requires_grad_(False)
    optimizer = build(name, layer)
    step(layer, optimizer, x, y)
    assert float(layer.bias.abs().sum()) == 0.0
    assert float(layer.weight.detach().abs().sum()) > 0.0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_says_what_it_is(name: str) -> None:
    assert (OPTIMIZERS[name].__doc__ or "").startswith("Build ")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_steps_as_torch_does_where_a_parameter_has_no_gradient_for_once(name: str) -> None:
    """However the steps are counted inside, a parameter that rests disturbs the others in nothing."""
    plain = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}.get(name)
    if plain is None:
        pytest.skip("torch has none of this kind")
    layer, x, y = problem()
    twin, _, _ = problem()
    options = {"momentum": 0.9} if name == "sgd" else {}
    optimizer = build(name, layer, weight_decay=0.01, **options)
    groups = [{"params": [twin.weight], "weight_decay": 0.01}, {"params": [twin.bias], "weight_decay": 0.0}]
    reference = plain(groups, lr=0.05, foreach=False, **options)
    for turn in range(8):
        for one, its in ((layer, optimizer), (twin, reference)):
            its.zero_grad()
            (one(x) - y).square().mean().backward()
            if turn == 4:
                one.bias.grad = None
            its.step()
    assert torch.allclose(layer.weight, twin.weight, atol=1e-6)
    assert torch.allclose(layer.bias, twin.bias, atol=1e-6)
