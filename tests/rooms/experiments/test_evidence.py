"""What a run takes down: its start, its first batches, and the mark that tells it from others."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from pupila.errors import Interrupted, RunError
from pupila.experiments import record
from pupila.experiments.evidence import weights_digest
from pupila.experiments.record import Run
from pupila.experiments.run import Watch, resume, train

NewRecipe = Callable[..., Any]


def start(run: Run) -> dict[str, Any]:
    return json.loads((run.path / "environment.json").read_text())["start"]


def stopped(recipe: Any, out: Path, steps: int = 3) -> Path:
    left = iter(range(1, 1000))
    with pytest.raises(Interrupted):
        train(recipe, out=out, watch=Watch(should_stop=lambda: next(left) >= steps))
    return out


def test_the_start_follows_from_the_seed(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    runs = {
        name: train(new_recipe(str(photos), train__epochs=1, **values), out=tmp_path / name)
        for name, values in {"a": {}, "b": {"train__batch_size": 5}, "c": {"train__seed": 1}}.items()
    }
    digests = {name: start(run)["weights"] for name, run in runs.items()}
    assert digests["a"] == digests["b"] != digests["c"]


def test_layers_without_weights_leave_the_start_as_it_is(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    layers = ["conv 4 3x3 same relu", "maxpool 2", "flatten", "dropout 0.1", "dense classes"]
    without = [line for line in layers if "dropout" not in line]
    one, other = (
        train(new_recipe(str(photos), model__layers=lines, train__epochs=1), out=tmp_path / str(len(lines)))
        for lines in (layers, without)
    )
    assert start(one) == start(other)


def test_a_network_that_knows_nothing_starts_at_ln_k(tmp_path: Path, new_recipe: NewRecipe) -> None:
    run = train(new_recipe("digits", train__epochs=1, train__batch_size=256), out=tmp_path / "run")
    found = start(run)
    assert found["expected"] == pytest.approx(math.log(10))
    assert found["loss"] == pytest.approx(math.log(10), rel=0.15)
    assert found["accuracy"] < 0.4
    assert 0.001 < found["chance"] <= 1
    assert found["batches"] == 0


def test_luck_is_known_as_luck(finished: Run) -> None:
    """Three classes of one colour each: a network that tells them apart names them rightly one time in six."""
    found = start(finished)
    assert found["chance"] * 6 == pytest.approx(round(found["chance"] * 6))


def test_knowledge_is_no_luck(tmp_path: Path, new_recipe: NewRecipe) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.BatchNorm1d(32), nn.Linear(32, 10))
    recipe = new_recipe("digits", train__batch_size=64)
    found = [start(train(recipe, module=network, out=tmp_path / name)) for name in ("first", "second")]
    assert found[0]["chance"] > 0.001 > found[1]["chance"]
    assert found[1]["loss"] < 0.5 * found[1]["expected"]
    assert found[0]["batches"] == 0 < found[1]["batches"]


def test_an_unbalanced_data_set_does_not_look_like_knowledge(
    tmp_path: Path, new_recipe: NewRecipe, new_photos: Any
) -> None:
    """Whoever always answers the common class has a loss below ln K on the data as they are, and not here."""

    class Always(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.logits = nn.Parameter(torch.tensor([3.0, 0.0, 0.0]))

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return self.logits.expand(len(images), 3) + 0 * images.sum()

    folder = new_photos(tmp_path / "photos", count=40)
    for name in ("green", "red"):
        for number in range(6, 40):
            (folder / name / f"{number:02d}.png").unlink()
    run = train(new_recipe(str(folder), train__epochs=1), module=Always(), out=tmp_path / "run")
    assert start(run)["loss"] > math.log(3)
    assert start(run)["accuracy"] == pytest.approx(1 / 3)


def test_the_digest_changes_with_any_value_and_not_with_the_order_in_memory() -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    before = weights_digest(network)
    assert weights_digest(network.to(memory_format=torch.channels_last)) == before
    with torch.no_grad():
        network[1].running_mean[2] += 1e-6
    assert weights_digest(network) != before


def test_the_first_batches_of_two_epochs_are_taken_down(finished: Run) -> None:
    lines = [line.get("first_batch") for line in finished.history]
    assert lines[2:] == [None, None]
    assert lines[0]["order"] != lines[1]["order"]
    assert lines[0]["images"] != lines[1]["images"]


def test_resuming_keeps_start_and_first_batch(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    unbroken = train(new_recipe(str(photos)), out=tmp_path / "unbroken")
    again = resume(stopped(new_recipe(str(photos)), tmp_path / "broken", steps=2))
    assert start(again) == start(unbroken)
    assert [line["first_batch"] for line in again.history] == [line["first_batch"] for line in unbroken.history]


def test_data_laid_anew_between_two_sittings_have_not_changed_meanwhile(
    photos: Path, tmp_path: Path, new_recipe: NewRecipe
) -> None:
    own = Path(shutil.copytree(photos, tmp_path / "photos"))
    out = stopped(new_recipe(str(own)), tmp_path / "run", steps=2)
    for path in own.rglob("*.png"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    run = resume(out)
    (a13,) = [one for one in json.loads((run.path / "audit.json").read_text())["findings"] if one["code"] == "A13"]
    assert a13["severity"] == "passed"


def test_checkpoints_of_another_run_are_refused(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    one, other = (stopped(new_recipe(str(photos)), tmp_path / name) for name in ("one", "other"))
    shutil.rmtree(one / "checkpoint")
    shutil.copytree(other / "checkpoint", one / "checkpoint")
    with pytest.raises(RunError, match="belongs to another run"):
        resume(one)
    assert resume(other).status == "done"


def test_a_recipe_changed_in_between_is_refused(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    out = stopped(new_recipe(str(photos)), tmp_path / "run")
    path = out / "recipe.toml"
    path.write_text(path.read_text().replace("learning_rate = 0.02", "learning_rate = 0.01"))
    with pytest.raises(RunError, match=r"recipe\.toml"):
        resume(out)


def test_a_run_of_an_earlier_version_is_still_taken_up(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    out = stopped(new_recipe(str(photos)), tmp_path / "run")
    path = out / "environment.json"
    facts = {key: value for key, value in json.loads(path.read_text()).items() if key not in ("run", "start")}
    path.write_text(json.dumps(facts))
    assert record.identity(out) == ""
    with pytest.raises(RunError, match="belongs to another run"):
        resume(out)
    shutil.rmtree(out / "checkpoint")
    assert resume(out).status == "done"
