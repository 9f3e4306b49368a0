"""Hold what experiments found for five questions about a perceptron, and say what their figures show.

The figures stand in `questions.json`, measured by `docs/questions.py`: three arms, the same seeds in each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pupila.evaluation.intervals import t_interval

ARMS = ("base", "width", "epochs")
Trend = Literal["up", "down", "open"]


@dataclass(frozen=True)
class Result:
    """Hold what one training reached, on the images it learned from and on the test images.

    Args:
        seed: Of the training.
        train_accuracy: As a fraction.
        train_loss: In nats.
        test_accuracy: As a fraction.
        test_loss: In nats.
        parameters: How many the network has.
        seconds: Of training.
    """

    seed: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float
    parameters: int
    seconds: float

    @property
    def gap(self) -> float:
        """Return training minus test accuracy."""
        return self.train_accuracy - self.test_accuracy

    @property
    def loss_gap(self) -> float:
        """Return test minus training loss."""
        return self.test_loss - self.train_loss


@dataclass(frozen=True)
class Confusion:
    """Hold how many images of class `true` are taken for `predicted`, on average over the seeds."""

    true: str
    predicted: str
    count: float


@dataclass(frozen=True)
class Figures:
    """Hold the measured figures.

    Args:
        arms: Results of each arm, in the order of their seeds.
        confusions: The most frequent ones, the most frequent first.
        recalls: Share of each class that is recognised, on average over the seeds.
        machine: Where they were measured.
    """

    arms: Mapping[str, tuple[Result, ...]]
    confusions: tuple[Confusion, ...]
    recalls: Mapping[str, float]
    machine: str

    @property
    def seeds(self) -> int:
        """Return how many trainings each arm has."""
        return len(self.arms["base"])


@dataclass(frozen=True)
class Estimate:
    """Hold the mean of some figures, one a seed, its 95 % interval, and the standard deviation of the figures."""

    mean: float
    low: float
    high: float
    deviation: float
    n: int

    @property
    def trend(self) -> Trend:
        """Return "up" or "down" where the interval leaves out zero, else "open"."""
        return "up" if self.low > 0 else "down" if self.high < 0 else "open"

    def points(self) -> dict[str, float]:
        """Return the values of a sentence, fractions as percentage points."""
        return {"points": 100 * self.mean, "low": 100 * self.low, "high": 100 * self.high, "n": self.n}

    def nats(self) -> dict[str, float]:
        """Return the values of a sentence as they are."""
        return {"nats": self.mean, "low": self.low, "high": self.high, "n": self.n}


Figure = Callable[[Result], float]


def read_figures(path: Path | None = None) -> Figures:
    """Read the figures that ship with the package, or those of a file of the same form."""
    place = path if path is not None else resources.files("pupila.lessons") / "questions.json"
    record = json.loads(place.read_text(encoding="utf-8"))
    return Figures(
        arms={arm: tuple(map(_result, record["arms"][arm]["runs"])) for arm in ARMS},
        confusions=tuple(Confusion(one["true"], one["predicted"], one["count"]) for one in record["confusions"]),
        recalls=record["per_class"],
        machine=record["machine"],
    )


def _result(run: Mapping[str, Any]) -> Result:
    train, test = run["train"], run["test"]
    figures = (train["accuracy"], train["loss"], test["accuracy"], test["loss"])
    return Result(run["seed"], *figures, run["parameters"], run["seconds"])


def estimate(values: list[float]) -> Estimate:
    """Return the mean with Student's interval; of a single value nothing is known but itself.

    Example:
        >>> found = estimate([0.01, 0.03, 0.02])
        >>> found.trend, round(found.low, 4)
        ('open', -0.0048)
    """
    found = np.asarray(values, dtype=np.float64)
    low, high = t_interval(found) or (-np.inf, np.inf)
    deviation = float(found.std(ddof=1)) if len(found) > 1 else 0.0
    return Estimate(float(found.mean()), float(low), float(high), deviation, len(found))


def difference(figures: Figures, arm: str, figure: Figure) -> Estimate:
    """Return how far a figure of `arm` lies above that of the base, paired by seed."""
    base = {one.seed: figure(one) for one in figures.arms["base"]}
    return estimate([figure(one) - base[one.seed] for one in figures.arms[arm] if one.seed in base])
