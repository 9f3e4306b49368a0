"""Say which epoch is the best on validation data; no torch, so that a judge can choose again from the history."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Monitor = Literal["accuracy", "loss"]


def rank(val: Mapping[str, float], monitor: Monitor) -> tuple[float, float]:
    """Return what epochs are ordered by, the best the largest: of equal accuracies, the lower loss, and vice versa."""
    return (val["accuracy"], -val["loss"]) if monitor == "accuracy" else (-val["loss"], val["accuracy"])


def best_epoch(epochs: Sequence[int], measured: Sequence[Mapping[str, Any] | None], monitor: Monitor) -> int | None:
    """Return the best of some epochs, the first among equals; None where none was measured.

    Args:
        epochs: Their numbers.
        measured: What each reached on validation data; one whose loss is no number is passed over.
        monitor: What makes an epoch better.

    Example:
        >>> reached = [{"accuracy": a, "loss": b} for a, b in ((0.8, 0.5), (0.9, 0.4), (0.9, 0.4))]
        >>> best_epoch([1, 2, 3], reached, "accuracy")
        2
    """
    known = [
        (epoch, rank(val, monitor))
        for epoch, val in zip(epochs, measured, strict=True)
        if val is not None and val["loss"] is not None and math.isfinite(val["loss"])
    ]
    return max(known, key=lambda one: one[1])[0] if known else None
