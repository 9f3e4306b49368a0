from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from pupila.errors import EvaluationError
from pupila.evaluation.gallery import choose_gallery, confused_rows, gallery_rows, least_certain_hits
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


def test_least_certain_hits_are_right_and_in_rising_order(new_predictions: Any) -> None:
    found = new_predictions(300)
    rows = least_certain_hits(found, count=9).tolist()
    right = [row for row in range(300) if found.probabilities[row].argmax() == found.labels[row]]
    assert rows == sorted(right, key=lambda row: (found.probabilities[row].max(), row))[:9]


def test_cells_show_up_to_three_of_the_fullest_confusions(new_predictions: Any) -> None:
    found = new_predictions(400)
    rows = confused_rows(found, generator=np.random.default_rng(3), cells=4).tolist()
    pairs = [(int(found.labels[row]), int(found.probabilities[row].argmax())) for row in rows]
    counted = Counter(
        (true, taken)
        for true, taken in zip(found.labels.tolist(), found.probabilities.argmax(axis=1).tolist(), strict=True)
        if true != taken
    )
    fullest = sorted(counted, key=lambda pair: (-counted[pair], pair))[:4]
    assert list(dict.fromkeys(pairs)) == fullest
    assert all(pairs.count(pair) == min(3, counted[pair]) for pair in fullest)
    assert len(set(rows)) == len(rows)


def test_the_same_dice_choose_the_same_gallery_and_each_picture_once(new_predictions: Any) -> None:
    found = new_predictions(300)
    one, other = (choose_gallery(found, count=10, generator=np.random.default_rng(5)) for _ in range(2))
    assert one.rows.tolist() == other.rows.tolist()
    assert (len(one.errors), len(one.hits), len(one.random)) == (10, 5, 5)
    assert len(set(one.rows.tolist())) == len(one.rows)
    assert set(one.rows.tolist()) == {
        *one.errors.tolist(),
        *one.hits.tolist(),
        *one.random.tolist(),
        *one.cells.tolist(),
    }
    drawn = choose_gallery(found, count=10, generator=np.random.default_rng(6))
    assert drawn.random.tolist() != one.random.tolist()


def test_nothing_is_shown_where_nothing_is_asked_for(new_predictions: Any) -> None:
    assert len(choose_gallery(new_predictions(50), count=0, generator=np.random.default_rng(0)).rows) == 0
