"""Plan a training that fits into a given time, by measuring how fast this machine does it.

The plan is made once, before the first step, and is then as fixed as any other: it is written into the run's recipe, so
that a run that is taken up later, or done again from its recipe, does the same steps.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch
from torch import nn

from pupila.data.loader import Loader
from pupila.evaluation.inference import measure
from pupila.training.loop import Trainer

_WARM_UP = 3  # steps that pay for what is done once: kernels chosen, memory taken
_LEAST_STEPS, _LEAST_SECONDS = 6, 2.0
_RESERVE = 0.03  # of the time, for what no measurement foresees
_AFTER = 2.0  # seconds for writing weights, predictions and the report
MOST_TIMES = 4  # as many times the recipe's own epochs, at most: a network that has learned its images gains no more


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

    Args:
        trainer: A trainer of its own, which is of no use afterwards.
        train: The training examples.
        remeasure: Examples to measure.
    """
    steps, begin = 0, 0.0
    trainer.model.train()
    for part in train.shuffled(seed=trainer.seed, epoch=1):
        for batch in part:
            trainer.train_step(batch)
            steps += 1
            if steps == _WARM_UP:
                begin = _now(trainer.model)
        spent = _now(trainer.model) - begin
        if steps >= _WARM_UP + _LEAST_STEPS and spent >= _LEAST_SECONDS:
            break
    counted = max(1, steps - _WARM_UP)
    step = (_now(trainer.model) - begin) / counted if steps > _WARM_UP else _now(trainer.model) - begin
    measured, begin = 0, _now(trainer.model)
    for batch in remeasure.in_order():
        measure(trainer.model, [batch])
        measured += len(batch.labels)
        if _now(trainer.model) - begin >= _LEAST_SECONDS / 2:
            break
    return Speed(step=step, image=(_now(trainer.model) - begin) / max(1, measured))


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
