from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix as oracle

from pupila.evaluation.confusion import confusion_matrix, most_confused_pairs

Pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(pairs=Pairs)
def test_the_matrix_agrees_with_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    labels, predicted = np.array(pairs).T
    found = confusion_matrix(labels, predicted, num_classes=5)
    assert found.tolist() == oracle(labels, predicted, labels=range(5)).tolist()


def test_rows_are_true_classes() -> None:
    found = confusion_matrix(np.array([0, 0, 0]), np.array([1, 1, 2]), num_classes=3)
    assert found.tolist() == [[0, 2, 1], [0, 0, 0], [0, 0, 0]]


def test_small_types_do_not_overflow() -> None:
    labels = np.full(3, 99, dtype=np.uint8)
    assert confusion_matrix(labels, labels, num_classes=100)[99, 99] == 3


def test_pairs_add_both_directions_and_name_the_commoner_first() -> None:
    pairs = most_confused_pairs([[90, 1, 9], [4, 90, 0], [2, 0, 90]], count=5)
    found = [(pair.first, pair.second, pair.forward, pair.backward) for pair in pairs]
    assert found == [(0, 2, 9, 2), (1, 0, 4, 1)]


@given(pairs=Pairs)
def test_pairs_come_worst_first_and_add_up(pairs: list[tuple[int, int]]) -> None:
    matrix = confusion_matrix(*np.array(pairs).T, num_classes=5)
    found = most_confused_pairs(matrix, count=100)
    both = [pair.forward + pair.backward for pair in found]
    assert both == sorted(both, reverse=True)
    assert sum(both) == matrix.sum() - np.trace(matrix)
    assert all(pair.forward >= pair.backward for pair in found)


@pytest.mark.parametrize("matrix", [[[5]], [[5, 0], [0, 5]]])
def test_a_faultless_matrix_has_no_pairs(matrix: Any) -> None:
    assert most_confused_pairs(matrix) == ()
