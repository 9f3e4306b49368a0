"""A plan fits the time it is given, and is as fixed as any other once it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupila.errors import Interrupted
from pupila.experiments import run as runs
from pupila.experiments.planning import MOST_TIMES, Speed, plan_length
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


def test_a_run_for_some_minutes_is_planned_once(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    heard: list[Any] = []
    recipe = new_recipe(str(photos), **{"train.epochs": 2, "train.minutes": 5.0})
    run = train(recipe, out=tmp_path / "run", watch=Watch(listener=heard.append))
    (planned,) = [event for event in heard if isinstance(event, Planned)]
    assert planned.capped, "five minutes are more than these few photos can use"
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
    monkeypatch.setattr(runs, "measure_speed", lambda *_: pytest.fail("planned again"))
    run = resume(tmp_path / "run")
    assert run.summary["plan"]["minutes"] == 5.0
    assert len(run.history) == 2 * MOST_TIMES


def test_the_last_epoch_may_be_a_part(new_recipe: NewRecipe, photos: Path, tmp_path: Path) -> None:
    values = {"train.epochs": 2, "train.last_epoch": 0.5, "train.schedule": "one-cycle"}
    run = train(new_recipe(str(photos), **values), out=tmp_path / "run")
    whole, part = run.history
    assert part["samples_seen"] == part["samples_expected"] == round(whole["samples_seen"] / 2)
