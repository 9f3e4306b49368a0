"""Run folders as a training leaves them, made of seeded numbers, so that no network need be trained here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pupila.evaluation.gallery import choose_gallery
from pupila.evaluation.metrics import evaluate
from pupila.evaluation.predictions import Predictions
from pupila.files import append_line, to_json, write_json, write_text

TEN = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
HOSTILE = (
    "<script>alert(1)</script>",
    'x" onerror="alert(1)',
    "حقيبة يد",
    "\u202egpj.exe",
    "</title></style><img src=x>",
    "{{ 7 * 7 }} {% raw %}",
    "línea\nrota \x1b[31m",
    "&amp;\u2069</bdi>",
    "=1+1",
    "🐶👨‍👩‍👧",
    "long " * 40,
)
LOOK_ALIKES = ((3, 5, 1.7), (1, 9, 1.2), (0, 8, 0.9), (4, 7, 1.0), (2, 4, 0.8))
RECIPE = (
    '[data]\nsource = "cifar10"\n\n[train]\nepochs = 10\nbatch_size = 80\noptimizer = "adam"  # <b>\n\n'
    '[model]\nname = "lenet5"\n'
)

RunMaker = Callable[..., Path]


def fake_predictions(class_names: tuple[str, ...], *, count: int, seed: int, skill: float = 3.7) -> Predictions:
    """Answer like a fair classifier: look-alike classes are confused more often than others."""
    generator, num_classes = np.random.default_rng(seed), len(class_names)
    labels = np.arange(count) % num_classes
    logits = generator.gumbel(size=(count, num_classes))
    logits[np.arange(count), labels] += skill
    for one, other, pull in LOOK_ALIKES:
        if max(one, other) < num_classes:
            logits[labels == one, other] += pull
            logits[labels == other, one] += pull * 0.8
    powers = np.exp(1.5 * (logits - logits.max(axis=1, keepdims=True)))
    probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return Predictions(probabilities, labels, np.arange(count), class_names)


def fake_images(rows: NDArray[np.int64], *, side: int, channels: int) -> NDArray[np.uint8]:
    """Paint soft blobs, a different one for each row."""
    y, x = np.mgrid[0:side, 0:side] / side
    images = np.empty((len(rows), side, side, channels), dtype=np.uint8)
    for place, row in enumerate(rows.tolist()):
        generator = np.random.default_rng(row)
        for channel in range(channels):
            centre, width = generator.random(2), generator.uniform(0.05, 0.3)
            blob = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / width)
            images[place, :, :, channel] = (40 + 190 * blob).astype(np.uint8)
    return images


def save_answers(path: Path, predictions: Predictions, *, side: int, channels: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = choose_gallery(predictions, generator=np.random.default_rng(4))
    rows = chosen.rows
    np.savez_compressed(
        path,
        probabilities=predictions.probabilities,
        labels=predictions.labels,
        indices=predictions.indices,
        ids=np.array([f"{path.stem}/{index:05}" for index in predictions.indices]),
        gallery_rows=rows,
        gallery_images=fake_images(rows, side=side, channels=channels),
        gallery_errors=chosen.errors,
        gallery_hits=chosen.hits,
        gallery_random=chosen.random,
        gallery_cells=chosen.cells,
    )


def save_examples(path: Path, *, num_classes: int, side: int, channels: int) -> None:
    labels = np.arange(min(30, 3 * num_classes)) % num_classes
    ids = np.array([f"train/{place:05}" for place in range(len(labels))])
    images = fake_images(np.arange(len(labels)) + 50_000, side=side, channels=channels)
    np.savez_compressed(path, labels=labels, ids=ids, images=images)


def history_line(epoch: int, *, epochs: int, val: bool) -> dict[str, Any]:
    """Measure an epoch of a training that starts to overfit in its second half."""
    share = epoch / epochs
    rise = max(0.0, share - 0.65)
    line: dict[str, Any] = {
        "epoch": epoch,
        "train": {
            "loss": round(1.9 * np.exp(-1.9 * share) + 0.1, 4),
            "accuracy": 0.9 - round(0.6 * np.exp(-2.4 * share), 4),
        },
        "train_running": {"loss": 1.0, "accuracy": 0.5},
        "val": {
            "loss": round(1.5 * np.exp(-3.0 * share) + 0.62 + rise, 4),
            "accuracy": 0.77 - round(0.45 * np.exp(-3.4 * share), 4),
        },
        "learning_rate": 0.001,
        "seconds": 12.25,
        "images_per_second": 3265.3,
        "samples_seen": 40000,
        "samples_expected": 40000,
    }
    line["train"]["n"], line["val"]["n"] = 10000, 10000
    return line if val else {**line, "val": None}


def costs(num_classes: int, *, side: int, channels: int) -> list[dict[str, Any]]:
    """List the layers of a small network."""
    half, inner = side // 2, 32 * (side // 2) ** 2
    return [
        _cost("conv1", "conv", "conv 32 3x3 same relu", (32, side, side), 288 * channels + 32),
        _cost("maxpool1", "maxpool", "maxpool 2", (32, half, half), 0),
        _cost("flatten1", "flatten", "flatten", (inner,), 0),
        _cost("dense1", "dense", "dense classes", (num_classes,), inner * num_classes + num_classes),
    ]


def _cost(name: str, kind: str, line: str, shape: tuple[int, ...], parameters: int) -> dict[str, Any]:
    shape_list = list(shape)
    return {
        "name": name,
        "kind": kind,
        "line": line,
        "output_shape": shape_list,
        "parameters": parameters,
        "multiply_adds": parameters * (shape_list[-1] if len(shape_list) == 3 else 1),
    }


def make_run(
    folder: Path,
    *,
    class_names: tuple[str, ...] = TEN,
    epochs: int = 10,
    counts: tuple[int, int] = (500, 500),
    side: int = 32,
    channels: int = 3,
    **summary: Any,
) -> Path:
    """Write a run folder; `counts` are the sizes of validation and test, `summary` replaces its entries."""
    val, test = counts
    predictions = {
        split: fake_predictions(class_names, count=count, seed=seed)
        for split, count, seed in (("val", val, 1), ("test", test, 2))
        if count
    }
    for split, answers in predictions.items():
        save_answers(folder / "predictions" / f"{split}.npz", answers, side=side, channels=channels)
    folder.mkdir(parents=True, exist_ok=True)
    save_examples(folder / "examples.npz", num_classes=len(class_names), side=side, channels=channels)
    layers = costs(len(class_names), side=side, channels=channels)
    blocks = {split: evaluate(answers) for split, answers in predictions.items()}
    write_json(
        folder / "metrics.json",
        {
            "schema": 1,
            "train": {},
            "val": blocks.get("val"),
            "test": blocks.get("test"),
            "test_reads": 1 if test else 0,
        },
    )
    write_json(folder / "model.json", _model(class_names, layers, side=side, channels=channels))
    write_json(folder / "environment.json", _environment())
    write_text(folder / "recipe.toml", RECIPE)
    for epoch in range(1, epochs + 1):
        append_line(folder / "history.jsonl", to_json(history_line(epoch, epochs=epochs, val=bool(val))))
    whole = _summary(class_names, epochs=epochs, counts=counts, parameters=sum(one["parameters"] for one in layers))
    write_json(folder / "summary.json", {**whole, **summary})
    return folder


def _model(class_names: tuple[str, ...], layers: list[dict[str, Any]], *, side: int, channels: int) -> dict[str, Any]:
    preprocess = {"image_size": [side, side], "channels": channels, "scale": "unit", "background": [255, 255, 255]}
    return {
        "schema": 1,
        "layers": [one["line"] for one in layers],
        "costs": layers,
        "class_names": list(class_names),
        "preprocess": preprocess,
    }


def _environment() -> dict[str, Any]:
    return {
        "schema": 1,
        "python": "3.11.7",
        "processor": "A processor with two cores",
        "threads": 2,
        "device": "cpu",
        "versions": {"pupila": "0.1.0", "torch": "2.13.0", "cleanlab": None},
        "data": {"fingerprint": "9f2b", "root": "photos/<b>"},
    }


def _summary(class_names: tuple[str, ...], *, epochs: int, counts: tuple[int, int], parameters: int) -> dict[str, Any]:
    val, test = counts
    each = (2000 + val + test) // len(class_names)
    total = each * len(class_names)
    return {
        "schema": 1,
        "name": "n2-cifar10-deep",
        "recipe": "n2-cifar10-deep",
        "seed": 3,
        "status": "done",
        "epochs": epochs,
        "chosen_epoch": min(7, epochs),
        "chosen_by": "validation loss" if val else "last epoch",
        "seconds": {"total": 131.2, "train": 122.5, "data": 1.25},
        "images_per_second": 3265.3,
        "parameters": parameters,
        "data": {
            "name": "cifar10",
            "num_examples": total,
            "counts": dict.fromkeys(class_names, each),
            "split": {"train": total - val - test, "val": val, "test": test},
            "skipped": 0,
            "dropped": 0,
            "image_size": [32, 32],
            "original_sizes": {"smallest": [30, 20], "median": [64, 48], "largest": [900, 1200]},
            "channels": 3,
        },
        "notes": [],
    }


@pytest.fixture
def new_run(tmp_path: Path) -> RunMaker:
    """Return the maker of run folders; each call makes one more."""
    made: list[Path] = []

    def make(**options: Any) -> Path:
        made.append(make_run(tmp_path / f"run-{len(made)}", **options))
        return made[-1]

    return make


@pytest.fixture(scope="session")
def ten_classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with ten classes; tests only read it or write its report."""
    return make_run(tmp_path_factory.mktemp("ten") / "n2-cifar10-deep-20260102-030405-beef")


@pytest.fixture(scope="session")
def two_classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with two classes, grey images and few of them."""
    folder = tmp_path_factory.mktemp("two") / "two-classes"
    return make_run(folder, class_names=("cat", "dog"), epochs=3, counts=(40, 40), side=180, channels=1)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run whose names try to break the page."""
    folder = tmp_path_factory.mktemp("hostile") / "hostile"
    return make_run(
        folder, class_names=HOSTILE, counts=(220, 220), name="<img src=x onerror=alert(2)>", recipe=HOSTILE[0]
    )
