"""Plan a training that fits into a given time, by measuring how fast this machine does it.

The plan is made once, before the first step, and is then as fixed as any other: it is written into the run's recipe, so
that a run that is taken up later, or done again from its recipe, does the same steps.

A recipe may leave the size of its images (`data.image_sizes`) and the width of its network (`model.widths`) to the
time: then the costliest of them is taken at which the recipe's own epochs fit.
"""

from __future__ import annotations

import copy
import dataclasses
import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from pupila.data.loader import Loader
from pupila.data.split import Split
from pupila.evaluation.inference import measure
from pupila.experiments.auto import write_network
from pupila.experiments.config import Recipe
from pupila.experiments.prepare import (
    Material,
    Network,
    prepare_network,
    prepare_optimizer,
    prepare_plan,
    remeasured_rows,
    training_loader,
)
from pupila.experiments.subject import model_lines
from pupila.models.build import settle
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs
from pupila.training.loop import Trainer

_WARM_UP = 3  # steps that pay for what is done once: kernels chosen, memory taken
_LEAST_STEPS, _LEAST_SECONDS = 6, 2.0
_RESERVE = 0.03  # of the time, for what no measurement foresees
_AFTER = 2.0  # seconds for writing weights, predictions and the report
MOST_TIMES = 4  # as many times the recipe's own epochs, at most: a network that has learned its images gains no more
FAMILIAR = 1_000  # training images, and as many for validation, that a run looks at once more: see run.py
# A larger network may do so many times a smaller one's work a second; where even that would not do, it is not tried.
_GAIN_OF_SIZE = 1.5
_SKETCHED = 1_024  # images that stand for all where another size is tried


@dataclass(frozen=True)
class Speed:
    """Say what a training costs on this machine.

    Attributes:
        step: Seconds of one training step.
        image: Seconds to measure one image.
    """

    step: float
    image: float


@dataclass(frozen=True)
class Length:
    """Say how long to train.

    Attributes:
        epochs: The last one included.
        last_epoch: How much of that is done.
        seconds: What the whole run is expected to take from its beginning.
        capped: Whether more time would allow more epochs than make sense.
    """

    epochs: int
    last_epoch: float
    seconds: float
    capped: bool

    @property
    def total(self) -> float:
        """Return the epochs as one number, such as 2.4."""
        return self.epochs - 1 + self.last_epoch


def measure_speed(trainer: Trainer, train: Loader, remeasure: Loader) -> Speed:
    """Train a twin of the real thing for two seconds, and measure some images with it.

    Of a few images several epochs are trained: what is done once shall not be taken for what every step costs.

    Args:
        trainer: A trainer of its own, which is of no use afterwards.
        train: The training examples.
        remeasure: Examples to measure.
    """
    step = _seconds_a_step(trainer, train)
    measured, begin = 0, _now(trainer.model)
    for batch in remeasure.in_order():
        measure(trainer.model, [batch])
        measured += len(batch.labels)
        if _now(trainer.model) - begin >= _LEAST_SECONDS / 2:
            break
    return Speed(step=step, image=(_now(trainer.model) - begin) / max(1, measured))


def _seconds_a_step(trainer: Trainer, train: Loader) -> float:
    least = _WARM_UP + _LEAST_STEPS
    steps, begin = 0, _now(trainer.model)
    trainer.model.train()
    for epoch in range(1, least + 1):  # each has a step at least
        for part in train.shuffled(seed=trainer.seed, epoch=epoch):
            for batch in part:
                trainer.train_step(batch)
                steps += 1
                if steps == _WARM_UP:
                    begin = _now(trainer.model)
            if steps >= least and _now(trainer.model) - begin >= _LEAST_SECONDS:
                break
        if steps >= least:
            break
    return (_now(trainer.model) - begin) / max(1, steps - _WARM_UP)


def _now(model: nn.Module) -> float:
    """Return the time when all that was asked of the device is done."""
    if next(model.parameters()).device.type == "cuda":
        torch.cuda.synchronize()
    return time.monotonic()


def plan_length(
    speed: Speed, *, seconds: float, spent: float, steps_an_epoch: int, images: tuple[int, int], most_epochs: int
) -> Length:
    """Choose how many epochs fit.

    Args:
        speed: What steps and measurements cost.
        seconds: What the whole run may take.
        spent: What it has taken already: reading the data, measuring the speed.
        steps_an_epoch: Steps of a whole epoch.
        images: How many images are measured after every epoch, and how many at the end.
        most_epochs: How many epochs make sense.

    Returns:
        At least one step, even where the time is not enough for it.

    Example:
        >>> plan_length(Speed(0.1, 0.0), seconds=103, spent=0, steps_an_epoch=400, images=(0, 0), most_epochs=50)
        Length(epochs=3, last_epoch=0.4477, seconds=103.0, capped=False)
    """
    left = seconds * (1 - _RESERVE) - spent - _AFTER - images[1] * speed.image
    an_epoch, measuring = steps_an_epoch * speed.step, images[0] * speed.image
    if left >= most_epochs * (an_epoch + measuring):
        expected = spent + _AFTER + images[1] * speed.image + most_epochs * (an_epoch + measuring)
        return Length(most_epochs, 1.0, round(expected, 1), capped=True)
    epochs = max(1, math.ceil(left / (an_epoch + measuring)))
    # The last, shorter epoch is measured as the others are; where that leaves no time for its steps, it is not begun.
    steps_left = (left - epochs * measuring) / speed.step - (epochs - 1) * steps_an_epoch
    if steps_left < 1 and epochs > 1:
        epochs, steps_left = epochs - 1, steps_an_epoch
    share = min(1.0, max(steps_left, 1.0) / steps_an_epoch)
    return Length(epochs, round(share, 4) or 1e-4, round(float(seconds), 1), capped=False)


