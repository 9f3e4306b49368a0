"""Let a network learn by heart, watch it doing so, and help it with more images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from pupila.evaluation.diagnosis import LARGE_GAP, OPEN_GAP, RISING_LOSS, Diagnosis, Setup, advise, diagnose
from pupila.lessons.lesson import Block, Code, Curve, Grid, Heading, Number, Picture, Plot, Try, Words, words
from pupila.lessons.practice import History, Task, Way, accuracy, answers, digits, train_network
from pupila.models.parsing import parse_layers
from pupila.models.shapes import layer_costs
from pupila.runtime import numpy_generator

if TYPE_CHECKING:
    from torch import nn

SEED = 1
IMAGES, WRONG, HELD_OUT = 100, 20, 600
LINES = ("flatten", "dense 64 relu", "dense classes")
WAY = Way(LINES, epochs=40)
SIZES = (25, 50, 100, 200, 400, 800)
SEEDS = (0, 1, 2)
STEPS, BATCH = 96, 25
_CODE = """\
import numpy as np

dice = np.random.default_rng(1)
x, x_new = np.linspace(0, 1, 10), np.linspace(0.02, 0.98, 25)
y, y_new = (np.sin(6 * at) + 0.2 * dice.standard_normal(len(at)) for at in (x, x_new))
for degree in (1, 3, 9):
    curve = np.polynomial.Polynomial.fit(x, y, degree)
    known, new = (np.mean((curve(at) - to) ** 2) for at, to in ((x, y), (x_new, y_new)))
    print(f"degree {degree}: error {known:.3f} on the points it was fitted to, {new:.3f} on new ones")
