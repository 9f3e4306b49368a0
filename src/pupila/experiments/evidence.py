"""Take down while a run trains what nobody could find out afterwards, for the audit of its method.

What is known of the start stands in `environment.json`, the rest in `evidence.json`; both are a few kilobytes. Nothing
here changes a training: weights are only read, and no dice of the run are rolled.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila import files, runtime
from pupila.data.dataset import Dataset
from pupila.data.loader import Loader
from pupila.data.manifest import scan
from pupila.errors import DataError
from pupila.evaluation.inference import predict, predict_probabilities
from pupila.evaluation.predictions import Predictions
from pupila.experiments.audit.facts import Facts, labels_digest
from pupila.experiments.audit.parity import kept_examples
from pupila.experiments.audit.twins import near_copies, sketches
from pupila.experiments.config import Recipe
from pupila.experiments.prepare import MEASURE_BATCH, Material, training_loader
from pupila.training.state import batch_digests

_START_IMAGES = 256
_DEALS = 10_000
_SHADES = 16  # equal shares of the training images by brightness, which the other parts are counted by
_NAMED = 5
_CHANGED = 8  # training images that are augmented as in epochs 1 and 2


def weights_digest(model: nn.Module) -> str:
    """Return the SHA-256 of all parameters and buffers in order, shapes included and names left out.

    Two networks that differ in a layer without weights, such as dropout, begin with the same digest.
    """
    state = hashlib.sha256()
    for tensor in model.state_dict().values():
        values = tensor.detach().cpu().contiguous()
        state.update(f"{values.dtype}{tuple(values.shape)}".encode())
        state.update(values.reshape(-1).view(torch.uint8).numpy().tobytes())
    return state.hexdigest()


def start_of(model: nn.Module, material: Material, *, seed: int, device: str) -> dict[str, Any]:
    """Say what a network is before its first step.

    Loss and accuracy are means over the classes, on a fixed batch of training images with as many of each class as can
    be: whoever knows nothing of the images, only how common the classes are, has ln K there and no less.

    A fresh network may still have less by luck, where the classes are few and easy to tell apart. It would have had the
    same luck with the names of the classes dealt out anew: `chance` is the share of such deals that give it as small a
    loss.

    Args:
        model: On `device`; left as it is.
        material: The run's data.
        seed: The run's seed, which draws the batch.
        device: Where the network is.

    Returns:
        `weights` (their digest), `loss`, `accuracy`, `chance`, `expected` (ln K), `n`, and `batches`, which batch norms
        have seen before; loss, accuracy and chance are None where the network's answers are no numbers.
    """
    rows = _balanced_rows(material, seed)
    batches = material.loader(rows, device=device).in_order()
    probabilities = np.concatenate([predict_probabilities(model, batch.images) for batch in batches])
    labels, num_classes = material.dataset.labels[rows], material.dataset.num_classes
    found: dict[str, Any] = {"weights": weights_digest(model), "loss": None, "accuracy": None, "chance": None}
    if probabilities.shape[1] == num_classes and np.isfinite(probabilities).all():
        losses = _by_class(-np.log(np.maximum(probabilities, np.finfo(np.float32).tiny)), labels)
        present = np.unique(labels)
        hits = _by_class(probabilities.argmax(axis=1)[:, None] == labels[:, None], labels)
        found["loss"] = float(losses[np.arange(len(present)), present].mean())
        found["accuracy"] = float(hits.mean())
        found["chance"] = _chance(losses, present, seed)
    seen = [int(one) for name, one in model.state_dict().items() if name.endswith("num_batches_tracked")]
    return {**found, "expected": math.log(num_classes), "n": len(rows), "batches": max(seen, default=0)}


def _balanced_rows(material: Material, seed: int) -> NDArray[np.int64]:
    """Choose training rows, as many of each class as can be, in the order of the data set."""
    data = material.dataset
    drawn = runtime.numpy_generator(seed, "start").permutation(material.split.train)
    each = max(1, _START_IMAGES // data.num_classes)
    chosen = [drawn[data.labels[drawn] == label][:each] for label in range(data.num_classes)]
    return np.sort(np.concatenate(chosen))


def _by_class(values: NDArray[Any], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean row of each class that is present. Shape (present, columns)."""
    return np.stack([values[labels == label].mean(axis=0, dtype=np.float64) for label in np.unique(labels)])


def _chance(losses: NDArray[np.float64], present: NDArray[np.int64], seed: int) -> float:
    """Return the share of ways to deal out the classes' names that give no larger loss; the true one is one of them.

    Args:
        losses: What each class would cost under each name. Shape (present, classes).
        present: The true names.
        seed: Draws the ways where there are too many to try all.
    """
    places = np.arange(len(present))
    if math.factorial(len(present)) <= _DEALS:
        deals = np.array(list(itertools.permutations(present)))
    else:
        dice = runtime.numpy_generator(seed, "start", "deals")
        deals = np.stack([present, *(dice.permutation(present) for _ in range(_DEALS))])
    sums = losses[places, deals].sum(axis=1)
    return float((sums <= losses[places, present].sum() + 1e-9).mean())


