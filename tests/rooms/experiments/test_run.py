"""One run from recipe to folder: what it writes, what it counts, and how it is taken up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file
from sklearn import metrics as oracle

from pupila.data.sources import load
from pupila.errors import DivergenceError, Interrupted, RecipeError, RunError
from pupila.experiments.record import Run
from pupila.experiments.run import Watch, resume, train

NewRecipe = Callable[..., Any]


def read(run: Run, name: str) -> Any:
    return json.loads((run.path / name).read_text(encoding="utf-8"))


def after(steps: int) -> Watch:
    left = iter(range(1, 10_000))
    return Watch(should_stop=lambda: next(left) >= steps)


@pytest.mark.parametrize("split", ["val", "test"])
def test_the_figures_are_those_of_the_saved_predictions(finished: Run, split: str) -> None:
    """Recomputed by scikit-learn from the arrays on disk."""
    with np.load(finished.path / "predictions" / f"{split}.npz") as arrays:
        probabilities, labels = arrays["probabilities"], arrays["labels"]
    predicted, block = probabilities.argmax(axis=1), finished.metrics[split]
    assert block["accuracy"]["value"] == pytest.approx(oracle.accuracy_score(labels, predicted))
    assert block["balanced_accuracy"]["value"] == pytest.approx(oracle.balanced_accuracy_score(labels, predicted))
    losses = probabilities.astype(np.float64)
    loss = oracle.log_loss(labels, losses / losses.sum(axis=1, keepdims=True), labels=range(3))
    assert block["loss"]["value"] == pytest.approx(loss, abs=1e-5)
    assert block["confusion"] == oracle.confusion_matrix(labels, predicted, labels=range(3)).tolist()
    assert block["accuracy"]["n"] == len(labels)
    low, high = block["accuracy"]["interval"]
    assert 0 <= low <= block["accuracy"]["value"] <= high <= 1
    f1 = oracle.f1_score(labels, predicted, average=None, labels=range(3), zero_division=0)
    for name, value in zip(finished.summary["data"]["counts"], f1, strict=True):
        assert (block["per_class"][name]["f1"]["value"] or 0.0) == pytest.approx(value)


def test_it_learned_the_colours(finished: Run) -> None:
    assert finished.metrics["test"]["accuracy"]["value"] > 0.8


def test_the_test_set_was_read_once(finished: Run) -> None:
    assert finished.metrics["test_reads"] == 1


def test_the_history_is_that_of_the_measures(finished: Run) -> None:
    chosen = finished.summary["chosen_epoch"]
    line = finished.history[chosen - 1]
    assert [one["epoch"] for one in finished.history] == [1, 2, 3, 4]
    assert finished.metrics["val"]["accuracy"]["value"] == line["val"]["accuracy"]
    assert finished.metrics["train"]["accuracy"]["value"] == line["train"]["accuracy"]
    assert finished.summary["chosen_by"] == "validation accuracy"
    assert line["val"]["accuracy"] == max(one["val"]["accuracy"] for one in finished.history)


def test_splits_are_kept_by_name(finished: Run, photos: Path) -> None:
    parts = {part: read(finished, "splits.json")[part] for part in ("train", "val", "test")}
    everything = [name for part in parts.values() for name in part]
    assert sorted(everything) == sorted(p.relative_to(photos).as_posix() for p in photos.rglob("*.png"))
    assert finished.summary["data"]["split"] == {part: len(names) for part, names in parts.items()}


def test_predictions_lead_back_to_files(finished: Run, photos: Path) -> None:
    with np.load(finished.path / "predictions" / "test.npz") as arrays:
        ids, labels, shown = arrays["ids"], arrays["labels"], arrays["gallery_rows"]
        pictures = arrays["gallery_images"]
    assert sorted(ids.tolist()) == sorted(read(finished, "splits.json")["test"])
    names = list(finished.summary["data"]["counts"])
    assert [name.split("/")[0] for name in ids.tolist()] == [names[label] for label in labels]
    assert pictures.shape == (len(shown), 14, 12, 3)
    data = load(str(photos))
    rows = [data.ids.index(name) for name in ids[shown].tolist()]
    assert np.array_equal(pictures, data.pixels[rows])


def test_the_recipe_is_kept_resolved(finished: Run, new_recipe: NewRecipe) -> None:
    assert finished.recipe.train.epochs == 4
    assert finished.recipe.augment.lines == ("flip horizontal",)
    assert "background" in (finished.path / "recipe.toml").read_text()


def test_the_summary_tells_what_was_done(finished: Run) -> None:
    summary = finished.summary
    assert (summary["status"], summary["epochs"], summary["seed"], summary["recipe"]) == ("done", 4, 0, "tiny")
    assert summary["parameters"] == 4 * 28 + (7 * 6 * 4 + 1) * 3
    assert summary["parameters"] == sum(one.size for one in load_file(finished.path / "weights.safetensors").values())
    assert summary["seconds"]["total"] >= summary["seconds"]["train"] > 0
    assert summary["images_per_second"] > 0
    assert summary["data"]["counts"] == {"blue": 12, "green": 12, "red": 12}


def same_outcome(one: Run, other: Run) -> None:
    weights = load_file(one.path / "weights.safetensors"), load_file(other.path / "weights.safetensors")
    assert all(np.array_equal(weights[0][key], weights[1][key]) for key in weights[0])
    assert one.metrics == other.metrics
    clockless = [
        [{key: value for key, value in line.items() if "second" not in key} for line in run.history]
        for run in (one, other)
    ]
    assert clockless[0] == clockless[1]


FULL = {
    "model__layers": ["conv 4 3x3 relu", "batchnorm", "dropout 0.2", "flatten", "dense classes"],
    "train__schedule": "cosine",
    "train__epochs": 3,
    "augment__lines": ["rotate 10deg", "crop 1"],
}


@pytest.mark.parametrize("stops", [(2,), (4, 2), (5, 1)], ids=str)
def test_an_interrupted_run_ends_as_an_unbroken_one(
    photos: Path, tmp_path: Path, new_recipe: NewRecipe, stops: tuple[int, ...]
) -> None:
    recipe = new_recipe(str(photos), **FULL)
    unbroken = train(recipe, out=tmp_path / "unbroken")
    out = tmp_path / "broken"
    with pytest.raises(Interrupted, match=f"--resume {out}") as caught:
        train(recipe, out=out, watch=after(stops[0]))
    assert caught.value.exit_code == 130
    assert Run(out).status == "interrupted"
    assert not (out / "weights.safetensors").exists()
    for stop in stops[1:]:
        with pytest.raises(Interrupted):
            resume(out, watch=after(stop))
    finished = resume(out)
    same_outcome(finished, unbroken)
    assert finished.summary["notes"] == unbroken.summary["notes"]
    assert not (out / "checkpoint").exists()
    assert not list(out.rglob("*.tmp"))
    assert not (out / "lock").exists()


def test_the_same_recipe_gives_the_same_bits(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    recipe = new_recipe(str(photos), **FULL)
    same_outcome(train(recipe, out=tmp_path / "a"), train(recipe, out=tmp_path / "b"))


def test_a_finished_run_is_not_taken_up(own_run: Run) -> None:
    with pytest.raises(RunError, match="is done"):
        resume(own_run.path)


def test_a_run_is_not_taken_up_on_other_data(tmp_path: Path, new_recipe: NewRecipe, new_photos: Any) -> None:
    folder = new_photos(tmp_path / "photos", count=8)
    recipe = new_recipe(str(folder))
    with pytest.raises(Interrupted):
        train(recipe, out=tmp_path / "run", watch=after(1))
    photo = folder / "red" / "00.png"
    (folder / "blue" / "00.png").replace(photo)
    with pytest.raises(RunError, match="have changed"):
        resume(tmp_path / "run")


def test_a_diverging_run_says_so(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    recipe = new_recipe(str(photos), train__learning_rate=1e30, train__optimizer="sgd")
    with pytest.raises(DivergenceError):
        train(recipe, out=tmp_path / "run")
    assert Run(tmp_path / "run").status == "diverged"
    assert not (tmp_path / "run" / "weights.safetensors").exists()


def test_without_validation_and_test_nothing_is_invented(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    run = train(new_recipe(str(photos), split__val=0.0, split__test=0.0), out=tmp_path / "run")
    assert run.metrics["val"] is run.metrics["test"] is None
    assert run.metrics["test_reads"] == 0
    assert run.summary["chosen_by"] == "last epoch"
    assert all(line["val"] is None for line in run.history)


def test_the_seed_of_the_split_can_be_held(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    runs = [
        train(new_recipe(str(photos), split__seed=5, train__seed=seed, train__epochs=1), out=tmp_path / str(seed))
        for seed in (0, 1)
    ]
    assert read(runs[0], "splits.json") == read(runs[1], "splits.json")
    assert runs[0].history[0]["train"] != runs[1].history[0]["train"]


def test_a_file_that_cannot_be_read_is_named_and_counted(
    tmp_path: Path, new_recipe: NewRecipe, new_photos: Any
) -> None:
    folder = new_photos(tmp_path / "photos", count=8)
    (folder / "red" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    run = train(new_recipe(str(folder)), out=tmp_path / "run")
    assert run.summary["data"]["skipped"] == 1
    assert run.summary["data"]["num_examples"] == 24
    assert read(run, "environment.json")["data"]["skipped"][0]["path"] == "red/broken.png"


def test_a_data_set_in_hand_is_named_in_the_record(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    data = load(str(photos), image_size=(8, 8))
    run = train(new_recipe("digits", train__epochs=1), dataset=data, out=tmp_path / "run")
    recipe = run.recipe.data
    assert (recipe.source, recipe.image_size, recipe.channels) == (data.source, (8, 8), "colour")
    assert load(recipe.source, image_size=recipe.image_size).fingerprint == data.fingerprint


def test_a_named_network_may_have_options_once(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    recipe = new_recipe(str(photos), model__name="mlp(units=8)", model__options={"units": 4})
    with pytest.raises(RecipeError, match="brackets"):
        train(recipe, out=tmp_path / "run")
    assert not (tmp_path / "run").exists(), "nothing is written before the recipe is understood"


def test_whitening_starts_from_the_training_images(photos: Path, tmp_path: Path, new_recipe: NewRecipe) -> None:
    layers = ["whiten 2x2", "relu", "flatten", "dense classes"]
    run = train(new_recipe(str(photos), model__layers=layers, train__epochs=1), out=tmp_path / "run")
    assert run.status == "done"


def test_the_listener_hears_every_epoch(
    photos: Path, tmp_path: Path, new_recipe: NewRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPILA_CACHE", str(tmp_path / "cache"))
    heard: list[Any] = []
    told: list[tuple[int, int, str]] = []
    watch = replace(Watch(), listener=heard.append, data=lambda *facts: told.append(facts))
    train(new_recipe(str(photos)), out=tmp_path / "run", watch=watch)
    assert [event.epoch for event in heard if hasattr(event, "val")] == [1, 2]
    assert told
