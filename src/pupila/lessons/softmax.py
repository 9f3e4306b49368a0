"""Turn logits into probabilities, and probabilities into a loss: softmax and cross-entropy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Numbers, Plot, Row, Try, words

LOGITS = (2.0, 1.0, 0.1)  # of a rose, a tulip and a daisy
SEEDS = (0, 1, 2, 3, 4)
IMAGES = 300
_CODE = """\
import numpy as np

logits = np.array([2.0, 1.0, 0.1])
powers = np.exp(logits - logits.max())
probabilities = powers / powers.sum()
print(probabilities.round(3))
print(-np.log(probabilities).round(3))  # the loss, if that class is the true one
"""


@dataclass(frozen=True)
class Start:
    """Hold what networks answer before any training, one entry a seed.

    Args:
        losses: Mean cross-entropy, in nats.
        accuracies: Share of right answers.
        images: On how many images.
    """

    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    images: int

    @property
    def mean(self) -> float:
        """Return the mean loss over the seeds."""
        return sum(self.losses) / len(self.losses)


def probabilities_of(logits: ArrayLike, *, temperature: float = 1.0) -> NDArray[np.float64]:
    """Return the softmax of logits.

    The largest logit is taken away first: that changes no probability, and no power becomes too large to be written.

    Args:
        logits: One for each class, in the last axis.
        temperature: What the logits are divided by first.

    Example:
        >>> probabilities_of([2.0, 1.0, 0.1]).round(3).tolist()
        [0.659, 0.242, 0.099]
    """
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def untrained(seeds: tuple[int, ...] = SEEDS) -> Start:
    """Measure LeNet-5 with fresh weights on the digits, once for each seed."""
    from pupila.evaluation.inference import measure
    from pupila.lessons.practice import batches, digits
    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.models.presets import preset
    from pupila.runtime import torch_generator

    task = digits(train=0, held_out=IMAGES, seed=0, image_size=(28, 28))
    layers = parse_layers(preset("lenet5"))
    found = [
        measure(
            build(layers, input_shape=task.shape, num_classes=10, generator=torch_generator(seed, "weights")),
            batches(task, task.held_out),
        )
        for seed in seeds
    ]
    return Start(tuple(one["loss"] for one in found), tuple(one["accuracy"] for one in found), IMAGES)


def softmax() -> tuple[Block, ...]:
    """Make the lesson."""
    return (*_probabilities(), *_loss(), *_start(untrained()), *_temperature(), *_practice())


def _probabilities() -> tuple[Block, ...]:
    powers, shares = np.exp(LOGITS), probabilities_of(LOGITS)
    total = float(powers.sum())
    column = [np.asarray(values, dtype=np.float64)[:, np.newaxis] for values in (LOGITS, powers, shares)]
    rose, tulip, daisy = shares.tolist()
    ahead = LOGITS[0] - LOGITS[1]
    return (
        words("lessons_learning.softmax.logits"),
        Heading(words("lessons_learning.softmax.steps_heading")),
        words("lessons_learning.softmax.steps", first=LOGITS[0], power=float(powers[0]), total=total),
        Row(
            (
                Numbers(column[0], words("lessons_learning.softmax.column_logits"), spec=".1f"),
                "->",
                Numbers(column[1], words("lessons_learning.softmax.column_powers"), spec=".3f"),
                "/",
                Number(total, ".3f"),
                "=",
                Numbers(column[2], words("lessons_learning.softmax.column_shares"), spec=".3f"),
            )
        ),
        words("lessons_learning.softmax.result", rose=rose, tulip=tulip, daisy=daisy),
        Heading(words("lessons_learning.softmax.why_heading")),
        words("lessons_learning.softmax.why", ahead=ahead, ratio=rose / tulip),
        words("lessons_learning.softmax.shift", added=100),
    )


def _loss() -> tuple[Block, ...]:
    shares = probabilities_of(LOGITS)
    rose, _, daisy = shares.tolist()
    slopes = shares - np.array([1.0, 0.0, 0.0])
    percents = tuple(range(1, 101))
    curve = Curve(
        words("lessons_learning.softmax.loss_label"), tuple(-math.log(percent / 100) for percent in percents), "val"
    )
    rows = tuple((Number(share, ".2f"), Number(-math.log(share), ".3f")) for share in (0.99, 0.9, 0.5, 0.1, 0.01))
    return (
        Heading(words("lessons_learning.softmax.loss_heading")),
        words("lessons_learning.softmax.loss", rose=rose, daisy=daisy, cheap=-math.log(rose), dear=-math.log(daisy)),
        Plot(
            key="loss",
            title=words("lessons_learning.softmax.loss_title"),
            alt=words("lessons_learning.softmax.loss_alt"),
            positions=percents,
            curves=(curve,),
            x_label=words("lessons_learning.softmax.loss_axis"),
            mark=10,
            mark_label=words("lessons_learning.softmax.loss_mark"),
            caption=words("lessons_learning.softmax.loss_caption", half=math.log(2)),
        ),
        Grid(
            words("lessons_learning.softmax.loss_table"),
            (words("lessons_learning.softmax.loss_share"), words("lessons_learning.softmax.loss_label")),
            rows,
        ),
        words("lessons_learning.softmax.accuracy"),
        words("lessons_learning.softmax.slope", rose=slopes[0], tulip=slopes[1], daisy=slopes[2]),
    )


def _start(start: Start) -> tuple[Block, ...]:
    expected = math.log(10)
    rows = tuple(
        (str(seed), Number(loss, ".3f"), Number(accuracy, ".1%"))
        for seed, loss, accuracy in zip(SEEDS, start.losses, start.accuracies, strict=True)
    )
    head = ("seed", "loss_label", "accuracy_label")
    return (
        Heading(words("lessons_learning.softmax.start_heading")),
        words("lessons_learning.softmax.start", expected=expected, seeds=len(SEEDS), images=start.images),
        Grid(
            words("lessons_learning.softmax.start_table", images=start.images),
            tuple(words(f"lessons_learning.softmax.{name}") for name in head),
            rows,
        ),
        words("lessons_learning.softmax.start_mean", mean=start.mean, expected=expected),
        words("lessons_learning.softmax.start_honest"),
    )


def _temperature() -> tuple[Block, ...]:
    temperatures = tuple(range(1, 11))
    table = np.array([probabilities_of(LOGITS, temperature=one) for one in temperatures])
    names, styles = ("rose", "tulip", "daisy"), ("val", "train", "other")
    curves = tuple(
        Curve(words(f"lessons_learning.softmax.{name}"), tuple(table[:, place].tolist()), style)  # type: ignore[arg-type]
        for place, (name, style) in enumerate(zip(names, styles, strict=True))
    )
    rows = tuple(
        (Number(one, "g"), *(Number(share, ".1%") for share in probabilities_of(LOGITS, temperature=one).tolist()))
        for one in (0.2, 0.5, 1.0, 2.0, 10.0)
    )
    return (
        Heading(words("lessons_learning.softmax.temperature_heading")),
        words("lessons_learning.softmax.temperature"),
        Plot(
            key="temperature",
            title=words("lessons_learning.softmax.temperature_title"),
            alt=words("lessons_learning.softmax.temperature_alt"),
            positions=temperatures,
            curves=curves,
            x_label=words("lessons_learning.softmax.temperature_axis"),
            percent=True,
        ),
        Grid(
            words("lessons_learning.softmax.temperature_table"),
            tuple(words(f"lessons_learning.softmax.{name}") for name in ("temperature_axis", *names)),
            rows,
        ),
        words("lessons_learning.softmax.temperature_use"),
    )


def _practice() -> tuple[Block, ...]:
    return (
        Code(_CODE, words("lessons_learning.softmax.code")),
        Try(
            "pupila train digits --epochs 1 --set train.learning_rate=0.0000001 --json",
            words("lessons_learning.softmax.try", expected=math.log(10)),
        ),
    )
