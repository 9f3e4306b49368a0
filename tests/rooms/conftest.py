"""Comparisons as an experiment leaves them, made of seeded numbers, so that nothing need be trained here."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pupila.evaluation.paired import mcnemar, paired
from pupila.evaluation.verdict import judge
from pupila.experiments.comparing.verdict_words import reasons, sentences

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
QUESTION = {"en": "Do 500 hidden units beat 128?", "es": "¿Superan 500 unidades ocultas a 128?"}

ComparisonMaker = Callable[..., dict[str, Any]]


def make_comparison(
    means: Mapping[str, float],
    *,
    seeds: int = 5,
    noise: float = 0.002,
    images: int = 10_000,
    classes: Sequence[str] = CLASSES,
    epochs: int | Mapping[str, int] = 10,
    val: bool = True,
    margin: float = 0.005,
    **replaced: Any,
) -> dict[str, Any]:
    """Return the object of `comparison.json` for arms with these mean accuracies; `replaced` are further entries."""
    generator = np.random.default_rng(len(means) * 1000 + seeds)
    shared = generator.normal(0, 0.004, size=seeds)
    arms, hits = {}, {}
    for place, (name, level) in enumerate(means.items()):
        drawn = level + shared + generator.normal(0, noise / math.sqrt(2), size=seeds)
        drawn += level - drawn.mean()
        counts = np.round(drawn * images).astype(int)
        length = epochs if isinstance(epochs, int) else epochs[name]
        arms[name] = make_arm(name, counts / images, place, generator, classes=classes, epochs=length, val=val)
        hits[name] = [answers(count, images, generator) for count in counts]
    accuracies = {name: arm["test_accuracy"] for name, arm in arms.items()}
    told = judge(accuracies, margin=margin, examples=images, generator=generator).to_json()
    for pair in told["pairs"]:
        pair |= beside(pair, arms, hits)
    found = {
        "schema": 1,
        "experiment": "n5-width",
        "question": QUESTION,
        "margin": margin,
        "seeds": list(range(seeds)),
        "extended": [seeds],
        "data": {"name": "fashion_mnist", "test_images": images},
        "arms": arms,
        "same_start": False,
        **told,
        **replaced,
    }
    return {**found, "sentence": sentences(found), "why_none": reasons(found)}


def answers(right: int, images: int, generator: np.random.Generator) -> Any:
    """Answer some images right: easy ones always, the others by luck."""
    found = np.zeros(images, dtype=bool)
    easy = max(0, right - images // 20)
    found[:easy] = True
    found[easy + generator.permutation(images - easy)[: right - easy]] = True
    return found


def make_arm(
    name: str,
    accuracies: Any,
    place: int,
    generator: np.random.Generator,
    *,
    classes: Sequence[str],
    epochs: int,
    val: bool,
) -> dict[str, Any]:
    seeds, width = len(accuracies), 128 * (place + 1)
    gap = 0.03 + 0.012 * place + generator.normal(0, 0.002, seeds)
    train, test_loss = accuracies + gap, 0.34 + 0.01 * place + generator.normal(0, 0.004, seeds)
    recalls = {
        one: np.clip(accuracies + 0.12 * math.sin(row * 2.1) - 0.02 + generator.normal(0, 0.012, seeds), 0, 1)
        for row, one in enumerate(classes)
    }
    return {
        "settings": {"model.options.units": width} if place else {},
        "runs": [f"runs/{name}-{seed}" for seed in range(seeds)],
        "test_accuracy": accuracies.tolist(),
        "train_accuracy": train.tolist(),
        "gap": gap.tolist(),
        "test_loss": test_loss.tolist(),
        "loss_gap": (0.1 + 0.03 * place + generator.normal(0, 0.004, seeds)).tolist(),
        "seconds": (22.0 * (1 + 0.3 * place) + generator.normal(0, 0.3, seeds)).tolist(),
        "seconds_per_image": [3.7e-5 * (1 + 0.3 * place)] * seeds,
        "parameters": 795 * width + 10,
        "multiply_adds": 794 * width,
        "per_class": {one: values.tolist() for one, values in recalls.items()},
        "history": [history(accuracy, train[seed], epochs, val=val) for seed, accuracy in enumerate(accuracies)],
    }


def history(test: float, train: float, epochs: int, *, val: bool) -> list[dict[str, Any]]:
    lines = []
    for epoch in range(1, epochs + 1):
        far = math.exp(-3 * epoch / epochs)
        lines.append(
            {
                "epoch": epoch,
                "train": train - 0.2 * far,
                "val": test - 0.15 * far if val else None,
                "train_loss": 0.2 + 0.9 * far,
                "val_loss": 0.33 + 0.8 * far + 0.004 * epoch if val else None,
            }
        )
    return lines


def beside(pair: Mapping[str, Any], arms: Mapping[str, Any], hits: Mapping[str, Any]) -> dict[str, Any]:
    first, second = arms[pair["first"]], arms[pair["second"]]
    both = zip(hits[pair["first"]], hits[pair["second"]], strict=True)
    return {
        "mcnemar": [mcnemar(one, other).to_json(seed) for seed, (one, other) in enumerate(both)],
        "gap": paired(first["gap"], second["gap"]).brief(),
        "loss_gap": paired(first["loss_gap"], second["loss_gap"]).brief(),
        "per_class": [
            {"name": name, **paired(values, second["per_class"][name]).brief()}
            for name, values in first["per_class"].items()
        ],
    }


BETTER = {"units-128": 0.8811, "units-500": 0.8893}
KINDS: dict[str, dict[str, Any]] = {
    "better": {"means": BETTER},
    "small": {"means": {"plain": 0.88, "other": 0.8815}, "noise": 0.0006},
    "equivalent": {"means": {"plain": 0.8811, "augmented": 0.8815}},
    "not shown": {"means": {"plain": 0.7010, "augmented": 0.7040}, "noise": 0.009},
    "one seed": {"means": BETTER, "seeds": 1},
    "four arms": {"means": {"plain": 0.881, "dropout": 0.8816, "augmented": 0.889, "augmented-and-dropout": 0.8902}},
    "best of three": {"means": {"plain": 0.871, "wide": 0.8816, "wider": 0.889}},
    "three alike": {"means": {"plain": 0.881, "wide": 0.8813, "wider": 0.8811}, "noise": 0.001},
}


@pytest.fixture
def comparison() -> ComparisonMaker:
    """Return the maker of comparisons: by the name of a kind, with changes, or by the means of its arms."""

    def make(kind: str | Mapping[str, float], **changes: Any) -> dict[str, Any]:
        options = {**KINDS[kind], **changes} if isinstance(kind, str) else {"means": kind, **changes}
        return make_comparison(options.pop("means"), **options)

    return make


@pytest.fixture
def experiment_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return the maker of experiment folders: the comparison, the experiment's text, and an audit where asked for."""
    made: list[Path] = []

    def make(content: Mapping[str, Any], *, audit: Any = None, toml: str = 'name = "n5-width"\n') -> Path:
        made.append(tmp_path / f"n5-width-{len(made):08x}")
        made[-1].mkdir()
        (made[-1] / "comparison.json").write_text(json.dumps(content), encoding="utf-8")
        (made[-1] / "experiment.toml").write_text(toml, encoding="utf-8")
        if audit is not None:
            (made[-1] / "audit.json").write_text(json.dumps(audit), encoding="utf-8")
        return made[-1]

    return make
