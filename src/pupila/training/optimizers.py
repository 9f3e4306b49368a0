"""Build optimizers by name, in torch's fused form, with as little bookkeeping a step as can be."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

from pupila.errors import RecipeError
from pupila.registry import Registry
from pupila.training.muon import Muon

Builder = Callable[..., torch.optim.Optimizer]
OPTIMIZERS: Registry[Builder] = Registry("optimizer", RecipeError)


class _Lean:
    """Hand torch's fused kernel its tensors straight away.

    Every step, torch collects parameters and moments anew, looks whether all are on one device and of one type, and
    adds one to as many step counters as there are parameters; for a perceptron that takes longer than the step. Here
    the tensors are collected once, after torch's own first step has made them.
    """

    # Torch wraps these for its compiler, whose import takes seconds and serves nothing here.
    add_param_group = inspect.unwrap(torch.optim.Optimizer.add_param_group)
    zero_grad = inspect.unwrap(torch.optim.Optimizer.zero_grad)
    state_dict = inspect.unwrap(torch.optim.Optimizer.state_dict)

    _collected: list[dict[str, Any]] | None = None

    def _collect(self: Any) -> list[dict[str, Any]] | None:
        """Return the tensors of every group, or None where parameters have rested, and their steps differ."""
        parameters = [one for group in self.param_groups for one in group["params"]]
        steps = {float(self.state[one].get("step", 0)) for one in parameters}
        if len(steps) > 1 or any(one.grad is None for one in parameters):
            return None
        found = []
        for group in self.param_groups:
            parameters = [one for one in group["params"] if one.grad is not None]
            states = [self.state[one] for one in parameters]
            if states and "step" in states[0]:
                # All parameters have taken the same steps, so one counter serves them all.
                for state in states:
                    state["step"] = states[0]["step"]
            found.append({"group": group, "params": parameters, "states": states})
        return found

    def load_state_dict(self: Any, state_dict: dict[str, Any]) -> None:
        """Load a state, and collect its tensors at the next step."""
        self._collected = None
        inspect.unwrap(torch.optim.Optimizer.load_state_dict)(self, state_dict)

    @torch.no_grad()
    def step(self: Any, closure: Any = None) -> Any:
        """Do one step; torch's own the first time, and wherever a parameter has no gradient."""
        whole = self._collected is not None and all(
            one.grad is not None for part in self._collected for one in part["params"]
        )
        if closure is not None or not whole:
            for state in self.state.values():
                if "step" in state:
                    # Torch counts each of these on: one counter for all would be counted many times.
                    state["step"] = state["step"].clone()
            loss = super().step(closure)  # type: ignore[misc]  # as above
            self._collected = self._collect()
            return loss
        for part in self._collected:
            if part["params"]:
                self._fused(part["group"], part["params"], [one.grad for one in part["params"]], part["states"])
        return None

    # Or torch would wrap it anew, to be seen by its profiler and hooks, for a seventh of the time of a step of N5.
    step.hooked = True  # type: ignore[attr-defined]


class _LeanAdam(_Lean, torch.optim.Adam):
    """Adam whose weight decay is added to the gradient."""

    _kernel = staticmethod(torch._fused_adam_)

    def _fused(
        self, group: dict[str, Any], parameters: list[Tensor], gradients: list[Tensor], states: list[dict[str, Any]]
    ) -> None:
        states[0]["step"].add_(1)
        beta1, beta2 = group["betas"]
        self._kernel(
            parameters,
            gradients,
            [state["exp_avg"] for state in states],
            [state["exp_avg_sq"] for state in states],
            [],
            [state["step"] for state in states],
            lr=group["lr"],
            beta1=beta1,
            beta2=beta2,
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            amsgrad=False,
            maximize=False,
        )


class _LeanAdamW(_LeanAdam, torch.optim.AdamW):
    """Adam whose weight decay is apart from the gradient."""

    _kernel = staticmethod(torch._fused_adamw_)


class _LeanSGD(_Lean, torch.optim.SGD):
    """Stochastic gradient descent."""

    def _fused(
        self, group: dict[str, Any], parameters: list[Tensor], gradients: list[Tensor], states: list[dict[str, Any]]
    ) -> None:
        torch._fused_sgd_(
            parameters,
            gradients,
            [state["momentum_buffer"] for state in states] if group["momentum"] else [],
            weight_decay=group["weight_decay"],
            momentum=group["momentum"],
            lr=group["lr"],
            dampening=0.0,
            nesterov=group["nesterov"],
            maximize=False,
            is_first_step=False,
        )


@OPTIMIZERS.register("adam")
def adam(parameters: list[dict[str, Any]], *, learning_rate: float, **_: Any) -> torch.optim.Optimizer:
    """Build Adam (Kingma and Ba 2015, arXiv:1412.6980); a weight decay is added to the gradient."""
    return _LeanAdam(parameters, lr=learning_rate, fused=True)


@OPTIMIZERS.register("adamw")
def adamw(parameters: list[dict[str, Any]], *, learning_rate: float, **_: Any) -> torch.optim.Optimizer:
    """Build Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101)."""
    return _LeanAdamW(parameters, lr=learning_rate, fused=True)


@OPTIMIZERS.register("sgd")
def sgd(
    parameters: list[dict[str, Any]], *, learning_rate: float, momentum: float = 0.0, nesterov: bool = False, **_: Any
) -> torch.optim.Optimizer:
    """Build stochastic gradient descent, with momentum and Nesterov's step where asked for."""
    if nesterov and not momentum:
        raise RecipeError("training.nesterov_without_momentum")
    return _LeanSGD(parameters, lr=learning_rate, momentum=momentum, nesterov=nesterov, fused=True)


@OPTIMIZERS.register("muon")
def muon(
    parameters: list[dict[str, Any]],
    *,
    learning_rate: float,
    momentum: float = 0.0,
    nesterov: bool = False,
    precision: str = "float32",
) -> torch.optim.Optimizer:
    """Build Muon for kernels and hidden matrices, and AdamW for the rest, both at one learning rate."""
    if nesterov and not momentum:
        raise RecipeError("training.nesterov_without_momentum")
    return Muon(parameters, lr=learning_rate, momentum=momentum, nesterov=nesterov, precision=precision)


def build_optimizer(
    name: str,
    parameters: Iterable[nn.Parameter],
    *,
    learning_rate: float,
    weight_decay: float = 0.0,
    momentum: float = 0.0,
    nesterov: bool = False,
    precision: str = "float32",
) -> torch.optim.Optimizer:
    """Build an optimizer over the parameters that are trained.

    Weight decay pulls on weights alone, not on biases nor on the scales of batch norm, which it would only harm.

    Args:
        name: A key of `OPTIMIZERS`.
        parameters: The model's parameters; those that need no gradient are left out.
        learning_rate: The (peak) learning rate.
        weight_decay: Strength of the pull towards zero.
        momentum: Share of the last step that is kept (sgd and muon only).
        nesterov: Look ahead along the momentum (sgd and muon only).
        precision: Of the optimizer's own matrix products, "float32" or "bfloat16" (muon only).

    Raises:
        RecipeError: An unknown name, or Nesterov's step without momentum.
    """
    builder = OPTIMIZERS[name]
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if not weight_decay:
        groups = [{"params": trained, "weight_decay": 0.0}]
    groups = [group for group in groups if group["params"]]
    return builder(groups, learning_rate=learning_rate, momentum=momentum, nesterov=nesterov, precision=precision)