"""


@dataclass(frozen=True, eq=False)
class Overfit:
    """Hold a training on too few images, some of them with a false label.

    Args:
        task: Its images, with the labels that the network was told.
        truth: The true labels of all images.
        wrong: Rows of the training images with a false label.
        history: One line an epoch.
        diagnosis: What the rules say of the curves.
        as_told: For each epoch, how many of `wrong` get the false label as the answer.
        as_true: For each epoch, how many of them get the true class.
    """

    task: Task
    truth: NDArray[np.int64]
    wrong: NDArray[np.int64]
    history: History
    diagnosis: Diagnosis
    as_told: tuple[int, ...]
    as_true: tuple[int, ...]


@dataclass(frozen=True)
class Gap:
    """Hold what networks reach that learned from so many images, one entry a seed.

    Args:
        images: How many they learned from.
        train: Accuracy on those.
        held_out: Accuracy on others.
    """

    images: int
    train: tuple[float, ...]
    held_out: tuple[float, ...]

    @property
    def points(self) -> float:
        """Return the mean difference, as a fraction."""
        return float(np.mean(self.train) - np.mean(self.held_out))


def learn_by_heart(seed: int = SEED) -> Overfit:
    """Train on few images with some false labels, and watch what the network answers for those."""
    clean = digits(train=IMAGES, held_out=HELD_OUT, seed=seed)
    wrong = clean.train[:WRONG]
    told = clean.labels.copy()
    told[wrong] = (told[wrong] + numpy_generator(seed, "lesson", "labels").integers(1, 10, WRONG)) % 10
    task = clean.with_labels(told)
    as_told: list[int] = []
    as_true: list[int] = []

    def watch(model: nn.Module) -> None:
        given = answers(model, task, wrong)
        as_told.append(int((given == told[wrong]).sum()))
        as_true.append(int((given == clean.labels[wrong]).sum()))

    _, history = train_network(task, WAY, seed=seed, after_epoch=watch, curves=True)
    found = diagnose(history, num_classes=10)
    return Overfit(task, clean.labels, wrong, history, found, tuple(as_told), tuple(as_true))


def gaps(seeds: tuple[int, ...] = SEEDS) -> tuple[Gap, ...]:
    """Train the same network for the same number of steps on more and more images, all labels true."""
    found = []
    for size in SIZES:
        way = Way(LINES, epochs=STEPS * BATCH // size, batch_size=BATCH)
        pairs = []
        for seed in seeds:
            task = digits(train=size, held_out=HELD_OUT, seed=seed)
            model, _ = train_network(task, way, seed=seed)
            pairs.append((accuracy(model, task, task.train), accuracy(model, task, task.held_out)))
        train, held_out = zip(*pairs, strict=True)
        found.append(Gap(size, train, held_out))
    return tuple(found)


def overfitting() -> tuple[Block, ...]:
    """Make the lesson."""
    run = learn_by_heart()
    return (*_setting(run), *_curves(run), *_verdict(run), *_memory(run), *_cure(gaps()), *_practice())


def _setting(run: Overfit) -> tuple[Block, ...]:
    costs = layer_costs(parse_layers(LINES), input_shape=run.task.shape, num_classes=10)
    values = {"images": IMAGES, "wrong": WRONG, "held_out": HELD_OUT}
    return (
        words("lessons_learning.overfitting.idea"),
        words("lessons_learning.overfitting.setting", parameters=sum(cost.parameters for cost in costs), **values),
        Picture(
            _wrong_labels(run),
            words("lessons_learning.overfitting.picture", wrong=WRONG),
            words("lessons_learning.overfitting.picture_alt", wrong=WRONG),
        ),
    )


def _wrong_labels(run: Overfit) -> NDArray[np.uint8]:
    """Draw the images with a false label, under each what it is and what the network is told."""
    from pupila.data.image_io import decode
    from pupila.data.sheet import sheet

    pixels = run.task.images.transpose(0, 2, 3, 1)[run.wrong]
    captions = [f"{run.truth[row]} > {run.task.labels[row]}" for row in run.wrong]
    return decode(sheet(pixels, captions, columns=10, scale=8)).pixels


def _curves(run: Overfit) -> tuple[Block, ...]:
    last = run.history[-1]
    found = {"train": last["train"]["accuracy"], "held_out": last["val"]["accuracy"]}
    return (
        Heading(words("lessons_learning.overfitting.curves_heading")),
        words("lessons_learning.overfitting.curves", epochs=len(run.history)),
        _chart(run, "accuracy", words("lessons_learning.overfitting.accuracy_caption", **found)),
        _chart(run, "loss", words("lessons_learning.overfitting.loss_caption", best=run.diagnosis.evidence.best_epoch)),
    )


def _chart(run: Overfit, measure: Literal["accuracy", "loss"], caption: Words) -> Plot:
    return Plot(
        key=measure,
        title=words(f"lessons_learning.overfitting.{measure}_title"),
        alt=words(f"lessons_learning.overfitting.{measure}_alt"),
        positions=tuple(int(line["epoch"]) for line in run.history),
        curves=(
            Curve(words("lessons_learning.train"), tuple(line["train"][measure] for line in run.history), "train"),
            Curve(words("lessons_learning.val"), tuple(line["val"][measure] for line in run.history), "val"),
        ),
        x_label=words("lessons_learning.epoch"),
        percent=measure == "accuracy",
        mark=run.diagnosis.since if measure == "accuracy" else run.diagnosis.evidence.best_epoch,
        mark_label=words(f"lessons_learning.overfitting.{measure}_mark"),
        caption=caption,
    )


def _verdict(run: Overfit) -> tuple[Block, ...]:
    """Say what the rules say, in the words of every report."""
    found, evidence = run.diagnosis, run.diagnosis.evidence
    losses = {
        "best": evidence.best_epoch,
        "low": evidence.best_loss,
        "last": evidence.last_loss,
        "epoch": evidence.last_epoch,
    }
    advice = advise(found, Setup(augmented=False, dropout=False, weight_decay=0.0, keeps_best=False))
    return (
        Heading(words("lessons_learning.overfitting.rules_heading")),
        words("lessons_learning.overfitting.rules", open=100 * OPEN_GAP, large=100 * LARGE_GAP, rise=RISING_LOSS),
        words(f"fitting.kind.{found.kind}", since=found.since),
        words("fitting.loss_best", **losses),
        words(f"fitting.more_{found.more_epochs}"),
        words("lessons_learning.overfitting.advice"),
        *(
            words("lessons_learning.overfitting.try_next", place=place, advice=words(f"fitting.try.{code}"))
            for place, code in enumerate(advice, start=1)
        ),
        words("lessons_learning.overfitting.no_test"),
    )


def _memory(run: Overfit) -> tuple[Block, ...]:
    place = (run.diagnosis.evidence.best_epoch or 1) - 1
    values = {
        "wrong": WRONG,
        "best": place + 1,
        "epochs": len(run.history),
        "true_then": run.as_true[place],
        "told_then": run.as_told[place],
        "true_now": run.as_true[-1],
        "told_now": run.as_told[-1],
    }
    shares = {name: tuple(count / WRONG for count in counts) for name, counts in
              (("told", run.as_told), ("true", run.as_true))}  # fmt: skip
    return (
        Heading(words("lessons_learning.overfitting.memory_heading")),
        words("lessons_learning.overfitting.memory", **values),
        Plot(
            key="memory",
            title=words("lessons_learning.overfitting.memory_title", wrong=WRONG),
            alt=words("lessons_learning.overfitting.memory_alt", **values),
            positions=tuple(range(1, len(run.history) + 1)),
            curves=(
                Curve(words("lessons_learning.overfitting.as_told"), shares["told"], "other"),
                Curve(words("lessons_learning.overfitting.as_true"), shares["true"], "val"),
            ),
            x_label=words("lessons_learning.epoch"),
            percent=True,
            mark=place + 1,
            mark_label=words("lessons_learning.overfitting.loss_mark"),
        ),
        words("lessons_learning.overfitting.memory_end"),
    )


def _cure(found: tuple[Gap, ...]) -> tuple[Block, ...]:
    few, many = found[0], found[-1]
    values = {"few": few.images, "many": many.images, "wide": 100 * few.points, "narrow": 100 * many.points}
    parts: dict[Literal["train", "val"], tuple[tuple[float, ...], ...]] = {
        "train": tuple(one.train for one in found),
        "val": tuple(one.held_out for one in found),
    }
    curves = tuple(
        Curve(
            words(f"lessons_learning.{part}"),
            tuple(float(np.mean(one)) for one in each),
            part,
            band=tuple((min(one), max(one)) for one in each),
        )
        for part, each in parts.items()
    )
    rows = tuple(
        (
            Number(one.images),
            Number(float(np.mean(one.train)), ".1%"),
            Number(float(np.mean(one.held_out)), ".1%"),
            Number(100 * one.points, ".1f"),
        )
        for one in found
    )
    head = ("overfitting.images", "train", "val", "overfitting.points")
    return (
        Heading(words("lessons_learning.overfitting.cure_heading")),
        words("lessons_learning.overfitting.cure", steps=STEPS, seeds=len(SEEDS), held_out=HELD_OUT),
        Plot(
            key="cure",
            title=words("lessons_learning.overfitting.cure_title"),
            alt=words("lessons_learning.overfitting.cure_alt", **values),
            positions=tuple(one.images for one in found),
            curves=curves,
            x_label=words("lessons_learning.overfitting.images"),
            percent=True,
            caption=words("lessons_learning.overfitting.cure_caption", seeds=len(SEEDS)),
        ),
        Grid(
            words("lessons_learning.overfitting.cure_table", seeds=len(SEEDS)),
            tuple(words(f"lessons_learning.{name}") for name in head),
            rows,
        ),
        words("lessons_learning.overfitting.cure_end", **values),
    )


def _practice() -> tuple[Block, ...]:
    return (
        Code(_CODE, words("lessons_learning.overfitting.code")),
        Try(
            "pupila train synthetic:examples=300,label_noise=0.2,size=16 --set model.name=mlp --epochs 40",
            words("lessons_learning.overfitting.try"),
        ),
    )
