"""Check a data set with the help of networks: they doubt the labels that they did not learn from."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pupila import runtime
from pupila.data.check.evidence import LOOKALIKES, SUSPECT_LABELS
from pupila.data.check.examine import examine, refuse_unknown
from pupila.data.check.finding import COPIES, Finding, Report, by_severity
from pupila.data.check.measure import gather
from pupila.data.check.near import groups_of
from pupila.data.dataset import Dataset
from pupila.data.preprocess import fit_preprocess
from pupila.data.split import Split
from pupila.evaluation.inference import predict
from pupila.experiments.classifier import Classifier
from pupila.experiments.config import Recipe, build_recipe
from pupila.experiments.lookalikes import RUN_DROPPED, some_of, with_lookalikes
from pupila.experiments.planning import measure_speed
from pupila.experiments.prepare import Material, prepare_network, prepare_optimizer, prepare_plan, training_loader
from pupila.files import cache_root
from pupila.inspection.label_issues import LabelIssues, find_label_issues
from pupila.models.build import settle
from pupila.training.events import Event, StepsDone
from pupila.training.loop import Trainer

Progress = Callable[[int, int, str], None]
Rows = NDArray[np.int64]

FOLDS = 4
AFFORDABLE = 300.0  # seconds that are spent on labels unasked
FEWEST = 8  # examples of a class below which a network cannot learn it from the other folds
_SIDE = 32  # pixels that larger images are reduced towards
_SMALLEST = 20  # pixels below which a network of convolutions has nothing to halve
_STEPS = 500  # of each network, at least
_FEWEST_EPOCHS, _MOST_EPOCHS = 4, 30
_REMEASURED = 128
_SKETCHED = 2_000  # images that stand for all while it is estimated how long it takes


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Hold what networks say of examples that they did not learn from.

    Attributes:
        probabilities: Shape (N, K).
        fold: Which network judged each example, from 0. Shape (N,).
        recipe: What each of them was trained by.
        seconds: What it took.
    """

    probabilities: NDArray[np.float32]
    fold: Rows
    recipe: Recipe
    seconds: float


def check(
    dataset: Dataset,
    *,
    labels: bool | None = None,
    only: Sequence[str] | None = None,
    classifier: Classifier | None = None,
    seed: int = 0,
    device: str = "auto",
    progress: Progress | None = None,
    told: Callable[[str, dict[str, Any]], None] | None = None,
) -> Report:
    """Make all checks of a data set, that of the labels included where it can be afforded.

    Args:
        dataset: What is checked.
        labels: Whether labels are judged by training networks: True in any case, False never, None where it takes no
            longer than `AFFORDABLE`.
        only: Codes of the checks to make; "suspect_labels" is that of the labels, "lookalikes" that of the classifier.
        classifier: Of a run, that reads images of this size: it tells what it sees as nearly one image.
        seed: Of the networks that judge labels.
        device: Where they are trained.
        progress: Told (done, all, code of what is being done).
        told: Told of what is about to take long: code and values of a sentence.

    Raises:
        UsageError: An unknown code.
    """
    refuse_unknown(only or ())
    plain = None if only is None else [code for code in only if code not in (SUSPECT_LABELS, LOOKALIKES)]
    report = examine(dataset, only=plain, progress=progress)
    left_out = [("run_dropped", note.values) for note in dataset.notes if note.code == RUN_DROPPED]
    report = dataclasses.replace(report, notes=(*report.notes, *left_out))
    if classifier is not None and (only is None or LOOKALIKES in only):
        report = with_lookalikes(report, classifier, progress=progress)
    if labels is not False and (only is None or SUSPECT_LABELS in only):
        return _with_suspects(report, labels, seed=seed, device=device, progress=progress, told=told)
    return report