@dataclass(frozen=True)
class Trial:
    """Hold a recipe whose speed was measured.

    Attributes:
        recipe: With one image size and one width.
        multiply_adds: What one image costs; 0 where that is not known.
        speed: Of its steps.
        steps_an_epoch: Steps of a whole epoch.
        examples: Training images of a whole epoch.
        images: How many images are measured after every epoch, and how many at the end.
    """

    recipe: Recipe
    multiply_adds: int
    speed: Speed
    steps_an_epoch: int
    examples: int
    images: tuple[int, int]

    @property
    def rate(self) -> float:
        """Return training images a second."""
        return self.examples / self.steps_an_epoch / self.speed.step

    def length(self, *, seconds: float, spent: float) -> Length:
        """Return how long to train, see `plan_length`."""
        return plan_length(
            self.speed,
            seconds=seconds,
            spent=spent,
            steps_an_epoch=self.steps_an_epoch,
            images=self.images,
            most_epochs=MOST_TIMES * self.recipe.train.epochs,
        )


def choose_by_time(
    recipe: Recipe, material: Material, network: Network, *, device: str, seconds: float, begin: float
) -> Trial:
    """Choose, where the recipe leaves a choice, the costliest network and images with which its epochs fit.

    Args:
        recipe: Its choices are tried from the cheapest on; the cheapest is taken where not even that fits.
        material: The data, at the recipe's image size.
        network: The recipe's network, or a module that takes its place and leaves no choice.
        device: Where to train.
        seconds: What the whole run may take.
        begin: When it began, on the clock of `time.monotonic`.
    """
    reading = time.monotonic() - begin
    best: Trial | None = None
    for work, one in candidates(recipe, material) if network.lines is not None else [(0, recipe)]:
        if best is not None and not _may_fit(best, work, left=seconds - (time.monotonic() - begin)):
            break
        tried = _try(one, work, material, network, device)
        again = reading if one.data.image_size not in (None, material.dataset.image_size) else 0.0
        length = tried.length(seconds=seconds, spent=time.monotonic() - begin + again)
        if best is not None and length.total < recipe.train.epochs:
            break
        best = tried
    if best is None:
        raise ValueError("a recipe is its own candidate")
    return best


def candidates(recipe: Recipe, material: Material) -> list[tuple[int, Recipe]]:
    """Return what a recipe leaves to the time: (multiply-adds an image, recipe), the cheapest first."""
    found = []
    for size in recipe.data.image_sizes or (None,):
        for width in recipe.model.widths or (None,):
            values = {"data.image_size": size, "model.options.width": width}
            one = recipe.with_values({key: value for key, value in values.items() if value is not None})
            found.append((_work(one, material), one))
    return sorted(found, key=lambda pair: pair[0])


def chosen_words(recipe: Recipe, found: Recipe) -> tuple[str, str]:
    """Write image size and network as the time chose them, each empty where the recipe left no choice."""
    size = "x".join(map(str, found.data.image_size or ())) if recipe.data.image_sizes else ""
    return size, write_network(found) if recipe.model.widths else ""


def _work(recipe: Recipe, material: Material) -> int:
    data = material.dataset
    shape = (data.channels, *(recipe.data.image_size or data.image_size))
    costs = layer_costs(parse_layers(model_lines(recipe)), input_shape=shape, num_classes=data.num_classes)
    return sum(cost.multiply_adds for cost in costs)


def _may_fit(best: Trial, work: int, *, left: float) -> bool:
    """Tell whether a costlier candidate is worth measuring."""
    a_step = best.speed.step * work / max(1, best.multiply_adds) / _GAIN_OF_SIZE
    return best.recipe.train.epochs * best.steps_an_epoch * a_step <= left


def _try(recipe: Recipe, work: int, material: Material, network: Network, device: str) -> Trial:
    """Measure the speed of one candidate, on images of its size."""
    sketch = _sketch(material, recipe.data.image_size or material.dataset.image_size)
    trial = copy.deepcopy(network) if network.lines is None else prepare_network(recipe, sketch)
    model = settle(trial.model, device)
    plan = prepare_plan(recipe, trial, device)
    trainer = Trainer(
        model, prepare_optimizer(recipe, model, precision=plan.precision), plan=plan, seed=recipe.train.seed
    )
    measured = sketch.loader(remeasured_rows(recipe, sketch), device=device)
    speed = measure_speed(trainer, training_loader(recipe, sketch, device), measured)
    split, whole = material.split, training_loader(recipe, material, "cpu")
    each = len(remeasured_rows(recipe, material)) + len(split.val)
    # At the end every part is measured once more, and what is familiar is taken down from some of two of them.
    familiar = 2 * min(FAMILIAR, len(split.train)) + 2 * min(FAMILIAR, len(split.val))
    images = each, each + len(split.test) + familiar
    return Trial(recipe, work, speed, whole.num_steps, whole.num_examples, images)


def _sketch(material: Material, image_size: tuple[int, int]) -> Material:
    """Return the data, or where they have another size some of them laid side by side and cut to it."""
    data = material.dataset
    if data.image_size == image_size:
        return material
    rows = material.split.train[:_SKETCHED]
    times = (1, -(-image_size[0] // data.image_size[0]), -(-image_size[1] // data.image_size[1]), 1)
    pixels = np.ascontiguousarray(np.tile(data.pixels[rows], times)[:, : image_size[0], : image_size[1]])
    some = dataclasses.replace(data, images=pixels.transpose(0, 3, 1, 2), labels=data.labels[rows])
    empty = np.zeros(0, np.int64)
    return Material(some, Split(np.arange(len(rows)), empty, empty, empty), material.preprocess)
