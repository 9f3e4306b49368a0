"""The bands of the learning curves."""

from __future__ import annotations

import pytest
from scipy import stats

from pupila.reporting import learning


def test_the_loss_has_its_interval_where_the_run_kept_its_error() -> None:
    """95 % to both sides; runs of earlier versions kept no error, and are drawn without."""
    measured = [{"loss": 0.5, "loss_error": 0.1}, {"loss": 0.1, "loss_error": 0.2}, None, {"loss": 0.2}]
    first, second, gap, bare = learning._band(measured, "loss")
    assert first == pytest.approx(stats.norm.interval(0.95, 0.5, 0.1), abs=1e-4)
    assert second == pytest.approx((0.0, 0.492)), "a loss is never negative"
    assert gap is bare is None
    assert learning._band([{"loss": 0.5}, None], "loss") == ()


def test_the_accuracy_has_wilsons_interval() -> None:
    ((low, high),) = learning._band([{"accuracy": 0.9, "n": 100}], "accuracy")
    exact = stats.binomtest(90, 100).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((exact.low, exact.high))