def _with_suspects(
    report: Report,
    labels: bool | None,
    *,
    seed: int,
    device: str,
    progress: Progress | None,
    told: Callable[[str, dict[str, Any]], None] | None,
) -> Report:
    """Judge the labels where they can be judged and it can be afforded."""
    dataset = report.dataset
    if min(np.bincount(dataset.labels, minlength=dataset.num_classes), default=0) == 0 and dataset.num_classes < 3:
        return report
    together = _together(report)
    if len(np.unique(_folds(dataset, together, folds=FOLDS, seed=seed))) < 2:
        return dataclasses.replace(report, notes=(*report.notes, ("labels_one_image", {})))
    recipe = quick_recipe(dataset, seed=seed, device=device)
    seconds = _expected(recipe, dataset)
    if labels is None and seconds > AFFORDABLE:
        note = ("labels_left_out", {"minutes": seconds / 60, "limit": AFFORDABLE / 60})
        return dataclasses.replace(report, notes=(*report.notes, note))
    if told is not None:
        told("labels_begin", {"folds": FOLDS, "minutes": max(seconds / 60, 0.1)})
    judged = cross_predict(_reduced(dataset, progress=progress), recipe, together=together, progress=progress)
    finding, note = _suspects(dataset, judged)
    findings = [*report.findings, *([finding] if finding is not None else [])]
    return dataclasses.replace(report, findings=by_severity(findings), notes=(*report.notes, note))


def quick_recipe(dataset: Dataset, *, seed: int = 0, device: str = "auto") -> Recipe:
    """Return how the networks that judge labels are trained: short, and good enough to doubt a label.

    Args:
        dataset: Its size decides the network and the number of epochs.
        seed: Of weights and order.
        device: Where to train.
    """
    small = min(dataset.image_size) < _SMALLEST
    batch = 64 if dataset.num_examples < 5_000 else 128
    learned = dataset.num_examples * (FOLDS - 1) / FOLDS
    epochs = min(_MOST_EPOCHS, max(_FEWEST_EPOCHS, math.ceil(_STEPS * batch / learned)))
    train: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.003, "schedule": "one-cycle"}
    if not small:
        train = {"optimizer": "muon", "learning_rate": 0.03, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}
    shared = {"epochs": epochs, "batch_size": batch, "schedule": "one-cycle", "keep": "last"}
    return build_recipe(
        {
            "name": "labels",
            "data": {"source": dataset.name, "scale": "standardise"},
            "augment": {"lines": () if small else ("crop 2",)},
            "model": {"name": "mlp(units=256)"} if small else {"name": "whitened_cnn", "options": {"width": 16}},
            "train": {**train, **shared, "seed": seed, "device": device},
        }
    )


def cross_predict(
    dataset: Dataset,
    recipe: Recipe,
    *,
    folds: int = FOLDS,
    together: Sequence[Sequence[int]] = (),
    progress: Progress | None = None,
) -> OutOfFold:
    """Train a network for each fold on all others, and ask it about its own.

    All examples take part, those of a given test set too: nothing is chosen by them, and the networks are thrown away.

    Args:
        dataset: As the networks get it.
        recipe: Network and training; its seed also draws the folds.
        folds: How many networks.
        together: Groups of rows that stay in one fold; identical images do so anyway.
        progress: Told (steps done, steps in all, code).
    """
    begin = time.monotonic()
    seed = recipe.train.seed
    fold = _folds(dataset, together, folds=folds, seed=seed)
    probabilities = np.empty((dataset.num_examples, dataset.num_classes), np.float32)
    for number in range(folds):
        rows = np.flatnonzero(fold == number)
        if len(rows):
            seeded = recipe.with_values({"train.seed": runtime.derive_seed(seed, "fold", number) % 2**31})
            probabilities[rows] = _judge(seeded, dataset, rows, _listener(progress, number, folds))
    return OutOfFold(probabilities, fold, recipe, time.monotonic() - begin)


