"""Measure what augmentation and dropout do: to an image, to the values of a layer, and to what a network learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pupila.evaluation.intervals import t_interval
from pupila.lessons.practice import Way, accuracy, batches, digits, train_network

Pixels = NDArray[np.uint8]

RATE = 0.25
HIDDEN = 128
IMAGES, HELD_OUT = 60, 1000
SEEDS = tuple(range(8))
PLAIN = ("flatten", "dense 64 relu", "dense classes")
DROPPED = ("flatten", "dense 64 relu", f"dropout {RATE}", "dense classes")
ARMS = {
    "plain": Way(PLAIN, epochs=40),
    "shifted": Way(PLAIN, epochs=40, augment=("shift 12%",)),
    "mirrored": Way(PLAIN, epochs=40, augment=("flip horizontal",)),
    "dropped": Way(DROPPED, epochs=40),
}
CHANGES = tuple(ARMS)[1:]


@dataclass(frozen=True)
class Dropped:
    """Hold what dropout did to the values that a hidden layer hands on.

    Args:
        values: How many of them were not zero before.
        zeroed: Share of those that dropout made zero.
        before: Mean of all values before.
        after: Mean of all values after.
        factor: What the values that stayed were multiplied by.
        unchanged: Whether evaluation mode hands every value on as it is.
    """

    values: int
    zeroed: float
    before: float
    after: float
    factor: float
    unchanged: bool


@dataclass(frozen=True)
class Comparison:
    """Hold two arms compared seed by seed.

    Args:
        differences: Second minus first, one a seed.
        interval: 95 % interval of their mean, by Student's t.
    """

    differences: tuple[float, ...]
    interval: tuple[float, float]

    @property
    def mean(self) -> float:
        """Return the mean difference."""
        return float(np.mean(self.differences))

    @property
    def shown(self) -> bool:
        """Tell whether the interval leaves out zero."""
        return not self.interval[0] <= 0 <= self.interval[1]


def compare(first: tuple[float, ...], second: tuple[float, ...]) -> Comparison:
    """Compare two lists of figures, pair by pair.

    Example:
        >>> found = compare((0.70, 0.72, 0.71), (0.71, 0.71, 0.72))
        >>> found.shown, round(found.mean, 4)
        (False, 0.0033)
    """
    differences = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    interval = t_interval(differences) or (-np.inf, np.inf)
    return Comparison(tuple(differences.tolist()), interval)


def dropped_values(seed: int = 0) -> Dropped:
    """Send digits through a hidden layer and its dropout, in training and in evaluation mode."""
    import torch

    from pupila.models.build import build
    from pupila.models.parsing import parse_layers
    from pupila.runtime import torch_generator

    lines = ("flatten", f"hidden: dense {HIDDEN} relu", f"drop: dropout {RATE}", "dense classes")
    task = digits(train=0, held_out=100, seed=seed)
    network = build(
        parse_layers(lines), input_shape=task.shape, num_classes=10, generator=torch_generator(seed, "weights")
    )
    (batch,) = batches(task, task.held_out)
    drop = network.get_submodule("drop")
    with torch.inference_mode():
        values = network.get_submodule("hidden")(batch.images.permute(0, 2, 3, 1).flatten(1))
        after = drop.train()(values)
        unchanged = bool((drop.eval()(values) == values).all())
    alive = values > 0
    stayed = alive & (after > 0)
    return Dropped(
        values=int(alive.sum()),
        zeroed=float((after[alive] == 0).double().mean()),
        before=float(values.mean()),
        after=float(after.mean()),
        factor=float((after[stayed] / values[stayed]).double().mean()),
        unchanged=unchanged,
    )


def experiment(seeds: tuple[int, ...] = SEEDS) -> dict[str, tuple[float, ...]]:
    """Train every arm once for each seed: the same images, first weights and order for all arms of a seed.

    Returns:
        For each arm the accuracy on held-out images, one a seed.
    """
    found: dict[str, list[float]] = {arm: [] for arm in ARMS}
    for seed in seeds:
        task = digits(train=IMAGES, held_out=HELD_OUT, seed=seed)
        for arm, way in ARMS.items():
            model, _ = train_network(task, way, seed=seed)
            found[arm].append(accuracy(model, task, task.held_out))
    return {arm: tuple(values) for arm, values in found.items()}


def augmented(image: Pixels, lines: tuple[str, ...], *, count: int, seed: int = 0) -> Pixels:
    """Return versions of one image (H, W, C) as training would see them: (count, H, W, C), uint8."""
    import torch

    from pupila.data.augment import Augmenter, parse_augmentations

    unit = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))).float().div(255)
    changed = Augmenter(parse_augmentations(lines), seed=seed)(unit.repeat(count, 1, 1, 1), 1)
    return np.asarray(changed.mul(255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy())
