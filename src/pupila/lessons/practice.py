"""Train small networks on the embedded digits, in a fraction of a second each: the experiments of the lessons.

Runs of one seed share images, first weights and the order of the batches, whatever else differs between them: that is
what makes a comparison fair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pupila.data.dataset import Dataset
from pupila.data.preprocess import Preprocess
from pupila.data.sources import load
from pupila.runtime import numpy_generator, torch_generator

if TYPE_CHECKING:
    from torch import nn

    from pupila.data.loader import Loader

_MEASURE_BATCH = 1024

History = tuple[dict[str, Any], ...]


@dataclass(frozen=True, eq=False)
class Task:
    """Hold the digits, and which of them are learned from.

    Args:
        images: All of them, uint8. Shape (N, C, H, W).
        labels: What the network is told. Shape (N,).
        train: Rows to learn from.
        held_out: Rows that nothing is learned from.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    train: NDArray[np.int64]
    held_out: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (channels, height, width) of an image."""
        channels, height, width = self.images.shape[1:]
        return channels, height, width

    def with_labels(self, labels: NDArray[np.int64]) -> Task:
        """Return the same task with other labels."""
        return replace(self, labels=labels)


@dataclass(frozen=True)
class Way:
    """Say how a network learns.

    Args:
        lines: Its layers.
        epochs: Passes over the training images.
        batch_size: Images a step.
        learning_rate: Of Adam.
        augment: Augmentations, as in a recipe.
    """

    lines: tuple[str, ...]
    epochs: int
    batch_size: int = 20
    learning_rate: float = 0.01
    augment: tuple[str, ...] = ()


def digits(*, train: int, held_out: int, seed: int, image_size: tuple[int, int] | None = None) -> Task:
    """Draw digits to learn from and others to judge by.

    For one seed the first `train` rows of one shuffled list are learned from, and its last are held out: a larger
    `train` contains the smaller one, and is judged by the same images.
    """
    data = _loaded(image_size)
    order = numpy_generator(seed, "lesson", "rows").permutation(data.num_examples)
    return Task(data.images, data.labels, order[:train], order[len(order) - held_out :])


@cache
def _loaded(image_size: tuple[int, int] | None) -> Dataset:
    return load("digits", image_size=image_size)


def batches(task: Task, rows: NDArray[np.int64]) -> list[Any]:
    """Return batches of some rows, in order, for measuring."""
    return list(_loader(task, rows, _MEASURE_BATCH).in_order())


def train_network(
    task: Task, way: Way, *, seed: int, after_epoch: Callable[[nn.Module], None] | None = None, curves: bool = False
) -> tuple[nn.Module, History]:
    """Train a network once.

    Args:
        task: What is learned.
        way: How.
        seed: Of first weights, order, augmentation and dropout.
        after_epoch: Called with the network after each epoch.
        curves: Whether the held-out images are measured after each epoch.

    Returns:
        The network of the last epoch, and one line an epoch as in `history.jsonl`.
    """
    from pupila.data.augment import Augmenter, parse_augmentations
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.training.events import EpochDone, Event
    from pupila.training.loop import Plan, Trainer
    from pupila.training.optimizers import build_optimizer

    generator = torch_generator(seed, "weights")
    model = build(parse_layers(way.lines), input_shape=task.shape, num_classes=10, generator=generator)

    def listen(event: Event) -> None:
        if after_epoch is not None and isinstance(event, EpochDone):
            after_epoch(model)

    trainer = Trainer(
        model,
        build_optimizer("adam", model.parameters(), learning_rate=way.learning_rate),
        plan=Plan(way.epochs, keep="last"),
        seed=seed,
        listener=listen,
    )
    augmenter = Augmenter(parse_augmentations(way.augment), seed=seed) if way.augment else None
    trainer.fit(
        _loader(task, task.train, way.batch_size, augmenter),
        remeasure=_loader(task, task.train, _MEASURE_BATCH),
        val=_loader(task, task.held_out, _MEASURE_BATCH) if curves else None,
    )
    return model, tuple(trainer.progress.history)


def accuracy(model: nn.Module, task: Task, rows: NDArray[np.int64]) -> float:
    """Return the share of right answers on some rows."""
    from pupila.evaluation.inference import measure

    return measure(model, batches(task, rows))["accuracy"]


def answers(model: nn.Module, task: Task, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the class that the network gives each row. Shape (rows,)."""
    from pupila.evaluation.inference import predict_probabilities

    found = np.concatenate([predict_probabilities(model, batch.images) for batch in batches(task, rows)])
    return np.asarray(found.argmax(axis=1), dtype=np.int64)


def _loader(task: Task, rows: NDArray[np.int64], batch_size: int, augmenter: Any = None) -> Loader:
    from pupila.data.loader import Loader

    channels, height, width = task.shape
    preprocess = Preprocess(image_size=(height, width), channels=channels)
    return Loader(task.images, task.labels, rows, preprocess=preprocess, batch_size=batch_size, augmenter=augmenter)
