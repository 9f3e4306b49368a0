"""The last door out of torch: probabilities, in order, with the network left as it was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
import torch
from scipy.special import log_softmax, softmax
from torch import nn

from pupila.evaluation.inference import Rows, measure, predict, predict_probabilities


class Batch(NamedTuple):
    images: torch.Tensor
    labels: torch.Tensor
    indices: torch.Tensor


def network(dropout: float = 0.5) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(nn.Flatten(), nn.Linear(12, 6), nn.BatchNorm1d(6), nn.Dropout(dropout), nn.Linear(6, 4))


def batches(sizes: tuple[int, ...] = (5, 5, 2)) -> list[Batch]:
    dice = torch.Generator().manual_seed(1)
    made, start = [], 100
    for size in sizes:
        images, labels = torch.randn(size, 3, 2, 2, generator=dice), torch.randint(0, 4, (size,), generator=dice)
        made.append(Batch(images, labels, torch.arange(start, start + size)))
        start += size
    return made


def logits(model: nn.Module, images: torch.Tensor) -> np.ndarray:
    model.eval()
    with torch.no_grad():
        return model(images).double().numpy()


@pytest.mark.parametrize("training", [True, False])
def test_probabilities_are_the_softmax_of_evaluation_mode(training: bool) -> None:
    model, images = network(), batches((7,))[0].images
    expected = softmax(logits(model, images), axis=1)
    model.train(training)
    found = predict_probabilities(model, images)
    assert found.dtype == np.float32
    assert np.abs(found - expected).max() < 1e-6
    assert model.training is training


def test_the_mode_is_restored_after_an_error() -> None:
    model = network().train()
    with pytest.raises(RuntimeError):
        predict_probabilities(model, torch.zeros(1, 5))
    assert model.training


def test_large_logits_give_probabilities_all_the_same() -> None:
    model = nn.Flatten()
    found = predict_probabilities(model, torch.tensor([[1e4, -1e4, 0.0], [88.0, 89.0, 90.0]]))
    assert np.isfinite(found).all()
    assert np.allclose(found.sum(axis=1), 1)


def test_predictions_keep_order_labels_and_rows() -> None:
    model, parts, told = network(), batches(), []
    found = predict(model, iter(parts), class_names=("a", "b", "c", "d"), progress=told.append)
    assert found.indices.tolist() == list(range(100, 112))
    assert found.labels.tolist() == torch.cat([part.labels for part in parts]).tolist()
    expected = softmax(logits(model, torch.cat([part.images for part in parts])), axis=1)
    assert np.abs(found.probabilities - expected).max() < 1e-6
    assert told == [5, 5, 2]


def test_measuring_weighs_every_example_alike() -> None:
    """A small last batch counts by its examples, not as much as a whole one."""
    model, parts = network().train(), batches((5, 1))
    found = measure(model, parts)
    assert model.training
    raw = logits(model, torch.cat([part.images for part in parts]))
    labels = torch.cat([part.labels for part in parts]).numpy()
    assert found["n"] == 6
    assert found["loss"] == pytest.approx(-log_softmax(raw, axis=1)[np.arange(6), labels].mean(), abs=1e-6)
    assert found["accuracy"] == (raw.argmax(axis=1) == labels).mean()
    losses = -log_softmax(raw, axis=1)[np.arange(6), labels]
    assert found["loss_error"] == pytest.approx(losses.std() / np.sqrt(6), rel=1e-4)


def test_measuring_changes_no_statistics() -> None:
    model = network().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    measure(model, batches())
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


@pytest.mark.parametrize("shape", [(), (3,)])
@pytest.mark.parametrize("sizes", [(5,), (1, 0, 7, 20, 2), (64, 64, 1)])
def test_rows_are_what_was_added_in_order(
    sizes: tuple[int, ...], shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupila.evaluation.inference._FIRST_ROOM", 4)
    dice = np.random.default_rng(0)
    parts = [dice.normal(size=(size, *shape)).astype(np.float32) for size in sizes]
    rows = Rows()
    for part in parts:
        rows.add(part)
    assert np.array_equal(rows.all(), np.concatenate(parts))
    assert rows.all().dtype == np.float32


def test_room_for_rows_is_made_seldom() -> None:
    rows, places = Rows(), set()
    for _ in range(200):
        rows.add(np.zeros((100, 3), np.float32))
        places.add(rows.all().ctypes.data)
    assert len(places) <= 5


def test_no_rows_are_an_error() -> None:
    with pytest.raises(ValueError, match="no rows"):
        Rows().all()