def data_evidence(recipe: Recipe, material: Material) -> dict[str, Any]:
    """Say what the parts of the data are: classes, brightness, labels by name, and what one shares with another."""
    data, split = material.dataset, material.split
    rows = {"train": split.train, "val": split.val, "test": split.test}
    small = sketches(data.pixels)
    brightness = small.mean(axis=(1, 2))
    edges = np.quantile(brightness[split.train], np.linspace(0, 1, _SHADES + 1)[1:-1])
    parts = {
        part: {
            "n": len(own),
            "counts": np.bincount(data.labels[own], minlength=data.num_classes).tolist(),
            "brightness": np.bincount(np.searchsorted(edges, brightness[own]), minlength=_SHADES).tolist(),
            "labels": labels_digest([data.ids[row] for row in own], data.labels[own]),
        }
        for part, own in rows.items()
    }
    held = np.sort(np.concatenate([split.val, split.test]))
    near = near_copies(data.pixels, small, split.train, held)
    return {
        "parts": parts,
        "given": sorted(set(data.given_split.tolist()) - {"", "train"}),
        "folder": data.root is not None,
        "identical": {
            f"{one}-{other}": len(np.intersect1d(data.digests[rows[one]], data.digests[rows[other]]))
            for one, other in itertools.combinations(rows, 2)
        },
        "near": {"count": len(near), "pairs": [[data.ids[one], data.ids[other]] for one, other in near[:_NAMED]]},
        "augmented": _augmented_twice(recipe, material),
        "files": state_of_files(data),
    }


def _augmented_twice(recipe: Recipe, material: Material) -> list[str] | None:
    """Return digests of the same few images: as they are, and as the first two epochs change them."""
    loader = training_loader(recipe, material, "cpu")
    if loader.augmenter is None:
        return None
    rows = material.split.train[:_CHANGED]
    images = material.preprocess.to_unit(torch.from_numpy(material.dataset.pixels[rows]))
    numbers = torch.from_numpy(rows)
    changed = [loader.augmenter(images.clone(), epoch, 0, rows=numbers) for epoch in (1, 2)]
    return [batch_digests(one, numbers)["images"] for one in (images, *changed)]


def state_of_files(data: Dataset) -> dict[str, Any] | None:
    """Return how many files the data are, and a digest of their names, sizes and times; None for data without files."""
    place = Path(data.source)
    try:
        if data.root is not None:
            known = [(one.path, one.size, one.mtime_ns) for one in scan(data.root).entries]
        elif place.is_file():
            known = [(place.name, place.stat().st_size, place.stat().st_mtime_ns)]
        else:
            return None
    except (DataError, OSError):  # taken away while the network trained
        known = []
    content = "\n".join(f"{name}\t{size}\t{time}" for name, size, time in known)
    digest = hashlib.blake2b(content.encode("utf-8", "surrogateescape"), digest_size=16)
    return {"count": len(known), "digest": digest.hexdigest()}


def sample_of_files(data: Dataset, indices: NDArray[np.int64]) -> list[str] | None:
    """Return the SHA-256 of the files behind some examples; None for data that are no folder."""
    if data.root is None:
        return None
    places = [data.root / data.ids[row] for row in indices]
    return [files.sha256(place) if place.is_file() else "" for place in places]


def end_evidence(
    folder: Path, model: nn.Module, material: Material, judged: Predictions, *, device: str
) -> dict[str, Any]:
    """Say what a network is after its last step, and whether measuring it is repeatable.

    Args:
        folder: The run's folder, its predictions written.
        model: The finished network.
        material: The run's data.
        judged: What the network answered for one of the parts.
        device: Where the network is.
    """
    data, shown = material.dataset, kept_examples(Facts(folder))
    loader = material.loader(judged.indices[:MEASURE_BATCH], device=device)
    return {
        "end": {"weights": weights_digest(model)},
        "twice": measured_twice(model, loader, judged, class_names=data.class_names),
        "after": {"files": state_of_files(data)},
        "sample": sample_of_files(data, shown["indices"]) if shown else None,
    }


def measured_twice(
    model: nn.Module, loader: Loader, first: Predictions, *, class_names: tuple[str, ...]
) -> dict[str, Any]:
    """Measure some examples again, in the same batches and in others.

    Args:
        model: The finished network.
        loader: Hands out the examples that `first` begins with, in one batch, as when they were measured first.
        first: What the network answered.
        class_names: In the order of the logits.

    Returns:
        `n`, and how far probabilities lie from those of the first time: `again` in the same batch, `apart` in others.
    """
    found: dict[str, Any] = {"n": loader.num_examples}
    before = first.probabilities[: loader.num_examples]
    for name, size in (("again", loader.batch_size), ("apart", max(1, loader.num_examples // 3))):
        loader.batch_size = size
        after = predict(model, loader.in_order(), class_names=class_names).probabilities
        found[name] = float(np.abs(after - before).max())
    return found
