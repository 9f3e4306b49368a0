"""Ask a network for its probabilities: the last door out of torch. What leaves here is NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila.evaluation.novelty import join_layers
from pupila.evaluation.predictions import Predictions

_FIRST_ROOM = 4096
_WATCHED = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)


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


def predict_and_watch(model: nn.Module, images: torch.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return probabilities, and what every layer saw of the images, as `novelty.distances_to` compares it.

    A convolution's output is told by the mean and the spread of each of its channels over the image, a dense layer's
    by its values; before them stands the mean and spread of the input's own channels. The last layer, which knows
    nothing but the classes, is left out unless it is the only one. A layer used twice is watched the first time.

    Args:
        model: Gives logits (B, K) for images (B, C, H, W); asked in evaluation mode.
        images: Preprocessed. Shape (B, C, H, W).

    Returns:
        Probabilities, shape (B, K), and rows of shape (B, values of all layers).
    """
    seen: dict[nn.Module, NDArray[np.float32]] = {}

    def watch(module: nn.Module, _: object, output: torch.Tensor) -> None:
        if module not in seen:
            seen[module] = _summary(output)

    layers = [module for module in model.modules() if isinstance(module, _WATCHED)]
    hooks = [layer.register_forward_hook(watch) for layer in layers[:-1] or layers]
    try:
        probabilities = predict_probabilities(model, images)
    finally:
        for hook in hooks:
            hook.remove()
    return probabilities, join_layers([_summary(images), *seen.values()])


def _summary(values: torch.Tensor) -> NDArray[np.float32]:
    """Reduce what a layer gives to one row for each image."""
    if values.dim() > 2:
        places = values.float().flatten(2)
        mean, norm = places.mean(2), torch.linalg.vector_norm(places, dim=2)
        # The mean of the squares less the square of the mean: three times as fast as torch.std_mean.
        spread = (norm.square() / places.shape[2] - mean.square()).clamp_min(0).sqrt()
        values = torch.cat([mean, spread], dim=1)
    found: NDArray[np.float32] = values.detach().float().flatten(1).cpu().numpy()
    return found


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
    probabilities, labels, indices = Rows(), Rows(), Rows()
    for batch in batches:
        probabilities.add(predict_probabilities(model, batch.images))
        labels.add(batch.labels.cpu().numpy())
        indices.add(batch.indices.cpu().numpy())
        if progress is not None:
            progress(len(batch.labels))
    return Predictions(
        probabilities=probabilities.all(), labels=labels.all(), indices=indices.all(), class_names=class_names
    )


class Rows:
    """Collect rows that come batch by batch.

    Room is made seldom. A small array kept after every batch would lie between the large ones that are freed, and leave
    holes that the next large one does not fit into: 10,000 images of 48x48 took half a gigabyte more than one batch.
    """

    def __init__(self) -> None:
        self._room: NDArray[Any] | None = None
        self._count = 0

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows, shape (n, ...), of the same kind every time."""
        room, count = self._room, self._count + len(rows)
        if room is None or count > len(room):
            self._room = np.empty((max(count, _FIRST_ROOM, 2 * self._count), *rows.shape[1:]), rows.dtype)
            if room is not None:
                self._room[: self._count] = room[: self._count]
            room = self._room
        room[self._count : count] = rows
        self._count = count

    def all(self) -> NDArray[Any]:
        """Return what was added.

        Raises:
            ValueError: Nothing was.
        """
        if self._room is None:
            raise ValueError("no rows")
        return self._room[: self._count]


def measure(model: nn.Module, batches: Iterable[SupportsBatch]) -> dict[str, float]:
    """Return mean loss (nats) with its standard error, accuracy and n over `batches`, in evaluation mode."""
    was_training = model.training
    model.eval()
    loss, squares, correct, count = 0.0, 0.0, 0, 0
    try:
        with torch.inference_mode():
            for batch in batches:
                logits = model(batch.images).float()
                losses = nn.functional.cross_entropy(logits, batch.labels, reduction="none").to("cpu", torch.float64)
                loss += losses.sum().item()
                squares += losses.square().sum().item()
                correct += int((logits.argmax(dim=1) == batch.labels).sum())
                count += len(batch.labels)
    finally:
        model.train(was_training)
    mean = loss / count
    spread = max(squares / count - mean**2, 0.0) if math.isfinite(squares) else math.inf
    return {"loss": mean, "loss_error": math.sqrt(spread / count), "accuracy": correct / count, "n": count}
