"""The small trainings behind the lessons: repeatable, fair, and by the same loop as every training."""

from __future__ import annotations

import numpy as np
import pytest

from pupila.lessons.practice import Way, accuracy, answers, digits, train_network

LINES = ("flatten", "dense 16 relu", "dense classes")


def test_nothing_held_out_is_learned_from() -> None:
    task = digits(train=200, held_out=500, seed=3)
    assert len(task.train) == 200
    assert len(task.held_out) == 500
    assert not set(task.train) & set(task.held_out)


def test_a_larger_task_contains_the_smaller_one() -> None:
    small, large = digits(train=50, held_out=100, seed=1), digits(train=100, held_out=100, seed=1)
    assert small.train.tolist() == large.train[:50].tolist()
    assert small.held_out.tolist() == large.held_out.tolist()
    assert digits(train=50, held_out=100, seed=2).train.tolist() != small.train.tolist()


def test_a_training_can_be_repeated() -> None:
    task = digits(train=60, held_out=100, seed=0)
    way = Way(LINES, epochs=3, augment=("shift 10%",))
    first, second = (train_network(task, way, seed=5, curves=True)[1] for _ in range(2))
    assert [line["val"] for line in first] == [line["val"] for line in second]
    other = train_network(task, way, seed=6, curves=True)[1]
    assert [line["val"] for line in first] != [line["val"] for line in other]


def test_arms_of_one_seed_start_from_the_same_weights() -> None:
    task = digits(train=20, held_out=100, seed=0)
    idle = [
        train_network(task, Way(LINES, epochs=1, learning_rate=0.0, augment=lines), seed=4)[0]
        for lines in ((), ("flip horizontal",))
    ]
    first, second = (dict(model.state_dict()) for model in idle)
    assert all((first[name] == second[name]).all() for name in first)


def test_it_learns() -> None:
    task = digits(train=300, held_out=500, seed=0)
    model, history = train_network(task, Way(LINES, epochs=10), seed=0)
    assert accuracy(model, task, task.held_out) > 0.8
    assert history[-1]["train"]["loss"] < history[0]["train"]["loss"]
    assert history[-1]["val"] is None


def test_answers_and_accuracy_agree() -> None:
    task = digits(train=100, held_out=300, seed=0)
    seen: list[int] = []
    model, _ = train_network(task, Way(LINES, epochs=2), seed=0, after_epoch=lambda model: seen.append(1))
    assert len(seen) == 2
    hits = np.mean(answers(model, task, task.held_out) == task.labels[task.held_out])
    assert accuracy(model, task, task.held_out) == pytest.approx(hits)
