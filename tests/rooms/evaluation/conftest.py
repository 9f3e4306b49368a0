"""Predictions made of seeded numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pupila.evaluation.predictions import Predictions

PredictionsMaker = Callable[..., Predictions]


def make_predictions(count: int = 300, num_classes: int = 4, *, seed: int = 0, skill: float = 1.5) -> Predictions:
    """Answer for `count` examples, better than chance, with classes of unequal size."""
    generator = np.random.default_rng(seed)
    labels = np.minimum(generator.geometric(0.4, count) - 1, num_classes - 1)
    logits = generator.normal(size=(count, num_classes))
    logits[np.arange(count), labels] += skill
    powers = np.exp(logits)
    probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    names = tuple(f"class {place}" for place in range(num_classes))
    return Predictions(probabilities, labels, np.arange(count) * 2, names)


@pytest.fixture
def new_predictions() -> PredictionsMaker:
    """Return the maker of predictions."""
    return make_predictions
