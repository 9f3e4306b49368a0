"""Embeddings made short, and which of them lie near each other, against scikit-learn and a plain comparison of all."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA

from pupila.inspection import embeddings
from pupila.inspection.embeddings import fit_axes, nearest_pairs


def test_axes_are_those_of_scikit_learn() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 7)) * [5, 4, 3, 2, 1, 0.5, 0.1]
    short = fit_axes(rows, count=3).shorten(rows)
    known = PCA(3).fit_transform(rows)
    assert cdist(short, short) == pytest.approx(cdist(known, known), abs=1e-4)


def test_all_axes_keep_every_distance() -> None:
    rows = np.random.default_rng(1).normal(size=(30, 5)).astype(np.float32)
    short = fit_axes(rows).shorten(rows)
    assert short.shape == (30, 5)
    assert cdist(short, short) == pytest.approx(cdist(rows, rows), abs=1e-4)


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=st.integers(-8, 8)),
    st.integers(0, 12),
    st.integers(1, 60),
)
def test_pairs_within_a_distance_are_those_of_a_plain_comparison(rows: np.ndarray, limit: int, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embeddings, "_ROWS", chunk)
        pairs, distances = nearest_pairs(rows, limit=float(limit), most=len(rows))
    apart = cdist(rows, rows)
    first, second = np.nonzero(np.triu(apart <= limit, 1))
    assert {tuple(pair) for pair in pairs.tolist()} == set(zip(first.tolist(), second.tolist(), strict=True))
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert distances == pytest.approx(apart[pairs[:, 0], pairs[:, 1]])
    assert (np.diff(distances) >= 0).all()


def test_each_row_brings_its_nearest_few_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    line = np.array([[0.0], [1.0], [3.0], [6.0]], np.float32)
    pairs, _ = nearest_pairs(line, limit=100.0, most=1, progress=lambda done, total: told.append((done, total)))
    assert pairs.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert told[-1] == (4, 4)


def test_a_comparison_holds_little_whatever_the_number() -> None:
    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Enough

    rows = np.random.default_rng(0).normal(size=(60_000, 8)).astype(np.float32)
    tracemalloc.start()
    with pytest.raises(Enough):
        nearest_pairs(rows, limit=0.1, progress=stop)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120_000_000


def test_small_distances_between_large_values_are_not_lost() -> None:
    rows = np.array([[10_000.0, 0.0], [10_000.0, 0.01], [9_000.0, 0.0]], np.float32)
    pairs, distances = nearest_pairs(rows, limit=0.02)
    assert pairs.tolist() == [[0, 1]]
    assert distances == pytest.approx([0.01], rel=1e-3)