def _folds(dataset: Dataset, together: Sequence[Sequence[int]], *, folds: int, seed: int) -> Rows:
    return fold_of(dataset.labels, families(dataset.digests, together), folds=folds, seed=seed)


def families(digests: NDArray[Any], together: Sequence[Sequence[int]] = ()) -> Rows:
    """Number what belongs together: identical images, and the groups given. Shape (N,).

    Example:
        >>> families(np.array([b"a", b"b", b"a", b"c"]), [[1, 3]]).tolist()
        [0, 1, 0, 1]
    """
    found: Rows = np.unique(digests, return_inverse=True)[1].reshape(-1).astype(np.int64)
    # A group may reach over several of identical images: all of them become one.
    pairs = [(found[group[0]], found[row]) for group in together for row in group[1:]]
    owner = np.arange(len(found))
    for joined in groups_of(np.array(pairs, np.int64).reshape(-1, 2)):
        owner[joined] = joined[0]
    return owner[found]


def fold_of(labels: Rows, family: Rows, *, folds: int, seed: int) -> Rows:
    """Return the fold of each example: class by class in equal parts, families whole.

    Args:
        labels: Shape (N,).
        family: Equal for examples that stay together; a family counts for the class of its first example. Shape (N,).
        folds: How many.
        seed: Draws them.
    """
    members, first, inverse, sizes = np.unique(family, return_index=True, return_inverse=True, return_counts=True)
    order = runtime.numpy_generator(seed, "folds").permutation(len(members))
    owner = labels[first][order]
    chosen = np.empty(len(members), np.int64)
    for label in np.unique(owner):
        own = order[owner == label]
        ends = np.cumsum(sizes[own])
        chosen[own] = np.minimum((ends - sizes[own]) * folds // ends[-1] + int(label), folds - 1 + int(label)) % folds
    fold: Rows = chosen[inverse.reshape(-1)]
    return fold


def _judge(recipe: Recipe, dataset: Dataset, rows: Rows, listen: Callable[[Event], None]) -> NDArray[np.float32]:
    """Train on all rows but these, and return the probabilities of these."""
    trainer, material, device = _trainer(recipe, dataset, rows, listen)
    few = material.loader(material.split.train[:_REMEASURED], device=device)
    trainer.fit(training_loader(recipe, material, device), remeasure=few, val=None)
    own = material.loader(rows, device=device)
    return predict(trainer.model, own.in_order(), class_names=dataset.class_names).probabilities


def _trainer(
    recipe: Recipe, dataset: Dataset, rows: Rows, listen: Callable[[Event], None]
) -> tuple[Trainer, Material, str]:
    runtime.set_threads(recipe.train.threads)
    device = runtime.choose_device(recipe.train.device)
    nothing = np.empty(0, np.int64)
    split = Split(np.setdiff1d(np.arange(dataset.num_examples), rows), nothing, rows, nothing)
    material = Material(dataset, split, fit_preprocess(dataset.images, split.train, scale=recipe.data.scale))
    network = prepare_network(recipe, material)
    model = settle(network.model, device)
    plan = prepare_plan(recipe, network, device)
    trainer = Trainer(
        model,
        prepare_optimizer(recipe, model, precision=plan.precision),
        plan=plan,
        seed=recipe.train.seed,
        listener=listen,
    )
    return trainer, material, device


def _expected(recipe: Recipe, dataset: Dataset) -> float:
    """Return the seconds that all folds will take, by training a network of its own for two, on some of the images."""
    count = dataset.num_examples
    sketch = _reduced(dataset, np.unique(np.linspace(0, count - 1, min(count, _SKETCHED)).astype(np.int64)))
    rows = np.arange(0, sketch.num_examples, FOLDS)
    trainer, material, device = _trainer(recipe, sketch, rows, lambda event: None)
    few = material.loader(rows[:_REMEASURED], device=device)
    speed = measure_speed(trainer, training_loader(recipe, material, device), few)
    steps = math.ceil(count * (FOLDS - 1) / FOLDS / recipe.train.batch_size)
    return FOLDS * recipe.train.epochs * steps * speed.step + count * speed.image


def _listener(progress: Progress | None, number: int, folds: int) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if progress is not None and isinstance(event, StepsDone):
            done = (event.epoch - 1) * event.steps_an_epoch + event.step
            # Folds differ by some steps; all are counted as the present one.
            progress(number * event.steps_in_all + done, folds * event.steps_in_all, "check.doing_labels")

    return listen


def _suspects(dataset: Dataset, judged: OutOfFold) -> tuple[Finding | None, tuple[str, dict[str, Any]]]:
    counts = np.bincount(dataset.labels, minlength=dataset.num_classes)
    enough = counts[dataset.labels] >= FEWEST
    issues = find_label_issues(dataset.labels, judged.probabilities)
    kept = enough[issues.rows]
    hits = judged.probabilities.argmax(axis=1) == dataset.labels
    values = {
        "folds": int(judged.fold.max()) + 1,
        "accuracy": float(hits.mean()),
        "examples": dataset.num_examples,
        "minutes": judged.seconds / 60,
        "epochs": judged.recipe.train.epochs,
        "network": judged.recipe.model.name,
        "seed": judged.recipe.train.seed,
        "unjudged": int((~enough).sum()),
    }
    note = ("labels_judged", values)
    if not kept.any():
        return None, note
    files = tuple(dataset.ids[row] for row in issues.rows[kept])
    share = {"share": len(files) / dataset.num_examples}
    details = _details(dataset, judged, issues, kept)
    return Finding(SUSPECT_LABELS, "warning", files, {**values, **share}, details=details, movable=files), note


def _details(
    dataset: Dataset, judged: OutOfFold, issues: LabelIssues, kept: NDArray[np.bool_]
) -> tuple[dict[str, Any], ...]:
    names = dataset.class_names
    return tuple(
        {
            "file": dataset.ids[row],
            "given": names[dataset.labels[row]],
            "suggested": names[issues.suggested[place]],
            "confidence_given": round(float(issues.confidence_given[place]), 4),
            "confidence_suggested": round(float(issues.confidence_suggested[place]), 4),
            "confident": bool(issues.confident[place]),
            "fold": int(judged.fold[row]) + 1,
        }
        for place, row in enumerate(issues.rows.tolist())
        if kept[place]
    )


def _together(report: Report) -> list[list[int]]:
    """Return the rows of copies and near copies that were found."""
    place = {name: row for row, name in enumerate(report.dataset.ids)}
    groups = [group for found in report.findings if found.code.startswith(COPIES) for group in found.groups]
    return [[place[name] for name in group] for group in groups]


def _reduced(dataset: Dataset, rows: Rows | None = None, *, progress: Progress | None = None) -> Dataset:
    """Return the data set, or some of it, with images of about 32 pixels; smaller ones as they are."""
    height, width = dataset.image_size
    down, across = max(1, height // _SIDE), max(1, width // _SIDE)
    if down == across == 1:
        return dataset if rows is None else some_of(dataset, rows)
    chosen = np.arange(dataset.num_examples) if rows is None else rows

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, "check.doing_reduce")

    small = gather(dataset.pixels, chosen, partial(_averaged, down, across), folder=cache_root(), progress=tell)
    return some_of(dataset, chosen, small)


def _averaged(down: int, across: int, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Average images (n, H, W, C) over whole blocks of `down` by `across` pixels."""
    height, width = pixels.shape[1] // down, pixels.shape[2] // across
    part = pixels[:, : height * down, : width * across].astype(np.float32)
    blocks = part.reshape(len(part), height, down, width, across, pixels.shape[3])
    averaged: NDArray[np.uint8] = np.rint(blocks.mean(axis=(2, 4))).astype(np.uint8)
    return averaged
