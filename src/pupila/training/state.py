"""Hold where a training stands: everything, beside weights and optimizer, that it needs to go on."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

import torch

from pupila.training.choice import Monitor, rank


@dataclass
class Progress:
    """Say where a training stands.

    Attributes:
        epoch: The epoch that is under way, from 1.
        step: Steps of it that are done.
        loss_sum: Sum of the losses of its images so far.
        correct: Right answers among them.
        seconds: Time it has taken so far.
        best_epoch: The best epoch yet on validation data; 0 before the first.
        best: What it reached there (loss and accuracy).
        history: The finished epochs.
        first_batch: Digests of the first batch of the epoch under way, where they are taken.
    """

    epoch: int = 1
    step: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    samples: int = 0
    seconds: float = 0.0
    best_epoch: int = 0
    best: dict[str, float] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    first_batch: dict[str, str] = field(default_factory=dict)

    def next_epoch(self) -> None:
        """Turn to the next epoch."""
        self.epoch += 1
        self.step, self.loss_sum, self.correct, self.samples, self.seconds = 0, 0.0, 0, 0, 0.0
        self.first_batch = {}

    def consider(self, val: dict[str, float], monitor: Monitor) -> bool:
        """Take note of an epoch's validation result; return whether it is the best yet.

        An equal accuracy counts as better where the loss is lower, so that no tie is decided by luck.
        """
        if self.best_epoch and rank(val, monitor) <= rank(self.best, monitor):
            return False
        self.best_epoch, self.best = self.epoch, dict(val)
        return True

    def to_json(self) -> dict[str, Any]:
        """Return what a checkpoint keeps."""
        return asdict(self)


def batch_digests(images: torch.Tensor, indices: torch.Tensor) -> dict[str, str]:
    """Return what tells a batch from another: digests of its rows (`order`) and of its pixels (`images`)."""
    return {
        name: hashlib.blake2b(tensor.cpu().contiguous().numpy().tobytes(), digest_size=16).hexdigest()
        for name, tensor in (("order", indices), ("images", images))
    }


def copy_weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return a copy of all weights and buffers that later steps do not change."""
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
