"""Ask a network for its probabilities: the last door out of torch. What leaves here is NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila.evaluation.predictions import Predictions


class SupportsBatch(Protocol):
    """Have what a batch of the loader has."""

    @property
    def images(self) -> torch.Tensor:
        """Preprocessed. Shape (B, C, H, W)."""

    @property
    def labels(self) -> torch.Tensor:
        """True classes. Shape (B,)."""

    @property
    def indices(self) -> torch.Tensor:
        """Rows of the data set. Shape (B,)."""


def predict_probabilities(model: nn.Module, images: torch.Tensor) -> NDArray[np.float32]:
    """Return softmax probabilities of a batch of preprocessed images.

    The model is put into evaluation mode (no dropout, fixed batch norm) and left in the mode that it was in.

    Args:
        model: Gives logits (B, K) for images (B, C, H, W).
        images: Preprocessed. Shape (B, C, H, W).

    Returns:
        Shape (B, K), each row sums to 1.
    """
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            logits = model(images).to("cpu", torch.float64)
            probabilities: NDArray[np.float32] = torch.softmax(logits, dim=1).to(torch.float32).numpy()
            return probabilities
    finally:
        model.train(was_training)


def predict(
    model: nn.Module,
    batches: Iterable[SupportsBatch],
    *,
    class_names: tuple[str, ...],
    progress: Callable[[int], None] | None = None,
) -> Predictions:
    """Predict every example of `batches`, keeping which row of the data set each one is.

    Args:
        model: Gives logits.
        batches: Not augmented, each row once.
        class_names: In the order of the logits.
        progress: Told after each batch how many examples it had.
    """
    probabilities, labels, indices = [], [], []
    for batch in batches:
        probabilities.append(predict_probabilities(model, batch.images))
        labels.append(batch.labels.cpu().numpy())
        indices.append(batch.indices.cpu().numpy())
        if progress is not None:
            progress(len(batch.labels))
    return Predictions(
        probabilities=np.concatenate(probabilities),
        labels=np.concatenate(labels),
        indices=np.concatenate(indices),
        class_names=class_names,
    )


def measure(model: nn.Module, batches: Iterable[SupportsBatch]) -> dict[str, float]:
    """Return mean loss (nats), accuracy and n over `batches`, in evaluation mode."""
    was_training = model.training
    model.eval()
    loss, correct, count = 0.0, 0, 0
    try:
        with torch.inference_mode():
            for batch in batches:
                logits = model(batch.images).float()
                loss += nn.functional.cross_entropy(logits, batch.labels, reduction="sum").item()
                correct += int((logits.argmax(dim=1) == batch.labels).sum())
                count += len(batch.labels)
    finally:
        model.train(was_training)
    return {"loss": loss / count, "accuracy": correct / count, "n": count}
