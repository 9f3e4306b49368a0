"""Record a step of training on a graphics card once, and play it again: small kernels no longer wait for Python.

A card computes a layer of a small network faster than Python can ask for it. Recorded as a CUDA graph, forward and
backward are asked for once a step. The recording reads its batch from one place in memory and leaves loss, logits and
gradients in others; the optimizer, whose learning rate changes from step to step, stays outside.

What is recorded is believed only after it gave what the step itself gives. Where it does not, or cannot be recorded,
training goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from pupila.data.loader import Batch

Compute = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""From images (B, C, H, W) and labels (B,) to mean loss and logits (B, K)."""
Recorder = Callable[[Callable[[], None], Sequence[torch.Generator]], Callable[[], object]]
"""From work that is always the same, and the dice that it rolls, to a function that does it again."""

_WARM_UPS = 3  # before a recording: libraries choose their kernels and take their memory in the first calls
_TOLERANCE = 0.01  # relative; a gradient in bfloat16 differs by some thousandths from call to call


def record_graph(work: Callable[[], None], dice: Sequence[torch.Generator]) -> Callable[[], object]:
    """Record work on the current card as a CUDA graph.

    Raises:
        RuntimeError: Something in it cannot be recorded.
    """
    aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(_WARM_UPS):
            work()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    for one in dice:
        graph.register_generator_state(one)
    with torch.cuda.graph(graph):
        work()
    return graph.replay


class CapturedStep:
    """Play forward and backward of one step. Make it with `capture_step`, which looks whether it is right.

    Args:
        model: Whose parameters get gradients.
        compute: Forward and loss.
        batch: Of the size that every other batch must have.
        dice: What the model rolls while it is trained.
        record: Records the work.
    """

    def __init__(
        self, model: nn.Module, compute: Compute, batch: Batch, *, dice: Sequence[torch.Generator], record: Recorder
    ) -> None:
        self._parameters = [one for one in model.parameters() if one.requires_grad]
        self._compute = compute
        self._images, self._labels = batch.images.clone(), batch.labels.clone()
        self._loss, self._logits = self._labels, self._images  # until the work has left its own
        self._replay = record(self._work, dice)
        self._gradients = [one.grad for one in self._parameters]

    def _work(self) -> None:
        # Without gradients to add to, backward leaves new ones, which lie at the same place at every replay.
        for one in self._parameters:
            one.grad = None
        loss, logits = self._compute(self._images, self._labels)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self._loss, self._logits = loss.detach(), logits.detach()

    def fits(self, batch: Batch) -> bool:
        """Tell whether a batch has the size of the recorded one."""
        return batch.images.shape == self._images.shape

    def forget(self) -> None:
        """Clear what was read and what came out, so that a replay which does not compute anew is found out."""
        gradients = [one for one in self._gradients if one is not None]
        for one in (self._images, self._labels, self._loss, self._logits, *gradients):
            one.zero_()

    def __call__(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Leave the gradients of a batch in the parameters; return its loss and logits."""
        self._images.copy_(batch.images)
        self._labels.copy_(batch.labels)
        self._replay()
        for one, gradient in zip(self._parameters, self._gradients, strict=True):
            one.grad = gradient
        return self._loss.clone(), self._logits.clone()


def capture_step(
    model: nn.Module,
    compute: Compute,
    batch: Batch,
    *,
    roll: Callable[[], None],
    dice: Sequence[torch.Generator],
    record: Recorder = record_graph,
) -> CapturedStep | None:
    """Record a step, and compare what it gives with the step itself; the model is left as it was.

    Args:
        model: In training mode.
        compute: Forward and loss.
        batch: What to record it with.
        roll: Sets the dice as the step wants them.
        dice: What the model rolls while it is trained.
        record: Records the work.

    Returns:
        The recorded step, or None where it cannot be recorded or gives something else.
    """
    kept = [one.clone() for one in model.buffers()]

    def afresh() -> None:
        """Take back what the last call did to gradients, running figures and dice."""
        model.zero_grad(set_to_none=True)
        for buffer, content in zip(model.buffers(), kept, strict=True):
            buffer.copy_(content)
        roll()

    afresh()
    loss, logits = compute(batch.images, batch.labels)
    loss.backward()  # type: ignore[no-untyped-call]
    wanted = [loss.detach(), logits.detach(), *_gradients(model)]
    afresh()
    try:
        step = CapturedStep(model, compute, batch, dice=dice, record=record)
        afresh()
        step.forget()
        found = [*step(batch), *_gradients(model)]
    except RuntimeError:
        return None
    finally:
        afresh()
    agree = len(found) == len(wanted) and all(_close(one, other) for one, other in zip(found, wanted, strict=True))
    return step if agree else None


def _gradients(model: nn.Module) -> list[Tensor]:
    return [one.grad.clone() for one in model.parameters() if one.grad is not None]


def _close(found: Tensor, wanted: Tensor) -> bool:
    """Tell whether two results differ by roundings alone."""
    return bool((found - wanted).norm() <= _TOLERANCE * wanted.norm() + 1e-6)
