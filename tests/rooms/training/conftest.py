"""A small problem, a trainer for it, and how to stop and take it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from pupila.data.augment import Augmenter, parse_augmentations
from pupila.data.loader import Loader
from pupila.data.preprocess import fit_preprocess
from pupila.data.sources import load
from pupila.models.build import build
from pupila.models.parsing import parse_layers
from pupila.training.loop import Plan, Trainer
from pupila.training.optimizers import build_optimizer

MakeTask = Callable[..., "Task"]
DENSE = ("flatten", "dense 16 relu", "dense classes")
# Everything that rolls dice or keeps a state.
FULL = ("conv 6 3x3 same relu", "batchnorm", "maxpool 2", "dropout 0.3", "flatten", "dense 12 relu", "dense classes")


@dataclass
class Task:
    """Hold what one training needs, so that it can be set up again, exactly the same."""

    lines: tuple[str, ...] = DENSE
    epochs: int = 2
    batch_size: int = 8
    examples: int = 90
    augment: tuple[str, ...] = ()
    plan: dict[str, Any] = field(default_factory=dict)
    optimizer: dict[str, Any] = field(default_factory=dict)
    module: Callable[[], nn.Module] | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        self.data = load(f"synthetic:size=10,examples={self.examples},classes=3")
        count = self.data.num_examples
        self.rows = {"train": np.arange(0, count * 2 // 3), "val": np.arange(count * 2 // 3, count)}
        self.preprocess = fit_preprocess(self.data.images, self.rows["train"], scale="standardise")

    def loader(self, part: str, *, augmented: bool = False) -> Loader:
        lines = parse_augmentations(self.augment) if augmented else ()
        return Loader(
            self.data.images,
            self.data.labels,
            self.rows[part],
            preprocess=self.preprocess,
            batch_size=self.batch_size if augmented else 32,
            augmenter=Augmenter(lines, seed=self.seed) if lines else None,
        )

    def model(self) -> nn.Module:
        if self.module is not None:
            return self.module()
        shape = (self.data.channels, *self.data.image_size)
        dice = torch.Generator().manual_seed(self.seed + 1)
        return build(parse_layers(self.lines), input_shape=shape, num_classes=self.data.num_classes, generator=dice)

    def trainer(self, **options: Any) -> Trainer:
        model = self.model()
        settings = {"name": "adam", "learning_rate": 0.01, **self.optimizer}
        optimizer = build_optimizer(settings.pop("name"), model.parameters(), **settings)
        return Trainer(model, optimizer, plan=Plan(epochs=self.epochs, **self.plan), seed=self.seed, **options)

    def fit(self, trainer: Trainer, *, val: bool = True) -> bool:
        train = self.loader("train", augmented=True)
        return trainer.fit(train, remeasure=self.loader("train"), val=self.loader("val") if val else None)


def timeless(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a history without what a clock measured."""
    return [{key: value for key, value in line.items() if "second" not in key} for line in history]


def same_weights(one: nn.Module, other: nn.Module) -> bool:
    states = one.state_dict(), other.state_dict()
    return states[0].keys() == states[1].keys() and all(
        torch.equal(states[0][key], states[1][key]) for key in states[0]
    )


@pytest.fixture(autouse=True)
def hasty_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: what power failures do is not the matter here, and `test_files` has the calls."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def new_task() -> MakeTask:
    return Task


@pytest.fixture
def full_task() -> Task:
    return Task(
        lines=FULL,
        epochs=3,
        augment=("flip horizontal", "rotate 10deg", "crop 1"),
        plan={"schedule": "cosine", "label_smoothing": 0.1},
    )


@pytest.fixture
def without_clock() -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return timeless


@pytest.fixture
def equal_weights() -> Callable[[nn.Module, nn.Module], bool]:
    return same_weights
