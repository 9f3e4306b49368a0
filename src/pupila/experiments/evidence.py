"""Take down while a run trains what nobody could find out afterwards, for the audit of its method.

What is known of the start stands in `environment.json`, the rest in `evidence.json`; both are a few kilobytes. Nothing
here changes a training: weights are only read, and no dice of the run are rolled.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pupila import runtime
from pupila.evaluation.inference import predict_probabilities
from pupila.experiments.prepare import Material

_START_IMAGES = 256
_DEALS = 10_000


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
