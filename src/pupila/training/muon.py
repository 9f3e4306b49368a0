"""Step with orthogonal matrices: Muon for kernels and hidden matrices, AdamW for all the rest.

The momentum of a matrix is replaced by the nearest matrix whose singular values are all about 1, so that rare
directions are learned as fast as frequent ones. In trainings of a few epochs that saves steps; the work it adds does
not grow with the batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

# A quintic that pulls singular values in (0, 1] to about 1 in five turns (Jordan et al. 2024).
_QUINTIC = (3.4445, -4.7750, 2.0315)
_TURNS = 5
# Rows from which bfloat16 pays on a processor's matrix units: 128 x 1152 took 990 microseconds instead of 1,637, and
# 256 x 2304 3,899 instead of 11,356, but 64 x 576 took 525 instead of 384.
_WORTH_CONVERTING = 128
# Gives a step the root mean square of a typical step of AdamW, so that both take one learning rate (Liu et al. 2025).
_ADAM_SIZE = 0.2
_BETAS, _EPS = (0.9, 0.999), 1e-8


def orthogonalise(matrix: Tensor, precision: str = "float32") -> Tensor:
    """Return about U V^T for a matrix U S V^T, by Newton and Schulz's iteration.

    Args:
        matrix: Shape (rows, columns); zeros stay zeros.
        precision: "bfloat16" lets the products be computed in it where that is faster, at the price of some hundredths
            in the singular values.

    Returns:
        Same shape and type; the singular values lie between about 0.7 and 1.2, those far below the largest excepted.

    Source:
        Jordan et al. (2024), Muon: an optimizer for hidden layers in neural networks; Bernstein and Newhouse (2024),
        arXiv:2409.20325.
    """
    tall = matrix.shape[0] > matrix.shape[1]
    work = matrix.T if tall else matrix
    work = work.to(_number_format(work, precision), memory_format=torch.contiguous_format)
    work = work / (work.norm() + 1e-7)
    first, second, third = _QUINTIC
    for _ in range(_TURNS):
        square = work @ work.T
        factor = torch.addmm(square, square, square, beta=second, alpha=third)
        work = torch.addmm(work, factor, work, beta=first)
    found: Tensor = (work.T if tall else work).to(matrix.dtype)
    return found


def _number_format(matrix: Tensor, precision: str) -> torch.dtype:
    """Return what to compute in; roundings do no harm, since every turn pulls what is left of them towards 1."""
    large = matrix.device.type != "cpu" or len(matrix) >= _WORTH_CONVERTING
    return torch.bfloat16 if precision == "bfloat16" and large else matrix.dtype


class Muon(torch.optim.Optimizer):
    """Orthogonalise the steps of kernels and hidden matrices; take AdamW's for biases, scales and the last matrix.

    Args:
        groups: As torch's optimizers take them, each with its `weight_decay`.
        lr: Learning rate of both kinds of step.
        momentum: Share of the last step that is kept.
        nesterov: Look ahead along the momentum.
        precision: Of the products, "float32" or "bfloat16": see `orthogonalise`.

    Source:
        Liu et al. (2025), arXiv:2502.16982: the size of the step, decoupled weight decay, and AdamW for the rest.
    """

    def __init__(
        self,
        groups: Iterable[dict[str, Any]],
        *,
        lr: float,
        momentum: float = 0.95,
        nesterov: bool = True,
        precision: str = "float32",
    ) -> None:
        self._precision = precision
        groups = list(groups)
        matrices = [one for group in groups for one in group["params"] if one.ndim > 1]
        last = matrices[-1] if matrices else None
        divided = []
        for group in groups:
            for orthogonal in (True, False):
                chosen = [one for one in group["params"] if (one.ndim > 1 and one is not last) == orthogonal]
                if chosen:
                    divided.append({**group, "params": chosen, "orthogonal": orthogonal})
        super().__init__(divided, {"lr": lr, "momentum": momentum, "nesterov": nesterov, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Do one step over every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            parameters = [one for one in group["params"] if one.grad is not None]
            if parameters and group["orthogonal"]:
                for parameter in parameters:
                    self._orthogonal_step(parameter, group)
            elif parameters:
                self._adamw_step(parameters, group)
        return loss

    def _orthogonal_step(self, parameter: nn.Parameter, group: dict[str, Any]) -> None:
        gradient, state = parameter.grad, self.state[parameter]
        if gradient is None:
            return
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(parameter)
        buffer = state["momentum_buffer"]
        buffer.mul_(group["momentum"]).add_(gradient)
        direction = gradient.add(buffer, alpha=group["momentum"]) if group["nesterov"] else buffer
        rows = _as_rows(direction)
        size = _ADAM_SIZE * max(rows.shape) ** 0.5
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(_from_rows(orthogonalise(rows, self._precision), parameter), alpha=-group["lr"] * size)

    def _adamw_step(self, parameters: list[nn.Parameter], group: dict[str, Any]) -> None:
        for parameter in parameters:
            if not self.state[parameter]:
                self.state[parameter] = {
                    "step": torch.zeros((), dtype=torch.float32, device=parameter.device),
                    "exp_avg": torch.zeros_like(parameter),
                    "exp_avg_sq": torch.zeros_like(parameter),
                }
        states = [self.state[one] for one in parameters]
        for state in states:
            state["step"].add_(1)
        torch._fused_adamw_(
            list[Tensor](parameters),
            [one.grad for one in parameters if one.grad is not None],
            [state["exp_avg"] for state in states],
            [state["exp_avg_sq"] for state in states],
            [],
            [state["step"] for state in states],
            lr=group["lr"],
            beta1=_BETAS[0],
            beta2=_BETAS[1],
            weight_decay=group["weight_decay"],
            eps=_EPS,
            amsgrad=False,
            maximize=False,
        )


def _as_rows(kernel: Tensor) -> Tensor:
    """Return (filters, values) of a kernel (filters, C, height, width), in the order of channels-last memory."""
    return kernel.permute(0, 2, 3, 1).flatten(1) if kernel.ndim == 4 else kernel.flatten(1)


def _from_rows(rows: Tensor, like: Tensor) -> Tensor:
    """Undo `_as_rows`."""
    if like.ndim != 4:
        return rows.view(like.shape)
    filters, channels, height, width = like.shape
    return rows.view(filters, height, width, channels).permute(0, 3, 1, 2)
