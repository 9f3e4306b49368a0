"""How far is too far: the threshold by independent routes, and what it promises."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors
from torch import nn

from pupila.evaluation.inference import predict_and_watch, predict_probabilities
from pupila.evaluation.novelty import (
    FEWEST,
    Gate,
    distances_to,
    fit_familiar,
    fit_gate,
    join_layers,
    never_unsure,
)

DICE = np.random.default_rng(5)


@pytest.mark.parametrize("n", [19, 20, 39, 40, 216, 1000, 2000])
def test_the_threshold_is_the_conformal_quantile(n: int) -> None:
    distances = DICE.normal(size=n)
    rank = int(np.ceil(0.95 * (n + 1) - 1e-9))  # the rank of split conformal prediction, from the other end
    gate = fit_gate(distances)
    assert (
        gate.threshold == np.sort(distances)[rank - 1] == np.quantile(distances, (rank - 1) / (n - 1), method="lower")
    )
    assert gate.declined == n - rank
    assert gate.refuses(distances).sum() == gate.declined <= 0.05 * n
    assert gate.within == pytest.approx(1 - gate.declined / n)


def test_the_promise_is_kept_on_new_images() -> None:
    """Over many fits, new draws are declined with probability k / (n + 1), here exactly 1 in 20."""
    rates = []
    for _ in range(400):
        gate = fit_gate(DICE.exponential(size=19))
        rates.append(gate.refuses(DICE.exponential(size=200)).mean())
    assert np.mean(rates) == pytest.approx(0.05, abs=0.008)


@pytest.mark.parametrize("n", range(FEWEST))
def test_too_few_images_fit_no_threshold(n: int) -> None:
    gate = fit_gate(np.arange(float(n)))
    assert gate == Gate(None, 0, n)
    assert not gate.refuses(np.array([0.0, 1e9, np.nan])).any()
    assert gate.within == 1


def test_the_fewest_images_are_enough() -> None:
    assert fit_gate(np.arange(float(FEWEST))).threshold == FEWEST - 1


def test_equal_distances_are_all_answered() -> None:
    gate = fit_gate(np.full(100, 0.3))
    assert (gate.threshold, gate.declined) == (0.3, 0)
    assert gate.refuses(np.array([0.3, np.nextafter(0.3, 1), 0.0])).tolist() == [False, True, False]


def test_what_is_no_number_is_refused_and_never_a_threshold() -> None:
    assert fit_gate(np.arange(40.0)).refuses(np.array([np.nan, np.inf])).all()
    mostly = np.r_[np.arange(30.0), np.full(10, np.nan)]
    assert fit_gate(mostly).threshold is None


@given(st.lists(st.floats(0, 10), min_size=FEWEST, max_size=200), st.floats(0.05, 0.5))
def test_never_more_are_declined_than_was_allowed(distances: list[float], share: float) -> None:
    gate = fit_gate(np.array(distances), declined=share)
    assert gate.declined <= share * len(distances)
    assert gate.declined == gate.refuses(np.array(distances)).sum()
    assert Gate.from_json(gate.to_json()) == gate
    order = np.sort(np.array(distances))
    refused = gate.refuses(order)
    assert (np.diff(refused.astype(int)) >= 0).all()


@pytest.mark.parametrize(("known", "rows"), [(5, 3), (40, 7), (1000, 700)])
def test_distances_are_those_of_scikit_learn(known: int, rows: int) -> None:
    reference, new = DICE.normal(size=(known, 6)), DICE.normal(size=(rows, 6))
    nearest = NearestNeighbors(n_neighbors=min(10, known)).fit(reference)
    expected = nearest.kneighbors(new)[0][:, -1]
    assert distances_to(reference, new) == pytest.approx(expected, abs=1e-6)


def test_a_row_without_meaning_is_far_from_everything() -> None:
    assert np.isnan(distances_to(np.eye(20), np.full((1, 20), np.nan))).all()


def test_no_layer_outweighs_another() -> None:
    rows = join_layers([np.array([[3e6, 4e6], [0, 0]]), np.array([[1e-3], [-2.0]])])
    assert rows.tolist() == [pytest.approx([0.6, 0.8, 1.0]), [0, 0, -1]]
    assert rows.dtype == np.float32


def network() -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 5), nn.Linear(5, 2))


def test_layers_are_watched_and_the_answer_stays_the_same() -> None:
    model, images = network(), torch.rand(6, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    probabilities, rows = predict_and_watch(model, images)
    assert np.array_equal(probabilities, predict_probabilities(model, images))
    with torch.inference_mode():
        maps = model[0](images).numpy()
        dense = model[3](model[2](model[1](torch.from_numpy(maps)))).numpy()
    pixels = images.numpy()
    parts = [np.c_[x.mean((2, 3)), x.std((2, 3))] for x in (pixels, maps)] + [dense]
    expected = np.concatenate([part / np.linalg.norm(part, axis=1, keepdims=True) for part in parts], axis=1)
    assert rows == pytest.approx(expected, abs=1e-5)
    assert not any(module._forward_hooks for module in model.modules())


def test_a_single_layer_is_watched_itself() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
    assert predict_and_watch(model, torch.rand(2, 3, 2, 2))[1].shape == (2, 6 + 3)


def test_a_fault_leaves_no_hook_behind() -> None:
    model = network()
    with pytest.raises(RuntimeError):
        predict_and_watch(model, torch.rand(1, 3, 4, 4))
    assert not any(module._forward_hooks for module in model.modules())


def test_strange_rows_are_refused_and_familiar_ones_let_through() -> None:
    near, far = DICE.normal(1, 0.1, (300, 8)), DICE.normal(-1, 0.1, (50, 8))
    familiar = fit_familiar(near[:150], near[150:250])
    assert familiar.known.dtype == np.float16
    assert familiar.gate.refuses(familiar.distances(far)).all()
    assert familiar.gate.refuses(familiar.distances(near[250:])).mean() <= 0.2
    assert fit_familiar(near, near[:0]).gate == never_unsure(0).gate
