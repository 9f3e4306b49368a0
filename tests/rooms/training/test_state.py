"""Where a training stands, and which epoch is the best."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pupila.training.state import Progress, copy_weights

RESULT = st.fixed_dictionaries({"accuracy": st.sampled_from([0.1, 0.5, 0.9]), "loss": st.sampled_from([0.2, 0.4, 3.0])})


@given(st.lists(RESULT, min_size=1, max_size=12), st.sampled_from(["accuracy", "loss"]))
def test_the_best_epoch_is_the_first_of_the_best(results: list[dict[str, float]], monitor: str) -> None:
    progress = Progress()
    for result in results:
        progress.consider(result, monitor)  # type: ignore[arg-type]  # one of the two words
        progress.next_epoch()
    if monitor == "accuracy":
        best = max(results, key=lambda one: (one["accuracy"], -one["loss"]))
    else:
        best = min(results, key=lambda one: (one["loss"], -one["accuracy"]))
    assert progress.best == best
    assert progress.best_epoch == results.index(best) + 1


def test_a_tie_in_accuracy_is_decided_by_the_loss() -> None:
    progress = Progress()
    assert progress.consider({"accuracy": 0.5, "loss": 1.0}, "accuracy")
    assert not progress.consider({"accuracy": 0.5, "loss": 1.0}, "accuracy")
    assert not progress.consider({"accuracy": 0.5, "loss": 1.1}, "accuracy")
    assert progress.consider({"accuracy": 0.5, "loss": 0.9}, "accuracy")


def test_a_new_epoch_starts_from_nothing_but_keeps_the_best() -> None:
    progress = Progress(
        epoch=3, step=5, loss_sum=2.5, correct=7, samples=9, seconds=1.5, best_epoch=2, best={"loss": 1}
    )
    progress.next_epoch()
    assert progress == Progress(epoch=4, best_epoch=2, best={"loss": 1})


def test_it_is_the_same_after_a_way_through_json() -> None:
    progress = Progress(epoch=2, step=3, loss_sum=0.1 + 0.2, samples=9, history=[{"epoch": 1, "val": None}])
    assert Progress(**json.loads(json.dumps(progress.to_json()))) == progress


def test_a_copy_of_weights_does_not_follow_them() -> None:
    layer = torch.nn.utils.skip_init(torch.nn.Linear, 2, 2)
    torch.nn.init.zeros_(layer.weight)
    copied = copy_weights(layer)
    with torch.no_grad():
        layer.weight += 1
    assert float(copied["weight"].sum()) == pytest.approx(0.0)
