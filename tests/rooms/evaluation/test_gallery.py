from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pupila.errors import EvaluationError
from pupila.evaluation.gallery import gallery_rows
from pupila.evaluation.predictions import Predictions


def test_rows_are_errors_in_falling_order_of_confidence(new_predictions: Any) -> None:
    found = new_predictions(300)
    rows = gallery_rows(found, count=20).tolist()
    wrong = [row for row in range(300) if found.probabilities[row].argmax() != found.labels[row]]
    assert rows == sorted(wrong, key=lambda row: (-found.probabilities[row].max(), row))[:20]


def test_equal_confidence_keeps_the_order_of_rows() -> None:
    sure = np.tile([0.8, 0.2], (30, 1))
    found = Predictions(sure, np.ones(30, dtype=int), np.arange(30), ("cat", "dog"))
    assert gallery_rows(found).tolist() == list(range(12))


def test_fewer_errors_than_asked_for_and_none_at_all() -> None:
    labels = np.array([0, 1, 0])
    found = Predictions(np.tile([0.8, 0.2], (3, 1)), labels, np.arange(3), ("cat", "dog"))
    assert gallery_rows(found).tolist() == [1]
    right = Predictions(found.probabilities, np.zeros(3, dtype=int), np.arange(3), ("cat", "dog"))
    assert gallery_rows(right).tolist() == []
    assert gallery_rows(found, count=0).tolist() == []


def test_a_negative_count_is_refused(new_predictions: Any) -> None:
    with pytest.raises(EvaluationError, match="zero or more"):
        gallery_rows(new_predictions(), count=-1)
