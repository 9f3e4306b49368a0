"""The lesson on overfitting: what it trains does what its sentences claim."""

from __future__ import annotations

import numpy as np
import pytest

from pupila.evaluation.diagnosis import diagnose
from pupila.lessons import overfitting
from pupila.lessons.lesson import Picture, Plot, Words


@pytest.fixture(scope="module")
def run() -> overfitting.Overfit:
    return overfitting.learn_by_heart()


@pytest.fixture(scope="module")
def found() -> tuple[overfitting.Gap, ...]:
    return overfitting.gaps()


def test_a_fifth_of_the_labels_is_false_and_only_those_learned_from(run: overfitting.Overfit) -> None:
    false = np.flatnonzero(run.task.labels != run.truth)
    assert sorted(false) == sorted(run.wrong)
    assert set(run.wrong) <= set(run.task.train)
    assert len(run.wrong) == overfitting.WRONG


def test_the_network_truly_overfits(run: overfitting.Overfit) -> None:
    train = [line["train"]["accuracy"] for line in run.history]
    losses = [line["val"]["loss"] for line in run.history]
    assert train[-1] > 0.99
    assert train[-1] - run.history[-1]["val"]["accuracy"] > 0.15
    assert losses[-1] > 1.2 * min(losses)
    assert 0 < int(np.argmin(losses)) < len(losses) // 2


def test_the_rules_say_so(run: overfitting.Overfit) -> None:
    assert run.diagnosis == diagnose(run.history, num_classes=10)
    assert run.diagnosis.kind == "overfit"
    assert run.diagnosis.more_epochs == "no"
    losses = [line["val"]["loss"] for line in run.history]
    assert run.diagnosis.evidence.best_epoch == int(np.argmin(losses)) + 1


def test_first_it_contradicts_the_false_labels_then_it_learns_them(run: overfitting.Overfit) -> None:
    best = (run.diagnosis.evidence.best_epoch or 0) - 1
    assert run.as_true[best] > overfitting.WRONG / 2 > run.as_told[best]
    assert run.as_told[-1] == overfitting.WRONG
    assert run.as_true[-1] == 0
    assert len(run.as_told) == len(run.history)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_other_seeds_tell_the_same_story(seed: int) -> None:
    other = overfitting.learn_by_heart(seed)
    best = (other.diagnosis.evidence.best_epoch or 0) - 1
    assert other.diagnosis.kind == "overfit"
    assert other.as_told[-1] > other.as_told[best]
    assert other.as_true[best] > other.as_true[-1]


def test_more_images_close_the_gap(found: tuple[overfitting.Gap, ...]) -> None:
    points = [one.points for one in found]
    assert [one.images for one in found] == list(overfitting.SIZES)
    assert points[0] > 0.2
    assert points[-1] < 0.05
    assert np.mean([one.held_out for one in found[-1:]]) > np.mean(found[0].held_out) + 0.1


def test_every_size_is_trained_for_the_same_number_of_steps() -> None:
    total = overfitting.STEPS * overfitting.BATCH
    assert all(size % overfitting.BATCH == 0 and total % size == 0 for size in overfitting.SIZES)


def test_the_lesson_quotes_what_was_measured(run: overfitting.Overfit, found: tuple[overfitting.Gap, ...]) -> None:
    blocks = (*overfitting._memory(run), *overfitting._verdict(run), *overfitting._cure(found))
    values = {block.code: block.values for block in blocks if isinstance(block, Words)}
    memory = values["lessons_learning.overfitting.memory"]
    assert (memory["told_now"], memory["epochs"]) == (run.as_told[-1], len(run.history))
    assert values["fitting.kind.overfit"]["since"] == run.diagnosis.since
    assert values["fitting.loss_best"]["low"] == min(line["val"]["loss"] for line in run.history)
    end = values["lessons_learning.overfitting.cure_end"]
    assert end["wide"] == pytest.approx(100 * (np.mean(found[0].train) - np.mean(found[0].held_out)))
    plots = {block.key: block for block in blocks if isinstance(block, Plot)}
    told = plots["memory"].curves[0].values
    assert [round(float(share or 0) * overfitting.WRONG) for share in told] == list(run.as_told)


def test_the_picture_fits_a_page(run: overfitting.Overfit) -> None:
    (picture,) = [block for block in overfitting._setting(run) if isinstance(block, Picture)]
    height, width, channels = picture.pixels.shape
    assert channels == 3
    assert 150 < height < 900
    assert 400 < width <= 900
