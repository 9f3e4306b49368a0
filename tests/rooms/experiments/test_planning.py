"""A plan fits the time it is given, and is as fixed as any other once it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from pupila.data.loader import Loader
from pupila.data.preprocess import Preprocess
from pupila.data.sources import load
from pupila.errors import Interrupted, LayerError
from pupila.experiments import planning
from pupila.experiments.planning import MOST_TIMES, Speed, measure_speed, plan_length
from pupila.experiments.run import Watch, resume, train
from pupila.training.events import Planned

NewRecipe = Callable[..., Any]


def cost(epochs: int, last: float, *, step: float, image: float, steps: int, images: tuple[int, int]) -> float:
    """What such a training takes, added up epoch by epoch."""
    total = 0.0
    for epoch in range(1, epochs + 1):
        share = last if epoch == epochs else 1.0
        total += steps * share * step + images[0] * image
    return total + images[1] * image


@given(
    step=st.floats(1e-4, 1.0),
    image=st.floats(0, 1e-3),
    steps=st.integers(1, 2000),
    images=st.tuples(st.integers(0, 8000), st.integers(0, 20000)),
    seconds=st.floats(1, 1e5),
    spent=st.floats(0, 20),
    most=st.integers(1, 500),
)
def test_the_time_is_kept_and_used(
    step: float, image: float, steps: int, images: tuple[int, int], seconds: float, spent: float, most: int
) -> None:
    length = plan_length(
        Speed(step, image), seconds=seconds, spent=spent, steps_an_epoch=steps, images=images, most_epochs=most
    )
    assert 1 <= length.epochs <= most
    assert 0 < length.last_epoch <= 1
    known = {"step": step, "image": image, "steps": steps, "images": images}
    needed = spent + cost(length.epochs, length.last_epoch, **known)
    shortest = spent + cost(1, 1 / steps, **known)
    if needed > seconds:
        # Not even one step would have fitted: then it is hardly more than one.
        assert needed <= max(shortest + 1e-4 * steps * step, seconds) + 1e-6
    elif not length.capped:
        # One epoch more, begun and measured, would not have fitted into the time.
        longer = spent + cost(length.epochs + 1, length.last_epoch, **known)
        assert longer >= 0.97 * seconds - 2.0 - 1e-6
    else:
        assert (length.epochs, length.last_epoch) == (most, 1.0)


class Clock:
    """Go on only when something is done: a step takes half a second, the first three ten; an image a hundredth."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.steps = 73_000.0, 0  # a computer that has been on for most of a day
        self.model, self.seed = nn.Linear(1, 1), 0
        monkeypatch.setattr(planning, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(planning, "measure", self.measure)

    def train_step(self, batch: Any) -> None:
        self.steps += 1
        self.now += 10.0 if self.steps <= 3 else 0.5

    def measure(self, model: Any, batches: list[Any]) -> None:
        self.now += sum(0.01 * len(batch.labels) for batch in batches)


@pytest.mark.parametrize("examples", [1, 8, 9, 17, 24, 25, 60, 72, 400, 4000])
def test_the_speed_of_few_images_is_that_of_a_step(examples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one, two, three or more steps an epoch; what is done once, and the time of day, count for nothing."""
    images, labels = np.zeros((examples, 1, 2, 2), np.uint8), np.zeros(examples, np.int64)
    preprocess = Preprocess(image_size=(2, 2), channels=1)
    train_loader = Loader(images, labels, np.arange(examples), preprocess=preprocess, batch_size=8)
    clock = Clock(monkeypatch)
    speed = measure_speed(clock, train_loader, train_loader)  # type: ignore[arg-type]
    assert (speed.step, speed.image) == pytest.approx((0.5, 0.01))
    assert clock.steps >= 9


def test_a_run_for_some_minutes_is_planned_once(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    heard: list[Any] = []
    recipe = new_recipe(str(photos), **{"train.epochs": 2, "train.minutes": 5.0})
    run = train(recipe, out=tmp_path / "run", watch=Watch(listener=heard.append))
    (planned,) = [event for event in heard if isinstance(event, Planned)]
    assert planned.capped, "five minutes are more than these few photos can use"
    assert (planned.size, planned.network) == ("", ""), "nothing was left to choose"
    assert run.recipe.train.epochs == 2 * MOST_TIMES
    assert run.recipe.train.minutes is None, "done again from its recipe, it is to do the same steps"
    assert run.summary["plan"]["minutes"] == 5.0
    assert len(run.history) == run.recipe.train.epochs


def test_a_planned_run_is_taken_up_with_its_plan(
    new_recipe: NewRecipe, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = new_recipe(str(photos), **{"train.epochs": 2, "train.minutes": 5.0})
    left = iter(range(10_000))
    with pytest.raises(Interrupted):
        train(recipe, out=tmp_path / "run", watch=Watch(should_stop=lambda: next(left) >= 3))
    monkeypatch.setattr(planning, "measure_speed", lambda *_: pytest.fail("planned again"))
    run = resume(tmp_path / "run")
    assert run.summary["plan"]["minutes"] == 5.0
    assert len(run.history) == 2 * MOST_TIMES


def test_the_last_epoch_may_be_a_part(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    values = {"train.epochs": 2, "train.last_epoch": 0.5, "train.schedule": "one-cycle"}
    run = train(new_recipe(str(photos), **values), out=tmp_path / "run")
    whole, part = run.history
    assert part["samples_seen"] == part["samples_expected"] == round(whole["samples_seen"] / 2)


CHOICES = {
    "model.name": "resnet_small",
    "model.options.width": 2,
    "model.widths": [2, 4],
    "data.image_size": [12, 12],
    "data.image_sizes": [[12, 12], [18, 18]],
    "train.epochs": 4,
    "train.batch_size": 8,
}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], float]:
    """Give a step of each (side, width) a time of its own; the order of the keys is that of the measurements.

    The times are long, so that what really passes does not matter beside them.
    """
    found: dict[tuple[int, int], float] = {}

    def measure_speed(trainer: Any, train: Any, remeasure: Any) -> Speed:
        side = next(train.in_order()).images.shape[2]
        width = next(trainer.model.parameters()).shape[0]
        found[side, width] = 100 * (side / 12) ** 2 * (width / 2) ** 2
        return Speed(step=found[side, width], image=0.0)

    monkeypatch.setattr(planning, "measure_speed", measure_speed)
    return found


def planned_for(seconds: float, recipe: Any, out: Path, **more: Any) -> Any:
    """Plan and begin a run; return its recipe without training it."""
    recipe = recipe.with_values({"train.minutes": seconds / 60})
    with pytest.raises(Interrupted):
        train(recipe, out=out, watch=Watch(should_stop=lambda: True), **more)
    return runs_recipe(out)


def runs_recipe(out: Path) -> Any:
    from pupila.experiments.record import open_run

    return open_run(out).recipe


@pytest.mark.parametrize(
    ("seconds", "side", "width"),
    [
        (1000, 12, 2),  # not even the cheapest fits
        (2000, 12, 2),  # 4 epochs of 3 steps of 100 s
        (4000, 18, 2),  # of 225 s
        (6000, 12, 4),  # of 400 s
        (15_000, 18, 4),  # of 900 s
    ],
)
def test_the_costliest_that_fits_is_taken(
    new_recipe: NewRecipe,
    photos: Path,
    tmp_path: Path,
    measured: dict[tuple[int, int], float],
    seconds: float,
    side: int,
    width: int,
) -> None:
    recipe = planned_for(seconds, new_recipe(str(photos), **CHOICES), tmp_path / "run")
    assert (recipe.data.image_size, recipe.model.options["width"]) == ((side, side), width)
    assert (recipe.data.image_sizes, recipe.model.widths) == ((), ()), "done again, nothing is left to choose"
    steps = (recipe.train.epochs - 1 + recipe.train.last_epoch) * 3
    assert steps >= 4 * 3 or (side, width) == (12, 2), "the recipe's own epochs fit"
    assert steps * measured[side, width] <= max(seconds, measured[side, width])


def test_what_cannot_fit_is_not_measured(
    new_recipe: NewRecipe, photos: Path, tmp_path: Path, measured: dict[tuple[int, int], float]
) -> None:
    planned_for(1600, new_recipe(str(photos), **CHOICES), tmp_path / "run")
    assert list(measured) == [(12, 2)]


def test_without_minutes_nothing_is_chosen(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    run = train(new_recipe(str(photos), **{**CHOICES, "train.epochs": 1}), out=tmp_path / "run")
    assert run.recipe.model.options["width"] == 2
    assert run.summary["data"]["image_size"] == [12, 12]


def test_data_in_memory_keep_their_size(
    new_recipe: NewRecipe, photos: Path, tmp_path: Path, measured: dict[tuple[int, int], float]
) -> None:
    recipe = planned_for(100_000, new_recipe("digits", **CHOICES), tmp_path / "run", dataset=load(photos))
    assert recipe.data.image_size == (14, 12)
    assert recipe.model.options["width"] == 4
    assert {side for side, _ in measured} == {14}


def test_a_network_without_widths_is_refused_at_once(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    recipe = new_recipe(str(photos), **{"model.name": "lenet5", "model.widths": [8], "train.minutes": 1.0})
    with pytest.raises(LayerError, match="lenet5"):
        train(recipe, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_real_choice_is_carried_out(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    heard: list[Any] = []
    few = {**CHOICES, "train.epochs": 1, "train.minutes": 2.0}
    run = train(new_recipe(str(photos), **few), out=tmp_path / "run", watch=Watch(listener=heard.append))
    assert (run.recipe.model.options["width"], run.recipe.data.image_size) == (4, (18, 18))
    assert run.summary["data"]["image_size"] == [18, 18]
    (planned,) = [event for event in heard if isinstance(event, Planned)]
    assert (planned.size, planned.network, planned.capped) == ("18x18", "resnet_small(width=4)", True)
