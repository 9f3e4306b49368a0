"""Build optimizers by name, in torch's fused form where the device has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn

from pupila.errors import RecipeError
from pupila.registry import Registry

Builder = Callable[..., torch.optim.Optimizer]
OPTIMIZERS: Registry[Builder] = Registry("optimizer", RecipeError)


@OPTIMIZERS.register("adam")
def adam(parameters: list[dict[str, Any]], *, learning_rate: float, **_: Any) -> torch.optim.Optimizer:
    """Build Adam (Kingma and Ba 2015, arXiv:1412.6980); a weight decay is added to the gradient."""
    return torch.optim.Adam(parameters, lr=learning_rate, fused=True)


@OPTIMIZERS.register("adamw")
def adamw(parameters: list[dict[str, Any]], *, learning_rate: float, **_: Any) -> torch.optim.Optimizer:
    """Build Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101)."""
    return torch.optim.AdamW(parameters, lr=learning_rate, fused=True)


@OPTIMIZERS.register("sgd")
def sgd(
    parameters: list[dict[str, Any]], *, learning_rate: float, momentum: float = 0.0, nesterov: bool = False
) -> torch.optim.Optimizer:
    """Build stochastic gradient descent, with momentum and Nesterov's step where asked for."""
    if nesterov and not momentum:
        raise RecipeError("training.nesterov_without_momentum")
    return torch.optim.SGD(parameters, lr=learning_rate, momentum=momentum, nesterov=nesterov, fused=True)


def build_optimizer(
    name: str,
    parameters: Iterable[nn.Parameter],
    *,
    learning_rate: float,
    weight_decay: float = 0.0,
    momentum: float = 0.0,
    nesterov: bool = False,
) -> torch.optim.Optimizer:
    """Build an optimizer over the parameters that are trained.

    Weight decay pulls on weights alone, not on biases nor on the scales of batch norm, which it would only harm.

    Args:
        name: A key of `OPTIMIZERS`.
        parameters: The model's parameters; those that need no gradient are left out.
        learning_rate: The (peak) learning rate.
        weight_decay: Strength of the pull towards zero.
        momentum: Share of the last step that is kept (sgd only).
        nesterov: Look ahead along the momentum (sgd only).

    Raises:
        RecipeError: An unknown name, or Nesterov's step without momentum.
    """
    builder = OPTIMIZERS[name]
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    if not weight_decay:
        groups = [{"params": trained, "weight_decay": 0.0}]
    return builder(groups, learning_rate=learning_rate, momentum=momentum, nesterov=nesterov)
