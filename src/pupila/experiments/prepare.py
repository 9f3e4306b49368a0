"""Make what a training needs out of a recipe: data set, split, preprocessing, network, loaders, trainer.

Here the recipe becomes plain arguments; no room below sees it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila import runtime
from pupila.data.augment import Augmenter, parse_augmentations
from pupila.data.check.class_checks import class_notes
from pupila.data.dataset import Dataset
from pupila.data.loader import Loader
from pupila.data.preprocess import Preprocess, fit_preprocess
from pupila.data.split import Split
from pupila.experiments.config import Recipe
from pupila.experiments.source import load_source, split_source
from pupila.experiments.subject import model_lines
from pupila.models.build import build
from pupila.models.parsing import format_layer, parse_layers
from pupila.models.shapes import layer_costs
from pupila.models.whitening import initialise_whitening
from pupila.training.loop import Plan
from pupila.training.optimizers import build_optimizer

# Batches for measuring: larger ones win nothing, and where images are large their values leave the caches.
MEASURE_BATCH, _MEASURE_BYTES = 512, 3 * 1024 * 1024
_WHITENING_IMAGES = 2_000

DataProgress = Callable[[int, int, str], None]


def measured_at_once(shape: tuple[int, ...]) -> int:
    """Return how many images of a shape (C, H, W) make a batch for measuring.

    Example:
        >>> measured_at_once((1, 28, 28)), measured_at_once((3, 96, 96))
        (512, 32)
    """
    return min(MEASURE_BATCH, max(32, _MEASURE_BYTES // (4 * math.prod(shape))))


@dataclass(frozen=True, eq=False)
class Material:
    """Hold the data of a run: what is learned from, and what it is judged by.

    Args:
        dataset: All examples.
        split: Their rows by part.
        preprocess: How pixels become input.
    """

    dataset: Dataset
    split: Split
    preprocess: Preprocess

    def loader(self, rows: NDArray[np.int64], *, device: str) -> Loader:
        """Return a loader that hands out `rows` unchanged, for measuring."""
        data = self.dataset
        batch_size = measured_at_once(data.images.shape[1:])
        return Loader(data.images, data.labels, rows, preprocess=self.preprocess, batch_size=batch_size, device=device)


@dataclass(frozen=True, eq=False)
class Network:
    """Hold a network and how it is written.

    Args:
        model: Gives logits.
        lines: In the layer language; None for a module that came from Python.
        costs: One mapping for each layer; None for such a module.
    """

    model: nn.Module
    lines: tuple[str, ...] | None
    costs: list[dict[str, Any]] | None


def prepare_data(recipe: Recipe, dataset: Dataset | None = None, *, progress: DataProgress | None = None) -> Material:
    """Load the data set of a recipe and split it; a data set that is given takes the place of the recipe's.

    What matters of its classes is noted in a line each; the other checks are those of `pupila check`.
    """
    settings = recipe.data
    if dataset is None:
        dataset = load_source(settings, progress=progress)
    remarks = tuple(note for note in class_notes(dataset) if note not in dataset.notes)
    if remarks:
        dataset = dataclasses.replace(dataset, notes=(*dataset.notes, *remarks))
    split = split_source(recipe, dataset)
    return Material(dataset, split, fit_preprocess(
        dataset.images, split.train, scale=settings.scale, background=settings.background
    ))  # fmt: skip


def prepare_network(recipe: Recipe, material: Material, module: nn.Module | None = None) -> Network:
    """Build the network of a recipe for the data's images and classes; a module that is given takes its place."""
    if module is not None:
        return Network(module, None, None)
    data = material.dataset
    shape = (data.channels, *data.image_size)
    layers = parse_layers(model_lines(recipe))
    costs = [
        {
            "name": cost.name,
            "kind": cost.kind,
            "line": cost.line,
            "output_shape": list(cost.output_shape),
            "parameters": cost.parameters,
            "multiply_adds": cost.multiply_adds,
        }
        for cost in layer_costs(layers, input_shape=shape, num_classes=data.num_classes)
    ]
    model = build(
        layers,
        input_shape=shape,
        num_classes=data.num_classes,
        generator=runtime.torch_generator(recipe.train.seed, "weights"),
        init=recipe.model.init,
    )
    model.mirror = recipe.model.mirror
    if any(layer.kind == "whiten" for layer in layers):
        initialise_whitening(model, _sample(recipe, material))
    return Network(model, tuple(format_layer(layer) for layer in layers), costs)


def _sample(recipe: Recipe, material: Material) -> torch.Tensor:
    """Return some preprocessed training images (n, C, H, W)."""
    dice = runtime.numpy_generator(recipe.train.seed, "whitening")
    rows = material.split.train
    chosen = np.sort(dice.choice(rows, min(_WHITENING_IMAGES, len(rows)), replace=False))
    return torch.cat([batch.images for batch in material.loader(chosen, device="cpu").in_order()])


def check_recipe(recipe: Recipe) -> None:
    """Refuse what cannot be carried out, before anything is read, downloaded or written.

    Raises:
        RecipeError: An augmentation that cannot be read, or an optimizer that cannot be built.
        LayerError: A line of the network that cannot be read.
    """
    parse_augmentations(recipe.augment.lines)
    parse_layers(model_lines(recipe))
    for width in recipe.model.widths:
        model_lines(recipe.with_values({"model.options.width": width}))
    prepare_optimizer(recipe, nn.LayerNorm(1))


def training_loader(recipe: Recipe, material: Material, device: str) -> Loader:
    """Return the loader of the training examples, shuffled and augmented as the recipe says."""
    lines = parse_augmentations(recipe.augment.lines)
    data = material.dataset
    return Loader(
        data.images,
        data.labels,
        material.split.train,
        preprocess=material.preprocess,
        batch_size=recipe.train.batch_size,
        device=device,
        augmenter=Augmenter(lines, seed=recipe.train.seed) if lines else None,
    )


def remeasured_rows(recipe: Recipe, material: Material) -> NDArray[np.int64]:
    """Return the fixed part of the training examples that is measured after every epoch."""
    rows = material.split.train
    dice = runtime.numpy_generator(recipe.train.seed, "remeasure")
    return np.sort(dice.choice(rows, min(recipe.train.remeasure, len(rows)), replace=False))


def prepare_optimizer(recipe: Recipe, model: nn.Module, *, precision: str = "float32") -> torch.optim.Optimizer:
    """Build the recipe's optimizer; `precision` is its plan's."""
    train = recipe.train
    return build_optimizer(
        train.optimizer,
        model.parameters(),
        learning_rate=train.learning_rate,
        weight_decay=train.weight_decay,
        momentum=train.momentum,
        nesterov=train.nesterov,
        precision=precision,
    )


def prepare_plan(recipe: Recipe, network: Network, device: str) -> Plan:
    """Return how long to train and by which rules."""
    train = recipe.train
    work = sum(cost["multiply_adds"] for cost in network.costs) if network.costs is not None else None
    return Plan(
        epochs=train.epochs,
        last_epoch=train.last_epoch,
        schedule=train.schedule,
        label_smoothing=train.label_smoothing,
        patience=train.patience,
        monitor=train.monitor,
        keep=train.keep,
        precision=runtime.choose_precision(train.precision, device, work),
    )
